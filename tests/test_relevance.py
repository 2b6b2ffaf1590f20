"""Which files are parsed for the inventory: those that import an SDK, use what these offer, or are imported by them."""

from __future__ import annotations

import pytest

from readiness.product import Product
from readiness.snapshot import Snapshot


def parsed(files: dict[str, str]) -> set[str]:
    return {str(key) for key in Product(Snapshot.of(files)).model_modules}


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("a.py", "import openai\n"), ("a.py", "from openai import OpenAI\n"), ("a.py", "import os, openai\n"),
        ("a.py", "    from openai.types import X\n"), ("a.py", "x = importlib.import_module('anthropic')\n"),
        ("a.py", "from langchain_openai import ChatOpenAI\n"), ("a.py", "URL = 'https://api.openai.com/v1'\n"),
        ("a.py", "@f(imports=['litellm'])\ndef g():\n    litellm.completion()\n"), ("a.py", "c.chat.completions.create()\n"),
        ("a.ts", 'import { generateText } from "ai";\n'), ("a.ts", 'import OpenAI from "openai";\n'),
        ("a.js", "const x = require('openai');\n"), ("a.ts", 'const x = await import("npm:openai@4");\n'),
        ("a.ts", 'import OpenAI from "https://esm.sh/openai";\n'), ("a.ts", 'import { x } from "@langchain/core/messages";\n'),
        ("a.vue", '<script>import OpenAI from "openai"</script>'), ("a.go", 'import openai "github.com/sashabaranov/go-openai"\n'),
        ("A.java", "import dev.langchain4j.model.openai.OpenAiChatModel;\n"), ("a.rb", "RubyLLM.chat\n"), ("a.rb", 'require "openai"\n'),
        ("a.rs", "use async_openai::Client;\n"), ("A.cs", "using Azure.AI.OpenAI;\n"),
    ],
)  # fmt: skip
def test_a_file_that_imports_an_sdk_or_names_a_provider_is_parsed(path: str, text: str) -> None:
    assert parsed({path: text, "other.py": "x = 1\n"}) == {path}


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("a.ts", "const right = original + bright;\n"), ("a.ts", 'import { mail } from "airtable";\n'), ("a.py", "torchlight = 1\n"),
        ("a.py", "import openai_like_name_of_ours\n"), ("a.go", "// together\n"), ("a.py", "from typing import Any\n"),
    ],
)  # fmt: skip
def test_a_file_that_only_holds_the_letters_is_not(path: str, text: str) -> None:
    assert parsed({path: text}) == set()


def test_who_uses_what_a_seed_offers_is_parsed_and_who_uses_that() -> None:
    files = {
        "llm.py": "from openai import OpenAI\nclient = OpenAI()\ndef summarize_letter(t):\n    return client.responses.create(input=t)\n",
        "service.py": "from llm import summarize_letter\ndef write_letter(t):\n    return summarize_letter(t)\n",
        "web.py": "from service import write_letter\n@app.post('/x')\ndef handler(t):\n    return write_letter(t)\n",
        "other.py": "def unrelated():\n    return 1\n",
    }
    assert parsed(files) == {"llm.py", "service.py", "web.py"}


def test_what_a_seed_imports_is_parsed_and_its_namesake_elsewhere_is_not() -> None:
    files = {
        "app/llm.py": "from openai import OpenAI\nfrom .settings import LIMIT\nclient = OpenAI(timeout=LIMIT)\n",
        "app/settings.py": "LIMIT = 20\n",
        "other/settings.py": "LIMIT = 30\n",
    }
    assert parsed(files) == {"app/llm.py", "app/settings.py"}


@pytest.mark.parametrize(
    ("seed", "statement", "target"),
    [
        ("src/ai/chat.ts", 'import { c } from "./client";', "src/ai/client.ts"),
        ("src/ai/chat.ts", 'import { c } from "../lib/client";', "src/lib/client.ts"),
        ("src/ai/chat.ts", 'import { c } from "@/lib/client";', "src/lib/client.ts"),
        ("src/ai/chat.ts", 'import { c } from "../lib";', "src/lib/index.ts"),
        ("web/chat.ts", 'import { c } from "@shop/shared/client";', "packages/shared/client.ts"),
        ("app/chat.py", "from app.clients import c", "app/clients.py"),
        ("app/chat.py", "from app.clients import c", "app/clients/__init__.py"),
        ("app/chat.py", "from . import clients", "app/clients.py"),
        ("app/chat.py", "from ..core.clients import c", "core/clients.py"),
        ("chat.py", "import clients", "clients.py"),
    ],
)
def test_imports_lead_to_files(seed: str, statement: str, target: str) -> None:
    sdk = 'import OpenAI from "openai";\n' if seed.endswith("ts") else "import openai\n"
    assert parsed({seed: sdk + statement + "\n", target: "const c = 1\n" if target.endswith("ts") else "c = 1\n"}) == {
        seed,
        target,
    }


def test_what_guards_all_calls_from_afar_is_parsed_where_there_are_calls() -> None:
    tracing = 'import { registerOTel } from "@vercel/otel";\nexport function register() {\n  registerOTel({});\n}\n'
    assert parsed({"instrumentation.ts": tracing}) == set()
    assert parsed({"instrumentation.ts": tracing, "a.ts": 'import "openai";\n'}) == {"instrumentation.ts", "a.ts"}


def test_names_that_everybody_uses_lead_nowhere() -> None:
    files = {f"m{number}.py": "def f():\n    return transform_rows()\n" for number in range(500)}
    seed = "import openai\ndef transform_rows():\n    return openai.chat.completions.create()\n"
    assert parsed({"seed.py": seed, **files}) == {"seed.py"}
