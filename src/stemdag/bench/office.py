"""A back office of its own to measure: its settings, its tables, and its server, as processes."""

from __future__ import annotations

import os
import secrets
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from stemdag.bench.running import running


@contextmanager
def environment(url: str) -> Iterator[None]:
    """What the processes of a measurement are started with; this one knows nothing of Django.

    The database at `url` has its tables afterwards.
    """
    before = dict(os.environ)
    os.environ.pop("DJANGO_SETTINGS_MODULE", None)
    os.environ |= {"STEMDAG_DATABASE_URL": url, "STEMDAG_TLS": "0", "STEMDAG_REHEARSAL": "0"}
    os.environ |= {
        f"STEMDAG_{each}": secrets.token_urlsafe(48)
        for each in ("SECRET_KEY", "CONTROL_SECRET", "TEXT_SECRET")
    }
    try:
        subprocess.run([sys.executable, "-m", "stemdag", "migrate"], check=True)
        yield
    finally:
        os.environ.clear()
        os.environ.update(before)


def work(module: str, *words: str, given: str | None = None) -> str:
    """What a process of `stemdag.bench.<module>` writes; it reads what is given."""
    command = [sys.executable, "-m", f"stemdag.bench.{module}", *words]
    done = subprocess.run(command, input=given, stdout=subprocess.PIPE, text=True, check=True)  # noqa: S603 (ourselves)
    return done.stdout


@contextmanager
def served(port: int, workers: int = 2) -> Iterator[int]:
    """The back office on a port of this machine."""
    command = [sys.executable, "-m", "stemdag", "serve", "office", "--port", str(port)]
    with running([*command, "--workers", str(workers)], port) as process:
        yield process
