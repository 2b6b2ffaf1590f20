"""Read an option of a call or of a client: given, switched off, spread from somewhere, or not there."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from readiness.compiling import compile_later
from readiness.inventory.callers import Callers
from readiness.inventory.clients import Resolver
from readiness.inventory.expressions import is_name
from readiness.inventory.model import Guard
from readiness.inventory.names import Key, path_of, plain
from readiness.inventory.values import Instance
from readiness.syntax import Argument, Call

_OFF = compile_later(
    r"""^(?:none|null|undefined|nil|false|0|0\.0|-1|math\.inf|(?:number\.)?infinity|float\(["']inf["']\)|\{\}|\[\]|["']{2}"""
    r"""|duration\.zero|timespan\.zero|timeout\.infinitetimespan|timeout\.infinite|time\.duration\(0\)|0\s*\*\s*time\.\w+"""
    r"""|duration\.of\w+\(0\)|timespan\.from\w+\(0\)|(?:\w+\.)*\w*timeout\(\s*(?:\w+\s*=\s*)?none\s*\)|\w*\.?clienttimeout\(\))$""",
    re.IGNORECASE,
)
_SPREAD = ("**", "...")
_NOT_OFF = frozenset({"sampling", "model"})
_FIELD_OF_NONE = compile_later(r"^\w*[fF]ield\(\s*(?:default\s*=\s*)?None\s*[,)]")
_NEVER = compile_later(r"^(?:none|null|undefined|nil)$", re.IGNORECASE)
HTTP_CLIENTS = tuple(
    "http_client httpClient http_async_client async_client httpAgent client session config configuration clientOptions "
    "fetchOptions HTTPClient transport".split()
)


@dataclass(frozen=True, slots=True)
class Options:
    """Reads options at calls of a product."""

    callers: Callers

    @property
    def resolver(self) -> Resolver:
        """What follows the names."""
        return self.callers.resolver

    def read(
        self, key: Key, call: Call, guard: str, names: Iterable[str], passes: tuple[str, ...] = ()
    ) -> Guard | None:
        """What the call itself says of an option: "yes", "no" (switched off), "unknown" (spread), None (not a word)."""
        wanted = tuple(names)
        spread: Argument | None = None
        for argument in call.args:
            if argument.name in _SPREAD or argument.text.startswith(_SPREAD):
                spread = argument
            elif argument.name and _named(argument.name, wanted):
                return self._given(key, call, guard, argument)
        inner = self._inner(key, call, guard, wanted, passes) or self._assigned(key, call, guard, wanted)
        if inner is not None:
            return inner
        return self._spread(key, call, guard, wanted, spread) if spread is not None else None

    def _given(self, key: Key, call: Call, guard: str, argument: Argument) -> Guard:
        text = self.plain_value(key, argument.text, call)
        off = _NEVER if guard in _NOT_OFF else _OFF
        given = self._handed(key, call, text, 0) or [text]
        switched_off = sum(1 for each in given if off.match(each.strip()))
        state = "no" if 2 * switched_off >= len(given) else "yes"
        if guard not in _NOT_OFF and given == [text] and self._is_unset(key, call, text):
            return Guard("unknown", path_of(key), argument.line, f"{argument.text[:60]} is not set by default")
        if state == "no" and given != [text] and not any(self.callers.of(key, call.function)):
            state = "unknown"  # off unless somebody who cannot be seen switches it on
        name = (argument.name or "").rsplit(".", 1)[-1]
        return Guard(state, path_of(key), argument.line, f"{name} = {argument.text[:60]}")

    def _is_unset(self, key: Key, call: Call, text: str) -> bool:
        """Whether an attribute of a settings object has nothing as its value unless somebody sets it."""
        owner, _, name = text.rpartition(".")
        if not owner or "(" in text or owner in ("self", "this"):
            return False
        value = self.resolver.value(key, owner, call.function, call.line)
        if not isinstance(value, Instance):
            return False
        fields = self.resolver.names.modules[value.key].classes[value.index].fields
        default = next((field.value for field in fields if field.name == name), "")
        return bool(_NEVER.match(default) or _FIELD_OF_NONE.match(default))

    def _handed(self, key: Key, call: Call, name: str, depth: int) -> list[str]:
        """What a parameter of the function around stands for: what its callers give, else its default; [] if none."""
        module, scope = self.resolver.names.modules[key], call.function
        while scope >= 0 and is_name(name) and depth < 3:
            if any(b.function == scope for b in self.resolver.names.bindings(key, name)):
                return []
            entry = module.functions[scope]
            place = next((i for i, p in enumerate(entry.params) if p.name == name), -1)
            if place >= 0:
                return self._from_callers(key, scope, place, depth)
            scope = entry.parent
        return []

    def _from_callers(self, key: Key, function: int, place: int, depth: int) -> list[str]:
        entry = self.resolver.names.modules[key].functions[function]
        parameter, found = entry.params[place], []
        index = place - (1 if entry.params[0].name in ("self", "cls") else 0)
        for frame in self.callers.of(key, function):
            given = frame.call.argument(parameter.name) or frame.call.positional(index)
            if given is None:
                found.append(parameter.default)
            elif given.name in _SPREAD or given.text.startswith(_SPREAD):
                continue
            else:
                text = self.plain_value(frame.key, given.text, frame.call)
                found += self._handed(frame.key, frame.call, text, depth + 1) or [text]
        if not found and _OFF.match(parameter.default):
            return [parameter.default]
        return [text for text in found if text]

    def plain_value(self, key: Key, text: str, call: Call) -> str:
        """The text of a constant that a plain name stands for, else the text as it is."""
        if not text.replace("_", "").isalnum() or text[0].isdigit():
            return text
        bound = [b for b in self.resolver.names.bindings(key, text) if b.function in (call.function, -1) and b.text]
        if len(bound) == 1:
            return bound[0].text
        imported = self.resolver.names.imported(key).get(text)
        if imported is None:
            return text
        for file in self.resolver.names.files(key, imported[0]):
            found = [b.text for b in self.resolver.names.bindings(file, imported[1]) if b.text and b.function < 0]
            if len(found) == 1:
                return found[0]
        return text

    def _assigned(self, key: Key, call: Call, guard: str, names: tuple[str, ...]) -> Guard | None:
        """An option set on the result afterwards: `client.HTTPClient.Timeout = ...`."""
        if not call.target:
            return None
        for entry in self.resolver.names.modules[key].assignments:
            if entry.function == call.function and entry.target.startswith(f"{call.target}."):
                if _named(entry.target[len(call.target) + 1 :], names):
                    state = "no" if _OFF.match(entry.text.strip()) else "yes"
                    return Guard(state, path_of(key), entry.line, f"{entry.target} = {entry.text[:40]}")
        return None

    def _inner(self, key: Key, call: Call, guard: str, names: tuple[str, ...], passes: tuple[str, ...]) -> Guard | None:
        """An option inside an object that is passed on: `config=Config(read_timeout=5)`, `options=options`, a dict."""
        for argument in call.args:
            text = argument.text
            handed = (
                argument.name is None
                or argument.name in passes
                or (guard == "timeout" and argument.name in HTTP_CLIENTS)
            )
            if not handed or not text:
                continue
            if any(mark in text for mark in "({"):
                hit = _inside(text, names, guard)
                if hit:
                    return Guard("no" if _OFF.match(hit) else "yes", path_of(key), argument.line, text[:80])
            elif (found := self._bound(key, text, call, guard, names)) is not None:
                return found
        return None

    def _bound(self, key: Key, text: str, call: Call, guard: str, names: tuple[str, ...]) -> Guard | None:
        """The option in what a name that is handed over is bound to."""
        if not text.replace("_", "").replace(".", "").replace("&", "").isalnum() or text[0].isdigit():
            return None
        bindings = self.resolver.names.bindings(key, plain(text))
        near = [b for b in bindings if b.function == call.function] or [b for b in bindings if b.function < 0]
        near = near or (bindings if text.startswith(("self.", "this.")) else [])
        if not near and (found := self._from_import(key, text, guard, names)) is not None:
            return found
        for binding in near:
            if binding.call is not None:
                for argument in binding.call.args:
                    if argument.name and _named(argument.name, names):
                        return self._given(key, binding.call, guard, argument)
            hit = _inside(binding.text, names, guard) if binding.text.startswith(("{", "dict(", "&")) else ""
            if hit:
                return Guard("no" if _OFF.match(hit) else "yes", path_of(key), binding.line, binding.text[:80])
        for part in HTTP_CLIENTS if guard == "timeout" else ():  # cfg.HTTPClient = &http.Client{Timeout: ...}
            for binding in self.resolver.names.bindings(key, f"{text}.{part}"):
                for argument in (
                    binding.call.args if binding.call is not None and binding.function == call.function else ()
                ):
                    if argument.name and _named(argument.name, names):
                        return self._given(key, call, guard, argument)
        for name in names:
            for written in (f"{text}.{name}", text):
                for binding in self.resolver.names.bindings(key, written):
                    if written != text or f'["{name}"]' in binding.text:
                        if binding.function in (call.function, -1):
                            return Guard("yes", path_of(key), binding.line, f"{written} = {binding.text[:40]}")
        return None

    def _from_import(self, key: Key, text: str, guard: str, names: tuple[str, ...]) -> Guard | None:
        """The option in an object that another file of the product exports."""
        module, original = self.resolver.names.imported(key).get(text, ("", ""))
        for file in self.resolver.names.files(key, module) if module else ():
            for binding in self.resolver.names.bindings(file, original):
                hit = _inside(binding.text, names, guard) if binding.text.startswith(("{", "dict(")) else ""
                if hit and binding.function < 0:
                    return Guard("no" if _OFF.match(hit) else "yes", path_of(file), binding.line, binding.text[:80])
        return None

    def _spread(self, key: Key, call: Call, guard: str, names: tuple[str, ...], spread: Argument) -> Guard | None:
        """What a spread brings: read where its object can be read, "unknown" where not."""
        text = spread.text.lstrip("*.").strip()
        found = self._bound(key, text, call, guard, names) if text else None
        if found is not None:
            return found
        hit = _inside(text, names, guard) if "(" in text or "{" in text else ""
        if hit:
            return Guard("yes", path_of(key), spread.line, text[:80])
        module = self.resolver.names.modules[key]
        for entry in module.assignments:  # params["timeout"] = 5
            if entry.function == call.function and any(
                entry.target == f'{text}["{n}"]' or entry.target == f"{text}['{n}']" for n in names
            ):
                return Guard("yes", path_of(key), entry.line, f"{entry.target} = {entry.text[:40]}")
        bound = [b for b in self.resolver.names.bindings(key, text) if b.function in (call.function, -1)]
        if bound and all(
            b.text.startswith("{") and len(b.text) < 390 and "..." not in b.text and "**" not in b.text for b in bound
        ):
            return None
        return Guard("unknown", path_of(key), spread.line, f"the options come from {text[:60]}")


def _named(name: str, wanted: tuple[str, ...]) -> bool:
    last = name.rsplit(".", 1)[-1]
    return any(name == word or last == word or (("." in word) and name.endswith(f".{word}")) for word in wanted)


def _inside(text: str, names: tuple[str, ...], guard: str) -> str:
    """The value of one of the options in the text of an object or a construction, "" if none has it."""
    for name in names:
        if len(name) < 3:
            continue
        last = re.escape(name.rsplit(".", 1)[-1])
        match = re.search(rf"""(?<![\w.]){last}["']?\s*(?:=(?!=)|:|\()\s*([^,(){{}}]{{0,60}})""", text)
        if match:
            return match[1].strip() or "set"
        if re.search(rf"[{{,]\s*{last}\s*[,}}]", text):
            return "set"
    return ""
