"""Audit a repository of an AI product for production readiness, with evidence for every verdict.

    from readiness import Verdict, audit

    result = audit("path/to/repository")
    assert result.verdict is not Verdict.BLOCKED

The names in `__all__` are the public interface; docs/api.md describes them. Each is loaded when it is first asked for.
"""

from readiness.version import __version__

TYPE_CHECKING = False  # as in `typing`, which takes longer to load than all of this
if TYPE_CHECKING:
    from readiness.api import Checked, audit, check, compare, plan, questions, read_settings, rules, take_inventory
    from readiness.errors import BadInput, BadResult, NoSuchCommit, NothingJudged, Problem, ReadinessError, StoreProblem
    from readiness.explanations import Explanation, explain
    from readiness.inventory_report import Listing
    from readiness.milestone_files import Point
    from readiness.model import (
        PILLARS,
        Assessment,
        By,
        Change,
        Changes,
        Component,
        Evidence,
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
    from readiness.past_runs import keep_run, open_store, repository_id
    from readiness.planning import Move, Plan
    from readiness.questionnaire import Item, State, Suggestion
    from readiness.reporting import (
        from_json,
        inventory_forms,
        render,
        render_inventory,
        report_formats,
        through_lenses,
        to_json,
        write_report,
    )
    from readiness.scoring import Gate, gate_of, has_failed
    from readiness.settings import Settings
    from readiness.store.rows import Run
    from readiness.store.runs import Store as Store  # not in `__all__`: it needs `readiness[fleet]`

__all__ = [
    "PILLARS",
    "Assessment",
    "BadInput",
    "BadResult",
    "By",
    "Change",
    "Changes",
    "Checked",
    "Component",
    "Evidence",
    "Explanation",
    "Finding",
    "Gate",
    "Item",
    "LensItem",
    "LensReading",
    "Listing",
    "Move",
    "NoSuchCommit",
    "NothingJudged",
    "PillarScore",
    "Plan",
    "Point",
    "Problem",
    "Provenance",
    "Qualification",
    "Question",
    "ReadinessError",
    "Reported",
    "Rule",
    "Run",
    "Series",
    "Settings",
    "Severity",
    "Sign",
    "Stage",
    "Standing",
    "State",
    "Status",
    "Step",
    "StoreProblem",
    "Suggestion",
    "Target",
    "Verdict",
    "Waiver",
    "__version__",
    "audit",
    "check",
    "compare",
    "explain",
    "from_json",
    "gate_of",
    "has_failed",
    "inventory_forms",
    "keep_run",
    "open_store",
    "plan",
    "questions",
    "read_settings",
    "render",
    "render_inventory",
    "report_formats",
    "repository_id",
    "rules",
    "take_inventory",
    "through_lenses",
    "to_json",
    "write_report",
]  # fmt: skip

_HOMES = {
    "api": "Checked audit check compare plan questions read_settings rules take_inventory",
    "errors": "BadInput BadResult NoSuchCommit NothingJudged Problem ReadinessError StoreProblem",
    "explanations": "Explanation explain",
    "inventory_report": "Listing",
    "milestone_files": "Point",
    "model": (
        "PILLARS Assessment By Change Changes Component Evidence Finding LensItem LensReading PillarScore "
        "Provenance Qualification Question Reported Rule Series Severity Sign Stage Standing Status Step "
        "Target Verdict Waiver"
    ),
    "past_runs": "keep_run open_store repository_id",
    "planning": "Move Plan",
    "questionnaire": "Item State Suggestion",
    "reporting": "from_json inventory_forms render render_inventory report_formats through_lenses to_json write_report",
    "scoring": "Gate gate_of has_failed",
    "settings": "Settings",
    "store.rows": "Run",
    "store.runs": "Store",
}
"""Module -> the public names that it holds."""


def __getattr__(name: str) -> object:
    """A public name, loaded now with what it needs."""
    home = next((module for module, names in _HOMES.items() if name in names.split()), "")
    if not home:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    found = globals()[name] = getattr(import_module(f"{__name__}.{home}"), name)
    return found


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
