"""CI files of all systems."""

from __future__ import annotations

import pytest

from readiness.formats.azure_pipelines import looks_like_azure
from readiness.formats.workflows import Pipeline, is_pipeline, read_pipeline


def read(path: str, text: str) -> Pipeline:
    found = read_pipeline(path, text)
    assert found is not None
    return found


GITHUB = """\
name: CI
on:
  push:
    branches: [main]
    tags: ["v*"]
  pull_request:
  schedule:
    - cron: "0 3 * * *"
  workflow_dispatch:
jobs:
  test:
    runs-on: ubuntu
    environment: {name: prod}
    steps:
      - uses: actions/checkout@v4
        with: {fetch-depth: 0}
      - name: Test
        if: always()
        continue-on-error: true
        run: |
          pytest
          ruff check
  deploy:
    needs: test
    uses: ./.github/workflows/deploy.yml
    if: github.ref == 'refs/heads/main'
"""


def test_github() -> None:
    found = read(".github/workflows/ci.yml", GITHUB)
    assert [(trigger.kind, trigger.line) for trigger in found.triggers] == [
        ("tag", 5),
        ("push", 3),
        ("pull_request", 6),
        ("schedule", 7),
        ("manual", 9),
    ]
    test, deploy = found.jobs
    assert (test.name, test.line, test.environment) == ("test", 11, "prod")
    assert (test.steps[0].uses, test.steps[0].line, test.steps[0].inputs) == (
        "actions/checkout@v4",
        15,
        (("fetch-depth", "0", 16),),
    )
    step = test.steps[1]
    assert (step.run, step.run_line, step.if_, step.continue_on_error) == ("pytest\nruff check\n", 21, "always()", True)
    assert (deploy.needs, deploy.uses) == (("test",), "./.github/workflows/deploy.yml")


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("on: push", {"push"}),
        ("on: [push, pull_request_target]", {"push", "pull_request"}),
        ("on: {push: {tags: [v1]}}", {"tag"}),
        ("on: {push: {branches: [main], tags: ['!*']}}", {"push"}),
        ("on: {workflow_call: {}, release: {types: [published]}}", {"call", "release"}),
        ("true: push", {"push"}),
        ("", set()),
    ],
)
def test_github_triggers(text: str, kinds: set[str]) -> None:
    assert read(".github/workflows/a.yaml", text).kinds == kinds


def test_an_action_of_the_repository_is_a_pipeline_that_is_called() -> None:
    found = read(
        ".github/actions/setup/action.yml", "name: Setup\nruns:\n  using: composite\n  steps:\n    - run: make\n"
    )
    assert (found.kinds, found.jobs[0].steps[0].run, found.jobs[0].steps[0].line) == ({"call"}, "make", 5)


def test_gitlab_jobs_inherit_from_hidden_ones() -> None:
    text = (
        "include:\n  - template: Security/SAST.gitlab-ci.yml\nstages: [test]\n.base:\n  before_script: [setup]\n  script:\n    - pytest\n"
        "unit:\n  extends: .base\n  rules:\n    - if: $CI_PIPELINE_SOURCE == 'merge_request_event'\n"
        "deploy:\n  script: deploy.sh\n  when: manual\n  environment: production\n  only: [tags]\n"
    )
    found = read(".gitlab-ci.yml", text)
    unit, deploy = found.jobs
    assert [(step.run, step.line) for step in unit.steps] == [("setup", 5), ("pytest", 7)]
    assert (deploy.manual, deploy.environment, deploy.line) == (True, "production", 12)
    assert found.kinds == {"push", "pull_request", "tag"}
    assert found.includes == (("Security/SAST.gitlab-ci.yml", 2),)


def test_circleci_commands_are_put_in_their_place() -> None:
    text = (
        "version: 2.1\norbs: {node: circleci/node@5}\ncommands:\n  install:\n    steps:\n      - run: npm ci\njobs:\n  test:\n    steps:\n"
        "      - checkout\n      - install\n      - run: {name: T, command: npm test}\nworkflows:\n  main:\n    jobs:\n      - test\n"
        "      - hold: {type: approval}\n      - node/publish: {filters: {tags: {only: /v.*/}}}\n"
    )
    found = read(".circleci/config.yml", text)
    assert [(step.run or step.uses) for step in found.jobs[0].steps] == ["checkout", "npm ci", "npm test"]
    assert [(job.name, job.manual, job.uses) for job in found.jobs[1:]] == [
        ("hold", True, ""),
        ("node/publish", False, "node/publish"),
    ]
    assert found.kinds == {"push", "tag"}


@pytest.mark.parametrize(
    ("path", "text", "kinds", "runs"),
    [
        (
            "azure-pipelines.yml",
            (
                "trigger: [main]\npr: none\nschedules:\n- cron: 0 0 * * *\nstages:\n- stage: A\n  jobs:\n  - deployment: d\n    environment: prod\n"
                "    strategy: {runOnce: {deploy: {steps: [{script: make deploy}]}}}\n"
            ),
            {"push", "schedule"},
            ["make deploy"],
        ),
        ("ci/azure-pipelines-test.yml", "steps:\n- bash: pytest\n- task: X@1\n", {"push", "pull_request"}, ["pytest"]),
        (".pipelines/templates/t.yml", "parameters: []\nsteps:\n- pwsh: x\n", {"call"}, ["x"]),
        (
            "bitbucket-pipelines.yml",
            "pipelines:\n  default:\n    - step: {script: [npm test]}\n  tags:\n    v*:\n      - parallel:\n        - step: {name: P, script: [{pipe: a/b}, deploy]}\n",
            {"push", "tag"},
            ["npm test", "deploy"],
        ),
        (".travis.yml", "install: a\nscript:\n  - b\ndeploy: {provider: pypi}\n", {"push", "pull_request"}, ["a", "b"]),
        (
            ".woodpecker/test.yml",
            "when:\n  - event: [push, tag]\nsteps:\n  - name: t\n    image: go\n    commands: [go test]\n",
            {"push", "tag"},
            ["go test"],
        ),
        (
            ".drone.yml",
            "kind: pipeline\nname: x\nsteps:\n- name: a\n  commands: [b]\n",
            {"push", "pull_request"},
            ["b"],
        ),
        ("cloudbuild.yaml", "steps:\n- name: docker\n  args: [build, .]\nimages: [x]\n", {"external"}, ["build ."]),
        ("buildspec.yml", "phases:\n  build:\n    commands:\n      - make\n", {"external"}, ["make"]),
        (
            ".buildkite/pipeline.yml",
            "steps:\n  - label: T\n    command: make test\n  - wait\n",
            {"push"},
            ["make test"],
        ),
        ("appveyor.yml", "test_script:\n  - cmd: tox\n", {"push", "pull_request"}, ["tox"]),
        (".cirrus.yml", "test_task:\n  test_script: pytest\n", {"push"}, ["pytest"]),
    ],
)
def test_other_systems(path: str, text: str, kinds: set[str], runs: list[str]) -> None:
    found = read(path, text)
    assert found.kinds == kinds
    assert [step.run for _, step in found.steps() if step.run] == runs


def test_jenkins_stages_and_shells() -> None:
    text = (
        "pipeline {\n  triggers { cron('H 2 * * *') }\n  stages {\n    stage('Test') {\n      steps {\n        sh 'make test'\n        // sh 'no'\n"
        '        sh """\n          deploy\n        """\n      }\n    }\n    stage("Deploy") { when { branch \'main\' }\n      input { message \'go?\' } }\n  }\n}\n'
    )
    found = read("Jenkinsfile", text)
    test, deploy = found.jobs
    assert [(step.run, step.line) for step in test.steps] == [("make test", 6), ("deploy", 8)]
    assert (test.line, deploy.line, deploy.manual, "branch" in deploy.if_) == (4, 13, True, True)
    assert found.kinds == {"push", "schedule"}


@pytest.mark.parametrize(
    "path",
    ["src/workflows/a.yml", ".github/dependabot.yml", "action.yml", "docs/jenkins.md", ".github/workflows/readme.md"],
)
def test_other_files_are_no_pipelines(path: str) -> None:
    assert not is_pipeline(path)


@pytest.mark.parametrize(
    ("text", "is_one"),
    [
        ("trigger: none\npool:\n  vmImage: ubuntu\nsteps:\n- script: pytest\n", True),
        ("stages:\n- stage: Test\n  jobs: []\n", True),
        ("parameters: []\nsteps:\n  - task: AzureCLI@2\n", True),
        ("stages: [test]\nunit:\n  stage: test\n  script: pytest\n", False),  # GitLab's
        ("on: push\njobs:\n  a:\n    steps:\n    - uses: actions/checkout@v4\n", False),  # GitHub's
        ("tasks:\n- task: read the mail\n", False),
    ],
)
def test_a_pipeline_of_azure_is_known_by_what_it_holds(text: str, is_one: bool) -> None:
    assert looks_like_azure(text) is is_one
