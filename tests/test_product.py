"""The product as detectors see it: its components, its facets with their evidence, its sources; faults stay told."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from readiness.components import owner_of
from readiness.model import Component
from readiness.product import Product
from readiness.snapshot import Snapshot

FASTAPI = "from fastapi import FastAPI\napp = FastAPI()\n@app.get('/')\ndef a():\n    return 1\n"
ASK = "from openai import OpenAI\nclient = OpenAI()\ndef ask(q):\n    return client.responses.create(model='gpt-4o', input=q)\n"
TRAIN = "from sklearn.ensemble import RandomForestClassifier\nmodel = RandomForestClassifier()\nmodel.fit(x, y)\n"


def product(files: dict[str, str], **facets: bool) -> Product:
    return Product(Snapshot.of(files), facets)


def components(files: dict[str, str]) -> list[tuple[str, str, str]]:
    return [(one.path, one.kind, one.language) for one in product(files).components]


@pytest.mark.parametrize(
    ("path", "owner"),
    [("apps/a/x.py", "apps/a"), ("apps/a/b/x.py", "apps/a/b"), ("apps/c/x.py", None), ("x.py", None)],
)
def test_the_innermost_root_owns_a_path(path: str, owner: str | None) -> None:
    assert owner_of(path, frozenset({"apps/a", "apps/a/b"})) == owner


def test_what_no_folder_owns_belongs_to_the_top_where_that_is_a_root() -> None:
    assert owner_of("lib/x.py", frozenset({".", "apps/a"})) == "."


def test_a_repository_without_a_manifest_is_one_component() -> None:
    assert components({"app.py": FASTAPI}) == [(".", "service", "python")]


def test_every_package_root_with_code_is_a_component() -> None:
    files = {
        "api/pyproject.toml": "[project]\nname='api'\n", "api/main.py": FASTAPI, "web/package.json": "{}",
        "web/src/App.tsx": 'export const A = () => <button className="a" onClick={b}>x</button>;\n',
        "lib/go.mod": "module x\n", "lib/a.go": "package lib\nfunc A() int { return 1 }\n", "empty/package.json": "{}",
        "README.md": "# x\n",
    }  # fmt: skip
    assert [(path, language) for path, _, language in components(files)] == [
        ("api", "python"), ("lib", "go"), ("web", "javascript")
    ]  # fmt: skip


def test_a_repository_of_documents_has_no_component() -> None:
    assert components({"README.md": "# x\n", "a.yaml": "b: 1\n"}) == []


def test_given_components_stand() -> None:
    given = (Component("api", "service", ""),)
    assert Product(Snapshot.of({"app.py": FASTAPI}), {}, given).components == given


@pytest.mark.parametrize(
    ("files", "facets"),
    [
        ({"README.md": "# calls openai\n"}, set()),
        ({"app.py": "# from openai import OpenAI\n"}, set()),
        ({"app.py": FASTAPI}, {"service"}),
        ({"app.py": FASTAPI + ASK}, {"service", "ai", "llm"}),
        ({"tests/test_app.py": FASTAPI + ASK}, set()),
        ({"train.py": TRAIN, "train2.py": TRAIN}, {"ai", "ml", "training"}),
        (
            {"A.cs": "using Microsoft.SemanticKernel;\nclass A { object B(Kernel k) => k.NewestWayToAsk(); }\n"},
            {"ai", "llm"},
        ),
        ({"lib/a.dart": "import 'package:elevenlabs_agents/elevenlabs_agents.dart';\n"}, {"ai", "llm"}),
        ({"package.json": '{"dependencies": {"openai": "4"}}', "a.ts": "import x from './openai';\n"}, set()),
        ({"a.ts": "const worker = new Worker(new URL('./w.js', import.meta.url));\n"}, set()),
        (
            {
                "templates/form.html.twig": "<form><input name='q'></form>\n",
                "a.php": "use Illuminate\\Http\\Request;\n",
            },
            {"service", "ui"},
        ),
        ({"docs/_static/demo.html": "<form><input></form>\n"}, set()),
        ({"A.java": "public class A extends BaseRestHandler {}\n"}, {"service"}),
        ({"a.ts": "new Worker('mails', async (job) => send(job));\n"}, {"jobs"}),
        ({"A.java": '@Scheduled(cron = "0 0 * * *")\npublic void importDocuments() {}\n'}, {"jobs"}),
        ({"A.java": "@Scheduled(fixedDelay = 5)\npublic void removeExpiredTokens() {}\n"}, set()),
        ({"a.ex": "defmodule A do\n  use Phoenix.Endpoint, otp_app: :a\nend\n"}, {"service"}),
        ({"a.scala": 'Http().newServerAt("a", 1).bind(routes)\n'}, {"service"}),
        ({"a.js": 'const app = require("express")();\n'}, {"service"}),
        ({"a.py": "import dash\napp = dash.Dash(__name__)\n"}, {"service", "ui"}),
        ({"a.rs": "use ratatui::Terminal;\n"}, {"ui"}),
        ({"a.go": 'for msg := range ch { }\nch.Consume("orders", "", false)\n'}, {"jobs"}),
        (
            {
                "t.py": "train_loader = ThreadDataLoader(dataset=cached)\n"
                "engine = SupervisedTrainer(device=device, optimizer=optimizer)\n"
            },
            {"ai", "ml", "training"},
        ),
        ({"t.py": "coach = PersonalTrainer(name='Ada')\n"}, set()),
        ({"a.py": ASK + "def again(messages, tools):\n    return send(messages, tools=tools)\n"}, {"ai", "llm"}),
        (
            {
                "a.py": ASK + "def run():\n    return send(tools=tools)\n",
                "tools/w.py": "from langchain.tools import tool\n@tool\ndef weather(): ...\n",
            },
            {"ai", "llm", "agent"},
        ),
        (
            {
                "core/pyproject.toml": "[project]\nname='a'\n",
                "core/a.py": ASK + "def again(messages, tools):\n    return send(messages, tools=tools)\n",
                "plugin/package.json": "{}",
                "plugin/index.ts": "export const add = tool({ description: 'a' });\n",
            },
            {"ai", "llm"},
        ),
    ],
)
def test_facets_are_what_the_products_own_code_does(files: dict[str, str], facets: set[str]) -> None:
    found = {name for name in product(files).facets if name not in {"any", "data"}}
    assert found == facets


_LOOP = "import torch\nfor batch in data:\n    loss = model(batch)\n    loss.backward()\n    optimizer.step()\n"
_SETUP = "[project]\nname = 'asker'\n[project.scripts]\nasker = 'asker.run:main'\n"
_ARGUMENTS = "import argparse\n\ndef main():\n    parser = argparse.ArgumentParser()\n    parser.add_argument('--n')\n"


@pytest.mark.parametrize(
    ("files", "facets"),
    [
        ({"train.py": "from transformers import AutoModelForCausalLM\n" + _LOOP}, {"ai", "llm", "training"}),
        ({"model.py": "class GPT:\n    pass\n", "train.py": _LOOP}, {"ai", "llm", "training"}),
        ({"train.py": _LOOP}, {"ai", "ml", "training"}),
        (
            {"tune.py": "from transformers import AutoModelForCausalLM\n" + _LOOP, "fit.py": "clf.fit(X_train, y)\ngs.fit(X, y)\n"},
            {"ai", "llm", "ml", "training"},
        ),
        ({"pipeline/train/train.sh": "spm_train --input corpus\nmarian-train -c config.yml\n"}, {"ai", "ml", "training"}),
        ({"server/model.py": "class XGBoostModel(Model):\n    pass\n\nm = XGBoostModel(name)\n"}, set()),
        ({"agent.py": ASK + "\nclass ReactAgent:\n    pass\n"}, {"ai", "llm", "agent"}),
        ({"channel.py": "import lark_oapi as lark\n"}, {"service", "ui"}),
        ({"bot.ts": "import { App } from '@slack/bolt';\n"}, {"service", "ui"}),
        ({"app.py": "import web\napp = web.application(urls, globals())\n"}, {"service"}),
        ({"utils/site.py": "import http.server\nhttp.server.HTTPServer(('', 80), Handler)\n"}, set()),
        ({"app/site.py": "import http.server\nhttp.server.HTTPServer(('', 80), Handler)\n"}, {"service"}),
        ({"pkg/logger/pool.go": "package logger\n\nfunc f() { w := NewWorker(1, queue) }\n"}, set()),
        ({"asker/pyproject.toml": _SETUP, "asker/run.py": "x = 1\n", "study/main.py": _ARGUMENTS}, set()),
        ({"asker/pyproject.toml": _SETUP, "asker/run.py": _ARGUMENTS}, {"ui"}),
        ({"taskcluster/kinds/train/kind.yml": "loader: taskgraph.loader.transform:loader\n", "a.py": "x = 1\n"}, {"jobs"}),
        ({"util.py": "import joblib\nsample = joblib.load('questions.joblib')\n"}, set()),
        ({"util.py": "import joblib\nmodel = joblib.load(path)\n"}, {"ai", "ml"}),
    ],
)  # fmt: skip
def test_facets_of_research_training_and_platforms(files: dict[str, str], facets: set[str]) -> None:
    found = {name for name in product(files).facets if name not in {"any", "data"}}
    assert found == facets


@pytest.mark.parametrize(
    ("path", "text", "facets"),
    [
        ("models/sums.sql", "select SNOWFLAKE.CORTEX.COMPLETE('mistral-large', prompt) from tickets;\n", {"ai", "llm"}),
        ("jobs/label.sql", "SELECT ai_query('a-model', text) FROM tickets\n", {"ai", "llm"}),
        ("models/churn.sql", "SELECT pgml.predict('churn', features) FROM customers\n", {"ai", "ml"}),
        ("models/sums.sql", "select complete(prompt) from tickets; -- CORTEX.COMPLETE(\n", set()),
        ("app.R", "library(ellmer)\nchat <- chat_openai(model = 'm')\n", {"ai", "llm"}),
        ("main.cpp", '#include "llama.h"\nint main() { llama_decode(ctx, batch); }\n', {"ai", "llm"}),
        ("src/ask.js", "const session = await LanguageModel.create();\n", {"ai", "llm"}),
        ("flow.json", '{"nodes": [{"type": "@n8n/n8n-nodes-langchain.agent"}]}\n', {"ai", "llm"}),
        ("flow.json", '{"nodes": [{"type": "n8n-nodes-base.httpRequest"}]}\n', set()),
        ("flow.yml", "app:\n  icon: x\n  mode: advanced-chat\n  name: a\nkind: app\n", {"ai", "llm"}),
        ("app.yml", "app:\n  mode: production\n  name: a\n", set()),
        ("Score.cs", "var engine = ctx.Model.CreatePredictionEngine<In, Out>(model);\n", {"ai", "ml"}),
        ("main.tf", 'resource "aws_sagemaker_endpoint" "a" {\n  name = "a"\n}\n', {"ai", "ml", "service"}),
        (
            "endpoint.yml",
            "$schema: https://azuremlschemas.azureedge.net/latest/managedOnlineEndpoint.schema.json\nname: a\n",
            {"ai", "ml", "service"},
        ),
        ("templates/login.html", "<form><input name='user'></form>\n", set()),
        ("templates/ask.html", "<form><input name='question'></form>\n", {"ui"}),
    ],
)
def test_facets_where_a_platform_a_database_or_a_browser_has_the_model(path: str, text: str, facets: set[str]) -> None:
    assert {name for name in product({path: text}).facets if name not in {"any", "data"}} == facets


def test_every_facet_shows_where() -> None:
    facets = product({"app.py": FASTAPI + ASK}).facets
    assert all(
        places and all(place.path == "app.py" for place in places) for name, places in facets.items() if name != "any"
    )


def test_facets_that_are_given_override_what_is_found() -> None:
    known = product({"app.py": FASTAPI}, service=False, ui=True)
    assert known.has("ui") and not known.has("service") and known.has("any") and known.serves
    assert known.facets["ui"][0].says == "set in the configuration"


def test_a_notebook_is_parsed_cell_by_cell() -> None:
    text = '{"cells": [{"cell_type": "markdown", "source": "x"}, {"cell_type": "code", "source": "import openai"}], "nbformat": 4}'
    known = product({"nb.ipynb": text})
    assert list(known.cells("nb.ipynb")) == [2]
    assert [one.module for one in known.cells("nb.ipynb")[2].imports] == ["openai"]
    assert ("nb.ipynb", 2) in known.model_modules


def test_a_file_is_parsed_once() -> None:
    known = product({"a.py": "import openai\n", "b.txt": "x"})
    assert known.module("a.py") is known.module("a.py") is known.modules["a.py"]
    assert known.module("b.txt") is None and known.module("missing.py") is None


def test_examples_are_the_product_where_there_is_nothing_else() -> None:
    assert [file.path for file in product({"examples/a.py": FASTAPI}).code] == ["examples/a.py"]
    assert [file.path for file in product({"examples/a.py": FASTAPI, "b.py": "x = 1\n"}).code] == ["b.py"]


def test_a_fault_in_the_inventory_is_noted_and_the_rest_goes_on(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*arguments: Any) -> Any:
        raise KeyError("lost")

    monkeypatch.setattr("readiness.product.collect", fail)
    known = product({"app.py": FASTAPI + ASK})
    assert known.inventory.calls == () and known.has("service")
    assert known.fault == "the inventory of model calls: KeyError: 'lost'"


READERS = (
    "manifests",
    "dependencies",
    "documents",
    "dockerfiles",
    "compose",
    "kubernetes",
    "pipelines",
    "platforms",
    "terraform",
    "modules",
)


def odd() -> Iterator[dict[str, str]]:
    paths = (
        "package.json", "pyproject.toml", "go.mod", "pom.xml", "README.md", "Dockerfile", "compose.yaml", "k8s/a.yaml",
        ".github/workflows/a.yml", "Procfile", "fly.toml", "main.tf", "nb.ipynb", "a.py", "a.tsx", "requirements.txt",
    )  # fmt: skip
    for text in (
        "",
        "{",
        "[[",
        "a: &a [*a]",
        "\x00",
        "{{ x }}",
        "- \n  - x: [",
        "<a",
        '"' * 99,
        "FROM\nRUN\n",
        "kind: Deployment\n",
    ):
        yield dict.fromkeys(paths, text)


@pytest.mark.parametrize("files", list(odd()), ids=repr)
def test_no_text_makes_a_reading_fail(files: dict[str, str]) -> None:
    known = product(files)
    for name in READERS:
        assert getattr(known, name) is not None
    assert known.facets is not None and known.fault == ""
