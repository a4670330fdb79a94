"""A result beside that of an earlier election: lists are the same by their names."""

from __future__ import annotations

from dataclasses import replace
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


def test_turnout_of_several_is_weighed_by_their_electorates() -> None:
    large = replace(THEN, electorate=900, curve=((480, 0), (600, 2_000), (1260, 8_000)))
    small = replace(THEN, electorate=100, curve=((450, 100), (510, 1_000), (1200, 7_000)))
    found = together([large, small])
    assert found is not None
    assert found.of == 2
    minutes = [minute for minute, _ in found.curve]
    assert minutes == [480, 510, 600, 1200]  # where both are known
    for minute, share in found.curve:
        one, other = (each.turnout_at(minute) for each in (large, small))
        assert one is not None
        assert other is not None
        assert abs(Fraction(share, 10_000) - (900 * one + 100 * other) / 1000) <= Fraction(1, 10_000)
    assert [share for _, share in found.curve] == sorted(share for _, share in found.curve)


@pytest.mark.parametrize(
    "other",
    [
        replace(THEN, curve=()),  # nothing known of one
        replace(THEN, electorate=None, curve=((480, 0), (600, 2_000))),  # nothing to weigh it by
        replace(THEN, curve=((700, 0), (800, 2_000))),  # not known at one moment
        replace(THEN, curve=((600, 2_000), (800, 3_000))),  # at one moment alone
    ],
)
def test_turnout_of_several_is_not_there_where_it_cannot_be_said(other: Earlier) -> None:
    found = together([replace(THEN, curve=((480, 0), (600, 2_000))), other])
    assert found is not None
    assert found.curve == ()
    assert found.votes["D66"] == 200
