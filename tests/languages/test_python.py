"""Python source in the neutral shape."""

from __future__ import annotations

import pytest

from readiness.languages import parse
from readiness.syntax import Call, Module


def read(text: str) -> Module:
    return parse("python", text, "app/llm.py")


def call(module: Module, callee: str) -> Call:
    return next(c for c in module.calls if c.callee == callee)


@pytest.mark.parametrize(
    ("text", "callee", "expected"),
    [
        ("client = OpenAI(timeout=20)", "OpenAI", {"target": "client"}),
        ("self.client = given or OpenAI()", "OpenAI", {"target": "self.client"}),
        ("a, b = ask()", "ask", {"target": "a"}),
        ("if (r := ask()): pass", "ask", {"target": "r"}),
        ("with client.stream(q) as s: pass", "client.stream", {"target": "s"}),
        (
            "async def f():\n    r = await c.chat.completions.create()",
            "c.chat.completions.create",
            {"awaited": True, "target": "r", "function": 0},
        ),
        ("async def f():\n    async for x in c.astream(): pass", "c.astream", {"awaited": True, "in_loop": False}),
        ("def f():\n    return ask()", "ask", {"returned": True, "line": 2}),
        ("f = lambda q: ask(q)", "ask", {"returned": True, "function": 0}),
        ("json.loads(ask())", "ask", {"passed_to": "json.loads"}),
        ("ask().content", "ask", {"chained": "content"}),
        ("OpenAI().chat.create(1)", "OpenAI().chat.create", {"chained": ""}),
        ("OpenAI().chat.create(1)", "OpenAI", {"chained": "chat"}),
        ("clients['a'].ask()", "clients['a'].ask", {}),
        ("for d in docs():\n    ask(d)", "ask", {"in_loop": True}),
        ("for d in docs():\n    ask(d)", "docs", {"in_loop": False}),
        ("[ask(d) for d in docs]", "ask", {"in_loop": True}),
        (
            "async def f():\n    async with asyncio.timeout(3), lock:\n        ask()",
            "ask",
            {"contexts": ("lock", "asyncio.timeout(3)")},
        ),
        ("run(lambda: ask())", "ask", {"returned": True}),
        ("x = f'{ask(1)} and {b}'", "ask", {"target": ""}),
        ("@retry(stop=3)\ndef f(): pass", "retry", {"function": -1}),
        ("class A:\n    def f(self, x: Annotated[D, Depends(get)] = Query(1)): pass", "Depends", {"passed_to": ""}),
    ],
)
def test_a_call_says_how_it_stands(text: str, callee: str, expected: dict[str, object]) -> None:
    found = call(read(text), callee)
    assert {name: getattr(found, name) for name in expected} == expected


def test_arguments_are_flattened_two_levels_deep() -> None:
    found = call(
        read("create(q, {'a': 1, 'b': {'c': 2}}, *more, model='m', format={'type': 'json', **x}, **rest)"), "create"
    )
    assert [(a.name, a.text, a.position) for a in found.args] == [
        (None, "q", 0),
        ("a", "1", 1),
        ("b", "{'c': 2}", 1),
        ("b.c", "2", 1),
        (None, "*more", 2),
        ("model", "'m'", -1),
        ("format", "{'type': 'json', **x}", -1),
        ("format.type", "'json'", -1),
        ("format.**", "x", -1),
        ("**", "rest", -1),
    ]


@pytest.mark.parametrize(
    ("body", "does"),
    [
        ("pass", {"empty"}),
        ("...", {"empty"}),
        ("continue", {"empty"}),
        ("return", {"empty"}),
        ("raise", {"raise"}),
        ("raise HTTPException(500) from e", {"raise"}),
        ("sys.exit(1)", {"raise"}),
        ("logger.exception('x')", {"log"}),
        ("self._log.warning('x')", {"log"}),
        ("print(e)", {"log"}),
        ("st.error('x')", {"return"}),
        ("return None", {"return"}),
        ("yield 'x'", {"return"}),
        ("await ws.send_json({})", {"return"}),
        ("time.sleep(1)", {"other"}),
        ("x = 1", {"other"}),
        ("if a: logging.error(e)\n        else: raise", {"log", "raise"}),
        ("dialog.show(e)", {"other"}),
    ],
)
def test_a_handler_says_what_it_does(body: str, does: set[str]) -> None:
    text = f"async def f():\n  for x in y:\n    try:\n        ask()\n    except (A, b.C) as e:\n        {body}\n"
    module = read(text)
    assert [(t.line, t.end_line) for t in module.tries] == [(4, 4)]
    assert module.tries[0].handlers[0].does == does
    assert module.tries[0].handlers[0].types == ("A", "b.C")
    assert call(module, "ask").tries == (0,)


def test_only_the_body_of_a_try_is_guarded_and_functions_start_anew() -> None:
    module = read(
        "try:\n  try:\n    a()\n    def f():\n      b()\n    g(lambda: c())\n  except X: d()\n  else: e()\nfinally:\n  h()\n"
    )
    assert {c.callee: c.tries for c in module.calls} == {
        "a": (1, 0),
        "b": (),
        "g": (1, 0),
        "c": (1, 0),
        "d": (0,),
        "e": (0,),
        "h": (),
    }


def test_functions_and_classes_have_qualified_names() -> None:
    module = read(
        "class Client(Base, metaclass=M):\n"
        "    timeout: int = Field(3, gt=0)\n"
        "    @app.post('/x')\n"
        "    async def ask(self, q: str = 'a', *args, n: int = 1, **kw) -> str:\n"
        "        def inner(): pass\n"
    )
    ask, inner = module.functions
    assert (ask.name, ask.is_async, ask.class_name, ask.returns, ask.line) == ("Client.ask", True, "Client", "str", 4)
    assert [(p.name, p.annotation, p.default) for p in ask.params] == [
        ("self", "", ""),
        ("q", "str", "'a'"),
        ("*args", "", ""),
        ("n", "int", "1"),
        ("**kw", "", ""),
    ]
    assert [(d.name, d.text, d.line) for d in ask.decorators] == [("app.post", "app.post('/x')", 3)]
    assert (inner.name, inner.parent) == ("Client.ask.inner", 0)
    assert module.classes[0].bases == ("Base", "metaclass=M")
    assert [(f.name, f.annotation, f.value) for f in module.classes[0].fields] == [("timeout", "int", "Field(3, gt=0)")]


@pytest.mark.parametrize(
    ("text", "module", "names"),
    [
        ("import os", "os", (("*", "os"),)),
        ("import numpy as np", "numpy", (("*", "np"),)),
        ("import google.generativeai", "google.generativeai", (("*", "google.generativeai"),)),
        ("from openai import OpenAI, AsyncOpenAI as A", "openai", (("OpenAI", "OpenAI"), ("AsyncOpenAI", "A"))),
        ("from ..db import *", "..db", (("*", "*"),)),
        ("from . import llm", ".", (("llm", "llm"),)),
        ("m = importlib.import_module('plugin')", "plugin", (("*", "m"),)),
    ],
)
def test_imports_keep_the_name_as_written(text: str, module: str, names: tuple[tuple[str, str], ...]) -> None:
    assert [(i.module, i.names) for i in read(text).imports] == [(module, names)]


def test_texts_are_literals_with_what_they_are_bound_to() -> None:
    module = read(
        '"""Docs."""\n'
        'P = """You are\nhelpful""".strip()\n'
        "Q = 'a' + x\n"
        "d = {'role': 'system'}\n"
        "def f():\n"
        "    'docs'\n"
        "    ask(prompt=f'Hi {name} {{}}')\n"
    )
    assert [(t.line, t.value, t.target, t.function) for t in module.texts] == [
        (2, "You are\nhelpful", "P", -1),
        (4, "a", "Q", -1),
        (5, "role", "", -1),
        (5, "system", "role", -1),
        (8, "Hi {} {}", "prompt", 0),
    ]


def test_assignments_are_bindings_of_other_things_than_calls() -> None:
    module = read("A = 3\nb, c = 1, ask()\nself.x: int = y\nd, e = pair\n__all__ = ['A']\n")
    assert [(a.target, a.text) for a in module.assignments] == [
        ("A", "3"),
        ("b", "1"),
        ("self.x", "y"),
        ("d", "pair"),
        ("e", "pair"),
        ("__all__", "['A']"),
    ]
    assert module.exports == (("A", "A"),)


@pytest.mark.parametrize(
    "text",
    [
        "%matplotlib inline\n!pip install x\nask()\n",
        "%%time\nask()\n",
        "out = !ls\nask()\ndf?\n",
        "def ask_all[T: Base](x: T) -> T:\n    return ask()\n",
        "class Box[T]:\n    x = ask()\ntype Alias[T] = list[T]\n",
        'ask(f"{x["key"]} {", ".join(f"{y}" for y in z)}")\n',
        "try:\n    ask()\nexcept A, B:\n    pass\n",
    ],
)
def test_magics_and_newer_syntax_are_read_whole(text: str) -> None:
    module = read(text)
    assert module.ok
    assert call(module, "ask")


def test_a_cell_of_another_language_holds_nothing() -> None:
    assert read("%%bash\nask()\n") == Module(language="python")


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("print 'a'\nask()\n", 2),
        ("try:\n    ask()\nexcept A, e:\n    print e\n", 2),
        ("def f(:\n    ask(1)\n", 2),
        ("def g():\n    x = = 1\n    ask()\n", 3),
        ("x = ]\n\nclass A:\n    def f(self):\n        ask()\n", 5),
    ],
)
def test_broken_and_old_code_is_read_in_part(text: str, line: int) -> None:
    assert not read(text).ok or "except" in text
    assert call(read(text), "ask").line == line


@pytest.mark.parametrize(
    "text",
    [
        "",
        "\0",
        "\ufeffimport os",
        "x = " + "(" * 9000,
        "a" + ".b()" * 4000,
        "f'{" * 900,
        "'\\d'",
        "\ud800x = 1",
        "é = f('é', b)",
    ],
)
def test_no_text_raises_and_reading_twice_gives_the_same(text: str) -> None:
    assert read(text) == read(text)


def test_columns_of_lines_beyond_ascii_are_bytes() -> None:
    assert [a.text for a in call(read("é = f('é', b)"), "f").args] == ["'é'", "b"]
