"""The open way out (W14): three parts in one context, and what stands between."""

from __future__ import annotations

import pytest

from tests.signs_in_memory import sign

SEARCH = "tools = [web_search(query)]\n"
STORE = "found = vector_store.similarity_search(q)\n"
MAIL = "tools = [send_email(to, text)]\n"
SHOWN = "import Markdown from 'x'\nexport const A = () => <ReactMarkdown>{answer}</ReactMarkdown>\n"
ALL = {"search.py": SEARCH, "store.py": STORE, "mail.py": MAIL}


def state(files: dict[str, str], facets: tuple[str, ...] = ("llm", "agent"), **judged: str) -> str:
    return sign("W14", files, None, facets, None, **judged).state


def test_three_parts_that_meet_are_raised_each_with_its_place() -> None:
    found = sign("W14", ALL, facets=("llm", "agent"))
    assert found.state == "raised" and [e.place for e in found.evidence] == ["search.py:1", "store.py:1", "mail.py:1"]
    assert "R205" in found.clears


@pytest.mark.parametrize("missing", ["search.py", "store.py"])
def test_two_parts_are_no_way_out(missing: str) -> None:
    assert state({path: text for path, text in ALL.items() if path != missing}) == "clear"


def test_an_agent_whose_way_out_was_not_recognised_needs_a_person_to_look() -> None:
    assert state({"search.py": SEARCH, "store.py": STORE}) == "unknown"
    assert state({"search.py": SEARCH, "store.py": STORE}, ("llm", "rag")) == "clear"


def test_a_person_who_confirms_clears_what_acts_and_not_what_is_shown() -> None:
    assert state(ALL, R205="met") == "clear"
    assert state(ALL, R206="met") == "raised"
    assert state({**ALL, "web/a.tsx": SHOWN}, R205="met") == "raised"


def test_retrieval_reaches_stored_data_and_a_rendered_answer_leads_out() -> None:
    files = {"up.py": "from fastapi import UploadFile\n", "web/a.tsx": SHOWN}
    assert state(files, ("llm", "rag")) == "raised"
    assert state(files, ("llm",)) == "clear"
    assert state(files, ("agent", "rag")) == "clear"


def test_code_of_the_model_that_runs_unboxed_reaches_data_and_the_network() -> None:
    assert state({"search.py": SEARCH}, R209="unmet") == "raised"
    assert state({"search.py": SEARCH}, R209="met") == "clear"
    assert state({"search.py": SEARCH}, R209="unmet", R205="met") == "raised"


def test_servers_of_others_bring_all_three() -> None:
    assert state({"mcp.ts": 'import { StdioClientTransport } from "x";\n'}) == "raised"
    assert state({"mcp.ts": 'import { StdioClientTransport } from "x";\n'}, R205="met") == "clear"


@pytest.mark.parametrize(
    "text",
    [
        "const fetchUrl = `${base}/x`;\n", "const reader = new FileReader();\n", "await sendMessage({ text });\n",
        "this.port.postMessage({ command: 'START' });\n", "const request = new HttpRequestMessage(method, api);\n",
        "fs.readFileSync(path);\n", "createPrompt(value);\n", "env: { browser: true }\n", "// web_search(query) would help\n",
    ],
)  # fmt: skip
def test_names_that_only_look_like_tools_are_none(text: str) -> None:
    assert state({"store.py": STORE, "mail.py": MAIL, "a.ts": text}) == "clear"
