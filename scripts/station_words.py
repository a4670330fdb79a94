"""What people write on the day of the pictures, in both languages of the guide. All of it is made up."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Words:
    """One station: where it is, who is there, what is written."""

    locale: str
    station: str
    people: tuple[tuple[str, str, str], ...]
    asked: str
    answer: str
    note: str
    van: str
    event: str


NL = Words(
    locale="nl-NL",
    station="Wijkcentrum De Wilg",
    people=(
        ("M. Verhoeven", "chair", "7.00"),
        ("S. Aydin", "deputy", "7.00"),
        ("J. Postma", "member", "7.05"),
        ("L. Hendriks", "member", "7.10"),
    ),
    asked="De lift doet het niet. Kan er een bord komen bij de zijingang, voor rolstoelen?",
    answer="Het bord is onderweg, en iemand die de weg wijst. Ze zijn er binnen een halfuur.",
    note="Graag via de zijingang",
    van="Met de witte bus, er binnen een halfuur",
    event="De kiezer liep weg met het stembiljet in de hand.",
)
EN = Words(
    locale="en",
    station="Sporthal De Linde",
    people=(
        ("A. Kuipers", "chair", "7:00"),
        ("R. Tahiri", "deputy", "7:00"),
        ("E. Brouwer", "member", "7:05"),
        ("N. Jacobs", "member", "7:10"),
    ),
    asked="The lift is out of order. Could we have a sign at the side entrance, for wheelchairs?",
    answer="The sign is on its way, and somebody who shows the way. They are there within half an hour.",
    note="By the side entrance, please",
    van="With the white van, there within half an hour",
    event="The voter left with the ballot paper in hand.",
)
