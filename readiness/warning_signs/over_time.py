"""Warning signs of who changed what and when: tuning without outcome (W08), one person (W12), afterthought (W13)."""

from __future__ import annotations

from collections import Counter
from functools import lru_cache

from readiness.classification import role_and_language
from readiness.compiling import compile_later
from readiness.history import Commit
from readiness.model import Evidence, Series, Status
from readiness.sanitizing import printable
from readiness.warning_signs.look import Look, Read, clear, raised, unknown
from readiness.warning_signs.loosened import evidence as evidence_of
from readiness.warning_signs.loosened import loosened
from readiness.warning_signs.samples import DAY, MOST, day_of

_PROMPT = compile_later(r"(?i)prompt|(?:^|/)models?\.(?:py|ts|ya?ml|json)$|\.(?:prompt|prompty)$")
_OUTCOME = compile_later(
    r"(?i)(?:^|/)evals?(?:uations?)?s?/|golden|benchmark|metrics|feedback|changelog|release[_-]?notes"
)
_NOT_TUNED = frozenset({"test", "example", "ci", "lock", "evaluation"})
_SCREEN = compile_later(r"(?i)\.(?:tsx|jsx|vue|svelte|html|css|scss|svg|png|snap)$")
_PAPERS = {
    "O102": "tracing", "O103": "recording of model calls", "O104": "metrics", "R402": "an evaluation",
    "R405": "safety tests", "D129": "a security policy", "D128": "a privacy statement", "D127": "governance papers",
    "D136": "a risk list", "P107": "thresholds", "O111": "alerts",
}  # fmt: skip
GRACE = 30 * DAY
ENOUGH = 10
"""Changes of prompts or models from which on their outcome may be asked for."""
LONG = 60 * DAY
"""So long may prompts and models change with nothing that judges them."""


def w08(look: Look) -> Read:
    """Prompt and model changes against changes of evaluations, metrics or release notes."""
    if not look.product.has("llm"):
        return clear("no generative model whose prompts would be tuned")
    history = look.product.history
    if not history.exists:
        return unknown("needs git history")
    tuned = [commit for commit in history.people if any(map(_is_tuned, commit.paths))]
    judged = [commit for commit in history.people if any(map(_OUTCOME.search, commit.paths))]
    series = _by_quarter(("changes of prompts or models", tuned), ("changes of evaluations or release notes", judged))
    if len(tuned) < ENOUGH:
        return unknown(f"{len(tuned)} changes of prompts or models: too few to tell")
    often = Counter(path for commit in tuned for path in commit.paths if _is_tuned(path)).most_common(3)
    newest = tuple(Evidence(path, 0, "", f"changed {number} times") for path, number in often)
    if not judged and look.fails("R402"):
        says = f"{len(tuned)} changes of prompts or models, none of an evaluation, a metric or a release note"
        return raised(says, newest, series)
    last = max((commit.time for commit in judged), default=0)
    since = [commit for commit in tuned if commit.time > last]
    says = f"{len(tuned)} changes of prompts or models, {len(judged)} of evaluations, metrics or release notes"
    if judged and len(since) >= ENOUGH and since[0].time - last >= LONG and not look.holds("R402"):
        return raised(
            f"{says}; {len(since)} of the former since the last of the latter on {day_of(last)}", newest, series
        )
    return clear(says, newest, series)


@lru_cache(maxsize=65536)
def _is_tuned(path: str) -> bool:
    """Whether a path is a prompt or a choice of models, and neither a test nor a screen for people's own prompts."""
    return bool(_PROMPT.search(path)) and not _SCREEN.search(path) and role_and_language(path)[0] not in _NOT_TUNED


def _by_quarter(*counted: tuple[str, list[Commit]]) -> tuple[Series, ...]:
    """How many commits there were in each quarter, given by its first day; those with none count too."""
    days = [day_of(commit.time) for _, commits in counted for commit in commits]
    if not days:
        return ()
    quarters = [_quarter(int(min(days)[:4]), int(min(days)[5:7]))]
    while quarters[-1] < max(days)[:8] + "01" and len(quarters) < MOST:
        year, month = int(quarters[-1][:4]), int(quarters[-1][5:7]) + 3
        if _quarter(year + month // 13, (month - 1) % 12 + 1) > max(days):
            break
        quarters.append(_quarter(year + month // 13, (month - 1) % 12 + 1))
    found = []
    for name, commits in counted:
        number = Counter(_quarter_of(day_of(commit.time)) for commit in commits)
        found.append(Series(name, "a quarter", tuple((quarter, float(number[quarter])) for quarter in quarters)))
    return tuple(found)


def _quarter(year: int, month: int) -> str:
    return f"{year:04d}-{(month - 1) // 3 * 3 + 1:02d}-01"


def _quarter_of(day: str) -> str:
    return _quarter(int(day[:4]), int(day[5:7]))


def w12(look: Look) -> Read:
    """The share of commits of the most active person, bots left out."""
    people = look.product.history.people
    if len(people) < 3:
        return unknown("needs git history of three commits or more")
    name, count = _most_active([(c.author, c.email) for c in people])
    recent = people[: max(len(people) // 4, 3)]
    share, lately = count / len(people), sum(c.author == name for c in recent) / len(recent)
    says = f"{printable(name)} made {count} of {len(people)} commits ({share:.0%}), {lately:.0%} of the latest quarter"
    if share >= 0.8 or (share >= 0.7 and (lately >= 0.8 or len(people) < 30)):
        return raised(says)
    return clear(says)


def _most_active(people: list[tuple[str, str]]) -> tuple[str, int]:
    """The person with most commits; one e-mail under several names, or one name under several, is one person."""
    name_of: dict[str, str] = {}
    for name, email in people:
        name_of.setdefault(email, name)
    counted = Counter(name_of[email] for _, email in people)
    return counted.most_common(1)[0]


def w13(look: Look) -> Read:
    """When the papers and safeguards that exist first appeared, against the first release; thresholds made looser."""
    history = look.product.history
    looser = loosened(look)
    if looser:
        return raised("; ".join(one.says for one in looser[:3]), evidence_of(look, looser))
    if not history.exists or not history.tags:
        return unknown("needs a tagged release to compare with")
    if history.is_shallow:
        return unknown("the clone is shallow: when its first files came is not known")
    release = history.tags[0]
    late, early = _when(look, release.time)
    if not late and not early:
        return unknown("none of the papers or safeguards exists yet")
    first = f"the first release ({printable(release.name)}, {day_of(release.time)})"
    evidence = tuple(
        Evidence(e.path, e.line, e.snippet, f"{what} came {_days(look, e, release.time)} days after {first}", False)
        for what, e in late
    )
    kept = tuple(Evidence(e.path, e.line, e.snippet, f"{what} came before or with {first}") for what, e in early)
    told = ", ".join(f"{what} ({_days(look, e, release.time)} days)" for what, e in late)
    if len(late) > len(early):
        with_it = f"; before or with it: {', '.join(what for what, _ in early)}" if early else ""
        return raised(f"after {first} came {told}{with_it}", evidence)
    says = (
        f"{len(early)} of {len(early) + len(late)} came before or with {first}: {', '.join(what for what, _ in early)}"
    )
    return clear(says + (f"; later {told}" if late else ""), kept + evidence)


Placed = list[tuple[str, Evidence]]


def _when(look: Look, release: int) -> tuple[Placed, Placed]:
    """What came after the release, and what before, each with the first of its files."""
    first_touch = look.product.history.first_touch
    late: Placed = []
    early: Placed = []
    for rule, what in _PAPERS.items():
        if look.status(rule) not in (Status.MET, Status.PARTIAL):
            continue
        places = [e for e in look.findings[rule].evidence if e.supports and e.path in first_touch]
        if places:
            first = min(places, key=lambda e: first_touch[e.path])
            (late if first_touch[first.path] > release + GRACE else early).append((what, first))
    return late, early


def _days(look: Look, place: Evidence, since: int) -> int:
    return (look.product.history.first_touch[place.path] - since) // DAY
