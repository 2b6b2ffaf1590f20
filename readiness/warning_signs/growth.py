"""What the product consisted of at each sampled commit: code, services, resources, dependencies, monitoring."""

from __future__ import annotations

import hashlib
import json
import os
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from readiness.classification import left_out_reason, role_and_language
from readiness.compiling import compile_later
from readiness.deployments import is_aside
from readiness.formats.compose import is_compose, read_compose
from readiness.formats.manifests import is_manifest, read_manifest
from readiness.history import History
from readiness.model import Series
from readiness.remembering import recall, remember
from readiness.snapshot import decode
from readiness.version import __version__
from readiness.warning_signs.samples import Sample, day_of, samples

KINDS = ("code", "infrastructure", "services", "resources", "dependencies", "monitoring")
"""Code files; deployment files; compose services and workloads; cloud resources; direct dependencies; what observes."""
UNITS = {"code": "files", "infrastructure": "files"}

_INFRASTRUCTURE = compile_later(
    r"(?i)(?:^|/)(?:dockerfile[^/]*|[^/]*\.dockerfile|(?:docker-)?compose[^/]*\.ya?ml|chart\.ya?ml|[^/]*\.(?:tf|bicep)|"
    r"serverless\.ya?ml|fly\.toml|render\.ya?ml|kustomization\.ya?ml)$|"
    r"(?:^|/)(?:k8s|kubernetes|helm|charts|terraform|infra|istio|deploy(?:ment)?s?)/.*\.ya?ml$"
)
_WORKLOAD = compile_later(
    r"^kind:[ \t]*[\"']?(?:Deployment|StatefulSet|DaemonSet|CronJob|Job|Rollout|Service\b.*knative)", re.M
)
_RESOURCE = compile_later(
    r"^[ \t]*(?:resource|module)[ \t]+(?:\"([\w.-]+)\"(?:[ \t]+\"([\w.-]+)\")?|(\w+)[ \t]+'[^']*')", re.M
)
_WATCHES = compile_later(
    r"(?i)(?:^|[/._-])(?:tracing|tracer|telemetry|opentelemetry|otel|metrics|prometheus|grafana|sentry|datadog|alerts?|alertmanager|"
    r"dashboards?|instrumentation|monitoring|observability|app_?insights|langfuse|langsmith|audit_?logs?|loki|jaeger)(?:[/._-]|$)"
)
_OBSERVING = compile_later(
    r"(?i)opentelemetry|openinference|traceloop|prom(?:etheus)?[_-]client|prometheus|sentry|ddtrace|dd-trace|datadog|newrelic|applicationinsights|"
    r"langfuse|langsmith|logfire|statsd|micrometer|honeycomb|rollbar|bugsnag|airbrake|elastic-apm|arize|helicone|posthog|structlog|serilog|winston|pino|"
    r"loguru|zerolog|zap$|logrus|azure-monitor"
)
_SCREENS = compile_later(r"(?i)\.(?:tsx|jsx|vue|svelte|html|css|scss|png|svg|md|mdx)$")

Part = tuple[str, str]
"""A kind, and the name under which a thing counts once however many files speak of it."""


@dataclass(frozen=True, slots=True)
class Moment:
    """How much there was of each kind at a commit."""

    commit: str
    time: int
    counts: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Growth:
    """The moments from the oldest on; none where the history is git's no longer, or its trees are not at hand."""

    moments: tuple[Moment, ...] = ()

    def __bool__(self) -> bool:
        return len(self.moments) > 1

    def at(self, time: int) -> Moment:
        """The last moment up to `time`, or the first one."""
        return next((moment for moment in reversed(self.moments) if moment.time <= time), self.moments[0])

    def halfway(self) -> Moment:
        """The moment in the middle of the time."""
        first, last = self.moments[0].time, self.moments[-1].time
        return self.at(first + (last - first) // 2)

    def series(self, *kinds: str) -> tuple[Series, ...]:
        """The kinds over time, those that never were more than nothing left out; a day's last figure counts."""
        found = []
        for kind in kinds:
            points = {day_of(moment.time): float(moment.counts.get(kind, 0)) for moment in self.moments}
            if any(points.values()):
                found.append(Series(kind, UNITS.get(kind, ""), tuple(sorted(points.items()))))
        return tuple(found)


def is_infrastructure(path: str) -> bool:
    """Whether a file of this name says how something is deployed."""
    return bool(_INFRASTRUCTURE.search(path)) and not is_aside(path)


def growth(history: History, remembers: bool = True) -> Growth:
    """The growth over the history of the branch; remembered by its commit, which says all of it."""
    if not history.exists:
        return Growth()
    chosen = samples(history)
    name = f"growth-{_name(history.prefix + ''.join(sample.commit for sample in chosen))}.json"
    known = _known(recall(name)) if remembers else None
    if known is not None:
        return Growth(known)
    moments = tuple(_moments(history, chosen))
    if remembers:
        remember(name, json.dumps([[one.commit, one.time, one.counts] for one in moments]))
    return Growth(moments)


def _known(text: str | None) -> tuple[Moment, ...] | None:
    """The moments that were remembered; None where there are none, or somebody wrote over them."""
    try:
        rows = json.loads(text or "")
        return tuple(
            Moment(commit, int(time), {kind: int(counts[kind]) for kind in KINDS}) for commit, time, counts in rows
        )
    except (ValueError, TypeError, LookupError):
        return None


def _name(commits: str) -> str:
    """The name of what is remembered: it changes with the samples, this program, and the readers of files."""
    digest = hashlib.sha256(f"{__version__}\n{commits}".encode())
    here = Path(__file__).parent
    for folder in (here, here.parent / "formats"):
        for name in sorted(os.listdir(folder)):
            if name.endswith(".py"):
                info = os.stat(folder / name)
                digest.update(f"{name}:{info.st_size}:{info.st_mtime_ns}".encode())
    return digest.hexdigest()[:32]


def _moments(history: History, chosen: tuple[Sample, ...]) -> Iterator[Moment]:
    changes = history.trees([sample.commit for sample in chosen])
    if changes is None:
        return
    steps = list(changes)
    texts = history.blobs(blob for step in steps for path, blob in step if blob and _is_read(path))
    parts: dict[tuple[str, str], frozenset[Part]] = {}
    held: dict[str, frozenset[Part]] = {}
    number: Counter[Part] = Counter()
    counts = Counter(dict.fromkeys(KINDS, 0))
    for sample, step in zip(chosen, steps, strict=True):
        for path, blob in step:
            now = frozenset[Part]()
            if blob:
                key = (path, blob) if _is_read(path) else (path, "")
                if key not in parts:
                    parts[key] = _parts(path, texts.get(blob))
                now = parts[key]
            _exchange(held.pop(path, frozenset()), now, number, counts)
            if now:
                held[path] = now
        yield Moment(sample.commit, sample.time, {kind: counts[kind] for kind in KINDS})


def _exchange(old: frozenset[Part], new: frozenset[Part], number: Counter[Part], counts: Counter[str]) -> None:
    """Take the parts of a file's old content out of the counts, and put those of its new content in."""
    for part in old - new:
        number[part] -= 1
        if not number[part]:
            counts[part[0]] -= 1
    for part in new - old:
        number[part] += 1
        if number[part] == 1:
            counts[part[0]] += 1


def _is_read(path: str) -> bool:
    """Whether what a file of this name holds is counted, and not only that it is there."""
    return bool(is_manifest(path) or is_compose(path) or (_INFRASTRUCTURE.search(path) and not _is_dockerfile(path)))


def _is_dockerfile(path: str) -> bool:
    return "dockerfile" in path.rpartition("/")[2].lower()


def _parts(path: str, content: bytes | None) -> frozenset[Part]:
    """What one file adds."""
    if left_out_reason(path) or is_aside(path):
        return frozenset()
    role, _ = role_and_language(path)
    found: set[Part] = set()
    if role == "code":
        found.add(("code", path))
    if role in {"test", "example", "docs", "evaluation"} or path.startswith("."):
        return frozenset(found)
    if _WATCHES.search(path) and not _SCREENS.search(path):
        found.add(("monitoring", path))
    if _INFRASTRUCTURE.search(path):
        found.add(("infrastructure", path))
    if content is not None:
        found |= _written(path, decode(content))
    return frozenset(found)


def _written(path: str, text: str) -> set[Part]:
    """What is written in a manifest or a deployment file."""
    found: set[Part] = set()
    if is_compose(path):
        found |= {("services", service.name) for service in read_compose(text).services}
    elif is_manifest(path):
        manifest = read_manifest(path, text)
        names = {one.name for one in manifest.dependencies} if manifest else set()
        found |= {("dependencies", name) for name in names}
        found |= {("monitoring", name) for name in names if _OBSERVING.search(name)}
    elif path.endswith((".tf", ".bicep")):
        found |= {("resources", "/".join(filter(None, match.groups()))) for match in _RESOURCE.finditer(text)}
    else:
        found |= {("services", f"{path}#{number}") for number, _ in enumerate(_WORKLOAD.finditer(text))}
    return found
