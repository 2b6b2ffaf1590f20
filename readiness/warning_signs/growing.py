"""Warning signs of a product that grows: its infrastructure (W05), its monitoring (W06), an endless pilot (W07)."""

from __future__ import annotations

from readiness.model import Evidence, Series
from readiness.series import OBSERVABILITY
from readiness.warning_signs.growth import Growth, Moment, is_infrastructure
from readiness.warning_signs.look import MONTH, Look, Read, clear, raised, unknown
from readiness.warning_signs.samples import DAY, day_of
from readiness.warning_signs.trends import Trend, trend

DOUBLED = 2.0
MANY = {"infrastructure": 8, "services": 8, "resources": 10, "dependencies": 60}
"""From so many on, twice as many as halfway through the history is sprawl."""
YOUNG = 60 * DAY
GROWN = 1.2
"""A product that has so many times the code, services or dependencies as before has grown."""
WATCHED = 0.01
"""The least share of things that observe to files of code, for monitoring that grows along."""
MATURE = 180 * DAY
ACTIVE = 10  # commits in the last third of the history
_MEASURES = ("O102", "O104")
_WARNS = ("O110", "O111")
_SIZES = ("code", "services", "dependencies")


def w05(look: Look) -> Read:
    """Services, deployment files, cloud resources and dependencies today against halfway through the history."""
    growth = look.growth
    if not growth:
        return _small(look) or unknown("needs git history of two commits or more, with the files of both")
    then, now = growth.halfway(), growth.moments[-1]
    kinds = [kind for kind in MANY if now.counts[kind] >= MANY[kind] and _grew(kind, then, now, DOUBLED)]
    told = _told(then, now, tuple(kinds or MANY))
    says = f"on {day_of(then.time)}, halfway, and today: {told}"
    if kinds:
        return raised(says, _came_later(look, then), growth.series(*kinds))
    return clear(says, (), growth.series("services", "dependencies"))


def _small(look: Look) -> Read | None:
    """Clear where there is too little today for sprawl, whatever was before; else nothing."""
    files = [path for path in look.product.snapshot.all_paths if is_infrastructure(path)]
    names = {one.name for manifest in look.product.manifests for one in manifest.dependencies}
    if len(files) >= MANY["infrastructure"] or len(names) >= MANY["dependencies"]:
        return None
    return clear(f"{len(files)} deployment files and {len(names)} dependencies: too few for sprawl")


def _grew(kind: str, then: Moment, now: Moment, factor: float) -> bool:
    return now.counts[kind] >= factor * max(then.counts[kind], 1)


def _told(then: Moment, now: Moment, kinds: tuple[str, ...]) -> str:
    """`3 then 12 services; 40 then 44 dependencies`."""
    words = {"infrastructure": "deployment files", "resources": "cloud resources", "code": "files of code"}
    shown = [kind for kind in kinds if then.counts[kind] or now.counts[kind]]
    parts = [f"{then.counts[kind]} then {now.counts[kind]} {words.get(kind, kind)}" for kind in shown]
    return "; ".join(parts) or "no deployment files and no dependencies"


def _came_later(look: Look, then: Moment) -> tuple[Evidence, ...]:
    """The deployment files that came, or else changed, after that moment and stand today, then the largest manifest."""
    snapshot, history = look.product.snapshot, look.product.history
    ours = snapshot.all_paths - {path for path, _ in snapshot.left_out}
    files = sorted(path for path in ours if is_infrastructure(path))
    came = [path for path in files if history.first_touch.get(path, 0) > then.time]
    changed = [path for path in files if path not in came and history.last_touch.get(path, 0) > then.time]
    found = [Evidence(path, 0, "", f"came on {day_of(history.first_touch[path])}") for path in came]
    found += [Evidence(path, 0, "", f"changed on {day_of(history.last_touch[path])}") for path in changed]
    manifests = look.product.manifests
    if manifests:
        largest = max(manifests, key=lambda manifest: (len(manifest.dependencies), manifest.path))
        found[5:] = [Evidence(largest.path, 0, "", f"{len(largest.dependencies)} dependencies today")]
    return tuple(found[:6])


def w06(look: Look) -> Read:
    """What observes the product against what there is to observe."""
    told = _as_told(look)
    if told:
        return told
    if look.holds("O102") and look.holds("O104"):
        return clear("requests are traced and metrics are exported", look.evidence(*_MEASURES), _grown(look.growth))
    if not look.product.serves:
        return clear("nothing runs that would be monitored")
    if not look.product.history.exists:
        return unknown("needs git history, or figures of use and of alerts over time, to tell growth")
    growth = look.growth
    if not growth:
        return _untold(look)
    if look.span < YOUNG:
        return clear(f"{look.span // DAY} days of history: nothing has outgrown its monitoring yet")
    return _kept_pace(look, growth)


def _kept_pace(look: Look, growth: Growth) -> Read:
    """Whether monitoring grew with the product: since halfway where some is measured, else since the beginning."""
    first = next((moment for moment in growth.moments if moment.counts["code"]), growth.moments[0])
    half, now = growth.halfway(), growth.moments[-1]
    measured = look.holds(*_MEASURES)
    then = half if measured and half.time > first.time else first
    grew = [kind for kind in _SIZES if then.counts[kind] and _grew(kind, then, now, GROWN)]
    watching = now.counts["monitoring"]
    series = _grown(growth)
    says = f"since {day_of(then.time)}: {_told(then, now, (*(grew or _SIZES), 'monitoring'))}"
    says = says.replace(" monitoring", " files and libraries that observe")
    if watching > half.counts["monitoring"] and watching >= WATCHED * now.counts["code"]:
        return clear(says + ", grown along", look.evidence(*_MEASURES), series)
    if look.holds(*_WARNS) and not grew:
        return clear(says, look.evidence(*_WARNS), series)
    if not grew:
        return clear(says + ": it did not grow", look.evidence(*_MEASURES), series)
    if not watching:
        says += ", and nothing that observes"
    return raised(says, look.evidence("O101", *_MEASURES, *_WARNS), series)


def _untold(look: Look) -> Read:
    return unknown(
        "needs git history of two commits or more, with the files of both, to tell growth", look.evidence(*_MEASURES)
    )


def _grown(growth: Growth) -> tuple[Series, ...]:
    return growth.series("code", "services", "monitoring")


def _as_told(look: Look) -> Read | None:
    """From people's own figures: use or services against alert rules, or against what milestones say of the pillar."""
    watch = next((found for name in ("alerts", OBSERVABILITY) if (found := trend(look.told.get(name)))), None)
    grown = [_more(look, name) for name in ("services", "ai_calls", "active_users", "requests")]
    most = max((one for one in grown if one), key=lambda one: one.factor or 0, default=None)
    if not watch or not most:
        return None
    says = f"{most.says} within {most.days} days, {watch.says}"
    places = look.places(most.series.name, watch.series.name)
    if (most.factor or 0) >= 1.5 and watch.end <= watch.start:
        return raised(says, places, (most.series, watch.series))
    return clear(says, places, (most.series, watch.series)) if watch.end > watch.start else None


def _more(look: Look, name: str) -> Trend | None:
    found = trend(look.told.get(name))
    return found if found and found.factor is not None else None


def w07(look: Look) -> Read:
    """A pilot that goes on without release or deploy path."""
    history = look.product.history
    if history.tags:
        newest = history.tags[-1]
        says = f"{len(history.tags)} releases, the last one {newest.name} of {day_of(newest.time)}"
        return clear(says, look.evidence("D104", "D105", "D101"))
    if look.holds_in_part("D104", "D105") or not look.product.has("service"):
        says = "a deploy path is in the repository" if look.product.has("service") else "nothing that would be deployed"
        return clear(says, look.evidence("D104", "D105", "D101"))
    if not history.exists:
        return unknown("needs git history")
    late = [commit for commit in history.people if commit.time > history.commits[0].time - look.span // 3]
    if look.span <= MATURE:
        return clear(f"{look.span // DAY} days of work: younger than half a year")
    if len(late) < ACTIVE:
        return clear(f"{len(late)} commits in the last third of its history: it does not expand")
    says = f"{look.span // MONTH} months of work, {len(late)} commits in the last third of it"
    return raised(
        says + ", and no release, tag or deploy path", look.evidence("D104", "D105"), look.growth.series("code")
    )
