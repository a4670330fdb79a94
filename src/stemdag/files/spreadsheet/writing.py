"""Stations as a spreadsheet that is read back equal: CSV, as programs of an office open it."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from datetime import datetime

from stemdag.domain.election import Election
from stemdag.domain.station import Kind, Station

_KINDS = {
    Kind.REGULAR: "regulier",
    Kind.POSTAL: "brief",
    Kind.EARLY: "vervroegd",
    Kind.MOBILE: "mobiel",
    Kind.SPECIAL: "bijzonder",
}


def write_stations(election: Election, stations: Sequence[Station]) -> bytes:
    """The stations, with a column for each day on which one is open; UTF-8 with a byte order mark."""

    def local(moment: datetime) -> datetime:
        return moment.astimezone(election.tz)

    opened = {local(hours.opens).date() for each in stations for hours in each.hours}
    opened = {local(hours.opens).date() for each in stations for hours in each.hours}
    days = sorted({*election.days, *opened})
    made = io.StringIO()
    rows = csv.writer(made, delimiter=";")
    rows.writerow(
        ["Nummer", "Naam", "Soort", "Postcode", "Wijk", "Kiesgerechtigden"]
        + [f"Openingstijden {day.isoformat()}" for day in days]
        + ["Telt vanaf", "Latitude", "Longitude"]
    )
    for each in stations:
        on = {local(hours.opens).date(): hours for hours in each.hours}
        place = [each.location.latitude, each.location.longitude] if each.location else ["", ""]
        rows.writerow(
            [
                each.number,
                _plain(each.name),
                _KINDS[each.kind],
                each.postcode or "",
                _plain(each.quarter or ""),
            ]
            + [each.electorate or ""]
            + [
                f"{local(on[day].opens):%H:%M} - {_closing(local(on[day].closes))}" if day in on else ""
                for day in days
            ]
            + [f"{local(each.counts_from):%Y-%m-%d %H:%M}" if each.counts_from else "", *place]
        )
    return made.getvalue().encode("utf-8-sig")


def _closing(moment: datetime) -> str:
    return "24:00" if (moment.hour, moment.minute) == (0, 0) else f"{moment:%H:%M}"


def _plain(text: str) -> str:
    """A text that no program takes for a formula."""
    return f" {text}" if text.startswith(("=", "+", "-", "@")) else text
