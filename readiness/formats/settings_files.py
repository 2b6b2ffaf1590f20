"""Reads configuration of any format as flat entries: dotted key, value, line."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from readiness.compiling import compile_later
from readiness.formats.ini_documents import read_ini
from readiness.formats.json_documents import read_json
from readiness.formats.plain_text import file_name, folders, lines_of
from readiness.formats.toml_documents import read_toml
from readiness.formats.tree import Node
from readiness.formats.xml_documents import read_xml
from readiness.formats.yaml_documents import read_yaml

_ENV_NAME = compile_later(
    r"(?:[\w-]+)?\.env(?:\.[\w.-]+)?|env\.(?:example|sample|template)|[\w.-]+\.env|\.envrc|dotenv[\w.-]*"
)
_ENV_LINE = compile_later(r"\s*(?P<off>#\s*)?(?:export\s+)?(?P<key>[A-Za-z_][\w.-]*)\s*=\s*(?P<value>.*)")
_NAMED = compile_later(
    r"(?:application|bootstrap|appsettings|settings|config|conf|configuration|logging|logger|log4j2?|logback|litellm|"
    r"params|defaults?|environment|local|production|prod|staging|development|dev|test|otel|prometheus|alertmanager|"
    r"sentry|redis|nginx|values|hydra|features?|flags?|limits?|quotas?|models?|prompts?|guardrails?|policy|policies)"
    r"(?:[._-][\w.-]*)?|[\w.-]*[._-](?:config|settings|conf|logging|values)"
)
_FOLDERS = frozenset({"config", "configs", "conf", "settings", "configuration", "configurations", ".config"})
_TOOL_FOLDERS = frozenset(
    {".github", ".gitlab", ".circleci", ".vscode", ".idea", ".devcontainer", ".claude", ".cursor"}
)
_STRUCTURED = (".yml", ".yaml", ".json", ".jsonc", ".json5", ".xml", ".config", ".conf")


@dataclass(frozen=True, slots=True)
class Setting:
    """One scalar. List positions are numbers in the key. `active` is False for a commented-out line of an env file."""

    key: str
    value: str
    line: int
    active: bool = True


@dataclass(frozen=True, slots=True)
class Settings:
    """All entries of one file, in order."""

    path: str
    entries: tuple[Setting, ...] = ()

    def get(self, key: str) -> Setting | None:
        """The last active entry with this key; case and the signs `-` and `_` make no difference."""
        wanted = _folded(key)
        return next((entry for entry in reversed(self.entries) if entry.active and _folded(entry.key) == wanted), None)

    def below(self, prefix: str) -> Iterator[Setting]:
        """The active entries whose key begins with `prefix` and a dot, or is `prefix`."""
        wanted = _folded(prefix)
        for entry in self.entries:
            folded = _folded(entry.key)
            if entry.active and (folded == wanted or folded.startswith(wanted + ".")):
                yield entry

    def matching(self, pattern: re.Pattern[str]) -> Iterator[Setting]:
        """The active entries in whose key the pattern is found."""
        return (entry for entry in self.entries if entry.active and pattern.search(entry.key))


def is_env_file(path: str) -> bool:
    """Whether the name is that of a file with environment variables (.env, .env.example, prod.env)."""
    return _ENV_NAME.fullmatch(file_name(path)) is not None


def is_settings_file(path: str) -> bool:
    """Whether a path is that of configuration: env, properties, INI, TOML always; YAML, JSON, XML by name or folder."""
    name = file_name(path)
    if is_env_file(path) or name.endswith((".properties", ".ini", ".cfg", ".toml", ".tfvars")):
        return True
    if not name.endswith(_STRUCTURED) or not _TOOL_FOLDERS.isdisjoint(folders(path)):
        return False
    stem = name.rsplit(".", 1)[0]
    return _NAMED.fullmatch(stem) is not None or not _FOLDERS.isdisjoint(folders(path))


def read_settings(path: str, text: str) -> Settings:
    """The entries of a file, by the ending of its name; none for a format that is not known."""
    return Settings(path, tuple(_reader(path)(text)))


def _reader(path: str) -> Callable[[str], Iterator[Setting]]:
    name = file_name(path)
    if is_env_file(path):
        return _environment
    endings: dict[str, Callable[[str], Iterator[Setting]]] = {
        "properties": _properties,
        "tfvars": _properties,
        "ini": _ini,
        "cfg": _ini,
        "conf": lambda text: iter(()) if "{" in text and ";" in text else _ini(text),  # nginx and its like
        "toml": lambda text: _flat(read_toml(text)),
        "json": lambda text: _flat(read_json(text)),
        "jsonc": lambda text: _flat(read_json(text)),
        "json5": lambda text: _flat(read_json(text)),
        "yml": _yaml,
        "yaml": _yaml,
        "xml": lambda text: _flat(read_xml(text)),
        "config": lambda text: _flat(read_xml(text)),
    }
    return endings.get(name.rsplit(".", 1)[-1], lambda _: iter(()))


def _flat(root: Node) -> Iterator[Setting]:
    for key, node in root.flat():
        yield Setting(key, node.text, node.line)


def _yaml(text: str) -> Iterator[Setting]:
    for root in read_yaml(text):
        yield from _flat(root)


def _ini(text: str) -> Iterator[Setting]:
    for entry in read_ini(text):
        yield Setting(f"{entry.section}.{entry.key}" if entry.section else entry.key, entry.value, entry.line)


def _environment(text: str) -> Iterator[Setting]:
    for number, line in enumerate(lines_of(text), 1):
        found = _ENV_LINE.match(line[:5000])
        if found and not (found.group("off") and " " in found.group("value").strip()):
            yield Setting(found.group("key"), _unquoted(found.group("value")), number, not found.group("off"))


def _properties(text: str) -> Iterator[Setting]:
    held, first = "", 0
    for number, line in enumerate(lines_of(text), 1):
        words = line.strip()
        if not held and (not words or words[0] in "#!"):
            continue
        first = first or number
        if words.endswith("\\") and len(held) < 20_000:
            held += words[:-1]
            continue
        words, held = held + words, ""
        cut = next((at for at, sign in enumerate(words) if sign in "=:" or sign.isspace()), len(words))
        key, value = words[:cut], words[cut:].strip()
        yield Setting(key, _unquoted(value[1:].strip() if value[:1] in ("=", ":") else value), first)
        first = 0


def _unquoted(value: str) -> str:
    value = "" if value.lstrip().startswith("#") else value.strip()
    if value[:1] in ("'", '"'):
        end = value.find(value[0], 1)
        return value[1:end] if end > 0 else value[1:]
    return value.split(" #", 1)[0].strip()


def _folded(key: str) -> str:
    return key.lower().replace("-", "").replace("_", "")
