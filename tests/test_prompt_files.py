import pytest

from readiness.product import Product
from readiness.prompt_files import all_prompts
from readiness.snapshot import Snapshot


def kinds(files: dict[str, str]) -> dict[str, str]:
    return {prompt.path: prompt.kind for prompt in all_prompts(Product(Snapshot.of(files)))}


@pytest.mark.parametrize(
    "path",
    [
        "prompts/answer.md", "app/prompts/system.j2", "src/prompt_templates/ask.txt", "chat.prompty", "ask.prompt",
        "summary.prompt.yml", "config/system_prompt.txt", ".github/prompts/review.prompt.md", "default_prompts/tag_prompt.tmpl",
    ],
)  # fmt: skip
def test_a_file_made_for_a_prompt_is_one(path: str) -> None:
    assert kinds({path: "You are a clerk who answers questions."}) == {path: "file"}


@pytest.mark.parametrize(
    "path", ["docs/prompts/intro.md", "prompts/README.md", "prompts/load.py", "app/promptly.txt", "prompts/empty.md"]
)
def test_documents_programs_and_empty_files_are_none(path: str) -> None:
    assert kinds({path: "" if "empty" in path else "x = 1\n"}) == {}


def test_a_prompt_of_a_registry_has_its_name() -> None:
    code = "from langfuse import Langfuse\nfrom openai import OpenAI\nlangfuse = Langfuse()\nprompt = langfuse.get_prompt('answer')\nOpenAI().responses.create(model='gpt-4o', input=prompt.compile())\n"
    (prompt,) = all_prompts(Product(Snapshot.of({"app.py": code})))
    assert (prompt.kind, prompt.name, prompt.line) == ("registry", "answer", 4)
