"""The purge hook: a program of the operator's that tells a CDN to drop what was withdrawn.

It is given the changed addresses on its standard input, one a line. What it does with them is its own: call a
CDN's interface, or drop all. It has a limited time, and its failure undoes nothing: caches keep no file of
ours longer than a minute anyway.
"""

from __future__ import annotations

import shlex
import subprocess
from collections.abc import Iterable

from stemdag.publish import address

#: Seconds.
PATIENCE = 20.0


class PurgeFailed(RuntimeError):
    """The hook did not do its work: what it was, and how it ended."""


def purge(command: str, paths: Iterable[str]) -> None:
    """Run the hook, where there is one, for these paths of the tree; `PurgeFailed` where it fails."""
    words = shlex.split(command)
    if not words:
        return
    told = "".join(f"{address.link(path)}\n" for path in paths)
    try:
        done = subprocess.run(  # noqa: S603 (the operator's own program)
            words, input=told, capture_output=True, text=True, timeout=PATIENCE, check=False
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        why = f"no answer in {PATIENCE:.0f} s" if isinstance(error, subprocess.TimeoutExpired) else str(error)
        raise PurgeFailed(f"the purge hook {words[0]} failed: {why}") from None
    if done.returncode:
        last = (done.stderr.strip() or done.stdout.strip()).rpartition("\n")[2][:200]
        raise PurgeFailed(f"the purge hook {words[0]} failed: exit {done.returncode} {last}".rstrip())
