"""How a municipality tailors the station's app for one election: lists, numbers, words. Pure.

Without any setting everything has a value that works. `docs/tailoring.md` has the JSON.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import time, timedelta
from typing import Any

from stemdag.domain.pass_numbers import PassNumbers
from stemdag.domain.passes import LONGEST
from stemdag.domain.spot import Spot
from stemdag.domain.stock import Rules
from stemdag.domain.tailoring_lists import CLOSING, EVENTS, INCIDENTS, MATERIALS, OPENING, PACKING
from stemdag.domain.tailoring_manuals import MANUALS
from stemdag.domain.wording import Block, Item, Manual, Page

KEY = re.compile(r"[a-z][a-z0-9_]{0,39}")
PREFIX = re.compile(rf"[0-9A-Z]{{1,{LONGEST - 1}}}")
#: As people write it: 14 024, (024) 555 01 00 or +31 24 555 0100.
PHONE = re.compile(r"[+(]?[0-9][0-9 ()-]{1,23}[0-9]")
CLOCK = re.compile(r"([01][0-9]|2[0-3]):[0-5][0-9]")
MOST_ITEMS, MOST_HOURS, MOST_BLOCKS, MOST_BALLOTS = 60, 24, 40, 100_000
ITEM, TITLE, BLOCK = 200, 80, 1000  # signs

_LISTS = ("opening", "closing", "packing", "incident_categories", "event_categories", "materials")
_KEYS = (
    *_LISTS[:3], "least_members", "turnout_hours", "scanning", "pass_numbers", *_LISTS[3:],
    "ballots_at_start", "warn_left", "lead_minutes", "reserve_percent", "photo_of_record", "office_phone",
    "manuals",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Tailoring:
    """What the app of one municipality does at one election.

    - `opening`, `closing`, `packing`: checklists, in order.
    - `least_members`: members present, the chair among them, below which the app warns. Kieswet J 12: the
      chair and two members, throughout.
    - `turnout_hours`: local times at which a station that does not scan types its turnout, rising.
    - `scanning`: whether stations scan passes.
    - `pass_numbers`: what the numbers of this election's passes look like here; None where nothing is known.
    - `incident_categories`, `event_categories`: what is reported to the office at once, and what is noted
      because it can explain a difference.
    - `materials`: what can be asked for.
    - `ballots_at_start`: ballots given to each station; None where that differs, and the station counts them.
    - `warn_left`, `lead_minutes`, `reserve_percent`: when stock warns (`stock.Rules`).
    - `photo_of_record`: whether the app may photograph the official record.
    - `office_phone`: the number by which a station reaches the office; None where none is shown.
    - `manuals`: pages to look things up in.
    """

    opening: tuple[Item, ...] = OPENING
    closing: tuple[Item, ...] = CLOSING
    packing: tuple[Item, ...] = PACKING
    least_members: int = 3
    turnout_hours: tuple[time, ...] = (time(10), time(13), time(16), time(19), time(21))
    scanning: bool = True
    pass_numbers: PassNumbers | None = None
    incident_categories: tuple[Item, ...] = INCIDENTS
    event_categories: tuple[Item, ...] = EVENTS
    materials: tuple[Item, ...] = MATERIALS
    ballots_at_start: int | None = None
    warn_left: int | None = 100
    lead_minutes: int = 120
    reserve_percent: int = 10
    photo_of_record: bool = False
    office_phone: str | None = None
    manuals: tuple[Manual, ...] = MANUALS

    @property
    def stock_rules(self) -> Rules:
        return Rules(self.warn_left, timedelta(minutes=self.lead_minutes), self.reserve_percent)


DEFAULT = Tailoring()


def read(data: object) -> Tailoring:
    """The tailoring in a JSON value; what is absent is as usual, so `{}` is all defaults.

    `Refused`: `tailoring.unknown`, `.missing`, `.kind`, `.range`, `.empty`, `.long`, `.many`, `.signs`,
    `.twice`, `.key`, `.time`, `.order`, `.number`, each with the path in `where`.
    """
    root = Spot("tailoring", data)
    root.only(*_KEYS)
    given: dict[str, Any] = {
        name: _items(root.at(name), getattr(DEFAULT, name)) for name in _LISTS if root.has(name)
    }
    readers = {
        "least_members": lambda spot: spot.whole(1, 20),
        "turnout_hours": _hours,
        "scanning": Spot.truth,
        "pass_numbers": _pass_numbers,
        "ballots_at_start": lambda spot: None if spot.is_null() else spot.whole(0, MOST_BALLOTS),
        "warn_left": lambda spot: None if spot.is_null() else spot.whole(0, MOST_BALLOTS),
        "lead_minutes": lambda spot: spot.whole(10, 480),
        "reserve_percent": lambda spot: spot.whole(0, 100),
        "photo_of_record": Spot.truth,
        "office_phone": _phone,
        "manuals": _manuals,
    }
    given |= {name: reader(root.at(name)) for name, reader in readers.items() if root.has(name)}
    return Tailoring(**given)


def _key(spot: Spot) -> str:
    key = spot.text(40)
    if not KEY.fullmatch(key):
        spot.refuse("key", "this is no key; write small letters, digits and _, beginning with a letter")
    return key


def _items(spot: Spot, usual: Sequence[Item]) -> tuple[Item, ...]:
    """Items in the order given; a key alone stands for the item that is there by default."""
    found = tuple(_item(each, {item.key: item for item in usual}) for each in spot.each(MOST_ITEMS))
    spot.distinct([each.key for each in found])
    return found


def _item(spot: Spot, usual: dict[str, Item]) -> Item:
    if spot.is_text():
        return usual.get(_key(spot)) or _no_default(spot, usual)
    spot.only("key", "nl", "en")
    return Item(_key(spot.at("key")), spot.at("nl").text(ITEM), spot.at("en").text(ITEM))


def _no_default(spot: Spot, usual: dict[str, Any]) -> Any:
    spot.refuse(
        "unknown",
        f"nothing is there by this key; use {', '.join(usual)}, or give an object",
        known=list(usual),
    )


def _hours(spot: Spot) -> tuple[time, ...]:
    found = []
    for each in spot.each(MOST_HOURS):
        if not CLOCK.fullmatch(each.text(20)):
            each.refuse("time", "this is not a time; write it like 13:00")
        found.append(time.fromisoformat(each.text(20)))
    if found != sorted(set(found)):
        spot.refuse("order", "the times do not rise; put them in order, each once")
    return tuple(found)


def _pass_numbers(spot: Spot) -> PassNumbers | None:
    if spot.is_null():
        return None
    spot.only("prefix", "length")
    prefix = ""
    if spot.has("prefix"):
        prefix = spot.at("prefix").text(LONGEST)
        if not PREFIX.fullmatch(prefix):
            spot.at("prefix").refuse("number", "this begins no number; write digits and capitals A to Z only")
    length = None
    if spot.has("length") and not spot.at("length").is_null():
        length = spot.at("length").whole(len(prefix) + 1, LONGEST)
    if not prefix and length is None:
        spot.refuse("number", "this says nothing of a number; give prefix, length or both, or write null")
    return PassNumbers(prefix, length)


def _phone(spot: Spot) -> str | None:
    if spot.is_null():
        return None
    number = spot.text(25)
    if not PHONE.fullmatch(number):
        spot.refuse("phone", "this is no telephone number; write digits and spaces, like 024 555 01 00")
    return number


def _manuals(spot: Spot) -> tuple[Manual, ...]:
    usual = {each.key: each for each in MANUALS}
    found = tuple(_manual(each, usual) for each in spot.each(MOST_ITEMS))
    spot.distinct([each.key for each in found])
    return found


def _manual(spot: Spot, usual: dict[str, Manual]) -> Manual:
    if spot.is_text():
        return usual.get(_key(spot)) or _no_default(spot, usual)
    spot.only("key", "nl", "en")
    return Manual(_key(spot.at("key")), _page(spot.at("nl")), _page(spot.at("en")))


def _page(spot: Spot) -> Page:
    spot.only("title", "text")
    blocks = tuple(_block(each) for each in spot.at("text").each(MOST_BLOCKS))
    if not blocks:
        spot.at("text").refuse("empty", "there is no text; write a paragraph, or leave the page out")
    return Page(spot.at("title").text(TITLE), blocks)


def _block(spot: Spot) -> Block:
    if not spot.is_list():
        return spot.text(BLOCK)
    steps = tuple(each.text(BLOCK) for each in spot.each(MOST_BLOCKS))
    if not steps:
        spot.refuse("empty", "there are no steps; write one, or leave the list out")
    return steps


def to_json(tailoring: Tailoring) -> dict[str, Any]:
    """The whole tailoring as JSON values, defaults among them; `read` gives it back."""
    numbers = tailoring.pass_numbers
    lists = {name: [_as_item(each) for each in getattr(tailoring, name)] for name in _LISTS}
    value = lists | {
        "least_members": tailoring.least_members,
        "turnout_hours": [each.strftime("%H:%M") for each in tailoring.turnout_hours],
        "scanning": tailoring.scanning,
        "pass_numbers": numbers and {"prefix": numbers.prefix, "length": numbers.length},
        "ballots_at_start": tailoring.ballots_at_start,
        "warn_left": tailoring.warn_left,
        "lead_minutes": tailoring.lead_minutes,
        "reserve_percent": tailoring.reserve_percent,
        "photo_of_record": tailoring.photo_of_record,
        "office_phone": tailoring.office_phone,
        "manuals": [
            {"key": each.key, "nl": _as_page(each.nl), "en": _as_page(each.en)} for each in tailoring.manuals
        ],
    }
    return {name: value[name] for name in _KEYS}


def _as_item(item: Item) -> dict[str, str]:
    return {"key": item.key, "nl": item.nl, "en": item.en}


def _as_page(page: Page) -> dict[str, Any]:
    blocks = [each if isinstance(each, str) else list(each) for each in page.text]
    return {"title": page.title, "text": blocks}
