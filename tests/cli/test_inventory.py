import csv
import io
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator

from readiness.cli.app import run
from tests.repositories import commit, repository

PRODUCT = {
    "app/llm.py": (
        "from openai import OpenAI\n\nclient = OpenAI(timeout=20, max_retries=3)\n\n\n"
        "def ask(question: str) -> str:\n"
        "    answer = client.chat.completions.create(\n"
        "        model='gpt-4o-2024-08-06', messages=[{'role': 'user', 'content': question}], max_tokens=200\n"
        "    )\n    return answer.choices[0].message.content\n\n\n"
        "def vectors(words: list[str]) -> object:\n"
        "    return client.embeddings.create(model='text-embedding-3-small', input=words)\n"
    ),
    "config/models.yaml": "model: claude-3-5-sonnet-20241022\n",
    "prompts/answer.md": "You are a helpful clerk. Answer in one sentence, and say so where you do not know.\n",
    "evals/golden.jsonl": '{"question": "a", "answer": "b"}\n{"question": "c", "answer": "d"}\n',
    "data/corpus.csv.dvc": "outs:\n- md5: abc\n  path: corpus.csv\n",
}  # fmt: skip


@pytest.fixture
def product(tmp_path: Path) -> Path:
    folder = repository(tmp_path / "shop", PRODUCT)
    return commit(folder, {"prompts/answer.md": PRODUCT["prompts/answer.md"] + "Be kind.\n"}, day=5)


def told(capsys: pytest.CaptureFixture[str], *arguments: object) -> tuple[int, str, str]:
    code = run(["inventory", *(str(argument) for argument in arguments)])
    captured = capsys.readouterr()
    return code, captured.out, captured.err


def test_the_table_counts_the_calls_that_have_a_guard(product: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, err = told(capsys, product)
    assert (code, err) == (0, "")
    assert "2 model calls, 2 of them remote, to 1 provider" in out
    row = next(line for line in out.splitlines() if "gpt-4o-2024-08-06  " in line).split()
    assert row[:4] == ["openai", "gpt-4o-2024-08-06", "chat", "1"]
    assert "\x1b" not in out


def test_each_call_stands_at_its_line_with_what_it_lacks(product: Path, capsys: pytest.CaptureFixture[str]) -> None:
    lines = told(capsys, product)[1].splitlines()
    at = next(number for number, line in enumerate(lines) if line.startswith("  app/llm.py:7 "))
    assert "lacks error handling, fallback, validation, tracing" in lines[at + 1]
    assert "time limit" not in lines[at + 1]
    other = next(number for number, line in enumerate(lines) if line.startswith("  app/llm.py:14 "))
    assert "validation" not in lines[other + 1] and "token cap" not in lines[other + 1]


def test_json_has_the_parts_of_an_audits_result(product: Path, capsys: pytest.CaptureFixture[str]) -> None:
    data = json.loads(told(capsys, product, "--output-format", "json")[1])
    audited = run(["audit", str(product), "--as-of=2026-03-01", "--output-format=json", "--no-cache"])
    assert audited == 1
    inventory = json.loads(capsys.readouterr().out)["inventory"]
    # An audit also keeps what its comparisons need: test files and the figures that are demanded.
    assert data["inventory"] == {key: rows for key, rows in inventory.items() if key not in ("tests", "demands")}
    (prompt,) = [row for row in data["inventory"]["prompts"] if row["kind"] == "file"]
    assert prompt["history"] == {"first": "2023-11-14", "last": "2023-11-19", "changes": 2}
    models = {row["model"]: row["places"] for row in data["inventory"]["models"]}
    assert models["claude-3-5-sonnet-20241022"] == ["config/models.yaml:1"]
    assert models["gpt-4o-2024-08-06"] == ["app/llm.py:7"]
    assert [(row["kind"], row["cases"]) for row in data["inventory"]["datasets"]] == [("dvc", 0), ("evaluation", 2)]


def test_csv_has_a_row_for_each_call(product: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rows = list(csv.DictReader(io.StringIO(told(capsys, product, "--output-format=csv")[1])))
    assert [(row["path"], row["line"], row["timeout"], row["token_cap"]) for row in rows] == [
        ("app/llm.py", "7", "yes", "yes"), ("app/llm.py", "14", "yes", rows[1]["token_cap"]),
    ]  # fmt: skip


def test_the_bill_of_materials_keeps_to_the_schema(product: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = told(capsys, product, "--output-format=cyclonedx")
    assert code == 0
    assert JsonStrictValidator(SchemaVersion.V1_6).validate_str(out) is None
    data = json.loads(out)
    parts = {part["bom-ref"]: part for part in data["components"]}
    model = parts["model:openai/gpt-4o-2024-08-06"]
    assert model["type"] == "machine-learning-model"
    assert model["modelCard"] == {"modelParameters": {"task": "chat"}}
    assert model["evidence"]["occurrences"] == [{"line": 7, "location": "app/llm.py"}]
    assert {"name": "readiness:guard:timeout:yes", "value": "app/llm.py:7"} in model["properties"]
    assert [service["name"] for service in data["services"]] == ["openai"]
    assert parts["prompt:prompts/answer.md:1"]["data"] == [{"name": "answer", "type": "definition"}]
    assert parts["dataset:evals/golden.jsonl"]["type"] == "data"
    assert "timestamp" not in data["metadata"]


def test_two_runs_are_byte_equal_whatever_the_seed_of_hashes(product: Path) -> None:
    script = (
        "import sys\nfrom readiness.cli.app import run\n"
        "for name in ('text', 'json', 'csv', 'cyclonedx'): run(['inventory', sys.argv[1], '--output-format', name])"
    )
    outs = {
        subprocess.run(
            [sys.executable, "-c", script, str(product)],
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    }
    assert len(outs) == 1
    assert str(product.parent).encode() not in outs.pop()


def test_a_file_gets_what_stdout_would(product: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    piped = told(capsys, product, "--output-format=json")[1]
    assert told(capsys, product, "--output-format=json", "-o", tmp_path / "a.json") == (0, "", "")
    assert (tmp_path / "a.json").read_text() == piped


def test_mistakes_are_told_together_and_leave_with_2(product: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, err = told(capsys, product, "--output-format=jsn", "--color=sometimes")
    assert (code, out) == (2, "")
    assert '"jsn" is not known' in err and '"sometimes" is not known' in err
    assert "No inventory was made" in err
    code, _, err = told(capsys, product, "-o", product / "no" / "such" / "file")
    assert code == 2 and "cannot be written" in err


def test_a_folder_that_is_empty_or_not_there_leaves_with_3(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert told(capsys, tmp_path)[0] == 3
    assert told(capsys, tmp_path / "nowhere")[0] == 3


def test_without_the_library_a_bill_of_materials_is_refused_with_a_hint(
    product: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    code, out, err = told(capsys, product, "--output-format=cyclonedx")
    assert (code, out) == (2, "")
    assert "pip install 'readiness[bom]'" in err


def test_a_product_without_calls_says_so(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "a.py").write_text("print('hello')\n")
    code, out, _ = told(capsys, tmp_path)
    assert code == 0 and "No model call was found in 1 file of code." in out
    code, out, _ = told(capsys, tmp_path, "--output-format=cyclonedx")
    assert JsonStrictValidator(SchemaVersion.V1_6).validate_str(out) is None


def test_the_library_is_loaded_for_its_form_alone(product: Path) -> None:
    script = "import sys\nfrom readiness.cli.app import run\nrun(['inventory', sys.argv[1]])\nsys.exit('cyclonedx' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", script, str(product)], capture_output=True).returncode == 0
