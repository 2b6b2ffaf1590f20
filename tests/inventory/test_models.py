"""A model's name is pinned where it stands for one version, and floats where it stands for the newest of a family."""

from __future__ import annotations

import pytest

from readiness.inventory.models import literal, pinned
from tests.inventory.products import only_call


@pytest.mark.parametrize(
    "name",
    [
        "gpt-4o-2024-08-06",
        "gpt-4-1106-preview",
        "gpt-3.5-turbo-0613",
        "claude-opus-4-1-20250805",
        "anthropic.claude-3-5-sonnet-20240620-v1:0",
        "gemini-1.5-pro-002",
        "gemini-2.5-flash-preview-04-17",
        "mistral-large-2411",
        "text-embedding-3-small",
        "registry/model@sha256:abcd",
    ],
)
def test_a_name_with_a_version_is_pinned(name: str) -> None:
    assert pinned(name)


@pytest.mark.parametrize(
    "name",
    [
        "",
        "gpt-4o",
        "gpt-4-turbo-preview",
        "chatgpt-4o-latest",
        "claude-3-5-sonnet-latest",
        "mistral-large-latest",
        "gemini-1.5-pro",
        "llama3:latest",
        "o1-preview",
        "models:/churn@default",
    ],
)
def test_a_name_of_the_newest_is_not(name: str) -> None:
    assert not pinned(name)


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("a.py", "from openai import OpenAI\nM = '{}'\nOpenAI().responses.create(model=M, input='x')\n"),
        ("a.ts", "import OpenAI from 'openai';\nnew OpenAI().responses.create({ model: '{}', input: q });\n"),
    ],
)
def test_a_call_tells_whether_its_model_is_pinned(path: str, text: str) -> None:
    assert only_call({path: text.replace("{}", "gpt-4o-2024-08-06")}).model_pinned
    assert not only_call({path: text.replace("{}", "chatgpt-4o-latest")}).model_pinned


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ('"gpt-4o"', "gpt-4o"), ('os.getenv("MODEL", "gpt-4o")', "gpt-4o"), ('settings["model"]', ""), ('options.get("model")', ""),
        ('DEPLOYMENT as CreateParams["model"]', ""), ('settings["model"] or "gpt-4o"', "gpt-4o"), ('os.environ["MODEL"]', ""),
    ],
)  # fmt: skip
def test_a_key_is_no_name_of_a_model(text: str, name: str) -> None:
    assert literal(text) == name


@pytest.mark.parametrize(
    ("address", "kind"),
    [
        ("https://api.deepl.com/v2/translate", "predict"),
        ("https://api.deepgram.com/v1/listen", "audio"),
        ("https://api.openai.com/v1/chat/completions", "chat"),
        ("https://api.mistral.ai/v1/fim", "chat"),
    ],
)
def test_a_provider_that_answers_no_chats_is_no_chat(address: str, kind: str) -> None:
    code = f"import requests\ndef ask(text):\n    return requests.post('{address}', json={{'text': text}})\n"
    assert only_call({"a.py": code}).kind == kind
