"""What CI does: runs the tests on every change, publishes or deploys the product."""

from __future__ import annotations

import re

from readiness.ci import ON_CHANGE, Command, commands, written_out
from readiness.model import Evidence, Fact
from readiness.product import Product
from readiness.sanitizing import snippet

_TEST_COMMAND = re.compile(
    r"(?im)\b(?:py\.?test|python3?\s+-m\s+(?:pytest|unittest|nose2?|coverage\s+run)|manage\.py\s+test|(?<![\w./-])tox(?![\w./-])|(?<![\w./-])nox(?![\w./-])|coverage\s+run|"
    r"jest|vitest|mocha|ava|jasmine|karma\s+start|playwright\s+test|cypress\s+run|wtr|node\s+--test|bun\s+test|deno\s+test|"
    r"(?:npm|pnpm|yarn|turbo|nx|lerna|bun|rush|moon)\s[^\n|&;]{0,80}\btests?(?::[\w:-]+)?\b|"
    r"go\s+test|gotestsum|ginkgo|cargo\s+(?:\+\S+\s+)?(?:test|nextest|llvm-cov|tarpaulin)|"
    r"(?:mvnw?|\./mvnw)\b[^\n]*\b(?:test|verify|install|package)\b|(?:gradlew?|\./gradlew)\b[^\n]*\b(?:test|check|build|\w+Test)\b|sbt\b[^\n]*\btest\b|"
    r"dotnet\s+test|vstest|rspec|rails\s+test|rake\s+(?:test|spec)|bin/(?:test|rspec)|minitest|phpunit|pest|artisan\s+test|mix\s+test|"
    r"swift\s+test|xcodebuild\b[^\n]*\btest\b|flutter\s+test|ctest|bazel\s+test|earthly\b[^\n]*\+test|dagger\s+call\s+test|R\s+CMD\s+check|testthat|"
    r"(?:make|just|task|poe|hatch\s+run|pdm\s+run|poetry\s+run|invoke|inv)\s[^\n|&;]{0,40}\b(?:tests?|check|unittest|unit|spec)\b|run[-_]?tests?(?:\.\w+)?|(?:^|/)tests?\.(?:sh|py)\b|python3?\s+\S*\btests?(?:/\S+|_\w+)?\.py)"
)
_NO_TESTS = re.compile(
    r"(?i)no test specified|-D(?:skipTests|maven\.test\.skip)\b|skipTests=true|-x test\b|--if-present\s*$"
)
_TEST_TASK = re.compile(
    r"(?i)^(?:VSTest|DotNetCoreCLI|Maven|Gradle)@|(?:^|/)[\w-]*(?:pytest|run-tests|test-action|phpunit)[\w-]*@|cypress-io/github-action"
)
_IS_CI = re.compile(r"(?i)/workflows/.*(?:\bci\b|test|build|check|plugin|verify).*\.ya?ml@")
_PUBLISHES = re.compile(
    r"(?im)\b(?:docker|podman|buildah|nerdctl)\s+(?:(?:compose\s+)?push|manifest\s+push|image\s+push)\b|docker-compose\s+push|buildx\s+(?:build|bake)\b(?:[^\n]|\\\n)*--push\b|\bbuildx\s+imagetools\s+create|\bko\s+(?:build|publish|apply)\b|kaniko/executor|"
    r"\bjib\b|\bskaffold\s+(?:run|deploy|build)\b|\b(?:npm|pnpm|yarn(?:\s+npm)?|lerna|bun|changeset)\s+(?:-\S+\s+)*publish\b|\bnpx\s+(?:semantic-release|changeset\s+publish)|\bsemantic-release\b|"
    r"\btwine\s+upload\b|\b(?:uv|poetry|flit|hatch|pdm|maturin)\s+(?:-\S+\s+)*(?:publish|upload)\b|\bcargo\s+publish\b|\bgoreleaser\b|\bmvnw?\b[^\n]*\bdeploy\b|\bgradlew?\b[^\n]*\b(?:publish\w*|bootBuildImage)\b|"
    r"\bdotnet\s+nuget\s+push\b|\bgem\s+push\b|\brake\s+release\b|\bgh\s+release\s+(?:create|upload)\b|\bhelm\s+(?:push|upgrade|install|package)\b|\bcr\s+upload\b|\bhelmfile\s+(?:apply|sync)\b|\bkubectl\s+(?:[^\n]*\s)?(?:apply|set\s+image|rollout\s+restart|replace)\b|"
    r"\bkustomize\s+edit\s+set\s+image|\bargocd\s+app\s+sync|\bterra(?:form|grunt)\b[^\n]*\bapply\b|\bpulumi\s+up\b|\bcdk\s+(?:[^\n]*\s)?deploy\b|\bsam\s+deploy\b|\b(?:serverless|sls|sst)\s+deploy\b|\bcopilot\s+deploy|\bchalice\s+deploy|\bzappa\s+(?:deploy|update)|"
    r"\bgcloud\s+(?:[\w-]+\s+){0,3}(?:deploy|submit)\b|\bgcloud\s+run\s+services\s+update|\baz\s+(?:webapp|containerapp|functionapp|acr)\s+(?:[\w-]+\s+)?(?:up|update|create|deploy|build|config-zip|deployment)\b|\bazd\s+(?:up|deploy)\b|"
    r"\baws\s+(?:ecs\s+update-service|lambda\s+update-function-code|s3\s+sync|s3\s+cp|cloudformation\s+deploy|apprunner|deploy\s+create|elasticbeanstalk|ssm\s+send-command)|\beb\s+deploy\b|"
    r"\b(?:fly|flyctl)\s+deploy\b|\bvercel\b[^\n]*(?:deploy|--prod)|\bnetlify\s+deploy|\bwrangler\s+(?:pages\s+)?(?:deploy|publish)|\bheroku\s+container:(?:push|release)|git\s+push\s+[^\n]*(?:heroku|dokku|huggingface\.co/spaces)|\brailway\s+up\b|\bsupabase\s+(?:functions\s+deploy|db\s+push)|"
    r"\beas\s+(?:build|submit)|\bfastlane\b|\bmodal\s+deploy\b|\bbentoml\s+(?:push|deploy)|\bcog\s+push\b|\bhuggingface-cli\s+upload|\bprefect\s+deploy|curl\b[^\n]*(?:deploy[-_]?hook|/deploy\b|DEPLOY_HOOK|RENDER_)|\bssh\b[^\n]*@[^\n]*|\bansible-playbook\b|\bkamal\s+deploy|\bcap\s+\w+\s+deploy|\bdokku\b|\bpublish-extension|\bvsce\s+publish|\bovsx\s+publish|\bweb-ext\s+sign"
)
_PUBLISH_ACTION = re.compile(
    r"(?i)^(?:pypa/gh-action-pypi-publish|softprops/action-gh-release|ncipollo/release-action|actions/(?:create-release|upload-release-asset|deploy-pages)|goreleaser/|cycjimmy/semantic-release|changesets/action|JS-DevTools/npm-publish|"
    r"google-github-actions/(?:deploy-|release-)|aws-actions/amazon-ecs-deploy|aws-actions/aws-cloudformation|azure/(?:webapps-deploy|functions-action|k8s-deploy|container-apps-deploy|static-web-apps-deploy|aks-)|amondnet/vercel-action|superfly/|"
    r"cloudflare/(?:wrangler|pages)-action|nwtgck/actions-netlify|akhileshns/heroku|appleboy/(?:ssh|scp)-action|helm/chart-releaser|digitalocean/app_action|burggraf/|tauri-apps/tauri-action|samuelmeuli/action-electron|"
    r"svenstaro/upload-release|marvinpinto/action-automatic-releases|googleapis/release-please-action|google-github-actions/release-please|elgohr/Publish-Docker|mr-smithers-excellent/docker-build-push|redhat-actions/push-to-registry|docker/bake-action|"
    r"AzureWebApp@|AzureRmWebAppDeployment@|AzureFunctionApp@|KubernetesManifest@|HelmDeploy@|AzureContainerApps@|NuGetCommand@|TwineAuthenticate@|JamesIves/github-pages|peaceiris/actions-gh-pages|serverless/github-action|SamKirkland/FTP|easingthemes/ssh-deploy|mobiledevops/|r0adkll/upload-google-play)|homebrew"
)
_BUILDS_IMAGE = re.compile(r"(?i)^docker/build-push-action|^Docker@|^depot/build-push-action|^plugins/docker")
_DOCS = re.compile(r"(?i)\bdocs?\b|documentation|storybook|gh-?pages|mkdocs|website|helm-docs|preview|changelog")
_BUTTON = re.compile(
    r"https?://(?:vercel\.com/(?:new|import|button)|(?:www\.)?heroku\.com/deploy|heroku\.com/deploy|render\.com/deploy|railway\.(?:app|com)/(?:new|template|deploy)|app\.netlify\.com/start|portal\.azure\.com/#create/Microsoft\.Template|"
    r"deploy\.cloud\.run|cloud\.digitalocean\.com/apps/new|console\.aws\.amazon\.com/cloudformation[^\s)]*stacks/(?:new|create)|dashboard\.render\.com|zeabur\.com/templates|app\.koyeb\.com/deploy|huggingface\.co/spaces/[^\s)]*duplicate=true|repocloud\.io|deploy\.workers\.cloudflare\.com|elest\.io/open|sealos\.(?:io|run))"
)
_DEPLOY_SCRIPT = re.compile(
    r"(?i)(?:^|/)(?:[\w-]*[-_])?(?:deploy|release|publish|push[-_]image)(?:[-_][\w-]*)?\.(?:sh|bash|ps1|py|js|mjs|ts|rb|cmd|bat)$"
)


def tests_run(product: Product) -> Fact:
    """Whether CI runs the tests on every change; in part where it only lints or builds, or runs them at other times."""
    steps = commands(product)
    if not steps:
        return Fact(
            0.0,
            (),
            "no CI configuration was found",
            (".github/workflows", ".gitlab-ci.yml", "Jenkinsfile", ".circleci", "azure-pipelines.yml"),
        )
    tests = [(step, words) for step in steps if (words := _tests(step))]
    if not _has_tests(product):
        tests = []
    on_change = [(step, words) for step, words in tests if step.kinds & ON_CHANGE and not step.tolerated]
    too_old = _too_old(product, [step for step, _ in on_change])
    if too_old:
        return Fact(0.0, too_old, "the tests cannot start: CI's Python is older than the product asks for")
    if on_change:
        kinds = sorted(frozenset().union(*(step.kinds for step, _ in on_change)) & ON_CHANGE)
        evidence = _trigger_evidence(product, on_change[0][0]) + [
            step.evidence(product, "the tests are run", words=words) for step, words in on_change
        ]
        return Fact(1.0, tuple(_once(evidence)), f"CI runs the tests on {' and '.join(kinds).replace('_', ' ')}")
    if tests:
        step, words = tests[0]
        why = (
            "their failure is tolerated"
            if step.tolerated
            else "only " + ", ".join(sorted(step.kinds)).replace("_", " ")
        )
        return Fact(
            0.5,
            (step.evidence(product, f"the tests are run, but {why}", words=words),),
            f"CI runs the tests, but {why}",
        )
    elsewhere = [s for s in steps if s.kinds & ON_CHANGE and _IS_CI.search(s.uses) and not s.uses.startswith("./")]
    if elsewhere and _has_tests(product):
        evidence = tuple(step.evidence(product, "a workflow kept elsewhere is called") for step in elsewhere[:4])
        return Fact(0.5, evidence, "CI calls a workflow kept elsewhere; whether it tests cannot be seen here")
    checks = [
        step
        for step in steps
        if step.kinds & ON_CHANGE and (re.search(_CHECKS, step.text) or _BUILDS_IMAGE.match(step.uses))
    ]
    if checks:
        return Fact(
            0.5,
            tuple(step.evidence(product, "CI builds or lints") for step in checks[:4]),
            "CI only lints or builds; it runs no tests",
        )
    return Fact(
        0.0,
        (steps[0].evidence(product, "nothing here tests the product", False),),
        "CI is configured, but runs no tests",
    )


def _too_old(product: Product, steps: list[Command]) -> tuple[Evidence, ...]:
    """CI's Python versions, where each is older than what the project's metadata asks for: nothing can be installed then."""
    needed = re.search(r"(?m)^requires-python\s*=\s*[\"'][^\"'\n]*>=\s*3\.(\d+)", product.text("pyproject.toml"))
    if needed is None or not steps:
        return ()
    found: list[Evidence] = []
    for job in {id(step.job): step for step in steps}.values():
        versions = [
            (v, n)
            for s in job.job.steps
            for name, value, n in s.inputs
            if name == "python-version"
            for v in re.findall(r"3\.(\d+)", value)
        ]
        matrix = job.job.node.get("strategy", "matrix", "python-version")
        versions += [(v, matrix.line) for text in matrix.texts() for v in re.findall(r"3\.(\d+)", text)]
        if not versions or any(int(version) >= int(needed.group(1)) for version, _ in versions):
            return ()
        found.append(
            Evidence(
                job.path,
                versions[0][1],
                f"python-version: 3.{versions[0][0]}",
                f"the project asks for 3.{needed.group(1)}",
                False,
            )
        )
    return tuple(found)


_CHECKS = r"(?i)\b(?:ruff|flake8|pylint|mypy|black|eslint|prettier|tsc|biome|golangci-lint|go\s+(?:vet|build)|clippy|cargo\s+(?:check|build|fmt)|rubocop|checkstyle|spotless|ktlint|pre-commit|lint|typecheck|type-check|docker\s+(?:buildx\s+)?build|docker\s+compose\s+build|(?:npm|pnpm|yarn|bun)\s+(?:run\s+)?build|mvnw?\s|gradlew?\s|dotnet\s+build|make\s+\w*build|next\s+build|vite\s+build)\b"


def _tests(step: Command) -> str:
    """The words by which a step tests, "" where it does not."""
    for line in step.text.split("\n"):
        clean = line.strip()
        if (
            clean.startswith(("#", "echo "))
            or _NO_TESTS.search(clean)
            or re.search(r"\b(?:pip3?|uv pip|npm|pnpm|yarn|apt-get|brew)\s+(?:install|add|i)\b", clean)
        ):
            continue
        match = _TEST_COMMAND.search(clean)
        if match and not re.search(r"\|\|\s*(?:true|:|exit 0|echo)", clean):
            return match.group()
    return step.uses if _TEST_TASK.search(step.uses) else ""


def _has_tests(product: Product) -> bool:
    """Whether there is any test in the repository; some languages keep them inside the code."""
    return any(
        file.role == "test" or file.language in {"rust", "elixir", "r"} for file in product.snapshot.files
    ) or any(re.search(r"(?i)(?:^|/|_)tests?(?:/|\.py$|_)", path) for path in product.snapshot.all_paths)


def _trigger_evidence(product: Product, step: Command) -> list[Evidence]:
    lines = product.text(step.path).split("\n")
    return [
        Evidence(step.path, t.line, snippet(lines[t.line - 1]), f"runs on {t.kind.replace('_', ' ')}")
        for t in step.pipeline.triggers
        if t.kind in ON_CHANGE and 0 < t.line <= len(lines)
    ][:1]


def releases(product: Product) -> Fact:
    """Whether a pipeline publishes or deploys the product; in part where a script or a button does, by hand."""
    evidence = []
    for step in commands(product):
        words = _publishes(step)
        if words and not _is_docs(step):
            evidence.append(step.evidence(product, "publishes or deploys the product", words=words))
    if evidence:
        return Fact(1.0, tuple(_once(evidence)), "a pipeline publishes or deploys the product")
    by_hand = _by_hand(product)
    if by_hand:
        return Fact(0.5, tuple(by_hand), by_hand[0].says)
    return Fact(
        0.0, (), "no pipeline publishes or deploys the product", ("CI pipelines", "deploy scripts", "deploy buttons")
    )


def _publishes(step: Command) -> str:
    if _BUILDS_IMAGE.match(step.uses):
        given = {name: value for name, value, _ in step.inputs}
        push = given.get("push", given.get("command", ""))
        pushes = (
            (push and push.lower() not in {"false", "build"})
            or "push=" in given.get("outputs", "")
            or "type=registry" in given.get("outputs", "")
        )
        return step.uses if pushes else ""
    if step.uses and _PUBLISH_ACTION.search(step.uses):
        return step.uses
    if step.text.strip() and re.match(r"(?i)(?:deploy|publish|release|push)\b(?!.*\b(?:docs?|check|preview)\b)", step.name):
        return step.name
    for line in step.text.replace("\\\n", " ").split("\n"):
        match = _PUBLISHES.search(line)
        if (
            match
            and not line.strip().startswith(("#", "echo "))
            and not re.search(r"--dry-run|(?:pip3?|apt-get|npm|brew) install|ssh-keyscan|ssh-agent", line)
        ):
            return match.group().split()[0] if match.group().split() else match.group()
    return ""


def _is_docs(step: Command) -> bool:
    about = f"{step.path.rpartition('/')[2]} {step.pipeline.name} {step.job.name}"
    return bool(_DOCS.search(about.replace("_", " ").replace("-", " "))) and not re.search(
        r"(?i)release|docker|image|prod", about
    )


def _by_hand(product: Product) -> list[Evidence]:
    found = []
    for file in product.files("script", "infra", "code", "config", "other"):
        if _DEPLOY_SCRIPT.search(file.path) and not re.search(r"(?i)(?:^|/)(?:examples?|samples?|docs?)/", file.path):
            for number, line in enumerate(product.text(file.path).split("\n"), 1):
                if _PUBLISHES.search(line) and not line.strip().startswith(("#", "//", "echo", "print")):
                    found.append(Evidence(file.path, number, snippet(line), "a script deploys or publishes, by hand"))
                    break
    for document in product.documents:
        for section in document.sections:
            for row in section.lines:
                if _BUTTON.search(row.text):
                    found.append(Evidence(document.path, row.number, snippet(row.text), "a deploy button, by hand"))
    for manifest in product.manifests:
        for name, text, at in manifest.scripts:
            if re.fullmatch(r"(?i)(?:deploy|release|publish)(?::\w+)?", name) and _PUBLISHES.search(
                written_out(product, text)
            ):
                found.append(
                    Evidence(manifest.path, at, snippet(f"{name}: {text}"), "a script deploys or publishes, by hand")
                )
    return _once(found)[:8]


def _once(evidence: list[Evidence]) -> list[Evidence]:
    return list({(item.path, item.line): item for item in evidence}.values())


def packages(product: Product) -> Fact:
    """Whether CI builds and publishes packages or images: then what it runs is the recipe."""
    fact = releases(product)
    return fact if fact.degree == 1.0 else Fact(0.0)
