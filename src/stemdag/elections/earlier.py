"""Results of an earlier election, from official files, beside the municipalities of one that is to come."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from fractions import Fraction
from uuid import uuid4

from django.db import transaction

from stemdag.domain.ballot import Ballot
from stemdag.domain.earlier import Earlier
from stemdag.domain.errors import Refused
from stemdag.elections import models
from stemdag.files.model import CountFile, ElectionFile, UnitCount
from stemdag.files.turnout_curve import Known
from stemdag.journal.append import Fact, append


@dataclass(frozen=True, slots=True)
class Loaded:
    """What was taken in: municipalities of this election by code, and codes in the files that it has not."""

    taken: tuple[str, ...]
    unknown: tuple[str, ...]


def load(election: models.Election, files: Iterable[ElectionFile], at: datetime, by: str) -> Loaded:
    """Take in counts of an earlier election of the same category; all of it or nothing.

    `Refused`: `earlier.category` for another kind of election, `earlier.date` for one that is not earlier,
    `earlier.nothing` where no file counts a municipality of this election.
    """
    found: dict[str, Earlier] = {}
    for file in files:
        if not isinstance(file, CountFile):
            continue
        if file.election.category.value != election.category:
            raise Refused(
                "earlier.category",
                f"{file.source} is of another kind of election than {election.eml_id}",
            )
        if file.election.date >= election.date:
            raise Refused(
                "earlier.date",
                f"{file.source} is of {file.election.date}, which is not before {election.date}",
            )
        found.update(_municipalities(file))
    rows = {row.code: row for row in election.municipalities.filter(code__in=found)}
    if not rows:
        raise Refused(
            "earlier.nothing",
            f"no file counts a municipality of {election.eml_id}; give the 510b, 510c or OSV4-3 of before",
        )
    with transaction.atomic():
        for code, row in rows.items():
            before = row.earlier or {}
            row.earlier = to_json(found[code])
            if before.get("date") == row.earlier["date"] and "curve" in before:
                row.earlier["curve"] = before["curve"]
            row.save(update_fields=["earlier"])
        facts = {"municipalities": len(rows), "name": found[min(rows)].name}
        append(Fact(election.eml_id, "", "earlier.loaded", at=at, by=by, client_id=uuid4(), facts=facts))
    return Loaded(tuple(sorted(rows)), tuple(sorted(found.keys() - rows.keys())))


def load_turnout(
    election: models.Election, curves: Mapping[str, Sequence[Known]], at: datetime, by: str
) -> Loaded:
    """Take in turnout through the day of the earlier election, beside its result; all of it or nothing.

    `Refused`: `earlier.nothing` where no municipality of this election is named, `earlier.which` where none
    is named and there are several, `earlier.result` where its result is not loaded, `earlier.electorate`
    where voters are given and the electorate of then is not known.
    """
    rows = {row.code: row for row in election.municipalities.all()}
    if "" in curves:
        if len(rows) > 1:
            raise Refused(
                "earlier.which",
                f"{election.eml_id} has {len(rows)} municipalities; name each in a column municipality",
            )
        curves = dict.fromkeys(rows, curves[""])
    taken = sorted(rows.keys() & curves.keys())
    if not taken:
        raise Refused("earlier.nothing", f"no municipality of {election.eml_id} is named; write its CBS code")
    with transaction.atomic():
        for code in taken:
            row = rows[code]
            then = value(row)
            if then is None:
                raise Refused(
                    "earlier.result",
                    f"{row.name} ({code}) has no earlier result; load that first, with `stemdag earlier`",
                )
            row.earlier = to_json(replace(then, curve=tuple(_share(then, each) for each in curves[code])))
            row.save(update_fields=["earlier"])
        facts = {"municipalities": len(taken)}
        append(Fact(election.eml_id, "", "earlier.turnout", at=at, by=by, client_id=uuid4(), facts=facts))
    return Loaded(tuple(taken), tuple(sorted(curves.keys() - rows.keys())))


def _share(then: Earlier, known: Known) -> tuple[int, int]:
    share = known.share
    if share is None:
        if not then.electorate:
            raise Refused(
                "earlier.electorate",
                f"the electorate of {then.name} is not known; give the column share in place of number",
            )
        share = Fraction(known.number or 0, then.electorate)
    return known.minute, round(share * 10_000)


def _municipalities(file: CountFile) -> Iterator[tuple[str, Earlier]]:
    """The municipalities that a file counts: the one that it is of, or those below a kieskring."""
    if file.form in {"510b", "osv4-3"}:
        yield file.area.code, _earlier(file, file.total)
    else:
        for unit in file.units:
            code = unit.id.rpartition("::")[2].zfill(4)
            if code.isdecimal() and len(code) == 4:
                yield code, _earlier(file, unit)


def _earlier(file: CountFile, unit: UnitCount) -> Earlier:
    names = _names(file.ballot)
    votes: dict[str, int] = {}
    for number, each in sorted(unit.count.lists.items()):
        name = names.get(number, f"Lijst {number}")
        votes[name] = votes.get(name, 0) + each.total
    of = file.election
    return Earlier(of.name, of.date, votes, unit.count.admitted or unit.count.cast, unit.electorate or None)


def _names(ballot: Ballot) -> dict[int, str]:
    return {each.number: each.name or f"Lijst {each.number}" for each in ballot}


def to_json(earlier: Earlier) -> dict[str, object]:
    """As it lies in the database."""
    return {
        "name": earlier.name,
        "date": earlier.date.isoformat(),
        "votes": dict(earlier.votes),
        "admitted": earlier.admitted,
        "electorate": earlier.electorate,
        **({"curve": [list(each) for each in earlier.curve]} if earlier.curve else {}),
    }


def value(row: models.Municipality) -> Earlier | None:
    """The earlier result of a municipality; None where none was loaded."""
    found = row.earlier
    if not found:
        return None
    day = date.fromisoformat(found["date"])
    curve = tuple((minute, share) for minute, share in found.get("curve", ()))
    return Earlier(found["name"], day, found["votes"], found["admitted"], found["electorate"], curve)
