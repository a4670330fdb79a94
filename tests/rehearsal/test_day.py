"""The definition of a rehearsed election, and a count as the fields of the form."""

from __future__ import annotations

import json
from dataclasses import replace

from stemdag.domain.ballot import Ballot, CandidateList
from stemdag.domain.count import Box, Explained, ListCount
from stemdag.domain.election import Area
from stemdag.files.own import read_definition
from stemdag.rehearsal.day import RehearsedElection, definition
from stemdag.rehearsal.form import as_fields
from stemdag.rehearsal.tk2021 import tk2021

DAY = tk2021()


def read_again(played: RehearsedElection) -> object:
    own = read_definition("x.json", json.dumps(definition(played)).encode())
    return own.election, own.municipalities


def as_is(played: RehearsedElection) -> object:
    return played.election, tuple((t.municipality, t.ballot, t.stations) for t in played.municipalities)


def test_the_definition_is_read_as_what_is_played() -> None:
    assert read_again(DAY) == as_is(DAY)


def test_domain_seats_blank_lists_and_number_minus_one_survive() -> None:
    town = DAY.municipalities[0]
    odd = replace(
        DAY,
        election=replace(DAY.election, domain=Area("0014", "Groningen"), seats=45, threshold=25),
        municipalities=(
            replace(
                town,
                municipality=replace(town.municipality, electorate=None),
                ballot=Ballot((CandidateList(7, ""),)),
                stations=(replace(town.stations[0], number=-1, electorate=0, postcode="9711 AA"),),
            ),
        ),
    )
    assert read_again(odd) == as_is(odd)


def test_fields_go_by_their_marks() -> None:
    count = replace(
        DAY.municipalities[0].counts[1],
        lists={3: ListCount(9, 9, {1: 5, 4: 4}), 30: ListCount(0)},
        voter_cards=None,
        boxes=frozenset(Box),
        explained=frozenset({Explained.NO}),
    )
    found = as_fields(count)
    assert (found["E.3"], found["L.3"], found["c.3.1"], found["c.3.4"]) == ("9", "9", "5", "4")
    assert found["E.30"] == "0"
    assert "L.30" not in found
    assert found["C"] == ""
    assert found["boxes"] == ["D=H", "H<D", "H>D"]
    assert found["explained"] == ["no"]
    assert found["D"] == str(count.admitted)
