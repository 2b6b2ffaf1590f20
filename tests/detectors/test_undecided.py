"""What documents leave open: labels, tables and headings, in the words of several languages."""

from __future__ import annotations

import pytest

from readiness.detectors.undecided import check_parameters, stated
from readiness.model import Fact
from readiness.product import Product
from readiness.snapshot import Snapshot

OWNER = ("(?:product )?owner", "负责人", "responsable")


def found(text: str, path: str = "docs/plan.md") -> Fact:
    return stated(Product(Snapshot.of({path: text})), subjects=OWNER)


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("# Plan\n\nOwner: TBD\n", 3),
        ("# Plan\n\n- **Product owner:** not yet assigned.\n", 3),
        ("# Plan\n\n* __Owner__: nobody (waiting for the board)\n", 3),
        ("# Plan\n\n1. Owner: ???\n", 3),
        ("# Plan\n\n| what | who |\n|---|---|\n| Owner | to be named |\n", 5),
        ("# Plan\n\n| Part | Owner |\n|---|---|\n| model | TBD |\n| data | none yet |\n", 5),
        ("# Plan\n\n## Owner\n\nTo be decided.\n", 5),
        ("# 计划\n\n负责人：待定\n", 3),
        ("# Plan\n\nResponsable: por definir\n", 3),
        ("# Plan\r\n\r\nOwner: TBD\r\n", 3),
    ],
)
def test_what_is_left_open_is_found_at_its_line(text: str, line: int) -> None:
    fact = found(text)
    assert fact.degree == 0.5
    assert fact.evidence[0].line == line and not fact.evidence[0].supports


@pytest.mark.parametrize(
    "text",
    [
        "# Plan\n\nOwner: Maria Ortiz\n",
        "# Plan\n\nOwner: TBD\n\nProduct owner: Maria Ortiz\n",
        "# Plan\n\n| Part | Owner |\n|---|---|\n| model | TBD |\n| data | Jo Li |\n",
        "# Plan\n\nCode owner: TBD\n",
        "# Plan\n\nThe owner is unknown to the shop.\n",
        "# Plan\n\nOwner: the none-such team\n",
        "# Plan\n\n```yaml\nowner: TBD\n```\n",
        "# Plan\n\n<!-- Owner: TBD -->\n",
        "# Plan\n\n## Owner\n",
        "",
    ],
)
def test_what_is_decided_or_said_of_something_else_is_not(text: str) -> None:
    assert found(text).degree == 0.0


@pytest.mark.parametrize("path", ["docs/template.md", "docs/adr-template.md", "docs/examples/plan.md", "CHANGELOG.md"])
def test_forms_and_news_leave_nothing_open(path: str) -> None:
    assert found("# Plan\n\nOwner: TBD\n", path).degree == 0.0


def test_one_document_may_settle_what_another_leaves_open() -> None:
    files = {"docs/a.md": "# A\n\nOwner: TBD\n", "docs/b.md": "# B\n\nTBD soon\n\nOwner: Jo Li\n"}
    assert stated(Product(Snapshot.of(files)), subjects=OWNER).degree == 0.0


def test_a_subject_that_does_not_compile_is_told() -> None:
    assert list(check_parameters("stated", (("subjects", ("(",)),)))
    assert not list(check_parameters("stated", (("subjects", ("owner",)),)))
