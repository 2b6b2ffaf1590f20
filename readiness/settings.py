"""What people may set for an audit, checked and typed; how it is read from files is in `config`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from readiness.model import Waiver
from readiness.strict_yaml import Problem, did_you_mean

PROFILES: Mapping[str, float] = {
    "prototype": 0.0, "pilot": 50.0, "limited": 60.0, "general": 70.0, "production": 70.0, "critical": 85.0,
}  # fmt: skip
"""How much a pillar must reach at each stage; production (the default) is general by its older name, critical is a
product that people depend on. Which rules are gates at which stage is in `profiles`."""

FACETS: Mapping[str, str] = {
    "ai": "it calls or trains a model, in any way",
    "llm": "it calls a generative model",
    "rag": "it retrieves context for a generative model",
    "agent": "a model chooses tools or actions",
    "ml": "it trains or serves a predictive model",
    "training": "training code lives in the repository",
    "data": "it prepares datasets in the repository",
    "service": "it listens on a network or is deployed as a process",
    "ui": "people use a screen, chat or command line of it",
    "jobs": "it does work outside the request",
}
LACKING: Mapping[str, str] = {
    "ai": "no model is called or trained", "llm": "no generative model is called",
    "rag": "nothing is retrieved for a generative model", "agent": "no model chooses tools or steps",
    "ml": "no predictive model is trained or served", "training": "no training code",
    "data": "no dataset is prepared here", "service": "it neither listens on a network nor runs as a process",
    "ui": "no screen, chat or command line", "jobs": "no work outside the request",
}  # fmt: skip
"""What is said of a product that a facet does not hold for."""
COMPONENT_KINDS = ("service", "ui", "job", "cli", "library", "training", "notebook")
FAIL_ON = ("blocked", "not-ready", "undetermined", "regression", "never")
WAIVER_DAYS = 90


@dataclass(frozen=True, slots=True)
class Settings:
    """One audit's settings. `threshold` and `fail_under` are points (0 to 100); paths are relative to the target."""

    profile: str = "general"
    threshold: float = PROFILES["general"]
    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    rules: tuple[str, ...] = ()
    facets: Mapping[str, bool] = field(default_factory=dict)
    components: tuple[tuple[str, str], ...] = ()
    """(path, kind) of each component that people name themselves."""
    fail_on: str = "blocked"
    fail_under: Mapping[str, float] = field(default_factory=dict)
    """Pillar -> points that its low bound must reach."""
    waivers: tuple[Waiver, ...] = ()
    answers: str = ""
    baseline: str = ""
    """The file that a run is compared with; empty where none is named."""
    ratchet: Mapping[str, float] = field(default_factory=dict)
    """Pillar -> points by which its low bound may fall below the baseline's; a pillar that is not named may fall."""
    config_path: str = ""
    """The file that the settings come from, as the report names it; empty where there is none."""
    places: Mapping[tuple[str, str], tuple[str, int]] = field(default_factory=dict)
    """Where a word of `select` or `ignore` is written: (key, word) -> (path, line)."""
    problems: tuple[Problem, ...] = ()
    """Every mistake found so far; an audit is made only without any."""


@dataclass(frozen=True, slots=True)
class Choice:
    """What is asked for beside the settings; what is empty leaves them. `sign` stands before their names."""

    profile: str = ""
    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    sign: str = ""


def under(settings: Settings, choice: Choice) -> Settings:
    """The settings under what is asked for beside them; a profile that is not known is added to the problems."""
    if choice.profile and choice.profile in PROFILES:
        settings = replace(settings, profile=choice.profile, threshold=PROFILES[choice.profile])
    elif choice.profile:
        hint = did_you_mean(choice.profile, PROFILES) or f"known: {', '.join(PROFILES)}"
        wrong = Problem(f"{choice.sign}profile", 0, f'"{choice.profile}" is not known', hint)
        settings = replace(settings, problems=(*settings.problems, wrong))
    for key, words in (("select", choice.select), ("ignore", choice.ignore)):
        if words:
            places = {known: place for known, place in settings.places.items() if known[0] != key}
            places |= {(key, word): (f"{choice.sign}{key}", 0) for word in words}
            settings = replace(settings, **{key: words, "places": places})  # type: ignore[arg-type]
    return settings
