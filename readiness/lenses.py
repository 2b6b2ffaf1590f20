"""One audit, read through other frameworks: each item of a lens is judged by the rules and signs that bear on it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from readiness.fields import Fields
from readiness.model import Assessment, Finding, LensItem, LensReading, Provenance, Severity, Sign, Status
from readiness.resources import resource
from readiness.scoring import PASSING_PART, WEIGHTS, bounds
from readiness.strict_yaml import Problem, did_you_mean, read

NO_RULE = "no-rule"
DECIDES = ("any-no",)
ARITHMETICS = ("ml-test-score",)
SIGN_WEIGHT = WEIGHTS[Severity.MAJOR]
MAX_BYTES = 1_000_000
_SECTIONS = ("Data", "Model", "Infra", "Monitor")
_GRADES = (
    (0.0, "rather a research project than a product"),
    (1.0, "not wholly untested, but expect serious holes"),
    (2.0, "a first pass at making it a product"),
    (3.0, "reasonably tested; more of it can be automated"),
    (5.0, "strong: fit for what people depend on"),
)
_BEST_GRADE = "exceptional"


@dataclass(frozen=True, slots=True)
class Item:
    """One item of a framework, and the ids of the rules and warning signs that bear on it; none is said honestly."""

    item: str
    ref: str
    rules: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Lens:
    """Another framework. `decides` is its own way to a verdict, `arithmetic` its own way to a score, if it has any."""

    id: str
    title: str
    items: tuple[Item, ...]
    decides: str = ""
    arithmetic: str = ""


def shipped_lenses() -> tuple[str, ...]:
    """The names of the lenses that come with the product, sorted."""
    return tuple(sorted(path.stem for path in (resource("rules") / "lenses").glob("*.yaml")))


def load_lens(name: str, known: Collection[str]) -> tuple[Lens | None, tuple[Problem, ...]]:
    """The lens of that name, or in the file of that path; None and every mistake where it cannot be used.

    `known` are the ids of all rules and warning signs.
    """
    shipped = shipped_lenses()
    if name in shipped:
        path, shown = resource("rules") / "lenses" / f"{name}.yaml", f"rules/lenses/{name}.yaml"
    else:
        path, shown = Path(name), name
        if not path.is_file():
            hint = did_you_mean(name, shipped) or f"known: {', '.join(shipped)}; or the path of a lens of your own"
            return None, (Problem("--lens", 0, f'"{name}" is no lens', hint),)
    try:
        if path.stat().st_size > MAX_BYTES:
            return None, (Problem(shown, 0, f"is larger than {MAX_BYTES:,} bytes"),)
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        return None, (Problem(shown, 0, f"cannot be read: {error}"),)
    return parse_lens(text, shown, path.stem, known)


def shipped_lens(name: str) -> Lens:
    """A lens that comes with the product, whichever rules were judged: a test holds the rules that it names."""
    shown = f"{name}.yaml"
    fields = Fields.of(read((resource("rules") / "lenses" / shown).read_text(encoding="utf-8"), shown))
    items = (Item(one.text("item"), one.text("ref"), one.texts("rules")) for one in fields.mappings("items"))
    return Lens(name, fields.text("title"), tuple(items))


def parse_lens(text: str, shown: str, name: str, known: Collection[str]) -> tuple[Lens | None, tuple[Problem, ...]]:
    """The lens that a YAML text holds, or None and every mistake in it."""
    fields = Fields.of(read(text, shown))
    fields.only(("title", "items", "decides", "arithmetic"), required=("title", "items"))
    items = []
    for entry in fields.mappings("items"):
        entry.only(("item", "ref", "rules"), required=("item", "rules"))
        for rule in entry.texts("rules"):
            if rule not in known:
                entry.note("rules", f'"{rule}" is no rule and no warning sign', did_you_mean(rule, known))
        items.append(Item(entry.text("item"), entry.text("ref"), entry.texts("rules")))
    if not items and not fields.problems:
        fields.note("items", "is empty", "a lens has at least one item")
    decides = fields.choice("decides", DECIDES) if "decides" in fields.values else ""
    arithmetic = fields.choice("arithmetic", ARITHMETICS) if "arithmetic" in fields.values else ""
    if arithmetic and any(not _section_of(item.ref) for item in items):
        fields.note("items", f"the arithmetic {arithmetic} needs a ref in each item", "as Data1 or Monitor7")
    if fields.problems:
        return None, tuple(fields.problems)
    return Lens(name, fields.text("title"), tuple(items), decides, arithmetic), ()


def read_through(run: Assessment, lens: Lens) -> LensReading:
    """The audit as that framework sees it. Rules that were not judged (`--select`) bear on nothing."""
    findings = {finding.rule.id: finding for finding in run.findings}
    signs = {sign.id: sign for sign in run.signs}
    items = tuple(_judged(item, findings, signs) for item in lens.items)
    verdict, why = _decided(items) if lens.decides else ("", _counted(items))
    if lens.arithmetic:
        score = ml_test_score(items, findings)
        return LensReading(lens.id, lens.title, items, _grade(score), _ARITHMETIC, score)
    return LensReading(lens.id, lens.title, items, verdict, why)


def _judged(item: Item, findings: Mapping[str, Finding], signs: Mapping[str, Sign]) -> LensItem:
    mine = [findings[rule] for rule in item.rules if rule in findings]
    raised = [signs[rule] for rule in item.rules if rule in signs]
    states = tuple(
        (rule, _state(findings[rule]) if rule in findings else signs[rule].state)
        for rule in item.rules
        if rule in findings or rule in signs
    )
    if not item.rules:
        return LensItem(item.item, item.ref, NO_RULE)
    value = _value(mine, raised)
    return LensItem(item.item, item.ref, _status(mine, raised, value, bool(states)), states, value)


def _state(finding: Finding) -> str:
    if finding.waiver:
        return "waived"
    return "contradicted" if finding.provenance is Provenance.CONTRADICTED else str(finding.status)


def _value(findings: Iterable[Finding], signs: Iterable[Sign]) -> tuple[float, float] | None:
    """The weighted mean of what bears on the item, as for a pillar; a raised sign weighs as a major rule unmet."""
    spans = [(WEIGHTS[one.rule.severity], *span) for one in findings if (span := bounds(one)) is not None]
    spans += [(SIGN_WEIGHT, 0.0, 0.0) for sign in signs if sign.state == "raised"]
    total = sum(weight for weight, _, _ in spans)
    if not total:
        return None
    low = sum(weight * least for weight, least, _ in spans) / total
    high = sum(weight * most for weight, _, most in spans) / total
    return round(low, 3), round(high, 3)


def _status(findings: list[Finding], signs: list[Sign], value: tuple[float, float] | None, judged: bool) -> str:
    """What the item comes to: no essential gap may hide behind what else is met."""
    if value is None:
        unknown = not judged or any(sign.state == "unknown" for sign in signs)
        return "unknown" if unknown else ("met" if signs and not findings else "not-applicable")
    low, high = value
    lacking = any(
        one.rule.severity is Severity.ESSENTIAL and one.status is Status.UNMET and one.value is not None
        for one in findings
    )
    if lacking or high < PASSING_PART:
        return "unmet"
    if low >= 1.0:
        return "met"
    if low >= PASSING_PART:
        return "partial"
    return "unknown"


def _decided(items: Iterable[LensItem]) -> tuple[str, str]:
    """Any "no" means not ready; what nobody can tell leaves it open. Half a yes is no yes."""
    counts = _counts(items)
    if counts["unmet"]:
        return "not ready", f"{counts['unmet']} of {counts['asked']} answered no; any no means not ready"
    if counts["unknown"] or counts["partial"]:
        return "undetermined", f"{counts['met']} of {counts['asked']} answered yes, none no"
    return "ready", f"all {counts['asked']} answered yes"


def _counts(items: Iterable[LensItem]) -> dict[str, int]:
    known = list(items)
    counts = {word: sum(one.status == word for one in known) for word in ("met", "partial", "unmet", "unknown")}
    counts["asked"] = sum(counts.values())
    return counts


def _counted(items: Iterable[LensItem]) -> str:
    known = list(items)
    words = ("met", "partial", "unmet", "unknown", "not-applicable", NO_RULE)
    told = [f"{number} {word.replace('-', ' ')}" for word in words if (number := sum(i.status == word for i in known))]
    return ", ".join(told)


_ARITHMETIC = "half a point for a test done by hand, one for an automated one; the least of the four sections counts"


def ml_test_score(items: Iterable[LensItem], findings: Mapping[str, Finding]) -> tuple[float, float]:
    """(low, high) of the ML Test Score (Breck et al. 2017): the least sum of its four sections of seven tests.

    A test counts one where the repository shows it, half where people say that it is done or where it is seen in part;
    where nobody can tell, or no rule bears on it, it is nothing at the least and one at the most. What does not apply
    counts nothing, as in the paper, which knows only products that train a model.
    """
    sums = dict.fromkeys(_SECTIONS, (0.0, 0.0))
    for item in items:
        section = _section_of(item.ref)
        low, high = _points(item, findings)
        sums[section] = (sums[section][0] + low, sums[section][1] + high)
    return min(low for low, _ in sums.values()), min(high for _, high in sums.values())


def _points(item: LensItem, findings: Mapping[str, Finding]) -> tuple[float, float]:
    if item.status in ("met", "partial"):
        by_hand = any(findings[rule].provenance is Provenance.ATTESTED for rule, _ in item.rules if rule in findings)
        points = 0.5 if by_hand or item.status == "partial" else 1.0
        return points, points
    return (0.0, 1.0) if item.status in ("unknown", NO_RULE) else (0.0, 0.0)


def _section_of(ref: str) -> str:
    return next((section for section in _SECTIONS if ref.startswith(section) and ref[len(section) :].isdigit()), "")


def _grade(score: tuple[float, float]) -> str:
    """What the paper says of a score, in our words; of the lower end, for that is what is known."""
    return next((grade for most, grade in _GRADES if score[0] <= most), _BEST_GRADE)
