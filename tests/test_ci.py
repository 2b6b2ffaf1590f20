import pytest

from readiness.ci import commands
from readiness.product import Product
from readiness.snapshot import Snapshot


def _commands(files: dict[str, str]):
    return commands(Product(Snapshot.of(files)))


def test_a_make_target_is_written_out_with_what_it_depends_on() -> None:
    steps = _commands(
        {
            ".github/workflows/ci.yml": "on: [push]\njobs:\n  a:\n    steps:\n      - run: make verify\n",
            "Makefile": "verify: unit\n\techo done\n\nunit:\n\tpytest -q\n",
        }
    )
    assert "pytest -q" in steps[0].text


def test_scripts_that_call_each_other_end() -> None:
    steps = _commands(
        {
            ".github/workflows/ci.yml": "on: [push]\njobs:\n  a:\n    steps:\n      - run: ./a.sh\n",
            "a.sh": "./b.sh\n",
            "b.sh": "./a.sh\n",
        }
    )
    assert len(steps[0].text) < 200


def test_a_reusable_workflow_is_reached_by_its_callers_triggers() -> None:
    steps = _commands(
        {
            ".github/workflows/ci.yml": "on: [pull_request]\njobs:\n  t:\n    uses: ./.github/workflows/test.yml\n",
            ".github/workflows/test.yml": "on: workflow_call\njobs:\n  t:\n    steps:\n      - run: go test ./...\n",
        }
    )
    test = next(step for step in steps if "go test" in step.text)
    assert "pull_request" in test.kinds


def test_a_step_that_never_runs_is_left_out() -> None:
    steps = _commands(
        {".github/workflows/ci.yml": "on: [push]\njobs:\n  a:\n    if: false\n    steps:\n      - run: pytest\n"}
    )
    assert steps == ()


@pytest.mark.parametrize(
    ("called", "path"),
    [
        (".ci/run", ".ci/run"),
        ("./.ci/run", ".ci/run"),
        ("bash .ci/run", ".ci/run"),
        ("sh -e tools/check", "tools/check"),
        ("bash .ci/test.sh", ".ci/test.sh"),
        ("../scripts/test.sh", "scripts/test.sh"),
        ("cd a && ./bin/check --all", "bin/check"),
    ],
)
def test_a_program_of_the_repository_is_written_out_whatever_its_folder_and_ending(called: str, path: str) -> None:
    ci = f"on: [push]\njobs:\n  a:\n    steps:\n      - run: {called}\n"
    assert "pytest -q" in _commands({".github/workflows/ci.yml": ci, path: "#!/bin/sh\npytest -q\n"})[0].text
