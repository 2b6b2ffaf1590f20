import io

from readiness.model import Evidence, Severity
from readiness.reports import markdown
from tests.assessments_in_memory import assessment
from tests.rules_in_memory import finding, rule


def written(made=None, **options) -> str:  # type: ignore[no-untyped-def]
    out = io.StringIO()
    markdown.write(made or assessment(), out, **options)
    return out.getvalue()


def test_the_first_line_lets_a_later_run_find_its_comment() -> None:
    assert written().splitlines()[0] == "<!-- readiness -->"


def test_verdict_gates_pillars_signs_and_steps_are_there_in_this_order() -> None:
    text = written()
    heads = [line for line in text.splitlines() if line.startswith("#")]
    assert heads == [
        "## Readiness: blocked", "### Gates that block", "### Gates still open", "### Gates waived", "### Pillars",
        "### Warning signs", "### Next", "### Notes",
    ]  # fmt: skip


def test_a_gate_shows_its_place_and_its_fix() -> None:
    block = written().split("**R301**")[1]
    assert "`app/chat.py:14` has no time limit: `client.chat.completions.create(`" in block
    assert "_Fix:_" in block


def test_a_bar_in_a_snippet_breaks_no_table_and_backticks_break_no_code() -> None:
    assert markdown.code("a|b") == "`a\\|b`"
    assert markdown.code("a``b") == "``` a``b ```"
    assert markdown.plain("a|b <img> *x* [y](z)") == "a\\|b \\<img\\> \\*x\\* \\[y\\](z)"


def test_nobody_is_mentioned_and_no_issue_or_address_is_linked() -> None:
    told = markdown.plain("thanks @octocat, see #12, GH-7 and https://evil.example or www.evil.example")
    for word in ("@octocat", "#12", "GH-7", "https://evil", "www.evil"):
        assert word not in told


def test_a_rule_s_own_code_stays_code() -> None:
    assert markdown.prose("Set `a_b=1` and *go*") == "Set `a_b=1` and \\*go\\*"
    assert markdown.prose("an odd ` tick") == "an odd \\` tick"


def test_a_comment_stays_below_what_the_host_takes() -> None:
    places = tuple(Evidence(f"a{n}.py", n, "x" * 160, "y" * 400, supports=False) for n in range(20))
    found = tuple(
        finding("unmet", rule(f"R{n}", severity=Severity.ESSENTIAL), message="z" * 500, evidence=places)
        for n in range(101, 199)
    )
    text = written(assessment(found), verbose=1)
    assert len(text) < 65_000
    assert "left out here for length" in text and "## Readiness: blocked" in text
