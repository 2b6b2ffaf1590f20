from __future__ import annotations

import pytest

from readiness.code_owners import code_owners, owner_of_most, rules_of


def owners(text: str, path: str, place: str = "") -> str:
    return " ".join(code_owners(text, place).of(path))


@pytest.mark.parametrize(
    ("pattern", "fits", "fits_not"),
    [
        ("*", ["a", "a/b/c.py"], []),
        ("**", ["a", "a/b/c.py"], []),
        ("*.py", ["a.py", "a/b/c.d.py"], ["a.pyi", "py"]),
        ("*.d.ts", ["a/b.d.ts"], ["b.ts"]),
        ("/*", ["a"], ["a/b"]),
        ("/docs/", ["docs/a", "docs/a/b"], ["x/docs/a", "docs"]),
        ("/docs", ["docs/a", "docs"], ["x/docs/a"]),
        ("docs/", ["docs/a", "x/docs/a"], ["docs", "docsy/a"]),
        ("docs/*", ["docs/a"], ["docs/a/b", "x/docs/a"]),
        ("docs/**", ["docs/a", "docs/a/b"], ["docs", "x/docs/a"]),
        ("apps/api", ["apps/api/main.go", "apps/api"], ["x/apps/api/main.go", "apps/apis"]),
        ("**/logs", ["logs/a", "x/y/logs/a", "logs"], ["logs2/a"]),
        ("/src/**/*.ts", ["src/a.ts", "src/a/b/c.ts"], ["src/a.js", "x/src/a.ts"]),
        ("Make*", ["Makefile", "x/Make.inc", "Makers/x"], ["aMake"]),
        ("a*b*c", ["abc", "x/aXbYc", "abcbc"], ["ab", "acb"]),
        ("v?.py", ["v1.py", "x/v2.py"], ["v10.py", "v.py"]),
        (r"my\ file.py", ["my file.py"], ["my"]),
        (r"\#odd", ["#odd", "a/#odd"], ["odd"]),
    ],
)
def test_a_pattern_fits_what_it_fits_on_the_hosts(pattern: str, fits: list[str], fits_not: list[str]) -> None:
    text = f"{pattern} @a\n"
    assert {path: owners(text, path) for path in fits} == dict.fromkeys(fits, "@a")
    assert {path: owners(text, path) for path in fits_not} == dict.fromkeys(fits_not, "")


def test_the_last_line_that_fits_counts_and_one_without_owners_gives_to_nobody() -> None:
    text = "\ufeff* @all\r\n*.py @python a@b.org # @nobody\r\n/src/api/ @api @acme/api\r\n/src/api/gen.py\r\n!/src/api/x.py @z\r\n"
    assert owners(text, "README.md") == "@all"
    assert owners(text, "a.py") == "@python a@b.org"
    assert owners(text, "src/api/a.py") == "@api @acme/api"
    assert owners(text, "src/api/gen.py") == owners(text, "src/api/x.py") == ""


def test_sections_count_each_and_their_default_owners_where_a_line_has_none() -> None:
    text = "* @all\n[Docs][2] @docs\n*.md\n/README.md @readme\n^[Optional] @opt\n/src/\n[docs]\n/guide/\n"
    assert owners(text, "a.md") == "@all @docs"
    assert owners(text, "README.md") == "@all @readme"
    assert owners(text, "src/a.py") == "@all @opt"
    assert owners(text, "guide/a.txt") == "@all @docs"
    assert [(rule.line, rule.section) for rule in rules_of(text)] == [
        (1, ""),
        (3, "docs"),
        (4, "docs"),
        (6, "optional"),
        (8, "docs"),
    ]


def test_words_of_templates_and_roles_are_nobody() -> None:
    text = "* @your-org/team @@developer todo a @real\n"
    assert owners(text, "a") == "@real"


def test_expressions_of_gitea_are_read_where_they_mean_everything() -> None:
    assert owners(".*\\\\.go @go\n.* @all\n", "a/b.go", ".gitea/CODEOWNERS") == "@all"
    assert owners(".*\\\\.go @go\n", "a/b.go", ".gitea/CODEOWNERS") == ""


def test_who_owns_most_is_told_and_nobody_where_most_is_nobodys() -> None:
    paths = [f"src/{n}.py" for n in range(6)] + [f"web/{n}.ts" for n in range(4)]
    assert owner_of_most(code_owners("* @a\n/web/ @b @c\n"), paths) == "@a"
    assert owner_of_most(code_owners("* @a\n/src/ @acme/b c@d.org\n"), paths) == "@acme/b c@d.org"
    assert owner_of_most(code_owners("/web/ @b\n"), paths) == ""
    assert owner_of_most(code_owners("* @a\n"), []) == ""
    assert owner_of_most(code_owners("*" + "".join(f" @person{n}" for n in range(50))), paths).count("@") == 5
    told = owner_of_most(
        code_owners("* @" + "a" * 150 + " @" + "b" * 150 + " ghp_abcdefghijklmnop1234567890@host.org"), paths
    )
    assert told == "@" + "a" * 150 + " ghp_****@host.org"


def test_hostile_files_and_paths_end_soon() -> None:
    globs = "".join(f"/{'*a' * 50}{n}/**/{'?a' * 40}*b @x\n" for n in range(3000))
    paths = ["/".join(["a" * 250] * 12)] * 1000
    assert owner_of_most(code_owners(globs + "[" * 3000 + "\n" + "* " + "a" * 3000 + "@\n"), paths) == ""
