"""What CI publishes or deploys, and what is released by hand."""

from __future__ import annotations

import re
from collections.abc import Iterator

from readiness.ci import Command, commands, written_out
from readiness.compiling import compile_later
from readiness.model import Evidence, Fact
from readiness.product import Product
from readiness.sanitizing import snippet
from readiness.search import Pattern

_PUBLISHES = compile_later(
    r"(?im)\b(?:docker|podman|buildah|nerdctl)\s+(?:(?:compose\s+)?push|manifest\s+push|image\s+push)\b|"
    r"docker-compose\s+push|buildx\s+(?:build|bake)\b(?:[^\n]|\\\n)*--push\b|\bbuildx\s+imagetools\s+creat"
    r"e|\bko\s+(?:build|publish|apply)\b|kaniko/executor|"
    r"\bjib\b|\bskaffold\s+(?:run|deploy|build)\b|\b(?:npm|pnpm|yarn(?:\s+npm)?|lerna|bun|changeset)\s+(?:"
    r"-\S+\s+)*publish\b|\bnpx\s+(?:semantic-release|changeset\s+publish)|\bsemantic-release\b|"
    r"\btwine\s+upload\b|\b(?:uv|poetry|flit|hatch|pdm|maturin)\s+(?:-\S+\s+)*(?:publish|upload)\b|"
    r"\bcargo\s+publish\b|\bgoreleaser\b|\bmvnw?\b[^\n]*\bdeploy\b|\bgradlew?\b[^\n]*\b(?:publish\w*|"
    r"bootBuildImage)\b|"
    r"\bdotnet\s+nuget\s+push\b|\bgem\s+push\b|\brake\s+release\b|\bgh\s+release\s+(?:create|upload)\b|"
    r"\bhelm\s+(?:push|upgrade|install|package)\b|\bcr\s+upload\b|\bhelmfile\s+(?:apply|sync)\b|"
    r"\bkubectl\s+(?:[^\n]*\s)?(?:apply|set\s+image|rollout\s+restart|replace)\b|"
    r"\bkustomize\s+edit\s+set\s+image|\bargocd\s+app\s+sync|\bterra(?:form|grunt)\b[^\n]*\bapply\b|"
    r"\bpulumi\s+up\b|\bcdk\s+(?:[^\n]*\s)?deploy\b|\bsam\s+deploy\b|\b(?:serverless|sls|sst)\s+deploy\b|"
    r"\bcopilot\s+(?:(?:svc|app|job)\s+)?deploy|\bhf\s+upload\b|\bchalice\s+deploy|\bzappa\s+(?:deploy|update)|"
    r"\bgcloud\s+(?:[\w-]+\s+){0,3}(?:deploy|submit)\b|\bgcloud\s+run\s+services\s+update|\baz\s+(?:webapp"
    r"|containerapp|functionapp|acr)\s+(?:[\w-]+\s+)?(?:up|update|create|deploy|build|config-zip|"
    r"deployment)\b|\bazd\s+(?:up|deploy)\b|\baz\s+ml\s+\S{0,40}(?:endpoint|deployment)\s+(?:create|update)\b|"
    r"\baws\s+sagemaker\s+(?:create|update)-endpoint\b|"
    r"\baws\s+(?:ecs\s+update-service|lambda\s+update-function-code|s3\s+sync|s3\s+cp|cloudformation\s+dep"
    r"loy|apprunner|deploy\s+create|elasticbeanstalk|ssm\s+send-command)|\beb\s+deploy\b|"
    r"\b(?:fly|flyctl)\s+deploy\b|\bvercel\b[^\n]*(?:deploy|--prod)|\bnetlify\s+deploy|\bwrangler\s+(?:pag"
    r"es\s+)?(?:deploy|publish)|\bheroku\s+container:(?:push|release)|git\s+push\s+[^\n]*(?:heroku|"
    r"dokku|huggingface\.co/spaces|hf\.co/spaces)|\brailway\s+up\b|\bsupabase\s+(?:functions\s+deploy|db\s+push)|"
    r"\beas\s+(?:build|submit)|\bfastlane\b|\bmodal\s+deploy\b|\bbentoml\s+(?:push|deploy)|\bcog\s+push\b|"
    r"\bhuggingface-cli\s+upload|\bprefect\s+deploy|(?:curl|wget|Invoke-(?:WebRequest|RestMethod))\b[^\n]*(?:deploy\w*[-_]?(?:web)?hook|/deploy\b|"
    r"RENDER_|DEPLOY\w*_URL|(?:coolify|dokploy|portainer|caprover)\w*[-_](?:web)?hook)|\bssh\b[^\n]*@[^\n]*|\bansible-playbook\b|\bkamal\s+deploy|\bcap\s+\w+\s+deploy|"
    r"\bdokku\b|\bpublish-extension|\bvsce\s+publish|\bovsx\s+publish|\bweb-ext\s+sign"
)
_PUBLISH_ACTION = compile_later(
    r"(?i)^(?:pypa/gh-action-pypi-publish|softprops/action-gh-release|ncipollo/release-action|"
    r"actions/(?:create-release|upload-release-asset|deploy-pages)|[\w.-]+/(?:actions?-)?upload-release-(?:assets?|action)|goreleaser/|cycjimmy/semantic-release|"
    r"changesets/action|JS-DevTools/npm-publish|"
    r"google-github-actions/(?:deploy-|release-)|aws-actions/amazon-ecs-deploy|aws-actions/aws-cloudformat"
    r"ion|azure/(?:webapps-deploy|functions-action|k8s-deploy|container-apps-deploy|static-web-apps-deploy"
    r"|aks-)|amondnet/vercel-action|superfly/|"
    r"cloudflare/(?:wrangler|pages)-action|nwtgck/actions-netlify|akhileshns/heroku|appleboy/(?:ssh|"
    r"scp)-action|helm/chart-releaser|digitalocean/app_action|burggraf/|tauri-apps/tauri-action|"
    r"samuelmeuli/action-electron|"
    r"svenstaro/upload-release|marvinpinto/action-automatic-releases|googleapis/release-please-action|"
    r"google-github-actions/release-please|elgohr/Publish-Docker|mr-smithers-excellent/docker-build-push|"
    r"redhat-actions/push-to-registry|docker/bake-action|"
    r"AzureWebApp@|AzureRmWebAppDeployment@|AzureFunctionApp@|KubernetesManifest@|HelmDeploy@|"
    r"AzureContainerApps@|NuGetCommand@|TwineAuthenticate@|JamesIves/github-pages|peaceiris/actions-gh-pag"
    r"es|serverless/github-action|SamKirkland/FTP|easingthemes/ssh-deploy|mobiledevops/|r0adkll/upload-goo"
    r"gle-play)|homebrew"
)
_BUILDS_IMAGE = compile_later(r"(?i)^docker/build-push-action|^Docker@|^depot/build-push-action|^plugins/docker")
_DOCS = compile_later(r"(?i)\bdocs?\b|documentation|storybook|gh-?pages|mkdocs|website|helm-docs|preview|changelog")
_BUTTON = compile_later(
    r"https?://(?:vercel\.com/(?:new|import|button)|(?:www\.)?heroku\.com/deploy|heroku\.com/deploy|"
    r"render\.com/deploy|railway\.(?:app|com)/(?:new|template|deploy)|app\.netlify\.com/start|"
    r"portal\.azure\.com/#create/Microsoft\.Template|"
    r"deploy\.cloud\.run|cloud\.digitalocean\.com/apps/new|console\.aws\.amazon\.com/cloudformation[^\s)]*"
    r"stacks/(?:new|create)|dashboard\.render\.com|zeabur\.com/templates|app\.koyeb\.com/deploy|"
    r"huggingface\.co/spaces/[^\s)]*duplicate=true|repocloud\.io|deploy\.workers\.cloudflare\.com|"
    r"elest\.io/open|sealos\.(?:io|run))"
)
_DEPLOY_SCRIPT = compile_later(
    r"(?i)(?:^|/)(?:[\w-]*[-_])?(?:deploy|release|publish|push[-_]image)(?:[-_][\w-]*)?\.(?:sh|"
    r"bash|ps1|py|js|mjs|ts|rb|cmd|bat)$"
)


_ONE_COMMAND = {
    "azure.yaml": r"\bazd\s+(?:up|deploy)\b",
    "serverless.yml": r"\b(?:serverless|sls)\s+deploy\b",
    "serverless.yaml": r"\b(?:serverless|sls)\s+deploy\b",
    "samconfig.toml": r"\bsam\s+deploy\b",
    "sst.config.ts": r"\bsst\s+deploy\b",
    "skaffold.yaml": r"\bskaffold\s+(?:run|deploy)\b",
}

_WATCHING = frozenset("render vercel netlify heroku railway amplify cloudflare apprunner zeabur koyeb".split())
"""Platforms that watch a branch, and deploy what is merged into it."""
_BRANCH = r"(?:main|master|merg\w+|push\w*|commit)"
_EACH_MERGE = Pattern(
    r"(?i)\bcontinuous(?:ly)? deploy\w*\b[^.\n]{0,80}\b"
    rf"(?:vercel|render|netlify|heroku|railway|cloudflare|amplify|{_BRANCH})\b|"
    rf"\b(?:deploy(?:s|ed)?|ship(?:s|ped)?|released?) automatically (?:on|when|from|after|to)\b"
    rf"[^.\n]{{0,60}}\b{_BRANCH}\b|"
    rf"\bautomatically (?:deploys?|deployed|redeploy\w*)\b[^.\n]{{0,80}}\b{_BRANCH}\b|"
    r"\bmerging (?:\w+ ){0,4}(?:in)?to (?:your |the )?[`\"']?(?:main|master)[`\"']?[^.\n]{0,60}\b(?:deploy|ship)\w*",
    frozenset({"docs"}),
)
PATTERNS = (_EACH_MERGE,)


def releases(product: Product) -> Fact:
    """Whether a pipeline publishes or deploys the product; in part where a script or a button does, by hand."""
    evidence = []
    for step in commands(product):
        words = _publishes(step)
        if words and not _is_docs(step):
            evidence.append(step.evidence(product, "publishes or deploys the product", words=words))
    if evidence:
        return Fact(1.0, tuple(_once(evidence)), "a pipeline publishes or deploys the product")
    watched = _by_platform(product)
    if watched:
        return Fact(1.0, tuple(watched), "the platform deploys what is merged")
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
    if step.text.strip() and re.match(
        r"(?i)(?:deploy|publish|release|push)\b(?!.*\b(?:docs?|check|preview)\b)", step.name
    ):
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


def _by_platform(product: Product) -> list[Evidence]:
    """Where a document says that a platform deploys each merge, and a file of that platform is there."""
    platforms = [one for one in product.platforms if one.name in _WATCHING and not one.empty]
    if not platforms:
        return []
    said = [hit.evidence("each merge is deployed") for hit in product.hits(_EACH_MERGE)]
    return [*said[:2], *(Evidence(one.path, 1, "", f"{one.name} deploys it") for one in platforms[:2])] if said else []


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
    found += _one_command(product)
    for manifest in product.manifests:
        for name, text, at in manifest.scripts:
            if re.fullmatch(r"(?i)(?:deploy|release|publish)(?::\w+)?", name) and _PUBLISHES.search(
                written_out(product, text)
            ):
                found.append(
                    Evidence(manifest.path, at, snippet(f"{name}: {text}"), "a script deploys or publishes, by hand")
                )
    return _once(found)[:8]


def _one_command(product: Product) -> Iterator[Evidence]:
    """Files from which a documented command of their tool deploys the whole product."""
    for path in sorted(product.snapshot.all_paths):
        command = _ONE_COMMAND.get(path.rpartition("/")[2])
        if (
            command
            and path.count("/") <= 1
            and any(re.search(command, product.text(d.path)) for d in product.documents)
        ):
            yield Evidence(path, 1, "", "a documented command deploys it, by hand")


def _once(evidence: list[Evidence]) -> list[Evidence]:
    return list({(item.path, item.line): item for item in evidence}.values())


def packages(product: Product) -> Fact:
    """Whether CI builds and publishes packages or images: then what it runs is the recipe."""
    fact = releases(product)
    return fact if fact.degree == 1.0 else Fact(0.0)
