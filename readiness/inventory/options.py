"""Read an option of a call or of a client: given, switched off, spread from somewhere, or not there."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace

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
_LIMITS = frozenset({"timeout", "retry"})
_HANDED_CLIENT = compile_later(r"(?s)(?:^|\.)With(?:HTTP|Http)Client\((.*)\)$")
_OF_CLIENT = ("Timeout",)
_FUNCTION = compile_later(r"=>|\bfunction\b|\blambda\b|^\(|^\w+\s*->\s")
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
        inner = (
            self._step(key, call, guard, wanted)
            or self._inner(key, call, guard, wanted, passes)
            or self._assigned(key, call, guard, wanted)
            or self._by_setter(key, call, guard, wanted)
        )
        if inner is not None:
            return inner
        return self._spread(key, call, guard, wanted, spread) if spread is not None else None

    def _step(self, key: Key, call: Call, guard: str, names: tuple[str, ...]) -> Guard | None:
        """An option that is a step of a chain: `Http::timeout(20)`, `resty.New().SetRetryCount(3)`."""
        last = plain(call.callee).rpartition(".")[2]
        given = call.positional(0)
        if guard not in _LIMITS or last not in names or given is None or _FUNCTION.search(given.text):
            return None
        return self._given(key, call, guard, replace(given, name=last))

    def first(self, key: Key, call: Call, guard: str) -> Guard | None:
        """What the first argument of a call says, where it is the option itself: `socket.setdefaulttimeout(9)`."""
        given = call.positional(0)
        last = plain(call.callee).rpartition(".")[2]
        return None if given is None else self._given(key, call, guard, replace(given, name=last))

    def _given(self, key: Key, call: Call, guard: str, argument: Argument) -> Guard:
        text = self.plain_value(key, argument.text, call)
        given = self._handed(key, call, text, 0) or [text]
        switched_off = sum(1 for each in given if _is_off(guard, each))
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
        name = self.resolver.names.variable(key, text)
        if not name.replace("_", "").isalnum() or name[0].isdigit():
            return text
        bound = [b for b in self.resolver.names.bindings(key, name) if b.function in (call.function, -1) and b.text]
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
        return self._set_on(key, call.target, call.function, guard, names) if call.target else None

    def _set_on(self, key: Key, owner: str, function: int, guard: str, names: tuple[str, ...]) -> Guard | None:
        """An option that a function sets on what a name stands for: `options.Retry.MaxRetries = 5`."""
        for attribute, binding in self.resolver.names.set_on(key, owner):
            if binding.function == function and _named(attribute, names):
                text = binding.text if binding.call is None else _written(binding.call)
                state = "no" if _is_off(guard, text) else "yes"
                return Guard(state, path_of(key), binding.line, f"{owner}.{attribute} = {text[:40]}")
        return None

    def _by_setter(self, key: Key, call: Call, guard: str, names: tuple[str, ...]) -> Guard | None:
        """An option that a function sets on a handle: PHP's `curl_setopt($ch, CURLOPT_TIMEOUT, 20)`."""
        handle = call.positional(0)
        for other in self.resolver.names.handled(key, call) if handle is not None else ():
            named = other.positional(1)
            given = next((a for a in other.args if a.name in names), None)
            if named is not None and named.text in names:
                given = other.positional(2)
            if given is not None:
                state = "no" if _is_off(guard, given.text) else "yes"
                return Guard(state, path_of(key), given.line, _written(other)[:80])
        return None

    def _inner(self, key: Key, call: Call, guard: str, names: tuple[str, ...], passes: tuple[str, ...]) -> Guard | None:
        """An option inside an object that is passed on: `config=Config(read_timeout=5)`, `options=options`, a dict."""
        for argument in call.args:
            text = argument.text
            handed = (
                argument.name is None
                or argument.name in passes
                or (guard == "timeout" and argument.name in HTTP_CLIENTS)
                or (guard in _LIMITS and "uilder()" in call.callee)
            )
            if not handed or not text:
                continue
            if any(mark in text for mark in "({"):
                hit = _inside(text, names, guard)
                if hit:
                    return Guard("no" if _is_off(guard, hit) else "yes", path_of(key), argument.line, text[:80])
            elif (found := self._bound(key, text, call, guard, names)) is not None:
                return found
        return self._handed_client(key, call) if guard == "timeout" else None

    def _handed_client(self, key: Key, call: Call) -> Guard | None:
        """In Go, the limit of an HTTP client that is handed over (`option.WithHTTPClient(client)`), from anywhere."""
        for argument in call.args if self.resolver.names.modules[key].language == "go" else ():
            match = _HANDED_CLIENT.search(argument.text)
            text = match[1].strip() if match else argument.text if argument.name in HTTP_CLIENTS else ""
            if "{" in text and (hit := _inside(text, _OF_CLIENT, "timeout")):
                return Guard("no" if _is_off("timeout", hit) else "yes", path_of(key), argument.line, text[:80])
            if not is_name(text.replace(".", "_")) or text == "http.DefaultClient":
                continue
            if (found := self._bound(key, text, call, "timeout", _OF_CLIENT)) is not None:
                return found
            if not self.resolver.names.bindings(key, text):
                return Guard("unknown", path_of(key), argument.line, f"the limit of {text}, which is handed over")
        return None

    def _bound(self, key: Key, text: str, call: Call, guard: str, names: tuple[str, ...]) -> Guard | None:
        """The option in what a name that is handed over is bound to."""
        text = self.resolver.names.variable(key, text)
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
            hit = _inside(binding.text, names, guard) if _is_object(binding.text) else ""
            if hit:
                return Guard("no" if _is_off(guard, hit) else "yes", path_of(key), binding.line, binding.text[:80])
        for part in HTTP_CLIENTS if guard == "timeout" else ():  # cfg.HTTPClient = &http.Client{Timeout: ...}
            for binding in self.resolver.names.bindings(key, f"{text}.{part}"):
                for argument in (
                    binding.call.args if binding.call is not None and binding.function == call.function else ()
                ):
                    if argument.name and _named(argument.name, names):
                        return self._given(key, call, guard, argument)
        if (found := self._set_on(key, text, call.function, guard, names)) is not None:
            return found
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
                hit = _inside(binding.text, names, guard) if _is_object(binding.text) else ""
                if hit and binding.function < 0:
                    return Guard("no" if _is_off(guard, hit) else "yes", path_of(file), binding.line, binding.text[:80])
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


def _is_off(guard: str, text: str) -> bool:
    """Whether a value switches a guard off; a temperature of 0 is one that is set."""
    return bool((_NEVER if guard in _NOT_OFF else _OFF).match(text.strip()))


def _is_object(text: str) -> bool:
    """Whether a value is written as an object with named parts."""
    return text.startswith(("{", "dict(", "&")) or (text.startswith(("[", "array(")) and "=>" in text)


def _written(call: Call) -> str:
    return f"{call.callee}({', '.join(argument.text for argument in call.args if argument.name is None)})"


def _inside(text: str, names: tuple[str, ...], guard: str) -> str:
    """The value of one of the options in the text of an object, a construction or a builder, "" if none has it."""
    for name in names:
        if len(name) < 3:
            continue
        last = re.escape(name.rsplit(".", 1)[-1])
        match = re.search(rf"""(?<![\w.]){last}["']?\s*(?:=>|=(?!=)|:|\()\s*([^,(){{}}]{{0,60}})""", text)
        match = match or re.search(rf"(?<=[\w)]\.){last}\s*\(\s*([^,(){{}}]{{1,60}})", text)
        if match is None and _FUNCTION.search(text):  # o => o.Retry.MaxRetries = 5
            match = re.search(rf"(?<=\w\.){last}\s*=(?![=>])\s*([^,;(){{}}]{{1,60}})", text)
        if match:
            value = match[1].strip()
            return (value.partition("]")[0].strip() if value.count("]") > value.count("[") else value) or "set"
        if re.search(rf"[{{,]\s*{last}\s*[,}}]", text):
            return "set"
    return ""
