"""Every language that is read through a tree keeps the promises that they share."""

from __future__ import annotations

from importlib import import_module

import pytest

from readiness.syntax import Module

_SAMPLES = {
    "go": 'package p\nfunc (c *C) f() error {\n  x, err := g(R{A: "b", C: D{E: 1}})\n  if err != nil { return err }\n  return x.y()\n}\n',
    "java": 'class A { @B("c") String d = "e"; void f() { try { g(new R(1, O.builder().a("b").build())); } catch (E e) { throw e; } } }',
    "csharp": 'class A { [B("c")] string D { get; } = "e"; async Task F() { try { await g(new R { A = $"b{c}" }); } catch (E e) { throw; } } }',
    "ruby": 'class A < B\n  def f(a, b: 1)\n    g(c: { d: "e#{h}" })\n  rescue E => e\n    raise\n  end\nend\n',
    "rust": '#[b]\nimpl A { async fn f(&self) -> R { let x = g(S { a: "b" }).await?; match h() { Ok(v) => v, Err(e) => return Err(e) } } }',
    "php": "<?php\nclass A extends B { #[C] public $d = 'e'; function f($a) { try { $this->g(['h' => \"i $j\"], k: 1); } catch (E $e) { throw $e; } } }",
    "kotlin": 'class A(private val b: B = C()) : D() {\n  @E suspend fun f(g: H): I {\n    try { j(K(l = "m $n")) } catch (e: O) { throw e }\n  }\n}\n',
}
_LANGUAGES = sorted(_SAMPLES)


def _parse(language: str, text: str) -> Module:
    module: Module = import_module(f"readiness.languages.{language}").parse(text, "a")
    return module


@pytest.mark.parametrize("language", _LANGUAGES)
def test_a_whole_file_is_read_whole(language: str) -> None:
    module = _parse(language, _SAMPLES[language])
    assert (module.ok, module.language) == (True, language)
    assert module.functions
    assert any(call.tries == (0,) for call in module.calls)
    assert module.tries[0].handlers[0].does == {"raise"}


@pytest.mark.parametrize("language", _LANGUAGES)
def test_a_file_cut_anywhere_or_with_a_part_missing_is_read_as_far_as_it_goes(language: str) -> None:
    source = _SAMPLES[language]
    for at in range(len(source)):
        assert _parse(language, source[:at]).language == language
        assert _parse(language, source[:at] + source[at + 3 :]).language == language


@pytest.mark.parametrize("language", _LANGUAGES)
@pytest.mark.parametrize(
    "text",
    ["", "\0\0", "\ud800", "\ufeffa", "((((" * 1000, "f(" * 2000 + ")" * 2000, "a" + ".b(1)" * 2000, '"\\' * 500],
)
def test_no_text_is_too_strange_or_too_deep(language: str, text: str) -> None:
    assert _parse(language, text).language == language


@pytest.mark.parametrize("language", _LANGUAGES)
def test_indexes_point_at_what_is_there(language: str) -> None:
    module = _parse(language, _SAMPLES[language])
    for call in module.calls:
        assert -1 <= call.function < len(module.functions)
        assert all(0 <= index < len(module.tries) for index in call.tries)
        assert 1 <= call.line <= call.end_line


def test_a_list_of_many_values_gives_no_more_arguments_than_anyone_reads() -> None:
    values = "1, " * 5000
    (call,) = _parse("java", f"class A {{ int x = f({values}2); }}").calls
    assert len(call.args) == 200


def test_texts_are_folded_and_cut() -> None:
    long = '"' + "x" * 5000 + '"'
    module = _parse("go", f"package p\nvar a = f(g +\n\t\th, {long})\n")
    (call,) = module.calls
    assert call.args[0].text == "g + h"
    assert len(call.args[1].text) == 400
    assert [(len(text.value), text.length) for text in module.texts] == [(2000, 5000)]
