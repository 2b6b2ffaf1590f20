"""Environment variables that SDKs read by themselves, wherever a product sets them."""

from __future__ import annotations

import pytest

from readiness.product import Product
from readiness.snapshot import Snapshot
from tests.inventory.products import only_call

PYTHON = {"a.py": "import litellm\ndef ask(q):\n    return litellm.completion(model='gpt-4o', messages=q)\n"}
SET = {
    ".env": "REQUEST_TIMEOUT=30\n",
    ".env.production": "export REQUEST_TIMEOUT='30'\r\n",
    "Dockerfile": "FROM python\nENV REQUEST_TIMEOUT 30\n",
    "docker/Dockerfile": "FROM python\nENV A=1 \\\n    REQUEST_TIMEOUT=30\n",
    "docker-compose.yml": "services:\n  app:\n    image: x\n    environment:\n      - REQUEST_TIMEOUT=${REQUEST_TIMEOUT:-30}\n",
    "k8s/app.yaml": "kind: Deployment\nspec:\n  env:\n    - {name: REQUEST_TIMEOUT, value: '30'}\n",
    "task-definition.json": '{"environment": [{"name": "REQUEST_TIMEOUT", "value": "30"}]}\n',
    "main.tf": 'environment {\n  variables = {\n    REQUEST_TIMEOUT = var.limit\n  }\n}\n',
    "fly.toml": '[env]\n  REQUEST_TIMEOUT = "30"\n',
    "render.yaml": "services:\n  - envVars:\n      - key: REQUEST_TIMEOUT\n        value: 30\n",
    ".github/workflows/daily.yml": "on:\n  schedule: [{cron: '0 1 * * *'}]\nenv:\n  REQUEST_TIMEOUT: 30\n",
}  # fmt: skip
NOT_SET = {
    ".env": "# REQUEST_TIMEOUT=30\nMY_REQUEST_TIMEOUT=30\nREQUEST_TIMEOUT_MS=30\nREQUEST_TIMEOUT=\n",
    ".env.example": "REQUEST_TIMEOUT=30\n",
    ".env.test": "REQUEST_TIMEOUT=30\n",
    "tests/.env": "REQUEST_TIMEOUT=30\n",
    "docker-compose.dev.yml": "services:\n  app:\n    build: .\n    environment:\n      REQUEST_TIMEOUT: 30\n",
    "docker-compose.yml": "services:\n  app:\n    build: .\n    environment:\n      - REQUEST_TIMEOUT\n      - A=$REQUEST_TIMEOUT\n",
    "compose.yaml": "services:\n  web:\n    image: nginx\n    environment: {REQUEST_TIMEOUT: 9}\n  app:\n    build: .\n",
    "k8s/app.yaml": "env:\n  - name: REQUEST_TIMEOUT\n    valueFrom: {configMapKeyRef: {name: a, key: b}}\n",
    "Dockerfile": "FROM python\nARG OTHER=1\nRUN echo ${REQUEST_TIMEOUT:-5}\n",
    ".github/workflows/check.yml": "on: [pull_request]\nenv:\n  REQUEST_TIMEOUT: 30\n",
    "README.md": "REQUEST_TIMEOUT=30\n",
}  # fmt: skip


def timeout_of(files: dict[str, str]) -> tuple[str, str, int]:
    """The state of the time limit of the product's only call, and its place."""
    product = Product(Snapshot.of(files))
    product.announce(())
    assert not product.fault
    guard = product.inventory.calls[0].guards["timeout"]
    return guard.state, guard.path, guard.line


@pytest.mark.parametrize("path", SET)
def test_a_variable_that_the_sdk_reads_is_its_limit_where_the_product_sets_it(path: str) -> None:
    text = SET[path]
    line = next(n for n, row in enumerate(text.splitlines(), 1) if "REQUEST_TIMEOUT" in row)
    assert timeout_of({**PYTHON, path: text}) == ("yes", path, line)


@pytest.mark.parametrize("path", NOT_SET)
def test_a_variable_that_is_not_set_for_the_product_is_no_limit(path: str) -> None:
    assert timeout_of({**PYTHON, path: NOT_SET[path]})[0] == "default"


@pytest.mark.parametrize("value", ["0", '"0"', "none", "0.0"])
def test_a_variable_that_is_nought_is_no_limit(value: str) -> None:
    assert timeout_of({**PYTHON, ".env": f"REQUEST_TIMEOUT={value}\n"})[0] == "no"


@pytest.mark.parametrize(
    ("head", "wanted"),
    [
        ("import os\nos.environ['REQUEST_TIMEOUT'] = '30'\n", "yes"),
        ("import os\nos.environ.setdefault('REQUEST_TIMEOUT', '30')\n", "yes"),
        ("import os\nos.environ['REQUEST_TIMEOUT'] = str(30)\n", "yes"),
        ("import os\nos.putenv('REQUEST_TIMEOUT', '30')\n", "yes"),
        ("import os\nos.environ['REQUEST_TIMEOUT'] = '0'\n", "no"),
        ("import os\nlimit = os.environ['REQUEST_TIMEOUT']\n", "default"),
        ("import os\nlimit = os.environ.get('REQUEST_TIMEOUT', '30')\n", "default"),
        ("settings = {}\nsettings['REQUEST_TIMEOUT'] = '30'\n", "default"),
    ],
)
def test_code_that_sets_the_variable_counts_and_code_that_reads_it_does_not(head: str, wanted: str) -> None:
    assert only_call({"a.py": head + PYTHON["a.py"]}).guards["timeout"].state == wanted


def test_what_the_call_says_is_stronger_than_a_variable() -> None:
    code = "import litellm\ndef ask(q):\n    return litellm.completion(model='gpt-4o', messages=q, timeout=None)\n"
    assert timeout_of({"a.py": code, ".env": "REQUEST_TIMEOUT=30\n"})[0] == "no"


def test_a_variable_of_one_sdk_says_nothing_of_another() -> None:
    code = (
        "from openai import OpenAI\ndef ask(q):\n    return OpenAI().chat.completions.create(model='m', messages=q)\n"
    )
    assert timeout_of({"a.py": code, ".env": "REQUEST_TIMEOUT=30\n"})[0] == "default"


def test_code_of_one_language_sets_nothing_for_another() -> None:
    files = {**PYTHON, "b.ts": "import OpenAI from 'openai';\nprocess.env.REQUEST_TIMEOUT = '30';\n"}
    assert timeout_of(files)[0] == "default"
