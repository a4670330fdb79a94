"""Counts made up for tests, and the files that say the same: CSV in both quotings, EML with any prefix."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from datetime import date
from xml.sax.saxutils import escape, quoteattr

from stemdag.domain.ballot import Ballot, Candidate, CandidateList
from stemdag.domain.count import Count, ListCount
from stemdag.domain.election import Area, Category, Election, default_release
from stemdag.domain.station import Counting
from stemdag.files import CountFile, UnitCount

NAMES = {Category.GR: "Gemeenteraad", Category.PS: "Provinciale Staten", Category.AB: "Waterschap"}
REASONS = {
    "kiezers met stembiljet hebben niet gestemd": "meegenomen stembiljetten",
    "er zijn te weinig stembiljetten uitgereikt": "te weinig uitgereikte stembiljetten",
    "er zijn te veel stembiljetten uitgereikt": "te veel uitgereikte stembiljetten",
    "andere verklaring": "andere verklaring",
}


def count(
    votes: Sequence[Sequence[int]],
    ballot: Ballot,
    *,
    cards: int = 0,
    proxies: int = 0,
    passes: int | None = 0,
    blank: int = 0,
    invalid: int = 0,
    more: int = 0,
    fewer: int = 0,
) -> Count:
    """A count whose sums hold; `votes` per list of the ballot, per candidate."""
    lists = {
        each.number: ListCount(
            sum(row), None, dict(zip((c.number for c in each.candidates), row, strict=True))
        )
        for each, row in zip(ballot, votes, strict=True)
    }
    valid = sum(each.total for each in lists.values())
    return Count(
        Counting.DECENTRAL,
        cards,
        proxies,
        passes,
        cards + proxies + (passes or 0),
        lists,
        valid,
        blank,
        invalid,
        valid + blank + invalid,
        more,
        fewer,
    )


def added(units: Sequence[UnitCount], area: Area, ballot: Ballot) -> UnitCount:
    """The total of some units."""
    counts = [unit.count for unit in units]
    votes = [
        [
            sum((each.lists[list_.number].candidates or {})[c.number] for each in counts)
            for c in list_.candidates
        ]
        for list_ in ballot
    ]
    total = count(
        votes,
        ballot,
        cards=sum(each.poll_cards for each in counts),
        proxies=sum(each.proxies for each in counts),
        passes=None if counts[0].voter_cards is None else sum(each.voter_cards or 0 for each in counts),
        blank=sum(each.blank for each in counts),
        invalid=sum(each.invalid for each in counts),
        more=sum(each.more for each in counts),
        fewer=sum(each.fewer for each in counts),
    )
    reasons = {
        reason: votes
        for reason in REASONS.values()
        if (votes := sum(unit.reasons.get(reason, 0) for unit in units))
    }
    electorate = sum(unit.electorate for unit in units)
    return UnitCount(
        area.code, area.name, None, None, electorate, total, sum(u.unexplained for u in units), reasons
    )


def election(category: Category = Category.GR, code: str = "0268", name: str = "Nijmegen") -> Election:
    day = date(2022, 3, 16)
    return Election(
        f"{category}2022_{code}",
        category,
        f"{NAMES[category]} {name} 2022",
        day,
        (day,),
        default_release(category, day),
    )


def file(ballot: Ballot, units: Sequence[UnitCount], category: Category = Category.GR) -> CountFile:
    area = Area("0268", "Nijmegen")
    return CountFile(
        "made.csv", "osv4-3", election(category), area, ballot, added(units, area, ballot), tuple(units)
    )


BALLOT = Ballot(
    (
        CandidateList(1, 'Partij "Een"', (Candidate(1, "de Vries, A."), Candidate(2, "Jansen, B.C."))),
        CandidateList(4, "", (Candidate(1, "Öztürk, D."), Candidate(3, "'t Hart; E."))),
    )
)


def small(passes: int | None = 0) -> CountFile:
    """Two stations, two lists with a gap, one blank list."""
    one = count([[5, 2], [0, 3]], BALLOT, cards=9, proxies=2, passes=passes, blank=1, invalid=1, more=1)
    two = count([[1, 0], [20, 0]], BALLOT, cards=20, proxies=3, passes=passes, invalid=1, fewer=1)
    return file(
        BALLOT,
        [
            UnitCount("0268::SB1", "Stadhuis", 1, "6511 PP", 500, one, 0, {"andere verklaring": 1}),
            UnitCount("0268::SB-1", 'Café "Het Anker"', -1, "6512 AB", 700, two, 1, {}),
        ],
    )


def as_csv(made: CountFile, *, quoted: bool = False, bom: bool = True) -> bytes:
    """The OSV4-3 CSV of a count: as the Kiesraad's converter writes it (quoted), or plain."""
    text = io.StringIO()
    writer = csv.writer(
        text, delimiter=";", lineterminator="\n", quoting=csv.QUOTE_ALL if quoted else csv.QUOTE_MINIMAL
    )
    writer.writerow(["Verkiezing", "", made.election.name])
    writer.writerow(["Datum", "", made.election.date.isoformat()])
    writer.writerow(["Gebied", "", f"Gemeente {made.area.name}"])
    writer.writerow(["Nummer", "", made.area.code])
    text.write("\n")
    columns = [made.total, *made.units]
    head = ["Lijstnummer", "Aanduiding", "Volgnummer", "Naam kandidaat", "Totaal"]
    writer.writerow([*head, *(unit.name for unit in made.units)])
    writer.writerow(["Gebiednummer", "", "", "", "", *(unit.number for unit in made.units)])
    if any(unit.postcode for unit in made.units):
        writer.writerow(["Postcode", "", "", "", "", *(unit.postcode or "" for unit in made.units)])

    def row(label: str, values: Sequence[int | None]) -> None:
        writer.writerow(["", label, "", "", *values])

    counts = [column.count for column in columns]
    row("opgeroepenen", [column.electorate for column in columns])
    row("geldige stempas", [each.poll_cards for each in counts])
    row("geldig volmachtbewijs", [each.proxies for each in counts])
    if counts[0].voter_cards is not None:
        row("geldige kiezerspas", [each.voter_cards for each in counts])
    row("toegelaten kiezers", [each.admitted for each in counts])
    row("geldige stembiljetten", [each.candidate_votes for each in counts])
    row("blanco stembiljetten", [each.blank for each in counts])
    row("ongeldige stembiljetten", [each.invalid for each in counts])
    row("aangetroffen stembiljetten", [each.cast for each in counts])
    row("meer stembiljetten dan toegelaten kiezers ", [each.more for each in counts])
    row("minder stembiljetten dan toegelaten kiezers ", [each.fewer for each in counts])
    for label, reason in REASONS.items():
        row(label, [column.reasons.get(reason, 0) for column in columns])
    row("geen verklaring", [column.unexplained for column in columns])
    for list_ in made.ballot:
        totals = [each.lists[list_.number].total for each in counts]
        writer.writerow([list_.number, list_.name, "", "", *totals])
        for c in list_.candidates:
            votes = [(each.lists[list_.number].candidates or {})[c.number] for each in counts]
            writer.writerow(["", "", c.number, c.name, *votes])
    return (b"\xef\xbb\xbf" if bom else b"") + text.getvalue().encode()


def as_eml(made: CountFile, *, form: str = "510b", prefix: str = "", declared: bool = False) -> bytes:
    """The EML 510 of a count, on one line, with the EML namespace under any prefix."""
    p = f"{prefix}:" if prefix else ""
    bound = f"xmlns:{prefix}" if prefix else "xmlns"

    def group(unit: UnitCount) -> str:
        parts: list[str] = []
        for list_ in made.ballot:
            each = unit.count.lists[list_.number]
            parts.append(
                f'<{p}Selection><{p}AffiliationIdentifier Id="{list_.number}"><{p}RegisteredName>'
                f"{escape(list_.name)}</{p}RegisteredName></{p}AffiliationIdentifier>"
                f"<{p}ValidVotes>{each.total}</{p}ValidVotes></{p}Selection>"
            )
            parts.extend(
                f'<{p}Selection><{p}Candidate><{p}CandidateIdentifier Id="{key}"/></{p}Candidate>'
                f"<{p}ValidVotes>{votes}</{p}ValidVotes></{p}Selection>"
                for key, votes in (each.candidates or {}).items()
            )
        count = unit.count
        parts.append(f"<{p}Cast>{unit.electorate}</{p}Cast>")
        parts.append(f"<{p}TotalCounted>{count.candidate_votes}</{p}TotalCounted>")
        for reason, votes in (("ongeldig", count.invalid), ("blanco", count.blank)):
            parts.append(f'<{p}RejectedVotes ReasonCode="{reason}">{votes}</{p}RejectedVotes>')
        figures = {
            "geldige stempassen": count.poll_cards,
            "geldige volmachtbewijzen": count.proxies,
            "geldige kiezerspassen": count.voter_cards,
            "toegelaten kiezers": count.admitted,
            "meer getelde stembiljetten": count.more,
            "minder getelde stembiljetten": count.fewer,
            "geen verklaring": unit.unexplained,
            **{reason: unit.reasons.get(reason, 0) for reason in REASONS.values()},
        }
        parts.extend(
            f'<{p}UncountedVotes ReasonCode="{reason}">{votes}</{p}UncountedVotes>'
            for reason, votes in figures.items()
            if votes is not None
        )
        return "".join(parts)

    units = "".join(
        f"<{p}ReportingUnitVotes><{p}ReportingUnitIdentifier Id={quoteattr(unit.id)}>Stembureau "
        f"{escape(unit.name)}{f' (postcode: {unit.postcode})' if unit.postcode else ''}"
        f"</{p}ReportingUnitIdentifier>{group(unit)}</{p}ReportingUnitVotes>"
        for unit in made.units
    )
    return (
        ('<?xml version="1.0" encoding="UTF-8"?>\n' if declared else "")
        + f'<{p}EML {bound}="urn:oasis:names:tc:evs:schema:eml" xmlns:x="http://www.kiesraad.nl/extensions" '
        f'Id="{form}" SchemaVersion="5"><{p}TransactionId>1</{p}TransactionId><{p}ManagingAuthority>'
        f'<{p}AuthorityIdentifier Id="{made.area.code}">{escape(made.area.name)}</{p}AuthorityIdentifier>'
        f"</{p}ManagingAuthority><x:CreationDateTime>2022-03-17T01:32:49.8341234</x:CreationDateTime>"
        f"<{p}Count><{p}EventIdentifier/><{p}Election>"
        f"<{p}ElectionIdentifier Id={quoteattr(made.election.id)}>"
        f"<{p}ElectionName>{escape(made.election.name)}</{p}ElectionName>"
        f"<{p}ElectionCategory>{made.election.category}</{p}ElectionCategory>"
        f"<x:ElectionDate>{made.election.date}</x:ElectionDate></{p}ElectionIdentifier>"
        f'<{p}Contests><{p}Contest><{p}ContestIdentifier Id="geen"/>'
        f"<{p}TotalVotes>{group(made.total)}</{p}TotalVotes>{units}"
        f"</{p}Contest></{p}Contests></{p}Election></{p}Count></{p}EML>"
    ).encode()
