"""Reads INI files (setup.cfg, logging.ini, tox.ini) into entries with lines; nothing in them is interpolated."""

from __future__ import annotations

from dataclasses import dataclass

from readiness.formats.plain_text import lines_of


@dataclass(frozen=True, slots=True)
class IniEntry:
    """One option. `lines` are the lines of its value that hold something, each with its number."""

    section: str
    key: str
    value: str
    line: int
    lines: tuple[tuple[int, str], ...] = ()


def read_ini(text: str) -> tuple[IniEntry, ...]:
    """All options in order. Indented lines continue a value; `;` and `#` begin comments at the start of a line only."""
    entries: list[IniEntry] = []
    section = ""
    held: list[tuple[int, str]] = []
    key, key_line = "", 0

    def keep() -> None:
        if key:
            value = "\n".join(words for _, words in held)
            entries.append(IniEntry(section, key, value, key_line, tuple(held)))

    for number, line in enumerate(lines_of(text), 1):
        words = line.strip()
        if not words or words[0] in "#;":
            continue
        if line[0] in " \t" and key:
            held.append((number, words))
            continue
        keep()
        key, held = "", []
        if words[0] == "[":
            section = words[1:].split("]", 1)[0].strip()
            continue
        marks = [at for at in (words.find("="), words.find(":")) if at >= 0]
        cut = min(marks) if marks else len(words)
        key, key_line = words[:cut].strip(), number
        value = words[cut + 1 :].strip()
        held = [(number, value)] if value else []
    keep()
    return tuple(entries)
