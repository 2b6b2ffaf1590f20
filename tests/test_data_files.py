from readiness.data_files import data_files
from readiness.product import Product
from readiness.snapshot import Snapshot


def found(files: dict[str, str]) -> list[tuple[str, str, str, int]]:
    return [(data.path, data.name, data.kind, data.cases) for data in data_files(Product(Snapshot.of(files)))]


def test_cases_of_an_evaluation_are_counted() -> None:
    assert found({"evals/golden.jsonl": "{}\n{}\n"}) == [("evals/golden.jsonl", "evals/golden.jsonl", "evaluation", 2)]


def test_what_dvc_keeps_elsewhere_has_its_name() -> None:
    assert found({"data/a.csv.dvc": "outs:\n- md5: x\n  path: a.csv\n"}) == [("data/a.csv.dvc", "a.csv", "dvc", 0)]


def test_tables_among_the_data_count_and_those_of_tests_do_not() -> None:
    files = {"data/train.csv": "a,b\n1,2\n", "tests/data/rows.csv": "a\n1\n", "report.csv": "a\n1\n"}
    assert [row[0] for row in found(files)] == ["data/train.csv"]
