"""The prompts beside those in the code: files made for prompts, and prompts fetched from a registry by name."""

from __future__ import annotations

from readiness.compiling import compile_later
from readiness.inventory import Prompt
from readiness.inventory.models import literal
from readiness.product import Product
from readiness.search import readable

_ENDING = r"(?:md|mdx|txt|j2|jinja2?|ya?ml|json|toml|tmpl|gotmpl|xml|hbs|mustache|liquid|st|prompt)"
_IN_FOLDER = compile_later(rf"(?i)(?:^|/)(?:[\w-]+[-_])?prompts?(?:[-_]templates?)?/(?:[^/]+/)*[^/]+\.{_ENDING}$")
_NAMED = compile_later(rf"(?i)(?:^|/)(?:[^/]*[._-])?prompts?\.{_ENDING}$|\.prompt(?:y|\.[\w.]+)?$")
_ORDERS = compile_later(r"(?i)(?:^|/)(?:[\w-]+[-_])?(?:instructions?|persona|system[-_]message)\.(?:md|txt)$")
"""Files that hold a prompt under another name, where code names them."""
_NOT_PROMPTS = compile_later(
    r"(?i)(?:^|/)(?:\.(?!github/prompts/)[\w-]+|docs?|cookbooks?|blog|tutorials?|website|specs?|plans?|node_modules)/"
    r"|(?:^|/)(?:readme|changelog|index|config|schema|package)\.\w+$"
)
_PROGRAMS = frozenset({"python", "javascript", "go", "java", "kotlin", "csharp", "ruby", "rust", "php", "notebook"})
_ROLES = ("config", "docs", "data", "other", "code", "infra")
# What SDKs of prompt registries call it: LangChain hub, LangSmith, Langfuse, MLflow, PromptLayer, Humanloop, Phoenix.
_FETCHES = compile_later(
    r"(?i)(?:^|\.)hub\.pull$|(?:^|\.)pull_?prompt$|langfuse\w*(?:\(\))?\.(?:get_?prompt|prompt\.get)$|mlflow\.(?:genai\.)?load_prompt$"
    r"|promptlayer\w*(?:\(\))?\.templates\.get$|humanloop\w*(?:\(\))?\.prompts\.\w+$|phoenix\w*(?:\(\))?\.prompts\.get$|^load_prompt_from_registry$"
)


def all_prompts(product: Product) -> tuple[Prompt, ...]:
    """The product's prompts, by path and line: constants and texts in calls, "file"s and those of a "registry"."""
    found = {(prompt.path, prompt.line): prompt for prompt in (*_files(product), *_fetched(product))}
    found |= {(prompt.path, prompt.line): prompt for prompt in product.inventory.prompts}
    return tuple(found[place] for place in sorted(found))


def _files(product: Product) -> list[Prompt]:
    found = []
    for file in product.files(*_ROLES):
        if file.language in _PROGRAMS or _NOT_PROMPTS.search(file.path):
            continue
        if _IN_FOLDER.search(file.path) or _NAMED.search(file.path) or is_asked_for(product, file.path):
            text = product.text(file.path)
            if text.strip():
                found.append(Prompt(_name(file.path), file.path, 1, len(text), "file"))
    return found


def is_asked_for(product: Product, path: str) -> bool:
    """Whether a file of instructions is named by the code beside it."""
    if not _ORDERS.search(path):
        return False
    folder, _, name = path.rpartition("/")
    beside = (f for f in product.files("code", "evaluation", "script") if f.path.rpartition("/")[0] == folder)
    texts = (part.text for file in beside for part in readable(file, product.text(file.path), comments=False))
    return any(name in text for text in texts)


def _name(path: str) -> str:
    """The file's name up to its first dot: what code asks for it by."""
    name = path.rpartition("/")[2]
    return name.lstrip(".").partition(".")[0] or name


def _fetched(product: Product) -> list[Prompt]:
    found = []
    for key, module in product.model_modules.items():
        path = key if isinstance(key, str) else key[0]
        for call in module.calls:
            if _FETCHES.search(call.callee):
                name = literal(call.args[0].text) if call.args else ""
                found.append(Prompt(name, path, call.line, 0, "registry"))
    return found
