"""The knowledge about AI SDKs and hosts, as read from `rules/signals`: what calls look like, what guards them."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from readiness.inventory.schema import checked
from readiness.remembering import remembered_data
from readiness.strict_yaml import BadInput, Problem, read

GUARDS = (
    "timeout", "retry", "errors_handled", "fallback", "output_validated", "token_cap",
    "sampling", "streamed", "cached", "traced", "cost_recorded", "moderated",
)  # fmt: skip
STATES = ("yes", "no", "default", "unknown")
LANGUAGES = ("python", "javascript", "go", "java", "csharp", "ruby", "rust", "php", "kotlin")
LOOSE = ("no", "file", "repo")

_DEFAULT = {"state!": ("default", "no", "unknown"), "says!": "text", "source": "text"}
_CALL = {
    "callee!": ["text"], "kind!": "text", "on": ["text"], "function": "flag", "loose": LOOSE, "with": "text",
    "gives": ["text"], "remote": "flag", "receiver": "text", "not_with": ["text"],
    "defaults": {"timeout": _DEFAULT, "retry": _DEFAULT},
}  # fmt: skip
_SDK = {
    "imports!": ["text"], "clients": {"*": ["text"]}, "types": {"*": "text"}, "calls!": [_CALL],
    "options": {guard: ["text"] for guard in (*GUARDS, "model")}, "derive": ["text"],
    "defaults": {"timeout": _DEFAULT, "retry": _DEFAULT}, "passes": ["text"], "only_clients": [GUARDS],
    "settings": [{"guard!": ("timeout", "retry"), "names!": ["text"], "source!": "text", "providers": ["text"]}],
    "set_up": [
        {"guard!": ("timeout", "retry"), "call": "text", "sets": "text", "options": ["text"], "of": "text",
         "source!": "text"}
    ],
    "handed": [{"to!": "text", "argument!": "text", "timeout": _DEFAULT, "retry": _DEFAULT}],
}  # fmt: skip
_EXPECTED = {"at!": "text", "kind!": "text", "provider": "text", "model": "text", "remote": "flag",
             "guards": dict.fromkeys(GUARDS, STATES)}  # fmt: skip
_FILE = {
    "title!": "text", "provider!": "text", "remote!": "flag", "gateway": "flag", "hosts": ["text"],
    "providers": {"*": ["text"]},
    "paths": {"*": "text"}, "models": ["text"],
    "options": {guard: ["text"] for guard in (*GUARDS, "model")},
    "languages": dict.fromkeys(LANGUAGES, _SDK),
    "sources!": ["text"], "unchecked": ["text"],
    "examples": [{"name!": "text", "files!": {"*": "text"}, "calls": [_EXPECTED]}],
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Default:
    """What an SDK does where nothing is set: "default" (something), "no" (nothing), "unknown" (not checked)."""

    state: str
    says: str
    source: str = ""


@dataclass(frozen=True, slots=True)
class CallShape:
    """How a call of an SDK looks: the attribute path on a client (or the function), what kind it is and where it holds.

    `callee` is the path after the client ("chat.completions.create"; "()" calls the client itself, "prompt...call" has
    anything between, "*" is any method). `on` names the
    client groups that have it (empty: all). `loose` says how far an unresolved receiver is believed: "no", "file" (the
    file imports the SDK), "repo" (the product does). `receiver` is a word that an unresolved receiver must hold.
    `text` is what an argument must hold ("bedrock-runtime"); `gives` are guards that the shape itself brings.
    """

    callee: str
    kind: str
    on: tuple[str, ...] = ()
    function: bool = False
    loose: str = "no"
    text: str = ""
    gives: tuple[str, ...] = ()
    remote: bool | None = None
    receiver: str = ""
    not_with: tuple[str, ...] = ()
    defaults: tuple[tuple[str, Default], ...] = ()
    """Where a call's defaults are others than the SDK's."""


@dataclass(frozen=True, slots=True)
class Handed:
    """Defaults that are others where a call (`to`, a pattern) is handed an argument: by name, or by its text."""

    to: str
    argument: str
    defaults: tuple[tuple[str, Default], ...]


@dataclass(frozen=True, slots=True)
class Environment:
    """Environment variables that an SDK reads a guard from by itself; for calls of some providers alone, if named."""

    guard: str
    names: tuple[str, ...]
    providers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SetUp:
    """What a product may do once to give a guard to all calls of an SDK, or to those that `of` is found in.

    `call` is a function's whole name (`undici.setGlobalDispatcher`) with the guard among its `options`, or as its first
    argument where there are none; `sets` the whole name of what is assigned (`axios.defaults.timeout`).
    """

    guard: str
    call: str = ""
    sets: str = ""
    options: tuple[str, ...] = ()
    of: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class Sdk:
    """One SDK in one language; see `rules/signals/ai` for the meaning of each key."""

    name: str
    provider: str
    language: str
    remote: bool
    imports: tuple[str, ...]
    clients: Mapping[str, str]
    types: Mapping[str, str]
    calls: tuple[CallShape, ...]
    options: Mapping[str, tuple[str, ...]]
    defaults: Mapping[str, Default]
    derive: tuple[str, ...] = ()
    passes: tuple[str, ...] = ()
    families: tuple[tuple[tuple[str, ...], str], ...] = ()
    """Clients by the parts of their names and their group: `models.*`, `*Pipeline.from_pretrained`."""
    only_clients: tuple[str, ...] = ()
    """Guards whose options a client takes but not the call: what is spread into the call cannot hold them."""
    gateway: bool = False
    http: bool = False
    """A client of plain HTTP: its calls count only where they go to a provider."""
    handed: tuple[Handed, ...] = ()
    settings: tuple[Environment, ...] = ()
    set_up: tuple[SetUp, ...] = ()

    def owns(self, module: str) -> bool:
        """Whether an import of this module is one of the SDK's."""
        return any(_below(module, prefix) for prefix in self.imports)

    def group(self, path: str) -> str | None:
        """The group of clients that a name of the SDK (`transformers.AutoModel.from_pretrained`) makes, if any."""
        endings = (path, ".".join(path.rsplit(".", 2)[-2:]), path.rpartition(".")[2])
        exact = next((self.clients[name] for name in endings if name in self.clients), None)
        return exact or next((group for parts, group in self.families if _is_like(path, parts)), None)

    def shapes(self, path: str, group: str) -> tuple[CallShape, ...]:
        """The call shapes that an attribute path on a client of the group has."""
        return tuple(s for s in self.calls if _fits(s.callee, path) and (not s.on or not group or group in s.on))


@dataclass(frozen=True, slots=True)
class Example:
    """A few files and the calls that must be found in them."""

    name: str
    files: Mapping[str, str]
    calls: tuple[Mapping[str, Any], ...]


@dataclass(frozen=True, slots=True, eq=False)
class Signals:
    """Everything under `rules/signals` that the inventory reads."""

    sdks: Mapping[str, tuple[Sdk, ...]]
    hosts: Mapping[str, tuple[str, bool]]
    paths: Mapping[str, tuple[str, str]]
    models: tuple[tuple[str, str], ...]


def _fits(callee: str, path: str) -> bool:
    if callee == "*":
        return (
            "." not in path and path != "()" and not path[:1].isupper() and path not in ("builder", "build", "toString")
        )
    start, dots, end = callee.partition("...")
    return path == callee or bool(dots and path.startswith(f"{start}.") and path.endswith(f".{end}"))


def _is_like(path: str, parts: tuple[str, ...]) -> bool:
    """Whether a dotted name, or what follows one of its dots, has these parts in their order, something between."""
    begin, *between, end = parts
    at = 0 if path.startswith(begin) else path.find(f".{begin}") + 1
    if not at and not path.startswith(begin):
        return False
    at += len(begin)
    for part in between:
        found = path.find(part, at + 1)
        if found < 0:
            return False
        at = found + len(part)
    return path.endswith(end) and len(path) - len(end) > at


def _below(module: str, prefix: str) -> bool:
    if prefix.endswith("*"):
        return module.startswith(prefix[:-1])
    return module == prefix or (module.startswith(prefix) and module[len(prefix)] in "./:")


@lru_cache(maxsize=4)
def load(folder: Path) -> Signals:
    """All signal files of the folder (`rules/signals`), sorted by name; raises BadInput with every mistake."""
    texts = {f"{path.parent.name}/{path.name}": path.read_bytes() for path in _files(folder)}
    digest = hashlib.sha256(b"\0".join(name.encode() + b"\0" + text for name, text in texts.items())).hexdigest()[:16]
    rows = remembered_data(f"ai-signals-{_VERSION}-{digest}.json", lambda: _read_all(texts))
    sdks: dict[str, list[Sdk]] = {name: [] for name in LANGUAGES}
    hosts: dict[str, tuple[str, bool]] = {}
    paths: dict[str, tuple[str, str]] = {}
    models: list[tuple[str, str]] = []
    for name, data in rows:
        folder_name, _, stem = name.removesuffix(".yaml").partition("/")
        for language, part in data.get("languages", {}).items():
            sdks[language].append(_sdk(stem, language, data, part, folder_name == "http"))
        for provider, names in {data["provider"]: data.get("hosts", []), **data.get("providers", {})}.items():
            hosts.update({host: (provider, bool(data.get("remote"))) for host in names})
        paths.update({place: (data["provider"], kind) for place, kind in data.get("paths", {}).items()})
        models += [(pattern, data["provider"]) for pattern in data.get("models", [])]
    return Signals({k: tuple(v) for k, v in sdks.items()}, hosts, paths, tuple(models))


def examples(folder: Path) -> tuple[tuple[str, Example], ...]:
    """(name of the file, example) of every example in the signal files, which an audit has no need to read."""
    found = []
    for path in _files(folder):
        data = checked(read(path.read_text("utf-8"), path.name), _FILE, [])
        found += [
            (path.stem, Example(e["name"], e["files"], tuple(e.get("calls", ()))))
            for e in data.get("examples", ())
            if "name" in e and "files" in e
        ]
    return tuple(found)


_VERSION = 2  # of what is remembered; changes when this module checks signal files differently


def _files(folder: Path) -> list[Path]:
    return sorted((*folder.glob("ai/*.yaml"), *folder.glob("http/*.yaml")))


def _read_all(texts: Mapping[str, bytes]) -> list[tuple[str, dict[str, Any]]]:
    """(name, checked data without examples) of every file that names its provider."""
    problems: list[Problem] = []
    found = []
    for name, text in texts.items():
        document = read(text.decode("utf-8", "replace"), name)
        data = checked(document, _FILE, problems)
        for language, part in data.get("languages", {}).items() if data.get("provider") else ():
            problems += [document.problem(("languages", language), told) for told in _strangers(part)]
        if data.get("provider"):
            found.append((name, {key: value for key, value in data.items() if key != "examples"}))
    if problems:
        raise BadInput(problems)
    return found


def _strangers(part: dict[str, Any]) -> list[str]:
    """Names that a language's part uses without having said them: client groups and guards."""
    groups, told = set(part.get("clients", {})), []
    for call in part.get("calls", ()):
        told += [f'"on" names no group of clients: {name}' for name in sorted(set(call.get("on", ())) - groups)]
        told += [f'"gives" names no guard: {name}' for name in sorted(set(call.get("gives", ())) - set(GUARDS))]
    return told


def _sdk(name: str, language: str, data: dict[str, Any], part: dict[str, Any], http: bool) -> Sdk:
    groups = {client: group for group, names in part.get("clients", {}).items() for client in names}
    shapes = [_shape(callee, call) for call in part.get("calls", ()) for callee in call.get("callee", ())]
    return Sdk(
        name=name,
        provider=data["provider"],
        language=language,
        remote=bool(data.get("remote")),
        imports=tuple(part.get("imports", ())),
        clients={client: group for client, group in groups.items() if "*" not in client},
        families=tuple((tuple(client.split("*")), group) for client, group in groups.items() if "*" in client),
        types=part.get("types", {}),
        calls=tuple(shapes),
        options={g: tuple(names) for g, names in {**data.get("options", {}), **part.get("options", {})}.items()},
        defaults=_defaults(part),
        derive=tuple(part.get("derive", ())),
        passes=tuple(part.get("passes", ())),
        only_clients=tuple(part.get("only_clients", ())),
        http=http,
        gateway=bool(data.get("gateway")),
        handed=tuple(_handed(rule) for rule in part.get("handed", ()) if rule.get("to") and rule.get("argument")),
        settings=tuple(
            Environment(row["guard"], tuple(row["names"]), tuple(row.get("providers", ())))
            for row in part.get("settings", ())
        ),
        set_up=tuple(
            SetUp(
                row["guard"], row.get("call", ""), row.get("sets", ""), tuple(row.get("options", ())), row.get("of", "")
            )
            for row in part.get("set_up", ())
        ),
    )


def _handed(rule: dict[str, Any]) -> Handed:
    rows = ((g, rule[g]) for g in ("timeout", "retry") if rule.get(g, {}).get("state"))
    return Handed(
        rule["to"], rule["argument"], tuple((g, Default(d["state"], d["says"], d.get("source", ""))) for g, d in rows)
    )


def _defaults(part: dict[str, Any]) -> dict[str, Default]:
    told = part.get("defaults", {}).items()
    return {g: Default(d["state"], d["says"], d.get("source", "")) for g, d in told if d.get("state") and d.get("says")}


def _shape(callee: str, call: dict[str, Any]) -> CallShape:
    return CallShape(
        callee=callee,
        kind=call.get("kind", ""),
        on=tuple(call.get("on", ())),
        function=bool(call.get("function", False)),
        loose=call.get("loose", "no"),
        text=call.get("with", ""),
        gives=tuple(call.get("gives", ())),
        remote=call.get("remote"),
        receiver=call.get("receiver", ""),
        not_with=tuple(call.get("not_with", ())),
        defaults=tuple(_defaults(call).items()),
    )
