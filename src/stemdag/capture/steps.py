"""The steps of a station's day, and where it stands in them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from stemdag.capture.place import Place
from stemdag.capture.sheet import Sheet
from stemdag.domain.station import Counting

OPEN, TURNOUT, COUNT, RECEIPT = "open", "turnout", "count", "receipt"

LABELS: dict[str, Promise] = {
    OPEN: _("Opening"),
    TURNOUT: _("Turnout"),
    COUNT: _("Count"),
    RECEIPT: _("Receipt"),
}


@dataclass(frozen=True, slots=True)
class Step:
    """One step: `state` is done, now, hand (something is to be looked at), todo or locked."""

    key: str
    label: str
    href: str
    state: str


def steps(place: Place, now: datetime, here: str = "", sheet: Sheet | None = None) -> list[Step]:
    """The steps in order; on the count page its parts stand in place of the count."""
    found = []
    for key in (OPEN, TURNOUT, COUNT, RECEIPT):
        if key == OPEN and not place.must_open:
            continue
        if key == COUNT and sheet is not None:
            found += _parts(place, sheet)
            continue
        found.append(Step(key, str(LABELS[key]), _href(place, key), _state(place, key, here, now)))
    return found


def next_step(place: Place, now: datetime) -> str:
    """What the station's home page puts first."""
    if place.must_open and place.day.opened_at is None:
        return OPEN
    if place.day.version:
        return RECEIPT
    return COUNT if now >= place.counts_from else TURNOUT


def position(found: Sequence[Step], here: str) -> tuple[int, int, str] | None:
    """Step n of how many, and its name: for the line above a phone's page."""
    for turn, each in enumerate(found, 1):
        if each.key == here:
            return turn, len(found), each.label
    return None


def _href(place: Place, key: str) -> str:
    if key != RECEIPT:
        return reverse(f"capture:{key}")
    received = place.received()
    return reverse("capture:receipt", kwargs={"seq": received[0].seq}) if received else ""


def _state(place: Place, key: str, here: str, now: datetime) -> str:
    if key == here:
        return "now"
    done = {
        OPEN: place.day.opened_at is not None,
        TURNOUT: place.day.reported_at is not None,
        COUNT: place.day.version > 0,
        RECEIPT: place.day.version > 0,
    }
    if done[key]:
        return "done"
    if key == RECEIPT or (key == COUNT and place.not_counting(now)):
        return "locked"
    return "todo"


def _parts(place: Place, sheet: Sheet) -> list[Step]:
    """The sections of the count page, those marked in which something is to be looked at."""
    decentral = place.counting is Counting.DECENTRAL
    lists = _("Count: lists and candidates") if decentral else _("Count: lists")
    return [
        Step(COUNT, str(_("Count: numbers")), "#numbers", "hand" if sheet.hand_numbers else "now"),
        Step("lists", str(lists), "#lists", "hand" if sheet.hand_lists else "todo"),
        Step(
            "differences", str(_("Differences")), "#differences", "hand" if sheet.hand_differences else "todo"
        ),
        Step("send", str(_("Send")), "#send", "todo"),
    ]
