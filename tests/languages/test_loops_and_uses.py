"""Every language tells the heads of the loops around a call, and whether its value is thrown away."""

from __future__ import annotations

import pytest

from readiness.languages import parse

SOURCES = {
    "python": ("a.py", "for q in xs:\n    f(q)\n    r = g(q)\nwhile n < 3:\n    k()\nif m(): pass\n"),
    "javascript": ("a.ts", "for (const q of xs) { await f(q); const r = g(q); }\nwhile (n < 3) { k(); }\nif (m()) {}\n"),
    "go": ("a.go", "package a\nfunc x() {\nfor _, q := range xs {\nf(q)\nr := g(q)\n}\nfor n < 3 {\nk()\n}\nif m() {}\n}\n"),
    "java": ("A.java", "class A { void x() { for (Q q : xs) { f(q); var r = g(q); } while (n < 3) { k(); } if (m()) {} } }"),
    "csharp": ("A.cs", "class A { void X() { foreach (var q in xs) { f(q); var r = g(q); } while (n < 3) { k(); } if (m()) {} } }"),
    "php": ("a.php", "<?php foreach ($xs as $q) { f($q); $r = g($q); } while ($n < 3) { k(); } if (m()) {}"),
    "rust": ("a.rs", "fn x() { for q in xs { f(q); let r = g(q); } while n < 3 { k(); } if m() {} }"),
}  # fmt: skip


@pytest.mark.parametrize("language", SOURCES)
def test_heads_of_loops_and_dropped_values_are_told(language: str) -> None:
    path, text = SOURCES[language]
    calls = {call.callee: call for call in parse(language, text, path).calls}
    assert {name: call.dropped for name, call in calls.items()} == {"f": True, "g": False, "k": True, "m": False}
    assert "xs" in calls["f"].loops[0] and calls["f"].loops == calls["g"].loops
    assert "3" in calls["k"].loops[0]
    assert calls["m"].loops == ()
