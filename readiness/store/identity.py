"""What identifies a repository and a run of it over time, without credentials and without paths of a machine."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass, fields
from pathlib import Path
from urllib.parse import urlsplit

from readiness.answers import FILE
from readiness.compiling import compile_later
from readiness.config import read_inside
from readiness.history import Git
from readiness.sanitizing import mask_secrets, printable
from readiness.settings import Settings

LONGEST = 300
"""Characters of an identity; what is longer is cut, and ends in a hash of the whole."""
_SCP = compile_later(r"(?:[^@/\s]*@)?(\[[0-9A-Fa-f:]+\]|[A-Za-z0-9._-]{2,}):(?!//)(\S+)")
_PORTS = {"ssh": 22, "https": 443, "http": 80, "git": 9418}
_FOLDING = ("github.com", "gitlab.com", "bitbucket.org", "dev.azure.com", "codeberg.org")
"""Hosts that take names of repositories for the same whatever their case."""
_NO_RESULT = frozenset({"places", "problems", "fail_on", "fail_under", "ratchet", "baseline"})
"""Settings that choose how a run is compared and what fails it, and leave its result as it is."""


@dataclass(frozen=True, slots=True)
class Identity:
    """A repository: `github.com/acme/shop`, a part of one (`...//services/api`), or `local:shop:1f0c...` of no host."""

    id: str
    name: str
    """Its last part, as people call it."""


@dataclass(frozen=True, slots=True)
class Given:
    """Ids of what people gave to a run beside the repository: the answers' text ("" without), and the settings."""

    answers: str
    settings: str


def identity_of(root: Path) -> Identity:
    """The identity of the repository (or the folder inside one) at `root`.

    By the address it was cloned from, so that every clone is the same one; else by the folder's name and the first
    commit; without git by the folder's name and a hash of where it lies.
    """
    name = fit(root.resolve().name) or "repository"
    git = Git(root)
    prefix = (git.run("rev-parse", "--show-prefix") or "").strip().strip("/")
    inside = f"//{prefix}" if prefix else ""
    remote = _remote(git)
    if remote:
        return Identity(fit(remote + inside), name if prefix else fit(remote.rpartition("/")[2]))
    return Identity(fit(f"local:{name}:{_origin(git, root)}{inside}"), name)


def _origin(git: Git, root: Path) -> str:
    """An id of where a repository without address began."""
    is_shallow = (git.run("rev-parse", "--is-shallow-repository") or "").strip() != "false"
    first = "" if is_shallow else (git.run("rev-list", "--max-parents=0", "HEAD") or "")
    return short_hash("\n".join(sorted(first.split())) or str(root.resolve()))


def _remote(git: Git) -> str:
    """The address of origin, else of upstream, else of the first remote that has one, normalised."""
    listed = git.run("config", "-z", "--get-regexp", r"^remote\..*\.url$") or ""
    found: dict[str, str] = {}
    for row in listed.split("\0"):
        key, _, url = row.partition("\n")
        if url and (address := normalised(url)):
            found.setdefault(key[len("remote.") : -len(".url")], address)
    first = next((name for name in ("origin", "upstream") if name in found), min(found, default=""))
    return found.get(first, "")


def normalised(url: str) -> str:
    """`github.com/acme/shop` of any way to write its address; "" where it is none of a host.

    Who logs in, with what password or token, and what follows `?` or `#` is left out.
    """
    scheme, host, port, path = _split(url.strip())
    path = re.sub(r"/{2,}", "/", path.replace("\\", "/")).strip("/").removesuffix(".git").rstrip("/")
    if not host or not path or scheme == "file":
        return ""
    host = host.lower().rstrip(".")
    address = f"{host}{port}/{path.lower() if host in _FOLDING else path}"
    return mask_secrets(printable(address))


def _split(url: str) -> tuple[str, str, str, str]:
    """(scheme, host, `:port` unless it is the usual one, path)."""
    if "://" not in url:
        match = _SCP.fullmatch(url)
        return ("ssh", match[1], "", re.split(r"[?#]", match[2])[0]) if match else ("", "", "", "")
    try:
        parts = urlsplit(url)
        port = "" if parts.port in (None, _PORTS.get(parts.scheme)) else f":{parts.port}"
        return parts.scheme, parts.hostname or "", port, parts.path
    except ValueError:
        return "", "", "", ""


def fit(text: str) -> str:
    """A name as a column keeps it: no control characters, no secret, nothing that an encoding lacks, not too long."""
    clean = mask_secrets(printable(text.replace("\0", "")))
    # What no encoding carries (names of files may hold it) must not make a database refuse the whole.
    clean = clean.encode("utf-8", "replace").decode()
    return clean if len(clean) <= LONGEST else f"{clean[: LONGEST - 13]}~{short_hash(clean)}"


def short_hash(text: str) -> str:
    """Twelve hex digits that stand for a text."""
    return hashlib.sha256(text.encode("utf-8", "surrogateescape")).hexdigest()[:12]


def given_to(root: Path, settings: Settings, answers_path: Path | None = None) -> Given:
    """The ids of the answers and the settings by which the repository at `root` is audited."""
    text: object = None
    if answers_path is None:
        text = read_inside(root, settings.answers or FILE)
    elif answers_path.is_file():
        text = answers_path.read_bytes().decode("utf-8-sig", "surrogateescape")
    told = [f"{one.name}={getattr(settings, one.name)!r}" for one in fields(settings) if one.name not in _NO_RESULT]
    return Given(short_hash(text) if isinstance(text, str) else "", short_hash("\1".join(told)))
