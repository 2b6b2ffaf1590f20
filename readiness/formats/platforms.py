"""Reads the files by which hosting platforms are told how to run a product."""

from __future__ import annotations

import re
from dataclasses import dataclass

from readiness.compiling import compile_later
from readiness.formats.json_documents import read_json
from readiness.formats.plain_text import file_name, lines_of
from readiness.formats.toml_documents import read_toml
from readiness.formats.tree import MISSING, Node
from readiness.formats.yaml_documents import read_yaml

_NAMES = {
    "procfile": "heroku",
    "app.json": "heroku",
    "heroku.yml": "heroku",
    "fly.toml": "fly",
    "render.yaml": "render",
    "render.yml": "render",
    "vercel.json": "vercel",
    "now.json": "vercel",
    "railway.json": "railway",
    "railway.toml": "railway",
    "netlify.toml": "netlify",
    "wrangler.toml": "cloudflare",
    "wrangler.json": "cloudflare",
    "wrangler.jsonc": "cloudflare",
    "nixpacks.toml": "nixpacks",
    "project.toml": "buildpacks",
    "dockerrun.aws.json": "elasticbeanstalk",
    "apprunner.yaml": "apprunner",
    "samconfig.toml": "sam",
    "samconfig.yaml": "sam",
    "serverless.yml": "serverless",
    "serverless.yaml": "serverless",
    "zappa_settings.json": "zappa",
    "azure.yaml": "azd",
    "host.json": "azurefunctions",
    "app.yaml": "appengine",
    "app.yml": "appengine",
    "firebase.json": "firebase",
    "apphosting.yaml": "firebase",
    "amplify.yml": "amplify",
    "staticwebapp.config.json": "azurestaticwebapps",
    "cog.yaml": "replicate",
    "truss.yaml": "baseten",
    "bentofile.yaml": "bentoml",
    "modal.toml": "modal",
    "beam.toml": "beam",
    "cerebrium.toml": "cerebrium",
    "langgraph.json": "langgraph",
    "skypilot.yaml": "skypilot",
    "koyeb.yaml": "koyeb",
    "scalingo.json": "scalingo",
    "captain-definition": "caprover",
    "manifest.yml": "cloudfoundry",
    "skaffold.yaml": "skaffold",
    "tiltfile": "tilt",
    "garden.yml": "garden",
    "okteto.yml": "okteto",
    "acorn.yaml": "acorn",
    "score.yaml": "score",
    "kamal.yml": "kamal",
    "deploy.yml": "kamal",
    "cdk.json": "cdk",
    "pulumi.yaml": "pulumi",
    "sst.config.ts": "sst",
    "chainlit.toml": "chainlit",
    "ecosystem.config.js": "pm2",
    "ecosystem.config.cjs": "pm2",
}
_FOLDER_NAMES = {
    ".do/app.yaml": "digitalocean",
    ".do/deploy.template.yaml": "digitalocean",
    ".streamlit/config.toml": "streamlit",
}
_SIGNS = {
    # Names that other things have too: one of these keys must be there.
    "appengine": ("runtime", "service", "env"),
    "cloudfoundry": ("applications",),
    "kamal": ("service", "servers"),
    "heroku": (
        "formation",
        "buildpacks",
        "env",
        "addons",
        "build",
        "run",
        "setup",
        "scripts",
        "image",
        "stack",
        "name",
    ),
    "buildpacks": ("build", "_", "com"),
    "koyeb": ("services", "name"),
    "azd": ("services", "infra", "name", "metadata"),
}
_SMALL = frozenset({"$schema", "version", "name", "framework", "public", "schema_version"})
_PROCESS = compile_later(r"([\w.-]+):\s*(.+)")


@dataclass(frozen=True, slots=True)
class Platform:
    """One platform file. `keys` are dotted keys, values, lines; for a Procfile its process types and commands.

    `empty`: it says nothing about how the product runs (no keys, or only a schema, a name, a version).
    """

    path: str
    name: str
    keys: tuple[tuple[str, str, int], ...] = ()
    empty: bool = False
    node: Node = MISSING


def is_platform_file(path: str) -> bool:
    """Whether the name is one that `read_platform` knows; the text may still show that it is something else."""
    return _platform(path) is not None


def read_platform(path: str, text: str) -> Platform | None:
    """The platform file; None where the path is no platform's, or the text lacks what the platform's own files have."""
    name = _platform(path)
    if name is None:
        return None
    ending = file_name(path).rsplit(".", 1)[-1]
    if ending == "procfile":
        keys = tuple(_processes(text))
        return Platform(path, name, keys, not keys)
    if ending in ("ts", "js", "cjs", "tiltfile"):
        return Platform(path, name, (), not text.strip())
    root = _root(ending, text)
    signs = _SIGNS.get(name)
    if signs and root and not any(root.child(sign).exists for sign in signs):
        return None
    keys = tuple((key, node.text, node.line) for key, node in root.flat())
    told = [key for key, node in root.entries if key not in _SMALL and (node or node.is_false)]
    return Platform(path, name, keys, not told, root)


def _platform(path: str) -> str | None:
    lowered = path.lower()
    for ending, name in _FOLDER_NAMES.items():
        if lowered == ending or lowered.endswith("/" + ending):
            return name
    file = file_name(path)
    if file == "deploy.yml" and not lowered.endswith("config/deploy.yml"):
        return None
    if re.fullmatch(r"fly\.[\w-]+\.toml", file):
        return "fly"
    return _NAMES.get(file)


def _root(ending: str, text: str) -> Node:
    if ending == "toml":
        return read_toml(text)
    if ending in ("json", "jsonc", "captain-definition"):
        return read_json(text)
    documents = read_yaml(text)
    return documents[0] if documents else MISSING


def _processes(text: str) -> list[tuple[str, str, int]]:
    found = []
    for number, line in enumerate(lines_of(text), 1):
        process = _PROCESS.match(line.strip()[:2000])
        if process and not line.lstrip().startswith("#"):
            found.append((process.group(1), process.group(2).strip(), number))
    return found
