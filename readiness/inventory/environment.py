"""Environment variables that SDKs read by themselves: where the product's own settings or code give them a value."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice

from readiness.compiling import compile_later
from readiness.formats.compose import is_compose, read_compose
from readiness.inventory.around import written
from readiness.inventory.model import Guard
from readiness.inventory.names import Key, order_of, path_of
from readiness.inventory.signals import Sdk
from readiness.syntax import Module

_NOT_THE_PRODUCT = compile_later(
    r"(?i)(?:^|/)(?:tests?|testing|__tests__|e2e|specs?|fixtures?|examples?|samples?|demos?|\.devcontainer)/"
    r"|(?:^|[/._-])(?:examples?|samples?|template|dist|tests?|testing|ci|dev|develop|development)(?:[._-][^/]*)?$"
)
_PIPELINE = compile_later(r"(?i)(?:^|/)\.(?:github|gitlab-ci|circleci|azure)|(?:^|/)(?:azure-pipelines|Jenkinsfile)")
_RUNS_THE_PRODUCT = compile_later(r"(?i)\bdeploy|^\s*schedule\s*:", re.MULTILINE)
_CHECKS = compile_later(r"\bpull_request|\bmerge_request")
_VALUE = r"""(?P<value>"[^"\n]*"|'[^'\n]*'|\$\{\{[^}\n]*\}\}|\{\{[^}\n]*\}\}|[^\s,}\]#\\]+\}?)"""
_INNER_DEFAULT = compile_later(r"^\$\{\w+:?-([^}]*)\}$")
_HANDED_ON = compile_later(r"\$\{?\w|\$\(|\{\{|%\w+%|<[\w-]+>")
_NOTHING = compile_later(r"(?i)^(?:0+(?:\.0+)?(?:s|ms)?|none|null|nil|false|off|disabled)$")
_ENVIRONMENT = r"(?:environ|process\.env|\bENV|\benv)\W{1,3}"
_MOST = 200  # places in one file
_SETTERS = frozenset({"setdefault", "Setenv", "setenv", "set_var", "SetEnvironmentVariable", "putenv"})


@dataclass(frozen=True, slots=True)
class Variable:
    """A variable that is given a value; `language` of the code that gives it, "" for a file of settings."""

    name: str
    is_off: bool
    path: str
    line: int
    says: str
    language: str = ""


def variables(
    sdks: Iterable[Sdk], modules: Mapping[Key, Module], texts: Callable[[], Mapping[str, str]]
) -> tuple[Variable, ...]:
    """The variables that the SDKs read, as the product sets them: in files of settings, then in code.

    Files for tests, examples and development do not count, nor do pipelines that only check; `texts` gives the files.
    """
    names = sorted({name for sdk in sdks for setting in sdk.settings for name in setting.names})
    if not names:
        return ()
    any_name = f"(?P<name>{'|'.join(map(re.escape, names))})"
    files = texts()
    found = [variable for path in sorted(files) for variable in _in_file(path, files[path], names, any_name)]
    return (*found, *(v for key in sorted(modules, key=order_of) for v in _in_code(key, modules[key], any_name)))


def from_environment(sdk: Sdk, providers: frozenset[str], guard: str, given: Iterable[Variable]) -> Guard | None:
    """What variables say of a guard of an SDK's calls; the first that sets it wins over one that switches it off."""
    rows = [
        Guard("no" if variable.is_off else "yes", variable.path, variable.line, variable.says)
        for variable in given
        for setting in sdk.settings
        if setting.guard == guard and variable.name in setting.names and variable.language in ("", sdk.language)
        if not setting.providers or not providers.isdisjoint(setting.providers)
    ]
    return next((row for row in rows if row.state == "yes"), rows[0] if rows else None)


def _in_file(path: str, text: str, names: list[str], any_name: str) -> Iterator[Variable]:
    if not any(name in text for name in names) or _NOT_THE_PRODUCT.search(path) or _only_checks(path, text):
        return
    foreign = _foreign_lines(path, text)
    starts = [0, *(match.end() for match in re.finditer("\n", text))]
    for pattern in _written_as(any_name):
        for match in islice(pattern.finditer(text), _MOST):
            line = bisect_right(starts, match.start("name"))
            before = text[starts[line - 1] : match.start("name")]
            value = _value(match["value"])
            commented = before.lstrip().startswith(("#", "//", ";")) or " #" in before
            if value and not commented and line not in foreign:
                says = text[starts[line - 1] : starts[line - 1] + 200].split("\n", 1)[0].strip()[:60]
                yield Variable(match["name"], _is_off(match["name"], value), path, line, says)


def _written_as(any_name: str) -> tuple[re.Pattern[str], ...]:
    """`X=5`, `X: "5"`, `ENV X 5`, and `name: X` with `value: 5` beside or below it."""
    return (
        re.compile(rf"""(?<!\$\{{)(?<![\w.$%-])["']?{any_name}["']?[ \t]*+[:=][ \t]*+{_VALUE}"""),
        re.compile(rf"(?m)^[ \t]*+ENV[ \t]++{any_name}[ \t]++{_VALUE}"),
        re.compile(
            rf"""(?i:\b(?:name|key))["']?[ \t]*+[:=][ \t]*+["']?{any_name}["']?[ \t]*+,?[ \t]*+(?:\r?\n[ \t]*+)?"""
            rf"""["']?(?i:value)["']?[ \t]*+[:=][ \t]*+{_VALUE}"""
        ),
    )


def _value(written_value: str) -> str:
    """The value as it is read when nothing else is set, "" where it comes from elsewhere or is empty."""
    bare = written_value.strip("\"'").strip()
    inner = _INNER_DEFAULT.match(bare)
    if inner:
        return inner[1].strip()
    return "" if _HANDED_ON.search(bare) else bare


def _is_off(name: str, value: str) -> bool:
    """Whether the value asks for nothing; one attempt is no retry."""
    return bool(_NOTHING.match(value)) or (name.endswith("ATTEMPTS") and value == "1")


def _only_checks(path: str, text: str) -> bool:
    """Whether a pipeline builds and tests, and neither runs nor deploys the product."""
    if not _PIPELINE.search(path):
        return False
    return bool(_CHECKS.search(text)) or not _RUNS_THE_PRODUCT.search(text)


def _foreign_lines(path: str, text: str) -> frozenset[int]:
    """The lines of a Compose file's services that are other people's, where it builds some of its own."""
    services = sorted(read_compose(text).services, key=lambda s: s.line) if is_compose(path) else []
    if not any(service.build for service in services):
        return frozenset()
    ends = [*(service.line for service in services[1:]), text.count("\n") + 2]
    spans = zip(services, ends, strict=True)
    return frozenset(line for service, end in spans if not service.build for line in range(service.line, end))


def _in_code(key: Key, module: Module, any_name: str) -> Iterator[Variable]:
    bound = re.compile(rf"{_ENVIRONMENT}{any_name}\W{{0,2}}$")
    given = re.compile(rf"""^["']{any_name}(?:=(?P<value>[^"']*))?["']$""")
    path, language = path_of(key), module.language
    for entry in module.assignments:
        if match := bound.search(entry.target):
            yield _coded(match["name"], entry.text, path, entry.line, language)
    for call in module.calls:
        if match := bound.search(call.target):
            yield _coded(match["name"], written(call), path, call.line, language)
        if call.callee.rpartition(".")[2].rpartition("::")[2] not in _SETTERS:
            continue
        first, second = call.positional(0), call.positional(1)
        match = given.match(first.text) if first is not None else None
        if match:
            value = match["value"] or (second.text if second is not None else "")
            yield _coded(match["name"], value, path, call.line, language)


def _coded(name: str, text: str, path: str, line: int, language: str) -> Variable:
    value = text.strip().strip("\"'")
    return Variable(name, not value or _is_off(name, value), path, line, f"{name} = {text[:40]}", language)
