"""`codes`: station codes, on the terminal, in a file, or on a sheet to print."""

from __future__ import annotations

import os
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from stemdag import clock
from stemdag.commands.output import could_not, django, out
from stemdag.domain.errors import Refused

if TYPE_CHECKING:
    from stemdag.elections.models import Municipality, Station

#: A code that nobody names an end for lasts until the night of the last voting day is over.
AFTER_LAST_DAY = timedelta(hours=30)


def codes(
    election: Annotated[str, typer.Argument(help="The election's id.")],
    stations: Annotated[list[int] | None, typer.Argument(help="Station numbers; else all.")] = None,
    municipality: Annotated[str | None, typer.Option(help="A code; needed where there are several.")] = None,
    expires: Annotated[
        str | None, typer.Option(help="Until when they work (ISO 8601); else 6:00 after the last voting day.")
    ] = None,
    json: Annotated[Path | None, typer.Option("--json", help="Write the codes here (0600).")] = None,
    sheet: Annotated[Path | None, typer.Option(help="Write a page to print here (HTML, 0600).")] = None,
    address: Annotated[str, typer.Option(help="The back office's address, for the sheet's QR codes.")] = "",
    withdraw: Annotated[
        bool, typer.Option("--withdraw", help="Stop these stations' codes and sessions; make none.")
    ] = False,
) -> None:
    """Make a sign-in code for each station; each works once, and replaces those nobody used."""
    with django():
        from stemdag.capture import codes as making

        rows = _municipalities(election, municipality, several=not stations)
        made: list[tuple[Municipality, Station, str]] = []
        for row in rows:
            chosen = _stations(row, stations)
            if withdraw:
                out.print(f"{row.code} {row.name}: {making.withdraw(chosen)} codes stopped", markup=False)
                continue
            try:
                found = making.issue(row, chosen, _expiry(row, expires))
            except Refused as refusal:
                raise could_not(refusal.text) from refusal
            made += [(row, station, found[station.number]) for station in chosen]
        if withdraw:
            return
        _hand_out(made, json, sheet, address, election, expires)


def _municipalities(election: str, code: str | None, *, several: bool) -> list[Municipality]:
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


def _stations(row: Municipality, numbers: list[int] | None) -> list[Station]:
    found = list(row.stations.all())
    if not numbers:
        return found
    unknown = set(numbers) - {station.number for station in found}
    if unknown:
        raise could_not(f"{row.name} has no station {', '.join(map(str, sorted(unknown)))}")
    return [station for station in found if station.number in numbers]


def _expiry(row: Municipality, given: str | None) -> datetime:
    from stemdag.elections import values

    election = values.election(row.election)
    if given is None:
        midnight = datetime.combine(election.date, datetime.min.time(), election.tz)
        end, now = midnight + AFTER_LAST_DAY, clock.now()
        # Played after its day, an election has nothing left of its own hours: a day from now then.
        return end if now < end else now + timedelta(days=1)
    try:
        moment = datetime.fromisoformat(given)
    except ValueError:
        raise could_not(f"--expires {given}: write a moment as 2026-03-18T23:59") from None
    return moment if moment.tzinfo else moment.replace(tzinfo=election.tz)


def _hand_out(
    made: list[tuple[Municipality, Station, str]],
    json: Path | None,
    sheet: Path | None,
    address: str,
    election: str,
    expires: str | None,
) -> None:
    import json as encoding

    if json is not None:
        listed = [
            {
                "election": election,
                "municipality": row.code,
                "station": station.number,
                "name": station.name,
                "code": code,
                "expires": _expiry(row, expires).isoformat(),
            }
            for row, station, code in made
        ]
        _private(json, encoding.dumps(listed, indent=2, sort_keys=True, ensure_ascii=False) + "\n")
    if sheet is not None:
        from stemdag.capture.sheets import printable

        _private(
            sheet,
            printable([(row, station, code, _expiry(row, expires)) for row, station, code in made], address),
        )
        out.print(f"{len(made)} codes in {sheet}. Print it, hand it out, delete it.", markup=False)
    if json is None and sheet is None:
        out.print("Each code is shown once and stored nowhere; it works for one sign-in.")
        for row, station, code in made:
            out.print(f"{row.code}  {station.number:>5}  {code}  {station.name}", markup=False)


def _private(path: Path, text: str) -> None:
    """Write what lets people in so that only its owner reads it; `-` is standard output."""
    if str(path) == "-":
        typer.echo(text, nl=False)
        return
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
        os.fchmod(file.fileno(), 0o600)
        file.write(text)
