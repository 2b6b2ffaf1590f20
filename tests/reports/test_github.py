import io

from readiness.model import Evidence, Severity
from readiness.reports import github
from tests.assessments_in_memory import assessment
from tests.rules_in_memory import finding, rule


def lines(made=None, **options) -> list[str]:  # type: ignore[no-untyped-def]
    out = io.StringIO()
    github.write(made or assessment(), out, **options)
    return out.getvalue().splitlines()


def many(number: int, severity: Severity = Severity.MAJOR):  # type: ignore[no-untyped-def]
    places = tuple(Evidence(f"a{n}.py", n + 1, "x", "no limit", supports=False) for n in range(number))
    return assessment((finding("unmet", rule("R302", severity=severity), evidence=places),), errors=())


def test_ten_of_a_kind_are_shown_and_no_more() -> None:
    assert len([line for line in lines(many(10)) if line.startswith("::warning")]) == 10
    shown = [line for line in lines(many(14)) if line.startswith("::warning")]
    assert len(shown) == 10
    assert shown[-1] == "::warning title=readiness::and 5 more places (R302); the whole report has them all"


def test_with_v_all_are_written_for_a_log_that_is_read_whole() -> None:
    assert len([line for line in lines(many(14), verbose=1) if line.startswith("::warning")]) == 14


def test_what_would_end_a_command_is_escaped() -> None:
    place = Evidence("a,b:c%.py", 2, "x", "50% of\r\n::error::x", supports=False)
    told = lines(assessment((finding("unmet", rule("R302", title="a, b: c"), evidence=(place,)),), errors=()))
    assert told[0].startswith(
        "::warning file=a%2Cb%3Ac%25.py,line=2,title=R302 a%2C b%3A c (unmet)::50%25 of%0D%0A::error"
    )
    assert len(told) == 2


def test_accepted_risks_are_not_annotated_and_the_verdict_is_the_last_line() -> None:
    told = lines()
    assert not any("R402" in line for line in told)
    assert told[-1].startswith("readiness: blocked")


def test_a_notebook_cell_is_named_in_words() -> None:
    place = Evidence("nb.ipynb", 7, "call()", "no limit", supports=False, cell=4)
    told = lines(assessment((finding("unmet", rule("R301"), evidence=(place,)),), errors=()))
    assert "file=nb.ipynb,title" in told[0] and "::cell 4, line 7: no limit" in told[0]
