"""Clients are followed across files, classes, factories, injection and names; look-alikes are refused."""

from __future__ import annotations

import pytest

from tests.inventory.products import inventory, only_call, states

MADE = "from openai import OpenAI\n"
ASK = "chat.completions.create(model='gpt-4o', messages=[])"


@pytest.mark.parametrize(
    "files",
    [
        {"a.py": f"import openai as oa\nc = oa.OpenAI(timeout=9)\nc.{ASK}\n"},
        {"a.py": f"from openai import OpenAI as Client\nc = Client(timeout=9)\nc.{ASK}\n"},
        {"llm.py": f"{MADE}client = OpenAI(timeout=9)\n", "a.py": f"from llm import client\nclient.{ASK}\n"},
        {"llm.py": f"{MADE}client = OpenAI(timeout=9)\n", "a.py": f"import llm\nllm.client.{ASK}\n"},
        {
            "app/llm.py": f"{MADE}client = OpenAI(timeout=9)\n",
            "app/__init__.py": "from .llm import client as model\n",
            "app/b/a.py": f"from .. import model\nmodel.{ASK}\n",
        },
        {"a.py": f"{MADE}def make():\n    return OpenAI(timeout=9)\ndef ask():\n    make().{ASK}\n"},
        {"a.py": f"{MADE}def make():\n    c = OpenAI(timeout=9)\n    yield c\ndef ask(c=Depends(make)):\n    c.{ASK}\n"},
        {
            "a.py": f"{MADE}from typing import Annotated\ndef make():\n    return OpenAI(timeout=9)\n"
            f"Client = Annotated[OpenAI, Depends(make)]\n",
            "b.py": f"from a import Client\ndef ask(c: Client):\n    c.{ASK}\n",
        },
        {"a.py": f"{MADE}class A:\n    def __init__(self):\n        self.c = OpenAI(timeout=9)\n    def ask(self):\n        self.c.{ASK}\n"},
        {
            "a.py": f"{MADE}class Base:\n    def __init__(self):\n        self.c = OpenAI(timeout=9)\n",
            "b.py": f"from a import Base\nclass B(Base):\n    def ask(self):\n        return self.c.{ASK}\n",
        },
        {"a.py": f"{MADE}class Mine(OpenAI):\n    pass\nc = Mine(timeout=9)\nc.{ASK}\n"},
        {"a.py": f"{MADE}c = OpenAI(timeout=9)\nchat = c.chat\nchat.completions.create(model='m')\n"},
        {"a.py": f"{MADE}c = traced(OpenAI(timeout=9))\nc.{ASK}\n"},
        {"a.py": f"{MADE}app.state.openai = OpenAI(timeout=9)\n", "b.py": f"def ask(request):\n    request.app.state.openai.{ASK}\n"},
        {"a.py": f"{MADE}c = OpenAI().with_options(timeout=9)\nc.{ASK}\n"},
        {"a.py": f"{MADE}def ask(c: OpenAI):\n    c.{ASK}\ndef run():\n    ask(OpenAI(timeout=9))\n"},
        {"a.ts": "import OpenAI from 'openai';\nexport class S {\n  constructor(private readonly ai: OpenAI) {}\n"
                 "  ask() { return this.ai.responses.create({ model: 'm', input: 'x' }); }\n}\n",
         "b.ts": "import OpenAI from 'openai';\nexport const ai = new OpenAI({ timeout: 9000 });\n"},
        {"lib/ai.ts": "import OpenAI from 'openai';\nexport const ai = new OpenAI({ timeout: 9000 });\n",
         "lib/index.ts": "export * from './ai';\n",
         "app/a.ts": "import { ai } from '@/lib';\nexport const ask = () => ai.responses.create({ model: 'm' });\n"},
    ],
)  # fmt: skip
def test_the_limit_of_the_client_is_the_limit_of_its_call(files: dict[str, str]) -> None:
    assert states(only_call(files), "timeout", "retry") == ["yes", "default"]


@pytest.mark.parametrize(
    "text",
    [
        "import openai\nprint(openai.__version__)\n",
        "from mylib import OpenAI\nOpenAI().chat('x')\n",
        "from sklearn.base import BaseEstimator\nrunner.invoke(cli)\nasyncio.run(main())\n",
        "from openai.types.chat import ChatCompletion\ndef f(x: ChatCompletion):\n    return x.choices\n",
        "from langchain_core.documents import Document\nstore.invoke('x')\n",
    ],
)
def test_what_only_looks_alike_is_no_call(text: str) -> None:
    assert inventory({"a.py": text}).calls == ()


def test_a_wrapper_is_the_call_site_and_its_callers_are_not() -> None:
    call = only_call(
        {
            "llm.py": f"{MADE}client = OpenAI()\ndef ask(q):\n    return client.{ASK}\n",
            "a.py": "from llm import ask\ndef summary(x):\n    return ask(x)\n",
            "b.py": "from llm import ask\ndef title(x):\n    return ask(x)\n",
        }
    )
    assert (call.path, call.line, call.wrapper) == ("llm.py", 4, "ask")


def test_a_model_name_is_read_through_a_constant_and_told_as_pinned() -> None:
    call = only_call(
        {
            "settings.py": "MODEL = 'gpt-4o-2024-08-06'\n",
            "a.py": f"{MADE}from settings import MODEL\nOpenAI().responses.create(model=MODEL, input='x')\n",
        }
    )
    assert (call.model, call.model_pinned, call.provider) == ("gpt-4o-2024-08-06", True, "openai")


def test_nothing_raises_on_broken_text() -> None:
    assert (
        inventory({"a.py": "from openai import (((\nx = = OpenAI(\n", "b.ts": "import {{{ from 'openai'; new ((("})
        is not None
    )


@pytest.mark.parametrize("head", ["from langfuse.openai import openai\n", "from langfuse.openai import OpenAI\n"])
def test_a_traced_stand_in_for_an_sdk_is_followed_like_it(head: str) -> None:
    made = "openai.OpenAI" if head.endswith("openai\n") else "OpenAI"
    call = only_call({"a.py": f"{head}client = {made}(timeout=9)\ndef ask(q):\n    return client.{ASK}\n"})
    assert states(call, "timeout", "traced") == ["yes", "yes"]
