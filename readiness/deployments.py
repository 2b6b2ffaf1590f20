"""What of the deployment files is the product's own: its services and workloads, and which files mean production."""

from __future__ import annotations

from dataclasses import dataclass

from readiness.compiling import compile_later
from readiness.formats.compose import Service
from readiness.formats.kubernetes import KubernetesObject
from readiness.product import Product

_OTHERS = compile_later(
    r"(?i)(?:^|[/_-])(?:postgres(?:ql)?|pgvector|timescaledb\w*|mysql|mariadb|mongo(?:db)?|redis(?:-stack\w"
    r"*)?|valkey|dragonfly|memcached|rabbitmq|kafka|zookeeper|nats|etcd|minio|mc|seaweedfs|localstack|"
    r"azurite|"
    r"elasticsearch|opensearch\w*|kibana|meilisearch|typesense|qdrant|weaviate|milvus\w*|chroma(?:db)?|"
    r"neo4j|clickhouse\w*|influxdb|nginx|traefik|caddy|haproxy|envoy|kong|cloudflared|certbot|"
    r"nginx-proxy\w*|acme-companion|"
    r"grafana|prometheus|alertmanager|loki|promtail|tempo|jaeger|all-in-one|zipkin|otel\w*|opentelemetry-c"
    r"ollector\w*|node-exporter|cadvisor|dcgm-exporter|flower|adminer|pgadmin\d?|mailhog|mailpit|"
    r"maildev|"
    r"ollama|vllm-openai|text-generation-inference|text-embeddings-inference|litellm|searxng|gotenberg|"
    r"tika|headless-shell|browserless|selenium\w*|watchtower|autoheal|attu|mlflow|keycloak|vault|"
    r"consul|unleash\w*|mysqld-exporter|cp-\w+|supabase\w*|temporalio\w*|auto-setup|alpine|busybox|"
    r"python|node|ubuntu|debian)(?::|@|$)"
)
_DEVELOPMENT = compile_later(
    r"(?i)(?:^|[/._-])(?:dev|devel|development|local|test|tests|testing|e2e|ci|debug|override|"
    r"build|bench\w*|seed[\w-]*|example|sample)(?:[/._-]|$)"
)
_ASIDE = compile_later(r"(?i)(?:^|/)(?:samples?|examples?|tests?|e2e|benchmarks?|templates?/test|\.devcontainer)/")
_TO_COPY = compile_later(
    r"(?i)compose[^/]*[._-](?:example|sample|template|dist)[^/]*$|[._-](?:example|sample)[._-][^/]*compose[^/]*$"
)
_EXACT_TAG = compile_later(r"\d+\.\d+\.\d+|\d{4}-?\d{2}-?\d{2}|^(?:sha-)?[0-9a-f]{7,40}$")
_STARTED_BY_NAME = frozenset(
    {"settings", "__main__", "__init__", "application", "lambda_function", "streamlit_app", "function_app"}
)
PRODUCTION = compile_later(
    r"(?i)(?:^|[/._-])(?:prod|production|live|release|selfhost\w*|self-hosted)(?:[/._-]|$)"
    r"|compose[._-]deploy(?:ment)?\.|(?:^|[/._-])deploy(?:ment)?[._-](?:docker-)?compose\."
)


@dataclass(frozen=True, slots=True)
class Own:
    """One of the product's own services in a compose file."""

    path: str
    service: Service
    all_in_file: tuple[Service, ...]


@dataclass(frozen=True, slots=True)
class Delivered:
    """An image that a recipe takes as it is published. `tag` is "" where none is named; `exact`: no other can come."""

    path: str
    line: int
    image: str
    tag: str
    exact: bool


def delivered(product: Product) -> tuple[Delivered, ...]:
    """The published images that a repository without code of its own puts together (compose files, charts).

    Nothing where the repository has code or builds an image: there the product is that code.
    """
    if product.code or product.dockerfiles or product.manifests:
        return ()
    found = [
        _delivered(path, service.image_line or service.line, service.image)
        for path, compose in product.compose.items()
        for service in compose.services
        if service.image and not is_aside(path) and not is_development(path)
    ]
    found += [
        _delivered(path, container.line, container.image)
        for path, item in product.kubernetes
        for container in item.containers
        if item.is_workload and container.image and not is_aside(path)
    ]
    return tuple(sorted(found, key=lambda one: (is_others(one.image), one.path, one.line)))


def _delivered(path: str, line: int, image: str) -> Delivered:
    name, _, digest = image.partition("@")
    tag = name.rpartition("/")[2].partition(":")[2]
    return Delivered(path, line, image, tag, bool(digest) or bool(_EXACT_TAG.search(tag)))


def is_aside(path: str) -> bool:
    """Whether a deployment file is a sample, a test's or a development container's."""
    return bool(_ASIDE.search(path))


def is_development(path: str) -> bool:
    """Whether a file's name or folder says that it is for development, tests or building."""
    return bool(_DEVELOPMENT.search(path)) and not PRODUCTION.search(path)


def is_others(image: str) -> bool:
    """Whether an image is a well-known piece of infrastructure rather than the product."""
    return bool(_OTHERS.search(image.partition("@")[0]))


def own_services(product: Product, development: bool = False) -> tuple[Own, ...]:
    """The product's own services in compose files: those of files for production where there are such files."""
    found = []
    for path, compose in product.compose.items():
        mine = [s for s in compose.services if s.build or (s.image and not is_others(s.image))]
        is_meant = development or not is_development(path) or _is_to_copy(path, mine)
        if is_aside(path) or not is_meant:
            continue
        found += [Own(path, service, compose.services) for service in mine]
    stated = [own for own in found if PRODUCTION.search(own.path)]
    return tuple(stated or found)


def _is_to_copy(path: str, mine: list[Service]) -> bool:
    """Whether people who run released images copy a file: `compose.example.yml` builds nothing."""
    return bool(_TO_COPY.search(path)) and bool(mine) and not any(service.build for service in mine)


def workloads(product: Product) -> tuple[tuple[str, KubernetesObject], ...]:
    """Kubernetes objects that run containers of the product or of what it needs, samples left out."""
    return tuple(
        (path, item) for path, item in product.kubernetes if item.is_workload and item.containers and not is_aside(path)
    )


def own_workloads(product: Product) -> tuple[tuple[str, KubernetesObject], ...]:
    """Those of the workloads that run the product itself, as far as images tell."""
    every = workloads(product)
    mine = tuple((p, o) for p, o in every if any(not is_others(c.image) for c in o.containers if not c.is_init))
    return mine or every


def is_orphan(product: Product, path: str, documents: bool = False) -> bool:
    """Whether a Python file is named by no code, script or setting: nothing loads or calls it.

    With `documents`, being named in a document is enough not to be one (people start it by hand).
    """
    stem = path.rpartition("/")[2].removesuffix(".py")
    if not path.endswith(".py") or len(stem) < 8 or stem in _STARTED_BY_NAME:
        return False
    roles = {"code", "config", "infra", "ci", "script", "other"} | ({"docs"} if documents else set())
    others = (file for file in product.snapshot.files if file.path != path and file.role in roles)
    return not any(stem in product.text(file.path) for file in others)
