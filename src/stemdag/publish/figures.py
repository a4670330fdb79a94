"""The figures of a count by name, and those in which two counts differ."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from stemdag.domain.ballot import Ballot
from stemdag.domain.count import Count
from stemdag.publish import words
from stemdag.publish.language import Language

#: Figures that a sentence names; more are counted.
NAMED = 3


class Changed(NamedTuple):
    """One figure: what it is of, what it was and what it became."""

    name: str
    was: int
    became: int

    @property
    def more(self) -> int:
        return self.became - self.was


def beside(lang: Language, ballot: Ballot, before: Count, after: Count) -> Iterator[Changed]:
    """Each figure of two counts side by side, in the order of a result."""
    yield Changed(lang.say("Admitted voters"), before.admitted, after.admitted)
    for each in ballot:
        name = words.list_name(lang, ballot, each)
        yield Changed(name, votes(before, each.number), votes(after, each.number))
    yield Changed(lang.say("Blank"), before.blank, after.blank)
    yield Changed(lang.say("Invalid"), before.invalid, after.invalid)
    yield Changed(lang.say("Votes cast"), before.cast, after.cast)


def changed(lang: Language, ballot: Ballot, before: Count, after: Count) -> list[Changed]:
    """The figures that differ."""
    return [each for each in beside(lang, ballot, before, after) if each.more]


def together(lang: Language, ballot: Ballot, pairs: Iterable[tuple[Count, Count]]) -> list[Changed]:
    """Each figure added up over pairs of counts."""
    sums: list[Changed] = []
    for before, after in pairs:
        more = list(beside(lang, ballot, before, after))
        if sums:
            more = [
                Changed(a.name, a.was + b.was, a.became + b.became) for a, b in zip(sums, more, strict=True)
            ]
        sums = more
    return sums


def votes(count: Count, number: int) -> int:
    """The votes of a list; 0 where the count does not have it."""
    return count.lists[number].total if number in count.lists else 0


def signed(lang: Language, number: int) -> str:
    """A difference: `+12`, `−3`, `0`."""
    sign = "+" if number > 0 else "\N{MINUS SIGN}" if number else ""
    return sign + lang.number(abs(number))


def in_a_sentence(lang: Language, of: Sequence[Changed]) -> str:
    """`GroenLinks −18, Votes cast −18 and 2 more`."""
    named = ", ".join(f"{each.name} {signed(lang, each.more)}" for each in of[:NAMED])
    if len(of) > NAMED:
        return lang.say("%(names)s and %(more)s more", names=named, more=len(of) - NAMED)
    return named
