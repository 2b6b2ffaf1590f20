"""Which files the inventory asks to be parsed."""

from __future__ import annotations

from readiness.inventory import interesting, literals, needs
from readiness.languages import parse


def test_files_with_an_sdk_a_host_or_a_path_are_interesting_and_others_are_not() -> None:
    assert interesting("from openai import OpenAI")
    assert interesting('fetch("https://api.mistral.ai/v1/x")')
    assert interesting("app.exception_handler(Exception)")
    assert not interesting("def add(a, b):\n    return a + b\n")
    assert "openai" in literals()


def test_files_that_parsed_modules_import_are_needed() -> None:
    modules = {"app/main.py": parse("python", "from app.clients import model\n", "app/main.py")}
    assert needs(modules, ["app/clients.py", "app/other.py"]) == ("app/clients.py",)
