"""The public site of a made election, written to a folder as the gate writes it."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from stemdag.gate.day import Days
from stemdag.gate.opening import Opener
from stemdag.gate.watch import Watch
from stemdag.publish.tree import tree
from tests.factories import Made


def publish(made: Made, folder: Path, now: datetime, *, released: bool = True) -> Path:
    """The tree as the journal now makes it; `released` with the counts of every municipality."""
    places = [(made.row.eml_id, code) for code in made.municipalities]
    openers = {
        (made.row.eml_id, code): Opener(made.row.eml_id, code, each.release_private, made.row.release)
        for code, each in made.municipalities.items()
    }
    days, watch = Days(rehearsal=made.row.rehearsal), Watch()
    days.define()
    watch.refresh()
    days.look(places, watch, openers if released else {})
    for node in tree(days.public(now)):
        path = folder / node.path
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(node.render())
    return folder


def files(folder: Path) -> dict[str, bytes]:
    return {str(each.relative_to(folder)): each.read_bytes() for each in folder.rglob("*") if each.is_file()}
