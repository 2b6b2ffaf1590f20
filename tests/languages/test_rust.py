"""Rust source in the neutral shape."""

from __future__ import annotations

import pytest

from readiness.languages.rust import parse
from readiness.syntax import Call, Module


def _module(body: str) -> Module:
    return parse(f"async fn f() -> R {{ {body} }}", "a.rs")


def _call(module: Module, callee: str) -> Call:
    return next(call for call in module.calls if call.callee == callee)


def _pairs(call: Call) -> list[tuple[str | None, str]]:
    return [(argument.name, argument.text) for argument in call.args]


def test_uses_are_resolved_name_by_name() -> None:
    module = parse("use a::b::{C, D as E, f::*, self};\nuse x::y;\nuse q as r;\nmod chat;\nmod m { }\n", "a.rs")
    assert [(found.module, found.names) for found in module.imports] == [
        ("a::b", (("C", "C"),)),
        ("a::b", (("D", "E"),)),
        ("a::b::f", (("*", "*"),)),
        ("a::b", (("*", "b"),)),
        ("x", (("y", "y"),)),
        ("q", (("*", "r"),)),
        ("self::chat", (("*", "chat"),)),
    ]


def test_a_request_struct_gives_its_keys_to_the_call() -> None:
    call = _call(_module("let r = c.chat().create(Req { model: m, inner: In { a: 1 } }).await?;"), "c.chat().create")
    assert (call.target, call.awaited, call.tries) == ("r", True, (0,))
    assert _pairs(call)[1:] == [("model", "m"), ("inner", "In { a: 1 }"), ("inner.a", "1")]


def test_a_builder_gives_its_values_by_name_to_build() -> None:
    built = _module('let q = Args::default().model("m").max_tokens(5u16).build()?;').calls[0]
    assert (built.callee, built.target, built.is_new) == ("Args.default().model().max_tokens().build", "q", True)
    assert _pairs(built) == [("model", '"m"'), ("max_tokens", "5u16")]


@pytest.mark.parametrize(
    ("body", "does"),
    [
        ("g()?;", {"raise"}),
        ('match g() { Ok(v) => v, Err(e) => { error!("x {}", e); return Err(e); } }', {"log", "raise"}),
        ("let v = match g() { Ok(v) => v, Err(_) => Default::default() };", {"return"}),
        ("match g() { Ok(v) => h(v), Err(_) => {} }", {"empty"}),
        ('if let Err(e) = g() { println!("x"); }', {"log"}),
        ("let Ok(z) = g() else { return None };", {"return"}),
        ("match g() { Ok(v) => v, Err(e) => { n += 1; } }", {"other"}),
    ],
)
def test_a_result_that_is_looked_at_is_handled(body: str, does: set[str]) -> None:
    module = _module(body)
    assert [handler.does for handler in module.tries[0].handlers] == [frozenset(does)]
    assert _call(module, "g").tries == (0,)


def test_structs_methods_and_attributes_are_read() -> None:
    source = "#[derive(Clone)]\npub struct Foo<T> { #[serde(default)] pub a: String, b: u32 }\nimpl<T> Foo<T> {\n  #[tokio::main]\n  async fn ask(&self, q: &str) -> R { self.x = h(); g() }\n}\n"
    module = parse(source, "a.rs")
    (kind,) = module.classes
    assert (kind.name, kind.kind, kind.line, kind.decorators[0].text) == ("Foo", "struct", 2, "derive(Clone)")
    assert [(f.name, f.annotation, f.decorators) for f in kind.fields] == [
        ("a", "String", ("serde(default)",)),
        ("b", "u32", ()),
    ]
    (method,) = module.functions
    assert (method.name, method.is_async, method.decorators[0].name) == ("Foo.ask", True, "tokio.main")
    assert [(p.name, p.annotation) for p in method.params] == [("self", ""), ("q", "&str")]
    assert (_call(module, "h").target, _call(module, "g").returned) == ("self.x", True)


def test_macros_are_calls_and_json_has_keys() -> None:
    module = _module('let j = json!({"model": m, "n": 1}); for i in xs { k(i); } let s = r#"raw"#;')
    assert _pairs(_call(module, "json!")) == [("model", "m"), ("n", "1")]
    assert _call(module, "k").in_loop
    assert module.texts[-1].target == "s"
