"""A real browser for a measurement, where the development tools and a browser are."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from stemdag.bench.measure import NotHere

#: By what names a system has a browser. The first has no windows, so a page costs it half of the work.
PROGRAMS = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")

#: What Playwright's own is called, by its age.
_WINDOWLESS = ("chrome-headless-shell", "headless_shell")


def installed() -> str | None:
    """The program of `$STEMDAG_CHROMIUM`, else of the system's browser; None where there is none."""
    named = os.environ.get("STEMDAG_CHROMIUM")
    return next(filter(None, map(shutil.which, [named] if named else PROGRAMS)), named)


def downloaded(chromium: Any) -> str:
    """Where Playwright puts its own browser: the one without windows where that was downloaded too."""
    whole = chromium.executable_path
    folder = next((each for each in Path(whole).parents if each.name.startswith("chromium-")), None)
    if folder is None:
        return str(whole)
    beside = folder.with_name(folder.name.replace("chromium-", "chromium_headless_shell-"))
    return next((str(each) for name in _WINDOWLESS for each in beside.glob(f"*/{name}")), str(whole))


@contextmanager
def driver() -> Iterator[Any]:
    """The browser's driver and its program, which only developers have. `NotHere`."""
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        raise NotHere("playwright is not installed; `make setup` in a clone installs it") from None
    with sync_playwright() as playwright:
        program = installed() or downloaded(playwright.chromium)
        if not os.access(program, os.X_OK):
            raise NotHere(f"there is no browser at {program}; `make browser` gets one, or says why not")
        yield playwright.chromium, program


@contextmanager
def profile(browsing: Any, folder: Path) -> Iterator[Any]:
    """A page of the one profile, as large as a phone."""
    chromium, program = browsing
    context = chromium.launch_persistent_context(
        str(folder / "profile"),
        executable_path=program,
        # Chromium's sandbox refuses to run as root.
        args=["--no-sandbox"] if os.geteuid() == 0 else [],
        viewport={"width": 390, "height": 844},
        locale="nl-NL",
    )
    try:
        yield context.pages[0]
    finally:
        context.close()
