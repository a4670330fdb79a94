"""Files into definitions: all of an import or nothing of it, and what was odd said out loud."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime
from uuid import UUID, uuid5

from django.db import transaction

from stemdag.domain import election as e
from stemdag.domain import station as s
from stemdag.domain.ballot import Ballot
from stemdag.domain.errors import Refused
from stemdag.domain.redefining import merged
from stemdag.elections import models, official, values
from stemdag.files.model import (
    CandidatesFile,
    CountFile,
    DefinitionFile,
    ElectionFile,
    Oddity,
    OwnDefinition,
    ResultFile,
    Skipped,
    StationsFile,
)
from stemdag.files.oddities import CODES, odd, place
from stemdag.journal.append import Fact, append

_NAMES = UUID("0f0a3a2e-6e55-4a1e-9d55-0d2b7f6f1c11")


@dataclass
class Report:
    """What an import did. `oddities` by code: (files, occurrences, first example)."""

    elections: set[str] = field(default_factory=set)
    municipalities: int = 0
    stations: int = 0
    sealed_counts: int = 0
    unsealed_counts: int = 0
    skipped: list[Skipped] = field(default_factory=list)
    oddities: list[Oddity] = field(default_factory=list)
    files: Counter[str] = field(default_factory=Counter)

    def note(self, oddities: Iterable[Oddity]) -> None:
        """Add what was odd in one file."""
        found = list(oddities)
        self.oddities += found
        self.files.update({each.code for each in found})

    def summary(self) -> dict[str, dict[str, object]]:
        """Per code the number of files and of places, and one example."""
        places = Counter(each.code for each in self.oddities)
        example = {each.code: f"{each.where}: {each.text}" for each in reversed(self.oddities)}
        return {
            code: {"files": self.files[code], "places": places[code], "example": example[code]}
            for code in sorted(places)
        }


def load(files: Iterable[ElectionFile], at: datetime, by: str, *, rehearsal: bool, why: str = "") -> Report:
    """Take in files in one transaction.

    `why` is said to the public of each official count that takes the place of another one.

    Raises whatever reading raises, and `Refused` where a file contradicts what is known; then nothing of the
    import is stored. A rehearsal's definition is refused in a real system, and a real one becomes a rehearsed
    one in a rehearsal; a database that holds the other kind is refused.
    """
    refuse_mixed(rehearsal=rehearsal)
    report = Report()
    lists: list[tuple[models.Election, CandidatesFile]] = []
    with transaction.atomic():
        for each in files:
            if isinstance(each, Skipped):
                report.skipped.append(each)
                continue
            report.note(_told(each))
            election = _election(each.election, rehearsal=rehearsal)
            report.elections.add(election.eml_id)
            if isinstance(each, OwnDefinition):
                for municipality, ballot, stations in each.municipalities:
                    row = _municipality(election, municipality, ballot, each.source, report)
                    _stations(row, stations)
                    _count_in(report, stations)
            elif isinstance(each, DefinitionFile):
                _define(election, each, report)
            elif isinstance(each, CandidatesFile):
                lists.append((election, each))
            elif isinstance(each, StationsFile):
                _polling_places(election, each, report)
            elif isinstance(each, CountFile) and each.form in {"osv4-3", "510a", "510b"}:
                _counts(election, each, at, by, report, why)
        # Last, so that the municipalities of a definition in the same import are there.
        for election, candidates in lists:
            _candidates(election, candidates)
        for eml_id in sorted(report.elections):
            _record(eml_id, report, at, by)
    return report


def _told(
    file: CountFile | DefinitionFile | StationsFile | CandidatesFile | ResultFile | OwnDefinition,
) -> Iterable[Oddity]:
    """What may be said of a file; of a count, which may not be public yet, only what is odd and where."""
    if isinstance(file, CountFile | ResultFile):
        return [replace(each, text=CODES[each.code]) for each in file.oddities]
    return file.oddities


def refuse_mixed(*, rehearsal: bool) -> None:
    """`Refused` where the database holds elections of the other kind: real in a rehearsal, or the reverse."""
    other = models.Election.objects.filter(rehearsal=not rehearsal).first()
    if other is None:
        return
    what, this = ("a real election", "a rehearsal") if rehearsal else ("a rehearsal", "a real system")
    raise Refused(
        "import.mixed",
        f"this database holds {other.eml_id}, {what}, and this is {this}; give it a database of its own",
    )


def _count_in(report: Report, stations: tuple[s.Station, ...]) -> None:
    report.municipalities += 1
    report.stations += len(stations)


def _election(value: e.Election, *, rehearsal: bool) -> models.Election:
    if value.rehearsal and not rehearsal:
        raise Refused(
            "import.rehearsal",
            f"{value.id} is a rehearsal's definition; load it into a system that was started as a rehearsal",
        )
    row, created = models.Election.objects.get_or_create(
        eml_id=value.id,
        defaults={
            "category": value.category,
            "subcategory": value.subcategory or "",
            "name": value.name,
            "date": value.date,
            "days": [day.isoformat() for day in value.days],
            "release": value.release,
            "zone": value.zone,
            "domain_code": value.domain.code if value.domain else "",
            "domain_name": value.domain.name if value.domain else "",
            "seats": value.seats,
            "threshold": value.threshold,
            "rehearsal": rehearsal,
        },
    )
    if not created:
        if not e.same_election(values.election(row), value):
            raise Refused(
                "import.other",
                f"{value.id} is already here with another date or category; look which is right",
            )
        if value.seats and row.seats != value.seats:
            row.seats = value.seats
            row.save(update_fields=["seats"])
    return row


def _municipality(
    election: models.Election, value: s.Municipality, ballot: Ballot | None, source: str, report: Report
) -> models.Municipality:
    row, created = models.Municipality.objects.get_or_create(
        election=election,
        code=value.code,
        defaults={
            "name": value.name,
            "electorate": value.electorate,
            "counting": value.counting,
            "ballot": values.ballot_json(ballot or Ballot(())),
        },
    )
    if not created:
        if value.electorate:
            _set_electorate(row, value.electorate, source, report)
        if ballot is not None:
            _set_ballot(row, ballot)
    if value.district is not None and (row.district, row.district_name) != (
        value.district.code,
        value.district.name,
    ):
        row.district, row.district_name = value.district.code, value.district.name
        row.save(update_fields=["district", "district_name"])
    return row


def _set_electorate(
    row: models.Municipality, electorate: int, source: str, report: Report, *, holds: bool = True
) -> None:
    """The last source that `holds` stays. Where two disagree, the office sees both until one comes again."""
    before = row.electorate
    if holds:
        row.electorate = electorate
    differs = bool(before) and before != electorate
    row.other_electorate = (before if holds else electorate) if differs else None
    row.save(update_fields=["electorate", "other_electorate"])
    if differs:
        where = f"{source}, municipality {row.code}"
        now = (
            f"is {electorate}; it was {before} before" if holds else f"stays {before}; this says {electorate}"
        )
        report.note([odd("electorate-differs", where, f"the electorate {now}")])


def _set_ballot(row: models.Municipality, ballot: Ballot) -> None:
    # As it is stored: short codes are not, and would make the same file another one.
    if row.ballot == values.ballot_json(ballot):
        return
    if row.has_keys:
        raise Refused(
            "import.ballot", f"{row.name} has keys for another ballot than this one; nothing was changed"
        )
    row.ballot = values.ballot_json(ballot)
    row.save(update_fields=["ballot"])


def _is_on(given: Ballot, known: Ballot) -> bool:
    """Whether a ballot has all lists and candidates that a count names, by their numbers."""
    on = known.by_number
    return given.referendum == known.referendum and all(
        each.number in on
        and {one.number for one in each.candidates} <= {one.number for one in on[each.number].candidates}
        for each in given
    )


def _stations(row: models.Municipality, stations: tuple[s.Station, ...]) -> None:
    known = {each.number: each for each in row.stations.all()}
    fresh = []
    for each in stations:
        stored = known.get(each.number) or models.Station(municipality=row, number=each.number)
        # A file without places leaves those of `stemdag places`.
        values.put_station(stored, replace(each, location=each.location or values.location(stored)))
        if stored.pk:
            stored.save()
        else:
            fresh.append(stored)
    models.Station.objects.bulk_create(fresh)


def _polling_places(election: models.Election, file: StationsFile, report: Report) -> None:
    """Stations of a 110b; what it does not speak of stays as it is, and so do stations that it lacks."""
    counting = s.Counting.CENTRAL if election.category == "TK" else s.Counting.DECENTRAL
    value = s.Municipality(file.area.code, file.area.name, file.electorate, counting)
    row = _municipality(election, value, None, file.source, report)
    before = [values.station(each) for each in row.stations.all()]
    _stations(row, merged(before, file.stations, file.stated))
    _count_in(report, file.stations)


def _define(election: models.Election, file: DefinitionFile, report: Report) -> None:
    """Municipalities of a 110a; their ballots follow from the candidate lists (230b)."""
    districts = {each.number: each.name for each in file.regions if each.category == "KIESKRING"}
    for region in file.regions:
        if region.category != "GEMEENTE":
            continue
        counting = s.Counting.CENTRAL if election.category == "TK" else s.Counting.DECENTRAL
        district = None
        if region.above and region.above[0] == "KIESKRING":
            district = e.Area(region.above[1], districts.get(region.above[1], region.above[1]))
        value = s.Municipality(region.number.zfill(4), region.name, None, counting, district)
        _municipality(election, value, None, file.source, report)
        report.municipalities += 1
    election.complete = True
    election.save(update_fields=["complete"])


def _candidates(election: models.Election, file: CandidatesFile) -> None:
    """The ballot of a district's municipalities; of all where the election is not divided."""
    rows = election.municipalities.all()
    if file.contest not in {"geen", "alle"}:
        rows = rows.filter(district=str(roman(file.contest) or file.contest))
    for row in rows:
        _set_ballot(row, file.ballot)


def roman(text: str) -> int | None:
    """The number of a Roman numeral (contests of Limburg have them), or None."""
    worth = {"I": 1, "V": 5, "X": 10, "L": 50}
    if not text or set(text) - worth.keys():
        return None
    digits = [worth[each] for each in text]
    return sum(-one if one < after else one for one, after in zip(digits, [*digits[1:], 0], strict=True))


def _refuse_doubles(file: CountFile) -> None:
    """`Refused` where two stations of a file have one number: each would take the other's place."""
    by_number: dict[int, list[str]] = {}
    for unit in file.units:
        if unit.number is not None:
            by_number.setdefault(unit.number, []).append(f"{unit.name} ({unit.id})")
    doubled = [
        f"number {number} is that of {' and '.join(names)}"
        for number, names in sorted(by_number.items())
        if len(names) > 1
    ]
    if doubled:
        raise Refused(
            "import.repeated",
            f"{file.source}: {'; '.join(doubled)}. Counts are told apart by station number, so one would "
            "take the place of the other; nothing was imported. Ask who made the file for one in which each "
            "station has a number of its own, that of the definition",
        )


def _counts(
    election: models.Election, file: CountFile, at: datetime, by: str, report: Report, why: str
) -> None:
    _refuse_doubles(file)
    decentral = any(each.candidates for unit in file.units for each in unit.count.lists.values())
    counting = s.Counting.DECENTRAL if decentral else s.Counting.CENTRAL
    # With keys there are counts, and nothing that is public may follow from a file of counts any more.
    sealing = election.municipalities.filter(code=file.area.code, release_public__isnull=False).exists()
    # A 510a is the count of one station; of the municipality it says nothing.
    electorate = None if file.form == "510a" else file.total.electorate or None
    municipality = s.Municipality(file.area.code, file.area.name, None if sealing else electorate, counting)
    known = election.municipalities.filter(code=file.area.code).first()
    # A count in EML names candidates by number alone: it brings no ballot where one is here that has them.
    ballot = None if known and _is_on(file.ballot, values.ballot(known)) else file.ballot
    row = _municipality(election, municipality, ballot, file.source, report)
    if sealing and electorate:
        _set_electorate(row, electorate, file.source, report, holds=False)
    stations = tuple(
        s.Station(unit.number, unit.name, postcode=unit.postcode, electorate=unit.electorate or None)
        for unit in file.units
        if unit.number is not None
    )
    if not row.stations.exists() and file.form != "510a":
        _stations(row, stations)
    _count_in(report, stations)
    if not row.has_keys:
        report.unsealed_counts += len(stations)
        return
    numbers = set(row.stations.values_list("number", flat=True))
    report.note(
        odd("station-not-defined", place(file.source, unit))
        for unit in file.units
        if unit.number is not None and unit.number not in numbers
    )
    for unit in file.units:
        if unit.number is None:
            continue
        official.put(row, unit.number, unit.count, unit.unexplained, at, by, why, file.source)
        report.sealed_counts += 1


def _record(eml_id: str, report: Report, at: datetime, by: str) -> None:
    append(
        Fact(
            eml_id,
            "",
            "definition.imported",
            at=at,
            by=by,
            client_id=uuid5(_NAMES, f"{eml_id} {at.isoformat()}"),
            facts={"municipalities": report.municipalities, "stations": report.stations},
        )
    )
