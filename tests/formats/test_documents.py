"""Documents: sections, kinds of lines, placeholders, language."""

from __future__ import annotations

import pytest

from readiness.formats.document_language import language_of
from readiness.formats.documents import Document, is_document, read_document
from readiness.formats.placeholders import is_placeholder_line


def headings(path: str, text: str) -> list[tuple[int, str, int]]:
    return [(section.level, section.title, section.line) for section in read_document(path, text).sections]


MARKDOWN = """\
---
title: Front
tags: [a, b]
---
# Title [![build](https://x/y.svg)](https://x) #

Intro with a [link](https://example.com/a(b)) and `code`.
[![badge](https://a/b.svg)](https://c)
<!-- ## Hidden
TODO -->

Setext
======
- one
- two
  more

| a | b |
|---|---|
| 1 | 2 |

```bash
# not a heading
make
```

**Bold line**

> quoted

<h3 align="center">HTML <b>heading</b></h3>
<p align="center"><img src="a.png"></p>

Second
---
Text after.
***

    indented code
"""


def test_markdown() -> None:
    found = read_document("README.md", MARKDOWN)
    assert found.title == "Front"
    assert found.front_matter == (("title", "Front", 2), ("tags", "a, b", 3))
    assert headings("README.md", MARKDOWN) == [
        (1, "Title", 5),
        (1, "Setext", 12),
        (7, "Bold line", 27),
        (3, "HTML heading", 31),
        (2, "Second", 34),
    ]
    title, setext, bold, html, second = found.sections
    assert [(line.number, line.kind) for line in title.lines] == [(7, "text"), (8, "image")]
    assert title.words == 6
    assert [(line.number, line.kind, line.language) for line in setext.lines] == [
        (14, "list", ""),
        (15, "list", ""),
        (16, "text", ""),
        (18, "table", ""),
        (19, "table", ""),
        (20, "table", ""),
        (23, "code", "bash"),
        (24, "code", "bash"),
    ]
    assert [line.kind for line in bold.lines] == ["quote"]
    assert [line.kind for line in html.lines] == ["image"]
    assert [(line.text, line.kind) for line in second.lines] == [("Text after.", "text"), ("indented code", "code")]
    assert not any(section.is_placeholder for section in found.sections)


def test_a_section_with_those_below_it() -> None:
    found = read_document("a.md", "# A\n## B\nx\n### C\n## D\n# E\n")
    assert [section.title for section in found.within(1)] == ["B", "C"]
    assert [section.title for section in found.within(0)] == ["A", "B", "C", "D"]


@pytest.mark.parametrize(
    ("path", "text", "expected"),
    [
        (
            "a.rst",
            "=====\nTitle\n=====\n\nPart\n----\n.. note:: Mind\n.. comment\n   gone\n\nSub\n^^^\n::\n\n   code\n",
            [(1, "Title", 2), (2, "Part", 5), (3, "Sub", 11)],
        ),
        ("a.adoc", "= Title\n:toc:\n\n== Part\n----\n== code\n----\n", [(1, "Title", 1), (2, "Part", 4)]),
        ("LICENSE", "OVERVIEW\n\nText here.\n\nPart\n====\nmore\n", [(2, "OVERVIEW", 1), (1, "Part", 5)]),
        ("a.md", "\ufeff#No blank\r\n\r\ntext\r\n", [(1, "No blank", 1)]),
        ("a.md", "#!/bin/sh\n#123\ntext\n", [(0, "", 1)]),
        ("a.md", "```\n# never closed\n## at all\n", [(0, "", 2)]),
        ("a.mdx", "import X from './x'\n\n# T\n<X />\n", [(1, "T", 3)]),
        ("a.md", "<details>\n<summary>More</summary>\ntext\n</details>\n", [(0, "", 1), (7, "More", 2)]),
        ("a.md", "a | b\n--|--\n1 | 2\n", [(0, "", 1)]),
        ("a.md", "text\n\n---\n\nmore\n", [(0, "", 1)]),
        ("a.md", "", []),
    ],
)
def test_headings(path: str, text: str, expected: list[tuple[int, str, int]]) -> None:
    assert headings(path, text) == expected


def test_rest_code_and_text() -> None:
    found = read_document(
        "a.rst",
        "Title\n=====\n\nSee `docs <https://x>`_ and :ref:`y`.\n\n.. code-block:: python\n\n   import x\n\n.. image:: a.png\n",
    )
    assert [(line.text, line.kind) for line in found.sections[0].lines] == [
        ("See docs and y.", "text"),
        ("import x", "code"),
        (".. image:: a.png", "image"),
    ]


@pytest.mark.parametrize(
    "body",
    [
        "TODO",
        "TBD.",
        "_TODO_",
        "> TODO: write this",
        "Coming soon!",
        "Lorem ipsum dolor sit amet",
        "<your text here>",
        "[Describe the architecture]",
        "_Describe what the change does._",
        "*What problem does this solve?*",
        "- **Owner:** TBD\n- **Backup:**\n",
        "- [ ] TODO",
        "...",
        "A clear and concise description of what the bug is.",
        "Describe your changes",
        "| Metric | Target |\n|---|---|\n| Latency | |\n| Cost | TBD |",
        "| a | b |\n|---|---|",
        "{{ project_name }}",
        "待补充",
    ],
)
def test_placeholders(body: str) -> None:
    assert [section.is_placeholder for section in read_document("a.md", f"## Goals\n\n{body}\n").sections] == [True]


@pytest.mark.parametrize(
    "body",
    [
        "Answers arrive within 2 seconds.",
        "TODO lists are what this app is about.",
        "See [the guide](guide.md).",
        "<https://example.com>",
        "Demo: <https://example.com/demo>",
        "We plan to:\n",
        "All runbooks follow these standards:",
        "| Metric | Target |\n|---|---|\n| Latency | 2 s |",
        "| Chat | Status |\n|---|---|\n| Tools | ✅ |",
        "| [English](en.md) | [中文](zh.md) |",
        "```\nTODO\n```",
        "- TBD\n- but this one is told",
        "Describe an image with the `describe` command, then save it.",
        "![picture](a.png)",
        "",
    ],
)
def test_no_placeholders(body: str) -> None:
    assert [section.is_placeholder for section in read_document("a.md", f"## Goals\n\n{body}\n").sections] == [False]


@pytest.mark.parametrize(
    "line", ["Owner: Ada Lovelace", "- [x] Done", "Support <b>bold</b>", "Set `<your-key>` in the file"]
)
def test_lines_that_say_something(line: str) -> None:
    assert not is_placeholder_line(line)


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("This is the documentation of a service that answers the questions of your users.", "en"),
        ("这是一个基于大模型的企业知识库问答系统，支持多种模型。", "zh"),
        ("これは大規模言語モデルを使ったアプリケーションです。", "ja"),
        ("이 프로젝트는 사용자의 질문에 답하는 서비스입니다.", "ko"),
        ("Este es un servicio que responde a las preguntas de los usuarios con una base de datos.", "es"),
        ("Dies ist ein Dienst, der die Fragen der Nutzer mit einer Datenbank und Modellen beantwortet.", "de"),
        ("Ceci est un service qui répond aux questions des utilisateurs avec une base de données.", "fr"),
        ("Este é um serviço que responde às perguntas dos usuários com uma base de dados, para você.", "pt"),
        ("Это сервис, который отвечает на вопросы пользователей.", "ru"),
        ("npm run x", ""),
        ("", ""),
    ],
)
def test_languages(text: str, language: str) -> None:
    assert language_of(text) == language


def test_words_are_counted_without_markup_and_code() -> None:
    found: Document = read_document("a.md", "# T\none [two](http://x/y) `three`\n```\nfour\n```\n中文\n")
    assert found.words == 5


@pytest.mark.parametrize(
    ("path", "expected"),
    [("README", True), ("docs/a.mdx", True), ("SECURITY.md", True), ("a.py", False), ("readme.png", False)],
)
def test_names(path: str, expected: bool) -> None:
    assert is_document(path) is expected
