"""The deployables and packages that a repository holds: package roots with code below them, and what kind each is."""

from __future__ import annotations

from collections import Counter

from readiness.model import Component, Evidence
from readiness.search import Pattern
from readiness.signals import load_signals
from readiness.sources import Sources

_ROOT_NAMES = frozenset(
    "pyproject.toml setup.py package.json go.mod pom.xml build.gradle build.gradle.kts cargo.toml gemfile "
    "composer.json requirements.txt pipfile mix.exs pubspec.yaml".split()
)
_KIND_SIGNALS = (
    ("service", "facet-service"),
    ("ui", "facet-ui"),
    ("job", "facet-jobs"),
    ("training", "facet-training"),
    ("cli", "facet-command-line"),
)


def kind_patterns() -> tuple[Pattern, ...]:
    """The patterns that tell a component's kind, to be announced before the one pass."""
    signals = load_signals()
    return tuple(pattern for _, name in _KIND_SIGNALS for pattern, _ in signals[name].patterns)


def find_components(sources: Sources) -> tuple[Component, ...]:
    """Package roots (a manifest or image with code below), by path; "." where there is code but no manifest."""
    code = [file for file in sources.code if file.language not in {"css", "sql", "html", "shell"}]
    roots = _roots(sources)
    owned: dict[str, list[str]] = {}
    for file in code:
        owner = owner_of(file.path, roots)
        owned.setdefault("." if owner is None else owner, []).append(file.path)
    languages = {file.path: file.language for file in code}
    found = []
    for root in sorted(owned):
        if root == "." and "." not in roots and len(roots) > 0 and len(owned["."]) < 3:
            continue
        language = Counter(languages[path] for path in owned[root]).most_common(1)[0][0]
        kind, evidence = _kind(sources, frozenset(owned[root]))
        found.append(Component(root, kind, language, evidence))
    return tuple(found)


def owner_of(path: str, roots: frozenset[str]) -> str | None:
    """The innermost root that holds the path, or None."""
    folder = path.rpartition("/")[0]
    while folder:
        if folder in roots:
            return folder
        folder = folder.rpartition("/")[0]
    return "." if "." in roots else None


def _roots(sources: Sources) -> frozenset[str]:
    roots = set()
    for file in sources.files("config", "infra", "code", "data", "script"):
        folder, _, name = file.path.rpartition("/")
        lower = name.lower()
        if lower in _ROOT_NAMES or lower.endswith((".csproj", ".gemspec")) or (lower == "dockerfile" and folder):
            roots.add(folder or ".")
    return frozenset(roots)


def _kind(sources: Sources, paths: frozenset[str]) -> tuple[str, tuple[Evidence, ...]]:
    signals = load_signals()
    for kind, name in _KIND_SIGNALS:
        hits = [
            (hit, says)
            for pattern, says in signals[name].patterns
            for hit in sources.hits(pattern)
            if hit.path in paths
        ]
        if hits:
            hit, says = min(hits, key=lambda pair: (pair[0].path, pair[0].line))
            return kind, (hit.evidence(says),)
    if all(path.endswith(".ipynb") for path in paths):
        return "notebook", ()
    return "library", ()
