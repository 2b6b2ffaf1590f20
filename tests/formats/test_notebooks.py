"""Notebooks."""

from __future__ import annotations

import json

import pytest

from readiness.formats.notebooks import is_notebook, read_notebook


def test_cells_are_numbered_over_all_kinds() -> None:
    text = json.dumps({
        "metadata": {"kernelspec": {"language": "Python"}},
        "cells": [
            {"cell_type": "markdown", "source": ["# T\n", "x"]},
            {"cell_type": "code", "source": "a = 1\nb", "execution_count": 3, "outputs": [{"output_type": "stream", "text": ["1\n"]}]},
            {"cell_type": "code", "source": [], "execution_count": None, "outputs": [{"output_type": "error"}]},
        ],
    })  # fmt: skip
    found = read_notebook("\ufeff" + text)
    assert found.language == "python"
    assert [(cell.number, cell.kind, cell.source) for cell in found.cells] == [
        (1, "markdown", "# T\nx"),
        (2, "code", "a = 1\nb"),
        (3, "code", ""),
    ]
    first, second = found.code
    assert (first.execution_count, first.has_output, first.has_error, first.output) == (3, True, False, "1\n")
    assert (second.execution_count, second.has_output, second.has_error) == (None, True, True)


def test_the_third_format_has_worksheets() -> None:
    found = read_notebook('{"worksheets": [{"cells": [{"cell_type": "code", "input": ["x"], "prompt_number": 2}]}]}')
    assert [(cell.source, cell.execution_count) for cell in found.cells] == [("x", 2)]


@pytest.mark.parametrize("text", ["", "[]", "{", '{"cells": "x"}', '{"cells": {"a": 1}}', "null"])
def test_other_texts_have_no_cells(text: str) -> None:
    assert read_notebook(text).cells == ()


def test_names() -> None:
    assert is_notebook("a/B.IPYNB")
    assert not is_notebook("a.py")
