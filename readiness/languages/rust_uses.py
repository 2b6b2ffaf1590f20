"""The names that a Rust `use` declaration brings in."""

from __future__ import annotations

from tree_sitter import Node

from readiness.reading import Reader
from readiness.syntax import Import
from readiness.trees import children, inside, line


def uses(reader: Reader, node: Node) -> list[Import]:
    """One import for each name of a `use` declaration, groups resolved, in source order."""
    argument = inside(node, "argument")
    pending: list[tuple[str, Node]] = [] if argument is None else [("", argument)]
    found: list[tuple[int, str, str, str]] = []
    while pending:
        prefix, part = pending.pop()
        match part.type:
            case "scoped_use_list" | "use_list":
                path = prefix + reader.text(inside(part, "path"))
                listed = inside(part, "list") if part.type == "scoped_use_list" else part
                inner = path + "::" if path and not path.endswith("::") else path
                pending += [(inner, each) for each in children(listed)]
            case "use_wildcard":
                found.append((part.start_byte, prefix + reader.text(part).removesuffix("::*"), "*", "*"))
            case "use_as_clause":
                module, _, name = (prefix + reader.text(inside(part, "path"))).rpartition("::")
                found.append(
                    (part.start_byte, module or name, name if module else "*", reader.text(inside(part, "alias")))
                )
            case "self":
                module = prefix.removesuffix("::")
                found.append((part.start_byte, module, "*", module.rpartition("::")[2]))
            case _:
                module, _, name = (prefix + reader.text(part)).rpartition("::")
                found.append((part.start_byte, module or name, name if module else "*", name))
    return [Import(line(node), module, ((name, bound),)) for _, module, name, bound in sorted(found)]
