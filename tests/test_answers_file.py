"""Writing answers: every comment and every other answer stays, the diff is what was changed, nothing is half written."""

from __future__ import annotations

import difflib
import os
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from readiness.answers import Answer, Reply, load_answers
from readiness.answers_file import SCHEMA_LINE, as_entry, bound, read_written, save, with_answers
from readiness.snapshot import Snapshot
from readiness.strict_yaml import BadInput
from tests.rules_in_memory import rule

RULES = {one.id: one for one in (rule("P101"), rule("P108"), rule("R301"), rule("O102"), rule("D105"), rule("U113"))}
YES = Answer("P108", Reply.YES, by="Jo Li", date="2026-01-31", evidence=("docs/owner.md",))

BY_HAND = """\
# yaml-language-server: $schema=x.json
# Kept by the platform team.
schema: 1

answers:
  # Asked in the January review.
  P101:
    answer: partly   # not for the nurses
    value: "Twelve hours a week"
    evidence:
      - README.md     # first section
      # the interview notes
      - docs/interviews.md
    by: Jo Li
    date: 2026-01-31

  # --- operations ---

  name-of-o102: {answer: yes, by: Kim, date: 2026-01-12, evidence: docs/runbook.md}  # by name
  U113:
    answer: unknown
    # ask Sam again
"""


def others(text: str, *changed: str) -> dict[str, Answer]:
    answers, problems = load_answers(text, "a.yaml", RULES)
    assert problems == ()
    return {key: replace(one, place="") for key, one in answers.answers.items() if key not in changed}


def test_a_new_file_names_its_schema_and_holds_one_key_a_line() -> None:
    answer = replace(YES, value="Jo", blobs={"docs/owner.md": "1" * 40}, valid_days=90)
    text = with_answers("", "a.yaml", {"P108": answer}, RULES)
    assert text.startswith(SCHEMA_LINE + "\n")
    assert text.split("answers:\n")[1] == (
        "  P108:  # Title of P108\n    answer: yes\n    value: Jo\n    evidence:\n      - docs/owner.md\n    blobs:\n"
        f"      docs/owner.md: '{'1' * 40}'\n    by: Jo Li\n    date: 2026-01-31\n    valid_days: 90\n"
    )
    assert others(text) == {"P108": answer}


@pytest.mark.parametrize(
    "text",
    [
        "",
        "\n",
        "# only words\n",
        "schema: 1\nanswers: {}  # none\n",
        "answers: {}\nschema: 1\n",
    ],
)
def test_an_empty_file_takes_its_first_answer_and_keeps_its_words(text: str) -> None:
    made = with_answers(text, "a.yaml", {"P108": YES}, RULES)
    assert others(made) == {"P108": YES}
    assert made.startswith(SCHEMA_LINE)
    for words in ("# only words", "# none"):
        assert (words in made) == (words in text)


def test_a_new_answer_is_nothing_but_new_lines_at_its_place() -> None:
    made = with_answers(BY_HAND, "a.yaml", {"P108": YES, "R301": replace(YES, rule="R301")}, RULES)
    old, new = BY_HAND.split("\n"), made.split("\n")
    assert not [line for line in difflib.ndiff(old, new) if line.startswith(("-", "?"))]
    assert [
        line.strip(":").split(":")[0].strip()
        for line in new
        if line.startswith("  ") and not line.startswith("   ") and "#" not in line[:4]
    ] == ["P101", "P108", "R301", "name-of-o102", "U113"]


def test_a_changed_answer_keeps_its_comments_and_every_line_that_says_the_same() -> None:
    old = others(BY_HAND)["P101"]
    made = with_answers(BY_HAND, "a.yaml", {"P101": replace(old, reply=Reply.YES, note="now for all")}, RULES)
    assert set(BY_HAND.split("\n")) - set(made.split("\n")) == {"    answer: partly   # not for the nurses"}
    assert set(made.split("\n")) - set(BY_HAND.split("\n")) == {
        "    answer: yes  # not for the nurses",
        "    note: now for all",
    }


def test_comments_of_what_goes_stay_on_lines_of_their_own() -> None:
    made = with_answers(
        BY_HAND, "a.yaml", {"P101": Answer("P101", Reply.UNKNOWN), "O102": replace(YES, rule="O102")}, RULES
    )
    for words in (
        "# not for the nurses",
        "# first section",
        "# the interview notes",
        "# by name",
        "# ask Sam again",
        "# --- operations ---",
    ):
        assert made.count(words) == 1
    assert "  name-of-o102:\n    answer: yes\n" in made
    assert others(made)["P101"] == Answer("P101", Reply.UNKNOWN)


@pytest.mark.parametrize("text", [
    'schema: 1\nanswers: {P101: {answer: "no", by: Jo, date: 2026-01-01}}  # all in one\n',
    '{"schema": 1, "answers": {"P101": {"answer": "no", "by": "Jo", "date": "2026-01-01"}}}\n',
    "schema: 1\nanswers:\n  'P101': &one {answer: no, by: Jo, date: 2026-01-01}  # anchored\n  R301: *one\n",
    '"schema": 1\n"answers":\n    "P101": # odd\n        answer: no\n        by: Jo\n        date: 2026-01-01\n',
    "---\nschema: 1\nanswers:\n  P101:\n    answer: no\n    by: Jo\n    date: 2026-01-01\n...\n",
    "schema: 1\nanswers:\n  ? P101\n  : answer: no\n    by: Jo\n    date: 2026-01-01\n",
    "answers:\n  P101:\n    answer: no\n    by: Jo\n    date: 2026-01-01\nschema: 1  # last\n",
])  # fmt: skip
def test_a_file_in_another_style_is_changed_without_loss(text: str) -> None:
    for answer in (YES, replace(YES, rule="P101")):
        made = with_answers(text, "a.yaml", {answer.rule: answer}, RULES)
        assert others(made)[answer.rule] == answer
        assert others(made, answer.rule) == others(text, answer.rule)


def test_a_file_with_mistakes_is_left_alone() -> None:
    with pytest.raises(BadInput) as wrong:
        with_answers("schema: 1\nanswers:\n  P999:\n    answer: yes\n", "a.yaml", {"P108": YES}, RULES)
    assert "a.yaml:3" in str(wrong.value)


words = st.text(st.characters(exclude_categories=["Cs"]), max_size=30).filter(lambda text: text.strip())
answer = st.builds(
    Answer,
    rule=st.sampled_from(sorted(RULES)), reply=st.sampled_from([Reply.YES, Reply.PARTLY, Reply.NO]), by=words.map(str.strip), date=st.just("2026-01-31"),
    evidence=st.lists(st.sampled_from(["a.md", "b c.md", "#x", "- d", "https://e.org/#f"]), unique=True, max_size=3).map(tuple),
    value=st.none() | words | st.integers(-(10**9), 10**9), note=words | st.just(""), unit=words | st.just(""),
)  # fmt: skip


@settings(max_examples=60, deadline=None)
@given(st.lists(answer, min_size=1, max_size=6))
def test_whatever_people_say_is_read_back_as_they_said_it(answers: list[Answer]) -> None:
    text = BY_HAND
    expected = others(BY_HAND)
    for one in answers:
        if "\ufeff" in f"{one.by}{one.value}{one.note}{one.unit}" or one.by != one.by.strip():
            continue
        text = with_answers(text, "a.yaml", {one.rule: one}, RULES)
        expected[one.rule] = one
    assert others(text) == expected
    assert text.count("# Kept by the platform team.") == 1


def test_line_ends_the_mark_at_the_start_and_the_mode_stay(tmp_path: Path) -> None:
    path = tmp_path / "a.yaml"
    path.write_bytes(b"\xef\xbb\xbf" + BY_HAND.replace("\n", "\r\n").encode())
    path.chmod(0o640)
    save(tmp_path, path, {"P108": YES}, RULES)
    data = path.read_bytes()
    assert data.startswith(b"\xef\xbb\xbf#")
    assert data.count(b"\n") == data.count(b"\r\n") > BY_HAND.count("\n")
    assert path.stat().st_mode & 0o777 == 0o640
    assert others(read_written(path).text)["P108"] == YES


def test_what_others_wrote_in_the_meantime_stays(tmp_path: Path) -> None:
    path = tmp_path / "a.yaml"
    save(tmp_path, path, {"P108": YES}, RULES)
    path.write_text(path.read_text() + "  U113:\n    answer: unknown\n")
    save(tmp_path, path, {"R301": replace(YES, rule="R301")}, RULES)
    assert set(others(path.read_text())) == {"P108", "R301", "U113"}


def test_a_link_inside_is_followed_and_one_that_leads_out_is_refused(tmp_path: Path) -> None:
    root, outside = tmp_path / "repo", tmp_path / "outside.yaml"
    (root / "docs").mkdir(parents=True)
    inside = root / "readiness-answers.yaml"
    inside.symlink_to("docs/answers.yaml")
    save(root, inside, {"P108": YES}, RULES)
    assert inside.is_symlink() and (root / "docs/answers.yaml").is_file()
    inside.unlink()
    inside.symlink_to(outside)
    with pytest.raises(BadInput, match="leads out"):
        save(root, inside, {"P108": YES}, RULES)
    assert not outside.exists()
    inside.unlink()
    (root / "sub").symlink_to(tmp_path)
    with pytest.raises(BadInput, match="leads out"):
        save(root, root / "sub" / "outside.yaml", {"P108": YES}, RULES)


def test_where_it_cannot_be_written_the_old_file_stays_and_no_other_is_left(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "a.yaml"
    save(tmp_path, path, {"P108": YES}, RULES)
    before = path.read_bytes()

    def fail(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "replace", fail)
    with pytest.raises(BadInput, match="No space left"):
        save(tmp_path, path, {"R301": replace(YES, rule="R301")}, RULES)
    assert path.read_bytes() == before
    assert [one.name for one in tmp_path.iterdir()] == ["a.yaml"]


def test_an_answer_is_bound_to_the_content_of_its_files_and_folders() -> None:
    snapshot = Snapshot.of({"docs/a.md": "hello\n", "docs/b.md": "b"})
    answer = bound(replace(YES, evidence=("docs/a.md:3", "docs/", "https://x.org", "gone.md")), snapshot.content_id)
    assert answer.blobs["docs/a.md"] == "ce013625030ba8dba906f756967f9e9ca394464a"
    assert set(answer.blobs) == {"docs/a.md", "docs"}
    assert "blobs" not in as_entry(replace(answer, blobs={}))
