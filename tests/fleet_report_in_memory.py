"""Fleet reports for tests: one with everything that a page can show, a hostile one, an empty one, and very large ones."""

from __future__ import annotations

import random
from collections import Counter
from dataclasses import fields, is_dataclass, replace
from typing import Any

from readiness.fleet_report.model import (
    Calls,
    FleetReport,
    Lapse,
    Movement,
    Owner,
    Release,
    Row,
    RuleCount,
    Stale,
    Was,
)  # fmt: skip

VERDICTS = ("blocked", "not-ready", "undetermined", "ready-with-exceptions", "ready")
STAGES = ("demo", "pilot", "production-candidate", "production-ready")
GUARDS = ("timeout", "retry", "errors_handled", "fallback", "output_validated", "token_cap", "traced", "cached")
DAY = "2026-03-01"
_TITLES = {
    "P101": "The problem is named", "P108": "Somebody answers for the problem", "R101": "Prompts are kept under version control",
    "R201": "Outputs are validated before use", "R301": "Every AI call has a time limit", "R305": "Failures of a model are handled",
    "O101": "Calls are traced", "O104": "Quality is measured in production", "D106": "Secrets are kept out of the repository",
    "D112": "A release can be rolled back", "U101": "Users can tell what they think", "U108": "Usage is measured",
}  # fmt: skip
_WORDS = ("shop", "claims", "triage", "search", "assistant", "contracts", "support", "pricing", "fraud", "intake")
_TEAMS = ("@acme/payments", "@acme/search", "@acme/platform", "@acme/claims", "jo@acme.example", "@acme/data-science")


def row(name: str = "shop", **changes: Any) -> Row:
    """A repository that is blocked by two rules."""
    made = Row(
        id=f"github.com/acme/{name}", name=name, owners=("@acme/payments",), run=7, date=DAY, commit="0123456789abcdef0123",
        dirty=False, version="1.4.0", ruleset="2026.2", profile="general", verdict="blocked", stage="demo", low=12.0, high=41.5,
        pillars={"P": (12.0, 41.5), "R": (33.3, 60.0), "O": (71.0, 71.0), "D": (50.0, 69.9), "U": (80.0, 96.0)},
        gates=("R301", "D106"), open_gates=("P101",), below=("P", "R", "D"), signs=("W06",), ai_calls=12, waivers=1, stale=2,
    )  # fmt: skip
    return replace(made, **changes)


def count(rule: str, **changes: Any) -> RuleCount:
    """How a rule stands over a fleet of five."""
    made = RuleCount(
        rule=rule, title=_TITLES.get(rule, f"Rule {rule} holds"), pillar=rule[0], severity="essential", effort="low", met=1,
        partial=0, unmet=2, unknown=1, not_applicable=1, error=0, waived=0, blocks=2, frees=1, readies=0,
    )  # fmt: skip
    return replace(made, **changes)


def whole(**changes: Any) -> FleetReport:
    """One of everything: five repositories of every verdict, one of them without calls, one without an owner."""
    was = Was(3, "2026-01-01", "not-ready", "demo", 55.0, {"P": 55.0, "R": 60.0, "O": 71.0, "D": 60.0, "U": 70.0}, True)
    good = dict.fromkeys("PROD", (75.0, 90.0)) | {"U": (88.0, 88.0)}
    rows = (
        row("shop", was=replace(was, verdict="undetermined"), page="reports/shop.html"),
        row("assistant", verdict="not-ready", stage="pilot", gates=(), low=40.0, high=60.0, owners=("@acme/search", "jo@acme.example"), was=was, dirty=True, page="reports/a%20b%23c.html"),
        row("triage", verdict="undetermined", stage="pilot", gates=(), low=65.0, high=90.0, owners=(), signs=(), stale=0, waivers=0),
        row("claims", verdict="ready-with-exceptions", stage="production-candidate", gates=(), open_gates=(), below=(), low=75.0, high=88.0, pillars=good, was=replace(was, is_comparable=False), ai_calls=0),
        row("pricing", verdict="ready", stage="production-ready", gates=(), open_gates=(), below=(), signs=(), low=75.0, high=88.0, pillars={"P": (100.0, 100.0), "R": (75.0, 88.0)}, was=was, version="1.3.0"),
    )  # fmt: skip
    ids = [one.id for one in rows]
    guards = {
        "timeout": {"yes": 9, "default": 2, "no": 1}, "retry": {"default": 12}, "errors_handled": {"yes": 12},
        "fallback": {"no": 12}, "output_validated": {"unknown": 12}, "token_cap": {"yes": 6, "unknown": 6}, "traced": {"no": 11, "yes": 1},
    }  # fmt: skip
    made = FleetReport(
        version="1.4.0", ruleset="2026.2", date=DAY, within=30, rows=rows,
        verdicts=dict.fromkeys(VERDICTS, 1), stages={"demo": 1, "pilot": 2, "production-candidate": 1, "production-ready": 1},
        rules=(count("R301"), count("D106", frees=2, readies=1, effort="medium"), count("P101", blocks=0, frees=0), count("O101", blocks=0, frees=0, severity="major", waived=1)),
        releases=(Release(("R301", "D106"), "ready", (ids[0], ids[1]), (ids[1],), ("D106",)), Release(("R301",), "unblocked", (ids[0],))),
        calls=(Calls("openai", "gpt-5", 12, 12, (ids[0], ids[1]), guards), Calls("", "", 3, 0, (ids[2],), {"timeout": {"unknown": 3}})),
        lapses=(Lapse(ids[3], "D112", "Jo", "the vendor ends it in May", "2026-03-20", 19), Lapse(ids[0], "R201", "Ana", "pilot only", "2026-02-20", -9)),
        stale=(Stale(ids[0], "P108", "Ana Ruiz", "2025-08-01", "2026-02-01", 28),),
        owners=(Owner("@acme/payments", 3, {"blocked": 1, "ready": 1, "ready-with-exceptions": 1}, 24), Owner("@acme/search", 1, {"not-ready": 1}, 12), Owner("", 1, {"undetermined": 1}, 12)),
        movement=Movement("2026-01-01", (ids[4],), (ids[0],), 1, (ids[2],), (ids[3],), {"P": 2.5, "R": -1.0, "O": 0.0}),
        notes=("2 repositories were judged by an older version: 1.3.0",), problems=("run 9 of github.com/acme/old cannot be read",),
    )  # fmt: skip
    return replace(made, **changes)


def empty() -> FleetReport:
    """A store without runs."""
    return whole(
        rows=(), verdicts={}, stages={}, rules=(), releases=(), calls=(), lapses=(), stale=(), owners=(), movement=None,
        notes=(), problems=(),
    )  # fmt: skip


_FIXED = {"verdict", "stage", "to", "date", "since"}


def hostile(value: Any, text: str) -> Any:
    """The value with every text in it hostile, keys too; words with a fixed meaning and the letters of pillars stay."""
    if isinstance(value, str):
        return text
    if is_dataclass(value) and not isinstance(value, type):
        return replace(
            value, **{one.name: hostile(getattr(value, one.name), text) for one in fields(value) if one.name not in _FIXED}
        )  # fmt: skip
    if isinstance(value, tuple):
        return tuple(hostile(one, text) for one in value)
    if isinstance(value, dict):
        return {key: hostile(one, text) for key, one in value.items()} | dict(zip([text], value.values(), strict=False))
    return value


def many(number: int, seed: int = 7) -> FleetReport:
    """A fleet of so many repositories, as a real one is spread: most blocked by a few rules, some ready."""
    dice = random.Random(seed)
    titles = dict(_TITLES) | {
        f"{'PRODU'[n % 5]}{401 + n}": f"Thing number {n} of such a product is in place" for n in range(129)
    }
    rows = tuple(_one(dice, at, sorted(_TITLES)) for at in range(number))
    blocked = Counter(gate for one in rows for gate in one.gates)
    rules = tuple(_counted(dice, rule, title, number, blocked[rule]) for rule, title in titles.items())
    sets = [
        ("R301",),
        ("D106", "R301"),
        ("R201",),
        ("O104", "P101"),
        ("R301", "R305", "U101"),
        ("D112",),
        ("U108",),
        ("O101",),
    ]
    releases = tuple(
        Release(one, to, tuple(r.id for r in rows if r.verdict == "blocked")[at * 9 : at * 9 + max(1, number // (12 + 9 * at))])
        for at, (one, to) in enumerate((one, to) for one in sets for to in ("ready", "unblocked"))
    )  # fmt: skip
    return FleetReport(
        version="1.4.0", ruleset="2026.2", date=DAY, within=30, rows=rows,
        verdicts=dict(Counter(one.verdict for one in rows)), stages=dict(Counter(one.stage for one in rows)), rules=rules,
        releases=releases, calls=_calls(dice, rows), lapses=_lapses(dice, rows), stale=_stale(dice, rows), owners=_owners(rows),
        movement=Movement(
            "2025-12-01", tuple(one.id for one in rows if one.was and one.verdict > one.was.verdict and one.was.is_comparable),
            tuple(one.id for one in rows if one.was and one.verdict < one.was.verdict and one.was.is_comparable),
            sum(bool(one.was and one.verdict == one.was.verdict) for one in rows), tuple(one.id for one in rows if one.was is None),
            tuple(one.id for one in rows if one.was and not one.was.is_comparable),
            {"P": 4.2, "R": 1.5, "O": -0.8, "D": 0.0, "U": 2.0},
        ),
        notes=("2 rule sets stand beside each other: 2026.2 (1,912 repositories), 2026.1 (88)",),
        problems=("run 311 of github.com/acme/legacy-7 cannot be read: its result is of a newer schema",),
    )  # fmt: skip


def _one(dice: random.Random, at: int, rules: list[str]) -> Row:
    name = f"{dice.choice(_WORDS)}-{dice.choice(_WORDS)}-{at}"
    kind = dice.choices(VERDICTS, (55, 14, 15, 9, 7))[0]
    floor = 70 if kind.startswith("ready") else 0
    lows = {letter: dice.uniform(floor, 100) ** (1 if floor else 0.97) for letter in "PRODU"}
    pillars = {k: (v, v if dice.random() < 0.25 else min(100.0, v + dice.uniform(0, 30))) for k, v in lows.items()}
    is_blocked = kind == "blocked"
    was = None if dice.random() < 0.1 else Was(at, "2025-12-01", dice.choice((kind, kind, *VERDICTS)), "demo", 30.0, lows, dice.random() > 0.05)  # fmt: skip
    return row(
        name, run=at + 1, owners=tuple(dice.sample(_TEAMS, dice.choice((0, 1, 1, 1, 2)))), verdict=kind,
        stage=dice.choice(STAGES[2:] if floor else STAGES[:2]), pillars=pillars, low=min(lows.values()),
        high=min(high for _, high in pillars.values()), below=tuple(k for k, v in lows.items() if v < 70),
        gates=tuple(sorted(dice.sample(rules, dice.randint(1, 6)))) if is_blocked else (),
        open_gates=tuple(sorted(dice.sample(rules, dice.randint(0, 5)))) if not floor else (),
        signs=tuple(sorted(dice.sample(("W01", "W06", "W12", "W14"), dice.randint(0, 2)))), ai_calls=int(dice.paretovariate(0.9)) % 400,
        waivers=dice.choice((0, 0, 0, 1, 3)), stale=dice.choice((0, 0, 1, 4)), was=was, commit=f"{dice.getrandbits(160):040x}",
        page=f"reports/{name}.html" if dice.random() < 0.9 else "",
    )  # fmt: skip


def _counted(dice: random.Random, rule: str, title: str, number: int, blocks: int) -> RuleCount:
    met = dice.randint(0, number - blocks)
    unmet = max(blocks, dice.randint(0, number - met))
    unknown = number - met - unmet
    severity = "essential" if blocks else dice.choice(("major", "minor"))
    effort = dice.choice(("low", "medium", "high"))
    frees = dice.randint(0, blocks) if blocks else 0
    return RuleCount(rule, title, rule[0], severity, effort, met, 0, unmet, unknown, 0, 0, dice.randint(0, 5), blocks, frees, frees // 3)  # fmt: skip


def _calls(dice: random.Random, rows: tuple[Row, ...]) -> tuple[Calls, ...]:
    models = (("openai", "gpt-5"), ("openai", "gpt-4.1-mini"), ("anthropic", "claude-sonnet-4-5"), ("google", "gemini-2.5-pro"), ("bedrock", ""), ("", ""), ("openai", "text-embedding-3-large"), ("huggingface", "sentence-transformers/all-MiniLM-L6-v2"))  # fmt: skip
    made = []
    for at, (provider, model) in enumerate(models):
        calls = 900 // (at + 1)
        guards = {}
        for guard in GUARDS:
            yes, default = dice.randint(0, calls), 0
            default = dice.randint(0, calls - yes)
            no = dice.randint(0, calls - yes - default)
            guards[guard] = {"yes": yes, "default": default, "no": no, "unknown": calls - yes - default - no}
        made.append(
            Calls(provider, model, calls, calls - calls // 9, tuple(one.id for one in rows[at :: 9 + at]), guards)
        )
    return tuple(made)


def _lapses(dice: random.Random, rows: tuple[Row, ...]) -> tuple[Lapse, ...]:
    found = [one for one in rows if one.waivers][:60]
    return tuple(Lapse(one.id, dice.choice(sorted(_TITLES)), "Jo Doe", "accepted until the vendor's API is replaced", f"2026-03-{1 + at % 28:02}", at % 28) for at, one in enumerate(found))  # fmt: skip


def _stale(dice: random.Random, rows: tuple[Row, ...]) -> tuple[Stale, ...]:
    found = [one for one in rows if one.stale][:150]
    return tuple(
        Stale(one.id, dice.choice(sorted(_TITLES)), "Ana Ruiz", "2025-06-01", "2025-12-01", 90) for one in found
    )


def _owners(rows: tuple[Row, ...]) -> tuple[Owner, ...]:
    made = []
    for name in (*_TEAMS, ""):
        mine = [one for one in rows if (name in one.owners if name else not one.owners)]
        made.append(
            Owner(name, len(mine), dict(Counter(one.verdict for one in mine)), sum(one.ai_calls for one in mine))
        )
    return tuple(made)
