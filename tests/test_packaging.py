import os
import shutil
import subprocess
import sys
import sysconfig
import tomllib
from pathlib import Path

import pytest

from readiness import __version__

TOP = Path(__file__).resolve().parent.parent


def ran(*command: object, cwd: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "GIT_", "PRE_COMMIT"))}
    return subprocess.run(
        [str(part) for part in command], cwd=cwd, env={**kept, **environment}, capture_output=True, text=True
    )


@pytest.fixture(scope="session")
def checkout(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What a clone would hold of this project: files known to git, or not ignored, without anything built."""
    place = tmp_path_factory.mktemp("clone") / "readiness"
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"], cwd=TOP, capture_output=True, text=True
    )
    names = listed.stdout.split("\0") if listed.returncode == 0 else [str(p.relative_to(TOP)) for p in TOP.rglob("*")]
    for name in filter(None, names):
        if (TOP / name).is_file():
            (place / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(TOP / name, place / name)
    return place


@pytest.fixture(scope="session")
def installed(checkout: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder into which the wheel, built from the source distribution, was installed."""
    built, target = tmp_path_factory.mktemp("built"), tmp_path_factory.mktemp("installed")
    made = ran(sys.executable, "-m", "build", "--no-isolation", "--outdir", built, checkout, cwd=built)
    assert made.returncode == 0, made.stdout + made.stderr
    (wheel,) = built.glob("*.whl")
    put = ran(
        sys.executable, "-m", "pip", "install", "-q", "--no-deps", "--no-index", "--target", target, wheel, cwd=built
    )
    assert put.returncode == 0, put.stderr
    return target


def test_the_installed_wheel_finds_its_rules_templates_and_schemas(installed: Path, tmp_path: Path) -> None:
    listed = ran(sys.executable, "-m", "readiness", "rules", "list", cwd=tmp_path, PYTHONPATH=str(installed))
    shipped = {path.name.partition("-")[0] for path in (TOP / "rules").glob("*/[PRODU][0-9][0-9][0-9]-*.yaml")}
    assert {line.partition(" ")[0] for line in listed.stdout.splitlines()} == shipped
    schema = ran(sys.executable, "-m", "readiness", "schema", "config", cwd=tmp_path, PYTHONPATH=str(installed))
    assert schema.stdout.startswith("{")
    assert (installed / "readiness" / "_data" / "templates").is_dir()
    assert (installed / "readiness" / "py.typed").exists()


def test_the_installed_wheel_audits_as_the_checkout_does(installed: Path, tmp_path: Path) -> None:
    product = tmp_path / "product"
    product.mkdir()
    (product / "app.py").write_text("from openai import OpenAI\nOpenAI().responses.create(model='gpt-4o', input='x')\n")
    command = ("-m", "readiness", "audit", product, "--as-of=2026-03-01", "--output-format=json", "--no-cache")
    elsewhere = ran(sys.executable, *command, cwd=tmp_path, PYTHONPATH=str(installed), READINESS_NO_CACHE="1")
    here = ran(sys.executable, *command, cwd=tmp_path, PYTHONPATH=str(TOP), READINESS_NO_CACHE="1")
    assert elsewhere.returncode == 1, elsewhere.stderr
    assert elsewhere.stdout == here.stdout


def test_the_wheel_names_its_version_its_script_and_its_licence(installed: Path) -> None:
    (information,) = installed.glob("readiness-*.dist-info")
    assert information.name == f"readiness-{__version__}.dist-info"
    assert "readiness = readiness.__main__:main" in (information / "entry_points.txt").read_text()
    assert list(information.rglob("LICENSE"))


def test_every_dependency_is_used() -> None:
    imported = {"gitpython": "git", "pyyaml": "yaml", "google-re2": "re2"}
    project = tomllib.loads((TOP / "pyproject.toml").read_text())["project"]
    sources = "\n".join(path.read_text(encoding="utf-8") for path in (TOP / "readiness").rglob("*.py"))
    for line in project["dependencies"]:
        name = line.partition(">")[0].partition(";")[0].strip()
        module = imported.get(name, name.replace("-", "_"))
        assert f"import {module}" in sources or f"from {module}" in sources, name


NAMED = ("-c", "user.name=A", "-c", "user.email=a@b.c")
GUARDED = """from openai import APIError, OpenAI

client = OpenAI(timeout=20)


def answer(question: str) -> str:
    try:
        return client.responses.create(model="gpt-4o-2024-08-06", input=question).output_text
    except APIError:
        return "Please try again later."
"""
BARE = "from openai import OpenAI\nOpenAI().responses.create(model='gpt-4o', input='x')\n"


@pytest.fixture(scope="session")
def published(checkout: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The checkout as a repository with one commit, as pre-commit clones it."""
    place = shutil.copytree(checkout, tmp_path_factory.mktemp("published") / "readiness")
    for command in (["init", "-q"], ["add", "-A"], [*NAMED, "commit", "-qm", "All"]):
        assert ran("git", *command, cwd=place).returncode == 0
    return place


def offline(home: Path) -> dict[str, str]:
    """Without network: what the hook's environment needs is lent by the one that runs the tests."""
    return {
        "PRE_COMMIT_HOME": str(home),
        "PIP_NO_DEPS": "1",
        "PIP_NO_INDEX": "1",
        "PIP_NO_BUILD_ISOLATION": "0",
        "PYTHONPATH": sysconfig.get_path("purelib"),
        "PATH": os.pathsep.join((str(Path(sys.executable).parent), os.environ["PATH"])),
    }


@pytest.mark.slow
def test_the_hooks_can_be_tried_by_pre_commit(published: Path, tmp_path: Path) -> None:
    product = tmp_path / "product"
    product.mkdir()
    (product / "app.py").write_text(BARE)
    (product / "readiness.yaml").write_text("profil: pilot\nthreshold: many\n")
    for command in (["init", "-q"], ["add", "app.py"]):
        assert ran("git", *command, cwd=product).returncode == 0
    command = [sys.executable, "-m", "pre_commit", "try-repo", published, "--all-files", "--color=never"]
    hooks = ran(*command, cwd=product, **offline(tmp_path / "home"))
    assert hooks.returncode == 1, hooks.stdout + hooks.stderr
    assert "hook id: readiness" in hooks.stdout
    assert "app.py:2: responses call of openai: is new and has no guard" in hooks.stdout
    assert "(no files to check)Skipped" in hooks.stdout  # settings that are not added are none of the commit's


@pytest.mark.slow
def test_commits_are_judged_by_both_hooks(published: Path, tmp_path: Path) -> None:
    product = tmp_path / "product"
    product.mkdir()
    lent = offline(tmp_path / "home")
    ids = "".join(f"      - id: {name}\n" for name in ("readiness", "readiness-config"))
    (product / ".pre-commit-config.yaml").write_text(f"repos:\n  - repo: {published}\n    rev: HEAD\n    hooks:\n{ids}")
    (product / "app.py").write_text(GUARDED)
    assert ran("git", "init", "-q", cwd=product).returncode == 0
    assert ran(sys.executable, "-m", "pre_commit", "install", cwd=product, **lent).returncode == 0

    def committed(*words: str) -> subprocess.CompletedProcess[str]:
        return ran("git", *NAMED, "commit", "-qm", "Go on", *words, cwd=product, **lent)

    assert ran("git", "add", "-A", cwd=product).returncode == 0
    first = committed("--no-verify")
    assert first.returncode == 0, first.stderr

    (product / "app.py").write_text(GUARDED.replace("later", "soon"))
    good = committed("-a")
    assert good.returncode == 0, good.stdout + good.stderr

    (product / "more.py").write_text(BARE)
    assert ran("git", "add", "more.py", cwd=product).returncode == 0
    (product / "app.py").write_text("unstaged nonsense, which pre-commit puts aside\n")
    bad = committed()
    assert bad.returncode == 1
    told = bad.stdout + bad.stderr
    assert "more.py:2: responses call of openai: is new and has no guard" in told, told
    assert "1 file against HEAD" in told
    assert (product / "app.py").read_text().startswith("unstaged nonsense")

    assert ran("git", "checkout", "-q", "--", "app.py", cwd=product).returncode == 0
    assert ran("git", "rm", "-qf", "more.py", cwd=product).returncode == 0
    (product / "readiness.yaml").write_text("profil: pilot\nthreshold: many\n")
    assert ran("git", "add", "-A", cwd=product).returncode == 0
    broken = committed()
    told = broken.stdout + broken.stderr
    assert broken.returncode == 1
    assert "readiness.yaml:1: " in told and "readiness.yaml:2: " in told and "exit code: 2" in told, told
    assert "hook id: readiness-config" in told
