"""The images that the product is shipped in: whether each can build, as whom it runs, on what base."""

from __future__ import annotations

import fnmatch
import re
from collections.abc import Iterator
from dataclasses import dataclass

from readiness.compiling import compile_later
from readiness.formats.dockerfile import Dockerfile, Instruction, Stage
from readiness.product import Product

_ASIDE = compile_later(
    r"(?i)(?:^|/)(?:\.devcontainer|\.cursor|\.vscode|\.gitpod|\.codex|docs?|documentation|"
    r"samples?|examples?|tests?|fixtures?|test[-_]?data|e2e[\w-]*|ci|\.github|\.gitlab|\.circleci|benchmarks?|"
    r"packag(?:e|es|ing)/(?:deb(?:ian)?|rpm|arch(?:linux)?|alpine-?pkg|snap|flatpak|homebrew))/|"
    r"(?:^|[/._-])(?:dev|devel|development|test|tests|testing|ci|e2e|lint|docs|local|debug|windows|"
    r"devcontainer)(?:[._-]|$)"
)
_PRODUCED = compile_later(
    r"(?i)(?:^|/)(?:target|build|dist|out|bin|publish|node_modules|\.next|release|artifacts?|staticfiles|"
    r"coverage|wheels?|_build|public|generated)(?:/|$)|"
    r"\.(?:jar|war|whl|tar|tgz|gz|zip|deb|exe|so|env|pem|key|crt|bin|gguf|onnx|pt|pkl|safetensors)$|"
    r"(?:^|/)(?:\.env\S*|secrets?\S*|credentials?\S*|\.git|\.npmrc)$"
)
_UNPRIVILEGED = compile_later(
    r"(?i)distroless\S*:?\S*nonroot|^cgr\.dev/|chainguard/|^(?:docker\.io/)?bitnami/|nginx-unprivileged|"
    r"public\.ecr\.aws/lambda|^(?:quay\.io/)?jupyter/|-rootless\b|registry\.access\.redhat\.com/ubi|"
    r"^selenium/|dhi\.io/"
)
_DROPS = compile_later(
    r"(?m)^[^#\n]*\b(?:su-exec|gosu|setpriv|runuser|s6-setuidgid|chpst|setuidgid|su\s+(?:-\S*\s+)*-?s?\s*\w"
    r"+\s+-c|exec\s+su\b|sudo\s+-u|start-stop-daemon)\b"
)
_RELEASE = compile_later(r"\d|bookworm|bullseye|buster|trixie|stretch|noble|jammy|focal|bionic")


@dataclass(frozen=True, slots=True)
class Image:
    """A Dockerfile of the product with its final stage and the stage that brings the outside base."""

    path: str
    dockerfile: Dockerfile
    final: Stage
    base: Stage


def images(product: Product) -> tuple[Image, ...]:
    """The images that are shipped; those for development, tests and samples count only where there are no others."""
    found = [
        Image(path, dockerfile, dockerfile.final, dockerfile.lineage(dockerfile.final)[-1])
        for path, dockerfile in product.dockerfiles.items()
        if dockerfile.final is not None
    ]
    shipped = tuple(image for image in found if not _ASIDE.search(image.path))
    return shipped or tuple(
        image
        for image in found
        if not re.search(r"(?i)\.devcontainer/|(?:^|/)(?:docs?|samples?|examples?|tests?)/", image.path)
    )


def user_of(image: Image, product: Product) -> tuple[bool, int, str]:
    """(runs without root's rights, line that decides it, why). What starts it may drop the rights too."""
    instruction = image.dockerfile.in_force("USER")
    if instruction is not None and not is_root(_filled(instruction, image)):
        return True, instruction.line, "runs as a non-root user"
    start = image.final.last("CMD") or image.final.last("ENTRYPOINT")
    number = instruction.line if instruction else start.line if start else image.final.line
    if instruction is None and _UNPRIVILEGED.search(f"{image.base.base}:{image.base.tag}"):
        return True, image.base.line, "its base runs as a non-root user"
    starts = (image.dockerfile.in_force("ENTRYPOINT"), image.dockerfile.in_force("CMD"))
    for begin in (start for start in starts if start is not None):
        if _DROPS.search(begin.command) or any(
            _DROPS.search(product.text(path)) for path in _named_in(begin, image, product)
        ):
            return True, begin.line, "drops to a non-root user when it starts"
    return False, number, "runs as root"


def is_root(user: str) -> bool:
    """Whether a USER or `user:` names root."""
    return user.strip().strip("\"'").split(":")[0].lower() in {
        "root",
        "0",
        "",
        "administrator",
        "containeradministrator",
    }


def _filled(instruction: Instruction, image: Image) -> str:
    """The user with a variable replaced by its default; a variable without one counts as some user."""
    variable = re.fullmatch(r"\$\{?(\w+)(?::?-([^}]*))?\}?(?::\S+)?", instruction.words.strip())
    if not variable:
        return instruction.words
    settings = [
        row
        for stage in image.dockerfile.lineage(image.final)
        for row in (*stage.variables("ARG"), *stage.variables("ENV"))
    ]
    default = next(
        (value for name, value, _ in settings if name == variable.group(1) and value), variable.group(2) or ""
    )
    return default or "someone"


def _named_in(start: Instruction, image: Image, product: Product) -> Iterator[str]:
    names = set(re.findall(r"[\w.-]+\.sh\b|[\w-]*entrypoint[\w.-]*|[\w-]*start[\w.-]*", start.command))
    sources = {
        source.rstrip("/") for stage in image.dockerfile.stages for copy in stage.copies for source in copy.sources
    }
    for file in product.snapshot.files:
        name = file.path.rpartition("/")[2]
        if name in names and (
            any(
                source.endswith((name, ".", "*")) or file.path.startswith(source.removeprefix("./") + "/")
                for source in sources
            )
        ):
            yield file.path


def pinned(stage: Stage) -> bool:
    """Whether a base is named by a version (a tag with a digit) or a digest; `scratch` needs none."""
    if stage.digest or stage.base == "scratch" or re.search(r"-debian\d+$", stage.base):
        return True
    return bool(_RELEASE.search(stage.tag)) and "latest" not in stage.tag and "$" not in stage.tag


def build_fault(image: Image, product: Product) -> tuple[int, str] | None:
    """(line, why) where a Dockerfile visibly cannot build, e.g. copies what is not there; None otherwise."""
    contexts = _contexts(image, product)
    for stage in image.dockerfile.stages:
        for copy in stage.copies:
            if not copy.stage:
                missing = next((source for source in copy.sources if not _is_there(source, contexts, product)), "")
                if missing:
                    return copy.line, f"copies {missing}, which is not in the repository"
            elif fault := _wrong_python(copy.sources, copy.stage, image):
                return copy.line, fault
    return None


def _contexts(image: Image, product: Product) -> tuple[str, ...]:
    """Folders that may be the build's context: the Dockerfile's own, those above it, and what compose files say."""
    folder = image.path.rpartition("/")[0]
    found = [""]
    while folder:
        found.append(folder)
        folder = folder.rpartition("/")[0]
    for path, compose in product.compose.items():
        for service in compose.services:
            if service.build:
                parts = [
                    part for part in f"{path.rpartition('/')[0]}/{service.build}".split("/") if part not in ("", ".")
                ]
                clean: list[str] = []
                for part in parts:
                    clean = clean[:-1] if part == ".." else [*clean, part]
                found.append("/".join(clean))
    return tuple(dict.fromkeys(found))


def _is_there(source: str, contexts: tuple[str, ...], product: Product) -> bool:
    clean = source.strip("\"'").removeprefix("./").strip("/")
    if (
        not clean
        or clean in {".", ".."}
        or "$" in clean
        or "://" in clean
        or "<<" in clean
        or clean.startswith("--")
        or _PRODUCED.search(clean)
    ):
        return True
    for context in contexts:
        path = f"{context}/{clean}" if context else clean
        if any(sign in clean for sign in "*?["):
            if any(fnmatch.fnmatch(known, path) for known in product.snapshot.all_paths):
                return True
        elif product.snapshot.exists(path):
            return True
    return any(sign in clean for sign in "*?[")  # a pattern that matches nothing is often optional


def _wrong_python(sources: tuple[str, ...], name: str, image: Image) -> str:
    """A copy of `/usr/local/lib/python3.X/...` from a stage whose base is another Python."""
    stage = next((s for s in image.dockerfile.stages if s.name == name), None)
    if stage is None:
        return ""
    base = image.dockerfile.lineage(stage)[-1]
    has = re.match(r"3\.\d+", base.tag) if re.search(r"(?:^|/)python$", base.base) else None
    for source in sources:
        wanted = re.match(r"/usr/local/lib/python(3\.\d+)/", source)
        if has and wanted and wanted.group(1) != has.group():
            return f"copies Python {wanted.group(1)} files from an image of Python {has.group()}"
    return ""
