"""Tables and feeds of several municipalities follow within ten seconds; what is awaited does not wait."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from uuid import UUID

from stemdag.domain.station import Municipality
from stemdag.domain.withdrawal import What, Withdrawal
from stemdag.publish.day import PublicMunicipality
from stemdag.publish.target import DirectoryTarget
from stemdag.publish.tree import tree
from stemdag.publish.withdrawn import hidden
from stemdag.publish.write import Writer
from tests.publish import days

NIGHT = days.CLOSES + timedelta(hours=2)
FOLDER = "data/v1/GR2022_Nijmegen"
TOGETHER = {f"{FOLDER}/election.csv", f"{FOLDER}/election.nl.atom", f"{FOLDER}/election.nl.feed.json"}
AT_ONCE = {f"{FOLDER}/election.json", f"{FOLDER}/0268.csv", "nl/GR2022_Nijmegen/index.html"}


def town(counted: int) -> PublicMunicipality:
    return days.municipality(in_already=counted, now=NIGHT)


def druten() -> PublicMunicipality:
    return replace(town(2), municipality=Municipality("0225", "Druten", 15_000))


def writing(folder: Path) -> Callable[..., set[str]]:
    """Writes a day so many seconds into the night; what was written."""
    writer = Writer(DirectoryTarget(folder, durable=False), rehearsal=False)

    def write(seconds: int, *towns: PublicMunicipality) -> set[str]:
        written = writer.write(tree(days.day(*towns)), NIGHT + timedelta(seconds=seconds))
        return {each.path for each in written}

    return write


def test_they_wait_ten_seconds_and_pages_and_json_do_not(tmp_path: Path) -> None:
    write = writing(tmp_path)
    assert write(0, town(3), druten()) >= TOGETHER | AT_ONCE
    soon = write(1, town(4), druten())
    assert soon >= AT_ONCE
    assert not soon & TOGETHER
    assert not write(9, town(4), druten()) & TOGETHER
    assert write(10, town(4), druten()) >= TOGETHER


def test_a_result_that_is_withdrawn_leaves_them_at_once(tmp_path: Path) -> None:
    write = writing(tmp_path)
    write(0, town(3), druten())
    act = Withdrawal(What.RESULTS, "Druten telt opnieuw.", NIGHT, "cli", UUID(int=1))
    assert write(1, town(3), hidden(druten(), act)) >= TOGETHER


def test_those_of_one_municipality_follow_at_once(tmp_path: Path) -> None:
    write = writing(tmp_path)
    write(0, town(3))
    assert write(1, town(4)) >= TOGETHER
