"""Kotlin source in the neutral shape."""

from __future__ import annotations

import pytest

from readiness.languages.kotlin import parse
from readiness.syntax import Call, Module


def _module(body: str) -> Module:
    return parse(f"fun f() {{\n  {body}\n}}\n", "a.kt")


def _call(module: Module, callee: str) -> Call:
    return next(call for call in module.calls if call.callee == callee)


def _pairs(call: Call) -> list[tuple[str | None, str]]:
    return [(argument.name, argument.text) for argument in call.args]


def test_imports_name_the_package_and_what_is_taken_from_it() -> None:
    module = parse("package a.b\n\nimport x.y.Z as W\nimport x.V\nimport q.*\n", "a.kt")
    assert module.package == "a.b"
    assert [(found.module, found.names) for found in module.imports] == [
        ("x.y", (("Z", "W"),)),
        ("x", (("V", "V"),)),
        ("q", (("*", "*"),)),
    ]


def test_named_arguments_of_constructions_are_flattened() -> None:
    call = _call(_module('val z = OpenAI(token = "x", timeout = Timeout(request = 5.seconds))'), "OpenAI")
    assert (call.target, call.is_new) == ("z", True)
    assert _pairs(call)[::2] == [("token", '"x"'), ("timeout.request", "5.seconds")]


def test_a_builder_gives_its_values_by_name_to_build() -> None:
    built = _module('val o = Opts.builder().model("m").build()').calls[0]
    assert (built.callee, built.target, _pairs(built)) == ("Opts.builder().model().build", "o", [("model", '"m"')])


@pytest.mark.parametrize(
    ("clause", "types", "does"),
    [
        ('catch (e: IOException) { log.error("x"); throw e }', ("IOException",), {"log", "raise"}),
        ("catch (e: Exception) { return null }", ("Exception",), {"return"}),
        ("catch (e: Exception) { }", ("Exception",), {"empty"}),
        ("catch (e: Exception) { n += 1 }", ("Exception",), {"other"}),
    ],
)
def test_a_catch_clause_says_what_it_does(clause: str, types: tuple[str, ...], does: set[str]) -> None:
    module = _module(f"val r = try {{ g() }} {clause}")
    assert [(h.types, h.does) for h in module.tries[0].handlers] == [(types, frozenset(does))]
    assert (_call(module, "g").tries, _call(module, "g").target) == ((0,), "r")


def test_lambdas_repeat_or_set_something_up() -> None:
    module = _module("xs.map { g(it) }\n  withTimeout(5) { h(1) }\n  a?.b!!.c(1)\n  this.k = m()")
    assert _call(module, "g").in_loop
    assert _call(module, "h").contexts == ("withTimeout(5)",)
    assert _call(module, "a.b.c").function == 0
    assert _call(module, "m").target == "this.k"


def test_classes_have_fields_annotations_and_suspending_functions() -> None:
    source = """
@Service
class Foo(private val c: Client, t: Int = 3) : Bar(), Baz {
  @Inject
  lateinit var k: String
  suspend fun ask(q: String, n: Int = 1, @Body m: M): String = g(q)
}
enum class E { A, B }
"""
    module = parse(source, "a.kt")
    foo, enum = module.classes
    assert (foo.line, foo.bases, foo.decorators[0].text) == (3, ("Bar", "Baz"), "Service")
    assert [(f.name, f.annotation, f.decorators) for f in foo.fields] == [
        ("c", "Client", ()),
        ("k", "String", ("Inject",)),
    ]
    assert (enum.kind, [f.name for f in enum.fields]) == ("enum", ["A", "B"])
    (method,) = module.functions
    assert (method.name, method.is_async, method.returns) == ("Foo.ask", True, "String")
    assert [(p.name, p.annotation, p.default, p.decorators) for p in method.params] == [
        ("q", "String", "", ()),
        ("n", "Int", "1", ()),
        ("m", "M", "", ("Body",)),
    ]
    assert _call(module, "g").returned


def test_interpolations_are_holes() -> None:
    module = _module('val s = "a $b ${c.d}"')
    assert [(text.value, text.target) for text in module.texts] == [("a {} {}", "s")]
