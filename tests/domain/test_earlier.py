"""A result beside that of an earlier election: lists are the same by their names."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest

from stemdag.domain.earlier import Earlier, together

THEN = Earlier("Gemeenteraad 2018", date(2018, 3, 21), {"GROENLINKS": 300, "D66": 100, "PVV (Partij voor de Vrijheid)": 100}, 510, 900)  # fmt: skip  # noqa: E501


@pytest.mark.parametrize(
    ("name", "share"),
    [
        ("GroenLinks", Fraction(3, 5)),
        ("d 66", Fraction(1, 5)),
        ("PVV", Fraction(1, 5)),
        ("Partij voor de Dieren", None),
        ("", None),
    ],
)
def test_a_list_is_known_by_its_name(name: str, share: Fraction | None) -> None:
    assert THEN.share(name) == share


def test_change_is_in_parts_of_the_whole() -> None:
    assert THEN.change("GroenLinks", 50, 100) == Fraction(-1, 10)
    assert THEN.change("Volt", 50, 100) is None
    assert THEN.change("GroenLinks", 0, 0) is None


def test_two_lists_that_could_be_meant_are_none() -> None:
    twice = Earlier("x", date(2018, 3, 21), {"PVV (a)": 1, "PVV (b)": 2}, 3)
    assert twice.share("PVV") is None
    assert twice.share("PVV (a)") == Fraction(1, 3)


def test_together_only_where_every_one_has_one() -> None:
    both = together([THEN, THEN])
    assert both is not None
    assert (both.votes["D66"], both.admitted, both.electorate) == (200, 1020, 1800)
    assert together([THEN, None]) is None
    assert together([]) is None
    other = Earlier("Gemeenteraad 2014", date(2014, 3, 19), {"D66": 1}, 1)
    assert together([THEN, other]) is None
    unknown = Earlier(THEN.name, THEN.date, {"D66": 1}, 1)
    found = together([THEN, unknown])
    assert found is not None
    assert found.electorate is None
