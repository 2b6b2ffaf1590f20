"""What the form writes is read by the strict loader as it was typed, and the form reads what people and tools write."""

from __future__ import annotations

from typing import Any

import pytest
import yaml
from playwright.sync_api import Browser

from readiness.answers import Answer, Reply, load_answers
from readiness.answers_file import with_answers
from readiness.rendering import inlined
from readiness.strict_yaml import read
from tests.rules_in_memory import rule

pytestmark = pytest.mark.e2e

TEXTS = [
    "", " ", "yes", "no", "~", "null", "1", "1.50", "0x1f", "2026-01-31", "12:30", "- a", "a: b", "a #b", "#", "'", '"', "\\", "\\n",
    "a\nb", "a\n\n  b\n", "\ta", "é ü ß", "日本語", "😀", "👩‍👩‍👧", "\u202eevil\u202c", "\u2028\u2029\x85\xa0", "\x00\x07\x1b", "\ufeffx",
    "%TAG", "@a", "`b`", "{a}", "[b]", "a, b", "? c", "| d", "> e", "& f", "* g", "! h", "</script>", "x" * 5000, "\ue000\ufffd", "\x7f\x9f",
]  # fmt: skip

WRITTEN = [
    "schema: 1\nanswers: {}\n",
    "# head\n---\nschema: 1 # one\nanswers:\n  P101:   # a person\n    answer: yes\n    by: Jo Li\n    date: 2026-01-31\n",
    "a: {answer: yes, by: Jo Li, date: 2026-01-31, evidence: [a.md, 'b c', \"d\\te\"]}\n",
    "a: {\n  b: [1,\n    2.5, -3], # three\n  c: 'it''s'\n}\n",
    "evidence:\n- a.md\n- https://a.example/x#y\nnext:\n  - b: 1\n    c: 2\n  -\n    d: 3\n  - - x\n    - y\n",
    "a: one\n  two\n  three\n\n  four # said\nb: 'one\n  two\n\n  three'\nc: \"one\n  two \\\n  three\"\n",
    "a: |\n  one\n   two\n\n  three\nb: >\n  one\n  two\n\n  three\n   four\n  five\nc: |-\n  x\nd: >+\n  y\n\ne: |2\n   z\n",
    "a: 007\nb: 1e3\nc: 0x10\nd: 1_000\ne: -0.5\nf: .5\ng: +3\nh: 12:30\ni: true\nj: ~\nk:\nl: 1.50\nm: 123456789012345678\n",
    '"a b": 1\n\'c\': 2\nd e: 3\nf:g: 4\n"h\\u00e9": 5\n',
    'a: x#y\nb: x #y\nc: http://a.example:80/\nd: -x\ne: a - b\nf: "#x"\n',
    'a: "\\U0001F600 \\x41 \\u20ac \\" \\\\ \\/"\n',
    "a: |+\n  x\n\n",
    "a:\r\n  b: 1\r\n  c: two\r\n",
    "\ufeffa: 1\n",
    "a: 'x'   # said\nb: \"y\" # said\nc: [] \nd: {}\n",
    '{"schema": 1, "answers": {"P101": {"answer": "yes", "value": 1.5}}}',
]
REFUSED = [
    "a: 1\na: 2\n", "a: &x 1\nb: *x\n", "a: !t 1\n", "a: [1\n", "a: 'x\n", "a: {b 1}\n", "a: 1\n  b: 2\n", "\ta: 1\n", "a: 1\n---\nb: 2\n",
    "a: 'x' y\n",
]  # fmt: skip


@pytest.fixture(scope="module")
def run(browser: Browser) -> Any:
    """Runs an expression over the form's scripts that read and write, with `given`."""
    page = browser.new_page()
    source = inlined("form/yaml_writing.js", "form/yaml_reading.js", "form/yaml_flow.js", "form/entries.js").text

    def evaluated(expression: str, given: object) -> Any:
        return page.evaluate(f"given => {{ {source}\n return ({expression}); }}", given)

    yield evaluated
    page.close()


def tried(run: Any, texts: list[str]) -> list[Any]:
    return run(
        "given.map(text => { try { return [readAnswersText(text)] } catch (error) { return error.message } })", texts
    )


def test_every_text_that_is_written_is_read_back_exactly(run: Any) -> None:
    for text, quoted in zip(TEXTS, run("given.map(quoted)", TEXTS), strict=True):
        document = read(f"a:\n  - {quoted}\n{quoted if len(quoted) < 500 else 'key'}: 1\n", "x")
        assert document.problems == ()
        assert document.value["a"] == [text]
        assert len(text) > 500 or text in document.value


def test_numbers_are_written_as_the_strict_loader_reads_them(run: Any) -> None:
    numbers = [0, 62, -35, 62.5, 0.000001, 123456789012345, -0.25, 1e21]
    written = run("given.map(scalar)", numbers)
    assert [read(f"a: {one}\n", "x").value["a"] for one in written[:-1]] == numbers[:-1]
    assert isinstance(read(f"a: {written[-1]}\n", "x").value["a"], str)


def test_half_a_character_becomes_a_sign_for_it(run: Any) -> None:
    assert run("['a\\ud800b', '\\udc00', '\\ud83d\\ude00'].map(quoted)", None) == ['"a\\ufffdb"', '"\\ufffd"', '"😀"']


def test_what_people_write_is_read_as_the_strict_loader_reads_it(run: Any) -> None:
    for text, found in zip(WRITTEN, tried(run, WRITTEN), strict=True):
        expected = read(text, "x")
        assert expected.problems == (), text
        # Numbers that would lose digits, or their form, stay text here; the file keeps what was written.
        assert isinstance(found, list), (text, found)
        assert loose(found[0]) == loose(expected.value), text


def loose(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: loose(one) for key, one in value.items()}
    if isinstance(value, list):
        return [loose(one) for one in value]
    if isinstance(value, bool) or value is None:
        return value
    try:
        return float(value)
    except ValueError:
        return value


def test_what_is_ambiguous_or_broken_is_refused_with_its_line(run: Any) -> None:
    for text, found in zip(REFUSED, tried(run, REFUSED), strict=True):
        assert isinstance(found, str) and found.startswith("line "), (text, found)


def test_deep_and_long_input_ends_in_words(run: Any) -> None:
    texts = [
        "[" * 100_000,
        "{a: " * 10_000,
        "- " * 5_000,
        'a: "' + "\\" * 200_001,
        "a" * 200_000,
        "a:\n" * 50_000,
        ": " * 100_000,
        "'" * 99_999,
    ]
    assert all(isinstance(one, (str, list)) for one in tried(run, texts))


def test_what_dumpers_write_is_read(run: Any) -> None:
    words = [text for text in TEXTS if text.isprintable() or "\n" in text] + [
        "word " * 60,
        "long 'quoted' text: " * 12,
        "é " * 100,
    ]
    given = {
        "schema": 1,
        "answers": {f"Q{index}": {"value": text, "evidence": [text, text]} for index, text in enumerate(words)},
    }
    texts = [
        yaml.safe_dump(given, allow_unicode=True),
        yaml.safe_dump(given, width=40),
        yaml.safe_dump(given, default_flow_style=True),
    ]
    for text, found in zip(texts, tried(run, texts), strict=True):
        assert isinstance(found, list), found
        assert found[0] == given, text


def test_the_file_in_the_repository_is_read(run: Any) -> None:
    rules = {name: rule(name) for name in ("P101", "P102", "U111")}
    answers = {
        "P101": Answer("P101", Reply.YES, "Jo: 'Li'", "2026-01-31", ("docs/a b.md:3", "https://a.example/#x"), {"docs/a b.md": "a" * 40}, "one\ntwo: # three\n"),
        "P102": Answer("P102", Reply.NOT_APPLICABLE, "Jo", "2026-01-31", reason="- no", expires="2026-05-01", note="x " * 200),
        "U111": Answer("U111", Reply.PARTLY, "Jo", "2026-01-31", value=62.5, unit="% of users"),
    }  # fmt: skip
    text = with_answers("", "readiness-answers.yaml", answers, rules)
    (found,) = tried(run, [text])
    assert isinstance(found, list), (text, found)
    again = run("writeAnswers({ruleset: 'cafe', day: '2026-01-31'}, [], given)", found[0]["answers"])
    loaded, problems = load_answers(again, "x", rules, from_form=True)
    assert problems == ()
    for name, answer in answers.items():
        back = loaded.answers[name]
        assert (back.value, back.evidence, dict(back.blobs), back.reason, back.note, back.by) == (
            answer.value, answer.evidence, dict(answer.blobs), answer.reason, answer.note, answer.by,
        )  # fmt: skip
