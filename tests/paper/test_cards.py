"""Enrolment cards: what stands on them, how many to a page, and that equal cards are equal bytes."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
import segno

from stemdag.domain.errors import Refused
from stemdag.paper.cards import Card, cards, link
from tests.factories import at
from tests.paper.reading import pages, reader, text

ADDRESS = "https://dag.example"
CARD = Card(
    municipality="Súdwest-Fryslân",
    elections=("Gemeenteraad", "Referendum over de brug"),
    day=date(2022, 3, 16),
    station=12,
    name="Doarpshûs ’t Waltahûs",
    code="K7QF-2M9T-XW4P",
    issued=at("14:03", date(2022, 3, 8)),
    expires=at("06:00", date(2022, 3, 17)),
)


def test_a_card_says_where_when_and_how() -> None:
    said = text(cards([CARD], address=ADDRESS))
    for each in (
        "Súdwest-Fryslân",
        "Stembureau 12",
        "Doarpshûs ’t Waltahûs",
        "Gemeenteraad · Referendum over de brug",
        "woensdag 16 maart 2022",
        "K7QF-2M9T-XW4P",
        "dag.example/station/app",
        "tot 17 maart, 06:00",
        "Niet fotograferen, niet doorgeven.",
        "Gemaakt 8 maart, 14:03",
    ):
        assert each in said, each
    assert "OEFENING" not in said


def test_a_card_in_english() -> None:
    said = text(cards([CARD], language="en", phone="0800 1234"))
    for each in (
        "Station 12",
        "Wednesday 16 March 2022",
        "until 17 March, 06:00",
        "Do not photograph",
        "0800 1234",
    ):
        assert each in said, each


def test_the_picture_opens_the_app_with_the_code_where_no_server_sees_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    drawn: list[str] = []
    make = segno.make

    def keep(content: str, **how: object) -> segno.QRCode:
        drawn.append(content)
        return make(content, **how)  # type: ignore[arg-type]

    monkeypatch.setattr("stemdag.paper.cards.segno.make", keep)
    cards([CARD], address=f"{ADDRESS}/")
    cards([CARD])
    assert drawn == [f"{ADDRESS}/station/app/#code=K7QF-2M9T-XW4P", "K7QF-2M9T-XW4P"]
    assert link("", "X") == "X"


@pytest.mark.parametrize(("per_page", "sheets", "size"), [(4, 3, (595, 842)), (1, 9, (298, 421))])
def test_four_to_an_a4_or_one_to_an_a6(per_page: int, sheets: int, size: tuple[int, int]) -> None:
    given = [replace(CARD, station=number) for number in range(1, 10)]
    made = reader(cards(given, per_page=per_page))
    assert len(made.pages) == sheets
    assert {(round(page.mediabox.width), round(page.mediabox.height)) for page in made.pages} == {size}


def test_two_cards_say_whose_they_are() -> None:
    said = text(cards([replace(CARD, number=turn, of=2) for turn in (1, 2)]))
    assert "Voorzitter · Kaart 1 van 2" in said
    assert "Plaatsvervanger · Kaart 2 van 2" in said
    assert "Kaart 3 van 3" in text(cards([replace(CARD, number=3, of=3)]))


def test_each_card_of_a_rehearsal_says_so() -> None:
    for language, word in (("nl", "OEFENING"), ("en", "REHEARSAL")):
        given = [replace(CARD, rehearsal=True, station=number) for number in range(5)]
        assert text(cards(given, language=language)).count(word) == 5


LONG = "Multifunctioneel centrum De Spil, gymzaal (ingang achterzijde aan de Burgemeester van Roijensingel)"


@pytest.mark.parametrize(
    "name", ["Café Zürich", "Şişli Çay Evi", "Łódź", "Tsjerke fan Dŷkstra, Ĳlst", LONG, LONG * 2, "?"]
)
@pytest.mark.parametrize("station", [-1, 7, 999_999_999])
def test_any_name_fits_on_one_card(name: str, station: int) -> None:
    made = pages(cards([replace(CARD, name=name[:200], station=station)], per_page=1, address=ADDRESS))
    assert len(made) == 1
    assert CARD.code in made[0]
    assert name[:40] in made[0]
    assert f"Stembureau {str(station).replace('-', '−')}" in made[0]


def test_what_a_name_holds_is_never_read_as_layout() -> None:
    odd = '#panic("x") $x$ *b* `c` <l> @r \\ "'
    assert odd in text(cards([replace(CARD, name=odd, municipality="#{1+1} //")]))


def test_the_same_cards_are_the_same_bytes() -> None:
    assert cards([CARD], address=ADDRESS) == cards([CARD], address=ADDRESS)


def test_it_can_be_read_aloud() -> None:
    made = reader(cards([CARD]))
    root = made.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"] == "nl"
    assert made.metadata
    assert made.metadata.title == "Aanmeldkaarten Súdwest-Fryslân"
    assert made.xmp_metadata
    assert b"pdfuaid" in made.xmp_metadata.stream.get_data()


def test_what_cannot_be_printed_is_refused() -> None:
    for given, how, code in (
        ([], {}, "paper.empty"),
        ([CARD], {"per_page": 3}, "paper.per-page"),
        ([CARD], {"language": "fr"}, "paper.language"),
    ):
        with pytest.raises(Refused) as refusal:
            cards(given, **how)  # type: ignore[arg-type]
        assert refusal.value.code == code
