"""The official count set beside ours, station by station: what differs, and what was said of it.

Pure. Stations are matched by number; a list that is on one of the two only is set beside 0, as on paper.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from stemdag.domain.count import Count

#: The letters of the form that both a form and an official file have, in the form's order. L is the form's
#: own, E the sum of lists.
LETTERS = tuple("ABCDEFGHIJ")


@dataclass(frozen=True, slots=True)
class Difference:
    """A field in which two counts differ: its mark (`D`, `E.3`, `c.3.12`), what ours says, what theirs."""

    mark: str
    ours: int
    official: int

    @property
    def more(self) -> int:
        """By how much the official count says more."""
        return self.official - self.ours

    @property
    def place(self) -> str:
        """What is explained together: a letter, or a list with its candidates as its `E.n`."""
        return f"E.{self.mark.split('.')[1]}" if self.mark.startswith("c.") else self.mark


@dataclass(frozen=True, slots=True)
class Pair:
    """A station of which both counts are here. `explained` are places that somebody gave a reason for."""

    station: int
    differences: tuple[Difference, ...]
    explained: frozenset[str] = frozenset()

    @property
    def places(self) -> tuple[str, ...]:
        """The places at which something differs, in the form's order."""
        return tuple(dict.fromkeys(each.place for each in self.differences))

    @property
    def open(self) -> tuple[str, ...]:
        """Those that nobody explained yet."""
        return tuple(each for each in self.places if each not in self.explained)

    @property
    def is_open(self) -> bool:
        return bool(self.open)


@dataclass(frozen=True, slots=True)
class Beside:
    """The counts of a municipality beside the official ones.

    `pairs` have both, by number; `ours_alone` have no official count yet, `official_alone` none of ours,
    `unknown` an official count and are no station of the municipality.
    """

    pairs: tuple[Pair, ...]
    ours_alone: tuple[int, ...] = ()
    official_alone: tuple[int, ...] = ()
    unknown: tuple[int, ...] = ()

    @property
    def differing(self) -> tuple[Pair, ...]:
        """Pairs with a difference, those with an open one first."""
        found = [each for each in self.pairs if each.differences]
        return tuple(sorted(found, key=lambda each: (not each.is_open, each.station)))

    @property
    def same(self) -> tuple[int, ...]:
        return tuple(each.station for each in self.pairs if not each.differences)


def differences(ours: Count, official: Count) -> tuple[Difference, ...]:
    """The fields in which two counts of one station differ, in the form's order.

    Candidates only where both tell them: a station that counts lists alone says nothing of them. What a form
    does not have (C, a list) is 0.
    """
    letters = [
        Difference(letter, mine, theirs)
        for letter, mine, theirs in zip(LETTERS, _letters(ours), _letters(official), strict=True)
    ]
    rows = []
    for number in sorted(ours.lists.keys() | official.lists.keys()):
        mine, theirs = ours.lists.get(number), official.lists.get(number)
        rows.append(Difference(f"E.{number}", mine.total if mine else 0, theirs.total if theirs else 0))
        if not (mine and theirs and mine.candidates and theirs.candidates):
            continue
        rows += [
            Difference(f"c.{number}.{one}", mine.candidates.get(one, 0), theirs.candidates.get(one, 0))
            for one in sorted(mine.candidates.keys() | theirs.candidates.keys())
        ]
    # A to D, the lists, and from E on: as the form goes.
    return tuple(each for each in (*letters[:4], *rows, *letters[4:]) if each.more)


def beside(
    ours: Mapping[int, Count],
    official: Mapping[int, Count],
    explained: Mapping[int, Collection[str]] | None = None,
    stations: Collection[int] | None = None,
) -> Beside:
    """All counts of a municipality, by station number, beside the official ones.

    `explained` are places by station; `stations` those of the definition, where known.
    """
    said = explained or {}
    known = set(stations) if stations is not None else ours.keys() | official.keys()
    pairs = tuple(
        Pair(number, differences(ours[number], official[number]), frozenset(said.get(number, ())))
        for number in sorted(ours.keys() & official.keys())
    )
    alone = official.keys() - ours.keys()
    return Beside(
        pairs,
        tuple(sorted(ours.keys() - official.keys())),
        tuple(sorted(alone & known)),
        tuple(sorted(alone - known)),
    )


def _letters(count: Count) -> tuple[int, ...]:
    return (
        count.poll_cards,
        count.proxies,
        count.voter_cards or 0,
        count.admitted,
        count.candidate_votes,
        count.blank,
        count.invalid,
        count.cast,
        count.more,
        count.fewer,
    )
