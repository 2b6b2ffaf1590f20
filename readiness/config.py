"""Find and read the settings of an audited repository; every mistake at once, at its line."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path, PurePosixPath

from readiness.fields import Fields
from readiness.model import PILLARS, Waiver
from readiness.pyproject_table import read_table
from readiness.settings import COMPONENT_KINDS, FACETS, FAIL_ON, PROFILES, WAIVER_DAYS, Settings
from readiness.strict_yaml import Document, Problem, did_you_mean, read

PLACES = ("readiness.yaml", ".readiness.yaml", ".github/readiness.yaml")
MISNAMED = ("readiness.yml", ".readiness.yml", ".github/readiness.yml", "readiness-answers.yml")
KEYS = (
    "answers", "baseline", "components", "exclude", "facets", "fail_on", "fail_under", "ignore", "profile", "ratchet",
    "rules", "schema", "select", "threshold", "waivers",
)  # fmt: skip
MAX_BYTES = 1_000_000


def load_settings(root: Path, as_of: datetime.date, given: Path | None = None, waivers: bool = True) -> Settings:
    """The settings of the repository at `root`, or of the file `given` instead. Never raises: see `problems`.

    The first file found counts whole. Without `waivers` they are left out unread: nobody's file can excuse anything.
    """
    document = _given(given) if given is not None else _found(root)
    if document is None:
        return Settings(problems=_misnamed(root) if given is None else ())
    settings = settings_of(document, as_of, waivers)
    return replace(settings, problems=(*settings.problems, *(_misnamed(root) if given is None else ())))


def settings_of(document: Document, as_of: datetime.date, waivers: bool = True) -> Settings:
    """The settings that a document holds. Names of rules are checked later, by `selection.unknown_names`."""
    fields = Fields.of(document)
    fields.only(KEYS)
    if fields.number("schema", 1) not in (1, None):
        fields.note("schema", "only schema 1 is known")
    profile = fields.choice("profile", tuple(PROFILES), "general")
    settings = Settings(
        profile=profile,
        threshold=fields.number("threshold", PROFILES[profile], low=0, high=100) or 0.0,
        select=fields.texts("select"),
        ignore=fields.texts("ignore"),
        exclude=_inside(fields, "exclude"),
        rules=_inside(fields, "rules"),
        facets=_facets(fields),
        components=_components(fields),
        fail_on=fields.choice("fail_on", FAIL_ON, "regression" if fields.values.get("baseline") else "blocked"),
        fail_under=_fail_under(fields),
        waivers=_waivers(fields, as_of) if waivers else (),
        answers=next(iter(_inside(fields, "answers", (fields.text("answers"),))), ""),
        baseline=next(iter(_inside(fields, "baseline", (fields.text("baseline"),))), ""),
        ratchet=_ratchet(fields),
        config_path=document.path,
        places=_places(fields),
    )
    return replace(settings, problems=tuple(fields.problems))


def read_inside(root: Path, name: str) -> str | Problem | None:
    """The text of a small file inside `root`; None where there is none, a problem where it cannot be read."""
    path = root / name
    try:
        if not path.is_file():
            return None
        if not path.resolve().is_relative_to(root.resolve()):
            return Problem(name, 0, "is a link that leads out of the audited folder")
        if path.stat().st_size > MAX_BYTES:
            return Problem(name, 0, f"is larger than {MAX_BYTES:,} bytes")
        return path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        return Problem(name, 0, "is not UTF-8 text")
    except OSError as error:
        return Problem(name, 0, f"cannot be read: {error.strerror or type(error).__name__}")


def _found(root: Path) -> Document | None:
    for name in PLACES:
        text = read_inside(root, name)
        if isinstance(text, Problem):
            return Document(name, None, {}, (text,))
        if text is not None:
            return read(text, name)
    text = read_inside(root, "pyproject.toml")
    return read_table(text, "pyproject.toml", ("tool", "readiness")) if isinstance(text, str) else None


def _given(path: Path) -> Document:
    text = read_inside(path.parent, path.name)
    if text is None:
        return Document(path.name, None, {}, (Problem(path.name, 0, "there is no such file"),))
    if isinstance(text, Problem):
        return Document(path.name, None, {}, (text,))
    if path.name == "pyproject.toml":
        return read_table(text, path.name, ("tool", "readiness")) or Document(path.name, None)
    return read(text, path.name)


def _misnamed(root: Path) -> tuple[Problem, ...]:
    """Files that people surely mean to be read, and that are not."""
    return tuple(
        Problem(name, 0, "is not read", f"rename it to {name.removesuffix('yml')}yaml")
        for name in MISNAMED
        if (root / name).is_file()
    )


def _inside(fields: Fields, name: str, values: tuple[str, ...] | None = None) -> tuple[str, ...]:
    """Paths or globs that stay inside the audited folder."""
    kept = []
    for value in fields.texts(name) if values is None else values:
        if value.startswith(("/", "~", "\\")) or ".." in PurePosixPath(value).parts or value[1:2] == ":":
            fields.note(name, f'"{value}" leads out of the audited folder', "paths are relative to it")
        elif value:
            kept.append(value.removeprefix("./"))
    return tuple(kept)


def _facets(fields: Fields) -> Mapping[str, bool]:
    facets = fields.mapping("facets")
    facets.only(tuple(FACETS))
    return {name: facets.flag(name) for name in FACETS if facets.values.get(name) is not None}


def _components(fields: Fields) -> tuple[tuple[str, str], ...]:
    found = []
    for component in fields.mappings("components"):
        component.only(("path", "kind"), required=("path", "kind"))
        paths = _inside(component, "path", (component.text("path"),))
        kind = component.choice("kind", COMPONENT_KINDS)
        found += [(path.rstrip("/") or ".", kind) for path in paths if kind]
    return tuple(found)


def _fail_under(fields: Fields) -> Mapping[str, float]:
    value = fields.values.get("fail_under")
    if value is None:
        return {}
    if not isinstance(value, dict):
        points = fields.number("fail_under", low=0, high=100)
        return {} if points is None else dict.fromkeys(PILLARS, points)
    pillars = fields.mapping("fail_under")
    pillars.only(tuple(PILLARS))
    numbers = {name: pillars.number(name, low=0, high=100) for name in PILLARS}
    return {name: points for name, points in numbers.items() if points is not None}


def _ratchet(fields: Fields) -> Mapping[str, float]:
    """`true` lets no pillar fall; a mapping says by how many points each may, and those not named do not."""
    value = fields.values.get("ratchet")
    if value is None:
        return {}
    if not isinstance(value, dict):
        return dict.fromkeys(PILLARS, 0.0) if fields.flag("ratchet") else {}
    pillars = fields.mapping("ratchet")
    pillars.only(tuple(PILLARS))
    return {name: pillars.number(name, 0.0, low=0, high=100) or 0.0 for name in PILLARS}


def _waivers(fields: Fields, as_of: datetime.date) -> tuple[Waiver, ...]:
    known = ("rule", "owner", "reason", "expires", "paths", "since")
    found = []
    for item in fields.mappings("waivers"):
        item.only(known, required=known[:4])
        expires = item.date("expires")
        if expires is not None and expires < as_of:
            item.note("expires", f"the waiver expired on {expires}", "mend the cause, or decide anew and say why")
        if expires is not None and (expires - as_of).days > WAIVER_DAYS:
            item.note(
                "expires", f"{expires} is more than {WAIVER_DAYS} days after {as_of}", "a risk is accepted for a while"
            )
        since = item.date("since")
        if since is not None and since > as_of:
            item.note("since", f"{since} is after {as_of}")
        place = f"{item.document.path}:{item.document.line(item.keys)}"
        day = expires.isoformat() if expires else ""
        words = (item.text("rule"), item.text("owner"), item.text("reason"), day)
        if all(word.strip() for word in words):
            first = since.isoformat() if since else ""
            found.append(Waiver(*words, place, _inside(item, "paths"), first))
        elif item.values:
            _note_blank(item, known[:3])
    return tuple(found)


def _note_blank(item: Fields, names: tuple[str, ...]) -> None:
    for name in names:
        if item.values.get(name) is not None and not item.text(name).strip():
            item.note(name, "is empty")


def _places(fields: Fields) -> Mapping[tuple[str, str], tuple[str, int]]:
    places = {}
    for key in ("select", "ignore"):
        for index, word in enumerate(fields.texts(key)):
            places[key, word] = (fields.document.path, fields.document.line((*fields.keys, key, index)))
    return places


def parse_fail_under(text: str) -> Mapping[str, float] | Problem:
    """What the command line's `--fail-under` says: `60` for every pillar, or `P=60,R=70`."""
    if not text.strip():
        return {}
    points: dict[str, float] = {}
    for part in text.split(","):
        pillar, equals, number = part.strip().rpartition("=")
        if equals and pillar.strip().upper() not in PILLARS:
            return Problem(
                "--fail-under", 0, f'"{pillar}" is no pillar', did_you_mean(pillar, PILLARS) or "P, R, O, D or U"
            )
        try:
            value = float(number)
        except ValueError:
            value = -1.0
        if not 0 <= value <= 100:
            return Problem("--fail-under", 0, f'"{number}" is not a number from 0 to 100', "as 60, or P=60,R=70")
        points.update(dict.fromkeys(PILLARS, value) if not equals else {pillar.strip().upper(): value})
    return points
