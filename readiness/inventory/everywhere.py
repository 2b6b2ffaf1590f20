"""Guards that hold for every call of a product: tracing switched on, a cache set, a gateway's configuration."""

from __future__ import annotations

import re
from collections.abc import Mapping

from readiness.compiling import compile_later
from readiness.inventory.around import written
from readiness.inventory.guard_words import GuardWords
from readiness.inventory.model import Guard
from readiness.inventory.names import Key, order_of, path_of, plain
from readiness.syntax import Call, Module

_SHARED = ("traced", "cached", "fallback", "moderated")
_ENVIRON = compile_later(r"\bos\.environ\b|\bprocess\.env\b|^ENV\b|^\$_ENV\b")
_SWITCHED_OFF = compile_later(r"(?i)[=:]\s*[\"']?(?:false|0|off|no|none|null)?[\"']?\s*(?:#.*)?$")


def everywhere(
    modules: Mapping[Key, Module], configs: Mapping[str, str], words: GuardWords
) -> dict[str, dict[str, Guard]]:
    """The guards that the product sets up once for all its calls, with where, by the language of the calls.

    What a program sets up in its code holds for what is written in its language, a setting for all.
    """
    languages = sorted({module.language for module in modules.values()})
    by_settings = _by_settings(configs, words)
    return {language: {**by_settings, **_by_code(modules, language, words)} for language in languages}


def _by_code(modules: Mapping[Key, Module], language: str, words: GuardWords) -> dict[str, Guard]:
    found: dict[str, Guard] = {}
    told_nothing: set[str] = set()
    for key in sorted((key for key in modules if modules[key].language == language), key=order_of):
        module = modules[key]
        origins = {local: entry.module for entry in module.imports for _, local in entry.names}
        callees = [(call, _full_name(plain(call.callee).removesuffix("()"), origins)) for call in module.calls]
        fresh = [(call, name) for call, name in callees if name not in told_nothing]
        for guard in _SHARED:
            if guard in found:
                continue
            for call, name in fresh:
                if (
                    words.has(guard, "everywhere", [name])
                    or (words.has(guard, "made", [name]) and _is_used(call, module))
                ) and not words.has(guard, "off", [written(call)]):
                    found[guard] = Guard("yes", path_of(key), call.line, call.callee[-60:])
                    break
            for entry in module.imports if guard not in found else ():
                if words.has(guard, "imports", [entry.module]):
                    found[guard] = Guard("yes", path_of(key), entry.line, f"imports {entry.module}")
                    break
        told_nothing.update(name for _, name in fresh)
        for line, text in _variables_set(module):
            for guard in (g for g in _SHARED if g not in found and words.has(g, "settings", [text])):
                if not _SWITCHED_OFF.search(text):
                    found[guard] = Guard("yes", path_of(key), line, text[:60])
    return found


def _variables_set(module: Module) -> list[tuple[int, str]]:
    """(line, text) of where the program sets an environment variable for itself (`os.environ["A"] = "1"`)."""
    named = (entry for entry in module.assignments if _ENVIRON.search(entry.target))
    found = [(entry.line, f"{entry.target} = {entry.text}") for entry in named]
    for call in module.calls:
        if call.callee.endswith(("environ.setdefault", "putenv", "os.Setenv")) and len(call.args) > 1:
            found.append((call.line, f"{call.args[0].text} = {call.args[1].text}"))
    return found


def _by_settings(configs: Mapping[str, str], words: GuardWords) -> dict[str, Guard]:
    found: dict[str, Guard] = {}
    for path in sorted(configs):
        open_guards = [g for g in _SHARED if g not in found and words.has(g, "settings", [configs[path]])]
        for number, line in enumerate(configs[path].splitlines(), 1) if open_guards else ():
            for guard in open_guards:
                if guard not in found and words.has(guard, "settings", [line[:400]]):
                    if not line.lstrip().startswith(("#", "//")) and not _SWITCHED_OFF.search(line[:400]):
                        found[guard] = Guard("yes", path, number, line.strip()[:60])
    return found


def _full_name(callee: str, origins: Mapping[str, str]) -> str:
    """A function's name with the package that it is imported from, where it is called by its bare name."""
    return f"{origins[callee]}.{callee}" if callee in origins else callee


def _is_used(made: Call, module: Module) -> bool:
    """Whether something made is put to use: handed over, called on, or named where something else is called."""
    if made.passed_to or made.returned or made.chained:
        return True
    name = made.target.rsplit(".", 1)[-1]
    for call in module.calls:
        if call is made:
            continue
        around = call.line <= made.line and made.end_line <= call.end_line
        if around and any(made.callee in a.text for a in call.args):
            return True
        if name and (f"{name}." in call.callee or any(re.search(rf"\b{re.escape(name)}\b", a.text) for a in call.args)):
            return True
    return False
