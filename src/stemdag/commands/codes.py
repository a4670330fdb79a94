"""`codes`: station codes, on the terminal, in a file, on a sheet or on cards to print."""

from __future__ import annotations

import os
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from stemdag.commands.output import could_not, django, out
from stemdag.domain.errors import Refused

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stemdag.elections.models import Municipality, Station


@dataclass(frozen=True, slots=True)
class Issued:
    """The codes that a municipality's stations got, by station number."""

    row: Municipality
    codes: dict[int, tuple[str, ...]]
    expires: datetime

    def __iter__(self) -> Iterator[tuple[Municipality, Station, str, datetime]]:
        """One by one, in the order of the stations."""
        for station in self.row.stations.all():
            for code in self.codes.get(station.number, ()):
                yield self.row, station, code, self.expires


def codes(
    election: Annotated[str, typer.Argument(help="The election's id.")],
    stations: Annotated[list[int] | None, typer.Argument(help="Station numbers; else all.")] = None,
    municipality: Annotated[str | None, typer.Option(help="A code; needed where there are several.")] = None,
    expires: Annotated[
        str | None, typer.Option(help="Until when they work (ISO 8601); else 6:00 after the last voting day.")
    ] = None,
    json: Annotated[Path | None, typer.Option("--json", help="Write the codes here (0600).")] = None,
    sheet: Annotated[Path | None, typer.Option(help="Write a page to print here (HTML, 0600).")] = None,
    pdf: Annotated[Path | None, typer.Option(help="Write enrolment cards to print here (PDF, 0600).")] = None,
    each: Annotated[int, typer.Option(help="Codes for each station: 2 for a chair and a deputy.")] = 1,
    per_page: Annotated[int, typer.Option(help="Cards: 4 to an A4 to cut, or 1 to an A6.")] = 4,
    language: Annotated[str, typer.Option(help="Of the cards: nl or en.")] = "nl",
    phone: Annotated[str, typer.Option(help="The office's telephone number, for the cards.")] = "",
    address: Annotated[str, typer.Option(help="The back office's address, for the QR codes.")] = "",
    withdraw: Annotated[
        bool, typer.Option("--withdraw", help="Stop these stations' codes and sessions; make none.")
    ] = False,
) -> None:
    """Make sign-in codes for each station; each works once, and they replace those nobody used."""
    with django():
        from stemdag.capture import codes as making

        rows = chosen_municipalities(election, municipality, several=not stations)
        if withdraw:
            for row in rows:
                stopped = making.withdraw(chosen_stations(row, stations))
                out.print(f"{row.code} {row.name}: {stopped} codes stopped", markup=False)
            return
        _printable(language, per_page)
        made = []
        for row in rows:
            chosen, end = chosen_stations(row, stations), _expiry(row, expires)
            try:
                made.append(Issued(row, making.issue_several(row, chosen, end, each), end))
            except Refused as refusal:
                raise could_not(refusal.text) from refusal
        if json is not None:
            _private(json, _listed(made))
        if sheet is not None:
            from stemdag.capture.sheets import printable

            _private(sheet, printable([one for each in made for one in each], address).encode())
        if pdf is not None:
            _private(pdf, _cards(made, address, language, per_page, phone))
        for path in (sheet, pdf):
            if path is not None and str(path) != "-":
                out.print(f"{_count(made)} codes in {path}. Print it, hand it out, delete it.", markup=False)
        if json is None and sheet is None and pdf is None:
            out.print("Each code is shown once and stored nowhere; it works for one sign-in.")
            for row, station, code, _ in (one for each in made for one in each):
                out.print(f"{row.code}  {station.number:>5}  {code}  {station.name}", markup=False)


def _printable(language: str, per_page: int) -> None:
    """Say what cannot be printed before codes are made: those that are out there would stop for nothing."""
    from stemdag.paper.cards import PER_PAGE
    from stemdag.paper.words import LANGUAGES

    if language not in LANGUAGES:
        raise could_not(f"--language {language}: nl or en")
    if per_page not in PER_PAGE:
        raise could_not(f"--per-page {per_page}: 4 or 1")


def _count(made: list[Issued]) -> int:
    return sum(len(codes) for each in made for codes in each.codes.values())


def _cards(made: list[Issued], address: str, language: str, per_page: int, phone: str) -> bytes:
    from stemdag.capture.cards import cards_of
    from stemdag.paper.cards import cards

    found = [card for each in made for card in cards_of(each.row, each.codes, each.expires)]
    try:
        return cards(found, address=address, language=language, per_page=per_page, phone=phone)
    except Refused as refusal:
        raise could_not(refusal.text) from refusal


def chosen_municipalities(election: str, code: str | None, *, several: bool) -> list[Municipality]:
    """The municipalities of an election, or the one by its code; several only where that is meant."""
    from stemdag.elections.models import Municipality

    rows = Municipality.objects.filter(election__eml_id=election).select_related("election")
    if code:
        rows = rows.filter(code=code)
    found = list(rows)
    if not found:
        raise could_not(f"no municipality {code or ''} in {election}; `stemdag import` brings definitions")
    if len(found) > 1 and not several:
        raise could_not("station numbers repeat between municipalities; say which with --municipality")
    return found


def chosen_stations(row: Municipality, numbers: list[int] | None) -> list[Station]:
    """The stations by their numbers; all where none are given."""
    found = list(row.stations.all())
    if not numbers:
        return found
    unknown = set(numbers) - {station.number for station in found}
    if unknown:
        raise could_not(f"{row.name} has no station {', '.join(map(str, sorted(unknown)))}")
    return [station for station in found if station.number in numbers]


def _expiry(row: Municipality, given: str | None) -> datetime:
    from stemdag.capture.codes import until
    from stemdag.elections import values

    if given is None:
        return until(row)
    try:
        moment = datetime.fromisoformat(given)
    except ValueError:
        raise could_not(f"--expires {given}: write a moment as 2026-03-18T23:59") from None
    return moment if moment.tzinfo else moment.replace(tzinfo=values.election(row.election).tz)


def _listed(made: list[Issued]) -> bytes:
    import json

    listed = [
        {
            "election": row.election.eml_id,
            "municipality": row.code,
            "station": station.number,
            "name": station.name,
            "code": code,
            "expires": expires.isoformat(),
        }
        for each in made
        for row, station, code, expires in each
    ]
    return (json.dumps(listed, indent=2, sort_keys=True, ensure_ascii=False) + "\n").encode()


def _private(path: Path, content: bytes) -> None:
    """Write what lets people in so that only its owner reads it; `-` is standard output."""
    if str(path) == "-":
        typer.echo(content, nl=False)
        return
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
        os.fchmod(file.fileno(), 0o600)
        file.write(content)
