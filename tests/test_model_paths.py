"""The ways from entry points to the model: imports are followed upwards, and untraced products give all endpoints."""

from readiness.model_paths import below, is_aside, takes_input, ways
from readiness.product import Product
from readiness.search import Hit
from readiness.snapshot import Snapshot

ASK = "from openai import OpenAI\ndef ask(text):\n    return OpenAI().responses.create(model='m', input=text).output_text\n"
ROUTE = (
    "from fastapi import APIRouter\n{}router = APIRouter()\n@router.post('/{}')\ndef go(text: str):\n    return text\n"
)


def product(files: dict[str, str]) -> Product:
    return Product(Snapshot.of(files))


def test_only_the_endpoints_that_import_the_caller_reach_the_model() -> None:
    found = ways(
        product(
            {
                "app/llm.py": ASK,
                "app/service.py": "from app.llm import ask\ndef answer(text):\n    return ask(text)\n",
                "app/chat.py": ROUTE.format("from .service import answer\n", "chat"),
                "app/notes.py": ROUTE.format("", "notes"),
            }
        )
    )
    assert found.traced
    assert {hit.path for hit, _ in found.endpoints} == {"app/chat.py"}
    assert found.callers == {"app/llm.py"}
    assert found.reaching == {"app/llm.py", "app/service.py", "app/chat.py"}


def test_without_a_way_all_endpoints_that_take_input_are_taken() -> None:
    found = ways(product({"a.py": ROUTE.format("", "a"), "b.py": ROUTE.format("", "b").replace("post", "get")}))
    assert not found.traced
    assert {hit.path for hit, _ in found.endpoints} == {"a.py"}


def test_a_login_beside_a_screen_is_no_way_to_the_model() -> None:
    files = {"app.py": "import streamlit as st\nst.chat_input('x')\n" + ASK, "sso.py": ROUTE.format("", "login")}
    found = ways(product(files))
    assert found.endpoints == ()
    assert [hit.path for hit, _ in found.screens] == ["app.py"]


def test_imports_with_dots_in_their_names_are_found() -> None:
    files = {
        "src/chat.controller.ts": "import { ChatService } from './chat.service';\nexport class ChatController {}\n",
        "src/chat.service.ts": "export class ChatService {}\n",
        "src/lib/index.ts": "export const x = 1;\n",
        "src/use.ts": "import { x } from '@/lib';\n",
    }
    one = product(files)
    assert below(one, frozenset({"src/chat.controller.ts"})) == {"src/chat.controller.ts", "src/chat.service.ts"}
    assert below(one, frozenset({"src/use.ts"})) == {"src/use.ts", "src/lib/index.ts"}


def test_what_only_reads_takes_no_input() -> None:
    assert takes_input(Hit("a.py", 1, "@app.post('/ask')", ""))
    assert not takes_input(Hit("a.py", 1, "@app.get('/ask')", ""))
    assert not takes_input(Hit("a.ts", 1, "export async function GET", ""))
    assert not takes_input(Hit("a.py", 1, "@app.post('/health')", ""))


def test_login_and_health_are_aside_but_a_guard_in_the_line_is_not() -> None:
    assert is_aside(Hit("a.py", 1, "", "@router.post('/login')"))
    assert not is_aside(Hit("a.py", 1, "", "@router.post('/ask', dependencies=[Depends(get_user)])"))
