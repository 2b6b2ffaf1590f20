"""Guards of the product's own: functions that ask who the caller is, and the places in endpoints that use them."""

from __future__ import annotations

import re
from collections.abc import Iterable

from readiness.compiling import compile_later
from readiness.product import Product
from readiness.search import Hit, Pattern

SAYS = "a function that asks who is calling"
_LONGEST = 120  # lines of a function that is a guard of its own; longer ones do the work itself
_MOST = 60  # names that are looked for
_NO_NAME = compile_later(  # of handlers, entry points, parts of screens and of signing in
    r"(?i)^(?:get|post|put|patch|delete|head|options|handler?s?|main|index|create|constructor|render|init\w*|__\w+__|default|"
    r"app|run|start|setup|configure\w*|register\w*|(?:un)?sign\w*|log_?(?:in|out)\w*|proxy|middleware|load(?:er)?|action|"
    r"update|use[A-Z]\w*|page|layout|callback|anonymous|lambda|test\w*|.{1,3})$"
)
_REFUSES = compile_later(r"(?i)\b40[13]\b|unauthori[sz]ed|unauthenticated|forbidden|permission_?denied|redirect\(")
_FRAMEWORK_REFUSES = frozenset({"a dependency authenticates the caller"})
_OPTED_OUT = compile_later(
    r"(?i)\b(?:skip_?auth|no_?auth|public|allow_?anonymous|optional|auth_?optional)\b[\"']?\s*[:=]\s*true|"
    r"\b(?:require_?auth|auth|auth_?required)\b[\"']?\s*[:=]\s*false"
)
_DEFINES = compile_later(
    r"\b(?:function|def|func|fn|class|export default)\s+(?:\([^)]*\)\s*)?$|^\s*(?:export )?(?:const|let|var)\s+$"
)
_ALIAS = compile_later(
    r"^\s*(\w+)\s*(?::\s*TypeAlias\s*)?=\s*(?:\w+\.)*Annotated\[[^\n]*\bDepends\(\s*(?:\w+\.)*(\w+)", re.M
)


def uses_of_own_guards(product: Product, guards: Iterable[tuple[Hit, str]]) -> tuple[tuple[Hit, str], ...]:
    """Where the functions that hold these guards are used, by path and line; the functions themselves left out."""
    homes = _functions_around(product, guards)
    names = sorted(homes)[:_MOST]
    if not names:
        return ()
    aliases = _aliases(product, frozenset(names), {path for places in homes.values() for path in places})
    wanted = sorted({*names, *aliases})
    used = Pattern(rf"\b(?:{'|'.join(map(re.escape, wanted))})\b(?:\s*[(,)\]=<]|\s*$)", frozenset({"code"}))
    return tuple((hit, SAYS) for hit in product.hits(used) if not _asks_nobody(hit))


def _functions_around(product: Product, guards: Iterable[tuple[Hit, str]]) -> dict[str, set[str]]:
    """Name -> paths of the functions that hold a guard and refuse who is not known."""
    found: dict[str, set[str]] = {}
    for hit, says in guards:
        module = None if hit.cell else product.module(hit.path)
        if module is None:
            continue
        around = [f for f in module.functions if f.line <= hit.line <= f.end_line and f.end_line - f.line <= _LONGEST]
        for function in around:
            name = function.name.rpartition(".")[2]
            if _NO_NAME.search(name):
                continue
            rows = product.text(hit.path).split("\n")[function.line - 1 : function.end_line]
            if says in _FRAMEWORK_REFUSES or _REFUSES.search("\n".join(rows)):
                found.setdefault(name, set()).add(hit.path)
    return found


def _aliases(product: Product, names: frozenset[str], paths: Iterable[str]) -> list[str]:
    """Type aliases of FastAPI that stand for a dependency on one of these functions."""
    return [
        alias
        for path in sorted(paths)
        if path.endswith(".py")
        for alias, name in _ALIAS.findall(product.text(path))
        if name in names
    ]


def _asks_nobody(hit: Hit) -> bool:
    """Whether a place imports or defines a guard, or uses it with the question left out."""
    text = hit.text.lstrip()
    if _OPTED_OUT.search(text):
        return True
    if text.startswith(("import ", "from ", "using ", "use ", "} from")):
        return True
    first = hit.match.strip("\n").split("\n")[0]
    return bool(_DEFINES.search(hit.text.partition(first)[0]))
