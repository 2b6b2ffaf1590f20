"""The public functions: what they take and give, that they agree with the command line, and what loading them costs."""

from __future__ import annotations

import datetime
import inspect
import pickle
import subprocess
import sys
import threading
from importlib.util import find_spec
from pathlib import Path

import pytest

import readiness
from readiness import (
    BadInput,
    BadResult,
    Gate,
    NoSuchCommit,
    NothingJudged,
    Problem,
    ReadinessError,
    Settings,
    StoreProblem,
    Verdict,
    audit,
    check,
    compare,
    explain,
    from_json,
    gate_of,
    has_failed,
    inventory_forms,
    plan,
    questions,
    read_settings,
    render,
    render_inventory,
    report_formats,
    rules,
    take_inventory,
    through_lenses,
    to_json,
    write_report,
)  # fmt: skip
from readiness.cli.app import run
from tests.assessments_in_memory import assessment
from tests.repositories import commit, repository, write

DAY = "2026-03-01"
CALL = "from openai import OpenAI\nclient = OpenAI()\nprint(client.responses.create(model='gpt-5', input='x'))\n"
HEAVY = {"yaml", "typer", "rich", "git", "jinja2", "sqlalchemy", "re2", "tree_sitter", "importlib.metadata", "typing"}


@pytest.fixture(scope="module")
def product(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = repository(tmp_path_factory.mktemp("made") / "shop", {"app.py": CALL, "README.md": "# Shop\n"})
    return commit(root, {"Dockerfile": "FROM python:3.12\nCOPY . .\n", "ungeprüft.md": "Grüße\n"}, day=3)


@pytest.fixture(scope="module")
def result(product: Path) -> readiness.Assessment:
    return audit(product, as_of=DAY)


def printed(capfd: pytest.CaptureFixture[str], *words: object) -> str:
    run([*map(str, words)])
    return capfd.readouterr().out


def test_every_public_name_resolves_and_says_what_it_is() -> None:
    for name in readiness.__all__:
        found = getattr(readiness, name)
        if name not in ("PILLARS", "__version__"):
            assert inspect.getdoc(found), name
    assert set(readiness.__all__) <= set(dir(readiness))
    assert sorted([*" ".join(readiness._HOMES.values()).split(), "__version__"]) == sorted(
        [*readiness.__all__, "Store"]
    )
    assert inspect.getdoc(readiness.Store)


def test_every_name_can_be_taken_without_any_extra() -> None:
    program = (
        "import sys\nfor name in ('sqlalchemy', 'alembic', 'distributed', 'mcp', 'cyclonedx', 'psycopg'):\n"
        "    sys.modules[name] = None\nfrom readiness import *\nfrom readiness import open_store\n"
        "assert audit and Run and open_store"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (0, "")


def test_a_name_that_is_not_public_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="no attribute 'adit'"):
        readiness.adit  # noqa: B018
    assert not hasattr(readiness, "_cli")


def test_no_module_stands_under_the_name_of_a_public_one() -> None:
    assert [name for name in readiness.__all__ if find_spec(f"readiness.{name}")] == []
    loaded = "import readiness, sys; [getattr(readiness, n) for n in readiness.__all__]; print(type(readiness.audit))"
    assert "function" in subprocess.run([sys.executable, "-c", loaded], capture_output=True, text=True).stdout


def test_importing_the_package_loads_nothing_but_its_version() -> None:
    program = "import sys; before = set(sys.modules); import readiness; print(*sorted(set(sys.modules) - before))"
    done = subprocess.run([sys.executable, "-S", "-c", program], capture_output=True, text=True, check=True,
                          cwd=Path(readiness.__file__).parents[1])  # fmt: skip
    assert done.stdout.split() == ["readiness", "readiness.version"]


@pytest.mark.parametrize("name", ["audit", "Verdict", "BadInput", "check", "plan", "compare"])
def test_a_name_loads_no_more_than_it_needs(name: str) -> None:
    program = f"import sys; from readiness import {name}; print(*sorted(n.partition('.')[0] for n in sys.modules))"
    loaded = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout
    assert not set(loaded.split()) & (HEAVY - {"typing"})


def test_without_arguments_the_folder_is_here_and_the_day_is_today(
    product: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(product)
    made = audit(cache=False)
    assert made.target.path == "shop" and made.profile == "general" and made.config_path == ""
    assert abs((datetime.datetime.now(datetime.UTC).date() - datetime.date.fromisoformat(made.target.date)).days) <= 1


def test_a_day_is_a_date_a_text_or_a_moment(product: Path, result: readiness.Assessment) -> None:
    moment = datetime.datetime(2026, 3, 1, 23, 59, tzinfo=datetime.UTC)
    for day in (datetime.date(2026, 3, 1), moment):
        assert audit(str(product), as_of=day) == result
    with pytest.raises(BadInput, match=r"as_of.*not a date"):
        audit(product, as_of="2026-3-1")


def test_every_mistake_is_told_at_once(tmp_path: Path) -> None:
    root = write(tmp_path / "x", {"readiness.yaml": "profil: pilot\nrules: [lost]\n", "a.py": "x = 1\n"})
    with pytest.raises(BadInput) as told:
        audit(
            root,
            as_of="soon",
            profile="prodction",
            answers=tmp_path / "gone.yaml",
            rules=tmp_path / "none",
            select="Z9",
        )
    said = str(told.value)
    for words in ("readiness.yaml:1", "lost", "as_of", "prodction", "gone.yaml", "rules: ", "\nselect: "):
        assert words in said
    assert told.value.problems == tuple(sorted(told.value.problems))


def test_a_fault_of_rules_hides_no_other_mistake(tmp_path: Path) -> None:
    root = write(tmp_path / "x", {"own/bad.yaml": "id: [\n", "a.py": "x = 1\n"})
    with pytest.raises(BadInput) as told:
        audit(root, rules=root / "own", profile="prodction")
    assert "own/bad.yaml" in str(told.value) and "prodction" in str(told.value)


def test_errors_have_one_base_and_pass_between_processes(product: Path, tmp_path: Path) -> None:
    for error in (BadInput([Problem("a", 1, "b")]), StoreProblem(Problem("a", 1, "b")), NothingJudged("x"),
                  NoSuchCommit("x"), BadResult("x")):  # fmt: skip
        assert isinstance(error, ReadinessError)
        again = pickle.loads(pickle.dumps(error))
        assert type(again) is type(error) and str(again) == str(error)
    with pytest.raises(NotADirectoryError):
        audit(tmp_path / "none")
    with pytest.raises(NoSuchCommit):
        audit(product, commit="no-such-branch")
    (tmp_path / "empty").mkdir()
    with pytest.raises(NothingJudged):
        audit(tmp_path / "empty")
    with pytest.raises(ValueError, match="exclude"):
        audit(product, config="x.yaml", no_config=True)
    for text in ("[", "{}", b"\xff", "[" * 100_000):
        with pytest.raises(BadResult):
            from_json(text)


def test_words_are_a_list_or_one_text(product: Path) -> None:
    once = audit(product, as_of=DAY, select="R301, D1")
    assert once == audit(product, as_of=DAY, select=["R301", "D1"])
    assert {one.rule.id[:2] for one in once.findings} == {"R3", "D1"}


def test_settings_are_found_named_left_out_or_made(tmp_path: Path) -> None:
    root = write(tmp_path / "x", {"a.py": CALL, "readiness.yaml": "profile: pilot\n"})
    other = write(tmp_path, {"other.yaml": "profile: critical\n"}) / "other.yaml"
    told = (audit(root, as_of=DAY), audit(root, as_of=DAY, config=other), audit(root, as_of=DAY, no_config=True),
            audit(root, as_of=DAY, settings=Settings(threshold=12.0)), audit(root, as_of=DAY, profile="limited"))  # fmt: skip
    assert [one.threshold for one in told] == [50, 85, 70, 12, 60]
    assert read_settings(root, as_of=DAY, profile="limited", select="R3").select == ("R3",)


def test_without_waivers_no_accepted_risk_counts(tmp_path: Path) -> None:
    waiver = "waivers:\n- {rule: R301, owner: Jo, reason: soon, expires: 2026-03-31}\n"
    root = write(tmp_path / "x", {"a.py": CALL, "readiness.yaml": waiver})
    for one, expected in ((audit(root, as_of=DAY), True), (audit(root, as_of=DAY, waivers=False), False)):
        assert any(finding.waiver for finding in one.findings) is expected
    settings = read_settings(root, as_of=DAY)
    assert not any(one.waiver for one in audit(root, as_of=DAY, settings=settings, waivers=False).findings)


def test_a_commit_is_judged_with_what_is_asked_for_beside_its_settings(product: Path) -> None:
    made = audit(product, commit="HEAD~1", as_of=DAY, profile="pilot", select="R3")
    assert (made.profile, made.target.dirty) == ("pilot", False)
    assert {one.rule.id[:2] for one in made.findings} == {"R3"}
    assert made != audit(product, commit="HEAD~1", as_of=DAY, select="R3")


def test_the_result_is_that_of_the_command_line_to_the_byte(
    product: Path, result: readiness.Assessment, capfd: pytest.CaptureFixture[str]
) -> None:
    assert to_json(result) == printed(capfd, "audit", product, "--as-of", DAY, "--output-format", "json")
    assert from_json(to_json(result)) == result
    assert from_json(b"\xef\xbb\xbf" + to_json(result).encode()) == result


@pytest.mark.parametrize("name", report_formats())
def test_a_report_is_that_of_the_command_line_to_the_byte(
    name: str, product: Path, result: readiness.Assessment, tmp_path: Path
) -> None:
    there, here = tmp_path / "there", tmp_path / "here"
    run(["audit", str(product), "--as-of", DAY, "--output-format", name, "-o", str(there)])
    write_report(result, here, name)
    assert there.read_bytes() == here.read_bytes() == render(result, name).encode()


def test_a_format_is_known_by_the_files_ending(tmp_path: Path, result: readiness.Assessment) -> None:
    write_report(result, tmp_path / "a.html")
    write_report(result, str(tmp_path / "b.json"))
    assert (tmp_path / "a.html").read_text(encoding="utf-8") == render(result, "html")
    assert from_json((tmp_path / "b.json").read_text()) == result
    for bad in ("c.docx", "d"):
        with pytest.raises(ValueError, match="no report format"):
            write_report(result, tmp_path / bad)
    with pytest.raises(ValueError, match="htlm"):
        render(result, "htlm")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.html", "b.json"]


def test_what_is_rendered_can_be_written_whatever_the_repository_holds() -> None:
    made = assessment(notes=("a name of no encoding: \udcff",))
    for name in report_formats():
        render(made, name, verbose=2).encode("utf-8")


@pytest.mark.parametrize("name", [one for one in inventory_forms() if one != "cyclonedx"])
def test_an_inventory_is_that_of_the_command_line(name: str, product: Path, tmp_path: Path) -> None:
    run(["inventory", str(product), "--output-format", name, "-o", str(tmp_path / "there")])
    assert (tmp_path / "there").read_bytes() == render_inventory(take_inventory(product), name).encode()


def test_a_gate_fails_by_verdict_points_or_regression(result: readiness.Assessment) -> None:
    assert result.verdict is Verdict.BLOCKED and has_failed(result)
    assert any(gate_of(one) is Gate.BLOCKED for one in result.findings)
    assert (
        not has_failed(result, "never") and has_failed(result, "never", 100) and has_failed(result, "never", {"R": 99})
    )
    assert not has_failed(result, "regression")
    for bad in ({"fail_on": "blokced"}, {"fail_under": {"X": 1}}):
        with pytest.raises(ValueError, match=r"blokced|no pillar"):
            has_failed(result, **bad)  # type: ignore[arg-type]


def test_a_plan_takes_points_as_a_number(result: readiness.Assessment) -> None:
    assert plan(result, 40) == plan(result, "40") and plan(result, 40).moves
    with pytest.raises(ValueError, match="no goal"):
        plan(result, 101)


def test_two_commits_are_compared_and_the_change_is_named(product: Path) -> None:
    before, after = (audit(product, commit=name, as_of=DAY) for name in ("HEAD~1", "HEAD"))
    found = compare(before, after, repository=product)
    assert found.since == before.target.commit[:12] and found.changes
    assert any(change.commit == after.target.commit for change in found.changes)
    assert not compare(after, after).changes


def test_questions_need_no_second_audit(product: Path, result: readiness.Assessment) -> None:
    items = questions(product, result=result)
    assert items and items == questions(product, as_of=DAY)
    assert all(item.gain >= 0 and item.question.wording for item in items)
    answers = product.parent / "answers.yaml"
    answers.write_text("schema: 1\nanswers:\n  P108: {answer: yes, by: Jo, date: 2026-02-01}\n")
    assert any(item.answer for item in questions(product, as_of=DAY, answers=answers))
    answers.write_text("schema: 1\nanswers:\n  X999: {answer: yes}\n")
    with pytest.raises(BadInput):
        questions(product, result=result, answers=answers)


def test_a_rule_is_explained_by_id_or_name_and_in_a_repository(product: Path) -> None:
    assert explain("r301") == explain("ai-call-timeout") and explain("R301").examples
    light = explain("R301", product, as_of=DAY)
    assert light.finding is not None and light.look is not None and light.target == "shop"
    with pytest.raises(BadInput, match="names no rule"):
        explain("R999")
    assert len(rules()) > 100 and all(one.pillar in readiness.PILLARS for one in rules())
    with pytest.raises(BadInput, match="no such folder"):
        rules(product / "none")


def test_a_check_names_the_files_and_their_mistakes(tmp_path: Path) -> None:
    write(tmp_path, {"readiness.yaml": "profile: pilot\nx: 1\n"})
    told = check(tmp_path, as_of=DAY)
    assert told.files == ("readiness.yaml",) and [one.line for one in told.problems] == [2]


def test_lenses_are_read_by_name(result: readiness.Assessment) -> None:
    from readiness.lenses import shipped_lenses

    name = shipped_lenses()[0]
    assert [one.id for one in through_lenses(result, name).lenses] == [name]
    with pytest.raises(BadInput, match=r"lens: .*no lens"):
        through_lenses(result, "no-such-lens")


def test_threads_do_not_disturb_each_other(product: Path) -> None:
    alone = audit(product, as_of=DAY, cache=False)
    made: list[readiness.Assessment] = []
    threads = [threading.Thread(target=lambda: made.append(audit(product, as_of=DAY, cache=False))) for _ in range(3)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert made == [alone] * 3
    assert pickle.loads(pickle.dumps(alone)) == alone
