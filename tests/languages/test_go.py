"""Go source in the neutral shape."""

from __future__ import annotations

import pytest

from readiness.languages.go import parse
from readiness.syntax import Call, Module


def _module(body: str) -> Module:
    return parse(f"package p\nfunc f() {{\n{body}\n}}\n", "a.go")


def _call(module: Module, callee: str) -> Call:
    return next(call for call in module.calls if call.callee == callee)


def _pairs(call: Call) -> list[tuple[str | None, str]]:
    return [(argument.name, argument.text) for argument in call.args]


@pytest.mark.parametrize(
    ("written", "module", "names"),
    [
        ('"net/http"', "net/http", (("*", "http"),)),
        ('"github.com/sashabaranov/go-openai"', "github.com/sashabaranov/go-openai", (("*", "openai"),)),
        ('"github.com/x/chat/v2"', "github.com/x/chat/v2", (("*", "chat"),)),
        ('"gopkg.in/yaml.v3"', "gopkg.in/yaml.v3", (("*", "yaml"),)),
        ('llm "example.com/a"', "example.com/a", (("*", "llm"),)),
        ('. "example.com/a"', "example.com/a", (("*", "*"),)),
        ('_ "example.com/a"', "example.com/a", ()),
    ],
)
def test_an_import_is_bound_to_its_alias_or_likely_package_name(
    written: str, module: str, names: tuple[tuple[str, str], ...]
) -> None:
    parsed = parse(f"package p\nimport {written}\n", "a.go")
    assert [(found.module, found.names) for found in parsed.imports] == [(module, names)]
    assert parsed.package == "p"
    assert parsed.texts == ()


def test_a_request_literal_gives_its_keys_to_the_call_and_is_a_construction_of_its_own() -> None:
    module = _module('resp, err := c.Chat.New(ctx, ai.Req{Model: "m", F: &G{A: 1}})')
    call = _call(module, "c.Chat.New")
    assert call.target == "resp"
    assert _pairs(call)[0] == (None, "ctx")
    assert _pairs(call)[2:] == [("Model", '"m"'), ("F", "&G{A: 1}"), ("F.A", "1")]
    made = _call(module, "ai.Req")
    assert (made.is_new, made.passed_to, _pairs(made)[0]) == (True, "c.Chat.New", ("Model", '"m"'))


def test_a_functional_option_stays_an_argument_and_gives_its_name() -> None:
    call = _call(_module("c := ai.New(option.WithRequestTimeout(d))"), "ai.New")
    assert _pairs(call) == [(None, "option.WithRequestTimeout(d)"), ("WithRequestTimeout", "d")]


def test_an_assigned_literal_is_a_construction_with_its_target() -> None:
    made = _call(_module("s.http = &http.Client{Timeout: 5 * time.Second}"), "http.Client")
    assert (made.target, made.is_new, _pairs(made)) == ("s.http", True, [("Timeout", "5 * time.Second")])


@pytest.mark.parametrize(
    ("body", "does"),
    [
        ("x, err := g()\nif err != nil { return nil, err }", {"raise"}),
        ('x, err := g()\nif err != nil { return fmt.Errorf("a: %w", err) }', {"raise"}),
        ("x, err := g()\nif err != nil { return fallback }", {"return"}),
        ("x, err := g()\nif err != nil { log.Println(err) }", {"log"}),
        ("x, err := g()\nif err != nil { s.logger.Error(err); return }", {"log", "return"}),
        ("x, err := g()\nif err != nil { log.Fatal(err) }", {"log", "raise"}),
        ("x, err := g()\nif err != nil { panic(err) }", {"raise"}),
        ('x, err := g()\nif err != nil { http.Error(w, "x", 500); return }', {"return"}),
        ("x, err := g()\nif err != nil { c.JSON(500, gin.H{}) }", {"return"}),
        ("x, err := g()\nif err != nil { // nothing\n}", {"empty"}),
        ("x, err := g()\ny := 1\nif err != nil { return err }", {"raise"}),
        ("if err := g(); err != nil { return err }", {"raise"}),
        ("x, err := g()\nif err == nil { h() } else { return err }", {"raise"}),
        ("x, err := g()\nif errors.Is(err, io.EOF) { n++ }", {"other"}),
    ],
)
def test_a_checked_error_is_a_handler_of_the_statement_that_set_it(body: str, does: set[str]) -> None:
    module = _module(body)
    (guarded,) = (module.tries[index] for index in _call(module, "g").tries)
    assert [handler.does for handler in guarded.handlers] == [frozenset(does)]


def test_what_is_not_checked_is_not_guarded() -> None:
    module = _module("x := g()\ny, err := h()\nif x != nil { return }")
    assert module.tries == ()


def test_methods_fields_and_tags_are_read() -> None:
    source = 'package p\ntype C struct {\n\tBase\n\tA, B string `json:"a"`\n}\nfunc (c *C) Ask(q string, o ...Opt) error {\n\treturn nil\n}\n'
    module = parse(source, "a.go")
    (kind,) = module.classes
    assert (kind.name, kind.kind, kind.bases) == ("C", "struct", ("Base",))
    assert [(field.name, field.annotation, field.tag) for field in kind.fields] == [
        ("A", "string", 'json:"a"'),
        ("B", "string", 'json:"a"'),
    ]
    (method,) = module.functions
    assert (method.name, method.class_name, method.line, method.end_line) == ("C.Ask", "C", 6, 8)
    assert [(p.name, p.annotation) for p in method.params] == [("q", "string"), ("o", "...Opt")]


def test_loops_literals_and_results_are_seen() -> None:
    module = _module("for i := range xs { g() }\ngo func() { h() }()\nreturn k().Message")
    assert _call(module, "g").in_loop
    assert module.functions[_call(module, "h").function].name == "<lambda>"
    assert _call(module, "k").chained == "Message"


def test_strings_know_what_they_are_bound_to() -> None:
    module = _module('const P = "you are\\n" + "x"\nm := map[string]string{"role": `raw\\n`}')
    assert [(text.value, text.target) for text in module.texts] == [
        ("you are\n", "P"),
        ("x", "P"),
        ("role", ""),
        ("raw\\n", "role"),
    ]


def test_a_broken_file_still_gives_what_can_be_read() -> None:
    module = parse("package p\nfunc f() { g(1\n", "a.go")
    assert not module.ok
    assert parse("", "a.go").ok
