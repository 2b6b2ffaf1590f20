import io

import pytest

from readiness.inventory import AiCall, Guard
from readiness.inventory_table import WANTED, state_of, table
from readiness.screen import Screen


def call(model: str = "gpt-4o", kind: str = "chat", provider: str = "openai", **states: str) -> AiCall:
    guards = {guard: Guard(states.get(guard, "no")) for guard, _, _ in WANTED}
    return AiCall("a.py", 1, 0, 1, provider, "openai", model, False, kind, True, False, "python", "", "", False, guards)


def drawn(calls: list[AiCall], width: int, unicode: bool = True) -> list[str]:
    out = io.StringIO()
    table(Screen(out, width, False, unicode), calls)
    return out.getvalue().splitlines()


def test_a_share_is_a_shape_and_a_number() -> None:
    lines = drawn(
        [call(timeout="yes", retry="default", traced="unknown"), call(timeout="no", retry="no", traced="unknown")], 0
    )
    row = next(line for line in lines if line.startswith("openai"))
    for cell in ("! 1/2", "* 0/2", "✗ 0/2", "? 0/2"):
        assert cell in row


def test_a_guard_that_no_such_call_wants_is_neither_there_nor_missing() -> None:
    assert state_of(call(kind="embeddings"), "token_cap") == ""
    assert state_of(call(kind="embeddings"), "timeout") == "no"
    assert " – " in next(line for line in drawn([call(kind="embeddings")], 0) if line.startswith("openai"))


@pytest.mark.parametrize("width", [60, 80, 100, 120, 200])
def test_no_line_is_wider_than_the_screen_or_broken(width: int) -> None:
    calls = [call("claude-3-5-sonnet-20241022", provider="anthropic", timeout="yes")] * 12 + [call(kind="embeddings")]
    lines = drawn(calls, width)
    assert all(len(line) <= width for line in lines)
    heads = [line for line in lines if " kind" in line]
    rows = [line for line in lines if line.startswith(("anthropic", "claude", "openai", "gpt", "all"))]
    assert len(rows) == 3 * len(heads)


def test_a_wide_screen_gets_one_table_and_a_narrow_one_two() -> None:
    assert sum(" kind" in line for line in drawn([call()], 120)) == 1
    assert sum(" kind" in line for line in drawn([call()], 80)) == 2


def test_without_signs_beyond_ascii_every_shape_has_a_twin() -> None:
    lines = drawn([call(timeout="yes"), call(kind="ocr")], 0, unicode=False)
    assert all(line.isascii() for line in lines)
    assert any("+ 1/1" in line and "x 0/1" in line for line in lines)
