"""Which documents speak of the product, and where in them a thing is said."""

import pytest

from readiness.product import Product
from readiness.prose import DOCS, document_paths, introductions, is_filled, said, sentences, titled, weight
from readiness.search import Pattern
from readiness.snapshot import Snapshot


def product(files: dict[str, str]) -> Product:
    return Product(Snapshot.of(files))


@pytest.mark.parametrize(
    "path",
    [
        "CHANGELOG.md",
        "LICENSE.md",
        "CODE_OF_CONDUCT.md",
        "CLAUDE.md",
        "AGENTS.md",
        ".cursor/rules/style.md",
        "app/prompts/system.md",
        ".github/ISSUE_TEMPLATE/bug.md",
        "docs/versioned_docs/version-1/intro.md",
        "docs/i18n/fr/intro.md",
        "skills/pdf/SKILL.md",
    ],
)
def test_what_is_not_on_the_product_is_left_out(path: str) -> None:
    assert document_paths(product({path: "# Title\n\nWords.\n", "README.md": "# Tool\n"})) == ("README.md",)


def test_the_readme_weighs_most_and_samples_least() -> None:
    assert [weight(path) for path in ("README.md", "CHARTER.md", "docs/use.md", "docs/samples/a.md")] == [0, 1, 2, 4]


def test_an_introduction_ends_where_the_readme_becomes_technical() -> None:
    readme = "# Tool\n\nFor clerks.\n\n## Installation\n\nRun it.\n\n### Options\n\nMany.\n\n## Why\n\nBecause.\n"
    titles = [section.title for _, section in introductions(product({"README.md": readme}))]
    assert titles == ["Tool", "Why"]


def test_words_in_code_blocks_and_comments_are_not_said() -> None:
    readme = "# Tool\n\n```\nhallucinates\n```\n\n<!-- hallucinates -->\n\nIt hallucinates.\n"
    hits = said(product({"README.md": readme}), [Pattern("hallucinates", DOCS)])
    assert [hit.line for hit in hits] == [9]


def test_a_broken_sentence_is_read_as_one() -> None:
    found = [
        line.text
        for _, part in introductions(product({"README.md": "# T\n\nIt saves\nhours.\n\n- a\n- b\n"}))
        for line in sentences(part)
    ]
    assert found == ["It saves\nhours.", "- a", "- b"]


def test_a_title_within_a_titled_section_is_not_given_twice() -> None:
    tool = product({"docs/goals.md": "# Goals\n\n## Goals of quality\n\n- 70%\n\n# Goals of cost\n\n- 1 EUR\n"})
    assert [document.sections[index].title for document, index in titled(tool, (r"\bgoals\b",))] == [
        "Goals",
        "Goals of cost",
    ]


def test_an_underlined_heading_is_a_heading() -> None:
    tool = product({"docs/limits.rst": "Limitations\n===========\n\nNone known.\n"})
    assert [document.sections[index].title for document, index in titled(tool, ("limitations",))] == ["Limitations"]


@pytest.mark.parametrize(
    "text", ["", "\n", "# Runbook\n\n## Roll back\n\n<!-- How? -->\n", "Runbook\n=======\n\n---\n", "<!-- open"]
)
def test_a_document_that_was_only_started_is_no_evidence(text: str) -> None:
    made = product({"docs/runbook.md": text})
    assert not is_filled(made, "docs/runbook.md") and not is_filled(made, "docs")


def test_a_document_with_words_and_a_folder_that_holds_one_are() -> None:
    made = product(
        {"docs/runbook.md": "# Runbook\n\nRestart it.\n", "docs/empty.md": "", "app.py": "# a comment\nx = 1\n"}
    )
    assert is_filled(made, "docs/runbook.md") and is_filled(made, "docs") and is_filled(made, "./app.py")
    assert not is_filled(made, "docs/empty.md") and not is_filled(made, "nowhere")
