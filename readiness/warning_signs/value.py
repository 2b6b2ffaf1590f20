"""Warning signs about value and trust: W01 to W04."""

from __future__ import annotations

from readiness.model import Evidence, Series, Status
from readiness.warning_signs.look import Look, Read, clear, raised, unknown
from readiness.warning_signs.trends import Trend, common, trend, words_of
from readiness.wording import figure

USERS = ("active_users", "adoption_rate", "sessions", "requests")
"""What stands for adoption, the best first."""
BETTER_MORE = ("acceptance_rate", "thumbs_up_rate", "rating", "satisfaction", "trust_score")
BETTER_LESS = ("override_rate", "escalation_rate", "thumbs_down_rate", "abandonment_rate", "complaints")
FASTER = 1.5
"""Cost that grows so many times as much as adoption outruns it."""
NOTABLE = 0.1
"""A share by which a figure must move to count as a change."""
UNIT_COST = 1.25
"""A cost of one request or user that grew by this factor, where nothing else is known."""


def w01(look: Look) -> Read:
    """Business value: from the problem statement, and from what people answered about value."""
    if look.holds("P101", "P110"):
        return clear("a document or an answer names the problem that is solved", look.evidence("P101", "P110"))
    if look.fails("P101"):
        return raised("no document says which problem is solved and for whom", look.evidence("P101"))
    return unknown(
        "the repository says at most what it does; answer P101 (problem) and P110 (value)", look.evidence("P101")
    )


def w02(look: Look) -> Read:
    """Success metrics: from goals with numbers."""
    if look.holds("P103"):
        return clear("goals with numbers are written down", look.evidence("P103"))
    if look.fails("P103"):
        return raised("no goal has a number", look.evidence("P103"))
    if look.status("P103") is Status.PARTIAL:
        return raised("metrics are named without a target", look.evidence("P103"))
    return unknown("the repository names no goal; answer P103 (success metrics)")


def w03(look: Look) -> Read:
    """Cost against adoption, over the time for which both are known."""
    cost = look.told.get("cost")
    for name in USERS if cost else ():
        users = look.told.get(name)
        shared = common(cost, users) if cost and users else None
        trends = (trend(shared[0]), trend(shared[1])) if shared else (None, None)
        if trends[0] and trends[1]:
            return _outrun(trends[0], trends[1], look.places("cost", name))
    for name in ("cost_per_user", "cost_per_request"):
        moved = trend(look.told.get(name))
        if moved and moved.factor is not None:
            says = f"{moved.says} within {moved.days} days"
            return (raised if moved.factor >= UNIT_COST else clear)(says, look.places(name), (moved.series,))
    if not look.product.has("ai"):
        return clear("no model is called, so no model is paid for")
    known = [name for name in ("cost", *USERS) if name in look.told]
    have = f"; known so far: {', '.join(known)}" if known else ""
    return unknown(
        f"needs cost and active_users at the same two dates or more, two weeks apart (readiness-metrics.csv){have}",
        look.evidence("D118", "O105"),
        tuple(look.told[name] for name in known),
    )


def _outrun(cost: Trend, users: Trend, places: tuple[Evidence, ...]) -> Read:
    """Whether cost grew that much faster; from nothing on no factor is known, so both must have begun."""
    series = (cost.series, users.series)
    if cost.factor is None or users.factor is None or not users.end:
        return unknown(f"{cost.says}, {users.says}: they cannot be compared with nothing", places, series)
    before, after = cost.start / users.start, cost.end / users.end
    dearer = after / before - 1
    each = "user" if users.series.name == "active_users" else words_of(users.series.name).removesuffix("s")
    says = (
        f"{cost.says} while {users.says}, within {cost.days} days: "
        f"{figure(before)} for each {each} then, {figure(after)} now"
    )
    if dearer >= NOTABLE and cost.factor - 1 >= FASTER * (users.factor - 1):
        return raised(says, places, series)
    return clear(says, places, series)


def w04(look: Look) -> Read:
    """Trust: ratings, overrides and escalations over time; without any channel nobody could hear of it."""
    moved = [(found, 1) for name in BETTER_MORE if (found := trend(look.told.get(name)))]
    moved += [(found, -1) for name in BETTER_LESS if (found := trend(look.told.get(name)))]
    if moved:
        return _trusted(look, moved)
    if not look.product.has("ai"):
        return clear("no model output to trust")
    if look.fails("O108") and look.fails("U113"):
        return raised(
            "users can neither rate an output nor report a problem, so lost trust would go unheard",
            look.evidence("O108", "U113"),
        )
    return unknown(
        "needs ratings, acceptance, overrides or escalations at two dates, two weeks apart (readiness-metrics.csv)",
        look.evidence("O108"),
        _known(look, (*BETTER_MORE, *BETTER_LESS)),
    )


def _trusted(look: Look, moved: list[tuple[Trend, int]]) -> Read:
    worse = [found for found, better in moved if found.change * better <= -NOTABLE]
    shown = worse or [found for found, _ in moved]
    says = "; ".join(f"{found.says} within {found.days} days" for found in shown)
    series = tuple(found.series for found in shown)
    places = look.places(*(one.name for one in series))
    if worse:
        return raised(says, places, series)
    return clear(says + ": no loss of trust", places, series)


def _known(look: Look, names: tuple[str, ...]) -> tuple[Series, ...]:
    return tuple(look.told[name] for name in names if name in look.told)
