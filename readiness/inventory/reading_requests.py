"""Tell requests that only read something (a GET, a poll for a result) from those that ask a model."""

from __future__ import annotations

import re

from readiness.compiling import compile_later
from readiness.inventory.names import Key, Names, plain
from readiness.syntax import Call

_READS = frozenset({"get", "Get", "head", "delete", "options"})
_VERB = compile_later(r"""^["'](?:GET|DELETE|HEAD)["']$|(?i:\b(?:http\.?)?method(?:::|\.)?_?(?:get|delete|head)$)""")
_QUOTED_VERB = compile_later(r"""["'](?:GET|DELETE|HEAD)["']""")
_STEP = compile_later(r"\.(?:get|GET|delete|DELETE|head)(?:\(\)|$)")
_WRITES = compile_later(r"(?i)\b_?(?:post|put|patch|method|data|json|body|content|form)\w*\b")
_BUILT = compile_later(r"(?:^|\.)(?:Request\.?Builder|HttpRequest\.newBuilder)\(")
_VERB_CLASS = compile_later(r"(?:^|\.|::)(?:Get|Delete|Head|HttpGet|HttpDelete)(?:\.new)?$")


def only_reads(names: Names, key: Key, call: Call) -> bool:
    """Whether a request is a GET (or the like) of something, by itself or by the request that it is given."""
    last = plain(call.callee).rsplit(".", 1)[-1]
    method = " ".join(a.text for a in call.args if a.name == "method" or a.position == 0)
    if _QUOTED_VERB.search(" ".join(a.text for a in call.args)) and "POST" not in method:
        return True
    if last in _READS or _by_chain(names, key, call, last):
        return True
    if any(_is_read(names, key, other, last) for other in _requests(names, key, call)):
        return True
    if last == "urlopen":
        return _has_no_body(names, key, call) and not _requests(names, key, call)
    if names.modules[key].language != "javascript" or last not in ("fetch", "$fetch", "tauriFetch"):
        return False
    given = {a.name for a in call.args if a.name is not None}
    return len(call.args) == len(given) + 1 and not given & {"method", "body", "..."}


def _by_chain(names: Names, key: Key, call: Call, last: str) -> bool:
    """`client.get(url).send()`, `webClient.get().uri(url).retrieve()`."""
    chain, language = plain(call.callee), names.modules[key].language
    if language == "rust":
        return last == "send" and re.search(r"\.(?:get|delete|head)\(\)\.", chain) is not None
    return language in ("java", "kotlin") and re.search(r"\.(?:get|delete|head)\(\)\.uri\b", chain) is not None


def _requests(names: Names, key: Key, call: Call) -> list[Call]:
    """The calls that make the request which a call is given: bound to a name before it, or written in it."""
    found = []
    near = names.inside(key, call.function)
    for argument in call.args[:3] if not call.callee.endswith("Request") else ():
        text = names.variable(key, argument.text).lstrip("&*")
        bound = [b for b in names.bindings(key, text) if b.function == call.function and b.line <= call.line]
        if bound and bound[-1].call is not None:
            found.append(bound[-1].call)
        written = (c for c in near if call.line <= c.line <= call.end_line and c is not call and "(" in argument.text)
        found += [c for c in written if plain(c.callee).rsplit(".", 1)[-1] in argument.text and _makes_request(c)][:1]
    return [other for other in found if _makes_request(other)]


def _makes_request(call: Call) -> bool:
    return "Request" in call.callee or _VERB_CLASS.search(call.callee) is not None


def _is_read(names: Names, key: Key, request: Call, sender: str) -> bool:
    """Whether a request that is made is a GET: by its verb, or because its builder is given no other."""
    if _VERB_CLASS.search(request.callee) or any(_VERB.search(a.text) for a in request.args):
        return True
    steps = (request.callee, *(f".{argument.name}" for argument in request.args if argument.name))
    if any(_STEP.search(step) for step in steps):
        return True
    if _BUILT.search(request.callee) and request.callee.endswith(".build"):
        return not any(_WRITES.search(step) for step in steps)
    return sender == "urlopen" and _has_no_body(names, key, request)


def _has_no_body(names: Names, key: Key, call: Call) -> bool:
    """Whether a request of Python's urllib has no data, which makes it a GET."""
    spread = any(a.name in ("**", "...") or a.text.startswith("*") for a in call.args)
    given = call.argument("data", "method") is not None or call.positional(1) is not None
    below = names.set_on(key, call.target) if call.target else []
    later = {rest for rest, binding in below if binding.function == call.function}
    return not (spread or given or later & {"data", "method"})
