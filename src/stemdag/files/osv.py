"""The reader of the OSV4-3 CSV: one file per municipality, one column per station."""

from __future__ import annotations

import re

from stemdag.domain.ballot import Ballot, CandidateList
from stemdag.domain.count import Count, ListCount
from stemdag.domain.election import Area, Election, default_release
from stemdag.domain.errors import Refused
from stemdag.domain.station import Counting
from stemdag.files.errors import Unreadable
from stemdag.files.model import CountFile, UnitCount
from stemdag.files.names import area_name, category_of, postcode, station_name, voting_day
from stemdag.files.oddities import odd, of_units
from stemdag.files.osv_table import EXPORT_AGAIN, OPTIONAL, ROWS, Table, read_table


def read_csv(source: str, data: bytes) -> CountFile:
    """The count in an OSV4-3 CSV, or `Unreadable`."""
    table = read_table(source, _decoded(source, data))
    election, area = _election(table)
    _refuse_incomplete(table)
    ballot = _ballot(table, election)
    total, *units = [_unit(table, column, area) for column in table.columns]
    oddities = (*table.oddities, *of_units(source, total, units, election.category))
    return CountFile(source, "osv4-3", election, area, ballot, total, tuple(units), oddities)


def _decoded(source: str, data: bytes) -> str:
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as problem:
        line = data.count(b"\n", 0, problem.start) + 1
        column = problem.start - data.rfind(b"\n", 0, problem.start)
        raise Unreadable(
            source,
            f"line {line}, byte {column}",
            "This is not UTF-8.",
            "Save the file as UTF-8, as the original export is.",
        ) from None


def _election(table: Table) -> tuple[Election, Area]:
    head = table.head
    for key in ("verkiezing", "datum", "gebied", "nummer"):
        if not head.get(key):
            raise _of_head(table, f"The line `{key.capitalize()}` is missing or empty.", EXPORT_AGAIN)
    name, code = head["verkiezing"], head["nummer"]
    category = category_of(name)
    if category is None:
        raise _of_head(
            table,
            f"`{name}` is not a known type of election.",
            "Check the line `Verkiezing`: it must name the body that is elected.",
        )
    day = voting_day(head["datum"])
    if day is None:
        remedy = "Write the line `Datum` as year-month-day: 2022-03-16."
        raise _of_head(table, f"`{head['datum']}` is not a date of an election.", remedy)
    if not re.fullmatch(r"[0-9]{1,4}", code):
        remedy = "Write its four digits in the line `Nummer`: 0268."
        raise _of_head(table, f"`{code}` is not a municipality code.", remedy)
    code = code.zfill(4)
    release = default_release(category, day)
    election = Election(f"{category}{day.year}_{code}", category, name, day, (day,), release)
    return election, Area(code, area_name(head["gebied"]))


def _of_head(table: Table, text: str, remedy: str) -> Unreadable:
    return Unreadable(table.source, "head", text, remedy)


def _refuse_incomplete(table: Table) -> None:
    for label, name in ROWS.items():
        if name not in table.figures:
            table.refuse(f"The row `{label}` is missing.")
    if not table.lists:
        table.refuse("The file ends before the first list.")
    for label, name in OPTIONAL.items():
        # Voter cards have no row where the election has none.
        if name not in table.figures and name != "voter_cards":
            table.oddities.append(odd("missing-row", table.source, f"no row `{label}`; read as 0"))
    _refuse_cut(table)


def _refuse_cut(table: Table) -> None:
    """Refuse a file that was cut off at the end of a line: votes are missing from its tail.

    One sum that does not hold is an oddity; a missing list or candidate shows at most stations at once.
    """
    valid, last = table.figures["candidate_votes"], table.lists[-1]
    tails = [(valid, [sum(cells) for cells in zip(*(each.votes for each in table.lists), strict=True)])]
    if last.rows:
        tails.append((last.votes, [sum(cells) for cells in zip(*last.rows, strict=True)]))
    elif table.has_candidates:
        tails.append((last.votes, [0] * len(last.votes)))
    for filed, added in tails:
        counted = sum(1 for votes in filed if votes)
        short = sum(1 for have, votes in zip(added, filed, strict=True) if have < votes)
        if added[0] < filed[0] and short * 2 > counted:
            table.refuse(f"{filed[0]} votes are announced and {added[0]} follow: the file seems cut off.")


def _ballot(table: Table, election: Election) -> Ballot:
    lists = tuple(CandidateList(each.number, each.name, tuple(each.candidates)) for each in table.lists)
    try:
        return Ballot(lists, referendum=election.category.is_referendum)
    except Refused as refused:
        raise Unreadable(table.source, "lists", f"{refused.text}.", EXPORT_AGAIN) from None


def _unit(table: Table, column: int, area: Area) -> UnitCount:
    """The total (column 0) or a station."""
    name, number, code, identity = area.name, None, None, area.code
    if column:
        number = table.numbers[column - 1]
        name, code = station_name(table.names[column - 1])
        if table.postcodes:
            code = postcode(table.postcodes[column - 1]) or code
        identity = f"{area.code}::SB{number}"
    return UnitCount(
        id=identity,
        name=name,
        number=number,
        postcode=code,
        electorate=table.figure("electorate", column),
        count=_count(table, column),
        unexplained=table.figure("unexplained", column),
        reasons={reason: row[column] for reason, row in table.reasons.items() if row[column]},
    )


def _count(table: Table, column: int) -> Count:
    figures = table.figures
    counted = table.has_candidates
    return Count(
        counting=Counting.DECENTRAL if counted else Counting.CENTRAL,
        poll_cards=figures["poll_cards"][column],
        proxies=figures["proxies"][column],
        voter_cards=figures["voter_cards"][column] if "voter_cards" in figures else None,
        admitted=figures["admitted"][column],
        lists={
            each.number: ListCount(
                each.votes[column],
                None,
                {c.number: row[column] for c, row in zip(each.candidates, each.rows, strict=True)}
                if counted
                else None,
            )
            for each in table.lists
        },
        candidate_votes=figures["candidate_votes"][column],
        blank=figures["blank"][column],
        invalid=figures["invalid"][column],
        cast=figures["cast"][column],
        more=table.figure("more", column),
        fewer=table.figure("fewer", column),
    )
