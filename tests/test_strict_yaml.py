import pytest
from hypothesis import given
from hypothesis import strategies as st

from readiness.strict_yaml import BadInput, Problem, did_you_mean, plain, read


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("no", "no"), ("on", "on"), ("Yes", "Yes"), ("2026-12-31", "2026-12-31"), ("12:30", "12:30"), ("1_000", "1_000"),
        ("0755", "0755"), ("0x1f", "0x1f"), ("1e3", "1e3"), (".inf", ".inf"), ("true", True), ("false", False), ("null", None),
        ("~", None), ("12", 12), ("-3", -3), ("0.5", 0.5), ("'12'", "12"), ('"true"', "true"), ("!!str 12", "12"),
    ],
)  # fmt: skip
def test_a_word_stays_what_a_person_meant(written: str, meant: object) -> None:
    document = read(f"key: {written}\n", "a.yaml")
    assert document.problems == ()
    assert document.value == {"key": meant}
    assert type(document.value["key"]) is type(meant)


def test_keys_are_always_text() -> None:
    assert read("on: 1\n1: 2\nno: 3\ntrue: 4\n", "a.yaml").value == {"on": 1, "1": 2, "no": 3, "true": 4}


def test_every_key_path_has_its_line() -> None:
    document = read("a:\n  b:\n    - x\n    - c: 1\n", "a.yaml")
    assert document.line(("a", "b", 1, "c")) == 4
    assert document.line(("a", "b", 0)) == 3
    assert document.line(("a", "nothing", "there")) == 1


def test_a_key_given_twice_is_a_mistake_with_both_lines() -> None:
    document = read("a: 1\nb: 2\na: 3\n", "x.yaml")
    assert document.problems == (Problem("x.yaml", 3, 'the key "a" stands here a second time', "first in line 1"),)
    assert document.value["a"] == 1


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("&a [*a]", "levels deep"),
        (
            "a: &a [x, x, x, x, x, x, x, x, x, x]\n"
            + "".join(f"{n}: &{n} [{', '.join([f'*{p}'] * 10)}]\n" for p, n in zip("abcdef", "bcdefg", strict=True)),
            "unfolds",
        ),
        ("a: !!python/object/apply:os.system [ls]", "tag"),
        ("a: !foo b", "tag"),
        ("? [a]\n: b", "plain text"),
        ("---\na\n---\nb", "second document"),
        ("a: [", "not valid YAML"),
        ("\x00", "not valid YAML"),
        ("a: \udc80", "not valid YAML"),
        ("[" * 100_000, "levels deep"),
        ("- " * 5_000, "levels deep"),
        ("[" * 80 + "]" * 80, "levels deep"),
        ("a" * 1_000_001, "longer than"),
    ],
)
def test_what_is_not_read_is_a_problem_and_not_an_exception(text: str, says: str) -> None:
    document = read(text, "x.yaml")
    assert len(document.problems) == 1
    assert says in document.problems[0].message


def test_an_alias_stands_for_the_value_and_the_line_of_its_anchor() -> None:
    document = read("a: &words\n  - x\nb: *words\n", "x.yaml")
    assert document.value == {"a": ["x"], "b": ["x"]}
    assert document.line(("b",)) == 3
    assert document.line(("b", 0)) == 2


def test_an_empty_file_is_nothing() -> None:
    assert read("", "x.yaml").value is None
    assert read("# only a comment\n", "x.yaml").problems == ()


@given(st.text(alphabet="ab:-[]{}&*!?|>'\"#%@ \n\t01.\x00é", max_size=80))
def test_any_text_gives_a_document(text: str) -> None:
    document = read(text, "x.yaml")
    assert document.value is not None or document.problems or document.lines


def test_bad_input_tells_all_mistakes_in_order() -> None:
    error = BadInput([Problem("b", 2, "y"), Problem("a", 9, "x", "h"), Problem("a", 9, "x", "h")])
    assert str(error) == "a:9: x (h)\nb:2: y"


def test_a_near_word_is_offered_and_a_far_one_is_not() -> None:
    assert did_you_mean("timout", ["retry", "timeout"]) == 'did you mean "timeout"?'
    assert did_you_mean("r301", ["R301", "R302"]) == 'did you mean "R301"?'
    assert did_you_mean("zzz", ["retry"]) == ""


def test_numbers_too_long_to_be_meant_as_such_stay_text() -> None:
    assert plain("9" * 40) == "9" * 40
