"""What the incidents need to be played: acts at their moments, a reader, the command line, small towns."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from typer.testing import CliRunner, Result

from stemdag import cli
from stemdag.domain.count import Count
from stemdag.rehearsal.day import RehearsedElection
from tests.embargo.world import World, election

Files = Mapping[str, bytes]


def at_moments(world: World, acts: Mapping[datetime, Callable[[], None]]) -> None:
    """Do each act at the first look of the gate from its moment on, right after it."""
    left = dict(sorted(acts.items()))

    def after(moment: datetime) -> None:
        while left and moment >= next(iter(left)):
            left.pop(next(iter(left)))()

    world.after = after


def command(*words: str) -> Result:
    """One command of ours, in this process."""
    return CliRunner().invoke(cli.program(), words)


def readable(files: Files) -> Iterator[tuple[str, str]]:
    """The files of a tree that a reader reads: pages and data, without their compressed twins."""
    for path, body in files.items():
        if path.endswith((".html", ".json", ".csv", ".xml", ".atom")):
            yield path, body.decode()


def words(page: str) -> str:
    """What stands on a page."""
    body = re.sub(r"<(style|script|svg)\b.*?</\1>", " ", page, flags=re.DOTALL)
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", body)).split())


def data(files: Files, path: str) -> dict[str, Any]:
    """A data file of the tree."""
    found: dict[str, Any] = json.loads(files[f"data/v1/{path}"])
    return found


def town(count: Count, electorate: int | None, code: str = "0088") -> RehearsedElection:
    """An election of one municipality with one station, both with this electorate."""
    made = election({code: {1: count}})
    one = made.municipalities[0]
    station = replace(one.stations[0], electorate=electorate)
    return replace(
        made,
        municipalities=(
            replace(one, municipality=replace(one.municipality, electorate=electorate), stations=(station,)),
        ),
    )
