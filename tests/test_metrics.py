"""The metrics file: what is read, and every mistake at its line."""

from __future__ import annotations

from pathlib import Path

import pytest

from readiness.metrics import FILE, KNOWN, MAX_CHARACTERS, MAX_ROWS, load_metrics, near_misses
from readiness.model import Series

HEADER = "date,metric,value,unit\n"


def problems(rows: str) -> list[str]:
    return [str(problem) for problem in load_metrics(HEADER + rows)[1]]


def test_figures_become_series_from_the_oldest_on() -> None:
    metrics, wrong = load_metrics(
        HEADER + "2026-02-28,cost,150.5,USD\n2026-01-31,cost,120,USD\n2026-01-31,active_users,40,\n"
    )
    assert wrong == ()
    assert metrics.series["cost"] == Series("cost", "USD", (("2026-01-31", 120.0), ("2026-02-28", 150.5)))
    assert metrics.series["active_users"].unit == "" and metrics.lines == {"cost": 2, "active_users": 4}


@pytest.mark.parametrize(
    "text",
    [
        "\ufeffdate,metric,value,unit\r\n2026-01-31,cost,1,USD\r\n", 'date,metric,value,unit\n"2026-01-31","cost","1","USD"\n',
        "Date, Metric, Value, Unit\n\n2026-01-31 , cost , 1 , USD\n,,,\n", "unit,value,metric,date\nUSD,1,cost,2026-01-31",
        "date,metric,value,unit\n2026-01-31,COST,1.0,USD\n", "date,metric,value,unit\n2026-01-31,cost,1e0,USD\n",
    ],
)  # fmt: skip
def test_marks_line_ends_quotes_blanks_and_the_order_of_columns_do_not_matter(text: str) -> None:
    metrics, wrong = load_metrics(text)
    assert wrong == () and metrics.series == {"cost": Series("cost", "USD", (("2026-01-31", 1.0),))}


def test_a_file_without_units_is_fine() -> None:
    metrics, wrong = load_metrics("date,metric,value\n2026-01-31,cost,-1\n")
    assert wrong == () and metrics.series["cost"].points == (("2026-01-31", -1.0),)


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ("31.01.2026,cost,1,USD", '"31.01.2026" is not a date (YYYY-MM-DD, as 2026-01-31)'), (",cost,1,USD", "has no date"),
        ("2026-02-30,cost,1,USD", "is not a date"), ("2026-01-31,,1,USD", "names no metric"),
        ("2026-01-31,active users,1,", 'did you mean "active_users"?'), ("2026-01-31,cost,,USD", "has no value"),
        ("2026-01-31,cost,=SUM(A1:A9),USD", "is a formula (write the number that it gives)"),
        ("2026-01-31,cost,@cmd,USD", "is a formula"), ("2026-01-31,cost,71%,", "write 71, and % as its unit"),
        ("2026-01-31,cost,1_000,USD", "is not a number"), ("2026-01-31,cost,nan,USD", "is not a number"),
        ("2026-01-31,cost,inf,USD", "is not a number"), ("2026-01-31,cost,1e99,USD", "is not a number"),
        ("2026-01-31,cost,١٢,USD", "is not a number"), ("2026-01-31,cost,1,5,USD", "a decimal comma"),
        ("2026-01-31,cost,1,=HYPERLINK(0)", "is not a unit"), ("2026-01-31,cost,1," + "x" * 50, "longer than 40"),
        ("2026-01-31,=cost,1,USD", "is not a name of a metric"),
    ],
)  # fmt: skip
def test_a_mistake_is_told_at_its_line(row: str, message: str) -> None:
    found = problems(row + "\n")
    assert len(found) == 1 and found[0].startswith(f"{FILE}:2: ") and message in found[0]


def test_every_mistake_is_told_at_once() -> None:
    found = problems(
        "x,cost,1,USD\n2026-01-31,cost,2,USD\n2026-02-28,cost,b,USD\n2026-01-31,cost,3,USD\n2026-03-31,cost,1,EUR\n"
    )
    assert [text.split(":")[1] for text in found] == ["2", "4", "5", "6"]
    assert "a second time (first in line 3)" in found[2]
    assert 'cost is in "EUR" here (in "USD" in line 3: one metric has one unit)' in found[3]


def test_what_is_right_is_kept_beside_what_is_wrong() -> None:
    metrics, wrong = load_metrics(HEADER + "2026-01-31,cost,1,USD\n2026-02-28,cost,x,USD\n")
    assert len(wrong) == 1 and metrics.series["cost"].points == (("2026-01-31", 1.0),)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "is empty, or cannot be read"), ("date;metric;value\n", "not separated by commas"), ("2026-01-31,cost,1,USD\n", "is not a known column"),
        ("date,metric,valeu,unit\n", 'did you mean "value"?'), ("date,metric,unit\n", 'the column "value" is missing'),
        ("date,metric,value,date\n", "stands here twice"), ('date,metric,value,unit\n"2026', "is not CSV"), ("\0\n", "is not a known column"),
    ],
)  # fmt: skip
def test_a_file_that_cannot_be_read_says_why(text: str, message: str) -> None:
    assert any(message in str(problem) for problem in load_metrics(text)[1])


def test_a_line_break_in_quotes_does_not_shift_the_lines() -> None:
    found = problems('2026-01-31,cost,1,"U\nSD"\n2026-02-28,cost,x,\n')
    assert found[-1].startswith(f"{FILE}:4: ")


def test_sizes_are_bounded() -> None:
    assert "longer than" in str(load_metrics("x" * (MAX_CHARACTERS + 1))[1][0])
    rows = "".join(
        f"{1000 + n // 336:04d}-{n // 28 % 12 + 1:02d}-{n % 28 + 1:02d},cost,1,\n" for n in range(MAX_ROWS + 1)
    )
    metrics, wrong = load_metrics(HEADER + rows)
    assert [str(problem) for problem in wrong] == [f"{FILE}:{MAX_ROWS + 2}: has more than 50,000 rows"]
    assert len(metrics.series["cost"].points) == MAX_ROWS
    assert len(problems("x\n" * 5000)) == 100


def test_unknown_metrics_are_kept_and_told_with_the_name_that_was_meant() -> None:
    metrics, wrong = load_metrics(HEADER + "2026-01-31,active_user,4,\n2026-01-31,zzz_qqq,4,\n2026-01-31,cost,4,\n")
    assert wrong == () and metrics.unread == ("active_user", "zzz_qqq") and "active_user" in metrics.series
    assert near_misses(metrics) == (
        f'{FILE}: no warning sign reads "active_user"; did you mean "active_users"?',
        f'{FILE}: no warning sign reads "zzz_qqq"',
    )


def test_control_characters_do_not_pass() -> None:
    metrics, _ = load_metrics(HEADER + "2026-01-31,cost,1,U\x1b[31mSD\n")
    assert "\x1b" not in metrics.series["cost"].unit
    assert "\x1b" not in problems("\x1b[31m,cost,1,\n")[0]


def test_every_metric_that_is_understood_is_documented() -> None:
    page = (Path(__file__).parents[1] / "docs" / "metrics.md").read_text(encoding="utf-8")
    assert [name for name in KNOWN if f"`{name}`" not in page] == []
    example = page.split("```csv\n")[1].split("```")[0]
    assert load_metrics(example)[1] == ()
