"""What the history shows about how changes reach the branch, and what can be deployed again."""

from __future__ import annotations

import re

from readiness.ci import Command, commands
from readiness.code_owners import PLACES as OWNERS
from readiness.compiling import compile_later
from readiness.history import Commit
from readiness.model import Evidence, Fact
from readiness.product import Product
from readiness.sanitizing import snippet

_RECENT = 100
_HALF_A_YEAR = 183 * 86_400
_LEAST_RECENT = 20
_ENOUGH = 3
_BY_REQUEST = compile_later(
    r"^Merge pull request |\(#\d+\)\s*$|\(!\d+\)\s*$|^Merged PR \d+|\(pull request #\d+\)|^Merge PR #?\d+|"
    r"^Merge branch '[^']+' into '[^']+'|^Auto merge of #\d+|^Rollup merge of #\d+|^\[?#\d+\]? .*\(PR\)|"
    r"\bSee merge request\b|^Merge !\d+|^!\d+ "
)
_FOR_BOT = compile_later(
    r"(?i)from \S*(?:dependabot|renovate|snyk|pre-commit-ci|weblate|crowdin)[/-]|^(?:\w+\([\w-]*deps[\w-]*"
    r"\)|deps\w*|chore\(deps\))[:!].*\bbump\b"
)
_CHECK = compile_later(
    r"(?i)\b(?:pytest|unittest|tox|nox|jest|vitest|playwright|mocha|test|tests|check|lint|ruff|"
    r"flake8|mypy|eslint|tsc|typecheck|build|verify|clippy|rubocop|golangci-lint|rspec|phpunit|"
    r"ctest|pre-commit|package)\b"
)


def reviewed(product: Product) -> Fact:
    """Whether most recent changes by people came by pull request, with checks on them; in part without checks."""
    people = _recent([c for c in product.history.mainline if not c.is_bot and not _FOR_BOT.search(c.subject)])
    if len(people) < _ENOUGH:
        return Fact(None, (), "the history is too short to tell how changes are reviewed")
    by_request = [commit for commit in people if _BY_REQUEST.search(commit.subject)]
    share = len(by_request) / len(people)
    says = f"{len(by_request)} of the last {len(people)} changes by people came by pull request"
    checks = _checks(product)
    papers = tuple(
        Evidence(path, 1, "", "owners are asked to review") for path in OWNERS if product.snapshot.exists(path)
    )
    if share < 0.5:
        return Fact(0.0, _against(product, people), says, ("merged pull requests in the history",))
    if not checks:
        return Fact(0.5, papers, says + ", without checks on them", ("CI on pull requests",))
    evidence = tuple(dict.fromkeys(check.evidence(product, "a check on pull requests") for check in checks))[:4]
    return Fact(1.0, evidence + papers, says + ", with checks on them")


def _recent(people: list[Commit]) -> list[Commit]:
    """The changes of the last half year of work, newest first; at least 20, to judge quiet times fairly."""
    since = max((commit.time for commit in people), default=0) - _HALF_A_YEAR
    lately = sum(commit.time >= since for commit in people)
    return people[: max(_LEAST_RECENT, min(lately, _RECENT))]


def _checks(product: Product) -> list[Command]:
    """Steps that check a change before it is merged."""
    systems_on_requests = {"gitlab", "bitbucket", "jenkins", "azure", "circleci", "travis", "buildkite"}
    found = []
    for step in commands(product):
        before = ("pull_request" in step.kinds and not _only_sometimes(step)) or (
            step.pipeline.system in systems_on_requests and "push" in step.kinds
        )
        if before and not step.tolerated and _CHECK.search(step.text):
            found.append(step)
    return found


def _only_sometimes(step: Command) -> bool:
    """Whether some act on a pull request (a label, a review asked for) starts the pipeline, not its changes."""
    details = [trigger.detail for trigger in step.pipeline.triggers if trigger.kind == "pull_request"]
    return bool(details) and all("types" in d and not re.search(r"\b(?:opened|synchronize)\b", d) for d in details)


def _against(product: Product, people: list[Commit]) -> tuple[Evidence, ...]:
    """The place nearest to the subject: owners, the contribution guide, or what the last direct change touched."""
    for path in (*OWNERS, "CONTRIBUTING.md", ".github/CONTRIBUTING.md", ".github/pull_request_template.md"):
        if product.snapshot.exists(path):
            return (Evidence(path, 1, "", "most changes do not follow it: they are pushed directly", False),)
    direct = next((c for c in people if not _BY_REQUEST.search(c.subject) and c.paths), None)
    if direct is None:
        return ()
    return (Evidence(direct.paths[0], 0, snippet(direct.subject), f"pushed directly in {direct.id[:10]}", False),)
