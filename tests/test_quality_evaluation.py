"""What is an evaluation, and what only looks like one."""

from readiness.product import Product
from readiness.quality_evaluation import Evaluations, read_evaluations
from readiness.snapshot import Snapshot


def evaluations(files: dict[str, str]) -> Evaluations:
    return read_evaluations(Product(Snapshot.of(files), {}))


def test_an_evaluation_among_the_tests_is_one() -> None:
    found = evaluations({"tests/evals/test_answers.py": "def test_a():\n    assert faithfulness(a) > 0.8\n"})
    assert [file.path for file in found.files] == ["tests/evals/test_answers.py"]


def test_a_test_of_the_evaluation_script_is_none() -> None:
    assert not evaluations({"tests/test_run_evaluation.py": "def test_a():\n    assert accuracy() == 1\n"}).files


def test_a_latency_benchmark_measures_no_quality() -> None:
    assert not evaluations({"benchmarks/bench.py": "import time\nprint(time.perf_counter())\n"}).files


def test_a_screen_that_shows_evaluations_is_none() -> None:
    assert not evaluations({"src/components/evaluation.tsx": "export const A = () => <div>accuracy</div>\n"}).files


def test_cases_are_counted_by_lines_rows_and_items() -> None:
    files = {"evals/golden.jsonl": "{}\n{}\n", "evals/cases.csv": "q,a\n1,2\n3,4\n5,6\n", "evals/package.json": "{}"}
    assert evaluations(files).datasets == (("evals/cases.csv", 3), ("evals/golden.jsonl", 2))


def test_broken_data_files_still_give_a_count() -> None:
    assert evaluations({"evals/golden.json": "[{,,"}).cases == 1
