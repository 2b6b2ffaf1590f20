"""docs/rules.md is made from the rules; `python -m tests.test_rules_page` writes it."""

from pathlib import Path

from readiness.examples import examples_of
from readiness.lenses import load_lens, shipped_lenses
from readiness.model import PILLARS, By
from readiness.reconciliation import WITH_EVIDENCE
from readiness.reports.markdown import plain, prose
from readiness.reports.sarif import RULE_PAGE
from readiness.ruleset import CompiledRule, load_rules
from readiness.settings import FACETS
from readiness.warning_signs import known_signs

PAGE = Path(__file__).resolve().parent.parent / "docs" / "rules.md"
BY = {By.REPO: "the repository", By.ASK: "people", By.BOTH: "the repository, and people where it does not tell"}


def page() -> str:
    rules = load_rules().rules
    lenses = seen_through()
    parts = [
        "# The rules\n\n",
        (
            f"All {len(rules)} rules by pillar: what is good, why it matters, how to mend it, and which cases the rule's own\n"
            "tests know. Made from `rules/` by `python -m tests.test_rules_page`; `readiness explain RULE` tells the same at\n"
            "the terminal, with the conditions by which it is judged.\n"
        ),
    ]
    for letter, name in PILLARS.items():
        parts.append(f"\n## {name}\n")
        parts += [section(one, lenses.get(one.rule.id, [])) for one in rules if one.rule.pillar == letter]
    parts.append("\n## Warning signs\n\n")
    parts += [f"- **{sign}** {meta['name']}: {plain(str(meta['says']))}\n" for sign, meta in known_signs().items()]
    return "".join(parts)


def section(compiled: CompiledRule, lenses: list[str]) -> str:
    rule = compiled.rule
    applies = "every project" if rule.when == "any" else f"`{rule.when}`: {FACETS.get(rule.when, rule.when)}"
    gate = ", a gate" if rule.severity == "essential" else ""
    text = f"\n### {rule.id} {rule.name}\n\n**{plain(rule.title)}.** {prose(rule.why)}\n\n"
    text += f"- weight: {rule.severity}{gate}; applies to {applies}; judged by {BY[rule.by]}\n"
    text += f"- fix ({rule.effort} effort): {prose(rule.fix)}\n"
    if rule.question:
        text += f"- question: {plain(rule.question.wording)}\n"
    text += f"- an answer with evidence is worth {WITH_EVIDENCE[rule.by]:g} and counts for {rule.valid_days} days\n"
    text += "".join(f"- {one.status}: {plain(one.name)}\n" for one in examples_of(compiled))
    return text + (f"- seen through: {', '.join(lenses)}\n" if lenses else "")


def seen_through() -> dict[str, list[str]]:
    known = (*load_rules().by_id, *known_signs())
    found: dict[str, list[str]] = {}
    for name in shipped_lenses():
        lens, _ = load_lens(name, known)
        assert lens is not None
        for item in lens.items:
            for rule in item.rules:
                if name not in found.setdefault(rule, []):
                    found[rule].append(name)
    return found


def test_the_page_of_rules_is_what_the_rules_say() -> None:
    assert PAGE.read_text(encoding="utf-8") == page(), "run: python -m tests.test_rules_page"


def test_every_rule_has_the_heading_that_reports_link_to() -> None:
    text = PAGE.read_text(encoding="utf-8")
    assert RULE_PAGE.endswith("docs/rules.md")
    assert all(f"\n### {one.rule.id} {one.rule.name}\n" in text for one in load_rules().rules)


if __name__ == "__main__":
    PAGE.parent.mkdir(exist_ok=True)
    PAGE.write_text(page(), encoding="utf-8")
