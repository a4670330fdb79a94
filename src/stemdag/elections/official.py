"""Official counts on their way in, from a file or typed from the record; sealed at the door.

Nothing here says a figure: what is refused is named by number of list, candidate or station.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import IO, TYPE_CHECKING
from uuid import UUID, uuid5

from django.db import transaction

from stemdag.domain.ballot import Ballot
from stemdag.domain.checks import check_file
from stemdag.domain.count import Count
from stemdag.domain.election import Category, same_election
from stemdag.domain.errors import Refused
from stemdag.elections import models, values
from stemdag.elections.sealing import seal_count
from stemdag.files import CountFile
from stemdag.files.door import read_stream
from stemdag.files.errors import Unreadable
from stemdag.journal.append import Fact, append, lock
from stemdag.journal.models import Envelope

if TYPE_CHECKING:
    from django.db.models import QuerySet

_NAMES = UUID("0f0a3a2e-6e55-4a1e-9d55-0d2b7f6f1c11")
#: Counts by station come in these two forms.
FORMS = frozenset({"510b", "osv4-3"})


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of a file: stations of which the count was stored, and those whose count was here already.

    `unknown` are stations in the file that are none here, by number and name; `missing` numbers of stations
    here that the file does not have.
    """

    stored: tuple[int, ...]
    same: tuple[int, ...]
    unknown: tuple[str, ...]
    missing: tuple[int, ...]


def read_file(name: str, content: IO[bytes]) -> CountFile:
    """The one count by station in a file or zip, read in memory.

    `Refused`: `official.unreadable`, whose text says where and what in English; `official.none`,
    `official.several`.
    """
    try:
        counts = [each for each in read_stream(name, content) if isinstance(each, CountFile)]
    except Unreadable as problem:
        raise Refused("official.unreadable", f"{problem.where}: {problem.text}".lstrip(": ")) from None
    found = [each for each in counts if each.form in FORMS]
    if not found:
        raise Refused("official.none", "there is no count by station in this file")
    if len(found) > 1:
        raise Refused("official.several", "there is more than one count in this file")
    return found[0]


def fitting(row: models.Municipality, file: CountFile) -> dict[int, Count]:
    """The counts of a file by station, as they fit this municipality's ballot.

    Where its ballot has lists alone, so has what is stored. `Refused`: `official.election`,
    `official.municipality`, `official.doubles` (one number twice), `official.ballot` (a list or candidate
    is unknown or missing); `where` names it.
    """
    if not same_election(values.election(row.election), file.election):
        raise Refused("official.election", f"this is {file.election.name}", file.election.name)
    if file.area.code != row.code:
        raise Refused("official.municipality", f"this is of {file.area.name}", file.area.name)
    numbers = Counter(unit.number for unit in file.units if unit.number is not None)
    if doubles := sorted(number for number, times in numbers.items() if times > 1):
        raise Refused("official.doubles", "one number twice", ", ".join(map(str, doubles)))
    ballot = values.ballot(row)
    return {unit.number: _fit(unit.count, ballot) for unit in file.units if unit.number is not None}


def take(
    row: models.Municipality,
    file: CountFile,
    counts: Mapping[int, Count],
    here: Mapping[int, tuple[int, Count]],
    at: datetime,
    by: str,
    why: str,
) -> Taken:
    """Seal and store what `fitting` gave, but for what is `here` already (version and count, opened).

    Stations are matched by number; what matches none is listed and not stored. `Refused("official.changed")`
    where another official count came in since `here` was opened.
    """
    known = set(row.stations.values_list("number", flat=True))
    unexplained = {unit.number: unit.unexplained for unit in file.units}
    units = {unit.number: unit.name for unit in file.units}
    same = {number for number in counts.keys() & here.keys() if counts[number] == here[number][1]}
    stored = sorted((counts.keys() & known) - same)
    with transaction.atomic():
        lock(row.election.eml_id, row.code)
        _refuse_changed(row, {number: version for number, (version, _) in here.items()})
        for number in stored:
            put(row, number, counts[number], unexplained[number], at, by, why, file.source)
    return Taken(
        tuple(stored),
        tuple(sorted(same & known)),
        tuple(f"{number} {units[number]}".strip() for number in sorted(counts.keys() - known)),
        tuple(sorted(known - counts.keys())),
    )


def put(
    row: models.Municipality,
    number: int,
    count: Count,
    unexplained: int,
    at: datetime,
    by: str,
    why: str,
    source: str,
) -> None:
    """Seal the official count of a station and store it as its next version; `source` says from where."""
    version = 1 + _sealed(row).filter(entry__station=number).count()
    findings = check_file(count, unexplained, Category(row.election.category))
    sealed = seal_count(row, number, "official", version, count, [each.label for each in findings])
    append(
        Fact(
            row.election.eml_id,
            row.code,
            "count.received",
            at=at,
            by=by,
            client_id=uuid5(_NAMES, f"{source} {sealed.digest}"),
            station=number,
            facts={"held": any(each.is_error for each in findings)},
            sealed=sealed,
            texts={"reason": why} if why else {},
        )
    )


def _refuse_changed(row: models.Municipality, here: Mapping[int, int]) -> None:
    now = dict(_sealed(row).order_by("version").values_list("entry__station", "version"))
    if now != dict(here):
        raise Refused("official.changed", "another official count came in meanwhile")


def _sealed(row: models.Municipality) -> QuerySet[Envelope]:
    return Envelope.objects.filter(
        entry__chain__election=row.election.eml_id, entry__chain__municipality=row.code, source="official"
    )


def _fit(count: Count, ballot: Ballot) -> Count:
    lists = dict(count.lists)
    for number in sorted(lists.keys() ^ ballot.by_number.keys()):
        raise Refused("official.ballot", f"list {number}", str(number))
    for each in ballot:
        candidates = lists[each.number].candidates
        if not each.candidates:
            lists[each.number] = replace(lists[each.number], candidates=None)
            continue
        for one in sorted((candidates or {}).keys() ^ {one.number for one in each.candidates}):
            raise Refused("official.ballot", f"list {each.number}", f"{each.number}, {one}")
    return replace(count, lists=lists)
