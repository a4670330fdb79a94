"""What tests of several rooms need: a browser, and the accessibility rules in it."""

from __future__ import annotations

import gc
import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import hypothesis
import pytest
from django.contrib.auth.hashers import Argon2PasswordHasher
from playwright.sync_api import Browser, BrowserContext, Page, Playwright, sync_playwright

from stemdag.bench import browsing
from stemdag.publish import making
from stemdag.seal import keys
from tests import once

ROOT = Path(__file__).resolve().parent.parent
AXE = ROOT / "node_modules/axe-core/axe.min.js"
# A slow machine is no failure: speed is measured by the bench.
hypothesis.settings.register_profile("house", deadline=None)
hypothesis.settings.load_profile("house")
#: The rules of WCAG 2.2 at A and AA.
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Whole days first, after the order was drawn by lot: one that began last would keep one worker alone."""
    items.sort(key=lambda each: each.get_closest_marker("day") is None)


@dataclass(frozen=True)
class Chromium:
    """How to start Chromium here: in a profile of its own, or as the one of all tests."""

    playwright: Playwright
    program: str
    # Chromium's sandbox refuses to run as root; nobody looks, so what draws the screen may be left out.
    flags: tuple[str, ...] = (*(("--no-sandbox",) if os.geteuid() == 0 else ()), "--disable-gpu")


@pytest.fixture(scope="session", autouse=True)
def quick_secrets() -> Iterator[None]:
    """Nobody guesses here, and a slow hash proves nothing. `tests/seal` has the cost of earnest."""
    with pytest.MonkeyPatch.context() as patch:
        for name, value in {"_PASSES": 1, "_LANES": 1, "_MEMORY_KIB": 8}.items():
            patch.setattr(keys, name, value)
        for name, value in {"time_cost": 1, "memory_cost": 64}.items():
            patch.setattr(Argon2PasswordHasher, name, value)
        yield


@pytest.fixture(scope="session", autouse=True)
def seldom_collect() -> Iterator[None]:
    """What the tests themselves are stays to the end, and is not looked through for rubbish over and over."""
    gc.collect()
    gc.freeze()
    making.seldom_collect()
    yield
    gc.unfreeze()


@pytest.fixture(scope="session", autouse=True)
def same_answers() -> Iterator[None]:
    """What is asked by a thousand tests is worked out once."""
    with once.worked_out():
        yield


@pytest.fixture(scope="session")
def chromium() -> Iterator[Chromium]:
    """The one Playwright of this process: its loop runs in this thread, so there can be no second."""
    # Django takes any loop for an asynchronous context.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    with sync_playwright() as playwright:
        program = browsing.installed() or browsing.downloaded(playwright.chromium)
        if not os.access(program, os.X_OK):
            pytest.skip(f"no browser at {program}; `make browser` gets one or says why not")
        yield Chromium(playwright, program)


@pytest.fixture(scope="session")
def browser(chromium: Chromium) -> Iterator[Browser]:
    """One Chromium for all tests of this process."""
    started = chromium.playwright.chromium.launch(executable_path=chromium.program, args=list(chromium.flags))
    yield started
    started.close()


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    """A fresh profile, in Dutch and in the Netherlands' time."""
    made = browser.new_context(locale="nl-NL", timezone_id="Europe/Amsterdam")
    yield made
    made.close()


@pytest.fixture
def page(context: BrowserContext) -> Page:
    """A page of a fresh profile."""
    return context.new_page()


#: What is out of sight has no place yet where a page leaves it for later: axe must see it as a reader does.
_LAID_OUT = """
document.styleSheets[0]?.insertRule("* { content-visibility: visible !important; }")
"""


#: Only the breaches come over, by their HTML: what was in order is most of the answer, and most of the time.
#: Sound, video and the rules of the style sheets, which no rule of ours asks for, are not fetched anew.
_BREACHES = """
rules => axe.run({
  runOnly: rules, resultTypes: ["violations"], reporter: "no-passes", selectors: false, preload: false,
}).then(all => all.violations)
"""


def _told(node: dict[str, Any]) -> str:
    """What is wrong with an element, in axe's words."""
    return "; ".join(each["message"] for kind in ("any", "all", "none") for each in node[kind])


@pytest.fixture
def accessible() -> Callable[[Page], None]:
    """Fails with every breach of WCAG 2.2 AA that axe-core finds on the page as it now stands."""

    def check(page: Page) -> None:
        # Through the debugger, not as a script of the page: our content policy stays as it is.
        if page.evaluate("typeof window.axe") == "undefined":
            page.evaluate(AXE.read_text())
            page.evaluate(_LAID_OUT)
        found: list[dict[str, Any]] = page.evaluate(_BREACHES, RULES)
        breaches = [
            f"{each['id']}: {node['html'][:120]} ({_told(node)})" for each in found for node in each["nodes"]
        ]
        assert not breaches, "\n".join(breaches)

    return check
