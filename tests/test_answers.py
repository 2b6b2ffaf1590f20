from readiness.answers import Reply, load_answers, wrong_place
from tests.rules_in_memory import rule

RULES = {known.id: known for known in (rule("P108"), rule("P110"), rule("R301"))}


def load(text: str):  # type: ignore[no-untyped-def]
    answers, problems = load_answers(text, "readiness-answers.yaml", RULES)
    return answers, [str(problem) for problem in problems]


def test_a_whole_answer_is_read_with_the_words_that_people_use() -> None:
    answers, problems = load(
        "schema: 1\nanswers:\n  P108: {answer: yes, by: Jo Li, date: 2026-01-31, evidence: docs/owners.md, value: 3, unit: people}\n"
        "  name-of-p110:\n    answer: no\n    by: Jo Li\n    date: 2026-01-31\n"
    )
    assert problems == []
    owner = answers.get("P108")
    assert (owner.reply, owner.evidence, owner.value, owner.date) == (Reply.YES, ("docs/owners.md",), 3, "2026-01-31")
    assert owner.place == "readiness-answers.yaml:3"
    assert answers.get("P110").reply is Reply.NO


def test_every_mistake_is_told_at_once_with_its_line() -> None:
    _, problems = load(
        "schema: 2\nanswer: {}\nanswers:\n"
        "  P109: {answer: yes, by: A, date: 2026-01-01}\n"
        "  P108: {answer: maybe, by: A, date: 2026-02-30}\n"
        "  P110:\n    answer: yes\n    evidence: [../x, ftp://a/b, 'https://', '']\n    who: me\n"
        "  R301: {answer: not-applicable, by: A, date: 2026-01-01}\n"
    )
    text = "\n".join(problems)
    for line, words in (
        (1, "only schema 1"), (2, 'did you mean "answers"?'), (4, "names no rule"), (5, '"maybe" is none of'), (5, "not a date"),
        (6, 'needs "by"'), (6, 'needs "date"'), (8, "leads out"), (8, "ftp://a/b"), (8, "not a URL"), (8, "is empty"), (9, "not a known key"),
        (10, 'needs "reason"'), (10, "needs a day on which it expires"),
    ):  # fmt: skip
        assert any(f"yaml:{line}:" in problem and words in problem for problem in problems), (line, words, text)


def test_one_rule_answered_by_id_and_by_name_is_a_mistake() -> None:
    entry = "{answer: yes, by: A, date: 2026-01-01}"
    _, problems = load(f"schema: 1\nanswers:\n  P108: {entry}\n  name-of-p108: {entry}\n")
    assert problems == [
        "readiness-answers.yaml:4: answers.name-of-p108: answers P108 a second time (first in readiness-answers.yaml:3)"
    ]


def test_an_answer_with_a_mistake_does_not_count() -> None:
    answers, problems = load("schema: 1\nanswers:\n  P108: {answer: yes, by: A}\n")
    assert answers.get("P108") is None
    assert len(problems) == 1


def test_an_empty_file_holds_no_answers_and_no_mistake() -> None:
    answers, problems = load("")
    assert not answers.answers
    assert problems == []


def test_a_list_instead_of_answers_is_told() -> None:
    assert "must hold keys and values" in load("- P108\n")[1][0]
    assert "must hold keys and values" in load("schema: 1\nanswers: [P108]\n")[1][0]
    assert "must hold keys and values" in load("schema: 1\nanswers: {P108: yes}\n")[1][0]


def test_what_evidence_held_is_read_by_its_path() -> None:
    entry = "answer: yes, by: Jo, date: 2026-01-31, evidence: [docs/a.md:3, 'https://e.org/b.md']"
    answers, problems = load(f"schema: 1\nanswers:\n  P108: {{{entry}, blobs: {{docs/a.md: {'0a' * 20}}}}}\n")
    assert not problems
    assert answers.answers["P108"].blobs == {"docs/a.md": "0a" * 20}
    _, problems = load(f"schema: 1\nanswers:\n  P108: {{{entry}, blobs: {{docs/b.md: {'0a' * 20}, docs/a.md: new}}}}\n")
    assert 'did you mean "docs/a.md"' in str(problems[0]) and '"new" is no id of content' in str(problems[1])


def test_evidence_is_a_path_inside_or_a_web_address() -> None:
    for place in ("docs/a.md", "./docs/a.md#part", "https://example.org:8080/x?y#z"):
        assert wrong_place(place) == ""
    for place in (
        "/etc/passwd",
        "~/x",
        "a/../../b",
        "C:\\x",
        "\\\\host\\x",
        "ftp://example.org",
        "https://",
        "https://a b.org",
        "http://[::1",
    ):
        assert wrong_place(place) != ""


def test_what_a_form_adds_is_read_only_where_a_form_may_come_from() -> None:
    text = "schema: 1\nform: {ruleset: x}\nanswers: {}\n"
    assert "form: is not a known key" in load(text)[1][0]
    assert load_answers(text, "a.yaml", RULES, from_form=True)[1] == ()
