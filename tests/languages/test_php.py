"""PHP source in the neutral shape."""

from __future__ import annotations

import pytest

from readiness.languages.php import parse
from readiness.syntax import Call, Module


def _module(body: str) -> Module:
    return parse(f"<?php\n{body}\n", "a.php")


def _call(module: Module, callee: str) -> Call:
    return next(call for call in module.calls if call.callee == callee)


def _pairs(call: Call) -> list[tuple[str | None, str]]:
    return [(argument.name, argument.text) for argument in call.args]


def test_uses_and_includes_are_imports() -> None:
    module = _module("namespace A\\B;\nuse OpenAI\\Client as C;\nuse X\\{Y, Z as W};\nrequire __DIR__ . '/x.php';")
    assert module.package == "A\\B"
    assert [(found.module, found.names) for found in module.imports] == [
        ("OpenAI", (("Client", "C"),)),
        ("X", (("Y", "Y"),)),
        ("X", (("Z", "W"),)),
        ("/x.php", ()),
    ]
    assert module.texts == ()


def test_a_call_has_its_arrays_keys_and_named_arguments() -> None:
    module = _module("$r = $this->client->chat()->create(['model' => 'm', 'o' => ['p' => 1]], timeout: 3);")
    call = _call(module, "this.client.chat().create")
    assert call.target == "r"
    assert _pairs(call)[1:] == [("model", "'m'"), ("o", "['p' => 1]"), ("o.p", "1"), ("timeout", "3")]
    assert _call(module, "this.client.chat").chained == "create"
    assert [(text.value, text.target) for text in module.texts] == [("m", "model")]


def test_constructions_and_static_calls_are_bound() -> None:
    module = _module("$this->c = OpenAI::client($k); $x = new Foo(1); foreach ($xs as $x) { g($x); }")
    assert _call(module, "OpenAI.client").target == "this.c"
    assert (_call(module, "Foo").is_new, _call(module, "Foo").target) == (True, "x")
    assert _call(module, "g").in_loop


@pytest.mark.parametrize(
    ("clause", "types", "does"),
    [
        ("catch (A | B $e) { Log::error('x'); throw $e; }", ("A", "B"), {"log", "raise"}),
        ("catch (\\Exception $e) { return null; }", ("Exception",), {"return"}),
        ("catch (E) { }", ("E",), {"empty"}),
        ("catch (E $e) { error_log($e); }", ("E",), {"log"}),
        ("catch (E $e) { $n++; }", ("E",), {"other"}),
    ],
)
def test_a_catch_clause_says_what_it_does(clause: str, types: tuple[str, ...], does: set[str]) -> None:
    module = _module(f"try {{ g(); }} {clause}")
    assert [(h.types, h.does) for h in module.tries[0].handlers] == [(types, frozenset(does))]
    assert _call(module, "g").tries == (0,)


def test_classes_have_promoted_fields_traits_and_attributes() -> None:
    source = "#[Route('/x')] class Foo extends Bar implements Baz {\n use T;\n const K = 'x';\n private string $k = 'v';\n public function __construct(private ?Client $c, int $t = 3) {}\n #[Get] static function ask(string $q): string { return g(); }\n}"
    module = _module(source)
    (kind,) = module.classes
    assert (kind.bases, kind.decorators[0].text) == (("Bar", "Baz", "T"), "Route('/x')")
    assert [(f.name, f.annotation, f.value) for f in kind.fields] == [
        ("K", "", "'x'"),
        ("k", "string", "'v'"),
        ("c", "?Client", ""),
    ]
    made, ask = module.functions
    assert [(p.name, p.annotation, p.default) for p in made.params] == [("c", "?Client", ""), ("t", "int", "3")]
    assert (ask.name, ask.returns, ask.decorators[0].name) == ("Foo.ask", "string", "Get")
    assert _call(module, "g").returned


def test_interpolated_strings_have_holes() -> None:
    module = _module('$a = "x $b {$c->d}";\n$s = <<<EOT\nhi $x\nEOT;')
    assert [(text.value, text.target) for text in module.texts] == [("x {} {}", "a"), ("hi {}", "s")]
