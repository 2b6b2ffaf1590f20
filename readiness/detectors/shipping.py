"""Whether changes are told to users, and whether releases have gone on for a while: changelogs, tags, deployments."""

from __future__ import annotations

import re
from dataclasses import dataclass

from readiness.ci import commands
from readiness.compiling import compile_later
from readiness.deployments import delivered
from readiness.formats.document_shape import Document
from readiness.history import Tag
from readiness.model import Evidence, Fact
from readiness.product import Product
from readiness.sanitizing import snippet
from readiness.search import Pattern
from readiness.signals import load_signals

_DAY = 86_400
_LOG = compile_later(
    r"(?:^|/)(?:change[-_]?log|changes|history|news|release[-_]?notes?|releases|whats[-_]?new|"
    r"versions)(?:[-_.]?(?:en|v?\d[\w.]*))?\.(?:md|mdx|rst|txt|adoc)$|(?:^|/)(?:CHANGELOG|CHANGES|NEWS)$",
    re.I,
)
_LOG_FOLDER = compile_later(r"(?:^|/)(?:change-?logs?|release[-_]?notes|releases|whats[-_]?new)/[^/]+\.mdx?$", re.I)
_NEWS_TITLE = compile_later(
    r"what'?s new|release notes|change ?log|recent (?:changes|updates)|\bnews\b|\bupdates?\b|更新日志|"
    r"更新记录|变更|お知らせ|"
    r"novedades|neuigkeiten|nouveautés",
    re.I,
)
_README = compile_later(r"^readme(?:[-_.][\w-]+)?(?:\.\w+)?$", re.I)
_VERSION = compile_later(
    r"(?<![\w.])v?(\d{1,4}\.\d{1,4}(?:\.\d{1,6})?(?:[-.]?(?:rc|alpha|beta|a|b|dev|post)\.?\d*)?)(?![\w.]*\w)", re.I
)
_DATED = compile_later(
    r"\b(20\d\d)[-/.](\d{1,2})(?:[-/.](\d{1,2}))?\b|\b(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|"
    r"Dec)\w*\.?\s+(?:\d{1,2},?\s+)?(20\d\d)\b"
)
_UNRELEASED = compile_later(r"unreleased|upcoming|next|未发布", re.I)
_PLACE = compile_later(
    r"(?:^|/)(?:node_modules|vendor|third_party|examples?|tests?|fixtures?|templates?/)(?:/|$)", re.I
)
_STALE_DAYS, _RELEASES_BEHIND = 200, 3
_LONG_DAYS, _SHORT_DAYS = 90, 14
_RELEASE_TAG = compile_later(r"\d+\.\d+|\d{4}[-.]?\d{2}|^v?\d+$|[-_/@]v?\d+(?:\.\d+)?|\bv\d|release", re.I)
_DEPLOYS = compile_later(
    r"\b(?:kubectl (?:apply|set image|rollout)|helm (?:upgrade|install)|fly(?:ctl)? deploy|vercel (?:deploy|--prod)|"
    r"netlify deploy|wrangler (?:deploy|publish)|"
    r"gcloud (?:run|app|functions) deploy|az (?:webapp|containerapp|functionapp)|aws (?:ecs update-service|"
    r"lambda update-function|s3 sync|deploy)|cdk deploy|sam deploy|"
    r"serverless deploy|terraform apply|eb deploy|heroku (?:container:release|git)|git push \S*heroku|railway up|"
    r"pulumi up|azd (?:deploy|up)|rsync|ssh|docker (?:stack deploy|push)|kamal deploy|"
    r"render deploy|(?:curl|wget)\b[^\n]*deploy\w*[-_]?(?:web)?hook|modal deploy|copilot deploy)\b", re.I
)  # fmt: skip
_DEPLOY_ACTION = compile_later(
    r"deploy|publish|pages|webapps|cloud-?run|ecs|elastic|heroku|fly-|flyctl|vercel|netlify|wrangler|cloudflare|"
    r"ssh-action|scp-action|build-push|pypi|argocd|railway|caprover|huggingface", re.I
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Log:
    """A changelog: its entries (version or date, line, how much is said), the newest first as written."""

    path: str
    entries: tuple[tuple[str, int], ...]


def notes(product: Product) -> Fact:
    """Whether changes are told: a changelog with entries that keeps up with tags and commits, or notes in the product.

    In part where it stopped while the product went on, where it has one entry, or where the README's news is all.
    """
    shown = [hit for pattern, _ in load_signals()["screen-release-notes"].patterns for hit in product.hits(pattern)]
    logs = sorted(
        (log for log in map(_read_log, _documents(product)) if log.entries),
        key=lambda log: (log.path.count("/"), log.path),
    )
    if logs:
        return _judged(product, logs)
    folder = sorted(
        file.path for file in product.files("docs") if _LOG_FOLDER.search(file.path) and not _PLACE.search(file.path)
    )
    if len(folder) >= 2:
        return Fact(
            1.0,
            tuple(Evidence(path, 0, "", "notes of a release") for path in folder[-3:]),
            "release notes are kept in a folder",
        )
    if shown:
        return Fact(
            1.0,
            tuple(hit.evidence("the product shows what changed") for hit in shown[:3]),
            "the product shows what changed",
        )
    news = _news(product)
    if news:
        return Fact(0.5, (news,), "the README tells some news, no changelog is kept")
    made = [
        step.evidence(product, "notes are written for each release")
        for step in commands(product)
        if _writes_notes(step.text, step.uses, step.inputs)
    ]
    if made and product.history.tags:
        return Fact(0.5, tuple(made[:2]), "notes are made for each release, and kept off the repository")
    empty = [document.path for document in _documents(product)]
    says = f"{empty[0]} holds no entry" if empty else "no changelog is kept"
    return Fact(
        0.0,
        tuple(Evidence(path, 0, "", "holds no entry", False) for path in empty[:2]),
        says,
        ("changelogs and release notes",),
    )


def go_on(product: Product) -> Fact:
    """Whether tagged releases, or deployments by a workflow, go on for at least three months; in part for weeks."""
    history = product.history
    if not history.exists and not history.tags:
        return Fact(None, (), "there is no history to look at", ("tags and commits",))
    tags = [tag for tag in history.tags if tag.time and _RELEASE_TAG.search(tag.name)]
    days = (tags[-1].time - tags[0].time) / _DAY if len(tags) > 1 else 0.0
    evidence = _tag_evidence(product, tags)
    if days >= _LONG_DAYS and len(tags) >= 3:
        return Fact(1.0, evidence, f"{len(tags)} tagged releases over {round(days / 30.4)} months")
    deployed, where = _deploying_days(product)
    if deployed >= _LONG_DAYS:
        return Fact(1.0, (*where, *evidence), f"a workflow has deployed changes for {round(deployed / 30.4)} months")
    if days >= _SHORT_DAYS or deployed >= _SHORT_DAYS:
        span = max(days, deployed)
        return Fact(0.5, (*evidence, *where), f"releases over {round(span / 7)} weeks")
    people = [commit.time for commit in history.people]
    if delivered(product) and people and (max(people) - min(people)) / _DAY >= _LONG_DAYS:
        first = delivered(product)[0]
        shown = Evidence(first.path, first.line, snippet(f"image: {first.image}"), "changed over months")
        return Fact(0.5, (shown,), "the recipe has changed over months, without releases")
    says = (
        f"{len(tags)} release tag{'' if len(tags) == 1 else 's'} within {round(days)} days"
        if tags
        else "no release is tagged and no workflow deploys"
    )
    return Fact(
        0.0,
        tuple(Evidence(item.path, item.line, item.snippet, item.says, False) for item in evidence),
        says,
        ("tags", "deployment workflows"),
    )


def patterns_for(function: str, parameters: object) -> list[Pattern]:
    """The patterns that `notes` looks for, announced before the one pass."""
    return [pattern for pattern, _ in load_signals()["screen-release-notes"].patterns] if function == "notes" else []


def _documents(product: Product) -> list[Document]:
    found = [
        file
        for file in product.files("docs", "data", "other")
        if _LOG.search(file.path) and not _PLACE.search(file.path)
    ]
    return [
        product.document(file.path) for file in sorted(found, key=lambda file: (file.path.count("/"), file.path))[:6]
    ]


def _read_log(document: Document) -> _Log:
    """The entries of a changelog: headings (or lines of a plain list) with a version or day, and words under them."""
    entries = []
    sections = document.sections
    named = [bool(_VERSION.search(part.title) or _DATED.search(part.title)) for part in sections]
    for index, section in enumerate(sections):
        # Some write "## Added" below "## 1.2.0", at the same level.
        end = next((later for later in range(index + 1, len(sections)) if named[later]), len(sections))
        below = (*document.within(index), *sections[index:end]) if section.level > 1 else document.within(index)
        if named[index] and any(part.words for part in below):
            entries.append((section.title, section.line))
    if not entries:
        entries = [
            (line.text, line.number)
            for section in sections
            for line in section.lines
            if line.kind != "code"
            and (_DATED.search(line.text[:40]) or _VERSION.match(line.text.lstrip("*-# []").lower()))
        ]
    return _Log(document.path, tuple(entries))


def _judged(product: Product, logs: list[_Log]) -> Fact:
    best = max(logs, key=lambda log: (product.history.last_touch.get(log.path, 0), len(log.entries)))
    evidence = tuple(Evidence(best.path, line, snippet(title), "an entry") for title, line in best.entries[:3])
    behind = _behind(product, best)
    if behind:
        return Fact(0.5, evidence, behind)
    if len(best.entries) == 1 and len(product.history.commits) > 60:
        return Fact(0.5, evidence, "the changelog has one entry")
    return Fact(1.0, evidence, f"a changelog with {len(best.entries)} entries is kept")


def _behind(product: Product, log: _Log) -> str:
    """What shows that a changelog was left behind, "" where nothing does: tags that it lacks, or much work since."""
    history = product.history
    told = "\n".join(title for title, _ in log.entries)
    if any(_UNRELEASED.search(title) for title, _ in log.entries[:1]) and len(log.entries) > 1:
        told += " unreleased"
    versions = [(tag, match.group(1)) for tag in history.tags if (match := _VERSION.search(tag.name))]
    newest = versions[-8:]
    lacking = [tag.name for tag, version in newest if version not in told]
    touched = history.last_touch.get(log.path, 0)
    if any(version in told for _, version in newest[-2:]):
        return ""  # what came since is hardly released yet
    if (
        len(newest) >= _RELEASES_BEHIND
        and all(version not in told for _, version in newest[-_RELEASES_BEHIND:])
        and len(lacking) >= _RELEASES_BEHIND
    ):
        if any(version in told for _, version in versions) or not touched or (newest[-1][0].time - touched) / _DAY > 30:
            return f"the changelog does not tell of the newest releases ({lacking[-1]})"
    if newest and (ahead := _newest(told)) and ahead > _numbers(newest[-1][1]):
        return ""  # it tells of releases that are tagged elsewhere
    people = [commit.time for commit in history.people]
    if touched and people:
        later = sum(time > touched + 30 * _DAY for time in people)
        if (max(people) - touched) / _DAY > _STALE_DAYS and later >= 20:
            return "work has gone on long after the changelog's last entry"
        if later > 2 * len(people) / 3 and later >= 60:
            return "most of the work came after the changelog's last entry"
    return ""


def _numbers(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in re.findall(r"\d+", version)[:3])


def _newest(titles: str) -> tuple[int, ...]:
    """The highest version among the titles of entries, () where none names one."""
    return max((_numbers(match.group(1)) for match in _VERSION.finditer(titles)), default=())


def _news(product: Product) -> Evidence | None:
    for file in product.files("docs"):
        if "/" in file.path or not _README.search(file.path):
            continue
        document = product.document(file.path)
        for index, section in enumerate(document.sections):
            if section.level and _NEWS_TITLE.search(section.title) and not section.is_placeholder:
                lines = [line for part in document.within(index) for line in part.lines]
                if any(_VERSION.search(line.text) or _DATED.search(line.text) for line in lines):
                    return Evidence(file.path, section.line, snippet(section.title), "news in the README")
    return None


def _writes_notes(text: str, uses: str, inputs: tuple[tuple[str, str, int], ...]) -> bool:
    if re.search(
        r"release-drafter|release-please|semantic-release|changesets/action|changelog|goreleaser|git-cliff", uses, re.I
    ):
        return True
    if re.search(
        r"\bgh release create\b|\bgoreleaser\b|\bsemantic-release\b|\bgit-cliff\b|\bconventional-changelog\b|"
        r"\bauto shipit\b",
        text,
    ):
        return True
    return "release" in uses.lower() and any("notes" in key or "body" in key for key, _, _ in inputs)


def _tag_evidence(product: Product, tags: list[Tag]) -> tuple[Evidence, ...]:
    """Where the repository itself names its version, as the place to look at beside the tags."""
    for name in (
        "CHANGELOG.md",
        "package.json",
        "pyproject.toml",
        "VERSION",
        "Cargo.toml",
        "pom.xml",
        "setup.py",
        "README.md",
    ):
        if tags and product.snapshot.file(name):
            return (Evidence(name, 0, "", f"tags {tags[0].name} to {tags[-1].name}"),)
    return ()


def _deploying_days(product: Product) -> tuple[float, tuple[Evidence, ...]]:
    """For how many days a workflow that deploys on changes to the main branch has been there while people committed."""
    people = [commit.time for commit in product.history.people]
    if not people:
        return 0.0, ()
    best, where = 0.0, tuple[Evidence, ...]()
    for step in commands(product):
        if "push" not in step.kinds or not (_DEPLOYS.search(step.text) or _DEPLOY_ACTION.search(step.uses)):
            continue
        if re.search(r"docs?|pages|storybook|coverage|codecov", f"{step.path} {step.uses} {step.job.name}", re.I):
            continue
        since = product.history.first_touch.get(step.path)
        later = [time for time in people if since is not None and time >= since]
        days = (max(later) - min(later)) / _DAY if len(later) >= 10 else 0.0
        if days > best:
            best, where = days, (step.evidence(product, "deploys on changes"),)
    return best, where
