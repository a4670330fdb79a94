"""Finds a browser for the tests, or gets one: yours ($STEMDAG_CHROMIUM), the system's, a package, a download.

Without any the browser tests skip and say so; everything else is tested.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys

from playwright.sync_api import sync_playwright

from stemdag.bench import browsing

#: The whole browser where the one without windows is not to be had.
PACKAGES = ("chromium-headless-shell", "chromium")


def installed() -> str | None:
    """A browser's program that is there already."""
    if named := browsing.installed():
        return named if os.access(named, os.X_OK) else None
    with sync_playwright() as playwright:
        path = browsing.downloaded(playwright.chromium)
    return path if os.access(path, os.X_OK) else None


def _try(*command: str) -> bool:
    sys.stdout.write(f"browser: {' '.join(command)}\n")
    sys.stdout.flush()
    try:
        return subprocess.run(command, stdout=subprocess.DEVNULL, timeout=600, check=False).returncode == 0  # noqa: S603
    except (OSError, subprocess.TimeoutExpired) as error:
        sys.stderr.write(f"browser: {error}\n")
        return False


def main() -> int:
    """Always 0: a machine without a browser tests all the rest."""
    program = installed()
    if not program and os.geteuid() == 0 and shutil.which("apt-get"):
        os.environ["DEBIAN_FRONTEND"] = "noninteractive"
        _try("apt-get", "update", "-qq")
        for package in PACKAGES:
            if not program and _try("apt-get", "install", "-qq", "-y", "--no-install-recommends", package):
                program = installed()
    if not program:
        _try(sys.executable, "-m", "playwright", "install", "chromium")
        program = installed()
    if program:
        sys.stdout.write(f"browser: {program}\n")
    else:
        sys.stderr.write(
            "browser: none found, and none could be installed; the browser tests will skip.\n"
            "         Install chromium, or name one in STEMDAG_CHROMIUM.\n"
        )
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
