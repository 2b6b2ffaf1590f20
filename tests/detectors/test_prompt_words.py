"""Words of prompts count where a model reads them, not where people do."""

from __future__ import annotations

import pytest

from readiness.detectors.prompt_words import say
from readiness.product import Product
from readiness.snapshot import Snapshot


@pytest.mark.parametrize(
    ("path", "text", "counts"),
    [
        ("app/prompts/chat.txt", "Never say that you do not know.", True),
        ("prompts/chat.md", "Never say that you do not know.", True),
        ("app/chat.py", "PROMPT = 'Never say that you do not know.'", True),
        ("app/chat.py", "# Never say that you do not know.\nx = 1", False),
        ("docs/prompting.md", "Bad: never say that you do not know.", False),
        ("README.md", "Never say that you do not know.", False),
        ("tests/test_chat.py", "PROMPT = 'Never say that you do not know.'", False),
    ],
)
def test_words_count_in_prompts_and_code(path: str, text: str, counts: bool) -> None:
    fact = say(Product(Snapshot.of({path: text})), patterns=(r"(?i)\bnever say that you\b",))
    assert (fact.degree == 1.0) is counts
