"""The OSV4-3 CSV written: one column per station, as the Kiesraad's own converter has it."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence

from stemdag.domain.election import Category, Election
from stemdag.files.model import CountFile, UnitCount
from stemdag.files.names import UNEXPLAINED, category_of
from stemdag.files.osv_table import REASONS

#: The word by which a reader knows what is elected; the format has no other place for it.
_WORDS = {
    Category.EP: "Europees Parlement",
    Category.EK: "Eerste Kamer",
    Category.TK: "Tweede Kamer",
    Category.GR: "Gemeenteraad",
    Category.BC: "Bestuurscommissie",
    Category.GC: "Gebiedscommissie",
    Category.ER: "Eilandsraad",
    Category.PS: "Provinciale Staten",
    Category.AB: "Waterschap",
    Category.NR: "Referendum",
    Category.PR: "Provinciaal referendum",
    Category.LR: "Lokaal referendum",
    Category.IR: "Eilandelijk referendum",
    Category.KC: "Kiescollege",
}


def election_name(election: Election, rehearsal: bool = False) -> str | None:
    """The election's name, with what is elected before it where it does not say so; None where that fails.

    The format has no other place to say that it is a rehearsal either.
    """
    own = f"Oefening (rehearsal): {election.name}" if rehearsal else election.name
    for name in (own, f"{_WORDS[election.category]}: {own}"):
        if category_of(name) is election.category:
            return name
    return None


def write_csv(file: CountFile, rehearsal: bool = False) -> Iterator[bytes]:
    """The file as bytes, line by line in pieces: `election_name` must know a name for its election.

    Candidates stand in it where every station has them. UTF-8 with a byte order mark, as Excel wants it.
    """
    rows = _Rows()
    yield b"\xef\xbb\xbf" + rows.of(_head(file, rehearsal))
    yield rows.of(_figures((file.total, *file.units)))
    yield from map(rows.of, _lists(file))


Row = Sequence[object]


class _Rows:
    """Rows as the lines of a file."""

    def of(self, rows: Iterable[Row]) -> bytes:
        text = io.StringIO(newline="")
        csv.writer(text, delimiter=";", lineterminator="\n").writerows(rows)
        return text.getvalue().encode("utf-8", "replace")


def _plain(text: str) -> str:
    """One line, and no formula for a spreadsheet: readers drop the space in front."""
    line = " ".join(text.strip().splitlines())
    return f" {line}" if line[:1] in ("=", "+", "-", "@") else line


def _head(file: CountFile, rehearsal: bool) -> Iterator[Row]:
    yield "Verkiezing", "", _plain(election_name(file.election, rehearsal) or file.election.name)
    yield "Datum", "", file.election.date.isoformat()
    yield "Gebied", "", _plain(f"Gemeente {file.area.name}")
    yield "Nummer", "", file.area.code
    yield ()
    units = file.units
    first = ("Lijstnummer", "Aanduiding", "Volgnummer", "Naam kandidaat", "Totaal")
    yield *first, *(_plain(each.name) for each in units)
    yield "Gebiednummer", "", "", "", "", *(each.number for each in units)
    yield "Postcode", "", "", "", "", *(_plain(each.postcode or "") for each in units)


def _figures(columns: Sequence[UnitCount]) -> Iterator[Row]:
    counts = [each.count for each in columns]

    def row(label: str, numbers: Iterable[int | None]) -> Row:
        return "", label, "", "", *(number or 0 for number in numbers)

    yield row("opgeroepenen", (each.electorate for each in columns))
    yield row("geldige stempas", (each.poll_cards for each in counts))
    yield row("geldig volmachtbewijs", (each.proxies for each in counts))
    if any(each.voter_cards is not None for each in counts):
        yield row("geldige kiezerspas", (each.voter_cards for each in counts))
    yield row("toegelaten kiezers", (each.admitted for each in counts))
    yield row("geldige stembiljetten", (each.candidate_votes for each in counts))
    yield row("blanco stembiljetten", (each.blank for each in counts))
    yield row("ongeldige stembiljetten", (each.invalid for each in counts))
    yield row("aangetroffen stembiljetten", (each.cast for each in counts))
    yield row("meer stembiljetten dan toegelaten kiezers", (each.more for each in counts))
    yield row("minder stembiljetten dan toegelaten kiezers", (each.fewer for each in counts))
    labels = {reason: label for label, reason in REASONS.items()}
    others = {reason: reason for column in columns for reason in sorted(column.reasons)}
    for reason, label in (others | labels).items():
        yield row(label, (each.reasons.get(reason, 0) for each in columns))
    yield row(UNEXPLAINED, (each.unexplained for each in columns))


def _lists(file: CountFile) -> Iterator[list[Row]]:
    """The rows of each list: its totals, then its candidates."""
    counts = [each.count for each in (file.total, *file.units)]
    candidates = file.has_candidates
    for each in file.ballot:
        found = [count.lists.get(each.number) for count in counts]
        rows: list[Row] = [(each.number, _plain(each.name), "", "", *(of.total if of else 0 for of in found))]
        for one in each.candidates if candidates else ():
            votes = (((of.candidates or {}) if of else {}).get(one.number, 0) for of in found)
            rows.append(("", "", one.number, _plain(one.name), *votes))
        yield rows
