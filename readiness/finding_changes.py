"""One rule's finding, then and now: what became of it, and whether what holds rests on less than before."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable

from readiness.conditions import MAX_EVIDENCE
from readiness.loosening import loosened
from readiness.model import Change, Evidence, Finding, Provenance, Standing, Status
from readiness.wording import counted

_GAPS = (Status.UNMET, Status.PARTIAL)
_STANDINGS = (Standing.CONTRADICTED, Standing.STALE, Standing.UNSUPPORTED, Standing.CORROBORATED)
_Told = tuple[str, str, bool]
"""Kind, what changed, and whether it fails a gate on regressions."""


def finding_change(old: Finding, new: Finding) -> Change | None:
    """What became of a rule, or None where it is as it was; every reason in one sentence."""
    told = _moved(old, new)
    less = _less(old, new)
    if told is None and not less:
        return None
    if told is None or (less and told[0] in ("improved", "fixed", "changed") and any(fails for _, fails in less)):
        kind, words = "worsened" if new.status in _GAPS and _added(old, new) else "weakened", [says for says, _ in less]
        fails = any(is_failing for _, is_failing in less)
    else:
        kind, fails = told[0], told[2]
        words = [told[1], *(says for says, _ in less)]
        fails = fails or any(is_failing for _, is_failing in less)
    rule = new.rule
    is_worse = kind in ("new", "worsened", "weakened")
    return Change(
        kind, "rule", rule.id, rule.title, "; ".join(words), rule.fix if is_worse else "",
        _state(old), _state(new), _places(old, new, is_worse), _gone(old, new), rule.pillar, rule.severity, "", fails,
    )  # fmt: skip


def _state(finding: Finding) -> str:
    """`partial 0.57`, `met (attested)`, `unmet (waived)`."""
    value = f" {finding.value:.2g}" if finding.status is Status.PARTIAL and finding.value is not None else ""
    notes = [str(finding.provenance)] if finding.provenance not in (None, Provenance.VERIFIED) else []
    notes += ["waived"] if finding.waiver else []
    return f"{finding.status}{value}" + (f" ({', '.join(notes)})" if notes else "")


def _moved(old: Finding, new: Finding) -> _Told | None:
    """What the change of status or value amounts to."""
    was, now = old.status, new.status
    says = f"was {_state(old)}{_why(old)}, is {_state(new)}{_why(new)}"
    if Status.ERROR in (was, now):
        return None if was is now else ("changed", says, False)
    if now is Status.NOT_APPLICABLE:
        return None if was is now else _excused(old, new, says)
    if now is Status.UNKNOWN:
        return None if was is now else _unsettled(old, new, says)
    if was is now and not (now is Status.PARTIAL and old.value != new.value):
        if new.provenance is Provenance.CONTRADICTED and old.provenance is not Provenance.CONTRADICTED:
            return "worsened", says, True
        return None
    if was is Status.NOT_APPLICABLE:
        return ("appeared" if now is Status.MET else "new", says, now is not Status.MET and not new.waiver)
    if was is Status.UNKNOWN:
        # Who answers an open question with an honest "no" has made nothing worse.
        is_told = new.provenance is Provenance.ATTESTED
        # Nor has who lets history grow until it can be judged: only a place that is there now is somebody's change.
        is_shown = any(place.line for place in _against(new)) or new.provenance is Provenance.CONTRADICTED
        return ("new" if now is Status.UNMET else "improved", says, now is Status.UNMET and is_shown and not is_told)
    if now is Status.MET:
        return "fixed", says, False
    if was is Status.MET:
        return "new", says, not new.waiver and not _is_lapse(new)
    return _degree(old, new, says)


def _degree(old: Finding, new: Finding, says: str) -> _Told:
    """Between partial and unmet, or from one part to another."""
    if (new.value or 0.0) > (old.value or 0.0):
        return "improved", says, False
    more, fewer = len(_against(new)), len(_against(old))
    if new.status is Status.PARTIAL and 0 < more <= fewer < MAX_EVIDENCE:
        return "changed", f"{says}; no more places than before speak against it", False
    return "worsened", says, not new.waiver and not _is_lapse(new)


def _excused(old: Finding, new: Finding, says: str) -> _Told:
    if new.provenance is Provenance.ATTESTED and old.status in _GAPS:
        return "weakened", f"{says}: an answer excuses it", True
    return "gone", f"no longer applies; it was {_state(old)}" + (f": {new.message}" if new.message else ""), False


def _unsettled(old: Finding, new: Finding, says: str) -> _Told:
    if old.status in (Status.MET, Status.PARTIAL):
        return "weakened", f"{says}: nobody can tell any more", not _is_lapse(new)
    return "changed", says, False


def _is_lapse(new: Finding) -> bool:
    """Whether only time took it: an answer that was too old, not a change that people made."""
    return new.answer is not None and new.answer.standing is Standing.STALE and "expired on" in new.message


def _why(finding: Finding) -> str:
    return f" ({finding.message})" if finding.message else ""


def _less(old: Finding, new: Finding) -> list[tuple[str, bool]]:
    """On what less it rests, each with whether that fails a gate."""
    found: list[tuple[str, bool]] = []
    is_held = new.status in (Status.MET, Status.PARTIAL)
    if is_held and old.status in (Status.MET, Status.PARTIAL):
        if old.provenance is Provenance.VERIFIED and new.provenance is Provenance.ATTESTED:
            found.append(("was seen in the repository, is only answered now", True))
        if old.has_evidence and not new.has_evidence:
            found.append(("the answer names no evidence any more", True))
        found += [(_loosened(one.was, one.now, one.after), True) for one in loosened(old.evidence, new.evidence)]
        found += _fewer(old, new)
    if new.waiver and not old.waiver:
        until = f" until {new.waiver.expires}" if new.waiver.expires else ""
        found.append((f"is waived by {new.waiver.owner}{until}", False))
    if old.answer and new.answer and _STANDINGS.index(new.answer.standing) < _STANDINGS.index(old.answer.standing):
        found.append((f"the answer was {old.answer.standing}, is {new.answer.standing}", False))
    if extra := _added(old, new):
        words = "place speaks" if len(extra) == 1 else "places speak"
        found.append((f"{len(extra)} more {words} against it", not new.waiver))
    return found


def _loosened(was: float, now: float, place: Evidence) -> str:
    return f"{place.place} demands less: {was:g} before, {now:g} now"


def _fewer(old: Finding, new: Finding) -> list[tuple[str, bool]]:
    """Far fewer places that speak for it: half of them are gone. One of many comes and goes with any change of code."""
    had, has = len(_for(old)), len(_for(new))
    if not 3 <= had < MAX_EVIDENCE or not has or 2 * has > had:
        return []
    return [(f"{counted(has, 'place')} for it, {had} before", False)]


def _for(finding: Finding) -> list[Evidence]:
    return [place for place in finding.evidence if place.supports]


def _against(finding: Finding) -> list[Evidence]:
    return [place for place in finding.evidence if not place.supports]


def _added(old: Finding, new: Finding) -> list[Evidence]:
    """Places against a rule that was not met before either, more than there were; moved ones are no more."""
    was, now = _against(old), _against(new)
    is_counted = old.status in _GAPS and new.status in _GAPS and new.provenance is Provenance.VERIFIED
    if not is_counted or old.provenance is not Provenance.VERIFIED or len(was) >= MAX_EVIDENCE or len(now) <= len(was):
        return []
    return _unmatched(now, was)[: len(now) - len(was)]


def _unmatched(places: Iterable[Evidence], known: Iterable[Evidence]) -> list[Evidence]:
    """The places that have no twin among the known ones: by file and words first, then by words alone."""
    left = Counter(_key(one) for one in known)
    kept = _taken(list(places), left, _key)
    # What is left over in another file may be what moved here.
    words: Counter[tuple[str, str, str]] = Counter()
    for (_, snippet, says), count in left.items():
        words["", snippet, says] += count
    return _taken(kept, words, lambda place: ("", place.snippet, place.says))


def _taken(
    places: list[Evidence], left: Counter[tuple[str, str, str]], key: Callable[[Evidence], tuple[str, str, str]]
) -> list[Evidence]:
    """The places that `left` has no count for; of the others each takes one."""
    kept = []
    for place in places:
        if left[key(place)] > 0:
            left[key(place)] -= 1
        else:
            kept.append(place)
    return kept


def _key(place: Evidence) -> tuple[str, str, str]:
    return place.path, place.snippet, place.says


def _places(old: Finding, new: Finding, is_worse: bool) -> tuple[Evidence, ...]:
    """The places that show the change: of what is worse first the new ones against, then where less is demanded."""
    if is_worse:
        less = [one.after for one in loosened(old.evidence, new.evidence)]
        fresh = _unmatched(_against(new), _against(old))
        return tuple(dict.fromkeys((*fresh, *less)) or _against(new))[:6]
    return tuple(_unmatched(_for(new), _for(old)) or _for(new))[:3]


def _gone(old: Finding, new: Finding) -> tuple[Evidence, ...]:
    """Where it was seen before and is no more, whatever line it stood on."""
    if new.status is Status.MET and old.status is Status.MET:
        return ()
    side = _for if old.status in (Status.MET, Status.PARTIAL) and new.status is not Status.MET else _against
    return tuple(_unmatched(side(old), side(new)))[:3]
