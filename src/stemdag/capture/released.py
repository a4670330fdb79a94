"""Updates of the app that the office releases during the day: which version, for which stations.

A device keeps its version from opening to the sent count. A released one it takes at its next start.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from stemdag.capture import shell
from stemdag.capture.place import Place
from stemdag.elections.models import Municipality
from stemdag.elections.writing import write


def release(row: Municipality, by: str, at: datetime) -> str:
    """Release the version that is installed here to the devices of a municipality; the version."""
    version = shell.version()
    write(row, "app.released", at, by, facts={"version": version})
    return version


def version(places: Iterable[Place]) -> str:
    """The version that was released for a device at these places; nothing where none was.

    Where elections of one device were given different ones, the one that can be had here.
    """
    found = {each.chain.shell for each in places if each.chain} - {""}
    return shell.version() if shell.version() in found else min(found, default="")
