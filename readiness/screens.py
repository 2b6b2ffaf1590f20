"""Which files of a product make up what its users see: screens, page templates, chat bots, and their texts."""

from __future__ import annotations

import re
from functools import lru_cache

from readiness.compiling import compile_later
from readiness.product import Product
from readiness.search import Pattern
from readiness.signals import load_signals

_VIEWS = compile_later(
    r"\.(?:tsx|jsx|vue|svelte|astro|gjs|gts|html?|jinja2?|j2|erb|haml|slim|hbs|ejs|njk|cshtml|razor|templ|heex|xaml|axaml|"
    r"qml|storyboard|xib|fxml)$|"
    r"\.blade\.php$|\.html\.\w+$", re.I
)  # fmt: skip
_FRONT_END = compile_later(
    r"(?:^|/)(?:components?|composables|hooks|pages|views|screens|widgets|ui|presentation|front-?end|web-?app|"
    r"web-?ui|webview|client|renderer|popup|sidepanel|"
    r"contexts?|stores?|static|public|assets|www|wwwroot|[\w-]+[-_](?:ui|frontend|webapp|front))/", re.I
)  # fmt: skip
_SCRIPT = compile_later(r"\.(?:[cm]?[jt]s|dart|swift)$", re.I)
_TEXTS = compile_later(
    r"(?:^|/)(?:_?locales?|i18n|l10n|lang|langs|languages|translations?|messages|intl)/[^?]*\.(?:json5?|ya?ml|"
    r"[cm]?[jt]s|po|arb|properties|php|ftl|xlf|py|rb)$|"
    r"(?:^|/)(?:strings|messages|Resources)(?:[._-][\w-]+)?\.(?:xml|properties|resx|strings|arb)$", re.I
)  # fmt: skip
_NO_SCREEN = compile_later(
    r"(?:^|/)(?:docs?|website|overrides|prompts?|skills?|storybook|\.storybook|api-docs?|swagger(?:-ui)?|"
    r"coverage|e?mails?|email[-_]templates?)/",
    re.I,
)
_MARKS = ("screen-file", "facet-ui")
_COMMAND_LINE = "facet-command-line"


def screen_patterns() -> tuple[Pattern, ...]:
    """The patterns that tell a screen's file from others where its path does not."""
    signals = load_signals()
    return tuple(pattern for name in (*_MARKS, _COMMAND_LINE) for pattern, _ in signals[name].patterns)


def is_only_command_line(product: Product) -> bool:
    """Whether people work with the product on a command line alone."""
    evidence = product.facets.get("ui", ())
    return bool(evidence) and all("command line" in item.says for item in evidence)


@lru_cache(maxsize=1)
def screen_files(product: Product) -> frozenset[str]:
    """Paths of the files that make up what users see; where a command line is all there is, those that make it."""
    found = {file.path for file in product.snapshot.files if _by_path(file.path, file.role)}
    names = (*_MARKS, _COMMAND_LINE) if is_only_command_line(product) else _MARKS
    signals = load_signals()
    for name in names:
        for pattern, _ in signals[name].patterns:
            found.update(hit.path for hit in product.hits(pattern) if not _NO_SCREEN.search(hit.path))
    return frozenset(found)


def _by_path(path: str, role: str) -> bool:
    if role not in {"code", "config", "data", "other"} or _NO_SCREEN.search(path):
        return False
    if _TEXTS.search(path):
        return True
    if role != "code":
        return False
    return bool(_VIEWS.search(path) or (_SCRIPT.search(path) and _FRONT_END.search(path)))


def is_view(path: str) -> bool:
    """Whether a file draws a screen, by its name: a component, a page or a template; not the texts that it shows."""
    return bool(_VIEWS.search(path) or path.endswith((".py", ".js"))) and not _TEXTS.search(path)
