"""The stations most like one: a neighbourhood votes like its likes, more than like the whole municipality."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from heapq import nsmallest
from math import sqrt

from stemdag.domain.across.others import LEAST_SPREAD, MOST_SPREAD, Expected
from stemdag.domain.across.sheet import Sheet

#: So many stations are looked at. One list makes two stations no more unlike than this (a squared difference
#: of square roots of shares), so that a list that is wrong does not choose what it is set beside.
STATIONS, MOST_UNLIKE = 25, 0.01
#: The municipality as a whole weighs as so many votes beside those of similar stations.
TRUST_LISTS, TRUST_CANDIDATES = 300.0, 200.0

Weighted = tuple[float, int]


class Likeness:
    """The stations of a municipality by the square roots of their shares (Hellinger's distance)."""

    def __init__(self, sheets: Mapping[int, Sheet]) -> None:
        self._stations = [
            (number, _roots(sheet), sum(sheet.totals))
            for number, sheet in sheets.items()
            if any(sheet.totals)
        ]

    def of(self, own: Sheet, number: int) -> list[Weighted]:
        """The stations most like this one and the weight of each, without the one of its own number."""
        if not any(own.totals):
            return []
        roots = _roots(own)
        lists = len(roots) or 1
        found: list[Weighted] = []
        for other, theirs, _ in self._stations:
            if other == number:
                continue
            unlike = 0.0
            for x, y in zip(roots, theirs, strict=True):
                apart = (x - y) * (x - y)
                unlike += apart if apart < MOST_UNLIKE else MOST_UNLIKE
            found.append((unlike / lists, other))
        near = nsmallest(STATIONS, found)
        if not near:
            return []
        # Chance alone sets two stations so far apart.
        least = near[0][0] / 2 + 1 / (4 * sum(own.totals)) + 1e-4
        return [(least / (least + unlike), other) for unlike, other in near]


def _roots(sheet: Sheet) -> list[float]:
    whole = sum(sheet.totals)
    return [sqrt(votes / whole) for votes in sheet.totals]


def nearer(expected: Expected, rows: Iterable[tuple[float, Sequence[int]]], trust: float) -> Expected:
    """What the municipality lets expect, moved towards what similar stations have: rows with weights."""
    choices = len(expected.shares)
    votes, squares, with_whole = [0.0] * choices, [0.0] * choices, [0.0] * choices
    whole = whole_squares = 0.0
    for weight, row in rows:
        of = sum(row)
        whole += weight * of
        whole_squares += weight * of * of
        for at, each in enumerate(row):
            if each:
                weighed = weight * each
                votes[at] += weighed
                squares[at] += weighed * each
                with_whole[at] += weighed * of
    if not whole:
        return expected
    pairs, doubt, part = whole_squares - whole, 20 * trust, trust / (whole + trust)
    shares, spreads = [], []
    for at, (before, spread) in enumerate(zip(expected.shares, expected.spreads, strict=True)):
        share = (votes[at] + trust * before) / (whole + trust)
        most = share * (1 - share)
        off = squares[at] - 2 * share * with_whole[at] + share * share * whole_squares
        beyond = (off - whole * most) / most if most > 1e-12 else 0.0
        found = max(LEAST_SPREAD, (beyond + spread * doubt) / (pairs + doubt))
        shares.append(share)
        spreads.append(min(MOST_SPREAD, found + 0.3 * spread * part + 1 / (whole + trust)))
    return Expected(shares, spreads, expected.of, expected.stations)
