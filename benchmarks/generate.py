"""Make a polyglot repository of a given number of files, the same every time.

usage: python benchmarks/generate.py FOLDER SIZE     SIZE: S (160), M (700), L (5300) or a number of files
"""

# ruff: noqa: E501 - the texts that it writes are easier read in one line

from __future__ import annotations

import random
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

SIZES = {"S": 160, "M": 700, "L": 5300}
_WORDS = (
    "account answer archive batch billing cache cart catalog chunk client cluster column content context customer delivery "
    "document draft email embed entry event export feature field filter folder graph handler history index invoice item "
    "journal label ledger letter limit list loader message metric model module note order page parser payment policy prompt "
    "query queue record region report request result review route schema search session setting shipment signal source "
    "status store stream summary supplier table ticket token trace transfer user vector version view window worker"
).split()


def name(random_: random.Random, parts: int = 2) -> str:
    """A name as programmers make them."""
    return "_".join(random_.choice(_WORDS) for _ in range(parts))


def python(r: random.Random) -> str:
    """A module with classes, logging, and now and then a model call."""
    calls = "from openai import OpenAI\n\nclient = OpenAI(timeout=20)\n" if r.random() < 0.03 else ""
    body = "".join(
        f"\n\ndef {name(r)}({r.choice(_WORDS)}: str, limit: int = {r.randrange(100)}) -> dict[str, int]:\n"
        f'    """Give the {r.choice(_WORDS)} of a {r.choice(_WORDS)}."""\n'
        f"    # {name(r, 6).replace('_', ' ')}\n"
        f"    found = {{}}\n    for {r.choice(_WORDS)} in range(limit):\n"
        f"        try:\n            found[f'{{limit}}-{name(r)}'] = limit * {r.randrange(99)}\n"
        f"        except (KeyError, ValueError) as error:\n            logger.warning('{name(r)} failed', exc_info=error)\n"
        f"    return found\n"
        for _ in range(r.randrange(4, 14))
    )
    ask = (
        "\n\ndef ask(text: str) -> str:\n    return client.responses.create(model='gpt-4o', input=text).output_text\n"
        if calls
        else ""
    )
    return f'"""The {name(r)}."""\n\nimport logging\n\n{calls}\nlogger = logging.getLogger(__name__)\n{body}{ask}'


def typescript(r: random.Random) -> str:
    """A module with handlers and types."""
    calls = 'import OpenAI from "openai";\nconst openai = new OpenAI();\n' if r.random() < 0.03 else ""
    body = "".join(
        f"\n// {name(r, 5).replace('_', ' ')}\nexport async function {name(r).replace('_', 'Of')}(input: {{ id: string }}) {{\n"
        f"  const {r.choice(_WORDS)} = await fetch(`/api/{name(r)}/${{input.id}}`);\n"
        f"  if (!{r.choice(_WORDS)}.ok) {{\n    console.error('{name(r)}');\n    throw new Error('{name(r, 3)}');\n  }}\n"
        f"  return {{ {r.choice(_WORDS)}: {r.randrange(99)}, {r.choice(_WORDS)}: input.id }};\n}}\n"
        for _ in range(r.randrange(4, 14))
    )
    ask = (
        "\nexport const ask = (input: string) => openai.responses.create({ model: 'gpt-4o', input });\n"
        if calls
        else ""
    )
    return f'import {{ z }} from "zod";\n{calls}\nexport const Schema = z.object({{ id: z.string().max(99) }});\n{body}{ask}'


def screen(r: random.Random) -> str:
    """A React component."""
    rows = "".join(
        f'      <button className="{name(r)}" onClick={{() => {r.choice(_WORDS)}({r.randrange(9)})}}>{name(r)}</button>\n'
        for _ in range(r.randrange(5, 25))
    )
    return f'import React from "react";\n\nexport default function Page() {{\n  return (\n    <main>\n{rows}    </main>\n  );\n}}\n'


def go(r: random.Random) -> str:
    """A Go file."""
    body = "".join(
        f"\n// {name(r).title().replace('_', '')} gives the {r.choice(_WORDS)}.\nfunc {name(r).title().replace('_', '')}"
        f'(id string) (int, error) {{\n\tif id == "" {{\n\t\treturn 0, errors.New("{name(r)}")\n\t}}\n'
        f'\tslog.Info("{name(r)}", "id", id)\n\treturn {r.randrange(99)}, nil\n}}\n'
        for _ in range(r.randrange(4, 12))
    )
    return f'package {r.choice(_WORDS)}\n\nimport (\n\t"errors"\n\t"log/slog"\n)\n{body}'


def java(r: random.Random) -> str:
    """A Java class."""
    body = "".join(
        f"\n    /** The {name(r)}. */\n    public int {name(r).replace('_', 'Of')}(String id) {{\n"
        f'        log.info("{name(r)} {{}}", id);\n        return {r.randrange(99)};\n    }}\n'
        for _ in range(r.randrange(4, 12))
    )
    title = name(r).title().replace("_", "")
    return f"package org.example.{r.choice(_WORDS)};\n\nimport org.slf4j.Logger;\n\npublic class {title} {{\n{body}}}\n"


def document(r: random.Random) -> str:
    """A page of prose."""
    parts = (f"\n## {name(r).replace('_', ' ').title()}\n\n{_prose(r)}\n" for _ in range(r.randrange(3, 10)))
    return f"# {name(r).replace('_', ' ').title()}\n" + "".join(parts)


def _prose(r: random.Random) -> str:
    return " ".join(f"The {' '.join(r.choices(_WORDS, k=r.randrange(5, 14)))}." for _ in range(r.randrange(2, 9)))


def test(r: random.Random) -> str:
    """A test module."""
    body = "".join(
        f"\n\ndef test_{name(r, 3)}():\n    assert {r.randrange(99)} == {r.randrange(99)}\n"
        for _ in range(r.randrange(3, 12))
    )
    return f"import pytest\n{body}"


def settings(r: random.Random) -> str:
    """A YAML file."""
    return "".join(f"{name(r)}:\n  {r.choice(_WORDS)}: {r.randrange(999)}\n" for _ in range(r.randrange(5, 30)))


KINDS: tuple[tuple[float, str, Callable[[random.Random], str]], ...] = (
    (0.24, "services/{0}/{1}.py", python), (0.22, "web/src/{0}/{1}.ts", typescript), (0.14, "web/src/{0}/{1}.tsx", screen),
    (0.10, "cmd/{0}/{1}.go", go), (0.08, "jvm/src/main/java/org/example/{0}/{1}.java", java), (0.08, "docs/{0}/{1}.md", document),
    (0.09, "tests/{0}/test_{1}.py", test), (0.05, "config/{0}/{1}.yaml", settings),
)  # fmt: skip
_FIXED = {
    "README.md": "# Letters\n\nDoctors lose two hours a day on letters. This drafts them.\n",
    "pyproject.toml": '[project]\nname = "letters"\nversion = "1"\ndependencies = ["openai==1.51.0"]\n',
    "package.json": '{"name": "web", "dependencies": {"openai": "^4.0.0", "react": "^19.0.0"}}\n',
    "go.mod": "module example.org/letters\n\ngo 1.22\n",
    "Dockerfile": "FROM python:3.11-slim\nCOPY . .\nUSER 1000\nCMD python -m services\n",
    ".github/workflows/ci.yml": "on: push\njobs:\n  test:\n    runs-on: ubuntu-latest\n    steps:\n      - run: pytest\n",
}


def generate(folder: Path, files: int, commit: bool = True) -> None:
    """Write the files, and commit them where git is to be had."""
    for path, text in _FIXED.items():
        _write(folder / path, text)
    for number in range(files - len(_FIXED)):
        r = random.Random(number)
        chance, at = r.random(), 0
        while at < len(KINDS) - 1 and chance > KINDS[at][0]:
            chance -= KINDS[at][0]
            at += 1
        _, place, make = KINDS[at]
        _write(folder / place.format(f"{r.choice(_WORDS)}{number % 40}", f"{name(r)}_{number}"), make(r))
    if commit:
        person = ("-c", "user.name=Ada", "-c", "user.email=ada@example.org")
        for command in (("init", "-q"), ("add", "-A"), (*person, "commit", "-q", "-m", "Begin")):
            subprocess.run(["git", *command], cwd=folder, check=True)


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    generate(Path(sys.argv[1]), SIZES.get(sys.argv[2]) or int(sys.argv[2]))
