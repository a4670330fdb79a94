"""The ballot: lists and candidates by number, with gaps; or the options of a referendum."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from stemdag.domain.errors import Refused


@dataclass(frozen=True, slots=True)
class Candidate:
    """A candidate by its number on the list (`name` as printed, e.g. `Lokker, K.A.`)."""

    number: int
    name: str
    short_code: str | None = None


@dataclass(frozen=True, slots=True)
class CandidateList:
    """A list (lijst). An empty registered name is a blank list (blanco lijst)."""

    number: int
    name: str
    candidates: tuple[Candidate, ...] = ()

    @property
    def label(self) -> str:
        return self.name or f"Blanco lijst {self.number}"


#: A referendum's options, as lists 1 and 2 without candidates.
FOR, AGAINST = 1, 2


@dataclass(frozen=True)
class Ballot:
    """What a voter of one municipality may choose from.

    Lists differ per kieskring, so a ballot belongs to a municipality within an election.
    For a referendum `referendum` is true and the lists are the options for (voor) and against (tegen).
    """

    lists: tuple[CandidateList, ...]
    referendum: bool = False

    def __post_init__(self) -> None:
        _distinct("list", [each.number for each in self.lists])
        for each in self.lists:
            _distinct(f"candidate of list {each.number}", [c.number for c in each.candidates])

    def __iter__(self) -> Iterator[CandidateList]:
        return iter(self.lists)

    def __len__(self) -> int:
        return len(self.lists)

    @cached_property
    def by_number(self) -> dict[int, CandidateList]:
        return {each.number: each for each in self.lists}


def referendum() -> Ballot:
    """The ballot of a referendum."""
    return Ballot((CandidateList(FOR, "Voor"), CandidateList(AGAINST, "Tegen")), referendum=True)


def _distinct(what: str, numbers: list[int]) -> None:
    seen: set[int] = set()
    for number in numbers:
        if number in seen:
            raise Refused("ballot.repeated", f"{what} {number} stands on the ballot twice")
        seen.add(number)
