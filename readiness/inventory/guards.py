"""Read all twelve guards of a call."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from readiness.compiling import compile_later
from readiness.inventory.around import Around, written
from readiness.inventory.callers import Frame
from readiness.inventory.calls import Found
from readiness.inventory.environment import Variable, from_environment
from readiness.inventory.expressions import identifiers, is_name
from readiness.inventory.gateways import Setting, setting
from readiness.inventory.handlers import errors_handled, tries_of
from readiness.inventory.limits import retry, timeout
from readiness.inventory.model import Guard
from readiness.inventory.names import Key, path_of, plain
from readiness.inventory.values import Client
from readiness.syntax import Call

_NONE = Guard("no")
_FALSE = compile_later(r"(?i)^(?:false|none|null|0|undefined)$")
_QUOTED = compile_later(r"""["'`]([^"'`\n]{1,100})["'`]""")
_EACH = compile_later(
    r"^for(?:each)?\W+(?:(?:const|let|var|final|\w+,|[A-Z]\w*)\s+)?(\w+)\s*(?:in|of|:|:=\s*range)\s+(.+)$"
)
_MODEL_WORD = compile_later(r"(?i)model|provider|llm|client|deployment")
_ADDRESS = compile_later(r"(?i)(?:^|[._])(?:\w*_)?(?:base_?url|api_?base|base_?path|endpoint|azure_endpoint|proxy)$")
_PREFIXED = compile_later(
    r"""^["'](?:openai|azure|anthropic|bedrock|google[\w-]*|gemini|vertex[\w-]*|groq|mistral|cohere|ollama)[:/][\w./:@-]+["']$"""
)
_LOOSE_FORMAT = compile_later(r"json_object|JsonObject|\btext\b")


@dataclass(frozen=True, slots=True)
class Site:
    """A found call with the way up from it."""

    found: Found
    frames: tuple[Frame, ...]
    around: Around
    everywhere: Mapping[str, Guard] = field(default_factory=dict)
    settings: tuple[Setting, ...] = ()
    sites: tuple[tuple[str, int, str, str], ...] = ()
    """The other calls of the product: path, line, the model as far as it is read, and the SDK."""
    variables: tuple[Variable, ...] = ()
    providers: frozenset[str] = frozenset()
    """The provider that the call reaches, and the one that its model's name begins with."""


def guards_of(site: Site) -> dict[str, Guard]:
    """The state of every guard of one call."""
    found, frames, around = site.found, site.frames, site.around
    return {
        "timeout": _or_set(site, "timeout", timeout(found, frames, around)),
        "retry": _or_set(site, "retry", retry(found, frames, around)),
        "errors_handled": errors_handled(frames, around, found.sdk.http),
        "fallback": _fallback(site),
        "output_validated": _validated(site),
        "token_cap": _option(site, "token_cap"),
        "sampling": _option(site, "sampling"),
        "streamed": _streamed(site),
        "cached": _cached(site),
        "traced": _traced(site),
        "cost_recorded": _recorded(site),
        "moderated": _moderated(site),
    }


def _or_set(site: Site, guard: str, told: Guard) -> Guard:
    """What the code says of a guard; where it leaves it to the default, what the settings say."""
    if told.state == "yes" or (told.path and told.state == "no"):
        return told
    set_up = _set_up(site, guard) if not told.path else None
    return set_up or from_environment(site.found.sdk, site.providers, guard, site.variables) or told


def _set_up(site: Site, guard: str) -> Guard | None:
    """What files of settings say of the calls of this SDK."""
    chains = [site.found.made, *site.found.elsewhere]
    given = [argument.name or "" for chain in chains for made in chain for argument in made.call.args]
    led = any(_ADDRESS.search(name) for name in given)
    return setting(site.settings, guard, site.found.sdk.name, led)


def option(site: Site, guard: str) -> Guard | None:
    """What the call or the clients that it is made on say of an option; None where nobody says a word."""
    found, doubt = site.found, None
    names = found.sdk.options.get(guard, ())
    for key, call in [(found.key, found.call), *((made.key, made.call) for made in found.made)] if names else ():
        guard_here = site.around.options.read(key, call, guard, names, found.sdk.passes)
        if guard_here is not None and guard_here.state != "unknown":
            return guard_here
        doubt = doubt or guard_here
    return doubt


def _option(site: Site, guard: str) -> Guard:
    return option(site, guard) or (_NONE if site.found.sdk.options.get(guard) else Guard("unknown", says="not known"))


def _near(site: Site, levels: int = 1) -> list[tuple[str, Call]]:
    return [
        (path_of(frame.key), call)
        for frame in site.frames
        if frame.level <= levels
        for call in site.around.siblings(frame)
    ]


def _inside(site: Site, guard: str, levels: int = 1, looked_at: bool = False) -> Guard | None:
    """A call in the functions around that gives the guard; with `looked_at` only where something sees its result."""
    words = site.around.words
    for path, call in _near(site, levels):
        if call is site.found.call or not words.has(guard, "inside", [plain(call.callee)]):
            continue
        if words.has(guard, "off", [plain(call.callee)]):
            continue
        if not looked_at or not _is_ignored(call) or words.has(guard, "enforcing", [plain(call.callee)]):
            return Guard("yes", path, call.line, call.callee[-60:])
    return None


def _is_ignored(call: Call) -> bool:
    """Whether nothing looks at what a call gives."""
    return (call.dropped and not call.tries) or call.target == "_"


def _fallback(site: Site) -> Guard:
    given = option(site, "fallback")
    if given is not None and given.state == "yes" and not _same_again(site, site.found.key, given.says):
        return given
    words = site.around.words
    for made in site.found.made:
        named = words.has("fallback", "around", [plain(made.call.callee)])
        if not named and not words.has("fallback", "classes", [made.call.callee]):
            continue
        if not words.has("fallback", "off", [written(made.call)]) and not _same_again(
            site, made.key, " ".join(a.text for a in made.call.args), made.call
        ):
            return Guard("yes", path_of(made.key), made.call.line, made.call.callee)
    wrapped = site.around.around(site.frames, "fallback")
    set_up = _set_up(site, "fallback")
    turns = _other_model(site) or _in_turn(site)
    return wrapped or turns or set_up or site.everywhere.get("fallback") or _NONE


def _same_again(site: Site, key: Key, text: str, at: Call | None = None) -> bool:
    """Whether all that is fallen back to can be read, and is the call's own model once more."""
    own = model_text(site).strip("\"'`")
    if not own:
        return False
    named = set(_QUOTED.findall(text))
    resolver = site.around.callers.resolver
    for name in identifiers(_QUOTED.sub(" ", text)) if at is not None else ():
        value = resolver.value(key, name, at.function, at.line) if at is not None else None
        if isinstance(value, Client) and value.made:
            given = [a.text.strip("\"'`") for a in value.made[0].call.args if (a.name or "").startswith("model")]
            named.update(given)
    return named == {own}


def _in_turn(site: Site) -> Guard | None:
    """A loop over models or clients in which the error of one leads to the next."""
    own = {word for text in (model_text(site), site.found.call.callee) for word in identifiers(text)}
    for frame in site.frames:
        if frame.level > 1:
            break
        given = own if frame.level == 0 else {a.text for a in frame.call.args if _MODEL_WORD.search(a.text)}
        words = {part for text in given for part in text.split(".")}
        for head in frame.call.loops:
            match = _EACH.match(head)
            if match is None or match[1] not in words or not _goes_on(frame, site.around):
                continue
            models = _QUOTED.findall(site.around.options.plain_value(frame.key, match[2].strip(" )"), frame.call))
            if len(set(models)) != 1:
                return Guard("yes", path_of(frame.key), frame.call.line, f"{head[:60]}: the next where one fails")
    return None


def _goes_on(frame: Frame, around: Around) -> bool:
    """Whether a handler within the loop lets it go on to the next."""
    return any("raise" not in h.does and "return" not in h.does for t in tries_of(frame, around) for h in t.handlers)


def _other_model(site: Site) -> Guard | None:
    """A handler around the call that asks another model; the same one again is no fallback."""
    own = model_text(site)
    for frame in site.frames:
        if frame.level > 1:
            break
        path = path_of(frame.key)
        for block in tries_of(frame, site.around):
            for handler in block.handlers:
                for place, line, model, sdk in site.sites:
                    inside = place == path and handler.line <= line <= handler.end_line
                    if inside and (sdk != site.found.sdk.name or (model != own and model and own)):
                        return Guard("yes", path, line, "another model is asked where this one fails")
    return None


def model_text(site: Site) -> str:
    """The text of the model's name at the call or its client, "" where none is given."""
    return model_place(site)[0]


def model_place(site: Site) -> tuple[str, str, int]:
    """The text of the model's name as written, and where: ("", "", 0) where none is given."""
    found = site.found
    names = found.sdk.options.get("model", ())
    for key, call in [(found.key, found.call), *((made.key, made.call) for made in found.made)]:
        for argument in call.args:
            if argument.name in names or (argument.name or "").rsplit(".", 1)[-1] in names:
                return site.around.options.plain_value(key, argument.text, call), path_of(key), argument.line
        first = call.positional(0) if found.sdk.gateway else None
        if first is not None and _PREFIXED.match(first.text):  # Agent("openai:gpt-4o")
            return first.text, path_of(key), first.line
    return "", "", 0


def _validated(site: Site) -> Guard:
    found = site.found
    path = path_of(found.key)
    if "output_validated" in found.shape.gives:
        return Guard("yes", path, found.call.line, found.shape.callee)
    given = option(site, "output_validated")
    if given is not None and given.state == "yes" and not _LOOSE_FORMAT.search(given.says):
        return given
    words = site.around.words
    for made in found.made:
        if words.has("output_validated", "checks", [plain(made.call.callee)]):
            return Guard("yes", path_of(made.key), made.call.line, made.call.callee)
    for place, call in _near(site):
        if call.line < found.call.line and place == path:
            continue
        callee = plain(call.callee).replace("()", "")
        used = not _is_ignored(call) or "ssert" in call.callee
        if (used and words.has("output_validated", "checks", [callee])) or words.has(
            "output_validated", "raising", [callee, _from_import(site, place, call)]
        ):
            return Guard("yes", place, call.line, call.callee[-60:])
    return given if given is not None and given.state == "unknown" else _NONE


def _from_import(site: Site, path: str, call: Call) -> str:
    """A plainly imported function with the module that it is from."""
    names = site.around.callers.resolver.names
    module, name = names.imported(path).get(call.callee, ("", "")) if path in names.modules else ("", "")
    return f"{module}.{name}" if module else ""


def _streamed(site: Site) -> Guard:
    if "streamed" in site.found.shape.gives or "stream" in site.found.shape.callee.lower():
        return Guard("yes", path_of(site.found.key), site.found.call.line, site.found.shape.callee)
    given = option(site, "streamed")
    if given is not None and given.state == "yes" and _FALSE.match(given.says.rpartition("= ")[2]):
        return Guard("no", given.path, given.line, given.says)
    return given or _NONE


def _cached(site: Site) -> Guard:
    given = option(site, "cached")
    if given is not None and given.state == "yes":
        return given
    found = site.around.around(site.frames, "cached", levels=2) or _inside(site, "cached", looked_at=True)
    return found or _set_up(site, "cached") or site.everywhere.get("cached") or _NONE


def _traced(site: Site) -> Guard:
    given = option(site, "traced")
    if given is not None and given.state == "yes" and not site.around.is_off("traced", given.says):
        return given
    found = site.around.around(site.frames, "traced") or _inside(site, "traced", 2)
    return found or site.everywhere.get("traced") or _NONE


def _recorded(site: Site) -> Guard:
    found = _inside(site, "cost_recorded", 2)
    if found is not None:
        return found
    for frame in site.frames:
        if frame.level > 1:
            break
        module, function = site.around.module(frame.key), frame.call.function
        given = [
            (a.line, a.text)
            for c in module.calls
            if c.function == function and not _only_shows(site, c)
            for a in c.args
        ]
        handed_on = {word for _, text in given for word in identifiers(text)}
        kept = [
            (a.line, f"{a.target} {a.text}")
            for a in module.assignments
            if a.function == function and (not is_name(a.target) or a.target in handed_on)
        ]
        for line, text in sorted((*given, *kept)):
            if site.around.words.has("cost_recorded", "texts", [text]):
                return Guard("yes", path_of(frame.key), line, text[:80])
    return _NONE


def _only_shows(site: Site, call: Call) -> bool:
    """Whether a call prints what it is given or answers the caller with it, which records nothing."""
    return site.around.is_off("cost_recorded", plain(call.callee))


def _moderated(site: Site) -> Guard:
    given = option(site, "moderated")
    if given is not None and given.state == "yes":
        return given
    return _inside(site, "moderated", 2, looked_at=True) or site.everywhere.get("moderated") or _NONE
