"""What pages of the desk and the station say, as a person reads them: by their structure, in any language."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from lxml import html

from stemdag.rehearsal.doors import OfficeDoor


@dataclass(frozen=True, slots=True)
class Row:
    """A station on the board. `needs_hand` is whether it stands on top, among those that need one; `short`
    whether it warns that ballots run out."""

    opened: str
    admitted: str
    needs_hand: bool
    received: bool
    short: bool


@dataclass(frozen=True, slots=True)
class Left:
    """Ballots left on a station's page, and how it says so: `info`, `warning` or `error`."""

    ballots: int
    kind: str


def board_row(office: OfficeDoor, station: int) -> Row:
    """How a station stands on the board."""
    for row in _page(office).iter("tr"):
        if row.xpath(f".//a[@id='station-{station}']"):
            badges = [each.get("data-state") for each in _of(row, "badge")]
            return Row(
                ":".join(re.findall(r"\d+", _text(_one(row, "opened")))),
                _text(_one(row, "admitted")),
                row.get("data-need") is not None,
                None in badges,
                "ballots" in [each.get("data-about") for each in _of(row, "badge")],
            )
    raise LookupError(f"no station {station} on the board")


def stock(office: OfficeDoor, station: int) -> Left:
    """What a station's page says of its ballots."""
    section = _section(office, station, "stock-title")
    message = _one(section, "message")
    [ballots] = re.findall(r"\d+", _text(_one(message, "message__title")))
    return Left(int(ballots), message.get("data-kind") or "")


def passes_of(office: OfficeDoor, station: int) -> tuple[int, ...]:
    """A, B and C, where voter cards are handed in, on a station's page."""
    cells = [int(_text(each)) for each in _section(office, station, "passes-title").iter("td")]
    return tuple(cells[:-1])  # the last is all together


def used_twice(office: OfficeDoor) -> list[tuple[int, int, bool]]:
    """Passes that were used twice: the first station, the second, and whether a chair decided."""
    found = []
    for card in _of(_page(office, "passes/"), "card"):
        first, second = (int((each.get("href") or "").split("/")[-2]) for each in card.iter("a"))
        found.append((first, second, card.get("data-hand") is None))
    return found


def held_by(office: OfficeDoor) -> tuple[str, str]:
    """Who held the release, and why, by the history on its page."""
    for act in _page(office, "release/").xpath("//li[@data-act='release.held']"):
        if reasons := _of(act, "quiet"):
            return "".join(str(name) for name in act.xpath(".//strong/text()")), _text(reasons[0])
    raise LookupError("nobody held the release with a reason")


def odd(page: str) -> list[str]:
    """The codes of the checks on the page of a count."""
    notes = _of(html.fromstring(page), "message__code")
    return sorted({_text(each) for each in notes})


def _page(office: OfficeDoor, path: str = "") -> html.HtmlElement:
    return html.fromstring(office.page(path))


def _section(office: OfficeDoor, station: int, title: str) -> html.HtmlElement:
    found = _page(office, f"stations/{station}/").xpath(f"//section[@aria-labelledby='{title}']")
    if not found:
        raise LookupError(f"no {title} on the page of station {station}")
    section: html.HtmlElement = found[0]
    return section


def _of(element: html.HtmlElement, name: str) -> list[html.HtmlElement]:
    """The elements of a class within."""
    return [each for each in _all(element) if name in (each.get("class") or "").split()]


def _all(element: html.HtmlElement) -> Iterator[html.HtmlElement]:
    return (each for each in element.iter() if isinstance(each.tag, str))


def _one(element: html.HtmlElement, name: str) -> html.HtmlElement:
    found = _of(element, name)
    if not found:
        raise LookupError(f"no {name} there")
    return found[0]


def _text(element: html.HtmlElement) -> str:
    return " ".join(str(element.text_content()).split())
