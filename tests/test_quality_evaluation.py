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


def test_a_test_that_asks_a_figure_of_the_model_is_an_evaluation() -> None:
    files = {"tests/test_model.py": "rows = load_dataset('shop')\ndef test_f1():\n    assert f1_score(rows) > 0.8\n"}
    found = evaluations(files).files
    assert [(file.path, file.with_the_tests) for file in found] == [("tests/test_model.py", True)]


def test_a_figure_of_made_up_rows_is_no_evaluation() -> None:
    text = "x, y = make_classification()\nrows = load_data(x)\ndef test_f1():\n    assert f1_score(rows) > 0.8\n"
    assert not evaluations({"tests/test_model.py": text}).files


def test_answers_of_a_stand_in_are_not_held_against_anything() -> None:
    text = "def test_a(mocker):\n    assert transcript(mocker.patch('m'), 'a.wav') == 'lamp on'\n"
    assert not evaluations({"tests/test_a.py": text}).expected
    assert evaluations({"tests/test_a.py": text.replace("mocker.patch('m')", "m").replace("mocker", "m")}).expected
