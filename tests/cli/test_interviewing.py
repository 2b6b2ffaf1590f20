"""The dialogue itself, driven through a real prompt: what is given is saved at once, and leaving loses nothing."""

from __future__ import annotations

import datetime
import io
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from prompt_toolkit.application import create_app_session
from prompt_toolkit.input import create_pipe_input
from prompt_toolkit.output import DummyOutput

from readiness.answers import Answer, Answers, Reply, load_answers
from readiness.cli.interviewing import interview
from readiness.cli.prompting import Prompts
from readiness.model import By, Evidence, Fact, Finding, Question, Rule, Severity
from readiness.questionnaire import by_gain, chosen
from readiness.screen import Screen
from readiness.sitting import Sitting
from readiness.snapshot import Snapshot
from tests.assessments_in_memory import assessment
from tests.rules_in_memory import finding, rule

TODAY = datetime.date(2026, 3, 1)
ENTER, INTERRUPT, UP = "\r", "\x03", "\x1b[A"
CLEAR = "\x15"


def asked(rule_id: str, kind: str, **more: object) -> Rule:
    choices = ("demo set", "field trial") if kind == "choice" else ()
    unit = "% a week" if kind == "number" else ""
    severity = Severity.ESSENTIAL if rule_id == "P101" else Severity.MAJOR
    return rule(
        rule_id,
        by=By.ASK,
        severity=severity,
        question=Question(f"What of {rule_id}?", kind, "Help.", "", unit, choices),
        **more,
    )


RULES = [
    asked("P101", "text"), asked("P102", "number"), asked("P103", "date"), asked("P104", "yes-no"), asked("P105", "person"),
    asked("P106", "choice"), asked("P107", "url"), asked("P108", "yes-no"), asked("P109", "yes-no"),
]  # fmt: skip
# One prompt a piece: what is typed at it.
DIALOGUE: dict[str, Sequence[str]] = {
    "P101": ("y" + ENTER, "Clerks read 60 pages" + ENTER, "docs/goals.md:3" + ENTER, ENTER, ENTER),
    "P102": ("p" + ENTER, "62,5 %" + ENTER, "https://example.org/use" + ENTER, "docs" + ENTER, ENTER, ENTER),
    "P103": ("y" + ENTER, "2026-02-11; three rules changed" + ENTER, ENTER, ENTER),
    "P104": ("n" + ENTER, "planned for May" + ENTER, ENTER),
    "P105": ("y" + ENTER, "Maria Ortiz; docs/owner.md" + ENTER, "docs/owner.md" + ENTER, ENTER, ENTER),
    "P106": ("y" + ENTER, "2" + ENTER, "120 cases" + ENTER, ENTER, ENTER),
    "P107": ("y" + ENTER, "docs/owner.md, read weekly" + ENTER, ENTER, ENTER, ENTER),
    "P108": ("a" + ENTER, "no user sees it" + ENTER, CLEAR + "2026-04-01" + ENTER, ENTER),
    "P109": ("d" + ENTER,),
}
EXPECTED = {
    "P101": Answer("P101", Reply.YES, "Jo Li", "2026-03-01", ("docs/goals.md:3",), value="Clerks read 60 pages"),
    "P102": Answer(
        "P102", Reply.PARTLY, "Jo Li", "2026-03-01", ("https://example.org/use", "docs"), value=62.5, unit="% a week"
    ),
    "P103": Answer("P103", Reply.YES, "Jo Li", "2026-03-01", value="2026-02-11; three rules changed"),
    "P104": Answer("P104", Reply.NO, "Jo Li", "2026-03-01", note="planned for May"),
    "P105": Answer("P105", Reply.YES, "Jo Li", "2026-03-01", ("docs/owner.md",), value="Maria Ortiz; docs/owner.md"),
    "P106": Answer("P106", Reply.YES, "Jo Li", "2026-03-01", value="field trial", note="120 cases"),
    "P107": Answer("P107", Reply.YES, "Jo Li", "2026-03-01", ("docs/owner.md",), value="docs/owner.md, read weekly"),
    "P108": Answer("P108", Reply.NOT_APPLICABLE, "Jo Li", "2026-03-01", expires="2026-04-01", reason="no user sees it"),
    "P109": Answer("P109", Reply.UNKNOWN, "Jo Li", "2026-03-01"),
}
WITH_EVIDENCE = ("P105", "P107")


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "goals.md").write_text("# Goals\n\n70% by May\n")
    (tmp_path / "docs" / "owner.md").write_text("Maria Ortiz\n")
    return tmp_path


def sitting(root: Path, findings: Sequence[Finding] = ()) -> Sitting:
    path = root / "readiness-answers.yaml"
    judged = tuple(findings) or tuple(finding("unknown", one) for one in RULES)
    rules = {one.rule.id: one.rule for one in judged}
    answers, problems = load_answers(path.read_text() if path.exists() else "", path.name, rules)
    assert problems == ()
    return Sitting(root, path, assessment(judged), answers, rules, "cafe", TODAY, Snapshot.open(root))


def talk(at: Sitting, keys: str, order: Sequence[str] = (), stale: bool = False) -> tuple[int, str]:
    """The exit code and the screen after these keys were typed."""
    out = io.StringIO()
    items = chosen(at.items, TODAY, stale=stale)
    if order:
        items = tuple(sorted(items, key=lambda item: order.index(item.rule.id)))
    with create_pipe_input() as pipe, create_app_session(input=pipe, output=DummyOutput()):
        pipe.send_text(keys)
        code = interview(items, at, Screen(out), Prompts(), "Jo Li")
    return code, out.getvalue()


def plain(answers: Answers) -> dict[str, Answer]:
    fields = ("reply", "by", "date", "evidence", "value", "unit", "valid_days", "expires", "reason", "note")
    return {key: Answer(key, **{name: getattr(one, name) for name in fields}) for key, one in answers.answers.items()}


def test_every_kind_of_question_is_answered_and_saved(root: Path) -> None:
    code, screen = talk(sitting(root), "".join("".join(DIALOGUE[key]) for key in DIALOGUE), list(DIALOGUE))
    assert code == 0
    assert plain(sitting(root).answers) == EXPECTED
    assert "[1/9] Problem definition" in screen and "9 answers saved" in screen
    assert set(sitting(root).answers.answers["P102"].blobs) == {"docs"}


PLACES = [(number, cut) for number, key in enumerate(DIALOGUE) for cut in range(len(DIALOGUE[key]))]


@pytest.mark.parametrize(("number", "cut"), PLACES)
def test_who_leaves_at_any_prompt_loses_nothing_and_goes_on_there(root: Path, number: int, cut: int) -> None:
    order = list(DIALOGUE)
    # The questions before it: the last of them in the same dialogue, the others in earlier ones.
    sitting(root).save({key: EXPECTED[key] for key in order[: max(0, number - 1)]})
    before = "".join(DIALOGUE[order[number - 1]]) if number and not cut else ""
    if number and cut:
        sitting(root).save({order[number - 1]: EXPECTED[order[number - 1]]})
    code, screen = talk(sitting(root), before + "".join(DIALOGUE[order[number]][:cut]) + INTERRUPT, order)
    assert code == 130
    assert f", {order[number]}" in screen and "Left at question" in screen
    kept = plain(sitting(root).answers)
    assert {key: kept[key] for key in order[:number]} == {key: EXPECTED[key] for key in order[:number]}
    half = kept.get(order[number])
    if cut >= 2:
        assert half is not None and half.reply is Reply.UNKNOWN and half.note.startswith("unfinished: ")
        wanted = EXPECTED[order[number]]
        assert (half.value, half.reason) == (wanted.value, wanted.reason)
        assert wanted.note in half.note or (order[number], cut) == ("P106", 2)
    else:
        assert half is None
    again = [item.rule.id for item in chosen(sitting(root).items, TODAY)]
    assert sorted(again) == order[number:]


def test_a_half_answer_is_offered_again_where_it_stood(root: Path) -> None:
    talk(sitting(root), "y" + ENTER + "Clerks" + ENTER + INTERRUPT, list(DIALOGUE))
    # Enter alone takes what was given: the reply, the words, no evidence, save.
    code, _ = talk(sitting(root), ENTER + ENTER + ENTER + ENTER + INTERRUPT, list(DIALOGUE))
    assert code == 130
    assert plain(sitting(root).answers)["P101"] == Answer("P101", Reply.YES, "Jo Li", "2026-03-01", value="Clerks")


def test_the_end_of_input_is_a_way_to_leave(root: Path) -> None:
    assert talk(sitting(root), "y" + ENTER + "\x04", list(DIALOGUE))[0] == 130


def test_what_is_skipped_stays_open(root: Path) -> None:
    code, screen = talk(sitting(root), ("s" + ENTER) * 9)
    assert code == 0 and "9 questions skipped" in screen
    assert not (root / "readiness-answers.yaml").exists()


def test_evidence_that_is_not_there_is_refused_with_the_path_that_was_meant(root: Path) -> None:
    at = sitting(root)
    assert at.wrong_evidence("docs/gaols.md") == 'is not in the repository; did you mean "docs/goals.md"?'
    assert at.wrong_evidence("GOALS.md") == 'is not in the repository; did you mean "docs/goals.md"?'
    assert at.wrong_evidence("/etc/passwd") == at.wrong_evidence("../x") == "leads out of the repository"
    assert "not a web address" in at.wrong_evidence("ftp://example.org/x")
    assert (
        at.wrong_evidence("docs/goals.md:12")
        == at.wrong_evidence("https://example.org")
        == at.wrong_evidence("docs/")
        == ""
    )
    (root / "new.md").write_text("# New\n")
    assert "holds no words yet" in at.wrong_evidence("new.md")
    (root / "new.md").write_text("# New\n\nWords.\n")
    assert at.wrong_evidence("new.md") == ""
    keys = (
        "y"
        + ENTER
        + "x"
        + ENTER
        + "docs/gaols.md"
        + ENTER
        + CLEAR
        + "docs/goals.md"
        + ENTER
        + ENTER
        + ENTER
        + INTERRUPT
    )
    talk(at, keys, list(DIALOGUE))
    assert sitting(root).answers.answers["P101"].evidence == ("docs/goals.md",)


def test_not_applicable_is_refused_at_once_where_the_repository_shows_the_rule_s_subject(root: Path) -> None:
    seen = finding("partial", asked("P104", "yes-no"), evidence=(Evidence("app.py", 7, "x", "half done"),))
    at = sitting(root, [seen])
    code, screen = talk(at, "a" + ENTER + "s" + ENTER)
    assert code == 0
    assert "Refused: the repository shows that it applies: app.py:7 half done" in screen


def test_a_suggestion_is_offered_and_never_taken_unasked(root: Path) -> None:
    seen = finding("partial", asked("P104", "yes-no"), evidence=(Evidence("docs/goals.md", 1, "# Goals", "a goal"),))
    code, screen = talk(sitting(root, [seen]), "y" + ENTER + ENTER + ENTER + ENTER)
    assert code == 0
    assert "docs/goals.md:1 seems to say it: “# Goals” (a goal)" in screen
    assert sitting(root, [seen]).answers.answers["P104"].evidence == ()
    (root / "readiness-answers.yaml").unlink()
    talk(sitting(root, [seen]), "y" + ENTER + "1" + ENTER + ENTER + ENTER)
    assert sitting(root, [seen]).answers.answers["P104"].evidence == ("docs/goals.md:1",)


def test_a_stale_answer_is_renewed_by_saying_that_it_is_still_so(root: Path) -> None:
    old = Answer("P105", Reply.YES, "Kim", "2025-01-01", ("docs/owner.md",), {"docs/owner.md": "0" * 40}, "Maria")
    sitting(root).save({"P105": old})
    code, screen = talk(sitting(root), ENTER + ENTER, stale=True)
    assert code == 0 and "It no longer counts: it expired on 2025-04-01" in screen
    renewed = sitting(root).answers.answers["P105"]
    assert (renewed.date, renewed.by, renewed.value) == ("2026-03-01", "Jo Li", "Maria")
    assert renewed.blobs["docs/owner.md"] != "0" * 40


def test_leaving_does_not_replace_a_whole_answer_by_a_half_one(root: Path) -> None:
    old = Answer("P105", Reply.YES, "Kim", "2025-01-01", value="Maria")
    sitting(root).save({"P105": old})
    code, _ = talk(sitting(root), "p" + ENTER + CLEAR + "Sam" + ENTER + INTERRUPT, stale=True)
    assert code == 130
    assert plain(sitting(root).answers)["P105"] == old


def test_an_answer_that_cannot_be_saved_is_offered_again_until_the_file_is_mended(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = root / "readiness-answers.yaml"
    at = sitting(root)
    assert at.items
    path.write_text("schema: 1\nanswers:\n  P999: {answer: yes}\n")
    real, tries = Sitting.save, []

    def save(self: Sitting, changes: dict[str, Answer]) -> None:
        tries.append(1)
        if len(tries) == 2:
            path.write_text("schema: 1\nanswers: {}\n")
        real(self, changes)

    monkeypatch.setattr(Sitting, "save", save)
    code, screen = talk(at, "d" + ENTER + "t" + ENTER + INTERRUPT)
    assert code == 130 and "P999: names no rule" in screen
    assert plain(sitting(root).answers)["P101"].reply is Reply.UNKNOWN


def test_name_day_and_validity_can_be_changed_before_saving(root: Path) -> None:
    keys = (
        "n"
        + ENTER
        + ENTER
        + "c"
        + ENTER
        + CLEAR
        + "Kim"
        + ENTER
        + CLEAR
        + "2026-02-01"
        + ENTER
        + CLEAR
        + "2026-03-15"
        + ENTER
        + ENTER
    )
    talk(sitting(root), keys + INTERRUPT, list(DIALOGUE))
    saved = sitting(root).answers.answers["P101"]
    assert (saved.by, saved.date, saved.expires) == ("Kim", "2026-02-01", "2026-03-15")


def test_the_same_question_can_be_answered_again_before_saving(root: Path) -> None:
    keys = "n" + ENTER + ENTER + "a" + ENTER + "d" + ENTER
    talk(sitting(root), keys + INTERRUPT, list(DIALOGUE))
    assert sitting(root).answers.answers["P101"].reply is Reply.UNKNOWN


@pytest.fixture(autouse=True)
def no_own_name(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr("readiness.sitting.user_name", lambda: "")
    yield


def test_the_order_is_gates_first(root: Path) -> None:
    assert by_gain(sitting(root).items)[0].rule.id == "P101"


def test_what_refutes_an_answer_is_told_while_it_is_given(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    against = Fact(1.0, (Evidence("app.py", 9, "x", "sends mail unasked"),), "1 of 1 actions")
    at = sitting(root)
    monkeypatch.setattr(Sitting, "_against", lambda *_: f"{against.evidence[0].place} {against.evidence[0].says}")
    code, screen = talk(at, "a" + ENTER + "y" + ENTER + INTERRUPT)
    assert code == 130
    assert "Refused: the repository shows that it applies: app.py:9 sends mail unasked" in screen
    assert "The repository speaks against it: app.py:9 sends mail unasked" in screen


def test_an_answer_that_is_given_anew_loses_what_belonged_to_the_old_one(root: Path) -> None:
    old = Answer("P104", Reply.NO, "Kim", "2025-12-01", expires="2026-01-01", note="planned for May")
    sitting(root).save({"P104": old})
    code, _ = talk(sitting(root), "y" + ENTER + ENTER + ENTER, stale=True)
    assert code == 0
    assert plain(sitting(root).answers)["P104"] == Answer("P104", Reply.YES, "Jo Li", "2026-03-01")


def test_evidence_that_is_gone_is_told_and_asked_for_again(root: Path) -> None:
    old = Answer("P104", Reply.YES, "Kim", "2025-01-01", ("docs/gone.md", "docs/goals.md"))
    sitting(root).save({"P104": old})
    code, screen = talk(sitting(root), ENTER + "y" + ENTER + ENTER, stale=True)
    assert code == 0 and "docs/gone.md is not in the repository" in screen
    assert sitting(root).answers.answers["P104"].evidence == ("docs/goals.md",)
