"""The README's commands, sample and rule table are what the program really does; `python -m tests.test_readme` writes the last two."""

import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from readiness.cli.leaving import Code
from readiness.model import PILLARS
from readiness.ruleset import load_rules
from readiness.settings import FAIL_ON

TOP = Path(__file__).resolve().parent.parent
README = TOP / "README.md"
SAMPLE = ["audit", "service", "--select", "R1,R4,D11", "--as-of", "2026-03-01"]


def rule_tables() -> str:
    """All rules, a table a pillar."""
    parts = []
    rules = [compiled.rule for compiled in load_rules().rules]
    for letter, name in PILLARS.items():
        parts += [
            f"\n### {name}\n",
            "| rule | name | severity | by | when | the good state |",
            "|---|---|---|---|---|---|",
        ]
        parts += [
            f"| {rule.id} | {rule.name} | {rule.severity} | {rule.by} | {rule.when} | {rule.title.replace('|', chr(92) + '|')} |"
            for rule in rules
            if rule.pillar == letter
        ]
    return "\n".join(parts) + "\n"


def sample() -> str:
    """What the program prints for the service among the test products, in a folder of its own without history."""
    with tempfile.TemporaryDirectory() as folder:
        shutil.copytree(TOP / "tests" / "products" / "service", Path(folder) / "service")
        environment = {**os.environ, "PYTHONPATH": str(TOP), "PYTHONIOENCODING": "utf-8", "LC_ALL": "C.UTF-8"}
        command = [sys.executable, "-c", _WIDE, *SAMPLE]
        told = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, encoding="utf-8")
    assert told.stdout, told.stderr
    lines = [re.sub(r"^(readiness \S+, rules )[0-9a-f]+", r"\g<1>...", line) for line in told.stdout.splitlines()]
    return "\n```console\n$ readiness " + " ".join(SAMPLE) + "\n" + "\n".join(lines) + "\n```\n\n"


# A page is read, not piped: wrapped as on a screen of 110 columns.
_WIDE = """
import sys
from readiness.cli import output
from readiness.cli.app import run
output.look_of = lambda out, color, verbose=0: output.Look(110, False, True, verbose)
sys.exit(run(sys.argv[1:]))
"""


def with_section(text: str, name: str, body: str) -> str:
    """The README's text with the body between the two marks of a section."""
    marks = re.compile(rf"(<!-- {name}:[^>]*-->\n).*?(<!-- /{name} -->)", re.DOTALL)
    assert marks.search(text), name
    return marks.sub(lambda found: found[1] + body + found[2], text)


def rewritten() -> str:
    return with_section(with_section(README.read_text(encoding="utf-8"), "rules", rule_tables()), "sample", sample())


def test_the_sample_and_the_rule_table_are_what_the_program_says() -> None:
    assert README.read_text(encoding="utf-8") == rewritten(), "run: python -m tests.test_readme"


def test_the_two_commands_stand_as_ci_runs_them() -> None:
    text = README.read_text(encoding="utf-8")
    assert "\npython3 -m venv .venv && .venv/bin/pip install . && .venv/bin/readiness audit .\n" in text
    lines = re.findall(r"^python3 -m venv .*pytest$", text, re.MULTILINE)
    assert lines == ["python3 -m venv .venv && .venv/bin/pip install -e '.[dev]' && .venv/bin/pytest"]
    assert f"\n{lines[0]} || exit\n" in (TOP / ".ci" / "run").read_text()


def test_exit_codes_and_words_are_the_programs() -> None:
    text = README.read_text(encoding="utf-8")
    table = [int(code) for code in re.findall(r"^\| (\d+) \|", text, re.MULTILINE)]
    assert table == [int(code) for code in Code]
    assert all(f"`{word}`" in text or f"--fail-on {word}`" in text for word in FAIL_ON)


def test_the_number_of_rules_is_right() -> None:
    text = README.read_text(encoding="utf-8")
    assert f"judges {len(load_rules().rules)} rules" in text


def test_settings_and_answers_shown_are_right_ones() -> None:
    import datetime

    from readiness.answers import load_answers
    from readiness.config import settings_of
    from readiness.strict_yaml import read

    settings, answers = re.findall(r"```yaml\n(# readiness.*?)```", README.read_text(encoding="utf-8"), re.DOTALL)
    assert settings_of(read(settings, "readiness.yaml"), datetime.date(2026, 11, 15)).problems == ()
    assert (
        load_answers(answers, "a.yaml", {compiled.rule.id: compiled.rule for compiled in load_rules().rules})[1] == ()
    )


if __name__ == "__main__":
    README.write_text(rewritten(), encoding="utf-8")
