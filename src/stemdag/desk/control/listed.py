"""What is in an opened export, in the words of the office: how many of what, from when to when."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

from stemdag.domain.export import Contents

KINDS = {
    "station.opened": _("station opened"),
    "checklist.ticked": _("checklist ticked"),
    "presence.noted": _("presence noted"),
    "passes.scanned": _("passes scanned"),
    "passes.undone": _("scans undone"),
    "turnout.reported": _("turnout reported"),
    "queue.reported": _("queue reported"),
    "stock.reported": _("stock of ballots reported"),
    "delivery.asked": _("delivery asked"),
    "delivery.received": _("delivery received"),
    "message.sent": _("messages"),
    "message.read": _("messages read"),
    "incident.reported": _("incidents"),
    "event.logged": _("events logged"),
    "station.closed": _("station closed"),
    "count.sent": _("counts"),
    "record.photographed": _("photos of the record"),
    "export.carried": _("exports of another device"),
}


@dataclass(frozen=True, slots=True)
class Group:
    """The facts of one kind and election."""

    election: str
    what: str
    number: int
    first: datetime | None
    last: datetime | None


@dataclass(frozen=True, slots=True)
class Detail:
    """What the second step shows of one fact: a count as it was typed, and free texts."""

    election: str
    what: str
    at: datetime | None
    version: object
    numbers: tuple[tuple[str, str], ...]
    ticked: tuple[str, ...]
    texts: tuple[str, ...]


def groups(contents: Contents) -> list[Group]:
    """The facts by election and kind, in the order in which each began; no numbers, no texts."""
    found: dict[tuple[str, str], list[Mapping[str, Any]]] = {}
    for each in sorted(contents.facts, key=lambda fact: fact["seq"]):
        found.setdefault((each["election"], each["kind"]), []).append(each)
    return [
        Group(election, _what(kind), len(facts), _moment(facts[0]), _moment(facts[-1]))
        for (election, kind), facts in found.items()
    ]


def details(contents: Contents) -> list[Detail]:
    """Counts with their numbers, and every free text, in order."""
    found = []
    for each in sorted(contents.facts, key=lambda fact: fact["seq"]):
        texts = each.get("texts")
        written = tuple(str(text) for text in texts.values() if text) if isinstance(texts, dict) else ()
        if each["kind"] == "count.sent" or written:
            found.append(_detail(each, written))
    return found


def _detail(fact: Mapping[str, Any], texts: tuple[str, ...]) -> Detail:
    inside = fact["facts"] if fact["kind"] == "count.sent" else {}
    numbers = inside.get("numbers")
    return Detail(
        fact["election"],
        _what(fact["kind"]),
        _moment(fact),
        inside.get("version"),
        tuple((str(mark), str(typed)) for mark, typed in numbers.items())
        if isinstance(numbers, dict)
        else (),
        tuple(str(each) for name in ("boxes", "explained") for each in _sequence(inside.get(name))),
        texts,
    )


def _sequence(value: object) -> Sequence[object]:
    return value if isinstance(value, list) else ()


def _what(kind: str) -> str:
    return gettext(KINDS[kind]) if kind in KINDS else kind


def _moment(fact: Mapping[str, Any]) -> datetime | None:
    """The device's clock, which may say anything; a moment without a zone is none."""
    try:
        found = datetime.fromisoformat(fact["at"])
    except ValueError:
        return None
    return found if found.tzinfo else None
