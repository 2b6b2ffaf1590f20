"""C# source in the neutral shape."""

from __future__ import annotations

import pytest

from readiness.languages.csharp import parse
from readiness.syntax import Call, Module


def _module(body: str) -> Module:
    return parse(f"class A {{ async Task F() {{ {body} }} }}", "A.cs")


def _call(module: Module, callee: str) -> Call:
    return next(call for call in module.calls if call.callee == callee)


def _pairs(call: Call) -> list[tuple[str | None, str]]:
    return [(argument.name, argument.text) for argument in call.args]


def test_usings_bind_all_names_or_an_alias() -> None:
    module = parse("using System; using A = B.C; using static D.E;\nnamespace N.M;\n", "A.cs")
    assert module.package == "N.M"
    assert [(found.module, found.names) for found in module.imports] == [
        ("System", (("*", "*"),)),
        ("B.C", (("*", "A"),)),
        ("D.E", (("*", "*"),)),
    ]


def test_an_awaited_call_has_named_arguments_and_an_initialisers_keys() -> None:
    module = _module(
        'var x = await client.Chat.CompleteAsync(r, timeout: 5, new Options { Model = "m", In = new() { A = 1 } });'
    )
    call = _call(module, "client.Chat.CompleteAsync")
    assert (call.target, call.awaited) == ("x", True)
    assert _pairs(call)[:2] == [(None, "r"), ("timeout", "5")]
    assert _pairs(call)[3:] == [("Model", '"m"'), ("In", "new() { A = 1 }"), ("In.A", "1")]
    assert (_call(module, "Options").is_new, _call(module, "Options").passed_to) == (True, "client.Chat.CompleteAsync")


def test_a_builder_gives_its_values_by_name_to_build() -> None:
    built = _module('var k = Kernel.CreateBuilder().AddChat("m", key).WithRetry(3).Build();').calls[0]
    assert (built.callee, built.target, built.is_new) == (
        "Kernel.CreateBuilder().AddChat().WithRetry().Build",
        "k",
        True,
    )
    assert _pairs(built) == [("AddChat", '("m", key)'), ("WithRetry", "3")]


@pytest.mark.parametrize(
    ("clause", "types", "does"),
    [
        ('catch (HttpException e) when (e.X) { _log.LogError(e, "x"); throw; }', ("HttpException",), {"log", "raise"}),
        ("catch { return null; }", (), {"return"}),
        ("catch (Exception) { }", ("Exception",), {"empty"}),
        ("catch (Exception e) { Console.WriteLine(e); }", ("Exception",), {"log"}),
        ("catch (Exception e) { n++; }", ("Exception",), {"other"}),
    ],
)
def test_a_catch_clause_says_what_it_does(clause: str, types: tuple[str, ...], does: set[str]) -> None:
    module = _module(f"try {{ G(); }} {clause}")
    assert [(h.types, h.does) for h in module.tries[0].handlers] == [(types, frozenset(does))]
    assert _call(module, "G").tries == (0,)


def test_attributes_fields_and_parameters_are_read() -> None:
    source = """
[ApiController]
public class Foo : Bar, IBaz {
  [JsonPropertyName("k")] private readonly string _k = "x";
  public string Name { get; set; } = "n";
  [HttpPost("chat")]
  public async Task<string> Ask([FromBody] Req r, int n = 3) => await Run(r);
}
record R(string A);
"""
    module = parse(source, "Foo.cs")
    foo, record = module.classes
    assert (foo.bases, [d.text for d in foo.decorators]) == (("Bar", "IBaz"), ["ApiController"])
    assert [(f.name, f.annotation, f.value, f.decorators) for f in foo.fields] == [
        ("_k", "string", '"x"', ('JsonPropertyName("k")',)),
        ("Name", "string", '"n"', ()),
    ]
    assert (record.kind, record.fields[0].name) == ("record", "A")
    (method,) = module.functions
    assert (method.name, method.line, method.is_async, method.returns) == ("Foo.Ask", 7, True, "Task<string>")
    assert [(p.name, p.annotation, p.default, p.decorators) for p in method.params] == [
        ("r", "Req", "", ("FromBody",)),
        ("n", "int", "3", ()),
    ]
    assert (_call(module, "Run").returned, _call(module, "Run").awaited) == (True, True)


def test_optional_chaining_and_null_marks_are_dropped() -> None:
    module = _module("foreach (var q in qs) { h?.Go(q)!.Foo(); } using (var t = Open()) { G(); }")
    assert _call(module, "h.Go").chained == "Foo"
    assert _call(module, "h.Go().Foo").in_loop
    assert _call(module, "G").contexts == ("var t = Open()",)


def test_every_kind_of_string_is_read() -> None:
    module = _module('var a = $"x {y} z"; var b = @"c:\\d"; var c = """ hi """; this.d = "e\\n";')
    assert [(text.value, text.target) for text in module.texts] == [
        ("x {} z", "a"),
        ("c:\\d", "b"),
        (" hi ", "c"),
        ("e\n", "this.d"),
    ]
