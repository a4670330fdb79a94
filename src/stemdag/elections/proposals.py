"""What files that somebody sent would make of a municipality, before anything is stored.

A proposal travels with the page that shows it, signed and packed, and comes back when it is taken in: nothing
is kept in between, and what is taken in is what was shown. It holds a definition, never a count.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from django.core import signing

from stemdag.domain.election import Area, Election, same_election
from stemdag.domain.errors import Refused
from stemdag.domain.redefining import Defined, merged
from stemdag.domain.station import Station
from stemdag.elections import models, values
from stemdag.elections.importing import roman
from stemdag.elections.redefining import definition, digest, standing
from stemdag.files.definitions import Definition, HoldsCounts, NoSheet, read_definitions
from stemdag.files.errors import Unreadable
from stemdag.files.model import CandidatesFile, DefinitionFile, Oddity, OwnDefinition, Skipped, StationsFile
from stemdag.files.own import read_definition
from stemdag.files.spreadsheet import Fault, Faults, write_stations

__all__ = [
    "Fault",
    "Oddity",
    "Proposal",
    "Upload",
    "pack",
    "propose",
    "read_uploads",
    "stations_sheet",
    "unpack",
]
#: As long as a page may stand open.
AGE = timedelta(hours=12)
_SALT = "stemdag.setup"

Upload = tuple[str, bytes]


@dataclass(frozen=True, slots=True)
class Proposal:
    """A definition as it would become, and what was said of the files.

    `seen` stands for the definition that it would change; `missing` are stations that are here and
    in no file; `unread` are columns of a spreadsheet that nobody reads, `skipped` members of a zip.
    """

    after: Defined
    seen: str
    #: The number of seats, where it was not known.
    seats: int | None = None
    sources: tuple[str, ...] = ()
    oddities: tuple[Oddity, ...] = ()
    missing: tuple[Station, ...] = ()
    unread: tuple[str, ...] = ()
    skipped: tuple[str, ...] = ()


def read_uploads(
    uploads: Iterable[Upload], place: tuple[Election, Area] | None = None, electorate: int | None = None
) -> list[Definition | Skipped]:
    """The definitions in what was sent. `place` is where a spreadsheet belongs.

    Refused: `setup.counts` (a file with counts, of which nothing is read), `setup.unreadable` with place and
    detail, `setup.faults` with a spreadsheet's faults, `setup.no-place` for a spreadsheet without a place.
    """
    found: list[Definition | Skipped] = []
    for source, data in uploads:
        try:
            found += read_definitions(source, data, place, electorate)
        except HoldsCounts as problem:
            raise Refused("setup.counts", "it holds counts", problem.source) from None
        except NoSheet as problem:
            raise Refused("setup.no-place", "a spreadsheet alone", problem.source) from None
        except Faults as problem:
            raise Refused("setup.faults", "faults", problem.source, faults=problem.faults) from None
        except Unreadable as problem:
            said = {"place": problem.where, "detail": f"{problem.text} {problem.remedy}".strip()}
            raise Refused("setup.unreadable", problem.text, problem.source, **said) from None
    return found


def place_of(row: models.Municipality) -> tuple[Election, Area]:
    """Where a spreadsheet of a municipality belongs."""
    return values.election(row.election), Area(row.code, row.name)


def propose(
    row: models.Municipality, files: Sequence[Definition | Skipped], *, whole: bool = False
) -> Proposal:
    """What the files make of a municipality. `whole`: stations that no file names go.

    Refused: `setup.nothing`, and `setup.elsewhere` for a file of another election, municipality or district.
    """
    before = after = standing(row)
    named: set[int] = set()
    stations_given = False
    for each in files:
        if isinstance(each, Skipped):
            continue
        if not same_election(values.election(row.election), each.election):
            raise Refused("setup.elsewhere", "another election", each.source, other=each.election.name)
        for defined, given in _parts(row, after, each):
            after = defined
            if given is not None:
                stations_given = True
                named |= {one.number for one in given}
    taken = [each for each in files if not isinstance(each, Skipped)]
    if not taken:
        raise Refused("setup.nothing", "no definition in it")
    missing = tuple(one for one in before.stations if stations_given and one.number not in named)
    if whole and missing:
        after = replace(after, stations=tuple(one for one in after.stations if one.number in named))
    return Proposal(
        after,
        digest(row),
        _seats(row, taken),
        tuple(each.source for each in taken),
        tuple(odd for each in taken for odd in each.oddities),
        () if whole else missing,
        tuple(name for each in taken if isinstance(each, StationsFile) for name in each.unread),
        tuple(each.source for each in files if isinstance(each, Skipped)),
    )


def _seats(row: models.Municipality, files: Sequence[Definition]) -> int | None:
    """The number of seats that the files bring, where it was not known."""
    if row.election.seats is not None:
        return None
    return next((each.election.seats for each in files if each.election.seats), None)


def _parts(
    row: models.Municipality, now: Defined, file: Definition
) -> Iterator[tuple[Defined, tuple[Station, ...] | None]]:
    """The definition after a file, and the stations that it names; None where it names none."""
    if isinstance(file, StationsFile):
        if file.area.code != row.code:
            raise Refused("setup.elsewhere", "another municipality", file.source, other=file.area.name)
        own = replace(now.municipality, electorate=file.electorate or now.municipality.electorate)
        stations = merged(now.stations, file.stations, file.stated)
        yield replace(now, municipality=own, stations=stations), file.stations
    elif isinstance(file, CandidatesFile):
        contest = str(roman(file.contest) or file.contest)
        if contest not in {"geen", "alle", row.district}:
            other = file.contest_name or contest
            raise Refused("setup.elsewhere", "another district", file.source, other=other)
        yield replace(now, ballot=file.ballot), None
    elif isinstance(file, DefinitionFile):
        if row.code not in {each.code for each in file.municipalities}:
            raise Refused("setup.elsewhere", "another municipality", file.source, other=file.election.name)
        yield now, None
    else:
        yield _own(row, now, file)


def _own(row: models.Municipality, now: Defined, file: OwnDefinition) -> tuple[Defined, tuple[Station, ...]]:
    """Our own definition says all but where stations are, who else there is, and the district."""
    found = next((each for each in file.municipalities if each[0].code == row.code), None)
    if found is None:
        raise Refused("setup.elsewhere", "another municipality", file.source, other=file.election.name)
    municipality, ballot, given = found
    electorate = municipality.electorate or now.municipality.electorate
    own = replace(municipality, electorate=electorate, district=now.municipality.district)
    stations = {each.number: each for each in now.stations}
    for each in given:
        known = stations.get(each.number)
        place = each.location or (known.location if known else None)
        stations[each.number] = replace(each, location=place)
    return Defined(own, ballot, tuple(stations[number] for number in sorted(stations))), given


def stations_sheet(row: models.Municipality) -> bytes:
    """The stations as a spreadsheet that `read_uploads` reads back: the same stations."""
    return write_stations(values.election(row.election), standing(row).stations)


def pack(row: models.Municipality, proposal: Proposal) -> str:
    """A proposal as a text that goes with a page."""
    body = {
        "of": f"{row.election.eml_id} {row.code}",
        "seen": proposal.seen,
        "seats": proposal.seats,
    }
    return signing.dumps(
        body | {"after": definition(row, proposal.after).decode()}, salt=_SALT, compress=True
    )


def unpack(row: models.Municipality, packed: str) -> Proposal:
    """The proposal that a page carried; `Refused("setup.expired")` where it is too old, or none of ours."""
    try:
        body = signing.loads(packed, salt=_SALT, max_age=AGE)
        own: OwnDefinition = read_definition("proposal", body["after"].encode(), draft=True)
    except (signing.BadSignature, Unreadable, KeyError):
        raise Refused("setup.expired", "this page is no proposal, or too old") from None
    if body["of"] != f"{row.election.eml_id} {row.code}":
        raise Refused("setup.expired", "this page is of another municipality")
    [(municipality, ballot, stations)] = own.municipalities
    return Proposal(Defined(municipality, ballot, stations), body["seen"], body["seats"])
