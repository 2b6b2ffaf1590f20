"""What looks after the supply chain by itself: update bots, scanners, bills of materials."""

from __future__ import annotations

import json
import re

from readiness.ci import Command, commands
from readiness.compiling import compile_later
from readiness.formats.yaml_documents import read_first
from readiness.model import Evidence, Fact
from readiness.product import Product
from readiness.sanitizing import snippet

_RENOVATE = (
    "renovate.json", "renovate.json5", ".renovaterc", ".renovaterc.json", ".github/renovate.json",
    ".github/renovate.json5", ".gitlab/renovate.json",
    "renovate.jsonc", ".renovaterc.json5",
)  # fmt: skip
_BOTS = (
    ".scala-steward.conf",
    "pyup.yml",
    ".pyup.yml",
    ".snyk",
    ".whitesource",
    "depfu.yml",
    ".mend",
    "sonar-project.properties",
)
_TOOLS = compile_later(
    r"(?im)\b(?:trivy|grype|syft|snyk|semgrep|bandit|gosec|pip-audit|osv-scanner|govulncheck|brakeman|"
    r"bundler?-audit|bundle\s+audit|gitleaks|trufflehog|detect-secrets|"
    r"checkov|tfsec|kics|hadolint|dockle|cosign\s+sign|cyclonedx\S*|scorecard|safety\s+(?:check|"
    r"scan)|cargo[\s-]+(?:audit|deny|vet)|(?:npm|pnpm|yarn|bun|composer|hex)\s+(?:npm\s+)?audit\b|"
    r"docker\s+scout|"
    r"dependency-check|dependencyCheck\w*|dotnet\s+list\s+package\s+--vulnerable|retire|nancy|"
    r"clair|anchore|codeql|modelscan|picklescan|audit-ci|owasp|sonar-scanner|"
    r"zizmor|njsscan|spotbugs)\b|--sbom\b|--provenance\b"
)
_NO_RUN = compile_later(
    r"\s*(?:#|echo\b|(?:sudo\s+)?(?:rm|mkdir|ls|du|df|mv|cp|cat|printf|chmod|docker\s+(?:image|builder|system)\s+prune)\b)"
)
_PACKAGE_ORIGIN = compile_later(r"(?i)\b(?:npm|pnpm|yarn|bun|lerna|changeset)\b[^\n]*\bpublish\b[^\n]*--provenance\b")
"""Says where a package was built; nothing is scanned, updated or listed by it."""
_ACTIONS = compile_later(
    r"(?i)^(?:github/codeql-action|aquasecurity/|anchore/|snyk/actions|returntocorp/semgrep|semgrep/|"
    r"actions/dependency-review|actions/attest|ossf/scorecard|google/osv-scanner|pypa/gh-action-pip-audit|"
    r"gitleaks/|trufflesecurity/|"
    r"securego/gosec|golang/govulncheck|bridgecrewio/|aquasec|docker/scout|microsoft/security-devops|"
    r"sonarsource/|SonarSource/|dependency-check/|checkmarx/|veracode/|sysdiglabs/|crate-ci/cargo-audit|"
    r"rustsec/|EmbarkStudios/cargo-deny|"
    r"renovatebot/|fossas?/|mend|PyCQA/bandit|shundor/python-bandit|zizmorcore/|step-security/|"
    r"sigstore/|slsa-framework/)"
)
_IMAGE_BUILD = compile_later(r"(?i)^docker/(?:build-push-action|bake-action)|^depot/")
_TEMPLATES = compile_later(r"(?i)Security/|SAST|Dependency-Scanning|Container-Scanning|Secret-Detection")
_HOOKS = compile_later(
    r"(?i)\b(?:gitleaks|detect-secrets|bandit|trufflehog|safety|pip-audit|semgrep|ggshield|checkov|"
    r"tfsec|trivy|hadolint)\b"
)
_PLUGINS = compile_later(
    r"(?i)org\.owasp(?::|\.)?dependency-?check|dependency-check-maven|cyclonedx-(?:maven|gradle)|"
    r"org\.cyclonedx\.bom|findsecbugs|ch\.jalu|\bcdk[-_]nag\b"
)


def scanned(product: Product) -> Fact:
    """Whether dependencies, images or code are scanned or updated by themselves; in part on developers' machines."""
    evidence = [*_bots(product), *_in_ci(product)]
    if evidence:
        return Fact(1.0, tuple(evidence), "; ".join(dict.fromkeys(item.says for item in evidence[:3])))
    local = [*_hooks(product), *_plugins(product)]
    if local:
        return Fact(0.5, tuple(local), local[0].says)
    return Fact(
        0.0,
        (),
        "nothing scans or updates dependencies, images or code",
        (".github/dependabot.yml", "renovate.json", "CI steps", ".pre-commit-config.yaml"),
    )


def _bots(product: Product) -> list[Evidence]:
    found = []
    for path in (".github/dependabot.yml", ".github/dependabot.yaml"):
        updates = read_first(product.text(path)).child("updates") if product.snapshot.file(path) else None
        if updates is not None and updates.items:
            found.append(
                Evidence(
                    path,
                    updates.items[0].line,
                    snippet(product.text(path).split("\n")[updates.items[0].line - 1]),
                    "Dependabot updates dependencies",
                )
            )
    for path in _RENOVATE:
        text = product.text(path) if product.snapshot.file(path) else ""
        if text.strip(" \n{}") and not re.search(r'"enabled"\s*:\s*false', text[:400]):
            found.append(Evidence(path, 1, "", "Renovate updates dependencies"))
    if '"renovate"' in product.text("package.json") and "renovate" in _object(product.text("package.json")):
        found.append(
            Evidence(
                "package.json", _line(product.text("package.json"), '"renovate"'), "", "Renovate updates dependencies"
            )
        )
    found += [
        Evidence(path, 1, "", "a bot or service watches the dependencies or the code")
        for path in _BOTS
        if product.text(path).strip()
    ]
    return found


def _in_ci(product: Product) -> list[Evidence]:
    found = []
    for step in commands(product):
        says = _scans(step)
        if says:
            found.append(step.evidence(product, says[0], words=says[1]))
    for pipeline in product.pipelines:
        for path, line in pipeline.includes:
            if _TEMPLATES.search(path):
                found.append(Evidence(pipeline.path, line, snippet(path), "the CI's security templates scan"))
    return list({(item.path, item.line): item for item in found}.values())


def _scans(step: Command) -> tuple[str, str] | None:
    if _ACTIONS.match(step.uses):
        return "a scanner runs in CI", step.uses
    if _IMAGE_BUILD.match(step.uses):
        row = next(
            (
                (name, value)
                for name, value, _ in step.inputs
                if name in {"sbom", "provenance"} and value and value.lower() != "false"
            ),
            None,
        )
        return ("images carry a bill of materials or provenance", f"{row[0]}:") if row else None
    for row_text in step.text.split("\n"):
        match = _TOOLS.search(_PACKAGE_ORIGIN.sub("", row_text))
        if (
            match
            and not _NO_RUN.match(row_text)
            and not re.search(
                r"--(?:sbom|provenance)[= ]false|^\s*(?:pip3?|uv pip|npm|apt-get|brew|go)\s+(?:install|get)\b", row_text
            )
        ):
            return "a scanner runs in CI", match.group()
    return None


def _hooks(product: Product) -> list[Evidence]:
    path = ".pre-commit-config.yaml"
    if product.snapshot.file(path) is None:
        return []
    for item in read_first(product.text(path)).child("repos").items:
        words = item.child("repo").text + " " + " ".join(hook.child("id").text for hook in item.child("hooks").items)
        if _HOOKS.search(words):
            return [Evidence(path, item.line, snippet(words), "a hook scans on developers' machines only")]
    return []


def _plugins(product: Product) -> list[Evidence]:
    for manifest in product.manifests:
        for row in (*manifest.tools, *((d.name, d.line) for d in manifest.dependencies if d.group != "optional")):
            if _PLUGINS.search(row[0]):
                return [Evidence(manifest.path, row[1], snippet(row[0]), "the build carries a scanner")]
    return []


def _object(text: str) -> dict[str, object]:
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        return {}
    return value if isinstance(value, dict) else {}


def _line(text: str, words: str) -> int:
    return text[: text.find(words)].count("\n") + 1
