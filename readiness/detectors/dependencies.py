"""How the versions of dependencies are fixed: lock files and exact pins, part by part."""

from __future__ import annotations

import fnmatch
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from readiness.classification import role_and_language
from readiness.deployments import delivered
from readiness.formats.lock_files import Lock, read_lock
from readiness.formats.manifests import Dependency, Manifest
from readiness.model import Evidence, Fact
from readiness.product import Product
from readiness.sanitizing import snippet

_COVERED = 0.75  # a lock that lacks more of the direct dependencies than a quarter was made for something else
_SOME_PINS = 0.2
_NEGLIGIBLE = 0.05  # a helper folder with a loose dependency or two does not undo what the product's parts lock


@dataclass(frozen=True, slots=True)
class _Part:
    """The manifests of one folder and ecosystem, and the dependencies that what is shipped needs."""

    folder: str
    ecosystem: str
    manifests: tuple[Manifest, ...]
    needed: tuple[tuple[Manifest, Dependency], ...]

    @property
    def loose(self) -> tuple[tuple[Manifest, Dependency], ...]:
        """The needed dependencies that no manifest of the folder fixes."""
        fixed = {dependency.name for _, dependency in self.needed if dependency.pinned}
        return tuple(pair for pair in self.needed if pair[1].name not in fixed)


def locked(product: Product) -> Fact:
    """How many parts of the product have every direct dependency fixed, by a lock that serves them or by exact pins."""
    parts = _parts(product)
    if not parts and delivered(product):
        return _of_images(product)
    if not parts:
        return Fact(
            0.0,
            (),
            "no dependency manifest is committed",
            ("pyproject.toml", "requirements.txt", "package.json", "go.mod", "pom.xml", "lock files"),
        )
    locks = _locks(product)
    held: list[Evidence] = []
    open_: list[Evidence] = []
    some, loose_of_all = 0.0, 0
    for part in parts:
        lock = _lock_of(part, locks, product)
        if lock is not None:
            held.append(Evidence(lock.path, 1, "", f"the lock file of {part.folder}"))
        elif not part.loose:
            manifest, dependency = part.needed[0] if part.needed else (part.manifests[0], None)
            held.append(_at(product, manifest, dependency, "every direct dependency is pinned exactly", True))
        else:
            manifest, dependency = part.loose[0]
            loose, needed = len({d.name for _, d in part.loose}), len({d.name for _, d in part.needed})
            some, loose_of_all = max(some, 1 - loose / needed), loose_of_all + loose
            open_.append(
                _at(
                    product,
                    manifest,
                    dependency,
                    f"{loose} of {needed} direct dependencies are neither locked nor pinned",
                    False,
                )
            )
    k, n = len(held), len(parts)
    if k == n or (k and loose_of_all <= _NEGLIGIBLE * sum(len(part.needed) for part in parts)):
        return Fact(1.0, tuple(_once(held + open_)), _count(k, n), (), k, n)
    if k == 0 and some >= _SOME_PINS:
        return Fact(
            0.5, tuple(_once(open_)), "some dependencies are pinned, others are ranges, and no lock file holds them"
        )
    return Fact(k / n, tuple(_once(held + open_)), _count(k, n), (), k, n)


def _of_images(product: Product) -> Fact:
    """How many of the published images that are put together are named exactly; a tag that moves is half of it."""
    images = delivered(product)
    k, n = sum(one.exact for one in images), len(images)
    evidence = tuple(
        Evidence(
            one.path,
            one.line,
            snippet(f"image: {one.image}"),
            "named exactly" if one.exact else "its tag moves" if one.tag else "no tag is named",
            one.exact,
        )
        for one in sorted(images, key=lambda one: not one.exact)
    )
    if k == n:
        return Fact(1.0, evidence, "the images are named exactly", (), k, n)
    kept = any(one.tag and one.tag != "latest" for one in images)
    return Fact(0.5 if kept else 0.0, evidence, f"{k} of {n} images are named exactly", (), k, n)


def _count(k: int, n: int) -> str:
    if n == 1:
        return "the dependencies are locked or pinned" if k else "the dependencies are ranges without a lock file"
    return f"{k} of {n} parts have their dependencies locked or pinned"


def _parts(product: Product) -> list[_Part]:
    own = {manifest.name for manifest in product.manifests if manifest.name}
    groups: dict[tuple[str, str], list[Manifest]] = {}
    for manifest in product.manifests:
        folder = _folder(manifest.path)
        if _is_shipped(folder) and not manifest.path.endswith(".lock"):
            groups.setdefault((folder, "pypi" if manifest.ecosystem == "conda" else manifest.ecosystem), []).append(
                manifest
            )
    found = []
    for (folder, ecosystem), manifests in sorted(groups.items()):
        needed = [(m, d) for m in manifests for d in m.dependencies if d.group == "runtime" and d.name not in own]
        if not needed and ecosystem == "npm":
            needed = [(m, d) for m in manifests for d in m.dependencies if d.name not in own]
        if needed and not all(m.path.endswith(".versions.toml") for m, _ in needed):
            found.append(_Part(folder, ecosystem, tuple(manifests), tuple(needed)))
    return found or _without_dependencies(groups)


def _without_dependencies(groups: Mapping[tuple[str, str], list[Manifest]]) -> list[_Part]:
    """Manifests that need nothing at runtime: judged as one part where one of them says what is built."""
    rows = sorted(groups.items())
    return [
        _Part(folder, ecosystem, tuple(ms), ())
        for (folder, ecosystem), ms in rows
        if any(m.name or m.dependencies for m in ms)
    ][:1]


def _is_shipped(folder: str) -> bool:
    return role_and_language(f"{folder}/x.py" if folder != "." else "x.py")[0] == "code"


def _folder(path: str) -> str:
    """The folder of a manifest; `requirements/base.txt` belongs to the folder above."""
    folder = path.rpartition("/")[0]
    if re.search(r"(?:^|/)(?:requirements|reqs)$", folder):
        folder = folder.rpartition("/")[0]
    return folder or "."


def _locks(product: Product) -> list[Lock]:
    found = []
    big = {path for path, why in product.snapshot.left_out if why in {"larger than 1 MB", "binary"}}
    for path in sorted(product.snapshot.all_paths):
        role, language = role_and_language(path)
        if role != "lock" and language != "requirements" and not path.endswith((".lock", ".lockfile", ".locked")):
            continue
        lock = read_lock(path, product.text(path)) if path not in big else read_lock(path, "--hash= 'resolution:")
        if lock is not None and (lock.filled or path in big):
            found.append(lock)
    return found


def _lock_of(part: _Part, locks: Iterable[Lock], product: Product) -> Lock | None:
    """The lock file that serves a part: beside it, or one above that serves a whole workspace."""
    family = {"pypi", "conda"} if part.ecosystem == "pypi" else {part.ecosystem}
    near = [
        lock
        for lock in locks
        if lock.ecosystem in family and (_folder(lock.path) == part.folder or _above(_folder(lock.path), part.folder))
    ]
    for lock in sorted(near, key=lambda lock: -len(_folder(lock.path))):
        beside = _folder(lock.path) == part.folder
        if not beside and not (lock.workspace_wide or lock.ecosystem == "maven"):
            continue
        if not beside and _is_member(part.folder, _folder(lock.path), product):
            return lock
        if _covers(lock, part, product):
            return lock
    return None


def _above(upper: str, folder: str) -> bool:
    return (upper == "." and folder != ".") or folder.startswith(upper + "/")


def _is_member(folder: str, root: str, product: Product) -> bool:
    inside = folder if root == "." else folder[len(root) + 1 :]
    patterns = [w for m in product.manifests if (m.path.rpartition("/")[0] or ".") == root for w in m.workspaces]
    return any(fnmatch.fnmatch(inside, pattern.strip("./").rstrip("/")) for pattern in patterns)


def _covers(lock: Lock, part: _Part, product: Product) -> bool:
    """Whether the lock holds the part's direct dependencies; one too large to be read is believed."""
    text = product.text(lock.path).lower()
    names = {dependency.name.lower() for _, dependency in part.loose}
    if not text or not names or lock.ecosystem not in {"pypi", "npm", "cargo"}:
        return True
    flat = text.replace("_", "-").replace(".", "-") if lock.ecosystem == "pypi" else text
    return sum(name in flat for name in names) >= _COVERED * len(names)


def _at(product: Product, manifest: Manifest, dependency: Dependency | None, says: str, supports: bool) -> Evidence:
    line = dependency.line if dependency else 1
    lines = product.text(manifest.path).split("\n")
    return Evidence(manifest.path, line, snippet(lines[line - 1]) if 0 < line <= len(lines) else "", says, supports)


def _once(evidence: Iterable[Evidence]) -> list[Evidence]:
    return list({(item.path, item.line): item for item in evidence}.values())
