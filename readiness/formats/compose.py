"""Reads Docker Compose files into services."""

from __future__ import annotations

from dataclasses import dataclass

from readiness.compiling import compile_later
from readiness.formats.dockerfile import split_image
from readiness.formats.plain_text import file_name
from readiness.formats.tree import MISSING, Node
from readiness.formats.yaml_documents import read_first

_NAME = compile_later(r"(?:[\w.-]*[.-])?(?:docker-)?(?:compose|stack)(?:[.-][\w.-]+)?\.ya?ml")
_VARIABLE = compile_later(r"\$\{\w+:?[-?]([^}]*)\}")

Setting = tuple[str, int]
"""A value as written and its line; the line is 0 where it is not set."""


@dataclass(frozen=True, slots=True)
class Service:
    """One service. `image` has variables replaced by their defaults; `tag` and `digest` are parts of it.

    `build` is the build context ("" if it is not built here). Numbers stay as written. `node` has everything else.
    """

    name: str
    line: int
    image: str
    image_line: int
    tag: str
    digest: str
    build: str
    dockerfile: str
    target: str
    command: str
    entrypoint: str
    ports: tuple[Setting, ...]
    environment: tuple[tuple[str, str, int], ...]
    env_files: tuple[str, ...]
    volumes: tuple[Setting, ...]
    healthcheck: Node
    replicas: Setting
    memory: Setting
    cpus: Setting
    restart: Setting
    profiles: tuple[str, ...]
    depends_on: tuple[str, ...]
    node: Node

    @property
    def has_healthcheck(self) -> bool:
        """A health check with a test, not switched off."""
        test = self.healthcheck.child("test")
        off = self.healthcheck.child("disable").is_true or test.texts()[:1] == ("NONE",)
        return bool(test) and not off


@dataclass(frozen=True, slots=True)
class Compose:
    """A compose file: its services, other files that it includes, its volumes and networks."""

    services: tuple[Service, ...] = ()
    includes: tuple[str, ...] = ()
    volumes: tuple[str, ...] = ()
    networks: tuple[str, ...] = ()


def is_compose(path: str) -> bool:
    """compose.yaml, docker-compose*.yml, compose.<x>.yml, <x>.compose.yml, docker-stack.yml, by name alone."""
    return _NAME.fullmatch(file_name(path)) is not None


def looks_like_compose(root: Node) -> bool:
    """Whether a YAML document of any name is a compose file: `services` that have an image or a build."""
    services = root.child("services")
    return not root.child("kind") and any(node.first("image", "build").exists for _, node in services.entries)


def read_compose(text: str) -> Compose:
    """The services of a compose file. Those of the first format, without `services:`, are read too."""
    return compose_of(read_first(text))


def compose_of(root: Node) -> Compose:
    """The services of a compose file that is parsed already."""
    entries = root.child("services").entries
    if not root.child("services").exists:
        entries = tuple(entry for entry in root.entries if entry[1].first("image", "build").exists)
    includes = [node.text or " ".join(node.child("path").texts()) for node in root.child("include").items]
    return Compose(
        tuple(_service(name, node) for name, node in entries if node.kind == "mapping"),
        tuple(includes),
        tuple(name for name, _ in root.child("volumes").entries),
        tuple(name for name, _ in root.child("networks").entries),
    )


def _service(name: str, node: Node) -> Service:
    image_node, build = node.child("image"), node.child("build")
    image = _VARIABLE.sub(r"\1", image_node.text)
    _, tag, digest = split_image(image)
    deploy = node.child("deploy")
    limits = (deploy.get("resources", "limits"), deploy.get("resources", "reservations"))
    return Service(
        name=name,
        line=node.line,
        image=image,
        image_line=image_node.line,
        tag=tag,
        digest=digest,
        build=build.text or build.child("context").text or ("." if build else ""),
        dockerfile=build.child("dockerfile").text,
        target=build.child("target").text,
        command=" ".join(node.child("command").texts()),
        entrypoint=" ".join(node.child("entrypoint").texts()),
        ports=tuple(_port(port) for port in node.child("ports").items),
        environment=_environment(node.child("environment")),
        env_files=tuple(item.text or item.child("path").text for item in _listed(node.child("env_file"))),
        volumes=tuple((item.text or item.child("source").text, item.line) for item in node.child("volumes").items),
        healthcheck=node.child("healthcheck"),
        replicas=_first(deploy.child("replicas"), node.child("scale")),
        memory=_first(
            *(limit.child("memory") for limit in limits), node.child("mem_limit"), node.child("mem_reservation")
        ),
        cpus=_first(*(limit.child("cpus") for limit in limits), node.child("cpus"), node.child("cpu_shares")),
        restart=_first(node.child("restart"), deploy.get("restart_policy", "condition")),
        profiles=node.child("profiles").texts(),
        depends_on=node.child("depends_on").texts() or tuple(key for key, _ in node.child("depends_on").entries),
        node=node,
    )


def _first(*nodes: Node) -> Setting:
    found = next((node for node in nodes if node), MISSING)
    return found.text, found.line


def _listed(node: Node) -> tuple[Node, ...]:
    return node.items if node.kind == "list" else (node,) if node else ()


def _port(node: Node) -> Setting:
    if node.kind == "scalar":
        return node.text, node.line
    published, target = node.child("published").text, node.child("target").text
    return (f"{published}:{target}" if published else target), node.line


def _environment(node: Node) -> tuple[tuple[str, str, int], ...]:
    if node.kind == "mapping":
        return tuple((name, value.text, value.line) for name, value in node.entries)
    pairs = [(item.text.partition("="), item.line) for item in node.items if item.kind == "scalar"]
    return tuple((name.strip(), value.strip(), line) for (name, _, value), line in pairs)
