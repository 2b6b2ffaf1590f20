"""Pages in a real browser: one browser for a module, a window for each test, and what must hold of every page.

`browser` skips where none is installed. `open_page` writes a page to a file, opens it, and watches: an error in the
console, a fault in a script, or a request for anything but the file itself fails the test.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
QUIET = (
    "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update", "--disable-sync",
    "--no-first-run",
)  # fmt: skip
# Milliseconds: a machine that builds is busy.
PATIENCE = 20_000
WIDTHS = (1200, 360)
SCHEMES = ("light", "dark")

Open = Callable[..., Page]


@dataclass
class Watched:
    """What happened in the windows of a test that must not happen."""

    faults: list[str] = field(default_factory=list)

    def watch(self, page: Page) -> None:
        page.on("console", lambda one: self.faults.append(one.text) if one.type in ("error", "warning") else None)
        page.on("pageerror", lambda error: self.faults.append(str(error)))
        page.on("dialog", lambda dialog: (self.faults.append(f"dialog: {dialog.message}"), dialog.accept()))
        page.on(
            "request",
            lambda one: None if one.url.startswith("file://") else self.faults.append(f"request: {one.url[:200]}"),
        )


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """The browser of this machine, without a window."""
    place = next((found for name in BROWSERS if (found := shutil.which(name))), None)
    if place is None:
        pytest.skip(f"no browser is installed (looked for {', '.join(BROWSERS)})")
    expect.set_options(timeout=PATIENCE)
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=place, args=list(QUIET))
        yield launched
        launched.close()


@pytest.fixture
def open_page(browser: Browser, tmp_path: Path) -> Iterator[Open]:
    """Opens the text of a page: `open_page(text, width=360, scheme="dark")`; more options go to the window.

    With `context` a further page opens in the window of an earlier one and shares what it keeps.
    """
    watched = Watched()
    contexts: list[BrowserContext] = []

    def opened(
        text: str, width: int = 1200, scheme: Any = "light", context: BrowserContext | None = None, **options: Any
    ) -> Page:
        if context is None:
            options = {"reduced_motion": "reduce", **options}  # a page that glides is waited for
            context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme, **options)
            context.set_default_timeout(PATIENCE)
            contexts.append(context)
        file = tmp_path / "page.html"
        file.write_text(text, encoding="utf-8")
        page = context.new_page()
        watched.watch(page)
        page.goto(file.as_uri())
        return page

    yield opened
    for context in contexts:
        context.close()
    assert watched.faults == []


def hindrances(page: Page) -> list[str]:
    """What axe finds on the page as it stands: rule, and the elements; all rules of axe count, advice included."""
    found = Axe().run(page).response["violations"]
    return [f"{one['id']}: {[node['html'][:160] for node in one['nodes'][:3]]}" for one in found]


def is_as_wide_as_its_window(page: Page) -> bool:
    """Whether nothing has to be scrolled sideways."""
    return bool(page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"))
