"""Whether development, staging and production are told apart by configuration."""

from __future__ import annotations

import re

from readiness.compiling import compile_later
from readiness.deployments import own_services
from readiness.model import Evidence, Fact
from readiness.product import Product
from readiness.search import Pattern

_EVERYWHERE = frozenset({"code", "config", "infra", "ci", "script"})
SWITCH = Pattern(
    r"\b(?:NODE_ENV|APP_ENV|ENVIRONMENT|FLASK_ENV|RAILS_ENV|ASPNETCORE_ENVIRONMENT|DJANGO_SETTINGS_MODULE|GIN_MODE|"
    r"SPRING_PROFILES_ACTIVE|SENTRY_ENVIRONMENT|[iI]s_?[pP]rod\w*|[iI]s_?[dD]ev(?:elopment\w*)?|IsDevelopment|"
    r"DEBUG\s*=\s*(?:env|os\.)\w*)\b",
    frozenset({"code", "config", "infra"}),
)
STAGES = Pattern(
    r"^\s*(?:environment|ENVIRONMENT|env|stage|app_env|APP_ENV)\s*:\s*(?:str|Literal)\b|"
    r"Literal\[[^\]\n]*[\"'](?:staging|prod\w*)[\"']|"
    r"\b(?:[eE]nv\w*|ENV\w*|stage)\b.{0,20}(?:==|=>|:|,)\s*[\"'](?:staging|stage|preview)[\"']|"
    r"\b(?:env\w*|ENV\w*)[\"')\]]*\s+in\s*[\[({]\s*[\"'](?:dev|staging|prod)\w*[\"']|"
    r"^\s*environment:\s*\n?\s*(?:name:\s*)?[\"']?(?:[sS]taging|[pP]review|[dD]evelopment)",
    _EVERYWHERE,
    frozenset({"python", "javascript", "go", "java", "kotlin", "csharp", "ruby", "yaml", "shell"}),
)
NAMED = Pattern(
    r"^\s*\"(?:dev|development|staging|qa|uat|sandbox|prod|production)\"\s*:\s*\{",
    frozenset({"config", "infra"}),
    frozenset({"json"}),
)
_NAMES = r"(?:dev|devel|development|staging|stage|stg|preview|qa|uat|sandbox|prod|prd|production)"
SECTIONS = Pattern(
    rf"^\s*\[(?:env\.|environments?\.|profiles?\.|tool\.\w{{1,20}}\.)?({_NAMES})(?:\.[\w.]{{1,60}})?\]\s*$",
    frozenset({"config", "infra"}),
    frozenset({"toml", "ini"}),
)
MAPPED = Pattern(
    rf"^\s*(?:environments|stages|profiles|targets)\s*:\s*(?:#[^\n]*)?\n(?:\s+[^\n]*\n){{0,8}}?\s+({_NAMES})\s*:[^\n]*\n"
    rf"(?:\s+[^\n]*\n){{0,12}}?\s+({_NAMES})\s*:",
    frozenset({"config", "infra"}),
    frozenset({"yaml"}),
)
DEPLOYED_TO = Pattern(
    rf"^\s*environment\s*:\s*(?:\n\s*name\s*:\s*)?[\"']?(?i:({_NAMES}))[\"']?\s*$",
    frozenset({"ci"}),
    frozenset({"yaml"}),
)
ALLOWED = Pattern(
    rf"\bcontains\(\s*\[([^\]\n]*\"{_NAMES}\"[^\]\n]*)\]\s*,\s*var\.",
    frozenset({"infra", "config"}),
    frozenset({"terraform"}),
)
ENV_FILES = Pattern(rf"\.env\.({_NAMES})\b", frozenset({"docs", "script", "config", "infra", "ci"}))
PATTERNS = (SWITCH, STAGES, NAMED, SECTIONS, MAPPED, DEPLOYED_TO, ALLOWED, ENV_FILES)

_KINDS = {
    "dev": "development", "develop": "development", "development": "development", "local": "development",
    "staging": "staging", "stage": "staging", "stg": "staging", "preprod": "staging", "uat": "staging", "qa": "staging",
    "sandbox": "staging", "preview": "staging", "prod": "production", "production": "production", "prd": "production",
    "test": "test", "testing": "test", "mock": "test",
}  # fmt: skip
_FILE = compile_later(
    r"(?i)(?:^|/)(?:(?:docker-)?compose[._-](\w+)\.ya?ml|(\w+)[._-](?:docker-)?compose\.ya?ml|application-(\w+)\.(?:ya?ml|properties)|"
    r"appsettings\.(\w+)\.json|\.env\.(\w+)(?:\.(?:example|sample|template))?|values[._-](\w+)\.ya?ml|(\w+)\.tfvars|"
    r"config/environments/(\w+)\.rb|fly\.(\w+)\.toml|dockerfile[._-](\w+)|"
    r"(?:settings|configs?|environments?|env|envs|overlays)[._/-](dev\w*|prod\w*|prd|stag\w*|stg|"
    r"test\w*|local|qa|uat|"
    r"sandbox|preview|mock)(?:[./]|$)|(dev|development|prod|production|staging|test)\.(?:ya?ml|toml|env|json)|"
    r"pulumi\.(\w+)\.ya?ml|environment\.(\w+)\.ts|(?:infra\w*|terraform|live|deploy\w*|iac|k8s|kubernetes|clusters)/"
    r"(?:[\w-]+/)?(dev\w*|prod\w*|prd|stag\w*|stg|qa|uat)/|app[.-](\w+)\.ya?ml|deploy\.(\w+)\.ya?ml|"
    r"[\w-]+\.(\w+)\.bicepparam|(?:[\w-]+\.)?parameters[._-](\w+)\.json|(\w+)\.dockerfile$)"
)
_OF_ANGULAR = compile_later(r"(?:^|/)environments/environment\.\w+\.ts$")
_BUILDS = compile_later(
    r"(?i)(?:^|/)(?:package\.json|(?:webpack|vite|rollup|babel|postcss|tailwind|jest|eslint|craco|next|gulp\w*|esbuild)"
    r"[\w.-]*\.(?:[cm]?[jt]s|json))$"
)
"""What builds a screen knows "development" and "production" by itself, and says nothing of where it runs."""
_OVERLAY = compile_later(r"(?:^|/)overlays/[\w-]+/[^/]+\.ya?ml$")
_ASIDE = compile_later(
    r"(?i)(?:^|/)(?:tests?|node_modules|examples?|samples?|docs?)/|(?:^|/)\.(?!env)[^/]*/|requirements|"
    r"\.(?:go|tsx?|jsx?|md|java|kt|cs|lock)$"
)


def separated(product: Product) -> Fact:
    """Whether development, staging and production have configurations of their own.

    In part where only one of them has, or where code switches without configurations.
    """
    kinds = _kinds(product)
    stages = [hit.evidence("a setting tells the environments apart") for hit in product.hits(STAGES, NAMED)]
    named = {word for hit in product.hits(NAMED) for word in re.findall(r'"(\w+)"\s*:\s*\{', hit.match)}
    apart, places = _named_apart(product)
    named |= apart
    stages += places
    evidence = (*(kinds[kind] for kind in sorted(kinds)), *stages[:4])
    real = {kind for kind, place in kinds.items() if kind != "test" or "/overlays/" in f"/{place.path}"}
    if _are_enough(product, real, kinds) or len(named) >= 2 or (real and len(stages) >= 2):
        return Fact(1.0, evidence, f"environments have configurations of their own: {', '.join(sorted(real | named))}")
    if evidence:
        says = "only one environment has its own configuration" if kinds else "a setting tells environments apart"
        return Fact(0.5, evidence, says)
    switches = tuple(
        hit.evidence("code switches by environment") for hit in product.hits(SWITCH) if not _BUILDS.search(hit.path)
    )[:4]
    if switches:
        return Fact(0.5, switches, "code switches by environment, without configurations of their own")
    looked = ("profiles", "overlays", "env files", "compose files by environment")
    return Fact(0.0, (), "one configuration for all environments", looked)


def _named_apart(product: Product) -> tuple[set[str], list[Evidence]]:
    """Kinds of environments that have a part of their own inside a file, or that are deployed to, and where."""
    kinds: set[str] = set()
    places: list[Evidence] = []
    for pattern in (SECTIONS, MAPPED, DEPLOYED_TO, ALLOWED, ENV_FILES):
        hits = product.hits(pattern)
        words = {word for hit in hits for group in hit.groups for word in re.findall(r"\w+", group or "")}
        if pattern is ENV_FILES:
            words = {word for hit in hits for word in re.findall(r"\.env\.(\w+)", hit.text)}
        found = {_KINDS[word.lower()] for word in words if word.lower() in _KINDS}
        if pattern is ENV_FILES and not {"staging", "production"} <= found:
            continue  # what the tools of a frontend read by themselves
        if len(found) >= 2 or (found and pattern is DEPLOYED_TO):
            kinds |= found
            places += [hit.evidence("an environment of its own") for hit in hits[:3]]
    return kinds, places


def _kinds(product: Product) -> dict[str, Evidence]:
    """Kind of environment -> the first file that is named for it."""
    found: dict[str, Evidence] = {}
    for path in sorted(product.snapshot.all_paths):
        aside = _ASIDE.search(path) and not _OF_ANGULAR.search(path) and not _OVERLAY.search(path)
        match = None if aside else _FILE.search(path)
        kind = _KINDS.get(next(g for g in match.groups() if g).lower()) if match else None
        if kind:
            line = 1 if product.snapshot.file(path) else 0
            found.setdefault(kind, Evidence(path, line, "", f"configuration for {kind}"))
    return found


def _are_enough(product: Product, real: set[str], kinds: dict[str, Evidence]) -> bool:
    """Two kinds, or one beside a compose file that stands for production (or for development)."""
    base = own_services(product)
    if len(real) >= 2:
        return True
    if "production" in real:
        return bool(base)
    compose = "development" in real and "compose" in kinds["development"].path.rpartition("/")[2].lower()
    other = {own.path for own in base} - {kinds["development"].path} if compose else set()
    return bool(other)
