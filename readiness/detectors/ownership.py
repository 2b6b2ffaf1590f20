"""Who owns which part: CODEOWNERS, OWNERS and maintainers files, and what their words are worth."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from readiness.code_owners import OWNER, PLACES, real, rules_of
from readiness.compiling import compile_later
from readiness.model import Evidence, Fact
from readiness.product import Product
from readiness.prose import content, heading_pattern, titled
from readiness.sanitizing import snippet

_ROLE = compile_later(
    r"(?i)^@[\w-]*?(?:teams?|engineers?|devs?|developers?|leads?|writers?|scientists?|admins?|maintainers?|"
    r"reviewers?|owners?|experts?|"
    r"architects?|analysts?|managers?|qa|sre|ops|devops)$"
)
_PROFILE = compile_later(r"(?i)(?:github|gitlab|gitee)\.com/([\w-]+)(?=[)\s>\"'\],]|$)")
_PERSON = compile_later(
    r"^[ \t]*(?:[-*+]|\d+\.|\|)[ \t]*\**\[?([A-Z][\w.'-]+(?:[ \t]+[A-Z][\w.'-]+){1,3})", re.MULTILINE
)
_CODEOWNERS = frozenset(place.lower() for place in PLACES)
_MAINTAINERS = compile_later(
    r"(?i)(?:^|/)(?:MAINTAINERS|OWNERS|OWNERS_ALIASES|CODE_?OWNERS|CORE_?TEAM)(?:\.(?:md|txt|rst|adoc|ya?ml))?$"
)
_TEAM_TITLES = (
    r"^\W*(?:the |our |core |project )?(?:authors?|maintainers?|team(?: members)?|developers?|owners)\W*$",
    r"^\W*(?:作者|维护者|团队|メンバー|autores|equipo|auteurs|équipe|autoren|entwickler|mantenedores|equipe)\W*$",
)
PATTERNS = (heading_pattern(_TEAM_TITLES),)
_OWNERS_ENTRY = compile_later(r"(?m)^[ \t]*-[ \t]+[\"']?([\w.@/-]+)[\"']?[ \t]*$")


@dataclass(frozen=True, slots=True)
class _Assignment:
    """One line that gives a part to owners."""

    path: str
    line: int
    text: str
    owners: tuple[str, ...]


def shared(product: Product) -> Fact:
    """Whether parts are given to at least two people or teams; `k` is how many are named.

    One team alone is half of it, and so are handles that cannot belong to anybody (role words without an organisation);
    one person is none.
    """
    assignments = sorted((*_code_owners(product), *_maintainers(product)), key=lambda a: (a.path, a.line))
    owners = sorted({owner for assignment in assignments for owner in assignment.owners})
    evidence = _evidence(assignments)
    looked = ("CODEOWNERS", "MAINTAINERS", "OWNERS")
    if not owners and len(listed := _listed(product)) >= 2:
        return Fact(0.5, listed, f"{len(listed)} people are listed, without parts", (), len(listed))
    if not owners:
        return Fact(0.0, (), "no file says who owns which part", looked)
    reachable = [owner for owner in owners if not _ROLE.match(owner)]
    if len(reachable) >= 2:
        return Fact(1.0, evidence, f"{len(owners)} people or teams own parts", (), len(owners))
    if len(owners) >= 2:
        return Fact(0.5, evidence, "owners are role words without an organisation, which reach nobody")
    if "/" in owners[0]:
        return Fact(0.5, evidence, "one team owns all that is assigned")
    return Fact(0.0, (), f"one person alone is named as owner ({evidence[0].path})" if evidence else "", looked)


def _listed(product: Product) -> tuple[Evidence, ...]:
    """The people whom a section on authors or the team names, in a README or a page of its own."""
    found: dict[str, Evidence] = {}
    for document, index in titled(product, _TEAM_TITLES):
        for line in content(document, index)[1]:
            names = real([f"@{name}" for name in _PROFILE.findall(line.text)] or _PERSON.findall(line.text))
            for name in names[:1]:
                found.setdefault(name, Evidence(document.path, line.number, snippet(line.text), "somebody is named"))
    return tuple(found.values())


def _evidence(assignments: Iterable[_Assignment]) -> tuple[Evidence, ...]:
    """One place for each owner, the first that names them."""
    found: dict[str, Evidence] = {}
    for assignment in assignments:
        for owner in assignment.owners:
            place = Evidence(
                assignment.path,
                assignment.line,
                snippet(assignment.text),
                f"assigned to {', '.join(assignment.owners[:3])}",
            )
            found.setdefault(owner, place)
    return tuple(dict.fromkeys(found.values()))


def _code_owners(product: Product) -> Iterator[_Assignment]:
    for file in product.files():
        if file.path.lower() not in _CODEOWNERS:
            continue
        for rule in rules_of(product.text(file.path)):
            if rule.owners:
                yield _Assignment(file.path, rule.line, rule.text, rule.owners)


def _maintainers(product: Product) -> Iterator[_Assignment]:
    for file in product.files("docs", "config", "other"):
        if not _MAINTAINERS.search(file.path) or file.path.lower() in _CODEOWNERS or file.path.count("/") > 3:
            continue
        text = product.text(file.path)
        listed = file.language == "yaml" or file.path.rpartition("/")[2].startswith("OWNERS")
        for number, line in enumerate(text.split("\n"), start=1):
            if line.lstrip().startswith("<!--"):
                continue
            names = _OWNERS_ENTRY.findall(line) if listed else []
            names += OWNER.findall(line) or [f"@{name}" for name in _PROFILE.findall(line)] or _PERSON.findall(line)
            owners = real(names[:1] if not listed else names)
            if owners:
                yield _Assignment(file.path, number, line, owners)
