import io
import re

import pytest

from readiness.model import Severity, Stage, Verdict
from readiness.reports import concise, text
from tests.assessments_in_memory import HOSTILE, assessment
from tests.rules_in_memory import finding, rule


def written(width: int = 80, made=None, report=text, **look) -> str:  # type: ignore[no-untyped-def]
    out = io.StringIO()
    report.write(made or assessment(), out, width=width, **{"color": False, "unicode": True, "verbose": 0, **look})
    return out.getvalue()


def test_the_verdict_stands_first_and_last() -> None:
    lines = [line for line in written(0).splitlines() if line]
    assert lines[2].startswith("BLOCKED")
    assert lines[-1] == lines[2]
    assert "gates: 2 closed, 1 open, 1 waived" in lines[-1]


def test_a_closed_gate_shows_its_places_its_fix_and_the_next_command() -> None:
    told = written(0)
    gate = told[told.index("✗ R301") :]
    for words in (
        "Every AI call has a time limit",
        "0 of 3 calls",
        "✗ app/chat.py:14  has no time limit",
        "Fix: Mend it.",
        "readiness explain R301",
    ):
        assert words in gate


def test_an_answer_that_is_refuted_comes_before_plain_gaps() -> None:
    told = written(0)
    assert told.index("✗ R305") < told.index("✗ R301")
    assert "(contradicted)" in told


@pytest.mark.parametrize("width", [40, 80, 120])
@pytest.mark.parametrize("verbose", [0, 2])
def test_no_line_is_wider_than_the_terminal(width: int, verbose: int) -> None:
    assert max(map(len, written(width, verbose=verbose).splitlines())) <= width


def test_a_pipe_gets_no_wrapping_no_colour_and_no_trailing_spaces() -> None:
    long = "word " * 200
    told = written(0, assessment((finding("unmet", rule("R301", fix=long), message=long),)), verbose=2)
    assert "\x1b" not in told
    assert not re.search(r"[ \t]+$", told, re.MULTILINE)
    assert any(long.strip().removeprefix("word") in line for line in told.splitlines())


def test_colour_only_adds_escapes() -> None:
    assert re.sub(r"\x1b\[[0-9;]*m", "", written(80, color=True)) == written(80)
    assert "\x1b[" in written(80, color=True)


def test_what_a_repository_says_is_never_read_as_markup() -> None:
    told = written(0)
    assert f"{HOSTILE}:3" in told
    assert "call([bold]x[/bold])" in told


def test_without_unicode_everything_is_ascii_and_shapes_have_twins() -> None:
    told = written(80, unicode=False, verbose=2)
    assert told.isascii()
    assert "x R301" in told
    assert "##" in told


def test_more_is_told_when_asked() -> None:
    plain, more, all_ = (written(0, verbose=level) for level in (0, 1, 2))
    assert "users are named" not in plain
    assert "README.md:3" in more
    assert "✓ nb.ipynb#cell 4:2" in more
    assert "No screen" not in more
    assert "No screen" in all_
    assert "vendor/x.js: vendored" in all_


def test_quiet_tells_the_verdict_only() -> None:
    assert len(written(0, verbose=-1).splitlines()) == 1


def test_a_pillar_without_a_rule_has_no_score() -> None:
    assert re.search(r"D Deployment readiness +no rule applies", written(0))


def test_what_would_settle_an_open_verdict_is_named() -> None:
    open_ = assessment((finding("unknown", rule("R301", severity=Severity.ESSENTIAL)),))
    assert open_.verdict is Verdict.UNDETERMINED
    assert "would settle the verdict: R301" in written(0, open_)
    assert "`readiness ask --quick`" in written(0, open_)


def test_nothing_to_do_is_no_section() -> None:
    ready = assessment(
        (finding("met", rule("R301")),),
        signs=(),
        verdict=Verdict.READY,
        stage=Stage.PRODUCTION_READY,
        errors=(),
        notes=(),
        left_out=(),
    )
    told = written(0, ready)
    for heading in ("Gates", "Next", "Warning signs", "Notes", "Faults"):
        assert heading not in told


def test_concise_is_one_line_a_place_with_the_place_first() -> None:
    lines = written(0, report=concise).splitlines()
    assert "app/chat.py:14: unmet R301 name-of-r301: has no time limit" in lines
    assert "app/chat.py:14: contradicted R305 name-of-r305: has no time limit" in lines
    assert "app/chat.py:14: warning W11 single-provider: only OpenAI" in lines
    assert any(line.startswith(".: waived R402") for line in lines)
    assert lines[-1].startswith("blocked; stage: demo")
    assert not any("R302" in line and "safe.py" in line for line in lines)


def test_concise_has_three_lengths_too() -> None:
    quiet, plain, more, all_ = (written(0, report=concise, verbose=level).count("\n") for level in (-1, 0, 1, 2))
    assert quiet == 1 < plain < more < all_
