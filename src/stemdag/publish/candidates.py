"""The candidates of a list in a whole election: one person, whatever number it has in a district.

Lists may differ between electoral districts (kieskringen). A person is told by its short code, else by its
name; of several with one name on one list, the first is the first everywhere.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from stemdag.domain.ballot import Ballot, CandidateList

#: A person on a list: short code or name, and which of those with that name.
Person = tuple[str, int]


@dataclass(frozen=True, slots=True)
class Standing:
    """A candidate in the whole election.

    `number` is the lowest that it has on any of the lists; `lists`: on how many of those that differ.
    """

    person: Person
    number: int
    name: str
    lists: int


@dataclass(frozen=True)
class Roster:
    """A list by number with everybody on it; `variants` are the lists that differ, none of them twice.

    `which` is the place among them of each list that was looked at, by its `id`.
    """

    number: int
    variants: tuple[CandidateList, ...] = ()
    which: Mapping[int, int] = field(default_factory=dict)

    @cached_property
    def numbers(self) -> tuple[dict[int, Person], ...]:
        """For each variant the person behind each number."""
        return tuple(_persons(each) for each in self.variants)

    @cached_property
    def candidates(self) -> tuple[Standing, ...]:
        """Everybody, by number; where a number is shared, in the order of the variants."""
        first: dict[Person, tuple[int, str]] = {}
        lists: Counter[Person] = Counter()
        for variant, persons in zip(self.variants, self.numbers, strict=True):
            for one in variant.candidates:
                person = persons[one.number]
                number, name = first.get(person, (one.number, one.name))
                first[person] = (min(number, one.number), name)
                lists[person] += 1
        found = [Standing(person, number, name, lists[person]) for person, (number, name) in first.items()]
        return tuple(sorted(found, key=lambda each: each.number))

    @cached_property
    def agreed(self) -> int | None:
        """How many candidates at the head are the same on all variants; None where all are."""
        if len(self.variants) < 2:
            return None
        orders = [list(each.values()) for each in self.numbers]
        alike = 0
        for these in zip(*orders, strict=False):
            if len(set(these)) > 1:
                break
            alike += 1
        return None if all(len(order) == alike for order in orders) else alike

    def votes(self, counts: Iterable[tuple[CandidateList, Mapping[int, int]]]) -> dict[Person, int]:
        """Votes by person; each count with the list, one of those looked at, that its numbers are of."""
        found: Counter[Person] = Counter()
        for of, votes in counts:
            persons = self.numbers[self.which[id(of)]]
            for number, more in votes.items():
                if number in persons:
                    found[persons[number]] += more
        return dict(found)


def _persons(of: CandidateList) -> dict[int, Person]:
    seen: Counter[str] = Counter()
    found = {}
    for each in of.candidates:
        name = each.short_code or each.name
        found[each.number] = (name, seen[name])
        seen[name] += 1
    return found


def rosters(ballots: Sequence[Ballot]) -> dict[int, Roster]:
    """The lists of these ballots by number, as far as they have candidates."""
    variants: dict[int, list[CandidateList]] = {}
    which: dict[int, dict[int, int]] = {}
    for ballot in {id(each): each for each in ballots}.values():
        for each in ballot:
            these = variants.setdefault(each.number, [])
            places = which.setdefault(each.number, {})
            if not each.candidates:
                continue
            if each not in these:
                these.append(each)
            places[id(each)] = these.index(each)
    return {number: Roster(number, tuple(these), which[number]) for number, these in sorted(variants.items())}
