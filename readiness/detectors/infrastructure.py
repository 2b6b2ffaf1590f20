"""What the product runs on, as far as files say, and whether it runs as more than one instance."""

from __future__ import annotations

import re
from collections.abc import Iterable

from readiness.conditions import Parameters
from readiness.deployments import PRODUCTION, Own, is_aside, is_development, is_orphan, own_services, own_workloads
from readiness.formats.platforms import Platform
from readiness.model import Evidence, Fact
from readiness.product import Product
from readiness.search import Pattern
from readiness.sightings import first_places, patterns_named

_USED = (
    "scaled-out",
    "serverless",
    "several-workers",
    "local-state",
    "cloud-template",
    "imperative-deploy",
    "process-unit",
    "size-set",
)
_CODE_TOOLS = (
    "aws-cdk-lib", "aws-cdk", "@aws-cdk/core", "aws-cdk-core", "pulumi", "@pulumi/pulumi", "@pulumi/aws", "cdktf",
    "sst", "troposphere", "alchemy",
)  # fmt: skip
_ORCHESTRATORS = ("aspire.hosting.apphost", "aspire.apphost.sdk")
"""They start the parts of a product with what they need, and can hand that over to a platform."""
_SHARED_STORES = (
    "psycopg2", "psycopg2-binary", "psycopg", "asyncpg", "pg", "postgres", "redis", "ioredis", "mysql2", "pymysql",
    "pymongo", "mongoose", "mongodb",
    "@vercel/postgres", "@neondatabase/serverless", "@upstash/redis", "neo4j", "boto3", "@aws-sdk/client-dynamodb",
    "@supabase/supabase-js", "supabase",
    "pinecone", "pinecone-client", "@pinecone-database/pinecone", "qdrant-client", "github.com/lib/pq",
    "github.com/jackc/pgx/v5",
)  # fmt: skip
_SCALED_BY_PLATFORM = frozenset(
    "vercel netlify cloudflare serverless sam zappa appengine azurefunctions firebase modal beam cerebrium replicate "
    "baseten apprunner amplify sst".split()
)
_NOT_HOSTING = frozenset({"streamlit", "chainlit", "pm2", "tilt", "skaffold", "langgraph", "garden", "okteto"})
_SAYS_LITTLE = frozenset({"$schema", "version", "name", "framework", "github"})
_BESIDE = re.compile(r"(?i)(?:^|/)(?:docs?|documentation|ci|\.github|\.circleci|\.gitlab|hack|storybook|blog|slides)/")
"""Folders whose platform file runs the documents or the helpers of the maintainers, not the product."""
_DESCRIBED = ("Terraform, Pulumi, CDK", "Helm, Kustomize, manifests", "compose files", "platform files")
_SCALED = ("replicas", "autoscalers", "serverless platforms", "worker processes")


def patterns_for(function: str, parameters: Parameters) -> Iterable[Pattern]:
    """The patterns that this module looks for, announced before the one pass."""
    return patterns_named(_USED)


def described(product: Product) -> Fact:
    """Whether what the product runs on is described.

    In part by a development compose file, a nearly empty platform file, samples, or commands that deploy.
    """
    whole = [*_as_code(product), *_objects(product, False), *_platforms(product, True), *_compose(product, True)]
    if whole:
        return Fact(1.0, tuple(whole[:8]), whole[0].says)
    part = [*_compose(product, False), *_platforms(product, False), *_objects(product, True)]
    part += [*first_places(product, "imperative-deploy"), *first_places(product, "process-unit")]
    part += _named(product, _ORCHESTRATORS, "its parts and what they need are described in code")
    if part:
        return Fact(0.5, tuple(part[:8]), part[0].says)
    return Fact(0.0, (), "what it runs on is not described", _DESCRIBED)


def _as_code(product: Product) -> list[Evidence]:
    blocks = [(path, b) for path, b in product.terraform if b.block in {"resource", "module"} and not is_aside(path)]
    found = [
        Evidence(path, b.line, f"{b.block} {b.type} {b.name}", "resources are described in Terraform")
        for path, b in blocks[:3]
    ]
    found += _named(product, _CODE_TOOLS, "resources are described in code")
    buttons = re.compile(r"(?i)deploy-?to-?azure|azuredeploy")
    templates = [
        e for e in first_places(product, "cloud-template") if not is_aside(e.path) and not buttons.search(e.path)
    ]
    return found + templates[:3]


def _named(product: Product, names: Iterable[str], says: str) -> list[Evidence]:
    rows = [row for name in names for row in product.dependencies.get(name, ())[:1]]
    return [Evidence(manifest.path, one.line, f"{one.name} {one.spec}", says) for manifest, one in rows]


def _objects(product: Product, samples: bool) -> list[Evidence]:
    says = "a sample describes Kubernetes objects" if samples else "Kubernetes objects describe what it runs on"
    rows = [(p, o) for p, o in product.kubernetes if o.is_workload and o.containers and is_aside(p) is samples]
    return [Evidence(path, item.line, f"kind: {item.kind}", says) for path, item in rows][:3]


def _platforms(product: Product, whole: bool) -> list[Evidence]:
    """Platform files that say how the product runs (`whole`), or those that say next to nothing."""
    says = "the platform file says how it runs" if whole else "a nearly empty platform file"
    hosts = [p for p in _hosts(product) if p.name not in _NOT_HOSTING]
    found = [Evidence(p.path, 1, "", f"{says} ({p.name})") for p in hosts if _says_how(p) is whole]
    replit = product.text(".replit")
    if whole and "\n[deployment]" in f"\n{replit}":
        line = replit[: replit.index("[deployment]")].count("\n") + 1
        found.append(Evidence(".replit", line, "[deployment]", says))
    return found


def _says_how(platform: Platform) -> bool:
    told = [key for key, _, _ in platform.keys if key.split(".")[0] not in _SAYS_LITTLE]
    if platform.name == "firebase" and not any(k.startswith(("hosting", "functions", "run")) for k in told):
        return False
    return not platform.empty and (len(told) >= 3 or platform.name in {"cdk", "heroku", "sst", "pulumi"})


def _compose(product: Product, production: bool) -> list[Evidence]:
    says = "a compose file runs it in production" if production else "a compose file for development"
    found: dict[str, Evidence] = {}
    for own in own_services(product, development=not production):
        if _lasts(own) is production:
            found.setdefault(own.path, Evidence(own.path, own.service.line, f"{own.service.name}:", says))
    return list(found.values())


def _lasts(own: Own) -> bool:
    """Whether a compose file runs released images, or is furnished to run for good (volumes, restarts)."""
    service = own.service
    registry, _, rest = service.image.partition("/")
    released = bool(rest) and "$" not in service.image and (not service.build or "." in registry)
    lasting = service.restart[0] in {"always", "unless-stopped", "on-failure", "any"} or bool(service.env_files)
    stores = len(own.all_in_file) > 1 and any(other.volumes for other in own.all_in_file)
    return bool(PRODUCTION.search(own.path)) or released or (stores and lasting)


def scaled(product: Product) -> Fact:
    """Whether several instances are configured or the platform scales it.

    In part where several workers share one container, or where the state is kept in one instance.
    """
    copies = _replicas(product) + [e for e in first_places(product, "scaled-out") if _counts(product, e.path)]
    serverless = [e for e in first_places(product, "serverless") if not is_orphan(product, e.path)]
    found = copies + _declared(product) + serverless
    local = [e for e in first_places(product, "local-state") if not is_development(e.path)]
    if found and local and not copies and not any(name in product.dependencies for name in _SHARED_STORES):
        against = [Evidence(e.path, e.line, e.snippet, f"its state is local: {e.says}", False) for e in local[:3]]
        return Fact(0.5, tuple(found[:5] + against), f"{found[0].says}, but its state is local to one instance")
    left = _left_out(product, found)
    if found and left:
        return Fact(0.5, tuple(found[:5] + left), f"{found[0].says}, but only for a part of it")
    if found:
        return Fact(1.0, tuple(found[:8]), found[0].says)
    workers = [e for e in first_places(product, "several-workers") if not is_orphan(product, e.path)]
    if workers:
        return Fact(0.5, tuple(workers[:6]), f"{workers[0].says}; no further instances are configured")
    single = [
        Evidence(path, item.replicas[1], f"replicas: {item.replicas[0]}", "one instance", False)
        for path, item in own_workloads(product)
        if item.replicas[1]
    ]
    return Fact(0.0, tuple(single[:3]), "a single instance; nothing scales it", _SCALED)


def _left_out(product: Product, found: list[Evidence]) -> list[Evidence]:
    """Services in folders of their own beside the one folder that all of the evidence is in."""
    services = [c for c in product.components if c.kind == "service" and c.path != "."]
    homes = {next((c.path for c in services if e.path.startswith(f"{c.path}/")), "") for e in found}
    if len(homes) != 1 or "" in homes:
        return []
    return [Evidence(c.path, 0, "", "nothing scales this part", False) for c in services if c.path not in homes][:3]


def _counts(product: Product, path: str) -> bool:
    counted = path in product.compose or any(path == where for where, item in product.kubernetes if item.containers)
    return not counted and not is_aside(path)


def _replicas(product: Product) -> list[Evidence]:
    rows = [(path, item.replicas) for path, item in own_workloads(product)]
    rows += [(own.path, own.service.replicas) for own in own_services(product)]
    several = [(path, n, line) for path, (n, line) in rows if n.isdigit() and int(n) > 1]
    return [Evidence(path, line, f"replicas: {n}", "several instances are configured") for path, n, line in several]


def _declared(product: Product) -> list[Evidence]:
    hosts = [p for p in _hosts(product) if p.name in _SCALED_BY_PLATFORM]
    hosts = [p for p in hosts if p.name != "firebase" or _says_how(p)]
    return [Evidence(p.path, 1, "", f"declared for a platform that scales it ({p.name})") for p in hosts]


def _hosts(product: Product) -> list[Platform]:
    """The platform files of the product itself: no samples, none that publish its documents or run CI's helpers."""
    return [p for p in product.platforms if not is_aside(p.path) and not _BESIDE.search(p.path)]
