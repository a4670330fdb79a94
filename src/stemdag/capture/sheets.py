"""The sheet that a polling station gets: its code, and the same as a picture to scan."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from urllib.parse import urljoin

import segno
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.safestring import SafeString, mark_safe

from stemdag.elections import models, values

Handed = tuple[models.Municipality, models.Station, str, datetime]


def printable(handed: Iterable[Handed], address: str = "", language: str = "nl") -> str:
    """One HTML page that prints one sheet a station: whole in itself, with nothing from elsewhere.

    `address` is the back office's (https://…): the picture then opens the sign-in page with the code behind
    the `#`, which browsers do not send along; without it the picture holds the code alone.
    """
    with translation.override(language):
        return render_to_string(
            "capture/sheet.html",
            {
                "address": address,
                "sheets": [
                    {
                        "municipality": row.name,
                        "election": row.election.name,
                        "date": row.election.date,
                        "number": str(station.number),
                        "name": station.name,
                        "code": code,
                        # Without a zone, or the template would turn it into the server's own.
                        "expires": expires.astimezone(values.election(row.election).tz).replace(tzinfo=None),
                        "picture": _picture(
                            urljoin(address, f"/station/sign-in#{code}") if address else code
                        ),
                    }
                    for row, station, code, expires in handed
                ],
            },
        )


def _picture(content: str) -> SafeString:
    made = segno.make(content, error="m", micro=False)
    return mark_safe(made.svg_inline(scale=5, omitsize=True))  # noqa: S308 - segno's own drawing
