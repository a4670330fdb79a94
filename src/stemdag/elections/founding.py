"""A new election out of files that an operator sent: what it would be, and then making it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from django.core import signing
from django.db import transaction

from stemdag.domain.ballot import Ballot
from stemdag.domain.election import Area, Category, Election, same_election
from stemdag.domain.errors import Refused
from stemdag.domain.redefining import merged
from stemdag.domain.station import Counting, Municipality, Station
from stemdag.elections import models
from stemdag.elections.importing import load, refuse_mixed, roman
from stemdag.elections.proposals import AGE, Upload, read_uploads
from stemdag.files.definitions import Definition
from stemdag.files.errors import Unreadable
from stemdag.files.model import CandidatesFile, DefinitionFile, Oddity, OwnDefinition, Skipped, StationsFile
from stemdag.files.own import read_definition, write_definition

_SALT = "stemdag.founding"
#: Municipalities at once; a country has 342, and one system serves those that use it.
MOST = 30
#: Elections of one municipality, which their files name as their domain.
OF_ONE = frozenset({Category.GR, Category.LR})
#: Signs of a packed proposal: a form has 1 MB.
_LONGEST = 900_000
Town = tuple[Municipality, Ballot, tuple[Station, ...]]


@dataclass(frozen=True, slots=True)
class Founding:
    """An election as it would be made. `complete` where all municipalities of its tree are in it."""

    own: OwnDefinition
    complete: bool = False
    oddities: tuple[Oddity, ...] = ()
    unread: tuple[str, ...] = ()
    skipped: tuple[str, ...] = ()


def found(uploads: Sequence[Upload], codes: str, *, rehearsal: bool) -> Founding:
    """What the files make: the municipalities of `codes`, else those whose stations are given, else all.

    `codes` are codes or names with commas between them. A council's election is its own municipality's.
    A spreadsheet may come along where there is one municipality. Refused as `proposals.read_uploads`, and:
    `setup.several`, `setup.no-towns`, `setup.unknown-towns`, `setup.codes`, `setup.known`, `setup.mixed`,
    `setup.nothing`.
    """
    sheets: list[Upload] = []
    files: list[Definition | Skipped] = []
    for upload in uploads:
        try:
            files += read_uploads([upload])
        except Refused as refusal:
            if refusal.code != "setup.no-place":
                raise
            sheets.append(upload)
    given = [each for each in files if not isinstance(each, Skipped)]
    if not given:
        raise Refused("setup.no-definition" if sheets else "setup.nothing", "no definition")
    election = _election(given)
    if election.rehearsal and not rehearsal:
        raise Refused("setup.mixed", "a rehearsal's definition")
    towns = _towns(election, given, _wanted(codes))
    if sheets:
        if len(towns) != 1:
            raise Refused("setup.no-place", "a spreadsheet for several", sheets[0][0])
        [(town, _, _)] = towns.values()
        read = read_uploads(sheets, (election, Area(town.code, town.name)), town.electorate)
        given += [each for each in read if not isinstance(each, Skipped)]
    _known(election, towns)
    filled = _filled(election, towns, given)
    tree = {each.code for file in given if isinstance(file, DefinitionFile) for each in file.municipalities}
    return Founding(
        OwnDefinition("", election, filled),
        bool(tree) and tree <= {municipality.code for municipality, _, _ in filled},
        tuple(odd for each in given for odd in each.oddities),
        tuple(name for each in given if isinstance(each, StationsFile) for name in each.unread),
        tuple(each.source for each in files if isinstance(each, Skipped)),
    )


def _election(given: Sequence[Definition]) -> Election:
    """The one election of the files; what knows its seats says most."""
    first = max((each.election for each in given), key=lambda each: each.seats is not None)
    other = next((each for each in given if not same_election(first, each.election)), None)
    if other is not None:
        raise Refused("setup.several", "two elections", other=f"{first.name}, {other.election.name}")
    return first


def _wanted(codes: str) -> list[str]:
    """The municipalities that were typed, each by its code or its name."""
    wanted: list[str] = []
    for said in filter(None, map(str.strip, re.split(r"[,;\n]", codes))):
        words = said.split()
        wanted += [word.zfill(4) for word in words] if "".join(words).isdecimal() else [said]
    return wanted


def _towns(election: Election, given: Sequence[Definition], wanted: Sequence[str]) -> dict[str, Town]:
    """The municipalities that are made, by code, as far as tree and definitions tell."""
    counting = Counting.CENTRAL if election.category is Category.TK else Counting.DECENTRAL
    named: dict[str, Town] = {}
    ours: list[str] = []
    for each in given:
        if isinstance(each, DefinitionFile):
            districts = {
                region.number: region.name for region in each.regions if region.category == "KIESKRING"
            }
            for region in each.regions:
                if region.category == "GEMEENTE":
                    above = region.above if region.above and region.above[0] == "KIESKRING" else None
                    district = Area(above[1], districts.get(above[1], above[1])) if above else None
                    code = region.number.zfill(4)
                    town = Municipality(code, region.name, None, counting, district)
                    named.setdefault(code, (town, Ballot(()), ()))
        elif isinstance(each, StationsFile):
            ours.append(each.area.code)
            town = Municipality(each.area.code, each.area.name, None, counting)
            named.setdefault(town.code, (town, Ballot(()), ()))
        elif isinstance(each, OwnDefinition):
            for one in each.municipalities:
                ours.append(one[0].code)
                named[one[0].code] = one
    if not named and election.domain and election.category in OF_ONE:
        code = election.domain.code.zfill(4)
        named[code] = (Municipality(code, election.domain.name, None, counting), Ballot(()), ())
    if not named:
        raise Refused("setup.no-towns", "no municipality in the files")
    by_name = {town.name.casefold(): code for code, (town, _, _) in named.items()}
    chosen = [by_name.get(each.casefold(), each) for each in wanted] or ours or list(named)
    if unknown := [each for each in chosen if each not in named]:
        raise Refused("setup.unknown-towns", "not in these files", other=", ".join(unknown)[:120])
    if len(chosen) > MOST:
        some = ", ".join(f"{code} {named[code][0].name}" for code in sorted(named)[:3])
        raise Refused("setup.codes", "which municipalities", other=some)
    return {code: named[code] for code in chosen}


def _known(election: Election, towns: dict[str, Town]) -> None:
    here = models.Municipality.objects.filter(election__eml_id=election.id, code__in=list(towns))
    if names := list(here.values_list("name", flat=True)):
        raise Refused("setup.known", "there already", other=f"{election.name}, {', '.join(names)}")


def _filled(election: Election, towns: dict[str, Town], given: Sequence[Definition]) -> tuple[Town, ...]:
    """The municipalities with their lists and stations."""
    for each in given:
        if isinstance(each, CandidatesFile):
            contest = str(roman(each.contest) or each.contest)
            for code, (town, _, stations) in towns.items():
                if contest in {"geen", "alle"} or (town.district and town.district.code == contest):
                    towns[code] = (town, each.ballot, stations)
        elif isinstance(each, StationsFile) and each.area.code in towns:
            town, ballot, stations = towns[each.area.code]
            town = replace(town, electorate=each.electorate or town.electorate)
            towns[each.area.code] = (town, ballot, merged(stations, each.stations, each.stated))
    return tuple(towns.values())


def pack(founding: Founding) -> str:
    """A new election as a text that goes with a page; `Refused("setup.codes")` where it is too much."""
    body = {"own": write_definition(founding.own).decode(), "complete": founding.complete}
    packed = signing.dumps(body, salt=_SALT, compress=True)
    if len(packed) > _LONGEST:
        names = ", ".join(f"{town.code} {town.name}" for town, _, _ in founding.own.municipalities[:6])
        raise Refused("setup.codes", "too much at once", other=names)
    return packed


def unpack(packed: str) -> Founding:
    """What a page carried. `Refused("setup.expired")` where it is too old, or not one of ours."""
    try:
        body = signing.loads(packed, salt=_SALT, max_age=AGE)
        return Founding(read_definition("proposal", body["own"].encode(), draft=True), body["complete"])
    except (signing.BadSignature, Unreadable, KeyError):
        raise Refused("setup.expired", "this page is no proposal, or too old") from None


def make(founding: Founding, at: datetime, by: str, *, rehearsal: bool) -> models.Municipality:
    """Make the election and its municipalities, and give the first. Made before, it is only given.

    `Refused`: `setup.mixed`, and what `importing.load` refuses.
    """
    own = founding.own
    codes = [municipality.code for municipality, _, _ in own.municipalities]
    rows = models.Municipality.objects.filter(election__eml_id=own.election.id, code__in=codes)
    try:
        refuse_mixed(rehearsal=rehearsal)
    except Refused as refusal:
        raise Refused("setup.mixed", refusal.text) from None
    with transaction.atomic():
        if rows.count() < len(codes):
            load([own], at, by, rehearsal=rehearsal)
            if founding.complete:
                models.Election.objects.filter(eml_id=own.election.id).update(complete=True)
        return rows.select_related("election").get(code=codes[0])
