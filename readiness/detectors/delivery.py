"""How new versions reach users and how old ones come back: load tests, staged exposure, rollback."""

from __future__ import annotations

import re
from collections.abc import Iterable

from readiness.ci import commands
from readiness.compiling import compile_later
from readiness.conditions import Parameters
from readiness.deployments import delivered, is_aside, is_orphan, is_others
from readiness.formats.document_shape import Document
from readiness.model import Evidence, Fact
from readiness.product import Product
from readiness.sanitizing import snippet
from readiness.search import Pattern
from readiness.sightings import first_places, patterns_named

_USED = ("load-test", "load-figures", "own-load-measure", "staged-delivery", "own-flags", "beta-channel")
_WORDS = compile_later(
    r"(?i)(?:^|/)(?:[\w-]*(?:tokeni[sz]er|vocab|merges|words?|dictionary|lexicon|corpus))[\w.-]*\.(?:json|txt)$"
)
_MEASURES = compile_later(r"(?i)(?:perf|bench|load|stress|throughput|concurren|latency)")
_MEASURED = compile_later(
    r"(?i)benchmark|throughput|measured|tested|achiev|sustain|serv(?:e|es|ed)\b|handle[sd]?\b|"
    r"qps\b"
)
_AIMS = compile_later(
    r"(?i)limit|quota|target|goal|must|should|require|expect|plan|roadmap|next_steps|vision|at least|"
    r"criteria|constraint|aim\b"
)
_VERSION = compile_later(r"^(?:[\w.-]+[/@_-])?v?\.?\d+\.\d+|^(?:release|v)?[-_/]?20\d\d[-.]?\d\d(?:[-.]?\d\d)?")
_BACK = compile_later(
    r"(?i)\broll(?:ing|ed)?[- ]?backs?\b|\brevert(?:ing)? (?:a|the|to an?) (?:release|deploy\w*|"
    r"previous|earlier|older)|回滚|回退|ロールバック|切り戻し|"
    r"\brestaur\w+ (?:a )?(?:la )?versi[oó]n|\bretour arri[eè]re|\bzur[uü]ckrollen|\breversi[oó]n\b|"
    r"\breverter\b|downgrad(?:e|ing)"
)
_STEPS = compile_later(
    r"(?i)\b(?:kubectl|helm|docker|git|aws|gcloud|az|fly|flyctl|vercel|terraform|make|argo\w*|"
    r"mlflow|systemctl|pip|npm)\s+\S+|(?:^|\s)\./[\w/.-]+\s+\S+"
)
_AUTOMATED = compile_later(
    r"(?i)\bhelm\s+rollback\b|rollout\s+undo|--atomic\b|\bargo\s+rollouts\s+(?:abort|undo)|auto_rollback_c"
    r"onfiguration|deployment_circuit_breaker|"
    r"circuitBreaker:\s*\{\s*rollback|rollback:\s*true|autoRollback|update-traffic\b[^\n]*--to-revisions|"
    r"\bvercel\s+rollback\b|\bflyctl?\s+releases\s+rollback|"
    r"heroku\s+(?:releases:)?rollback|\brollback[-_]\w+\.(?:sh|py)|automatic_rollback|enable_rollback"
)
ROLLBACK = Pattern(_AUTOMATED.pattern, frozenset({"ci", "infra", "script", "config"}))
ROLLBACK_SCRIPT = compile_later(r"(?i)(?:^|/)[\w-]*roll-?_?back[\w-]*\.(?:sh|bash|py|ps1|ya?ml|js|ts)$")
IMAGE_TAGS = Pattern(
    r"(?i)type=semver|type=ref,event=tag|github\.ref_name|CI_COMMIT_(?:TAG|SHA)|GITHUB_REF_NAME|"
    r"github\.event\.release\.tag_name|\$\{\{\s*(?:\w+\.)*(?:version|tag|sha)\w*\s*\}\}|"
    r"docker\s+(?:tag|push|build)\b[^\n]*:\$\{?\w*(?:VERSION|TAG|SHA|version|tag|sha)|\$\{?(?:VERSION|"
    r"TAG|IMAGE_TAG)\}?",
    frozenset({"ci"}),
)
_KEPT_NOTES = compile_later(r"(?i)(?:^|/)(?:changelog|changes|release[-_ ]?notes|history|news)[^/]*$")
PATTERNS = (ROLLBACK, IMAGE_TAGS)


def patterns_for(function: str, parameters: Parameters) -> Iterable[Pattern]:
    """The patterns that this module looks for, announced before the one pass."""
    return patterns_named(_USED)


def load_tested(product: Product) -> Fact:
    """Whether load tests or their figures are there; in part where only a benchmark of its own is."""
    tests = [e for e in first_places(product, "load-test") if not e.path.endswith((".md", ".lock"))]
    tests = [e for e in tests if not _WORDS.search(e.path)]
    tests += [
        Evidence(path, 1, "", "a JMeter plan") for path in sorted(product.snapshot.all_paths) if path.endswith(".jmx")
    ]
    if tests:
        return Fact(1.0, tuple(tests[:6]), tests[0].says)
    figures = [
        place
        for place in first_places(product, "load-figures")
        if not re.search(r"(?i)changelog|release|history", place.path)
        and _MEASURED.search(place.snippet)
        and not _AIMS.search(f"{place.path} {place.snippet}")
    ]
    if figures:
        return Fact(1.0, tuple(figures[:6]), "results with numbers are documented")
    own = [e for e in first_places(product, "own-load-measure") if _MEASURES.search(e.path)]
    if own:
        return Fact(0.5, tuple(own[:6]), "a benchmark of its own, not a load test")
    return Fact(
        0.0,
        (),
        "no load tests and no figures",
        ("Locust, k6, JMeter, Gatling, vegeta, Artillery", "documented results"),
    )


def staged(product: Product) -> Fact:
    """Whether exposure of new versions is staged; in part by switches of its own or a beta channel."""
    found = [
        e for e in first_places(product, "staged-delivery") if not is_aside(e.path) and not is_orphan(product, e.path)
    ]
    found += [
        Evidence(path, item.line, f"kind: {item.kind}", "staged rollout")
        for path, item in product.kubernetes
        if item.kind in {"Rollout", "Canary"} and not is_aside(path)
    ]
    if found:
        return Fact(1.0, tuple(found[:6]), found[0].says)
    part = [
        e
        for e in first_places(product, "own-flags", "beta-channel")
        if not is_aside(e.path) and not _KEPT_NOTES.search(e.path) and not is_orphan(product, e.path)
    ]
    if part:
        return Fact(0.5, tuple(part[:6]), f"{part[0].says}; nothing exposes new versions step by step")
    return Fact(
        0.0,
        (),
        "new versions reach everybody at once",
        ("feature flags", "canary or blue-green rollout", "traffic split", "beta channels"),
    )


def rolled_back(product: Product) -> Fact:
    """Whether rolling back is automated or written down; in part where only earlier versions are kept."""
    automated = [hit.evidence("rolling back is automated") for hit in product.hits(ROLLBACK) if not is_aside(hit.path)]
    scripts = [
        Evidence(file.path, 1, "", "a script rolls back")
        for file in product.files("script", "ci", "infra", "code", "config")
        if ROLLBACK_SCRIPT.search(file.path) and len(product.text(file.path)) > 200 and not is_aside(file.path)
    ]
    written = _written(product)
    of_model = not product.has("training") or any("model" in place.says for place in written)
    found = scripts + written + automated
    if found and (of_model or scripts):
        return Fact(1.0, tuple(found[:8]), found[0].says)
    if found:
        return Fact(0.5, tuple(found[:8]), "rolling back the code is written down, but not the model")
    kept = _kept(product)
    if kept:
        return Fact(0.5, tuple(kept), "earlier versions are kept; nothing says how to go back")
    return Fact(
        0.0,
        (),
        "no versions are kept, and nothing says how to go back",
        ("tags", "image tags", "runbooks", "rollback scripts"),
    )


def _written(product: Product) -> list[Evidence]:
    found = []
    for document in product.documents:
        if re.search(r"(?i)changelog|release[-_ ]?notes|history\.", document.path) or is_aside(document.path):
            continue
        found += list(_sections(document))
    return found


def _sections(document: Document) -> Iterable[Evidence]:
    """Sections about going back that hold steps: commands, or a list of at least two points."""
    for index, section in enumerate(document.sections):
        if not _BACK.search(section.title) or section.is_placeholder:
            continue
        body = [line for part in document.within(index) for line in part.lines]
        steps = [line for line in body if _STEPS.search(line.text)]
        points = [line for line in body if line.kind == "list"]
        if steps or len(points) >= 2:
            words = " ".join(line.text for line in body)
            model = (
                " (model too)"
                if re.search(
                    r"(?i)\bmodels?\b.{0,60}\b(?:version|registry|alias|stage|previous|artifact|checkpoint)", words
                )
                else ""
            )
            yield Evidence(document.path, section.line, snippet(section.title), f"rolling back is written down{model}")


def _kept(product: Product) -> list[Evidence]:
    """What keeps earlier versions: tags of images, of git or of packages, or images that are taken by version."""
    found = [hit.evidence("images or packages carry their version") for hit in product.hits(IMAGE_TAGS)][:3]
    if not found and any(_VERSION.match(tag.name) for tag in product.history.tags):
        tag = [tag for tag in product.history.tags if _VERSION.match(tag.name)][-1]
        manifest = min(product.manifests, key=lambda m: (m.path.count("/"), m.path), default=None)
        found = [
            Evidence(
                manifest.path if manifest else "", 1 if manifest else 0, f"tag {tag.name}", "versions are tagged in git"
            )
        ]
    if not found:
        tagged = [one for one in delivered(product) if one.tag and one.tag != "latest" and not is_others(one.image)]
        found = [
            Evidence(one.path, one.line, f"image: {one.image}", "the image is taken by version") for one in tagged[:2]
        ]
    if not found:
        found = [
            step.evidence(product, "packages carry their version")
            for step in commands(product)
            if re.search(
                r"pypi-publish|twine upload|npm publish|uv publish|poetry publish|cargo publish",
                f"{step.uses} {step.text}",
            )
        ][:2]
    return found
