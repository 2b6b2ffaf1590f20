"""JavaScript and TypeScript source in the neutral shape."""

from __future__ import annotations

import pytest

from readiness.languages import parse
from readiness.syntax import Call, Module


def read(text: str, path: str = "app/llm.ts") -> Module:
    return parse("javascript", text, path)


def call(module: Module, callee: str) -> Call:
    return next(c for c in module.calls if c.callee == callee)


@pytest.mark.parametrize(
    ("text", "callee", "expected"),
    [
        ("const client = new OpenAI({apiKey})", "OpenAI", {"target": "client", "is_new": True}),
        ("this.client = new OpenAI()", "OpenAI", {"target": "this.client"}),
        ("class A { client = new OpenAI() }", "OpenAI", {"target": "this.client"}),
        ("const c = env ? new OpenAI() : null", "OpenAI", {"target": "c"}),
        ("const { data, error } = await ask()", "ask", {"target": "data", "awaited": True}),
        (
            "const r = (await c!.chat?.completions.create<T>({})) as R",
            "c.chat.completions.create",
            {"target": "r", "awaited": True},
        ),
        (
            "async function f() { for await (const x of c.stream()) { use(x) } }",
            "c.stream",
            {"awaited": True, "in_loop": False},
        ),
        (
            "async function f() { for await (const x of c.stream()) { use(x) } }",
            "use",
            {"in_loop": True, "function": 0},
        ),
        ("const f = () => ask()", "ask", {"returned": True, "function": 0}),
        ("function f() { return ask() }", "ask", {"returned": True}),
        ("use(ask())", "ask", {"passed_to": "use"}),
        ("use({ model: ask() })", "ask", {"passed_to": "use"}),
        ("streamText({}).toResponse()", "streamText", {"chained": "toResponse"}),
        ("new OpenAI().chat.create()", "OpenAI().chat.create", {"is_new": False}),
        ("(await ask()).text", "ask", {"awaited": True, "chained": "text"}),
        ("xs.map(x => ask(x))", "ask", {"in_loop": True, "returned": True}),
        ("sql`select ${a}`", "sql", {}),
        ("this.#c.ask()", "this.#c.ask", {}),
    ],
)
def test_a_call_says_how_it_stands(text: str, callee: str, expected: dict[str, object]) -> None:
    found = call(read(text), callee)
    assert {name: getattr(found, name) for name in expected} == expected


def test_object_arguments_are_flattened_two_levels_deep() -> None:
    found = call(read("create({ a, 'b': { c: { d: 1 } }, ...rest, f() {} } as P, options, {})"), "create")
    assert [(a.name, a.text, a.position) for a in found.args] == [
        ("a", "a", 0),
        ("b", "{ c: { d: 1 } }", 0),
        ("b.c", "{ d: 1 }", 0),
        ("...", "rest", 0),
        ("f", "f() {}", 0),
        (None, "options", 1),
        (None, "{}", 2),
    ]


@pytest.mark.parametrize(
    ("body", "does"),
    [
        ("", {"empty"}),
        ("// ignore", {"empty"}),
        ("return", {"empty"}),
        ("return null", {"return"}),
        ("throw e", {"raise"}),
        ("next(e)", {"raise"}),
        ("return Promise.reject(e)", {"raise"}),
        ("console.error(e)", {"log"}),
        ("this.logger.warn(e)", {"log"}),
        ("res.status(500).json({})", {"return"}),
        ("toast.error('x')", {"return"}),
        ("setError(e)", {"return"}),
        ("if (a) { log.error(e) } else throw e", {"log", "raise"}),
        ("await sleep(1)", {"other"}),
        ("x = 1", {"other"}),
    ],
)
def test_a_handler_says_what_it_does(body: str, does: set[str]) -> None:
    module = read(f"async function f() {{\n try {{ ask() }} catch (e) {{\n {body}\n }} finally {{ done() }}\n}}")
    assert module.tries[0].handlers[0].does == does
    assert (call(module, "ask").tries, call(module, "done").tries) == ((0,), ())


def test_a_handler_names_the_types_that_it_asks_for() -> None:
    module = read("try { a() } catch (e) { if (e instanceof OpenAI.APIError) return 1; throw e }")
    assert module.tries[0].handlers[0].types == ("OpenAI.APIError",)


@pytest.mark.parametrize(
    ("text", "does"),
    [
        ("ask().then(use).catch(e => console.error(e))", {"log"}),
        ("ask().catch(() => {})", {"empty"}),
        ("ask().catch(() => undefined)", {"empty"}),
        ("ask().catch(() => null)", {"return"}),
        ("ask().catch(next)", {"raise"}),
        ("ask().then(ok, console.error)", {"log"}),
        ("Promise.all(xs.map(async x => { await ask(x) })).catch((e) => { throw e })", {"raise"}),
    ],
)
def test_a_handled_promise_chain_is_a_try(text: str, does: set[str]) -> None:
    module = read(text)
    assert [t.handlers[0].does for t in module.tries] == [does]
    assert call(module, "ask").tries == (0,)


def test_a_callback_that_runs_later_is_not_guarded() -> None:
    module = read("try { setTimeout(() => a()); run(() => b()); const f = () => c() } catch {}")
    assert {c.callee: c.tries for c in module.calls if c.callee in "abc"} == {"a": (), "b": (0,), "c": ()}


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("export async function POST(req) {}", ["POST"]),
        ("export const POST = async (req) => {}", ["POST"]),
        ("export const POST = withAuth(async (req) => {})", ["POST"]),
        ("const routes = { POST: async () => {}, get() {} }", ["routes.POST", "routes.get"]),
        (
            "class A { handler = () => {}; static async ask() { const inner = () => 1 } }",
            ["A.handler", "A.ask", "A.ask.inner"],
        ),
        ("export default function () {}", ["default"]),
        ("exports.handler = async () => {}", ["exports.handler"]),
        ("app.get('/', (req, res) => {})", ["<lambda>"]),
        ("const found = xs.map(x => x.y)", ["<lambda>"]),
    ],
)
def test_functions_are_named_by_what_they_are_bound_to(text: str, names: list[str]) -> None:
    assert [f.name for f in read(text).functions] == names


def test_classes_have_fields_decorators_and_bases() -> None:
    module = read(
        "@Controller('chat')\nexport class Chat extends Base<T> implements X {\n"
        "  @Column() name?: string = 'a'\n"
        "  constructor(private readonly llm: LlmService) { super() }\n"
        "  @Post('ask') @UseGuards(Auth)\n  async ask(@Body() dto: Dto): Promise<string> { return '' }\n}\n"
        "interface I extends J { a?: number }\ntype T = { b: string }\nenum E { A = 'x', B }\n"
    )
    chat, shape, alias, enum = module.classes
    assert (chat.name, chat.bases, [d.text for d in chat.decorators]) == ("Chat", ("Base", "X"), ["Controller('chat')"])
    assert [(f.name, f.annotation, f.value, f.decorators) for f in chat.fields] == [
        ("name", "string", "'a'", ("Column()",)),
        ("llm", "LlmService", "", ()),
    ]
    ask = module.functions[1]
    assert (ask.name, ask.class_name, ask.is_async, ask.returns) == ("Chat.ask", "Chat", True, "Promise<string>")
    assert [d.name for d in ask.decorators] == ["Post", "UseGuards"]
    assert (ask.params[0].name, ask.params[0].annotation, ask.params[0].decorators) == ("dto", "Dto", ("Body()",))
    assert [(c.kind, c.fields[0].name) for c in (shape, alias, enum)] == [
        ("interface", "a"),
        ("type", "b"),
        ("enum", "A"),
    ]


@pytest.mark.parametrize(
    ("text", "module", "names"),
    [
        ("import OpenAI from 'openai'", "openai", (("default", "OpenAI"),)),
        ("import d, { a as b, type C } from './m'", "./m", (("default", "d"), ("a", "b"), ("C", "C"))),
        ("import * as ai from 'ai'", "ai", (("*", "ai"),)),
        ("import './side'", "./side", ()),
        ("import fs = require('fs')", "fs", (("*", "fs"),)),
        ("const OpenAI = require('openai')", "openai", (("*", "OpenAI"),)),
        ("const { a, b: c } = require('m')", "m", (("a", "a"), ("b", "c"))),
        ("const x = require('m').default", "m", (("default", "x"),)),
        ("const { a } = await import('m')", "m", (("a", "a"),)),
        ("const P = dynamic(() => import('./p'))", "./p", ()),
    ],
)
def test_imports_keep_the_name_as_written(text: str, module: str, names: tuple[tuple[str, str], ...]) -> None:
    assert [(i.module, i.names) for i in read(text).imports] == [(module, names)]


@pytest.mark.parametrize(
    ("text", "exports"),
    [
        ("export { a, b as c }", [("a", "a"), ("c", "b")]),
        ("export { x, y as z } from './m'", [("x", "./m#x"), ("z", "./m#y")]),
        ("export * from './m'", [("*", "./m#*")]),
        ("export default ask", [("default", "ask")]),
        ("export const a = 1, { b } = c", [("a", "a"), ("b", "b")]),
        ("module.exports = { ask, other: ask2 }", [("ask", "ask"), ("other", "ask2")]),
        ("exports.go = run", [("go", "run")]),
    ],
)
def test_exports_pair_the_shown_name_with_the_local_one(text: str, exports: list[tuple[str, str]]) -> None:
    assert list(read(text).exports) == exports


def test_texts_and_assignments_know_their_names() -> None:
    module = read("const P = `You are ${n}\\n`; const { A, B: b } = process.env; ask({ system: 'be ' + x }); use('k')")
    assert [(t.value, t.target) for t in module.texts] == [("You are {}\n", "P"), ("be ", "system"), ("k", "")]
    assert [(a.target, a.text) for a in module.assignments][1:] == [("A", "process.env.A"), ("b", "process.env.B")]


def test_jsx_elements_are_calls_with_attributes() -> None:
    module = read(
        "const A = () => <div><Chat.Box on={() => ask()} a='x' open {...p}>Hi &amp; you</Chat.Box><input type='file'/></div>",
        "a.tsx",
    )
    assert [(c.callee, [(a.name, a.text) for a in c.args]) for c in module.calls if c.callee != "ask"] == [
        ("Chat.Box", [("on", "() => ask()"), ("a", "'x'"), ("open", "true"), ("...", "p")]),
        ("input", [("type", "'file'")]),
    ]
    assert [f.name for f in module.functions] == ["A", "A.on"]
    assert ("x", "a") in [(t.value, t.target) for t in module.texts]


@pytest.mark.parametrize("path", ["a.vue", "a.svelte", "a.astro"])
def test_scripts_of_components_keep_their_lines(path: str) -> None:
    head = "---\nhead()\n---\n" if path == "a.astro" else "<template>\n<p>{{ no() }}</p>\n</template>\n"
    module = read(
        head
        + '<script setup lang="ts">\nconst r: R = await ask()\n</script>\n<script type="application/ld+json">{}</script>\n',
        path,
    )
    assert module.ok
    assert [(c.callee, c.line) for c in module.calls] == [("head", 2), ("ask", 5)][path != "a.astro" :]


def test_untyped_files_with_types_are_read_with_the_typed_grammar() -> None:
    assert read("const f = (a: number): string => ask(a)", "a.js").ok


@pytest.mark.parametrize(
    "text",
    [
        "",
        "\0",
        "[" * 5000,
        "a" + ".b()" * 2000,
        "(((",
        "<a b={" * 500,
        "`${" * 500,
        "\ud800",
        "'\\u{110000}'",
        "é('é', b)",
    ],
)
def test_no_text_raises_and_reading_twice_gives_the_same(text: str) -> None:
    for path in ("a.js", "a.tsx", "a.vue"):
        assert read(text, path) == read(text, path)


def test_broken_code_is_read_in_part() -> None:
    module = read("const a = ask();\nfunction ( {\nother()")
    assert not module.ok
    assert call(module, "ask").line == 1
