import io

from hypothesis import given
from hypothesis import strategies as st

from readiness.screen import Screen


def written(*parts, width: int = 40, unicode: bool = True, **layout) -> list[str]:  # type: ignore[no-untyped-def]
    out = io.StringIO()
    Screen(out, width, False, unicode).line(*parts, **layout)
    return out.getvalue().splitlines()


def test_further_lines_hang_under_the_first() -> None:
    lines = written("Fix: ", "word " * 20, indent=2, hang=5)
    assert lines[0].startswith("  Fix: word")
    assert all(line.startswith("       word") for line in lines[1:])
    assert " ".join(" ".join(lines).split()) == "Fix: " + " ".join(["word"] * 20)


def test_wide_letters_are_counted_as_wide() -> None:
    assert all(len(line) <= 20 for line in written("面" * 60))


def test_nothing_is_an_empty_line() -> None:
    assert written("") == [""]
    assert written(" ", width=0) == [""]


def test_ascii_has_twins_for_signs_and_a_mark_for_the_rest() -> None:
    assert written("✗ a – b … 面", unicode=False) == ["x a - b ... ?"]


@given(st.text(alphabet="ab [/]\\\t\n面é✗{}:", max_size=120), st.integers(0, 8), st.integers(0, 8))
def test_no_word_is_lost_and_no_line_too_wide(words: str, indent: int, hang: int) -> None:
    lines = written(words, indent=indent, hang=hang)
    assert "".join("".join(lines).split()) == "".join(words.split())
    assert all(len(line) <= 40 for line in lines)
