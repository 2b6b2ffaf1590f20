"""Reads any CI file by its path into one shape."""

from __future__ import annotations

import re
from collections.abc import Callable

from readiness.compiling import compile_later
from readiness.formats.azure_pipelines import read_azure
from readiness.formats.circleci_pipelines import read_circleci
from readiness.formats.github_workflows import read_github
from readiness.formats.gitlab_pipelines import read_gitlab
from readiness.formats.jenkinsfiles import read_jenkins
from readiness.formats.other_pipelines import (
    read_any,
    read_appveyor,
    read_bitbucket,
    read_buildkite,
    read_cloud_build,
    read_code_build,
    read_drone,
    read_travis,
)
from readiness.formats.pipeline_shape import Job, Pipeline, Step, Trigger

_YAML = (".yml", ".yaml")
_ENDINGS = (*_YAML, "jenkinsfile", ".json", ".groovy")


def is_pipeline(path: str) -> bool:
    """Whether `read_pipeline` reads files of this path; looks at nothing else."""
    return _reader(path.lower()) is not None


def read_pipeline(path: str, text: str) -> Pipeline | None:
    """The pipeline as far as it can be read; None if the path is no CI file's. An empty file has no jobs."""
    reader = _reader(path.lower())
    return reader(path, text) if reader else None


def _reader(path: str) -> Callable[[str, str], Pipeline] | None:
    name = path.rsplit("/", 1)[-1]
    if not name.endswith(_ENDINGS) and not name.startswith("jenkinsfile"):
        return None
    for pattern, reader in _TABLE:
        if pattern.search(path):
            return reader
    return None


_TABLE: tuple[tuple[re.Pattern[str], Callable[[str, str], Pipeline]], ...] = (
    (compile_later(r"(?:^|/)\.(?:github|gitea|forgejo)/workflows/[^/]+\.ya?ml$"), read_github),
    (compile_later(r"(?:^|/)\.github/(?:.*/)?action\.ya?ml$"), read_github),
    (compile_later(r"\.gitlab-ci\.ya?ml$|(?:^|/)\.gitlab/(?:ci|pipelines?|workflows?)?/?[^/]+\.ya?ml$"), read_gitlab),
    (compile_later(r"(?:^|/)\.circleci/[^/]+\.ya?ml$"), read_circleci),
    (compile_later(r"(?:^|/)\.?azure-?pipelines?[^/]*\.ya?ml$"), read_azure),
    (
        compile_later(r"(?:^|/)(?:\.azure-?pipelines?|\.azuredevops|\.azdo|\.pipelines)/(?:.*/)?[^/]+\.ya?ml$"),
        read_azure,
    ),
    (compile_later(r"(?:^|/)azure-?pipelines?/(?:.*/)?[^/]+\.ya?ml$"), read_azure),
    (compile_later(r"(?:^|/)bitbucket-pipelines\.ya?ml$"), read_bitbucket),
    (compile_later(r"(?:^|/)(?:[^/]*\.)?jenkinsfile[^/]*$|(?:^|/)jenkins/[^/]+\.groovy$"), read_jenkins),
    (compile_later(r"(?:^|/)\.travis\.ya?ml$"), read_travis),
    (compile_later(r"(?:^|/)\.?appveyor\.ya?ml$"), read_appveyor),
    (compile_later(r"(?:^|/)\.(?:drone|woodpecker)(?:/[^/]+|[\w.-]*)\.ya?ml$"), read_drone),
    (compile_later(r"(?:^|/)cloudbuild[^/]*\.(?:ya?ml|json)$"), read_cloud_build),
    (compile_later(r"(?:^|/)buildspec[^/]*\.ya?ml$"), read_code_build),
    (compile_later(r"(?:^|/)\.buildkite/(?:.*/)?[^/]+\.ya?ml$"), read_buildkite),
    (
        compile_later(
            r"(?:^|/)(?:\.cirrus|\.taskcluster|codefresh|screwdriver|wercker|\.?evergreen|\.onedev-buildspec|\.prow|"
            r"\.build|\.concourse|\.harness)\.ya?ml$|(?:^|/)\.(?:semaphore|tekton|builds|harness|concourse)/[^/]+\.ya?ml$|"
            r"(?:^|/)taskcluster/(?:kinds|ci)/[^/]+/kind\.ya?ml$|(?:^|/)(?:concourse|ci)/pipelines?[^/]*\.ya?ml$"
        ),
        read_any,
    ),
)

__all__ = ["Job", "Pipeline", "Step", "Trigger", "is_pipeline", "read_pipeline"]
