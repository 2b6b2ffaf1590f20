import pytest

from readiness.demands import MOST, demand_patterns, demand_rows
from readiness.product import Product
from readiness.snapshot import Snapshot


def rows(files: dict[str, str]) -> list[dict[str, object]]:
    product = Product(Snapshot.of(files))
    product.announce(demand_patterns())
    return demand_rows(product)


@pytest.mark.parametrize(
    ("path", "line"),
    [
        ("evals/run.py", "assert f1 >= 0.8"),
        ("tests/test_quality.py", "    assert answer_accuracy > 0.7, 'too low'"),
        ("tests/chat.test.ts", "  expect(score).toBeGreaterThan(0.8);"),
        ("pyproject.toml", "fail_under = 85"),
        (".github/workflows/ci.yml", "      - run: pytest --cov-fail-under=80"),
        ("evals/promptfoo.yaml", "    threshold: 0.85"),
        ("scripts/check.py", "if score < 0.8:"),
    ],
)
def test_a_line_that_demands_a_figure_is_a_row(path: str, line: str) -> None:
    assert rows({path: f"\n{line}\n"}) == [{"path": path, "line": 2, "text": " ".join(line.split())}]


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("app/main.py", "assert score >= 0.8\n"),
        ("tests/test_shop.py", "assert len(items) > 3\n"),
        ("evals/run.py", "# assert score >= 0.8\n"),
        ("pyproject.toml", "requires-python = '>=3.11'\n"),
        ("docs/goals.md", "score above 0.8\n"),
    ],
)
def test_other_figures_are_none(path: str, text: str) -> None:
    assert rows({path: text}) == []


def test_only_so_many_are_kept() -> None:
    lines = "".join(f"assert score >= 0.{n}\n" for n in range(30))
    assert len(rows({f"evals/run{n}.py": lines for n in range(20)})) == MOST
