"""Whose pass a number is of: this election's, another's of the same day, or of neither. Pure.

A municipality may set what the numbers of its passes look like, per election (`tailoring`). Where it has not,
nothing is known of a number and nothing is refused. Twin on the device: `pass_numbers.js`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from stemdag.domain.errors import Refused
from stemdag.domain.passes import PassKind


@dataclass(frozen=True, slots=True)
class PassNumbers:
    """What all pass numbers of one election in one municipality have in common, as `passes.read` gives them.

    `length` counts the prefix too; None where it varies.
    """

    prefix: str = ""
    length: int | None = None

    def fit(self, number: str) -> bool:
        """Whether a number that was read can be one of these."""
        return number.startswith(self.prefix) and self.length in (None, len(number))


class Whose(StrEnum):
    """Of which election and municipality a number is."""

    OURS = "ours"
    UNKNOWN = "unknown"  # this election's numbers are not set
    OTHER_ELECTION = "other_election"  # of this device
    NEITHER = "neither"


@dataclass(frozen=True, slots=True)
class Origin:
    """Whose a number is; `election` is the other election, where it is one of this device."""

    whose: Whose
    election: str | None = None


def origin(number: str, own: PassNumbers | None, others: Mapping[str, PassNumbers | None]) -> Origin:
    """Whose a number is that `passes.read` gave. `others` are the device's other elections, by id."""
    if own is None:
        return Origin(Whose.UNKNOWN)
    if own.fit(number):
        return Origin(Whose.OURS)
    for election, numbers in others.items():
        if numbers is not None and numbers.fit(number):
            return Origin(Whose.OTHER_ELECTION, election)
    return Origin(Whose.NEITHER)


def recognise(
    number: str, kind: PassKind, own: PassNumbers | None, others: Mapping[str, PassNumbers | None]
) -> Origin:
    """The origin of a pass that is handed in as `kind`, where it can be taken in for this election.

    `Refused`: `pass.other_election` with `election`; `pass.other_municipality` for a poll card of neither,
    with `prefix` and `length` of what would be right. A voter card, and a proxy for one, may come from
    anywhere in the country: those of neither are told and not refused. The number is never repeated.
    """
    found = origin(number, own, others)
    if found.whose is Whose.OTHER_ELECTION:
        raise Refused(
            "pass.other_election",
            f"this pass is for the election {found.election}; scan it there",
            election=found.election,
        )
    if found.whose is Whose.NEITHER and kind is PassKind.POLL_CARD and own is not None:
        raise Refused(
            "pass.other_municipality",
            "this poll card is of another municipality or election; look what it says and ask the office",
            prefix=own.prefix,
            length=own.length,
        )
    return found
