"""Writes `readiness-answers.yaml`: what is not changed stays as it was, nothing is ever half written or lost."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from readiness.answers import Answer, evidence_path, is_url, load_answers
from readiness.answers_layout import changed, layout_of, new_entry
from readiness.model import Rule
from readiness.round_trip import CannotBeKept, comments_of, key_lines, with_entries
from readiness.strict_yaml import BadInput, Document, Problem, read
from readiness.writing import replace_file

SCHEMA_LINE = "# yaml-language-server: $schema=readiness-answers.schema.json"
HEAD = f"""{SCHEMA_LINE}
# What people answer about this product: written by `readiness ask` or by hand, reviewed like code.
# `readiness schema answers > readiness-answers.schema.json` lets editors check it.
schema: 1
answers:
"""
MAX_BYTES = 1_000_000


@dataclass(frozen=True, slots=True)
class Written:
    """A file's text with "\\n" as its line ends, and how it is kept: its own line ends, and a mark at its start."""

    text: str = ""
    newline: str = "\n"
    has_mark: bool = False

    @property
    def data(self) -> bytes:
        """The bytes of the file."""
        text = self.text.replace("\n", self.newline) if self.newline != "\n" else self.text
        return text.encode("utf-8-sig" if self.has_mark else "utf-8")


def bound(answer: Answer, content_id: Callable[[str], str]) -> Answer:
    """The answer bound to what its evidence paths hold now; a path that is not there binds nothing."""
    paths = dict.fromkeys(evidence_path(place) for place in answer.evidence if not is_url(place))
    return replace(answer, blobs={path: blob for path in paths if (blob := content_id(path))})


def as_entry(answer: Answer) -> dict[str, object]:
    """The answer as it is written: key -> value, in the order of the file, without what is empty."""
    entry: dict[str, object] = {
        "answer": str(answer.reply), "value": answer.value, "unit": answer.unit, "evidence": list(answer.evidence),
        "blobs": dict(answer.blobs), "by": answer.by, "date": answer.date, "valid_days": answer.valid_days,
        "expires": answer.expires, "reason": answer.reason, "note": answer.note,
    }  # fmt: skip
    return {key: value for key, value in entry.items() if value not in ("", None, [], {})}


def with_answers(text: str, path: str, changes: Mapping[str, Answer], rules: Mapping[str, Rule]) -> str:
    """The file's text with these answers (by rule id) in it, every other answer and every comment as it was.

    Raises BadInput where the text is wrong already, or cannot be changed without losing something.
    """
    before, problems = load_answers(text, path, rules)
    if problems:
        raise BadInput(problems)
    if not changes:
        return text
    expected = {**before.answers, **changes}
    document = read(text, path)
    if document.value is None:
        text = HEAD if not text.strip() else text.rstrip("\n") + "\n" + HEAD.removeprefix(SCHEMA_LINE + "\n")
        document = read(text, path)
    keys = _keys(document, rules)
    reason = ""
    for way in (_by_lines, _by_document):
        try:
            made = _named(way(document, text, {keys.get(rule, rule): one for rule, one in changes.items()}, rules))
            after, wrong = load_answers(made, path, rules)
            is_kept = not wrong and _plain(after.answers) == _plain(expected)
            if is_kept and _words(text) <= _words(made):
                return made
            reason = str(wrong[0]) if wrong else "something would be lost"
        except CannotBeKept as cannot:
            reason = str(cannot)
    hint = "answer in the file itself, or write its answers one key a line"
    raise BadInput([Problem(path, 0, f"cannot be changed safely: {reason}", hint)])


def read_written(path: Path) -> Written:
    """The file as it stands; empty where there is none. Raises BadInput where it cannot be read as text."""
    try:
        with path.open("rb") as handle:
            data = handle.read(MAX_BYTES + 1)
    except FileNotFoundError:
        return Written()
    except OSError as error:
        raise BadInput([Problem(path.name, 0, f"cannot be read: {error.strerror or type(error).__name__}")]) from error
    if len(data) > MAX_BYTES:
        raise BadInput([Problem(path.name, 0, f"is larger than {MAX_BYTES:,} bytes")])
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise BadInput([Problem(path.name, 0, "is not UTF-8 text")]) from error
    newline = "\r\n" if text.count("\r\n") * 2 > text.count("\n") else "\n"
    return Written(text.replace("\r\n", "\n"), newline, data.startswith(b"\xef\xbb\xbf"))


def save(root: Path, path: Path, changes: Mapping[str, Answer], rules: Mapping[str, Rule]) -> None:
    """Put these answers into the file at `path`, all or none. What others wrote there in the meantime stays.

    Raises BadInput where the file is wrong, is a link that leads out of the repository, or cannot be written.
    """
    target = _target(root, path)
    current = read_written(target)
    made = replace(current, text=with_answers(current.text, path.name, changes, rules))
    if made == current:
        return
    try:
        replace_file(target, made.data)
    except OSError as error:
        says = f"cannot be written: {error.strerror or type(error).__name__}"
        raise BadInput([Problem(str(path), 0, says)]) from error


def _target(root: Path, path: Path) -> Path:
    """The file to be written: a link is followed where it stays within the repository (or its own folder)."""
    target = path.resolve()
    inside = root.resolve()
    home = inside if Path(os.path.abspath(path)).is_relative_to(inside) or path.is_relative_to(root) else None
    home = home or path.parent.resolve()
    if not target.is_relative_to(home):
        raise BadInput([Problem(str(path), 0, "is a link that leads out of the repository; nothing is written there")])
    return target


def _by_lines(document: Document, text: str, changes: Mapping[str, Answer], rules: Mapping[str, Rule]) -> str:
    layout = layout_of(document, text)
    if layout is None:
        raise CannotBeKept("its answers are not written one a line")
    entries = list(layout.entries)
    order = _order(rules)
    for key, answer in changes.items():
        at = next((number for number, block in enumerate(entries) if block.key == key), None)
        if at is None:
            title = rules[answer.rule].title
            made = new_entry(key, title, as_entry(answer), layout.indent, key_lines)
            later = [number for number, block in enumerate(entries) if order[block.key] > order[key]]
            entries.insert(later[0] if later else len(entries), made)
            continue
        block, old = entries[at], document.value["answers"][key]
        start = document.lines[("answers", key)] - 1 - block.above
        lines = {name: document.lines[("answers", key, name)] - 1 - start for name in old}
        tools = (key_lines, comments_of)
        entries[at] = changed(block, lines, old, as_entry(answer), layout.indent, tools)
    return replace(layout, entries=tuple(entries)).text


def _by_document(document: Document, text: str, changes: Mapping[str, Answer], rules: Mapping[str, Rule]) -> str:
    order = _order(rules)
    entries = {key: as_entry(answer) for key, answer in changes.items()}
    return with_entries(text, "answers", entries, sorted(order, key=lambda key: (order[key], key)))


def _named(text: str) -> str:
    """The text with the schema named at its top."""
    head = text.split("\n", 5)[:5]
    return text if any("yaml-language-server:" in line for line in head) else f"{SCHEMA_LINE}\n{text}"


def _keys(document: Document, rules: Mapping[str, Rule]) -> dict[str, str]:
    """Rule id -> the key under which it is answered, which may be the rule's name."""
    ids = {rule.name: rule.id for rule in rules.values()}
    return {ids.get(key, key): key for key in document.value.get("answers") or {}}


def _order(rules: Mapping[str, Rule]) -> dict[str, tuple[int, str]]:
    """Id and name of every rule -> its place: pillars in their order, ids within them."""
    places = {rule.id: ("PRODU".find(rule.pillar), rule.id) for rule in rules.values()}
    return places | {rule.name: places[rule.id] for rule in rules.values()}


def _plain(answers: Mapping[str, Answer]) -> dict[str, Answer]:
    return {rule: replace(answer, place="") for rule, answer in answers.items()}


def _words(text: str) -> Counter[str]:
    return Counter(words for _, words in comments_of(text))
