"""What the other stations of a municipality let expect of one: shares, and how far they spread.

Added up once for all stations; the station itself is taken out by subtraction, so that what it is set beside
never holds its own numbers.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import sqrt

#: Spread is estimated with so many votes' worth of doubt, towards that of all choices together; its bounds.
_DOUBT = 20_000.0
LEAST_SPREAD, MOST_SPREAD = 0.0005, 0.5
#: Spread where nothing is known.
USUAL_SPREAD = 0.02
#: An earlier election weighs as so many votes of this one: it matters where there are few other stations.
BEFORE_VOTES = 200.0


@dataclass(frozen=True, slots=True)
class Expected:
    """For each choice in order: its share at the other stations (never 0), and how far a station's spreads.

    `of` are the votes that it rests on, `stations` at how many stations.
    """

    shares: Sequence[float]
    spreads: Sequence[float]
    of: int
    stations: int

    def deviation(self, at: int, of: int) -> float:
        """The standard deviation of a choice's votes, out of so many."""
        share = self.shares[at]
        return sqrt(of * share * (1 - share) * (1 + (of - 1) * self.spreads[at])) if of else 0.0


class Tally:
    """Sums over stations of one set of choices: the lists, or the candidates of one list."""

    __slots__ = ("choices", "squares", "stations", "votes", "whole", "whole_squares", "with_whole")

    def __init__(self, choices: int, rows: Iterable[Sequence[int]]) -> None:
        self.choices = choices
        self.votes = [0] * choices
        self.squares = [0] * choices
        self.with_whole = [0] * choices
        self.whole = self.whole_squares = self.stations = 0
        for row in rows:
            whole = sum(row)
            if not whole:
                continue
            self.stations += 1
            self.whole += whole
            self.whole_squares += whole * whole
            for at, votes in enumerate(row):
                if votes:
                    self.votes[at] += votes
                    self.squares[at] += votes * votes
                    self.with_whole[at] += votes * whole

    def without(self, row: Sequence[int], before: Sequence[float] | None = None) -> Expected:
        """What the stations other than this one let expect; `row` must be among those added up.

        `before` are the shares of an earlier election, where they are known; they weigh as few votes.
        """
        own = sum(row)
        whole = self.whole - own
        squares = self.whole_squares - own * own
        doubt = 1.0 if before is None else BEFORE_VOTES
        smooth = whole + doubt
        pairs = squares - whole
        shares = []
        excess = []
        for at, votes in enumerate(row):
            usual = 1.0 / self.choices if before is None else before[at]
            share = (self.votes[at] - votes + doubt * usual) / smooth
            shares.append(share)
            off = (
                self.squares[at]
                - votes * votes
                - 2 * share * (self.with_whole[at] - votes * own)
                + share * share * squares
            )
            # The squares beyond those of chance alone, as a part of the largest possible.
            excess.append(off - whole * share * (1 - share))
        largest = sum(share * (1 - share) for share in shares) * pairs
        pooled = min(MOST_SPREAD, max(LEAST_SPREAD, sum(excess) / largest)) if largest > 0 else USUAL_SPREAD
        # Shares are estimates themselves, the rougher the fewer stations they are of.
        rough = squares / (whole * whole) if whole else 1.0
        spreads = []
        for share, beyond in zip(shares, excess, strict=True):
            most = share * (1 - share)
            found = (beyond / most + pooled * _DOUBT) / (pairs + _DOUBT) if most > 0 else pooled
            found = max(LEAST_SPREAD, found) * (1 + rough) + 1 / smooth
            spreads.append(min(MOST_SPREAD, found))
        return Expected(shares, spreads, whole, self.stations - (own > 0))
