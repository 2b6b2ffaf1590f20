"""Java source in the neutral shape."""

from __future__ import annotations

import pytest

from readiness.languages.java import parse
from readiness.syntax import Call, Module


def _module(body: str) -> Module:
    return parse(f"class A {{ void f() {{ {body} }} }}", "A.java")


def _call(module: Module, callee: str) -> Call:
    return next(call for call in module.calls if call.callee == callee)


def _pairs(call: Call) -> list[tuple[str | None, str]]:
    return [(argument.name, argument.text) for argument in call.args]


def test_imports_name_the_package_and_what_is_taken_from_it() -> None:
    module = parse("package a.b;\nimport x.y.Z;\nimport q.*;\nimport static m.N.o;\n", "A.java")
    assert module.package == "a.b"
    assert [(found.line, found.module, found.names) for found in module.imports] == [
        (2, "x.y", (("Z", "Z"),)),
        (3, "q", (("*", "*"),)),
        (4, "m.N", (("o", "o"),)),
    ]


def test_each_link_of_a_fluent_chain_is_a_call() -> None:
    module = _module("String t = chatClient.prompt().user(x).call().content();")
    assert [(call.callee, call.chained, call.target) for call in module.calls] == [
        ("chatClient.prompt().user().call().content", "", "t"),
        ("chatClient.prompt().user().call", "content", ""),
        ("chatClient.prompt().user", "call", ""),
        ("chatClient.prompt", "user", ""),
    ]


def test_a_builder_gives_its_values_by_name_to_build() -> None:
    built = _module('var m = Model.builder().apiKey(key).timeout(Duration.ofSeconds(5)).tags("a", "b").build();').calls[
        0
    ]
    assert built.is_new
    assert (built.callee, built.target) == ("Model.builder().apiKey().timeout().tags().build", "m")
    assert _pairs(built) == [("apiKey", "key"), ("timeout", "Duration.ofSeconds(5)"), ("tags", '("a", "b")')]


def test_a_builder_given_as_an_argument_is_flattened_into_the_call() -> None:
    call = _call(_module('model.call(new Prompt(msg, Opts.builder().model("m").build()));'), "Prompt")
    assert _pairs(call) == [(None, "msg"), (None, 'Opts.builder().model("m").build()'), ("model", '"m"')]
    assert (call.is_new, call.passed_to) == (True, "model.call")


@pytest.mark.parametrize(
    ("body", "types", "does"),
    [
        ("catch (A | B e) { throw new R(e); }", ("A", "B"), {"raise"}),
        ("catch (Exception e) { return null; }", ("Exception",), {"return"}),
        ('catch (Exception e) { log.error("x", e); }', ("Exception",), {"log"}),
        ("catch (Exception e) { e.printStackTrace(); }", ("Exception",), {"log"}),
        ("catch (Exception e) { System.err.println(e); if (x) { throw e; } }", ("Exception",), {"log", "raise"}),
        ("catch (Exception ignored) { /* fine */ }", ("Exception",), {"empty"}),
        ("catch (Exception e) { count++; }", ("Exception",), {"other"}),
    ],
)
def test_a_catch_clause_says_what_it_does(body: str, types: tuple[str, ...], does: set[str]) -> None:
    module = _module(f"try {{ g(); }} {body}")
    (guarded,) = module.tries
    assert [(handler.types, handler.does) for handler in guarded.handlers] == [(types, frozenset(does))]
    assert _call(module, "g").tries == (0,)


def test_try_with_resources_holds_its_items() -> None:
    module = _module("try (var r = open()) { g(); }")
    assert _call(module, "g").contexts == ("open()",)
    assert (_call(module, "open").target, _call(module, "open").contexts) == ("r", ())


def test_annotations_stand_on_classes_methods_fields_and_parameters() -> None:
    source = """
@Service
@Retryable(maxAttempts = 3)
public class Foo extends Bar implements Baz<T> {
  @Value("${key}") private String key;
  @Bean
  public Client client(@Qualifier("x") Model m) { return new Client(m); }
}
"""
    module = parse(source, "Foo.java")
    (kind,) = module.classes
    assert (kind.line, kind.bases) == (4, ("Bar", "Baz<T>"))
    assert [(d.name, d.text, d.line) for d in kind.decorators] == [
        ("Service", "Service", 2),
        ("Retryable", "Retryable(maxAttempts = 3)", 3),
    ]
    assert [(field.name, field.annotation, field.decorators) for field in kind.fields] == [
        ("key", "String", ('Value("${key}")',))
    ]
    (method,) = module.functions
    assert (method.name, method.line, method.returns, method.class_name) == ("Foo.client", 7, "Client", "Foo")
    assert method.params[0].decorators == ('Qualifier("x")',)
    assert _call(module, "Client").returned


def test_records_enums_and_interfaces_are_classes() -> None:
    module = parse(
        'record P(@NotNull String a) {}\nenum E { A("x"), B }\ninterface I extends J { @S("y") String ask(String m); }',
        "A.java",
    )
    assert [(c.name, c.kind, [(f.name, f.decorators) for f in c.fields]) for c in module.classes] == [
        ("P", "record", [("a", ("NotNull",))]),
        ("E", "enum", [("A", ()), ("B", ())]),
        ("I", "interface", []),
    ]
    assert [(f.name, f.decorators[0].text) for f in module.functions] == [("I.ask", 'S("y")')]


def test_lambdas_loops_and_assignments_are_seen() -> None:
    module = _module("for (var x : xs) { g(x); } flux.map(x -> h(x)); this.k = 3; Foo u = (Foo) k();")
    assert _call(module, "g").in_loop
    handed = _call(module, "h")
    assert (module.functions[handed.function].name, handed.returned) == ("<lambda>", True)
    assert [(a.target, a.text) for a in module.assignments] == [("this.k", "3")]
    assert _call(module, "k").target == "u"


def test_a_text_block_and_a_concatenation_know_their_name() -> None:
    module = _module('String t = """\n  hi\n""" + name + "x\\n";')
    assert [(text.value, text.target) for text in module.texts] == [("\n  hi\n", "t"), ("x\n", "t")]
