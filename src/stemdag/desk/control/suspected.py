"""What the checks across stations suspect, in the office's words; with the numbers for who asks for them."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from django.utils.translation import get_language

from stemdag.desk.control.compared import label
from stemdag.desk.control.gathered import Gathered
from stemdag.domain.across.ballot_types import MissingType, missing_types, uncounted_types
from stemdag.domain.across.judge import suspects
from stemdag.domain.across.texts import sure, text
from stemdag.domain.check_texts import Language
from stemdag.domain.station import Kind
from stemdag.elections import earlier, values
from stemdag.elections.models import Municipality


@dataclass(frozen=True, slots=True)
class Field:
    """A number that was looked at: what stands there, what the others let expect, what it may have to be."""

    mark: str
    label: str
    stated: int
    expected: int
    mended: int | None


@dataclass(frozen=True, slots=True)
class Suspect:
    """A station and what looks wrong at it: title and remedy, how sure in words, and what was compared.

    `by_protocol`: the control protocol's own criterion finds it too.
    """

    number: int
    name: str
    version: int
    code: str
    title: str
    advice: str
    sure: str
    is_strong: bool
    by_protocol: bool
    fields: tuple[Field, ...]


@dataclass(frozen=True, slots=True)
class Missing:
    """A ballot type without a vote in the total, in words, and its stations."""

    title: str
    advice: str
    stations: tuple[str, ...]


#: From this score the words say strong evidence.
STRONG = 2.0


def suspected(row: Municipality, found: Gathered) -> tuple[Suspect, ...]:
    """What stands across the stations that are opened here, the surest first."""
    ballot, language = values.ballot(row), _language()
    stations = {each.number: each.name for each in row.stations.all()}
    return tuple(
        Suspect(
            each.station,
            stations.get(each.station, ""),
            found.ours[each.station].version,
            each.suspicion.code,
            (said := text(each.suspicion, "office", language)).title,
            said.advice,
            sure(each.suspicion, language),
            each.suspicion.score >= STRONG,
            each.suspicion.by_protocol,
            tuple(
                Field(one.mark, label(one.mark, ballot), one.stated, round(one.expected), one.mended)
                for one in each.suspicion.compared
            ),
        )
        for each in suspects(found.counts(), _before(row))
    )


def has_earlier(row: Municipality) -> bool:
    """Whether an earlier election is part of what is compared."""
    return bool(_before(row))


def uncounted(row: Municipality, received: Collection[int]) -> tuple[Missing, ...]:
    """Ballot types of which no count came in: known without opening any."""
    return _missing(row, uncounted_types(_kinds(row), received))


def missing(row: Municipality, found: Gathered) -> tuple[Missing, ...]:
    """The same, and those that came in with no vote in them."""
    return _missing(row, missing_types((), _kinds(row), found.counts()))


def _missing(row: Municipality, found: tuple[MissingType, ...]) -> tuple[Missing, ...]:
    stations = {each.number: each.name for each in row.stations.all()}
    language = _language()
    return tuple(
        Missing(
            (said := text(each, "office", language)).title,
            said.advice,
            tuple(f"{number} {stations[number]}" for number in each.stations),
        )
        for each in found
    )


def _kinds(row: Municipality) -> dict[int, Kind]:
    return {each.number: Kind(each.kind) for each in row.stations.all()}


def _before(row: Municipality) -> dict[int, float] | None:
    """Shares of lists at the earlier election that was loaded, by the list's number now."""
    known = earlier.value(row)
    if known is None:
        return None
    shares = {each.number: known.share(each.name) for each in values.ballot(row)}
    return {number: float(share) for number, share in shares.items() if share is not None} or None


def _language() -> Language:
    return "nl" if get_language() == "nl" else "en"
