"""A count that is handed back: out of the results where it was not public yet, in them where it was."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from uuid import uuid4

import pytest

from stemdag.elections.writing import write
from tests.factories import MadeMunicipality, at, make_count, make_election
from tests.gate.test_official import FIRST, loaded, public, sent

pytestmark = [pytest.mark.store, pytest.mark.django_db]

BETTER = make_count(votes={1: 57, 2: 33, 5: 8})


@pytest.fixture
def town() -> MadeMunicipality:
    return make_election().first


def decided(town: MadeMunicipality, kind: str, moment: datetime, version: int = 1) -> None:
    texts = {"reason": "Lijst 1 en 2 verwisseld?"}
    write(town.row, kind, moment, "desk:1", uuid4(), station=1, facts={"version": version}, texts=texts)


def test_before_the_release_it_is_not_in_the_results(town: MadeMunicipality) -> None:
    sent(town, FIRST, at("20:00"))
    decided(town, "count.returned", at("20:30"))
    assert public(town) == {}
    sent(town, BETTER, at("21:30"), version=2)
    found = public(town)[1]
    # The first version was never public, so nobody is told of a change.
    assert (found.count, found.since, found.changes) == (BETTER, at("21:30"), ())


def test_after_the_release_it_stays_until_a_better_one_comes(town: MadeMunicipality) -> None:
    sent(town, FIRST, at("20:00"))
    decided(town, "count.returned", at("21:30"))
    assert public(town)[1].count == FIRST
    sent(town, BETTER, at("22:00"), version=2)
    found = public(town)[1]
    assert (found.count, found.since, len(found.changes)) == (BETTER, at("22:00"), 1)
    assert (found.changes[0].before, found.changes[0].since) == (FIRST, at("21:00"))


def test_one_that_is_accepted_after_all_counts_from_then(town: MadeMunicipality) -> None:
    sent(town, FIRST, at("20:00"))
    decided(town, "count.returned", at("20:30"))
    decided(town, "count.accepted", at("20:50"))
    found = public(town)[1]
    assert (found.count, found.since, found.changes) == (FIRST, at("21:00"), ())


def test_of_two_versions_the_last_is_looked_at(town: MadeMunicipality) -> None:
    sent(town, FIRST, at("20:00"))
    sent(town, BETTER, at("20:10"), version=2)
    decided(town, "count.returned", at("20:30"), version=2)
    assert public(town) == {}


def test_an_official_count_does_not_wait_for_it(town: MadeMunicipality) -> None:
    sent(town, FIRST, at("20:00"))
    decided(town, "count.returned", at("20:30"))
    loaded(town, {1: replace(BETTER, boxes=None, explained=None)}, at("20:40"))
    assert public(town)[1].official
