from __future__ import annotations

from typing import Any

import pytest

from readiness.call_sites import call_changes, matched, sites_of


def row(path: str = "app/chat.py", line: int = 9, **changes: Any) -> dict[str, Any]:
    guards = {"timeout": "yes", "errors_handled": "yes", "retry": "default", "cached": "no"} | changes.pop("guards", {})
    made = {"path": path, "line": line, "function": "answer", "provider": "openai", "kind": "chat", "model": "gpt-4o"}
    return {**made, **changes, "guards": {name: {"state": state} for name, state in guards.items()}}


BARE = {"timeout": "no", "errors_handled": "no", "retry": "no"}


def changes(before: list[dict[str, Any]], after: list[dict[str, Any]]) -> list[tuple[str, str, bool]]:
    return [(one.kind, one.says, one.fails) for one in call_changes(sites_of(before), sites_of(after))]


@pytest.mark.parametrize(
    "now",
    [
        row(line=90),
        row("lib/talk.py"),
        row("lib/chat.py", function=""),
        row(function="reply"),
        row("lib/talk.py", line=1, provider="azure"),
    ],
    ids=[
        "moved lines",
        "moved to another file",
        "a script that moved",
        "renamed function",
        "moved and another provider",
    ],
)
def test_a_call_is_the_same_whatever_moved_around_it(now: dict[str, Any]) -> None:
    before = row(function="") if now["function"] == "" else row()
    assert changes([before], [now]) == []


def test_another_model_is_told_and_fails_nothing() -> None:
    assert changes([row()], [row(model="gpt-5")]) == [
        ("changed", "asks another model: gpt-4o before, gpt-5 now", False)
    ]


def test_a_guard_that_is_lost_fails_and_one_that_is_gained_is_told() -> None:
    bare = row(guards={"timeout": "no", "errors_handled": "no"})
    assert changes([row()], [bare]) == [("weakened", "lost a time limit, a handler of failures", True)]
    assert changes([bare], [row()]) == [("improved", "gained a time limit, a handler of failures", False)]
    assert changes([row()], [row(guards={"timeout": "default"})]) == [("weakened", "lost a time limit", True)]


def test_what_can_no_longer_be_told_is_not_lost() -> None:
    assert changes([row()], [row(guards={"timeout": "unknown"})]) == []


def test_whether_a_call_is_cached_is_no_protection() -> None:
    assert changes([row(guards={"cached": "yes"})], [row()]) == []


def test_a_new_call_without_guards_fails_and_names_what_it_lacks() -> None:
    found = changes([row()], [row(), row("app/more.py", 3, function="sum_up", provider="mistral", guards=BARE)])
    assert found == [("new", "is new and has no guard: a time limit, a handler of failures, a retry", True)]


def test_a_new_call_is_held_only_to_what_most_calls_have() -> None:
    others = [row(function=f"f{n}", guards={"retry": "no", "traced": "yes"}) for n in range(3)]
    come = row("app/more.py", function="sum_up", kind="embeddings", guards={"retry": "no", "traced": "no"})
    assert changes(others, [*others, come]) == [("new", "is new and has no guard: tracing", True)]
    guarded = row("app/more.py", function="sum_up", kind="embeddings", guards={"retry": "no", "traced": "yes"})
    assert changes(others, [*others, guarded]) == [("appeared", "is new, and guarded", False)]


def test_a_call_that_is_gone_is_told() -> None:
    assert changes([row(), row("b.py", function="other", kind="speech")], [row()]) == [
        ("gone", "is no longer there", False)
    ]


def test_of_two_like_calls_those_with_the_same_guards_belong_together() -> None:
    unguarded = row(line=3, guards=BARE)
    assert [one[0] for one in changes([row(line=3)], [unguarded, row(line=30)])] == ["new"]
    pairs, gone, come = matched(sites_of([row(line=3)]), sites_of([unguarded, row(line=30)]))
    assert ([new.line for _, new in pairs], gone, [site.line for site in come]) == ([30], [], [3])


def test_rows_that_lack_their_parts_are_left_out() -> None:
    broken: list[Any] = [
        {"path": 3},
        {"path": "a.py", "guards": []},
        {"path": "a.py", "guards": {"timeout": "yes"}, "line": "x"},
    ]
    (site,) = sites_of(broken)
    assert (site.path, site.line, site.guards) == ("a.py", 0, {"timeout": "yes"})


def test_a_model_that_runs_here_needs_no_time_limit() -> None:
    local = row(
        "app/more.py", function="classify", provider="local", kind="predict", guards=BARE | {"errors_handled": "yes"}
    )
    assert changes([row()], [row(), {**local, "remote": False}]) == [("appeared", "is new, and guarded", False)]
    assert changes([row()], [row(), {**local, "remote": True}])[0][0] == "new"
