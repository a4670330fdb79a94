"""The elections of one station on one day."""

from __future__ import annotations

from datetime import timedelta

import pytest

from stemdag.domain.election import Category
from stemdag.elections.together import elections_by_station
from tests.factories import DAY, make_election

pytestmark = [pytest.mark.store, pytest.mark.django_db]


def test_a_station_names_all_its_elections_of_the_day_and_no_others() -> None:
    own = make_election()
    make_election(eml_id="LR2022_Almere", category=Category.LR)
    make_election(eml_id="GR2022_Oefening", category=Category.TK, rehearsal=True)
    make_election(eml_id="EP2022", category=Category.PS, day=DAY + timedelta(days=7))
    moved = make_election(eml_id="AB2022", category=Category.AB).first.stations[2]
    moved.name = "Elders"
    moved.save()
    found = elections_by_station(own.first.row)
    assert found[1] == ("Gemeenteraad", "Verkiezing AB", "Verkiezing LR")
    assert found[2] == ("Gemeenteraad", "Verkiezing LR")
