"""Read JavaScript and TypeScript, JSX and the scripts of Vue, Svelte and Astro included, into the neutral shape."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import PurePosixPath

import tree_sitter_javascript
import tree_sitter_typescript
from tree_sitter import Language, Node, Parser, Tree

from readiness.collecting import UNUSED, Facts, Scope, Step, Use, steps
from readiness.languages import javascript_expressions as expressions
from readiness.languages import javascript_statements as statements
from readiness.languages import javascript_types as types
from readiness.languages.javascript_embedded import is_javascript_x, scripts_only
from readiness.languages.javascript_source import Source
from readiness.syntax import Module

LANGUAGE = "javascript"
EXTENSIONS = frozenset(
    {".js", ".jsx", ".mjs", ".cjs", ".ts", ".tsx", ".mts", ".cts", ".vue", ".svelte", ".astro"},
)
VERSION = 2

_JAVASCRIPT = Language(tree_sitter_javascript.language())
_TYPESCRIPT = Language(tree_sitter_typescript.language_typescript())
_TSX = Language(tree_sitter_typescript.language_tsx())
_COMPONENTS = frozenset({".vue", ".svelte", ".astro"})
_TYPED = frozenset({".ts", ".mts", ".cts"})

_Visit = Callable[[Facts, Source, Node, Scope, Use], list[Step]]
_VISITS: dict[str, _Visit] = {
    "call_expression": expressions.call,
    "new_expression": expressions.construction,
    "member_expression": expressions.member,
    "parenthesized_expression": expressions.wrapper,
    "await_expression": expressions.wrapper,
    "non_null_expression": expressions.wrapper,
    "as_expression": expressions.wrapper,
    "satisfies_expression": expressions.wrapper,
    "type_assertion": expressions.wrapper,
    "ternary_expression": expressions.choice,
    "binary_expression": expressions.choice,
    "string": expressions.text,
    "template_string": expressions.text,
    "pair": expressions.pair,
    "object": expressions.literal,
    "arrow_function": expressions.closure,
    "function_expression": expressions.closure,
    "function": expressions.closure,
    "generator_function": expressions.closure,
    "jsx_element": expressions.element,
    "jsx_self_closing_element": expressions.element,
    "jsx_attribute": expressions.attribute,
    "jsx_text": expressions.markup_text,
    "variable_declarator": statements.declarator,
    "assignment_expression": statements.assignment,
    "augmented_assignment_expression": statements.assignment,
    "return_statement": statements.returned,
    "expression_statement": statements.statement,
    "for_statement": statements.loop,
    "for_in_statement": statements.loop,
    "while_statement": statements.loop,
    "do_statement": statements.loop,
    "try_statement": statements.guarded,
    "catch_clause": statements.catch,
    "import_statement": statements.imported,
    "export_statement": statements.exported,
    "function_declaration": types.function,
    "generator_function_declaration": types.function,
    "method_definition": types.method,
    "class_declaration": types.class_,
    "abstract_class_declaration": types.class_,
    "class": types.class_,
    "public_field_definition": types.class_field,
    "field_definition": types.class_field,
    "interface_declaration": types.declared_type,
    "type_alias_declaration": types.declared_type,
    "enum_declaration": types.declared_type,
    "required_parameter": types.parameter,
    "optional_parameter": types.parameter,
    "assignment_pattern": types.parameter,
    "object_assignment_pattern": types.parameter,
    "decorator": types.decorator,
}
_SILENT = frozenset(
    {
        *("identifier", "property_identifier", "private_property_identifier", "type_identifier", "comment", "number"),
        *("shorthand_property_identifier", "shorthand_property_identifier_pattern", "this", "super", "import"),
        *("true", "false", "null", "undefined", "regex", "statement_identifier", "string_fragment", "escape_sequence"),
        *("type_annotation", "type_arguments", "type_parameters", "function_signature", "accessibility_modifier"),
        *("abstract_method_signature", "method_signature", "index_signature", "predefined_type", "literal_type"),
        *("union_type", "generic_type", "array_type", "optional_chain", "empty_statement", "hash_bang_line"),
    }
)


def parse(text: str, path: str) -> Module:
    """The neutral shape of JavaScript or TypeScript text; `ok` is False where the grammar met an error.

    The path's extension chooses the grammar; untyped files that only the typed grammar reads (Flow) are read by that.
    """
    extension = PurePosixPath(path).suffix.lower()
    if extension in _COMPONENTS:
        language = _TSX if is_javascript_x(text) else _TYPESCRIPT
        text = scripts_only(text, extension)
    else:
        language = _TYPESCRIPT if extension in _TYPED else _TSX if extension == ".tsx" else _JAVASCRIPT
    data = text.encode("utf-8", "replace")
    tree = Parser(language).parse(data)
    if tree.root_node.has_error and language is _JAVASCRIPT:
        other = Parser(_TSX).parse(data)
        tree = tree if other.root_node.has_error else other
    return _walk(tree, data).module(LANGUAGE, ok=not tree.root_node.has_error)


def _walk(tree: Tree, data: bytes) -> Facts:
    """Read the tree with a stack of its own: depth of nesting is no limit."""
    facts, source = Facts(), Source(data)
    stack: list[Step] = [(tree.root_node, Scope(), UNUSED)]
    while stack:
        node, scope, use = stack.pop()
        kind = node.type
        if kind in _SILENT:
            continue
        visit = _VISITS.get(kind)
        found = visit(facts, source, node, scope, use) if visit else steps(node.named_children, scope)
        found.reverse()
        stack.extend(found)
    return facts
