import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from readiness import __version__
from readiness.cli.app import run

DAY = "--as-of=2026-03-01"


@pytest.fixture
def product(tmp_path: Path) -> Path:
    """A tiny product: a README and one model call."""
    folder = tmp_path / "shop"
    folder.mkdir()
    (folder / "README.md").write_text("# Shop\nIt answers questions.\n")
    (folder / "app.py").write_text("from openai import OpenAI\nOpenAI().responses.create(model='gpt-4o', input='x')\n")
    return folder


def told(capsys: pytest.CaptureFixture[str], *arguments: object) -> tuple[int, str, str]:
    code = run([str(argument) for argument in arguments])
    captured = capsys.readouterr()
    return code, captured.out, captured.err


def test_a_blocked_audit_fails_and_the_code_is_the_same_in_every_format(
    product: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in ("text", "concise", "json", "jsonl"):
        code, out, err = told(capsys, "audit", product, DAY, "--output-format", name)
        assert (code, err) == (1, "")
        assert "blocked" in out.lower()


def test_the_gate_can_be_moved(product: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for arguments, code in (
        (["--exit-zero"], 0), (["--fail-on", "never"], 0), (["--fail-on", "never", "--fail-under", "D=50"], 1), (["--fail-on", "undetermined"], 1),
    ):  # fmt: skip
        assert told(capsys, "audit", product, DAY, "-q", *arguments)[0] == code


def test_two_audits_are_byte_equal(product: Path, capsys: pytest.CaptureFixture[str]) -> None:
    first = told(capsys, "audit", product, DAY, "--output-format=json")
    assert told(capsys, "audit", product, DAY, "--output-format=json", "--no-cache") == first
    assert str(product.parent) not in first[1]


def test_one_run_writes_several_reports(product: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    _, out, _ = told(
        capsys,
        "audit",
        product,
        DAY,
        "-o",
        tmp_path / "a.txt",
        "--report",
        f"json={tmp_path / 'b.json'}",
        "--report",
        f"concise={tmp_path / 'c'}",
    )
    assert out == ""
    assert (tmp_path / "a.txt").read_text().splitlines()[-1].startswith("BLOCKED")
    assert json.loads((tmp_path / "b.json").read_text())["target"]["path"] == "shop"
    assert (tmp_path / "c").read_text().splitlines()[-1].startswith("blocked")


def test_a_report_that_cannot_be_written_is_told(
    product: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert told(capsys, "audit", product, DAY, "-o", tmp_path)[0] == 2
    code, _, err = told(
        capsys, "audit", product, DAY, "-o", tmp_path / "no" / "a.txt", "--report", f"json={tmp_path / 'nor' / 'b'}"
    )
    assert code == 2
    assert err.count("cannot be written") == 2
    assert err.endswith("2 mistakes. No audit was made.\n")


def test_where_nothing_can_be_judged_there_is_no_verdict(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    code, out, err = told(capsys, "audit", tmp_path, DAY)
    assert (code, out) == (3, "")
    assert "there is no file to judge" in err
    monkeypatch.setattr("os.access", lambda path, mode: False)
    code, out, err = told(capsys, "audit", tmp_path, DAY)
    assert (code, out) == (3, "")
    assert "cannot be read" in err


def test_all_mistakes_are_told_at_once_and_no_audit_is_made(product: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (product / "readiness.yaml").write_text("treshold: 3\nselect: [R999]\n")
    (product / "readiness-answers.yaml").write_text(
        "schema: 1\nanswers:\n  P999: {answer: yes, by: A, date: 2026-01-01}\n"
    )
    code, out, err = told(
        capsys, "audit", product, "--as-of", "soon", "--ignore", "ai-call-timeot", "--profile", "prod", "--output-format", "jsn",
        "--report", "json", "--report", "xml=a", "--fail-on", "block", "--fail-under", "Q=1", "--color", "sometimes", "--rules", product / "none",
    )  # fmt: skip
    assert (code, out) == (2, "")
    for words in (
        'readiness.yaml:1: treshold: is not a known key (did you mean "threshold"?)', 'readiness.yaml:2: "R999" names no rule',
        "readiness-answers.yaml:3: answers.P999: names no rule", '--as-of: "soon"', 'did you mean "ai-call-timeout"?', '--profile: "prod"',
        'did you mean "json"?', '--report: "json" is not FORMAT=FILE', '--report: "xml"', 'did you mean "blocked"?', "--fail-under:", "--color:",
        "no such folder of rules", "No audit was made",
    ):  # fmt: skip
        assert words in err, err


def test_options_take_the_place_of_the_repositorys_own_files(
    product: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (product / "readiness.yaml").write_text("nonsense: 1\n")
    assert told(capsys, "audit", product, DAY)[0] == 2
    assert told(capsys, "audit", product, DAY, "--no-config")[0] == 1
    (tmp_path / "ours.yaml").write_text("profile: critical\n")
    out = told(capsys, "audit", product, DAY, "--config", tmp_path / "ours.yaml", "--output-format=json")[1]
    assert json.loads(out)["config"] == {"path": "ours.yaml", "profile": "critical", "threshold": 85}
    (tmp_path / "mine.yaml").write_text(
        "schema: 1\nanswers:\n  P108: {answer: yes, by: A, date: 2026-02-01, evidence: README.md}\n"
    )
    out = told(
        capsys, "audit", product, DAY, "--no-config", "--answers", tmp_path / "mine.yaml", "--output-format=json"
    )[1]
    assert {rule["id"]: rule["provenance"] for rule in json.loads(out)["rules"]}["P108"] == "attested"


def test_a_waiver_counts_unless_waivers_are_refused(product: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (product / "readiness.yaml").write_text("waivers: [{rule: R303, owner: Jo, reason: soon, expires: 2026-04-01}]\n")
    waived = told(capsys, "audit", product, DAY, "--select", "R303", "--output-format=json")[1]
    refused = told(capsys, "audit", product, DAY, "--select", "R303", "--output-format=json", "--no-waivers")[1]
    assert json.loads(waived)["rules"][0]["waived"]["owner"] == "Jo"
    assert json.loads(refused)["rules"][0]["waived"] is None
    assert (json.loads(waived)["verdict"], json.loads(refused)["verdict"]) == ("not-ready", "blocked")


def test_rules_are_selected_by_id_prefix_and_name(product: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = told(
        capsys,
        "audit",
        product,
        DAY,
        "--select",
        "R3,P108",
        "--select",
        "ai-call-tracing",
        "--ignore",
        "R302",
        "--output-format=json",
    )[1]
    ids = [rule["id"] for rule in json.loads(out)["rules"]]
    assert {"P108", "R301", "O103"} <= set(ids)
    assert "R302" not in ids
    assert all(rule_id.startswith("R3") or rule_id in ("P108", "O103") for rule_id in ids)


def test_a_missing_folder_and_an_empty_choice_are_no_verdict(product: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert told(capsys, "audit", product / "gone")[0] == 3
    assert told(capsys, "audit", product, "--select", "P108", "--ignore", "P108")[0] == 3


def test_a_hook_reads_the_closed_gates_and_the_verdict(product: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = told(capsys, "audit", product, DAY, "--hook")
    assert code == 1
    assert "R303 ai-call-errors-handled" in out
    assert "R304" not in out
    assert out.splitlines()[-1].startswith("blocked")


def test_wrong_usage_is_2_and_says_what_is_known(capsys: pytest.CaptureFixture[str]) -> None:
    assert told(capsys, "audti")[0] == 2
    assert told(capsys, "audit", "--colour")[0] == 2
    assert told(capsys, "explain")[0] == 2


def test_a_crash_of_ours_is_3_with_a_way_to_see_more(
    product: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    import readiness.judging

    def fall(*_: object, **__: object) -> None:
        raise KeyError("x")

    monkeypatch.setattr(readiness.judging, "audit", fall)
    code, _, err = told(capsys, "audit", product)
    assert code == 3
    assert "internal error: KeyError" in err
    assert "--traceback" in err
    assert "Traceback" not in err
    monkeypatch.setenv("READINESS_TRACEBACK", "1")
    assert "Traceback" in told(capsys, "audit", product)[2]


def test_an_interruption_is_130(
    product: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    import readiness.judging

    def interrupt(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(readiness.judging, "audit", interrupt)
    assert told(capsys, "audit", product)[0] == 130


def test_explain_tells_everything_of_a_rule(capsys: pytest.CaptureFixture[str]) -> None:
    by_id, by_name = told(capsys, "explain", "r301"), told(capsys, "explain", "ai-call-timeout")
    assert by_id == by_name
    assert by_id[0] == 0
    for words in (
        "R301 ai-call-timeout",
        "essential",
        "Why",
        "Fix",
        "Examples",
        "met",
        "unmet",
        "r-timeouts",
        "How it is judged",
    ):
        assert words in by_id[1]
    code, _, err = told(capsys, "explain", "ai-call-timeot")
    assert code == 2
    assert 'did you mean "ai-call-timeout"?' in err


def test_explain_shows_the_question_of_a_rule_that_people_answer(capsys: pytest.CaptureFixture[str]) -> None:
    assert "Question" in told(capsys, "explain", "P108")[1]


def test_rules_are_listed(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = told(capsys, "rules", "list")
    assert code == 0
    assert any(line.startswith("R301  essential") for line in out.splitlines())
    assert {rule["id"] for rule in json.loads(told(capsys, "rules", "list", "--json")[1])} >= {"R301", "P108"}


OWN = """id: X901
name: has-a-switch
title: There is a switch
pillar: D
severity: minor
by: repo
when: any
check: {code.matches: {patterns: ['switch_off\\('], says: a switch}}
why: People need to know.
fix: Add one.
claims: []
examples:
  - {name: there is one, status: met, files: {app.py: "switch_off(1)\\n"}}
  - {name: there is none, status: unmet, files: {app.py: "# switch_off(1)\\n"}}
"""


def test_rules_of_peoples_own_are_checked_and_their_examples_run(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "own.yaml").write_text(OWN)
    assert told(capsys, "rules", "check", tmp_path)[:2] == (0, "1 rules are well formed.\n")
    assert told(capsys, "rules", "test", tmp_path)[0] == 0
    (tmp_path / "own.yaml").write_text(OWN.replace("status: unmet", "status: met"))
    code, out, _ = told(capsys, "rules", "test", tmp_path)
    assert code == 1
    assert "there is none" in out
    (tmp_path / "own.yaml").write_text(
        OWN.replace("severity: minor", "severity: smal").replace("code.matches", "code.match")
    )
    code, _, err = told(capsys, "rules", "check", tmp_path)
    assert code == 2
    assert "own.yaml:5:" in err
    assert told(capsys, "rules", "check", tmp_path / "gone")[0] == 2


def test_python_dash_m_and_a_closed_pipe(product: Path) -> None:
    command = [sys.executable, "-m", "readiness", "audit", str(product), DAY, "-vv"]
    for arguments, code in (([], 1), (["--exit-zero"], 0)):
        process = subprocess.Popen([*command, *arguments], stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        assert process.stdout is not None
        process.stdout.close()
        _, err = process.communicate()
        assert (process.returncode, err) == (code, b"")


def test_a_list_whose_reader_leaves_is_no_failure() -> None:
    process = subprocess.Popen(
        [sys.executable, "-m", "readiness", "rules", "list"], stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    assert process.stdout is not None
    process.stdout.close()
    _, err = process.communicate()
    assert (process.returncode, err) == (0, b"")


def test_signs_fit_the_stream(product: Path) -> None:
    def output(**environment: str) -> bytes:
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("LC_", "LANG", "PYTHON"))}
        command = [sys.executable, "-m", "readiness", "audit", str(product), DAY]
        return subprocess.run(command, env={**kept, **environment}, capture_output=True).stdout

    assert output(LC_ALL="C").isascii()
    assert output(PYTHONIOENCODING="ascii").isascii()
    assert "✗" in output(PYTHONIOENCODING="utf-8").decode()
    assert b"\x1b[" not in output(PYTHONIOENCODING="utf-8")
    assert b"\x1b[" in output(FORCE_COLOR="1")
    assert b"\x1b[" not in output(FORCE_COLOR="1", NO_COLOR="1")


def test_the_version_is_the_same_everywhere(capsys: pytest.CaptureFixture[str]) -> None:
    process = subprocess.run([sys.executable, "-m", "readiness", "--version"], capture_output=True, text=True)
    assert process.stdout == f"readiness {__version__}\n"
    assert told(capsys, "--version", "audit")[:2] == (0, f"readiness {__version__}\n")


HEAVY = {
    "rich",
    "yaml",
    "ruamel",
    "git",
    "jinja2",
    "questionary",
    "prompt_toolkit",
    "jsonschema",
    "tree_sitter",
    "re2",
    "distributed",
    "sqlalchemy",
}


@pytest.mark.parametrize(
    "arguments",
    [
        ["--help"],
        ["-h"],
        ["audit", "--help"],
        ["ask", "--help"],
        ["rules", "--help"],
        ["fleet", "--help"],
        ["fleet", "report", "--help"],
        ["--version"],
        ["--version", "-h"],
    ],
)
def test_help_and_version_load_nothing_heavy(arguments: list[str]) -> None:
    program = (
        "import sys\nsys.argv = ['readiness', *sys.argv[1:]]\nfrom readiness.__main__ import main\n"
        "try:\n    main()\nexcept SystemExit as leaving:\n    assert not leaving.code, leaving.code\n"
        "print('LOADED', *sorted({name.partition('.')[0] for name in sys.modules}))"
    )
    process = subprocess.run([sys.executable, "-c", program, *arguments], capture_output=True, text=True, check=True)
    loaded = set(process.stdout.rpartition("LOADED")[2].split())
    assert loaded
    assert not loaded & HEAVY
    if arguments == ["--version"]:
        assert "typer" not in loaded


@pytest.mark.parametrize("columns", ["60", "200", "x"])
def test_the_help_that_is_remembered_is_the_help(monkeypatch: pytest.MonkeyPatch, columns: str) -> None:
    from readiness.cli.helping import help_text

    monkeypatch.setenv("COLUMNS", columns)
    made = subprocess.run(
        [sys.executable, "-c", "from readiness.cli.app import run; run(['--help'])"], capture_output=True, text=True
    ).stdout
    shown = [
        subprocess.run([sys.executable, "-m", "readiness", word], capture_output=True, text=True).stdout
        for word in ("--help", "-h")
    ]
    assert shown == [made, made]
    assert help_text() == made
