"""Prompts as artefacts: in files or a registry, as constants of a module, or inline in the calls."""

from __future__ import annotations

from collections.abc import Iterable

from readiness.compiling import compile_later
from readiness.conditions import Parameters
from readiness.inventory import Prompt
from readiness.model import Evidence, Fact
from readiness.product import Product
from readiness.prompt_files import is_asked_for
from readiness.search import PRODUCT, Hit, Pattern

_FILE = compile_later(
    r"(?i)(?:(?:^|/)(?:[\w-]+[-_])?prompts?(?:[-_]templates?)?/(?:[^/]+/)*[^/]+"
    r"|(?:^|/)(?:[^/]*[_-])?prompts?)\.(?:md|txt|j2|jinja2?|ya?ml|json|toml|tmpl|xml|hbs|mustache|liquid|prompty?|st)$|\.prompty?$"
)
_NOT_OURS = compile_later(
    r"(?i)(?:^|/)(?:\.[\w-]+|docs?|cookbooks?|blog|tutorials?|website|specs?|plans?)/|(?:^|/)(?:readme|changelog)[^/]*$"
)
_LOADS = Pattern(
    r"(?i)prompts?[/\w.-]{0,40}\.(?:md|txt|j2|jinja2?|ya?ml|json|toml|tmpl|xml|hbs|st|prompty?)\b"
    r"|[\"'/`]\w{0,30}prompts?[\"'/`]"
    r"|[\w-]\.prompty?[\"'`]|go:embed[^\n]*prompt|\b(?:load|read|render)_?prompts?\w*\(|\bget_?prompt(?:_?template)?\("
    r"|\bprompt_?(?:path|file|dir|folder)\b|\bResource\w*\s+\w*[pP]rompt",
    PRODUCT,
    frozenset({"python", "javascript", "go", "java", "kotlin", "csharp", "ruby", "rust", "php", "yaml", "toml"}),
    comments=True,  # a Go embed directive is a comment
)
_REGISTRY = Pattern(
    r"\bhub\.pull\(|\bpull_prompt\(|\blangfuse\w*\.(?:get_prompt|getPrompt|prompt\.get)\(|\bmlflow\.(?:genai\.)?load_prompt\(|\bpromptlayer\b"
    r"|\bhumanloop\.\w*prompts|\bclient\.prompts?\.(?:get|pull)\(|\bload_prompt_from_registry\(|\bLaunchDarkly\w*AI|\bphoenix\w*\.prompts\.get"
)
_ANNOTATION = compile_later(
    r"@(?:System|User)(?:Message|Prompt)\b"
)  # an interface made of prompts (LangChain4j, Quarkus)
_SETTING = Pattern(
    r"(?i)^\s*[\"']?\w{0,30}(?:system_?(?:prompt|message|description|instructions?|response)?|prompt(?:_?template)?"
    r"|instructions)[\"']?\s*[:=]\s*[\"'`|>]{1,2}[^\n\"]{60}"
    r"|^\s*(?:[A-Z]+_)?SYSTEM(?:_(?:PROMPT|MESSAGE))?=[\"'][^\n\"]{30}",
    frozenset({"config", "infra"}), frozenset({"json", "yaml", "toml", "ini"}),
)  # fmt: skip
_MESSAGE = Pattern(
    r"\brole[\"']?\s*(?::|=>|=)\s*[\"'](?:system|developer)[\"'],\s*[\"']?content[\"']?\s*(?::|=>|=)\s*(?:f|@|\$)*[\"'`]{1,3}[^\"'`]{30}"
)
_TABLE = Pattern(
    r"(?i)\bcreate table\b[^\n(]{0,40}\bprompt_?(?:histor(?:y|ies)|versions?|revisions?)\b"
    r"|^\s*(?:model|class|interface|@Entity)\W[^\n{(:]{0,20}\b(?:\w*_)?prompt_?(?:history|versions?|revisions?)\b"
    r"|\b(?:pgTable|sqliteTable|mysqlTable)\(\s*[\"']prompt_?(?:history|versions?|revisions?)[\"']",
    PRODUCT,
)
_INTERFACE = compile_later(r"(?i)(?:^|/)[^/]*(?:openapi|swagger|asyncapi|postman)[^/]*\.(?:ya?ml|json)$|(?:^|/)crds?/")
_DEDICATED = compile_later(r"(?i)(?:^|/)[^/]*prompts?[^/]*\.\w+$|(?:^|/)(?:prompts?|prompt_?templates?)/")
_NAMED = compile_later(
    r"(?i)^\s*(?:def|func|fn|function|public|private|protected)\b[^\n(]{0,60}\w*(?:prompt|instructions)\b"
)
PATTERNS = (_LOADS, _REGISTRY, _SETTING, _MESSAGE, _TABLE)


_DEDICATED_LEAST = 3  # so many prompts in modules made for them are kept on purpose, whatever else stands in the code


def patterns_for(_function: str, _parameters: Parameters) -> Iterable[Pattern]:
    """The patterns that this module looks for, announced before the one pass."""
    return PATTERNS


def any_of_its_own(product: Product) -> Fact:
    """Whether the product sends a prompt of its own."""
    if _written(product) or _files(product) or product.hits(_REGISTRY, _MESSAGE) or _settings(product):
        return Fact(1.0, (), "it sends prompts of its own")
    return Fact(0.0, (), "it sends no prompt of its own")


def _settings(product: Product) -> tuple[Hit, ...]:
    """Prompts among settings; the examples of an interface's description are none."""
    return tuple(hit for hit in product.hits(_SETTING) if not _INTERFACE.search(hit.path))


def versioned(product: Product) -> Fact:
    """Whether prompts live in files or a registry; constants are half of it, text in the calls nothing."""
    loads = bool(product.hits(_LOADS))
    files = tuple(path for path in _files(product) if loads or is_asked_for(product, path))
    registry = tuple(hit.evidence("a prompt is fetched from a registry") for hit in product.hits(_REGISTRY))
    settings = tuple(hit.evidence("a prompt among the settings") for hit in _settings(product))
    written = _written(product)
    if not written:
        return _apart(product, (*(Evidence(path, 1, says="a prompt in a file") for path in files), *registry), settings)
    constants = [prompt for prompt in written if _is_constant(product, prompt)]
    inline = [prompt for prompt in written if prompt not in constants]
    kept = (*(Evidence(path, 1, says="a prompt in a file of its own") for path in files), *registry)
    shown = (*_shown(constants, "a prompt as a constant", True), *_shown(inline, "a prompt inline in the code", False))
    if kept and len(kept) * 2 >= len(inline) and (len(kept) * 2 >= len(constants) or len(files) >= 5):
        return Fact(1.0, (*kept[:8], *shown), f"{len(kept)} prompts live in files or a registry")
    table = tuple(hit.evidence("earlier prompts are kept in a table") for hit in product.hits(_TABLE))
    apart = sum(_DEDICATED.search(prompt.path) is not None for prompt in constants) >= _DEDICATED_LEAST
    if kept or table or apart or len(constants) > len(inline) or len(settings) > len(inline):
        says = f"{len(constants)} prompts are constants, {len(inline)} stand inline"
        return Fact(
            0.5, (*kept[:4], *table[:2], *shown), says + (f", {len(kept)} in files or a registry" if kept else "")
        )
    return Fact(
        0.0, shown, f"{len(inline)} prompts stand inline in the code", ("prompt files, registries and modules",)
    )


def _apart(product: Product, kept: tuple[Evidence, ...], settings: tuple[Evidence, ...]) -> Fact:
    """What is said of prompts where the calls themselves show none."""
    if kept:
        return Fact(1.0, kept[:8], f"{len(kept)} prompts live in files or a registry")
    if settings:
        return Fact(0.5, settings[:6], "prompts stand among the settings")
    inline = tuple(hit.evidence("a prompt inline in the code", False) for hit in product.hits(_MESSAGE))
    return Fact(0.0, inline[:6], f"{len(inline)} prompts stand inline in the code", ("prompt files and registries",))


def _written(product: Product) -> list[Prompt]:
    return [prompt for prompt in product.inventory.prompts if prompt.kind != "file" and prompt.length >= 60]


def _files(product: Product) -> tuple[str, ...]:
    listed = {prompt.path for prompt in product.inventory.prompts if prompt.kind == "file"}
    found = {
        file.path
        for file in product.files("config", "docs", "data", "other", "code")
        if (_FILE.search(file.path) or is_asked_for(product, file.path))
        and not _NOT_OURS.search(file.path)
        and file.language not in {"python", "javascript", "go", "java"}
    }
    return tuple(sorted(listed | found))


def _is_constant(product: Product, prompt: Prompt) -> bool:
    """True for a text bound to a name of its module, or in a module made for prompts."""
    if _DEDICATED.search(prompt.path):
        return True
    lines = product.text(prompt.path).splitlines()[max(0, prompt.line - 3) : prompt.line]
    if any(_ANNOTATION.search(line) for line in lines[-2:]) or any(_NAMED.search(line) for line in lines):
        return True
    if prompt.kind != "constant":
        return False
    module = product.module(prompt.path)
    text = next((text for text in module.texts if text.line == prompt.line), None) if module else None
    return text is None or text.function < 0


def _shown(prompts: list[Prompt], says: str, supports: bool) -> tuple[Evidence, ...]:
    return tuple(Evidence(prompt.path, prompt.line, prompt.name, says, supports) for prompt in prompts[:6])
