from __future__ import annotations

import io

from readiness.change_table import MOST, failing, headline, markdown_of, write_changes
from readiness.model import Change, Changes, Evidence
from readiness.reports.markdown import code, plain
from readiness.screen import Screen
from tests.assessments_in_memory import HOSTILE

GAP = Change(
    "new", "rule", "R301", "Every call has a time limit", "was met, is unmet", "Pass `timeout=`.", "met", "unmet",
    (Evidence("app/chat.py", 14, "OpenAI()"),), (Evidence(HOSTILE, 3, "OpenAI(timeout=20)"),), "R", "essential", "0123456789abcdef", True,
)  # fmt: skip
MENDED = Change("fixed", "call", "app/more.py", "chat call of openai", "gained a retry")
NEUTRAL = Change("changed", "pillar", "P", "Problem definition", "was 0–93, is 0–87")
CHANGES = Changes("milestone pilot", "f" * 40, "2026-01-31", (GAP, MENDED, NEUTRAL), 138, ("the rule-sets differ",))


def shown(verbose: int = 0, unicode: bool = True) -> str:
    out = io.StringIO()
    write_changes(Screen(out, unicode=unicode), CHANGES, verbose=verbose)
    return out.getvalue()


def test_one_line_tells_since_when_and_how_many() -> None:
    assert (
        headline(CHANGES)
        == "since milestone pilot (ffffffffffff, judged as of 2026-01-31): 1 new, 1 fixed, 1 changed; 138 rules unchanged"
    )
    assert headline(Changes("main", "", "")) == "since main: nothing changed; 0 rules unchanged"


def test_each_change_tells_its_places_its_commit_and_what_to_do() -> None:
    text = shown()
    for words in (
        "✗ R301 Every call",
        "app/chat.py:14  OpenAI()",
        f"was {HOSTILE}:3",
        "by commit 0123456789ab",
        "Do: Pass `timeout=`.",
        "✓ chat call of openai",
        "Note: the rule-sets differ",
    ):
        assert words in text
    assert "was 0–93" not in text and "-v lists them" in text
    assert "was 0–93, is 0–87" in shown(1)
    assert shown(1, unicode=False).isascii()


def test_markdown_tells_the_same_and_only_so_many() -> None:
    text = markdown_of(CHANGES, plain, code)
    for words in (
        "- R301 **Every call has a time limit** was met, is unmet: `app/chat.py:14`",
        "(commit `0123456789ab`)",
        "**Fixed** (1)",
    ):
        assert words in text
    assert "[red]" not in text.replace("`src/[/etc]/[red]x[/red].py:3`", "")
    many = markdown_of(Changes("main", "", "", (MENDED,) * (MOST + 5)), plain, code)
    assert many.count("gained a retry") == MOST and "- and 5 more" in many


def test_what_fails_is_named_in_one_line() -> None:
    assert failing([GAP]) == "1 regression: R301"
    assert failing(Change("new", "rule", f"R{n}", "", "") for n in range(301, 311)).endswith("R308 and 2 more")
