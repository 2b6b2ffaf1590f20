"""What the product's screens, chats and pages show their users."""

from __future__ import annotations

import re
from collections.abc import Iterable

from readiness.compiling import compile_later
from readiness.conditions import Parameters
from readiness.model import Evidence, Fact
from readiness.product import Product
from readiness.screens import is_only_command_line, is_view, screen_files, screen_patterns
from readiness.search import Hit, Pattern
from readiness.sightings import as_evidence, patterns_named, sightings
from readiness.signals import load_signals

PATTERNS = screen_patterns()
_NEAR = 6  # lines between a message and the way on that it tells
_ASKING = compile_later(
    r"chat|ask|quer|prompt|generat|summar|predict|analy[sz]|answer|assist|agent|transcri|translat|suggest|review|"
    r"document|process|message|conversation|"
    r"completion|infer|run|bot|main|app|index|home|streamlit|gradio|ui|client", re.I
)  # fmt: skip
_OF_A_LIMIT = compile_later(
    r"exceed|truncat|stale\b|cached?\b|context (?:window|length)|out of date|metadata|configuration", re.I
)
_LOGGED = compile_later(r"\b(?:raise|throw|panic)\b|\blog(?:ger|ging)?\b\w*\.|\bprint\(|\bconsole\.\w+\(|\bLog\.", re.I)
_LANGUAGE = compile_later(
    r"(?:^|/)(?:_?locales?|i18n|l10n|lang|langs|languages|translations?|messages|"
    r"intl)/(?:[\w-]+/)*?([a-z]{2,3}(?:[-_](?:[A-Z][a-z]{3}|[A-Za-z]{2}))?)(?:/|\.\w+$)|"
    r"(?:^|/)(?:strings|messages|Resources|app|intl)[._-]([a-z]{2}(?:[-_][A-Za-z]{2})?)\.(?:properties|resx|arb|"
    r"json)$|"
    r"(?:^|/)(?:locales?|i18n|l10n|langs?|languages|translations?|intl)/(?:[\w-]+/)*[\w-]+\.([a-z]{2}(?:[-_][A-Za-z]{2,4})?)\."
    r"(?:ya?ml|json|xlf|xliff|po|php|properties|resx|arb|ts|js|toml|ftl|csv|ini)$|"
    r"(?:^|/)[A-Z]\w+\.([a-z]{2}(?:-[A-Za-z]{2,4})?)\.resx$|"
    r"(?:^|/)\w+_([a-z]{2}(?:_[A-Z]{2})?)\.(?:properties|arb|qm|po|xlf|xliff)$|(?:^|/)po/([a-z]{2}(?:_[A-Z]{2})?)\.po$|"
    r"(?:^|/)values-([a-z]{2})(?:-r[A-Z]{2})?/strings\.xml$|(?:^|/)([a-z]{2}(?:-[A-Za-z]+)?)\.lproj/"
)
_CODES = frozenset(
    "ar bg bn ca cs da de el en es et eu fa fi fil fr gl he hi hr hu hy id is it ja "
    "ka kk km ko lt lv mk ml mn ms my nb ne nl nn no pl pt ro ru "
    "si sk sl sq sr sv sw ta te th tl tr uk ur uz vi zh cn tw jp kr".split()
)


def show(product: Product, *, any_of: tuple[str, ...], at_least: int = 1) -> Fact:
    """Whether signals of the named sets are seen on screens, in at least so many places. `k` is the number of files."""
    found = _seen(product, any_of)
    if "screen-ai-fallible" in any_of:  # what a text that was cut does to an answer is no word on answers in general
        found = [(hit, says) for hit, says in found if "may be wrong" not in says or not _OF_A_LIMIT.search(hit.text)]
    says = ", ".join(dict.fromkeys(item for _, item in found[:6]))
    if len(found) >= at_least:
        return Fact(1.0, as_evidence(found), says, (), len({hit.path for hit, _ in found}), 0)
    return Fact(0.0, as_evidence(found), "", _looked(any_of))


def show_progress(product: Product) -> Fact:
    """Whether a screen shows that work is under way; on a command line, whether any of its code shows progress."""
    found = _seen(product, ("screen-waiting",))
    if is_only_command_line(product):
        found += [(hit, says) for hit, says in sightings(product, "screen-waiting") if "command line" in says]
    if not found:
        return Fact(0.0, (), "nothing shows that work is under way", _looked(("screen-waiting",)))
    return Fact(1.0, as_evidence(found), found[0][1], (), len({hit.path for hit, _ in found}))


def give_control(product: Product) -> Fact:
    """Whether users can stop an output, make it again, take it back or reach a person.

    In part where they can only edit or clear.
    Without AI there is no output to make again: there editing is enough.
    """
    controls, edits = _seen(product, ("screen-control",)), _seen(product, ("screen-edit",))
    if controls:
        return Fact(1.0, as_evidence((*controls, *edits)), controls[0][1])
    if edits:
        says = edits[0][1]
        return Fact(
            0.5 if product.has("ai") else 1.0,
            as_evidence(edits),
            says if not product.has("ai") else f"{says}, but not stopped or made again",
        )
    return Fact(
        0.0, (), "nothing can be edited, stopped, made again or undone", _looked(("screen-control", "screen-edit"))
    )


def explain_failures(product: Product) -> Fact:
    """Whether a failure is told on a screen with a way on: a retry in its file, or words of what to do beside it.

    Wholly where one screen does and shows no raw exception; in part where failures are told without a way on, or raw.
    """
    told, onward, raw = (_seen(product, (name,)) for name in ("screen-error", "screen-way-on", "screen-raw-error"))
    told = [(hit, says) for hit, says in told if not _LOGGED.search(hit.text) or "gr.Error" in hit.text]
    if not told:
        given = [pair for pair in sightings(product, "screen-error-as-answer") if pair[0].path in _asking(product)]
        if given:
            return Fact(0.5, as_evidence(given), "failures are shown as raw exceptions")
        return Fact(0.0, (), "", _looked(("screen-error",)))
    bare = {hit.path for hit, _ in raw}
    clear = [
        (hit, says)
        for hit, says in told
        if hit.path not in bare and _ASKING.search(hit.path.rpartition("/")[2]) and _leads_on(hit, onward)
    ]
    if clear:
        paths = {hit.path for hit, _ in clear}
        ways = [(hit, says) for hit, says in onward if hit.path in paths]
        return Fact(1.0, as_evidence((*clear, *ways)), "a failure is told on the screen with a way on")
    says = "failures are shown as raw exceptions" if bare else "failures are told without a way on"
    return Fact(0.5, (*as_evidence(told), *as_evidence(raw, supports=False)), says)


def name_parts(product: Product, *, any_of: tuple[str, ...], at_least_share: float = 0.05, at_least: int = 3) -> Fact:
    """Whether a share of the screens, and so many places, show the named signals; in part where only some places do."""
    found = [(hit, says) for hit, says in _seen(product, any_of) if is_view(hit.path)]
    views = sum(is_view(path) for path in screen_files(product))
    files = len({hit.path for hit, _ in found})
    if not found:
        return Fact(0.0, (), "", _looked(any_of))
    whole = len(found) >= at_least and files >= at_least_share * views
    return Fact(
        1.0 if whole else 0.5, as_evidence(found), f"{load_signals()[any_of[0]].says} in {files} of {views} screens"
    )


def speak_languages(product: Product, *, at_least: int = 2) -> Fact:
    """Whether the screens' texts are kept in several languages and looked up by language."""
    first: dict[str, str] = {}
    for path in sorted(path for path in product.snapshot.all_paths if "/node_modules/" not in path):
        match = _LANGUAGE.search(path)
        code = next((group for group in match.groups() if group), "") if match else ""
        if re.split(r"[-_]", code)[0].lower() in _CODES:
            first.setdefault(re.split(r"[-_]", code)[0].lower(), path)
    used = sightings(product, "screen-translated")
    if len(first) >= at_least and used:
        places = tuple(Evidence(path, 0, "", f"texts in {code}") for code, path in sorted(first.items())[:4])
        return Fact(
            1.0, (*places, *as_evidence(used[:3])), f"its texts are kept in {len(first)} languages", (), len(first)
        )
    return Fact(0.0, (), "", ("texts in several languages, looked up by language",))


def patterns_for(function: str, parameters: Parameters) -> Iterable[Pattern]:
    """The patterns that a call looks for, announced before the one pass."""
    fixed = {
        "show_progress": ("screen-waiting",),
        "give_control": ("screen-control", "screen-edit"),
        "explain_failures": ("screen-error", "screen-way-on", "screen-raw-error", "screen-error-as-answer"),
        "speak_languages": ("screen-translated",),
    }
    return patterns_named(fixed.get(function) or dict(parameters)["any_of"])


def _leads_on(told: Hit, onward: list[tuple[Hit, str]]) -> bool:
    """Whether a way on stands beside a message, or a control to try again anywhere in its file."""
    return any(
        hit.path == told.path and (abs(hit.line - told.line) <= _NEAR or "tried again" in says) for hit, says in onward
    )


def _seen(product: Product, names: tuple[str, ...]) -> list[tuple[Hit, str]]:
    screens = screen_files(product)
    return [(hit, says) for hit, says in sightings(product, *names) if hit.path in screens]


def _asking(product: Product) -> frozenset[str]:
    """The files that ask a model: what they return for a failure is what stands where the answer should."""
    return frozenset(call.path for call in product.inventory.calls)


def _looked(names: tuple[str, ...]) -> tuple[str, ...]:
    signals = load_signals()
    return tuple(f"on the screens: {signals[name].says}" for name in names)
