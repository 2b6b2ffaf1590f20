"""The assessment as plain data for other programs (schema version 1; additive changes only), and back."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import fields
from typing import Any

from readiness.model import (
    PILLARS,
    Assessment,
    By,
    Component,
    Finding,
    LensItem,
    LensReading,
    PillarScore,
    Provenance,
    Qualification,
    Question,
    Reported,
    Rule,
    Series,
    Severity,
    Sign,
    Stage,
    Standing,
    Status,
    Step,
    Target,
    Verdict,
    Waiver,
)
from readiness.result_parts import changes_data, changes_of, places_data, places_of
from readiness.waiving import risk_debt

SCHEMA_VERSION = 1


def as_data(assessment: Assessment) -> dict[str, Any]:
    """Everything a report needs, as dicts, lists, texts and numbers, in the order in which it is written."""
    run = assessment
    return {
        "schema_version": SCHEMA_VERSION,
        "tool": {"name": "readiness", "version": run.version, "ruleset": run.ruleset},
        "target": {
            "path": run.target.path,
            "commit": run.target.commit,
            "dirty": run.target.dirty,
            "date": run.target.date,
        },
        "config": {"path": run.config_path, "profile": run.profile, "threshold": run.threshold},
        "facets": list(run.facets),
        "facet_evidence": {name: places_data(places) for name, places in run.facets.items()},
        "verdict": str(run.verdict),
        "stage": str(run.stage),
        "qualifies_for": run.qualification.stage if run.qualification else None,
        "next_stage": _next_stage(run.qualification) if run.qualification and run.qualification.next else None,
        "overall": {"low": run.low, "high": run.high, "binding_pillar": run.binding_pillar},
        "pillars": {
            name: {"low": one.low, "high": one.high, "coverage": one.coverage, "counts": dict(one.counts)}
            for name, one in run.pillars.items()
        },
        "rules": [_finding(finding) for finding in run.findings],
        "warning_signs": [_sign(sign) for sign in run.signs],
        "components": [
            {"path": one.path, "kind": one.kind, "language": one.language, "evidence": places_data(one.evidence)}
            for one in run.components
        ],
        "left_out": [{"path": path, "why": why} for path, why in run.left_out],
        "inventory": run.inventory,
        "next": [
            {"rule": s.rule, "gain": s.gain, "kind": s.kind, "effort": s.effort, "pillar": s.pillar, "title": s.title}
            for s in run.next
        ],
        "settle": list(run.settle),
        "risk_debt": _debt(run.findings),
        "notes": list(run.notes),
        "errors": list(run.errors),
        "changes": changes_data(run.changes) if run.changes else None,
        "lenses": [_lens(one) for one in run.lenses],
    }


def _debt(findings: Iterable[Finding]) -> dict[str, Any] | None:
    debt = risk_debt(findings)
    if debt is None:
        return None
    return {
        "waivers": debt.waivers, "weight": debt.weight, "oldest": debt.oldest or None, "next_lapse": debt.next_lapse,
    }  # fmt: skip


def _next_stage(found: Qualification) -> dict[str, Any]:
    return {
        "name": found.next,
        "gates": list(found.gates),
        "pillars": list(found.pillars),
        "points": found.points,
    }


def _lens(reading: LensReading) -> dict[str, Any]:
    return {
        "id": reading.id,
        "title": reading.title,
        "verdict": reading.verdict,
        "why": reading.why,
        "score": list(reading.score) if reading.score else None,
        "items": [
            {
                "item": one.item,
                "ref": one.ref,
                "status": one.status,
                "rules": [{"id": rule, "state": state} for rule, state in one.rules],
                "value": list(one.value) if one.value else None,
            }
            for one in reading.items
        ],
    }


def _finding(finding: Finding) -> dict[str, Any]:
    rule, waiver, question = finding.rule, finding.waiver, finding.rule.question
    return {
        "id": rule.id,
        "name": rule.name,
        "pillar": rule.pillar,
        "severity": str(rule.severity),
        "status": str(finding.status),
        "provenance": str(finding.provenance) if finding.provenance else None,
        "value": finding.value,
        "message": finding.message,
        "evidence": places_data(finding.evidence),
        "looked": list(finding.looked),
        "title": rule.title,
        "why": rule.why,
        "fix": rule.fix,
        "effort": rule.effort,
        "by": str(rule.by),
        "when": rule.when,
        "valid_days": rule.valid_days,
        "claims": list(rule.claims),
        "question": {
            "wording": question.wording,
            "kind": question.kind,
            "help": question.help,
            "example": question.example,
            "unit": question.unit,
            "choices": list(question.choices),
        }
        if question
        else None,
        "has_evidence": finding.has_evidence,
        "seen": str(finding.seen) if finding.seen else None,
        "gate": finding.is_gate and rule.severity is Severity.ESSENTIAL,
        "waived": {
            "rule": waiver.rule,
            "owner": waiver.owner,
            "reason": waiver.reason,
            "expires": waiver.expires,
            "place": waiver.place,
            "paths": list(waiver.paths),
            "since": waiver.since,
        }
        if waiver
        else None,
        "answer": _answer(finding.answer) if finding.answer else None,
    }


def _answer(given: Reported) -> dict[str, Any]:
    return {
        "reply": given.reply,
        "by": given.by,
        "date": given.date,
        "expires": given.expires,
        "standing": str(given.standing),
        "evidence": list(given.evidence),
        "value": given.value,
        "unit": given.unit,
        "reason": given.reason,
        "note": given.note,
        "place": given.place,
    }


def _sign(sign: Sign) -> dict[str, Any]:
    return {
        "id": sign.id,
        "name": sign.name,
        "says": sign.says,
        "state": sign.state,
        "why": sign.why,
        "evidence": places_data(sign.evidence),
        "claims": list(sign.claims),
        "series": [
            {"name": one.name, "unit": one.unit, "points": [list(point) for point in one.points]} for one in sign.series
        ],
        "clears": sign.clears,
    }


def from_data(data: Mapping[str, Any]) -> Assessment:
    """The assessment that `as_data` wrote. Raises ValueError where the data are of another kind or schema version."""
    check_version(data)
    try:
        return _assessment(data)
    except KeyError as error:
        raise ValueError(f"it is incomplete: {str(error.args[0])[:40]} is missing") from error
    except (TypeError, AttributeError, IndexError) as error:
        raise ValueError("it is incomplete, or something in it is of another type") from error


def check_version(data: object) -> None:
    """Raises ValueError where the data are no result of this schema version."""
    if not isinstance(data, Mapping) or data.get("schema_version") != SCHEMA_VERSION:
        raise ValueError(f"it was not written by `readiness audit --output-format json` (schema {SCHEMA_VERSION})")


def _known(kind: type, data: Mapping[str, Any]) -> dict[str, Any]:
    """The parts that a class has: a later version of readiness may have added some, which does no harm."""
    names = {one.name for one in fields(kind)}
    return {key: value for key, value in data.items() if key in names}


def _assessment(data: Mapping[str, Any]) -> Assessment:
    return Assessment(
        version=data["tool"]["version"],
        ruleset=data["tool"]["ruleset"],
        target=Target(**{key: data["target"][key] for key in ("path", "commit", "dirty", "date")}),
        config_path=data["config"]["path"],
        profile=data["config"]["profile"],
        threshold=data["config"]["threshold"],
        facets={name: places_of(data["facet_evidence"][name]) for name in data["facets"]},
        verdict=Verdict(data["verdict"]),
        stage=Stage(data["stage"]),
        low=data["overall"]["low"],
        high=data["overall"]["high"],
        binding_pillar=data["overall"]["binding_pillar"],
        pillars={name: _pillar(data["pillars"][name]) for name in PILLARS if name in data["pillars"]},
        findings=tuple(_finding_of(one) for one in data["rules"]),
        signs=tuple(_sign_of(one) for one in data["warning_signs"]),
        components=tuple(
            Component(c["path"], c["kind"], c["language"], places_of(c["evidence"])) for c in data["components"]
        ),
        left_out=tuple((one["path"], one["why"]) for one in data["left_out"]),
        inventory=dict(data["inventory"]),
        next=tuple(
            Step(s["rule"], s["gain"], s["kind"], s["effort"], s["pillar"], s["title"]) for s in data["next"]
        ),
        settle=tuple(data["settle"]),
        notes=tuple(data["notes"]),
        errors=tuple(data["errors"]),
        changes=changes_of(data["changes"]) if data.get("changes") else None,
        lenses=tuple(_lens_of(one) for one in data.get("lenses", ())),
        qualification=_qualification(data),
    )  # fmt: skip


def _qualification(data: Mapping[str, Any]) -> Qualification | None:
    if data.get("qualifies_for") is None:
        return None
    further = data.get("next_stage") or {"name": "", "gates": (), "pillars": (), "points": 0.0}
    return Qualification(
        data["qualifies_for"], further["name"], tuple(further["gates"]), tuple(further["pillars"]), further["points"]
    )


def _lens_of(one: Mapping[str, Any]) -> LensReading:
    items = tuple(
        LensItem(
            i["item"], i["ref"], i["status"], tuple((rule["id"], rule["state"]) for rule in i["rules"]),
            (i["value"][0], i["value"][1]) if i["value"] else None,
        )
        for i in one["items"]
    )  # fmt: skip
    score = (one["score"][0], one["score"][1]) if one["score"] else None
    return LensReading(one["id"], one["title"], items, one["verdict"], one["why"], score)


def _pillar(one: Mapping[str, Any]) -> PillarScore:
    return PillarScore(one["low"], one["high"], one["coverage"], dict(one["counts"]))


def _sign_of(one: Mapping[str, Any]) -> Sign:
    series = tuple(
        Series(s["name"], s["unit"], tuple((day, value) for day, value in s["points"])) for s in one.get("series", ())
    )
    return Sign(
        one["id"], one["name"], one["says"], one["state"], one["why"], places_of(one["evidence"]),
        tuple(one["claims"]), series, one.get("clears", ""),
    )  # fmt: skip


def _reported(one: Mapping[str, Any]) -> Reported:
    return Reported(
        **{**_known(Reported, one), "standing": Standing(one["standing"]), "evidence": tuple(one["evidence"])}
    )


def _question(one: Mapping[str, Any]) -> Question:
    return Question(**{**_known(Question, one), "choices": tuple(one["choices"])})


def _finding_of(one: Mapping[str, Any]) -> Finding:
    question, waived = one["question"], one["waived"]
    rule = Rule(
        id=one["id"], name=one["name"], title=one["title"], pillar=one["pillar"], severity=Severity(one["severity"]),
        by=By(one["by"]), when=one["when"], why=one["why"], fix=one["fix"], claims=tuple(one["claims"]),
        effort=one["effort"], valid_days=one["valid_days"],
        question=_question(question) if question else None,
    )  # fmt: skip
    return Finding(
        rule, Status(one["status"]), Provenance(one["provenance"]) if one["provenance"] else None, one["value"],
        one["message"], places_of(one["evidence"]), tuple(one["looked"]), one["has_evidence"],
        Waiver(**{**_known(Waiver, waived), "paths": tuple(waived["paths"])}) if waived else None,
        Status(one["seen"]) if one["seen"] else None, _reported(one["answer"]) if one.get("answer") else None,
        one.get("gate", True) or rule.severity is not Severity.ESSENTIAL,
    )  # fmt: skip
