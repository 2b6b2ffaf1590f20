import datetime
from pathlib import Path

import pytest

from readiness.config import load_settings, parse_fail_under, settings_of
from readiness.model import PILLARS
from readiness.selection import is_chosen, unknown_names
from readiness.settings import Settings
from readiness.strict_yaml import Problem, read
from tests.rules_in_memory import rule

TODAY = datetime.date(2026, 3, 1)


def settings(text: str) -> Settings:
    return settings_of(read(text, "readiness.yaml"), TODAY)


def test_without_a_file_everything_has_its_default(tmp_path: Path) -> None:
    assert load_settings(tmp_path, TODAY) == Settings()


def test_the_first_file_found_counts_whole_and_is_named(tmp_path: Path) -> None:
    (tmp_path / ".github").mkdir()
    for name, points in ((".github/readiness.yaml", 1), (".readiness.yaml", 2), ("readiness.yaml", 3)):
        (tmp_path / "pyproject.toml").write_text("[tool.readiness]\nprofile = 'critical'\n")
        (tmp_path / name).write_text(f"threshold: {points}\n")
        loaded = load_settings(tmp_path, TODAY)
        assert (loaded.threshold, loaded.config_path, loaded.profile, loaded.problems) == (
            points,
            name,
            "general",
            (),
        )


def test_pyproject_is_read_last_and_its_mistakes_have_lines(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text(
        "[project]\nname = 'x'\n[tool.readiness]\nprofile = 'pilot'\nthreshhold = 3\n"
        "[[tool.readiness.waivers]]\nrule = 'R301'\nowner = 'A'\nreason = 'b'\nexpires = 2026-04-01\n"
        "[[tool.readiness.waivers]]\nrule = 'R302'\nowner = 'A'\nreason = 'b'\nexpires = 2027-04-01\n"
    )
    loaded = load_settings(tmp_path, TODAY)
    assert (loaded.profile, loaded.threshold, loaded.waivers[0].expires) == ("pilot", 50.0, "2026-04-01")
    assert [(problem.path, problem.line) for problem in loaded.problems] == [
        ("pyproject.toml", 5),
        ("pyproject.toml", 15),
    ]
    assert 'did you mean "threshold"?' in str(loaded.problems[0])


def test_somebody_elses_pyproject_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text("[tool.ruff\n")
    assert load_settings(tmp_path, TODAY) == Settings()
    (tmp_path / "pyproject.toml").write_text("[tool.readiness]\nselect = [\n")
    assert "not valid TOML" in str(load_settings(tmp_path, TODAY).problems[0])


def test_a_file_with_the_other_ending_is_told_and_not_passed_over(tmp_path: Path) -> None:
    (tmp_path / "readiness.yml").write_text("threshold: 3\n")
    assert str(load_settings(tmp_path, TODAY).problems[0]) == "readiness.yml: is not read (rename it to readiness.yaml)"


def test_a_link_that_leads_out_is_not_followed(tmp_path: Path) -> None:
    outside, inside = tmp_path / "outside.yaml", tmp_path / "repository"
    outside.write_text("threshold: 3\n")
    inside.mkdir()
    (inside / "readiness.yaml").symlink_to(outside)
    loaded = load_settings(inside, TODAY)
    assert "leads out" in str(loaded.problems[0])
    assert loaded.threshold == 70


def test_a_file_named_on_the_command_line_replaces_the_repositorys_own(tmp_path: Path) -> None:
    (tmp_path / "readiness.yaml").write_text("threshold: 3\n")
    (tmp_path / "other.yaml").write_text("threshold: 4\n")
    assert load_settings(tmp_path, TODAY, tmp_path / "other.yaml").threshold == 4
    assert "no such file" in str(load_settings(tmp_path, TODAY, tmp_path / "gone.yaml").problems[0])


def test_every_key_is_understood() -> None:
    loaded = settings(
        "profile: critical\nthreshold: 80.5\nselect: [R, P101]\nignore: R4\nexclude: [docs/**, ./old]\nrules: own-rules\n"
        "facets: {rag: no, agent: true}\ncomponents: [{path: ./api/, kind: service}, {path: ., kind: cli}]\nfail_on: not-ready\n"
        "fail_under: {P: 60}\nanswers: docs/answers.yaml\n"
        "waivers: [{rule: R301, owner: Jo, reason: soon mended, expires: 2026-05-30, paths: [old/**]}]\n"
    )
    assert loaded.problems == ()
    assert (loaded.profile, loaded.threshold, loaded.fail_on, loaded.answers) == (
        "critical",
        80.5,
        "not-ready",
        "docs/answers.yaml",
    )
    assert (loaded.select, loaded.ignore, loaded.exclude, loaded.rules) == (
        ("R", "P101"),
        ("R4",),
        ("docs/**", "old"),
        ("own-rules",),
    )
    assert (loaded.facets, loaded.components) == ({"rag": False, "agent": True}, (("api", "service"), (".", "cli")))
    assert loaded.fail_under == {"P": 60}
    assert (loaded.waivers[0].owner, loaded.waivers[0].place, loaded.waivers[0].paths) == (
        "Jo",
        "readiness.yaml:12",
        ("old/**",),
    )


def test_every_mistake_is_told_at_once_with_its_line() -> None:
    loaded = settings(
        "profil: x\nprofile: prodution\nthreshold: 101\nselect: {a: b}\nexclude: [/etc, ../x]\nfacets: {ragg: true, rag: maybe}\n"
        "components: [{path: a, kind: servic}, {kind: ui}, x]\nfail_on: block\nfail_under: {X: 1, P: high}\nrules: [~/rules]\n"
        "waivers:\n  - {rule: R301, owner: ' ', reason: b, expires: 2026-04-01}\n  - {rule: R301, owner: a, reason: b, expires: 2026-02-28}\n"
        "  - {rule: R301, owner: a, reason: b, expires: 2026-05-31}\n  - {rule: R301, expires: soon}\nthreshold: 3\n"
    )
    told = [(problem.line, str(problem)) for problem in loaded.problems]
    for line, words in (
        (1, 'did you mean "profile"?'), (2, 'did you mean "production"?'), (3, "outside 0 to 100"), (4, "must be a list"), (5, '"/etc" leads out'),
        (5, '"../x" leads out'), (6, 'did you mean "rag"?'), (6, "true or false"), (7, 'did you mean "service"?'), (7, '"path" is missing'),
        (7, "keys and values"), (8, 'did you mean "blocked"?'), (9, "not a known key"), (9, "must be a number"), (10, "leads out"),
        (12, "is empty"), (13, "expired on 2026-02-28"), (14, "more than 90 days"), (15, '"owner" is missing'), (15, "not a date"),
        (16, "a second time"),
    ):  # fmt: skip
        assert any(line == at and words in message for at, message in told), (line, words, told)
    assert loaded.waivers[0].expires == "2026-02-28"


def test_waivers_can_be_left_unread() -> None:
    document = read("waivers: [{rule: R301, owner: a, reason: b, expires: 2020-01-01}]\n", "readiness.yaml")
    loaded = settings_of(document, TODAY, waivers=False)
    assert (loaded.waivers, loaded.problems) == ((), ())


@pytest.mark.parametrize(
    ("select", "ignore", "chosen"),
    [
        ((), (), "P101 R301 R302 R401"),
        (("R",), (), "R301 R302 R401"),
        (("R3",), ("R302",), "R301"),
        (("R301",), ("R",), "R301"),
        (("name-of-p101", "r401"), (), "P101 R401"),
        ((), ("R",), "P101"),
        (("R3",), ("R3",), ""),
    ],
)
def test_rules_are_chosen_by_id_prefix_and_name_and_the_precise_word_wins(
    select: tuple[str, ...], ignore: tuple[str, ...], chosen: str
) -> None:
    rules = [rule(rule_id) for rule_id in ("P101", "R301", "R302", "R401")]
    assert " ".join(known.id for known in rules if is_chosen(known, select, ignore)) == chosen


def test_words_that_name_no_rule_are_told_where_they_stand() -> None:
    loaded = settings(
        "select: [R3, R999]\nignore:\n  - name-of-r30\nwaivers:\n  - {rule: R, owner: a, reason: b, expires: 2026-03-02}\n"
    )
    told = [str(problem) for problem in unknown_names(loaded, [rule("R301")])]
    assert told == [
        'readiness.yaml:1: "R999" names no rule',
        'readiness.yaml:3: "name-of-r30" names no rule (did you mean "name-of-r301"?)',
        'readiness.yaml:5: "R" names no rule (a waiver names one rule by its id or name)',
    ]
    assert (
        str(unknown_names(Settings(select=("R31",)), [rule("R301")])[0])
        == '--select: "R31" names no rule (did you mean "R301"?)'
    )


def test_fail_under_on_the_command_line() -> None:
    assert parse_fail_under("60") == dict.fromkeys(PILLARS, 60.0)
    assert parse_fail_under("p=60, R=70.5") == {"P": 60.0, "R": 70.5}
    for wrong in ("X=1", "P=high", "101", "P=", "nan"):
        assert isinstance(parse_fail_under(wrong), Problem)
