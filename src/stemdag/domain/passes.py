"""A pass at the table: what is read, and what the device says of it from what it knows. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Protocol, TypeVar

from stemdag.domain.errors import Refused

LONGEST = 20
MOST_PROXIES = 2  # Kieswet L 4
VISIT = timedelta(minutes=5)

_JOINTS = re.compile(r"[\s\u00ad\u200b\ufeff\-\u2010-\u2015\u2212]+")  # spaces and dashes, seen or not
_NUMBER = re.compile(r"(?=.*[0-9])[0-9A-Z]+")


class PassKind(StrEnum):
    """What a voter hands in. A number does not say which: the back of a poll card is a proxy certificate."""

    POLL_CARD = "poll_card"  # stempas, A
    PROXY = "proxy"  # volmachtbewijs, B
    VOTER_CARD = "voter_card"  # kiezerspas, C


class Reason(StrEnum):
    """Why a pass stands in the extract of invalid passes (Kieswet J 7a)."""

    CONVERTED = "converted"  # into a voter card or a written proxy
    REPLACED = "replaced"
    WRONGLY_ISSUED = "wrongly_issued"
    DIED = "died"
    STOLEN = "stolen"


class Verdict(StrEnum):
    """What the device says of a scan."""

    ACCEPTED = "accepted"
    AGAIN = "again"  # the same scan as a moment ago
    USED_HERE = "used_here"  # at another visit to this station
    USED_ELSEWHERE = "used_elsewhere"
    INVALID = "invalid"  # confirmed by the register
    PERHAPS_INVALID = "perhaps_invalid"  # the filter says perhaps; never shown as invalid


class Step(StrEnum):
    """What follows. Only the register stops a pass; of all else the station is told and decides."""

    COUNT = "count"  # one more pass
    NOTHING = "nothing"  # already counted
    DECIDE = "decide"  # the chair, who may ask the office
    STOP = "stop"


_STEPS = {
    Verdict.ACCEPTED: Step.COUNT,
    Verdict.AGAIN: Step.NOTHING,
    Verdict.USED_HERE: Step.DECIDE,
    Verdict.USED_ELSEWHERE: Step.DECIDE,
    Verdict.PERHAPS_INVALID: Step.DECIDE,
    Verdict.INVALID: Step.STOP,
}


@dataclass(frozen=True, slots=True)
class Place:
    """A polling station in the country: a voter card may be handed in at another municipality."""

    municipality: str
    station: int


@dataclass(frozen=True, slots=True)
class Use:
    """A pass that was counted: where, when (aware), and in which visit, a name that its device chose."""

    place: Place
    at: datetime
    visit: str


@dataclass(frozen=True, slots=True)
class Known:
    """What the device knows of one pass at this moment.

    `uses` holds its own and, as far as it has heard, those of others. `in_filter` is the filter's "perhaps".
    `reason` and `cleared` are the register's exact answer, invalid or not; without one both are empty.
    """

    uses: tuple[Use, ...] = ()
    in_filter: bool = False
    reason: Reason | None = None
    cleared: bool = False


@dataclass(frozen=True, slots=True)
class Judgement:
    """A verdict, and what stands behind it: `here` and `elsewhere` are told with it, whichever it is."""

    verdict: Verdict
    reason: Reason | None = None
    here: Use | None = None
    elsewhere: Use | None = None

    @property
    def step(self) -> Step:
        return _STEPS[self.verdict]


@dataclass(frozen=True, slots=True)
class Visit:
    """One voter at the table: an own pass and at most two proxies, each a fingerprint of its number."""

    name: str
    own: int | None = None
    own_kind: PassKind | None = None
    proxies: tuple[int, ...] = ()

    @property
    def complete(self) -> bool:
        """Whether the voter's own pass is there: a proxy votes together with the own vote (Kieswet ch. L)."""
        return self.own is not None


def read(text: str) -> str:
    """The number of a pass from what was typed, or what a code on it holds.

    Spaces, dashes and small letters are tidied away. What is left is 1 to 20 digits and letters A to Z, with
    at least one digit. Nothing is guessed: O stays O. `Refused` never repeats the text, which is personal
    data: `pass.empty`, `pass.foreign` (another code, such as a link or a word), `pass.long`.
    """
    number = _JOINTS.sub("", text)
    if not number:
        raise Refused("pass.empty", "there is no number")
    # Before capitals: of some foreign letters those are plain ones.
    if not number.isascii() or not _NUMBER.fullmatch(number := number.upper()):
        raise Refused("pass.foreign", "this is not the number of a pass")
    if len(number) > LONGEST:
        raise Refused("pass.long", f"a pass number has at most {LONGEST} digits and letters", most=LONGEST)
    return number


class Handed(Protocol):
    """A pass handed in at one station."""

    @property
    def at(self) -> datetime: ...

    @property
    def visit(self) -> str: ...

    @property
    def kind(self) -> str: ...


H = TypeVar("H", bound=Handed)


def same_scan(at: datetime, visit: str, other_at: datetime, other_visit: str) -> bool:
    """Whether a pass read twice at one station is one scan: in one visit, or within `VISIT`."""
    return visit == other_visit or abs(at - other_at) <= VISIT


def counted(scans: Iterable[H]) -> list[H]:
    """Of all scans of one pass at one station those that count: the first of each visit, in order of time.

    It depends on the scans and not on the order in which they came in, so that devices that send late give
    the same totals.
    """
    found: list[H] = []
    for scan in sorted(scans, key=lambda each: (each.at, each.visit, each.kind)):
        if not any(same_scan(scan.at, scan.visit, each.at, each.visit) for each in found):
            found.append(scan)
    return found


def judge(known: Known, place: Place, visit: str, now: datetime) -> Judgement:
    """What the device at `place` says of a pass scanned at `now` (aware) in `visit`.

    A scan is the same scan while its visit lasts, and in any case for `VISIT` from when it was counted, also
    after the next voter: the camera may read a pass that still lies on the table, and another device of the
    station may have another clock, so the difference counts, not its sign. Re-reading does not lengthen it.

    The register's answer comes first, then uses, then the filter's doubt: an exact answer, invalid or not,
    overrules the filter, which may be older. A reuse that is the same scan is never called a use.
    """
    uses = sorted(known.uses, key=lambda use: use.at)
    same = [use for use in uses if use.place == place and same_scan(now, visit, use.at, use.visit)]
    here = next(iter(same or [use for use in uses if use.place == place]), None)
    elsewhere = next((use for use in uses if use.place != place), None)
    if known.reason is not None:
        verdict = Verdict.INVALID
    elif same:
        verdict = Verdict.AGAIN
    elif here is not None:
        verdict = Verdict.USED_HERE
    elif elsewhere is not None:
        verdict = Verdict.USED_ELSEWHERE
    elif known.in_filter and not known.cleared:
        verdict = Verdict.PERHAPS_INVALID
    else:
        verdict = Verdict.ACCEPTED
    return Judgement(verdict, known.reason, here, elsewhere)


def hand_in(visit: Visit, fingerprint: int, kind: PassKind) -> Visit:
    """The visit with one more pass; the same visit where that pass is in it already, as whatever kind.

    `Refused`: a third proxy (`pass.proxies`), or a second own pass (`pass.own`), which is the next voter's.
    """
    if fingerprint == visit.own or fingerprint in visit.proxies:
        return visit
    if kind is PassKind.PROXY:
        if len(visit.proxies) == MOST_PROXIES:
            raise Refused(
                "pass.proxies", f"a voter votes for at most {MOST_PROXIES} others", most=MOST_PROXIES
            )
        return replace(visit, proxies=(*visit.proxies, fingerprint))
    if visit.own is not None:
        raise Refused("pass.own", "this voter's own pass is already here; begin the next voter")
    return replace(visit, own=fingerprint, own_kind=kind)
