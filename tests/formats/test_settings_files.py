"""Configuration of any format as flat entries."""

from __future__ import annotations

import re

import pytest

from readiness.formats.settings_files import is_env_file, is_settings_file, read_settings


def rows(path: str, text: str) -> list[tuple[str, str, int]]:
    return [(entry.key, entry.value, entry.line) for entry in read_settings(path, text).entries if entry.active]


@pytest.mark.parametrize(
    ("path", "text", "expected"),
    [
        (
            ".env.example",
            "# note\nA=1 # why\nexport B='x # y'\nC=\n\nnot a line\nD=#none\n",
            [("A", "1", 2), ("B", "x # y", 3), ("C", "", 4), ("D", "", 7)],
        ),
        ("a.properties", "! no\na.b = 1\nc: d\\\n  e\nf g\n", [("a.b", "1", 2), ("c", "de", 3), ("f", "g", 5)]),
        ("a.ini", "[s]\nk=v\n", [("s.k", "v", 2)]),
        ("a.toml", "[s]\nk=1\nl=['x']\n", [("s.k", "1", 2), ("s.l.0", "x", 3)]),
        ("a.json", '{\n"a": {"b": 1}}', [("a.b", "1", 2)]),
        ("application.yml", "a:\n  b: 1\n---\nc: no\n", [("a.b", "1", 2), ("c", "no", 4)]),
        ("log.xml", '<a>\n<b c="d">e</b></a>', [("a.b.@c", "d", 2), ("a.b.#text", "e", 2)]),
        ("x.tfvars", 'region = "eu"\n', [("region", "eu", 1)]),
        ("nginx.conf", "server {\n  listen 80;\n}\n", []),
        ("a.unknown", "a=1", []),
    ],
)
def test_entries(path: str, text: str, expected: list[tuple[str, str, int]]) -> None:
    assert rows(path, text) == expected


def test_commented_out_variables_are_not_active() -> None:
    found = read_settings(".env.example", "#TIMEOUT=20\n# this = a sentence with words\nX=1\n")
    assert [(entry.key, entry.active) for entry in found.entries] == [("TIMEOUT", False), ("X", True)]
    assert found.get("TIMEOUT") is None


def test_asking_for_keys() -> None:
    found = read_settings("application.yml", "spring:\n  ai:\n    max-attempts: 3\n    openai: {api_key: x}\n")
    entry = found.get("spring.ai.maxAttempts")
    assert entry is not None and (entry.value, entry.line) == ("3", 3)
    assert [entry.key for entry in found.below("spring.ai.openai")] == ["spring.ai.openai.api_key"]
    assert [entry.line for entry in found.matching(re.compile("attempts"))] == [3]


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        (".env", True),
        (".env.production", True),
        ("prod.env", True),
        ("env.example", True),
        ("src/main/resources/application-dev.yml", True),
        ("appsettings.Production.json", True),
        ("logging.ini", True),
        ("litellm_config.yaml", True),
        ("config/models.yaml", True),
        (".github/workflows/config.yml", False),
        ("package.json", False),
        ("data/users.json", False),
        ("environment.py", False),
    ],
)
def test_names(path: str, expected: bool) -> None:
    assert is_settings_file(path) is expected


def test_env_files_by_name() -> None:
    assert is_env_file("docker/.env.sample")
    assert not is_env_file("environment.yml")
