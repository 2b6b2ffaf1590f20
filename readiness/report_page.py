"""What the HTML report shows, section by section, from the assessment alone; templates say how it looks."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

from readiness.call_matrix import matrix
from readiness.compiling import compile_later
from readiness.drawing import bar, position, trend
from readiness.model import PILLARS, Assessment, Finding, PillarScore, Provenance, Series, Sign, Stage, Status, Verdict
from readiness.report_rules import card, pieces, places, places_each, sentence, state
from readiness.scoring import Gate, gate_of
from readiness.waiving import risk_debt
from readiness.wording import MEANING, STAGES, VERDICTS, counted, figure, interval

_TONES = {
    Verdict.BLOCKED: ("unmet", "bad"),
    Verdict.NOT_READY: ("unmet", "bad"),
    Verdict.UNDETERMINED: ("unknown", "soft"),
    Verdict.READY_WITH_EXCEPTIONS: ("partial", "warn"),
    Verdict.READY: ("met", "good"),
}
_GATES = {
    Gate.BLOCKED: ("closed", "What blocks it"),
    Gate.OPEN: ("open", "Gates still open"),
    Gate.WAIVED: ("waived", "Gates waived"),
}
_ABOUT = {
    Gate.BLOCKED: "An essential rule that is not met closes a gate, and one closed gate blocks the whole.",
    Gate.OPEN: "Nobody can tell yet: answer the question, or show it in the repository.",
    Gate.WAIVED: "Risks that somebody has accepted, for a time.",
}
WHOLE_GATES = 40
"""So many gates of a kind are shown in full; of more only the titles."""
GATE_PLACES = 4
_ANCHOR = compile_later(r"[A-Z][A-Za-z0-9_-]{0,60}")


class Anchors:
    """The ids of the page's elements: a rule's own id where it can be one, each of them once."""

    def __init__(self, run: Assessment) -> None:
        self.first: dict[str, str] = {}
        used: set[str] = set()
        self.rules = [self._named(one.rule.id, used) for one in run.findings]
        self.signs = [self._named(one.id, used) for one in run.signs]

    def _named(self, wanted: str, used: set[str]) -> str:
        name = wanted if _ANCHOR.fullmatch(wanted) else "rule"
        if name in used or name == "rule":
            name = f"{name}-{len(used) + 1}"
        used.add(name)
        self.first.setdefault(wanted, name)
        return name

    def of(self, wanted: str) -> str:
        """The anchor of the first rule or sign of that id; "" where the page has none."""
        return self.first.get(wanted, "")


def head(run: Assessment, anchors: Anchors) -> dict[str, Any]:
    """The verdict in a word, in a sentence, and in the few figures that it rests on."""
    gates = Counter(gate for one in run.findings if (gate := gate_of(one)))
    shape, tone = _TONES[run.verdict]
    return {
        "product": run.target.path,
        "word": VERDICTS[run.verdict].capitalize(),
        "shape": shape,
        "tone": tone,
        "meaning": sentence(MEANING[run.verdict]) + ".",
        "blockers": _blockers(run, gates),
        "stage": STAGES[run.stage].capitalize(),
        "stages": [_stage(one, run.stage) for one in Stage],
        "qualifies": _qualifies(run, anchors),
        "span": interval(run.low, run.high),
        "needed": f"{run.threshold:g}",
        "mark": position(run.threshold),
        "binding": PILLARS.get(run.binding_pillar, ""),
        "gates": {_GATES[gate][0]: gates[gate] for gate in _GATES} | {"met": gates[Gate.PASSED], "all": gates.total()},
        "counts": [
            {"word": str(status).replace("-", " "), "count": count}
            for status in Status
            if (count := sum(one.status is status for one in run.findings))
        ],
        "commit": run.target.commit[:12],
        "dirty": run.target.dirty,
        "day": run.target.date,
        "rules": len(run.findings),
        "profile": run.profile,
        "config": run.config_path,
        "version": run.version,
        "ruleset": run.ruleset,
    }  # fmt: skip


def _qualifies(run: Assessment, anchors: Anchors) -> dict[str, Any] | None:
    """Which stage the product qualifies for today, and what bars the next."""
    found = run.qualification
    if found is None:
        return None
    return {
        "today": found.stage or "no stage yet",
        "next": found.next,
        "gates": [{"id": rule, "anchor": anchors.of(rule)} for rule in found.gates],
        "points": f"{found.points:g} points in {_listed([PILLARS.get(p, p) for p in found.pillars])}"
        if found.pillars
        else "",
    }


def _stage(one: Stage, now: Stage) -> dict[str, Any]:
    stages = list(Stage)
    is_past = stages.index(one) < stages.index(now)
    return {"name": STAGES[one].capitalize(), "is_now": one is now, "is_past": is_past}


def _blockers(run: Assessment, gates: Mapping[Gate, int]) -> str:
    """What stands between the product and "ready", in a few sentences for somebody in a hurry."""
    told = []
    closed, still_open = gates.get(Gate.BLOCKED, 0), gates.get(Gate.OPEN, 0)
    if closed and still_open:
        told.append(f"{counted(closed, 'gate is', 'gates are')} closed, and {still_open} more cannot be judged yet.")
    elif closed:
        told.append(f"{counted(closed, 'gate is', 'gates are')} closed.")
    elif still_open:
        told.append(f"{counted(still_open, 'gate')} cannot be judged yet.")
    low = [PILLARS[letter] for letter, one in run.pillars.items() if one.high < run.threshold and letter in PILLARS]
    if low:
        stays = "stays" if len(low) == 1 else "stay"
        told.append(
            f"{_listed(low)} {stays} below {run.threshold:g} points even if every open question is answered well."
        )
    raised = sum(sign.state == "raised" for sign in run.signs)
    if raised:
        told.append(f"{counted(raised, 'warning sign is', 'warning signs are')} raised.")
    return " ".join(told)


def _listed(words: list[str]) -> str:
    return " and ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else words)


def gates(run: Assessment, anchors: Anchors) -> list[dict[str, Any]]:
    """The gates that are not passed, by kind; refuted answers before plain gaps."""
    found = []
    for gate, (name, heading) in _GATES.items():
        mine = [(one, at) for one, at in zip(run.findings, anchors.rules, strict=True) if gate_of(one) is gate]
        mine.sort(key=lambda pair: pair[0].provenance is not Provenance.CONTRADICTED)
        if mine:
            cards = [_gate(one, at, number < WHOLE_GATES, run) for number, (one, at) in enumerate(mine)]
            about = _ABOUT[gate] + (_debt(run) if gate is Gate.WAIVED else "")
            found.append({"name": name, "heading": heading, "about": about, "count": len(mine), "cards": cards})
    return found


def _debt(run: Assessment) -> str:
    """What all waivers in force come to."""
    debt = risk_debt(run.findings)
    if debt is None:
        return ""
    oldest = f", the oldest since {debt.oldest}" if debt.oldest else ""
    rules = counted(debt.waivers, "rule is", "rules are")
    return f" In all {rules} waived, of weight {debt.weight:g}{oldest}; the next waiver lapses after {debt.next_lapse}."


def _gate(finding: Finding, anchor: str, is_whole: bool, run: Assessment) -> dict[str, Any]:
    if not is_whole:
        shape, word = state(finding)
        rule = finding.rule
        return {"is_whole": False, "anchor": anchor, "id": rule.id, "title": rule.title, "shape": shape, "word": word}
    shown = card(finding, anchor, 0.0, run.target.date, GATE_PLACES)
    speaking = shown["against"] if shown["against"]["shown"] else shown["for"]
    places_told = len(speaking["shown"]) + speaking["more"]
    return shown | {"is_whole": True, "speaking": speaking, "places": counted(places_told, "place")}


def pillars(run: Assessment) -> list[dict[str, Any]]:
    """All five, those without a rule too."""
    return [_pillar(letter, name, run.pillars.get(letter), run) for letter, name in PILLARS.items()]


def _pillar(letter: str, name: str, score: PillarScore | None, run: Assessment) -> dict[str, Any]:
    binds = letter == run.binding_pillar and score is not None
    found: dict[str, Any] = {"letter": letter, "name": name, "applies": score is not None, "binds": binds}
    if score is None:
        return found
    tone, word = "soft", "open"
    if score.high < run.threshold:
        tone, word = "bad", "below"
    elif score.low >= run.threshold:
        tone, word = "good", "reached"
    counts = {str(status): score.counts.get(str(status), 0) for status in Status}
    return found | {
        "bar": bar(score.low, score.high),
        "span": interval(score.low, score.high),
        "low": f"{score.low:.1f}",
        "high": f"{score.high:.1f}",
        "decided": f"{score.coverage:.0%}",
        "counts": counts,
        "tone": tone,
        "word": word,
    }


def signs(run: Assessment, anchors: Anchors) -> dict[str, Any]:
    """The warning signs by state, each with the figures that it rests on."""
    shown = [_sign(one, at) for one, at in zip(run.signs, anchors.signs, strict=True)]
    names = ("raised", "unknown", "clear")
    found = {state: [one for one in shown if one["state"] == state] for state in names}
    found["unknown"] += [one for one in shown if one["state"] not in names]
    return found | {"count": len(shown)}


def _sign(sign: Sign, anchor: str) -> dict[str, Any]:
    return {
        "anchor": anchor,
        "id": sign.id,
        "says": sentence(sign.says),
        "state": sign.state,
        "shape": {"raised": "raised", "clear": "met"}.get(sign.state, "unknown"),
        "why": sentence(sign.why),
        "clears": pieces(sign.clears),
        "places": places(sign.evidence, True, 6)["shown"] + places(sign.evidence, False, 6)["shown"],
        "series": [_series(one) for one in sign.series if one.points],
    }


def _series(series: Series) -> dict[str, Any]:
    unit = f" {series.unit}" if series.unit else ""
    (first, start), (last, end) = series.points[0], series.points[-1]
    values = [value for _, value in series.points]
    return {
        "name": sentence(series.name.replace("_", " ")),
        "told": f"{figure(start)} to {figure(end)}{unit}" if len(values) > 1 else f"{figure(end)}{unit}",
        "when": f"{first} to {last}" if len(values) > 1 else last,
        "range": f"between {figure(min(values))} and {figure(max(values))}" if len(set(values)) > 2 else "",
        "trend": trend(series.points),
        "points": [{"day": day, "value": figure(value)} for day, value in series.points],
        "unit": series.unit,
    }


def rules(run: Assessment, anchors: Anchors) -> list[dict[str, Any]]:
    """Every rule by pillar, what needs work first."""
    gains: dict[str, float] = {}
    for step in run.next:
        gains.setdefault(step.rule, step.gain)
    most = places_each(run.findings)
    day = run.target.date
    shown = [
        (one, card(one, at, gains.get(one.rule.id, 0.0), day, most))
        for one, at in zip(run.findings, anchors.rules, strict=True)
    ]
    letters = dict.fromkeys([*PILLARS, *(one.rule.pillar for one, _ in shown)])
    groups = []
    for number, letter in enumerate(letters):
        mine = [made for one, made in sorted(shown, key=lambda pair: _order(pair[0])) if one.rule.pillar == letter]
        if mine:
            groups.append(
                {"key": f"rules-{number}", "letter": letter, "name": PILLARS.get(letter, letter), "cards": mine}
            )
    return groups


def _order(finding: Finding) -> tuple[int, int]:
    """Gates before the rest, and within them by what is left to do; the order of the findings decides then."""
    statuses = (Status.UNMET, Status.PARTIAL, Status.ERROR, Status.UNKNOWN, Status.MET, Status.NOT_APPLICABLE)
    return statuses.index(finding.status), ("essential", "major", "minor").index(str(finding.rule.severity))


def calls(run: Assessment) -> dict[str, Any] | None:
    """The matrix of model calls; None where there is none."""
    found = run.inventory.get("ai_calls", ())
    return matrix(found) if found else None


def facets(run: Assessment) -> list[dict[str, Any]]:
    """What the product is taken to be, and by what."""
    return [{"name": name, "places": places(found, True, 3)["shown"]} for name, found in sorted(run.facets.items())]


def components(run: Assessment) -> list[dict[str, Any]]:
    """The parts that can be deployed or used by themselves."""
    return [
        {"path": one.path, "about": _joined((one.kind, one.language)), "places": places(one.evidence, True, 2)["shown"]}
        for one in run.components
    ]


def _joined(words: Iterable[str]) -> str:
    return ", ".join(word for word in words if word)
