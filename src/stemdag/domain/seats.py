"""Seats from votes (Kieswet P 5 to P 10): exact, every step recorded, lots never drawn.

Quota, full seats, residual seats, absolute majority, exhausted lists. Where lots decide, the outcome is an
input: without it the apportionment stops, with the seats given so far and the lists between which lots must
be drawn.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from fractions import Fraction

from stemdag.domain.errors import Refused
from stemdag.domain.seat_rules import Residual, SeatRule, rule_for

__all__ = ["Apportionment", "Residual", "SeatRule", "Step", "StepKind", "apportion", "as_json", "rule_for"]


class StepKind(StrEnum):
    """What a step did."""

    QUOTA = "quota"  # kiesdeler
    FULL = "full"  # volle zetels
    REMAINDER = "remainder"  # restzetel by largest remainder (grootste overschot)
    AVERAGE = "average"  # restzetel by highest average (grootste gemiddelde)
    MAJORITY = "majority"  # volstrekte meerderheid: a seat moves
    EXHAUSTED = "exhausted"  # lijstuitputting: a list without a candidate for it gives a seat back
    LOTS = "lots"  # lots must be drawn first
    EMPTY = "empty"  # nobody may take the seat


@dataclass(frozen=True, slots=True)
class Step:
    """One step on the way to the seats.

    `article` is the article of the Kieswet. `list` is the list that got `seats` seats, and `loser` the one
    that gave a seat up (absolute majority, exhausted list). `residual` numbers the residual seats from 1.
    `figure` is what decided: the quota; the remainder (in votes) or average of `list`. `figures` are those of
    all lists that took part. `equals` are the lists that stood equal where there was more than one; `by_lot`
    says that a lot chose among them.
    """

    kind: StepKind
    article: str
    list: int | None = None
    seats: int = 0
    residual: int | None = None
    figure: Fraction | None = None
    figures: Mapping[int, Fraction] = field(default_factory=dict)
    equals: tuple[int, ...] = ()
    by_lot: bool = False
    loser: int | None = None


@dataclass(frozen=True, slots=True)
class Apportionment:
    """Seats by list number, how they came about, and between which lists lots must be drawn (none: final).

    For a residual seat the lot names the list that gets it; for the absolute majority (the last step is then
    of P 9) the list that gives one up.
    """

    seats: Mapping[int, int]
    steps: tuple[Step, ...]
    open_lots: tuple[int, ...] = ()


class _LotsNeeded(Exception):
    """Lots must be drawn, and no outcome is left."""


def apportion(
    votes: Mapping[int, int],
    seats: int,
    rule: SeatRule,
    lots: Sequence[int] = (),
    candidates: Mapping[int, int] | None = None,
) -> Apportionment:
    """Divide `seats` over the lists by their votes; `lots` are the outcomes of lots, in the order needed.

    `candidates` says how many each list has, where that is known: it gets no more seats than that (P 10).

    `Refused` for a number of seats below 1, votes below 0, and a lot that names a list which did not take
    part or that nothing asked for.
    """
    if seats < 1:
        raise Refused("seats.number", f"{seats} is not a number of seats")
    for number, each in votes.items():
        if each < 0:
            raise Refused("seats.votes", f"list {number} has {each} votes", f"E.{number}")
    run = _Run({number: votes[number] for number in sorted(votes)}, seats, rule, list(lots), candidates or {})
    try:
        run.all_steps()
    except _LotsNeeded:
        return Apportionment(run.given, tuple(run.steps), run.open_lots)
    if run.lots:
        raise Refused("seats.lots", f"no lot was needed for which list {run.lots[0]} could be drawn")
    return Apportionment(run.given, tuple(run.steps))


class _Run:
    """One apportionment under way."""

    def __init__(
        self,
        votes: Mapping[int, int],
        seats: int,
        rule: SeatRule,
        lots: list[int],
        candidates: Mapping[int, int],
    ) -> None:
        self.votes = votes
        self.seats = seats
        self.rule = rule
        self.lots = lots
        self.candidates = candidates
        self.exhausted: frozenset[int] = frozenset()
        self.cast = sum(votes.values())
        self.given = dict.fromkeys(votes, 0)
        self.steps: list[Step] = []
        self.open_lots: tuple[int, ...] = ()
        self.quota = Fraction(self.cast, seats)

    def all_steps(self) -> None:
        if self.cast == 0:
            return
        self.steps.append(Step(StepKind.QUOTA, "P 5", figure=self.quota))
        remainders = self._full_seats()
        self._residual_seats(remainders)
        self._absolute_majority()
        while self._give_back():
            self._residual_seats(remainders)
        if self._left:
            self.steps.append(Step(StepKind.EMPTY, self._article, seats=self._left))

    def _residual_seats(self, remainders: Mapping[int, Fraction]) -> None:
        if self.rule.residual is Residual.REMAINDERS_THEN_AVERAGES:
            least = self.rule.remainder_from * self.quota
            enough = {n: left for n, left in remainders.items() if self.votes[n] >= least}
            self._each_once(StepKind.REMAINDER, enough)
            averages = {number: self._average(number) for number in self._may_have_residual()}
            self._each_once(StepKind.AVERAGE, averages)
        self._without_limit()

    def _give_back(self) -> bool:
        """Lists give back the seats for which they have no candidate (P 10); whether one did.

        From then on lists that are full take no part in residual seats.
        """
        over = [(n, seats - self.candidates.get(n, seats)) for n, seats in self.given.items()]
        for number, many in over:
            for _ in range(many):
                self.given[number] -= 1
                self.steps.append(Step(StepKind.EXHAUSTED, "P 10", loser=number))
        self._see_full()
        return any(many > 0 for _, many in over)

    def _see_full(self) -> None:
        full = (n for n, seats in self.given.items() if seats >= self.candidates.get(n, seats + 1))
        self.exhausted = frozenset(full)

    @property
    def _article(self) -> str:
        return "P 7" if self.rule.residual is Residual.AVERAGES else "P 8"

    @property
    def _left(self) -> int:
        return self.seats - sum(self.given.values())

    def _full_seats(self) -> dict[int, Fraction]:
        """Give the full seats, and return what is left of each list's votes after them."""
        remainders: dict[int, Fraction] = {}
        for number, votes in self.votes.items():
            full = votes // self.quota
            self.given[number] = full
            remainders[number] = votes - full * self.quota
            self.steps.append(Step(StepKind.FULL, "P 6", list=number, seats=full, figure=remainders[number]))
        return remainders

    def _may_have_residual(self) -> list[int]:
        least = self.rule.residual_from * self.quota
        return [
            number
            for number, votes in self.votes.items()
            if votes > 0 and votes >= least and number not in self.exhausted
        ]

    def _average(self, number: int) -> Fraction:
        return Fraction(self.votes[number], self.given[number] + 1)

    def _each_once(self, kind: StepKind, figures: dict[int, Fraction]) -> None:
        """Residual seats to the largest figures, at most one to each list; two where P 9 took one."""
        had = Counter(step.list for step in self.steps if step.kind is kind)
        lost = {step.loser for step in self.steps if step.kind is StepKind.MAJORITY}
        left = {
            number: figure
            for number, figure in figures.items()
            if number not in self.exhausted and had[number] < (2 if number in lost else 1)
        }
        while self._left and left:
            del left[self._residual_seat(kind, left)]

    def _without_limit(self) -> None:
        """Residual seats by highest average, as many to a list as its votes bring."""
        while self._left and (eligible := self._may_have_residual()):
            self._residual_seat(StepKind.AVERAGE, {number: self._average(number) for number in eligible})
            if self.exhausted:
                self._see_full()

    def _residual_seat(self, kind: StepKind, figures: Mapping[int, Fraction]) -> int:
        figure = max(figures.values())
        equals = tuple(number for number in figures if figures[number] == figure)
        # More lists stand equal than there are seats: a lot decides. Otherwise each gets one, in list order.
        by_lot = len(equals) > self._left
        winner = self._lot(equals, self._article) if by_lot else equals[0]
        self.given[winner] += 1
        self.steps.append(
            Step(
                kind,
                self._article,
                list=winner,
                seats=1,
                residual=1 + len(self._residual_steps()),
                figure=figure,
                figures=dict(figures),
                equals=equals if len(equals) > 1 else (),
                by_lot=by_lot,
            )
        )
        return winner

    def _residual_steps(self) -> list[Step]:
        return [step for step in self.steps if step.residual is not None]

    def _absolute_majority(self) -> None:
        """A list with more than half of the votes gets more than half of the seats (P 9).

        Such a list never got a residual seat itself: with one, it would have more than half of the seats.
        """
        majority = [n for n, votes in self.votes.items() if 2 * votes > self.cast]
        residual = self._residual_steps()
        if not majority or not residual or 2 * self.given[majority[0]] > self.seats:
            return
        last = residual[-1]
        equals = sorted(
            {
                step.list
                for step in residual
                if step.list is not None and (step.kind, step.figure) == (last.kind, last.figure)
            }
        )
        by_lot = len(equals) > 1
        loser = self._lot(tuple(equals), "P 9") if by_lot else equals[0]
        self.given[loser] -= 1
        self.given[majority[0]] += 1
        self.steps.append(
            Step(
                StepKind.MAJORITY,
                "P 9",
                list=majority[0],
                seats=1,
                figure=last.figure,
                equals=tuple(equals) if by_lot else (),
                by_lot=by_lot,
                loser=loser,
            )
        )

    def _lot(self, among: tuple[int, ...], article: str) -> int:
        if not self.lots:
            self.open_lots = among
            self.steps.append(Step(StepKind.LOTS, article, equals=among))
            raise _LotsNeeded
        drawn = self.lots.pop(0)
        if drawn not in among:
            names = ", ".join(map(str, among))
            raise Refused("seats.lots", f"the lot is between lists {names}; list {drawn} is none of them")
        return drawn


def as_json(apportionment: Apportionment) -> dict[str, object]:
    """The apportionment for `--json`: list numbers as text keys, exact figures as text (`11`, `7501/13`)."""
    return {
        "seats": {str(number): seats for number, seats in apportionment.seats.items()},
        "steps": [
            {
                "kind": step.kind.value,
                "article": step.article,
                "list": step.list,
                "seats": step.seats,
                "residual": step.residual,
                "figure": None if step.figure is None else str(step.figure),
                "figures": {str(number): str(figure) for number, figure in step.figures.items()},
                "equals": list(step.equals),
                "by_lot": step.by_lot,
                "loser": step.loser,
            }
            for step in apportionment.steps
        ],
        "open_lots": list(apportionment.open_lots),
    }
