"""What a path is: its role in the product (code, test, docs, ...), its language, and whether it is left out unread."""

from __future__ import annotations

import re
from functools import lru_cache

from readiness.compiling import compile_later

CODE_LANGUAGES = {
    ".py": "python", ".pyi": "python", ".ipynb": "notebook", ".js": "javascript", ".jsx": "javascript",
    ".mjs": "javascript", ".cjs": "javascript", ".ts": "javascript", ".tsx": "javascript", ".mts": "javascript",
    ".cts": "javascript", ".vue": "javascript", ".svelte": "javascript", ".astro": "javascript",
    ".gjs": "javascript", ".gts": "javascript", ".go": "go",
    ".java": "java", ".kt": "kotlin", ".kts": "kotlin", ".scala": "scala", ".groovy": "groovy", ".cs": "csharp",
    ".fs": "fsharp", ".rb": "ruby", ".rs": "rust", ".php": "php", ".swift": "swift", ".dart": "dart", ".ex": "elixir",
    ".exs": "elixir", ".c": "c", ".cc": "cpp", ".cpp": "cpp", ".h": "c", ".hpp": "cpp", ".r": "r", ".jl": "julia",
    ".lua": "lua", ".sh": "shell", ".bash": "shell", ".ps1": "powershell", ".sql": "sql", ".html": "html",
    ".htm": "html", ".jinja": "html", ".jinja2": "html", ".j2": "html", ".erb": "html", ".hbs": "html", ".ejs": "html",
    ".cshtml": "html", ".razor": "html", ".templ": "html", ".twig": "html", ".heex": "html", ".leex": "html",
    ".eex": "html", ".ftl": "html", ".njk": "html", ".gohtml": "html", ".phtml": "html", ".latte": "html",
    ".haml": "html", ".slim": "html", ".pug": "html", ".css": "css", ".scss": "css", ".less": "css",
    ".graphql": "graphql", ".gql": "graphql", ".proto": "protobuf", ".prisma": "prisma",
}  # fmt: skip
CONFIG_LANGUAGES = {
    ".yaml": "yaml", ".yml": "yaml", ".json": "json", ".jsonc": "json", ".json5": "json", ".toml": "toml",
    ".ini": "ini", ".cfg": "ini", ".conf": "conf", ".properties": "ini", ".env": "ini", ".xml": "xml",
    ".tf": "terraform", ".tfvars": "terraform", ".hcl": "terraform", ".bicep": "bicep", ".tpl": "yaml",
    ".gradle": "groovy", ".csproj": "xml", ".props": "xml", ".gemspec": "ruby", ".rules": "yaml", ".service": "ini",
    ".nix": "nix", ".cue": "cue", ".dvc": "yaml",
}  # fmt: skip
DOCUMENT_LANGUAGES = {
    ".md": "markdown", ".mdx": "markdown", ".markdown": "markdown", ".mdc": "markdown", ".rst": "rest",
    ".adoc": "asciidoc", ".asciidoc": "asciidoc", ".txt": "text", ".tmpl": "text", ".prompt": "text",
    ".prompty": "text", ".org": "text",
}  # fmt: skip
DATA_EXTENSIONS = frozenset(
    {".csv", ".tsv", ".jsonl", ".ndjson", ".parquet", ".arrow", ".feather", ".svg", ".po", ".pot", ".log"}
)
BINARY_EXTENSIONS = frozenset(
    ".png .jpg .jpeg .gif .webp .ico .bmp .tif .tiff .pdf .zip .gz .tgz .bz2 .xz .7z .rar .jar .war .whl .exe "
    ".dll .so .dylib .a .o .class .pyc .pyo .woff .woff2 .ttf .otf .eot .mp3 .mp4 .wav .ogg .webm .mov .avi .flac "
    ".m4a .bin .dat .db .sqlite .sqlite3 .pkl .pickle .joblib .pt .pth .onnx .h5 .hdf5 .npy .npz .safetensors "
    ".gguf .model .parquet .arrow .feather .doc .docx .xls .xlsx .ppt .pptx .dcm .dicom .psd .ai .sketch .wasm "
    ".keystore .jks .p12 .xdb .lockb".split()
)
FILE_NAMES = {
    "dockerfile": ("infra", "dockerfile"), "containerfile": ("infra", "dockerfile"), "makefile": ("config", "make"),
    "gnumakefile": ("config", "make"), "justfile": ("config", "make"), "taskfile.yml": ("config", "yaml"),
    "procfile": ("infra", "yaml"), "jenkinsfile": ("ci", "groovy"), "gemfile": ("config", "ruby"),
    "rakefile": ("config", "ruby"), "pipfile": ("config", "toml"), "go.mod": ("config", "go.mod"),
    "codeowners": ("config", "conf"), "caddyfile": ("infra", "conf"), "license": ("docs", "text"),
    "licence": ("docs", "text"), "copying": ("docs", "text"), "notice": ("docs", "text"), "readme": ("docs", "text"),
    "changelog": ("docs", "text"), "changes": ("docs", "text"), "authors": ("docs", "text"),
    "maintainers": ("docs", "text"), "security": ("docs", "text"), "owners": ("config", "yaml"),
    ".gitlab-ci.yml": ("ci", "yaml"), ".travis.yml": ("ci", "yaml"), "azure-pipelines.yml": ("ci", "yaml"),
    "bitbucket-pipelines.yml": ("ci", "yaml"), ".drone.yml": ("ci", "yaml"), "cloudbuild.yaml": ("ci", "yaml"),
    ".env": ("config", "ini"), ".gitignore": ("config", "conf"), ".dockerignore": ("config", "conf"),
    ".gitattributes": ("config", "conf"), ".editorconfig": ("config", "ini"), "nginx.conf": ("infra", "conf"),
}  # fmt: skip
LOCK_NAMES = frozenset(
    "uv.lock poetry.lock pipfile.lock pdm.lock package-lock.json npm-shrinkwrap.json yarn.lock pnpm-lock.yaml "
    "bun.lock bun.lockb go.sum cargo.lock gemfile.lock composer.lock gradle.lockfile packages.lock.json "
    "conda-lock.yml flake.lock mix.lock pubspec.lock deno.lock pixi.lock".split()
)

_VENDORED = compile_later(
    r"(?:^|/)(?:node_modules|bower_components|jspm_packages|vendors?|site-packages|\.venv|venv|virtualenv|Pods|"
    r"Carthage|\.yarn|\.pnp|__pycache__|\.git|\.terraform|\.next|\.nuxt|\.svelte-kit|\.tox|\.mypy_cache|_vendor)/|^(?:[^/]+/)?(?:third[_-]?party)/|"
    r"(?:^|/)(?:3rd[_-]?party/[^/]+|wwwroot/lib|(?:static|public|assets)/(?:[\w.-]+/)?(?:libs|third[_-]?party)|"
    r"(?:pdf\.?js|tinymce|ckeditor\w*|monaco-editor|mathjax|font-?awesome|bootstrap|jquery(?:-ui)?|swagger-ui|codemirror|katex|"
    r"highlight(?:\.?js)?|ace-builds|leaflet|datatables)(?:-dist)?[-_@]?v?\d[\w.-]*(?:-dist)?|"
    r"(?:swagger-ui|pdf\.?js|mathjax|tinymce|ckeditor\d?)-dist|"
    r"(?:wwwroot|static|public|assets)/(?:[\w.-]+/){0,3}[a-z][\w.]*-\d+\.\d+(?:\.\d+)?(?:-\w+)?)/|"
    r"(?:^|/)[a-z][a-z.-]*[-.]v?\d+\.\d+(?:\.\d+)?(?:[.-][a-z]+)*\.(?:js|css)$",
    re.I,
)
_GENERATED = compile_later(
    r"(?:\.min\.(?:js|css)|\.bundle\.js|[-_.]generated\.\w+|\.g\.(?:dart|cs)|\.pb\.go|_pb2(?:_grpc)?\.pyi?|_pb\.(?:js|ts|d\.ts)|\.designer\.cs|"
    r"\.map|\.snap|\.lock\.yml)$|(?:^|/)(?:dist|build/lib|htmlcov|coverage|__generated__|_generated|\.generated|generated|gen-?src|openapi-client|storybook-static|\.sqlx)/",
    re.I,
)
_TEST = compile_later(
    r"(?:^|/)(?:tests?|__tests__|__mocks__|specs?|e2e|e2e[-_]tests?|testing|test[-_]?(?:data|reports?|results?|utils|helpers|support|resources|suite|cases)|fixtures?|testdata|"
    r"__test__|mocks?|cypress|playwright|integration[-_]?tests?|unit[-_]?tests?|[\w.-]+[-_.](?:tests?|specs?)|"
    r"(?-i:[\w.]*[a-z](?:Tests|Specs|UnitTest))|src/(?-i:it|[a-z]+Test|testFixtures)|features/steps)/|"
    r"(?:^|/)(?:tests\.(?:py|go|ex)|tests?\.(?:rs|m?[jt]sx?|swift|rb|exs|cs)|spec\.m?[jt]s|(?-i:Test)\.java)$|"
    r"(?:^|/)(?:test_[^/]*|[^/]*_tests?|conftest|[^/]*_spec|[^/]*\.(?:test|spec|e2e|cy|stories)|(?-i:[^/]*[a-z0-9](?:Tests?|IT|TestCase|Spec)))\.\w+$|"
    r"(?:^|/)(?:vitest|jest|playwright|cypress|karma|mocha)[.-](?:config|setup|global-?setup)[^/]*\.\w+$|(?:^|/)(?:pytest|tox)\.ini$",
    re.I,
)
_TEST_DATA = compile_later(r"(?:^|/)(?:tests?|__tests__|fixtures?|testdata|test[-_]data|mocks?)/", re.I)
_EXAMPLE = compile_later(
    r"(?:^|/)(?:examples?|samples?|demos?|tutorials?|cookbooks?|quickstarts?|playgrounds?|(?:explorat(?:ions?|ory)|eda|scratch|prototyping)[-_]?(?:notebooks?|analysis)?|example[-_][\w-]+|sample[-_][\w-]+|[\w]+[-_](?:examples?|samples?)|\{\{[^/]+\}\})/|"
    r"^recipes/.*(?:\.ipynb|_nb\.py)$",
    re.I,
)
_EVALUATION = compile_later(
    r"(?:^|/)(?:evals?|evaluations?|benchmarks?|bench|perf|load[-_]?tests?|experiments?|\w+_evals?|evaluators?)/|(?:^|[/.])(?-i:Evaluator|Evaluations?)/|"
    r"(?:^|/)(?:evals?|evaluat(?:e|ing|ion))[-_][\w-]*\.ipynb$|"
    r"(?:^|/)(?:run[-_])?(?:evals?|evaluate|evaluation|benchmarks?)(?:[-_](?:rag|llm|models?|prompts?|retrieval|suite|agents?))?\.(?:py|ts|js|mjs|go)$|"
    r"\.eval\.[jt]sx?$|(?:^|/)locustfile[^/]*\.py$|(?:^|/)[^/]*k6[^/]*\.js$",
    re.I,
)
_MATERIAL = compile_later(
    r"(?:^|/)(?:corpus|corpora|knowledge[-_]?bases?|datasets?|(?:benchmark|eval|evaluation|test|sample|example|demo|dummy|mock|synthetic|seed)s?"
    r"[-_]?(?:data(?:sets?)?|docs?|documents?|files|corpus|inputs?|knowledge))/|"
    r"^(?:(?!docs?/|documentation/|website/)[^/]+/)*?data/[^/]+/",
    re.I,
)
"""Folders of texts that the product reads, or is measured on: what stands there does not speak of the product."""
_NOT_YET = compile_later(
    r"(?:^|/)(?:blogs?|proposals?|rfcs?|drafts?|(?:docs?|design\w*)/(?:[^/]+/){0,3}todos?)/|(?:^|/)\.?(?:triage|scratch)/|"
    r"(?:^|/)\.(?:claude|cursor|gemini|windsurf|agents?|kiro|roo|codex|opencode|junie|specify|aider|augment|continue)/",
    re.I,
)
"""Folders of what is wished for, was once told, is being sorted, or tells a program how to write code."""
_OF_DATA = compile_later(r"(?:^|/)(?:readme|data[-_]?(?:sheet|card|statement)|dataset[-_]?card|licen[cs]e)[^/]*$", re.I)
_PACKAGE = compile_later(r"(.*?(?:^|/)src/(?:main|\w*[mM]ain)/(?:java|kotlin|scala|groovy)/).")
_SCRIPT = compile_later(
    r"^(?:tools|tooling|hack|bin|dev|devtools|ci|build[-_]?tools?|\.\w+)/|(?:^|/)(?:scripts?|maintenance|migrations?|alembic|seeds?|seed[-_]?data)/",
    re.I,
)
_CI = compile_later(
    r"(?:^|/)(?:\.github/(?:workflows|actions)/|\.circleci/|\.gitlab/ci|\.gitlab-ci|\.woodpecker/|\.buildkite/|\.tekton/|\.azure-pipelines/|\.azuredevops/|\.teamcity/)|"
    r"(?:^|/)(?:azure-pipelines[^/]*|\.woodpecker|appveyor|buildspec|bitrise|codemagic|[^/]*\.gitlab-ci|cloudbuild[^/]*)\.ya?ml$|(?:^|/)jenkinsfile[^/]*$",
    re.I,
)
_DOCS_FOLDER = compile_later(r"(?:^|/)(?:docs?|documentation|website|wiki|site|docusaurus|mkdocs)/", re.I)
_INFRA = compile_later(
    r"(?:^|/)(?:dockerfile[^/]*|[^/]*\.dockerfile|containerfile[^/]*|(?:docker-)?compose[^/]*\.ya?ml|fly[^/]*\.toml|render\.ya?ml|vercel\.json|railway\.(?:json|toml)|"
    r"app\.ya?ml|chart\.ya?ml|kustomization\.ya?ml|serverless\.ya?ml|netlify\.toml|wrangler\.(?:toml|jsonc?)|skaffold\.ya?ml|tiltfile|heroku\.yml|pulumi[^/]*\.ya?ml|cdk\.json|template\.ya?ml|samconfig\.toml|azure\.ya?ml)$|"
    r"(?:^|/)(?:charts?|helm|k8s|kubernetes|kustomize|manifests|deploy(?:ments?)?|terraform|infra(?:structure)?|ansible|monitoring|grafana|prometheus|argocd|flux)/.*\.(?:ya?ml|json|tpl|toml|conf)$|"
    r"\.(?:tf|tfvars|bicep|hcl)$",
    re.I,
)

GENERATED_MARK = compile_later(
    rb"(?:@generated|Code generated by|DO NOT EDIT|Autogenerated by|"
    rb"This file (?:was|is) (?:auto(?:matically)?[- ]?generated|generated by)|"
    rb"This (?:optional )?code is used to register a service worker\.)",  # Create React App 1 to 3
    re.I,
)


_CHANGES = compile_later(
    r"(?:^|/)(?:change-?logs?|changes|history|news|release[-_ ]?notes?|releases|whats-?new)(?:[-_.]v?[\w.-]*)?$|"
    r"(?:^|/)(?:change-?logs?|release[-_ ]?notes?|\.changesets?)/[^/]+$",
    re.I,
)
_OWN = compile_later(
    r"^(?:\.github/)?\.?readiness\.ya?ml$|(?:^|/)readiness-(?:answers\.ya?ml|metrics\.csv|baseline\.json)$"
    r"|(?:^|/)readiness-milestones/"
)


def is_own(path: str) -> bool:
    """Whether a path is this program's own file in an audited repository: settings, answers, figures, what it froze.

    None of them is the product: what it says of the product must not be taken for the product.
    """
    return "readiness" in path and _OWN.search(path) is not None


def tells_of_changes(path: str) -> bool:
    """Whether a document keeps what changed from version to version: much of what it names is there no more."""
    return _CHANGES.search(path) is not None


def extension(path: str) -> str:
    """The lower-case extension with its dot, "" where there is none."""
    name = path.rpartition("/")[2]
    dot = name.rfind(".")
    return name[dot:].lower() if dot > 0 else ""


def left_out_reason(path: str) -> str:
    """Why a path is left out by its name alone: "vendored", "generated", "binary", or "" where it is not."""
    if _VENDORED.search(path):
        return "vendored"
    if extension(path) in BINARY_EXTENSIONS:
        return "binary"
    if _GENERATED.search(path) and path.rpartition("/")[2].lower() not in LOCK_NAMES:
        return "generated"
    return ""


@lru_cache(maxsize=65536)
def role_and_language(path: str) -> tuple[str, str]:
    """The role and language of a path.

    Roles: code, test, example, evaluation, script, docs, config, ci, infra, data, lock, aside (wishes, news, orders to
    programs that write code: no evidence of anything), other. "code" is the product's
    own code, the only role that shows its behaviour; notebooks are code with the language "notebook".
    """
    name = path.rpartition("/")[2].lower()
    suffix = extension(path)
    if name in LOCK_NAMES:
        return "lock", "lock"
    if _CI.search(path):
        language = CODE_LANGUAGES.get(suffix) or CONFIG_LANGUAGES.get(suffix)
        return "ci", language or ("groovy" if name.startswith("jenkinsfile") else "yaml")
    if suffix in CODE_LANGUAGES:
        return _code_role(path, suffix), CODE_LANGUAGES[suffix]
    stem = name.rpartition(".")[0] if suffix else name
    known = FILE_NAMES.get(name) or (FILE_NAMES.get(stem) if suffix in {".md", ".txt", ".rst", ""} else None)
    if name.startswith(".env"):
        return "config", "ini"
    if name.startswith("requirements") and suffix in {".txt", ".in"}:
        return "config", "requirements"
    if suffix in DOCUMENT_LANGUAGES:
        return _document_role(path, suffix), DOCUMENT_LANGUAGES[suffix]
    if known and not suffix:
        return known
    if _INFRA.search(path):
        is_docker = "dockerfile" in name or "containerfile" in name
        language = "dockerfile" if is_docker else CONFIG_LANGUAGES.get(suffix, "conf")
        return ("test" if _TEST.search(path) else "example" if _EXAMPLE.search(path) else "infra"), language
    if known:
        return known
    if suffix in CONFIG_LANGUAGES:
        return _config_role(path), CONFIG_LANGUAGES[suffix]
    if suffix in DATA_EXTENSIONS:
        return "data", "data"
    return "other", "text"


def _code_role(path: str, suffix: str) -> str:
    path = _without_package(path)
    if _TEST.search(path):
        return "test"
    if _EXAMPLE.search(path):
        return "example"
    if _EVALUATION.search(path):
        return "evaluation"
    if _SCRIPT.search(path):
        return "script"
    if (
        _DOCS_FOLDER.search(path)
        and suffix not in {".html", ".htm", ".jinja", ".j2"}
        and not re.search(r"(?:^|/)(?:src|app|pages|api)/", path)
    ):
        return "docs"
    return "code"


def _document_role(path: str, suffix: str) -> str:
    if suffix in {".tmpl", ".prompt", ".prompty"}:
        return "config"
    if _TEST_DATA.search(path):
        return "test"
    if _MATERIAL.search(path) and not _OF_DATA.search(path):
        return "data"
    if _NOT_YET.search(path):
        return "aside"
    if suffix == ".txt" and not re.search(
        r"(?i)readme|license|licence|copying|notice|changelog|security|authors|llms|robots|(?:^|/)docs?/", path
    ):
        return "data"
    return "docs"


def _without_package(path: str) -> str:
    """A path without the folders that a package's name makes: `src/main/java/org/acme/samples/A.java` is no sample."""
    match = _PACKAGE.match(path)
    return path if match is None else f"{match[1]}{path.rpartition('/')[2]}"


def _config_role(path: str) -> str:
    path = _without_package(path)
    if _TEST.search(path):
        return "test"
    if _EVALUATION.search(path):
        return "evaluation"
    if _NOT_YET.search(path):
        return "aside"
    if path.endswith(".json") and _MATERIAL.search(path):
        return "data"
    return "example" if _EXAMPLE.search(path) else "config"
