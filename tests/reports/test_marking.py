from readiness.marking import Level, level_of, marks
from readiness.model import Evidence, Provenance, Severity, Waiver
from tests.assessments_in_memory import assessment
from tests.rules_in_memory import finding, rule

GATE = Severity.ESSENTIAL


def test_a_place_keeps_its_fingerprint_when_its_line_moves() -> None:
    def prints(line: int) -> list[str]:
        found = finding("unmet", rule("R301"), evidence=(Evidence("a.py", line, "create()", "", supports=False),))
        return [one.fingerprint for one in marks(assessment((found,)))]

    assert prints(3) == prints(90)


def test_two_equal_lines_in_one_file_are_two_marks() -> None:
    places = tuple(Evidence("a.py", line, "create()", "no limit", supports=False) for line in (3, 9))
    first, second = marks(assessment((finding("unmet", rule("R301"), evidence=places),)))
    assert first.fingerprint != second.fingerprint


def test_what_the_whole_repository_lacks_points_at_a_file_that_is_there() -> None:
    gap = finding("unmet", rule("O117"), looked=("a runbook",))
    known = finding("met", rule("P101"), evidence=(Evidence("ReadMe.md", 3, "For nurses"),))
    mark = next(one for one in marks(assessment((gap, known))))
    assert (mark.path, mark.line, mark.is_found) == ("ReadMe.md", 1, False)


def test_a_gap_around_model_calls_points_at_the_first_call() -> None:
    gap = finding("unmet", rule("O103", when="ai"))
    run = assessment((gap,), inventory={"ai_calls": [{"path": "app/chat.py", "line": 14, "cell": None}]})
    assert [(one.path, one.line) for one in marks(run)] == [("app/chat.py", 14)]


def test_closed_gates_are_errors_and_come_first() -> None:
    gate = finding("unmet", rule("U106", severity=GATE))
    major = finding("unmet", rule("R302", severity=Severity.MAJOR))
    minor = finding("unmet", rule("R306", severity=Severity.MINOR))
    waived = finding("unmet", rule("R402", severity=GATE), waiver=Waiver("R402", "Jo", "soon", "2026-04-01"))
    found = marks(assessment((minor, major, waived, gate)))
    assert [one.finding.rule.id for one in found] == ["U106", "R302", "R402", "R306"]
    assert [one.level for one in found] == [Level.ERROR, Level.WARNING, Level.NOTE, Level.NOTE]


def test_a_refuted_answer_is_an_error_whatever_its_weight() -> None:
    assert (
        level_of(finding("unmet", rule("U113", severity=Severity.MAJOR), provenance=Provenance.CONTRADICTED))
        is Level.ERROR
    )
