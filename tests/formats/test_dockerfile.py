"""Dockerfiles."""

from __future__ import annotations

import pytest

from readiness.formats.dockerfile import is_dockerfile, read_dockerfile, split_image

TEXT = """\
# syntax=docker/dockerfile:1
ARG PYTHON=3.12-slim
FROM --platform=linux/amd64 python:${PYTHON} AS build
RUN pip install uv && \\
    # a comment inside

    uv sync
RUN <<EOF
echo USER nobody
EOF
FROM build
ENV PORT=8080 NAME="a b"
ENV OLD style value
COPY --from=build --chown=1:1 /a /b ["ignored
COPY ["x y", "z", "/t/"]
EXPOSE 8080 9090/tcp
USER app
HEALTHCHECK --interval=5s \\
  CMD curl -f localhost
CMD ["uvicorn", "app:app"]
"""


def test_stages_and_their_instructions() -> None:
    first, last = read_dockerfile(TEXT).stages
    assert (first.base, first.tag, first.name, first.line, first.parent) == ("python", "3.12-slim", "build", 3, -1)
    install, echo = first.every("RUN")
    assert (install.words, install.line, install.end_line) == ("pip install uv && uv sync", 4, 7)
    assert echo.heredoc == "echo USER nobody"
    assert first.last("USER") is None
    assert (last.base, last.parent, last.line, last.end_line) == ("build", 0, 11, 20)
    assert last.ports == ("8080", "9090/tcp")
    assert last.variables() == (("PORT", "8080", 12), ("NAME", "a b", 12), ("OLD", "style value", 13))
    assert last.copies[1].sources == ("x y", "z")
    assert last.copies[0].stage == "build"


def test_what_holds_in_the_built_image() -> None:
    found = read_dockerfile("FROM a AS x\nUSER me\nFROM x\nCMD run\n")
    user, command = found.in_force("USER"), found.in_force("CMD")
    assert user is not None and (user.words, user.line) == ("me", 2)
    assert command is not None and command.command == "run"
    assert read_dockerfile(TEXT).in_force("HEALTHCHECK") is not None
    assert [stage.base for stage in found.lineage(found.stages[1])] == ["x", "a"]


@pytest.mark.parametrize(
    ("text", "base", "tag", "digest"),
    [
        ("FROM scratch", "scratch", "", ""),
        ("from reg:5000/a/b:1.2@sha256:ff as x", "reg:5000/a/b", "1.2", "sha256:ff"),
        ("ARG V\nFROM a:${V:-3}", "a", "3", ""),
        ("ARG V=2\nFROM a:$V", "a", "2", ""),
        ("FROM a:${UNKNOWN}", "a", "${UNKNOWN}", ""),
        ("\ufeffFROM a:1\r\n", "a", "1", ""),
    ],
)
def test_base_images(text: str, base: str, tag: str, digest: str) -> None:
    stage = read_dockerfile(text).final
    assert stage is not None
    assert (stage.base, stage.tag, stage.digest) == (base, tag, digest)


def test_a_stage_that_is_chosen_by_the_platform_is_found() -> None:
    dockerfile = read_dockerfile(
        "FROM ubuntu:noble-20251013 AS base\nFROM base AS build-arm64\nFROM base AS build-amd64\n"
        "FROM build-${TARGETARCH} AS app\n"
    )
    assert dockerfile.final is not None
    assert [stage.line for stage in dockerfile.lineage(dockerfile.final)] == [4, 2, 1]
    alone = read_dockerfile("FROM node:22 AS build\nFROM ${BASE}\n")
    assert alone.final is not None and alone.final.parent == -1


@pytest.mark.parametrize("text", ["", "# FROM python:3\n# CMD x\n", "FROMAGE a\n", "ARG A=1\nRUN x\n"])
def test_a_file_without_from_has_no_stage(text: str) -> None:
    assert read_dockerfile(text).stages == ()
    assert read_dockerfile(text).in_force("USER") is None


def test_windows_files_may_choose_their_escape() -> None:
    stage = read_dockerfile("# escape=`\nFROM a\nRUN one `\n  two\nCOPY c:\\ d\n").final
    assert stage is not None
    assert [found.words for found in stage.instructions] == ["one two", "c:\\ d"]


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("Dockerfile", True),
        ("a/Dockerfile.prod", True),
        ("a/web.Dockerfile", True),
        ("infra/dockerfile.base", True),
        ("Containerfile", True),
        ("Dockerfile.dockerignore", False),
        ("docs/dockerfile.md", False),
        ("docker.py", False),
        ("docker-compose.yml", False),
    ],
)
def test_names(path: str, expected: bool) -> None:
    assert is_dockerfile(path) is expected


def test_image_references() -> None:
    assert split_image("a:5000/b") == ("a:5000/b", "", "")
