"""Warning signs read from git history: W05 to W08, W12, W13."""

from __future__ import annotations

import re
from collections import Counter

from readiness.formats.manifests import read_manifest
from readiness.model import Evidence, Status
from readiness.warning_signs.look import DAY, Look, Read

_INFRASTRUCTURE = re.compile(
    r"(?i)(?:^|/)(?:dockerfile[^/]*|[^/]*\.dockerfile|(?:docker-)?compose[^/]*\.ya?ml|chart\.ya?ml|[^/]*\.tf|serverless\.ya?ml|fly\.toml|render\.ya?ml|kustomization\.ya?ml)$|"
    r"(?:^|/)(?:k8s|kubernetes|helm|charts|terraform|infra|istio|deploy(?:ment)?s?)/.*\.ya?ml$"
)
_PROMPT = re.compile(r"(?i)prompt|(?:^|/)models?\.(?:py|ts|ya?ml|json)$|\.(?:prompt|prompty)$")
_OUTCOME = re.compile(r"(?i)(?:^|/)evals?(?:uation)?s?/|golden|benchmark|metrics|feedback|changelog")
_PAPERS = {
    "O102": "tracing", "O103": "recording of model calls", "O104": "metrics", "R402": "an evaluation",
    "R405": "safety tests", "D129": "a security policy", "D128": "a privacy statement", "D127": "governance papers",
    "D136": "a risk list", "P107": "thresholds", "O111": "alerts",
}  # fmt: skip
MATURE = 180 * DAY
MANY_DEPENDENCIES = 60
ACTIVE = 10  # commits in the last third of the history
GRACE = 30 * DAY


def w05(look: Look) -> Read:
    """Infrastructure files that stand today, by when each first appeared."""
    history = look.product.history
    if not history.exists:
        return "unknown", "needs git history", ()
    snapshot = look.product.snapshot
    ours = snapshot.all_paths - {path for path, _ in snapshot.left_out}
    present = sorted(path for path in ours if _INFRASTRUCTURE.search(path))
    first = sorted((history.first_touch[path], path) for path in present if path in history.first_touch)
    start, end = history.commits[-1].time, history.commits[0].time
    middle = start + (end - start) // 2
    before = sum(time <= middle for time, _ in first)
    evidence = tuple(
        Evidence(path, 0, "", "an infrastructure file that came in the later half")
        for time, path in first
        if time > middle
    )
    needed, needs, manifest = _dependencies(look, middle)
    says = (
        f"{before} infrastructure files halfway through the history, {len(first)} today; "
        f"{needed} dependencies then, {needs} today"
    )
    if len(first) >= 8 and len(first) >= 2 * max(before, 1):
        return "raised", says, evidence
    if needs >= MANY_DEPENDENCIES and needs >= 1.6 * needed > 0:
        return "raised", says, (Evidence(manifest, 0, "", "the largest manifest"), *evidence)
    return "clear", says, evidence


def _dependencies(look: Look, middle: int) -> tuple[int, int, str]:
    """How many dependencies the largest manifest had halfway, has today, and its path."""
    product = look.product
    if not product.manifests:
        return 0, 0, ""
    largest = max(product.manifests, key=lambda manifest: (len(manifest.dependencies), manifest.path))
    halfway = next((commit for commit in product.history.commits if commit.time <= middle), None)
    text = product.history.text_at(halfway.id, largest.path) if halfway else ""
    then = read_manifest(largest.path, text) if text else None
    return len(then.dependencies) if then else 0, len(largest.dependencies), largest.path


def w06(look: Look) -> Read:
    """Monitoring against growth."""
    history = look.product.history
    if look.holds("O102", "O104"):
        return "clear", "requests are traced or metrics are exported", look.evidence("O102", "O104")
    if not look.product.serves:
        return "clear", "nothing runs that would be monitored", ()
    if not history.exists:
        return "unknown", "needs git history to tell growth", ()
    span = history.commits[0].time - history.commits[-1].time
    if span > MATURE and len(history.people) > 50 and look.fails("O104") and not look.holds("O110", "O111"):
        return (
            "raised",
            f"{len(history.people)} commits over {span // (30 * DAY)} months, and no metrics, alerts or error tracking",
            look.evidence("O101", "O102", "O104"),
        )
    return (
        "unknown",
        "too young or too little changed to tell, and no metrics yet",
        look.evidence("O101", "O102", "O104"),
    )


def w07(look: Look) -> Read:
    """A pilot that goes on without release or deploy path."""
    history = look.product.history
    if history.tags or look.holds_in_part("D104", "D105") or not look.product.has("service"):
        return "clear", "it is released, or a deploy path is in the repository", look.evidence("D104", "D105", "D101")
    if not history.exists:
        return "unknown", "needs git history", ()
    span = history.commits[0].time - history.commits[-1].time
    late = [commit for commit in history.people if commit.time > history.commits[0].time - span // 3]
    if len(late) < ACTIVE:
        return "clear", f"{len(late)} commits in the last third of its history: it does not expand", ()
    if span > MATURE:
        return (
            "raised",
            f"{span // (30 * DAY)} months of work without a release, a tag or a deploy path",
            look.evidence("D104", "D105"),
        )
    return "clear", "younger than half a year", ()


def w08(look: Look) -> Read:
    """Prompt and model changes against changes of evaluations, metrics or release notes."""
    if not look.product.has("llm"):
        return "clear", "no generative model whose prompts would be tuned", ()
    history = look.product.history
    if not history.exists:
        return "unknown", "needs git history", ()
    tuned = [commit for commit in history.people if any(_PROMPT.search(path) for path in commit.paths)]
    judged = [commit for commit in history.people if any(_OUTCOME.search(path) for path in commit.paths)]
    if len(tuned) < 10:
        return "unknown", f"{len(tuned)} changes of prompts or models: too few to tell", ()
    newest = tuple(
        Evidence(path, 0, "", "changed again and again")
        for path, _ in Counter(p for c in tuned for p in c.paths if _PROMPT.search(p)).most_common(3)
    )
    if not judged and look.fails("R402"):
        return (
            "raised",
            f"{len(tuned)} changes of prompts or models, none of an evaluation, a metric or a release note",
            newest,
        )
    return (
        "clear",
        f"{len(tuned)} changes of prompts or models, {len(judged)} of evaluations, metrics or release notes",
        newest,
    )


def w12(look: Look) -> Read:
    """The share of commits of the most active person, bots left out."""
    people = look.product.history.people
    if len(people) < 3:
        return "unknown", "needs git history of three commits or more", ()
    name, count = _most_active([(c.author, c.email) for c in people])
    recent = people[: max(len(people) // 4, 3)]
    share, lately = count / len(people), sum(c.author == name for c in recent) / len(recent)
    says = f"{name} made {count} of {len(people)} commits"
    if share >= 0.8 or (share >= 0.7 and (lately >= 0.8 or len(people) < 30)):
        return "raised", says, ()
    return "clear", says, ()


def _most_active(people: list[tuple[str, str]]) -> tuple[str, int]:
    """The person with most commits; one e-mail under several names, or one name under several, is one person."""
    name_of: dict[str, str] = {}
    for name, email in people:
        name_of.setdefault(email, name)
    counted = Counter(name_of[email] for _, email in people)
    return counted.most_common(1)[0]


def w13(look: Look) -> Read:
    """When the papers and safeguards that exist first appeared, against the first release."""
    history = look.product.history
    if not history.exists or not history.tags:
        return "unknown", "needs a tagged release to compare with", ()
    release = history.tags[0]
    late: list[tuple[str, Evidence]] = []
    early: list[tuple[str, Evidence]] = []
    for rule, what in _PAPERS.items():
        if look.status(rule) not in (Status.MET, Status.PARTIAL):
            continue
        places = [e for e in look.findings[rule].evidence if e.supports and e.path in history.first_touch]
        if not places:
            continue
        first = min(places, key=lambda e: history.first_touch[e.path])
        (late if history.first_touch[first.path] > release.time + GRACE else early).append((what, first))
    if not late and not early:
        return "unknown", "none of the papers or safeguards exists yet", ()
    evidence = tuple(
        Evidence(e.path, e.line, e.snippet, f"{what} came after {release.name}", False) for what, e in late
    )
    if len(late) > len(early):
        return "raised", "after the first release came " + ", ".join(what for what, _ in late), evidence
    return "clear", "most of them came before the first release: " + ", ".join(what for what, _ in early), evidence
