"""Official counts at the gate: which count of a station is public, since when, and what it replaced."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from uuid import uuid4

import pytest

from stemdag.domain.count import Count
from stemdag.domain.election import Area
from stemdag.domain.errors import Refused
from stemdag.elections import values
from stemdag.elections.importing import load
from stemdag.elections.sealing import seal_count
from stemdag.files import CountFile, Oddity, UnitCount
from stemdag.gate.day import Days
from stemdag.gate.opening import Opener
from stemdag.gate.watch import Watch
from stemdag.journal.append import Fact, append
from stemdag.journal.models import Entry, Envelope
from stemdag.publish.day import ReleasedCount
from tests.factories import BALLOT, MadeMunicipality, at, make_count, make_election

pytestmark = [pytest.mark.store, pytest.mark.django_db]

FIRST = make_count()
OFFICIAL = replace(make_count(votes={1: 57, 2: 33, 5: 8}), boxes=None, explained=None)
#: D is two short of the passes.
WRONG = replace(OFFICIAL, poll_cards=OFFICIAL.poll_cards + 2)


@pytest.fixture
def town() -> MadeMunicipality:
    return make_election().first


def sent(town: MadeMunicipality, count: Count, moment: datetime, version: int = 1) -> None:
    """Station 1 sends its count."""
    sealed = seal_count(town.row, 1, "station", version, count, ())
    texts = {"reason": "Een rij was overgeslagen."} if version > 1 else {}
    facts = {"held": False}
    name = (town.row.election.eml_id, town.row.code)
    append(Fact(*name, "count.received", moment, "station:1", uuid4(), 1, facts, sealed=sealed, texts=texts))


def loaded(
    town: MadeMunicipality, counts: Mapping[int, Count], moment: datetime, why: str = ""
) -> list[Oddity]:
    """An official file comes in; returns what was odd."""
    area = Area(town.row.code, town.row.name)
    units = tuple(
        UnitCount(f"{area.code}::SB{number}", f"Bureau {number}", number, None, 0, count, 0, {})
        for number, count in counts.items()
    )
    total = UnitCount(area.code, area.name, None, None, 0, units[0].count, 0, {})
    file = CountFile("", "510b", values.election(town.row.election), area, BALLOT, total, units)
    report = load([file], moment, "cli", rehearsal=False, why=why)
    assert report.sealed_counts == len(units)
    return report.oddities


def public(town: MadeMunicipality, *, released: bool = True) -> dict[int, ReleasedCount]:
    """What a gate that starts now knows of the town, by station."""
    place = (town.row.election.eml_id, town.row.code)
    days, watch = Days(rehearsal=False), Watch()
    days.define()
    watch.refresh()
    opener = Opener(*place, town.release_private, at("21:00"))
    days.look([place], watch, {place: opener} if released else {})
    [election] = days.public(at("23:00")).elections
    [found] = [each for each in election.municipalities if each.municipality.code == town.row.code]
    return dict(found.released.counts) if found.released else {}


def test_it_takes_the_place_of_what_the_station_sent_and_says_what_that_was(town: MadeMunicipality) -> None:
    sent(town, FIRST, at("21:40"))
    assert not public(town)[1].official
    loaded(town, {1: OFFICIAL, 2: OFFICIAL}, at("23:50"))
    found = public(town)
    assert found[1].official
    assert (found[1].count.lists[1].total, found[1].since, found[1].nonce) == (57, at("23:50"), None)
    [change] = found[1].changes
    assert (change.official, change.reason, change.at) == (False, "", at("23:50"))
    assert (change.before, change.since) == (FIRST, at("21:40"))
    assert found[2].official
    assert found[2].changes == ()


def test_nothing_that_a_station_sends_afterwards_replaces_it(town: MadeMunicipality) -> None:
    sent(town, FIRST, at("21:40"))
    loaded(town, {1: OFFICIAL}, at("23:50"))
    before = public(town)
    sent(town, make_count(votes={1: 1, 2: 2, 5: 3}), at("23:55"), 2)
    assert public(town) == before


def test_another_official_count_is_a_correction_with_its_reason(town: MadeMunicipality) -> None:
    loaded(town, {1: OFFICIAL}, at("22:00"))
    recount = replace(make_count(votes={1: 58, 2: 32, 5: 8}), boxes=None, explained=None)
    loaded(town, {1: recount}, at("23:00"), "Hertelling van 17 maart.")
    found = public(town)[1]
    assert (found.official, found.count) == (True, recount)
    [change] = found.changes
    assert (change.official, change.before, change.reason) == (True, OFFICIAL, "Hertelling van 17 maart.")


def test_the_same_file_once_more_changes_nothing(town: MadeMunicipality) -> None:
    sent(town, FIRST, at("21:40"))
    loaded(town, {1: OFFICIAL}, at("22:00"))
    before = public(town)
    loaded(town, {1: OFFICIAL}, at("23:00"))
    assert public(town) == before


def test_an_error_on_an_official_count_holds_nothing(town: MadeMunicipality) -> None:
    """48 stations of the council elections of 2022 have one in their official file."""
    loaded(town, {1: WRONG}, at("22:00"))
    assert public(town)[1].count == WRONG


def test_a_number_that_the_definition_does_not_have_is_named(town: MadeMunicipality) -> None:
    assert loaded(town, {1: OFFICIAL}, at("22:00")) == []
    [told] = loaded(town, {1: OFFICIAL, 77: OFFICIAL}, at("22:05"))
    assert (told.code, "station 77 (Bureau 77)" in told.where) == ("station-not-defined", True)
    assert not re.search("57|33", told.text)


def test_before_the_release_there_is_none_and_afterwards_no_trace_of_what_it_replaced(
    town: MadeMunicipality,
) -> None:
    sent(town, FIRST, at("18:00"))
    loaded(town, {1: WRONG}, at("19:00"))
    loaded(town, {1: OFFICIAL}, at("20:00"))
    assert public(town, released=False) == {}
    found = public(town)[1]
    assert (found.official, found.count, found.changes) == (True, OFFICIAL, ())
    assert found.since == at("21:00")


def test_two_stations_of_one_number_in_a_file_are_refused_by_name(town: MadeMunicipality) -> None:
    """Nothing of the import is kept, and what was public stays; the message holds no vote."""
    loaded(town, {1: FIRST}, at("22:30"))
    before = public(town), Entry.objects.count(), Envelope.objects.count()
    area = Area(town.row.code, town.row.name)
    units = tuple(
        UnitCount(f"0034::SB{mark}", name, number, None, 0, OFFICIAL, 0, {})
        for mark, name, number in (("1", "Stadhuis", 1), ("2", "Sporthal", 2), ("2b", "De Schakel", 2))
    )
    total = UnitCount(area.code, area.name, None, None, 0, OFFICIAL, 0, {})
    file = CountFile("510b.eml.xml", "510b", values.election(town.row.election), area, BALLOT, total, units)
    with pytest.raises(Refused) as refusal:
        load([file], at("23:50"), "cli", rehearsal=False)
    assert refusal.value.code == "import.repeated"
    said = str(refusal.value)
    assert "510b.eml.xml: number 2 is that of Sporthal (0034::SB2) and De Schakel (0034::SB2b)." in said
    assert "nothing was imported" in said
    assert "57" not in said
    assert (public(town), Entry.objects.count(), Envelope.objects.count()) == before
    good = replace(file, units=(units[0], units[1], replace(units[2], number=3)))
    assert load([good], at("23:55"), "cli", rehearsal=False).sealed_counts == 3
