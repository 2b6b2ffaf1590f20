"""Ruby source in the neutral shape."""

from __future__ import annotations

import pytest

from readiness.languages.ruby import parse
from readiness.syntax import Call, Module


def _call(module: Module, callee: str) -> Call:
    return next(call for call in module.calls if call.callee == callee)


def _pairs(call: Call) -> list[tuple[str | None, str]]:
    return [(argument.name, argument.text) for argument in call.args]


def test_what_is_required_is_imported() -> None:
    module = parse('require "openai"\nrequire_relative "llm/client"\n', "a.rb")
    assert [(found.module, found.line) for found in module.imports] == [("openai", 1), ("./llm/client", 2)]
    assert module.texts == ()


def test_a_construction_and_a_call_have_the_keys_of_their_hashes() -> None:
    module = parse(
        '@c = OpenAI::Client.new(token: key, request: { timeout: 5 })\nr = @c.chat(parameters: { "model" => "m" })\n',
        "a.rb",
    )
    made, asked = _call(module, "OpenAI.Client"), _call(module, "@c.chat")
    assert (made.is_new, made.target) == (True, "@c")
    assert _pairs(made) == [("token", "key"), ("request", "{ timeout: 5 }"), ("request.timeout", "5")]
    assert (asked.target, _pairs(asked)[1:]) == ("r", [("parameters.model", '"m"')])
    assert [(text.value, text.target) for text in module.texts] == [("m", "model")]


@pytest.mark.parametrize(
    ("body", "types", "does"),
    [
        ('rescue A::B, C => e\n  Rails.logger.error("x")\n  raise', ("A::B", "C"), {"log", "raise"}),
        ("rescue => e\n  nil", (), {"empty"}),
        ("rescue\n  return false", (), {"return"}),
        ('rescue\n  render json: { error: "x" }', (), {"return"}),
        ('rescue\n  raise Foo, "x"', (), {"raise"}),
        ("rescue\n  n += 1", (), {"other"}),
    ],
)
def test_a_rescue_clause_says_what_it_does(body: str, types: tuple[str, ...], does: set[str]) -> None:
    for source in (f"begin\n  g(1)\n{body}\nend\n", f"def f\n  g(1)\n{body}\nend\n"):
        module = parse(source, "a.rb")
        assert [(h.types, h.does) for h in module.tries[0].handlers] == [(types, frozenset(does))]
        assert _call(module, "g").tries == (0,)


def test_blocks_repeat_or_set_something_up() -> None:
    module = parse("xs.each do |x| g(x) end\nTimeout.timeout(5) { h(1) }\nv ||= k(1) rescue nil\n", "a.rb")
    assert _call(module, "g").in_loop
    assert _call(module, "h").contexts == ("Timeout.timeout(5)",)
    assert (_call(module, "k").target, module.tries[0].handlers[0].does) == ("v", {"empty"})


def test_classes_have_bases_constants_and_methods() -> None:
    source = "module A\n  class Foo < Bar::Baz\n    include Worker\n    KEY = 'x'\n    attr_reader :a\n    def f(k, t: 5)\n      ask(1)\n    end\n    def self.g; end\n  end\nend\n"
    module = parse(source, "a.rb")
    kind = module.classes[1]
    assert (kind.name, kind.bases) == ("A.Foo", ("Bar::Baz", "Worker"))
    assert [(f.name, f.value) for f in kind.fields] == [("KEY", "'x'"), ("a", "")]
    assert [(f.name, f.class_name) for f in module.functions] == [("A.Foo.f", "A.Foo"), ("A.Foo.g", "A.Foo")]
    assert [(p.name, p.default) for p in module.functions[0].params] == [("k", ""), ("t", "5")]
    assert _call(module, "ask").returned


def test_a_heredoc_knows_its_name() -> None:
    module = parse('t = <<~EOS\n  hi #{x}\nEOS\nu = "a #{b}"\n', "a.rb")
    assert [(text.value.strip(), text.target) for text in module.texts] == [("hi {}", "t"), ("a {}", "u")]
