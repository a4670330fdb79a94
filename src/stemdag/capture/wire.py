"""Facts as a device sends them: JSON read field by field, refused by itself where one is wrong.

Nothing here is logged or put into an exception: a count is a fact too.
"""

from __future__ import annotations

import re
from base64 import b64decode
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final
from uuid import UUID

from stemdag.domain.count import LARGEST
from stemdag.domain.errors import Refused
from stemdag.domain.passes import PassKind, Verdict
from stemdag.domain.tailoring import MOST_BALLOTS
from stemdag.journal.scans import Scan

#: Facts in one request, so that a long day offline comes in several.
MOST: Final = 200
#: The longest text of a fact in bytes (`journal.aside`).
LONGEST: Final = 1_000
#: Scans in one batch.
MOST_SCANS: Final = 50
#: The longest export of another device, as base64: with the request around it, within what a request may be.
LONGEST_EXPORT: Final = 800_000
#: The longest photo in base64: more than one may have, so that who sends too large a one is told so.
LONGEST_PHOTO: Final = 2_000_000
#: Far beyond what a device can make in three days.
_LAST_SEQ: Final = 10_000_000
_KEY: Final = re.compile(r"[a-z0-9_]{1,40}")
FINGERPRINT: Final = re.compile(r"[0-9a-f]{16}")
_VISIT: Final = re.compile(r"[0-9A-Za-z-]{1,36}")
_SCAN: Final = frozenset({"fingerprint", "kind", "at", "visit", "verdict", "decided"})
_KINDS: Final = {each.value: each for each in PassKind}
_VERDICTS: Final = frozenset(each.value for each in Verdict)
_DECIDED: Final = frozenset({None, "admitted", "refused"})

Read = Callable[[Any], object]


@dataclass(frozen=True, slots=True)
class Sent:
    """One fact from a device; `facts` and `texts` are of the shape of their kind."""

    id: UUID
    seq: int
    at: datetime
    election: str
    kind: str
    facts: Mapping[str, Any]
    texts: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Shape:
    """The fields of a kind, each with its reader, and its texts with whether they must be there."""

    fields: Mapping[str, Read]
    texts: Mapping[str, bool]


class _Bad(Exception):
    """This value is not of its field."""


def _whole(largest: int = LARGEST, smallest: int = 0) -> Read:
    def read(value: Any) -> int:
        if type(value) is not int or not smallest <= value <= largest:
            raise _Bad
        return value

    return read


def _one_of(*choices: str) -> Read:
    def read(value: Any) -> str:
        if value not in choices:
            raise _Bad
        return str(value)

    return read


def _yes_no(value: Any) -> bool:
    if type(value) is not bool:
        raise _Bad
    return value


def _key(value: Any) -> str:
    if not isinstance(value, str) or not _KEY.fullmatch(value):
        raise _Bad
    return value


def _moment(value: Any) -> str:
    try:
        found = datetime.fromisoformat(value)
        # In our zone or not at all: the ends of time overflow.
        found.astimezone(UTC)
    except (ValueError, TypeError, OverflowError) as error:
        raise _Bad from error
    if found.tzinfo is None:
        raise _Bad
    return found.isoformat()


def _id(value: Any) -> str:
    try:
        return str(UUID(value))
    except (ValueError, TypeError, AttributeError) as error:
        raise _Bad from error


def _or_none(read: Read) -> Read:
    return lambda value: None if value is None else read(value)


def _any(value: Any) -> Any:
    return value


def _fingerprint(value: Any) -> int:
    if not isinstance(value, str) or not FINGERPRINT.fullmatch(value):
        raise _Bad
    return int(value, 16)


def _bytes(longest: int) -> Read:
    def read(value: Any) -> bytes:
        if not isinstance(value, str) or not 0 < len(value) <= longest:
            raise _Bad
        try:
            return b64decode(value, validate=True)
        except ValueError:  # also what is not ASCII
            raise _Bad from None

    return read


def _scans(value: Any) -> tuple[Scan, ...]:
    if not isinstance(value, list) or not 1 <= len(value) <= MOST_SCANS:
        raise _Bad
    try:
        return tuple(_scan(each) for each in value)
    except (AttributeError, KeyError, TypeError, ValueError, OverflowError):
        # Without the cause, which quotes what was sent.
        raise _Bad from None


def _scan(value: Any) -> Scan:
    """A scan by the device's clock. Ten thousand a second come through here: one look at each field."""
    at = datetime.fromisoformat(value["at"])
    at.astimezone(UTC)  # the ends of time overflow
    visit, verdict, decided = value["visit"], value["verdict"], value["decided"]
    if (
        value.keys() != _SCAN
        or at.tzinfo is None
        or not _VISIT.fullmatch(visit)
        or verdict not in _VERDICTS
        or decided not in _DECIDED
    ):
        raise _Bad
    return Scan(_fingerprint(value["fingerprint"]), _KINDS[value["kind"]], at, visit, verdict, decided)


_AMOUNT = _or_none(_whole(MOST_BALLOTS, 1))
_QUEUE = _one_of("none", "short", "long")
SHAPES: Final[Mapping[str, Shape]] = {
    "station.opened": Shape({}, {}),
    "checklist.ticked": Shape(
        {"list": _one_of("opening", "closing", "packing"), "item": _key, "ticked": _yes_no}, {}
    ),
    "presence.noted": Shape(
        {
            "person": _id,
            "role": _one_of("chair", "deputy", "member", "counter"),
            "from": _moment,
            "to": _or_none(_moment),
            "at": _one_of("voting", "counting"),
        },
        {"name": True},
    ),
    "passes.scanned": Shape(
        {"poll_cards": _whole(), "proxies": _whole(), "voter_cards": _whole(), "scans": _scans}, {}
    ),
    "passes.undone": Shape({"kind": _one_of(*_KINDS), "fingerprint": _fingerprint}, {"reason": True}),
    "turnout.reported": Shape({"admitted": _whole(), "source": _one_of("typed", "scanned")}, {}),
    "queue.reported": Shape({"queue": _QUEUE}, {}),
    "stock.reported": Shape({"ballots": _whole(MOST_BALLOTS)}, {}),
    "delivery.asked": Shape({"what": _key, "amount": _AMOUNT}, {"note": False}),
    "delivery.received": Shape({"what": _key, "amount": _AMOUNT}, {"note": False}),
    "incident.reported": Shape({"category": _key, "urgent": _yes_no}, {"text": True}),
    "event.logged": Shape({"category": _key, "voters": _or_none(_whole())}, {"text": False}),
    "message.sent": Shape({"to": _one_of("office")}, {"text": True}),
    "message.read": Shape({"message": _whole(smallest=1)}, {}),
    "export.carried": Shape({"export": _bytes(LONGEST_EXPORT)}, {}),
    "station.closed": Shape({"last_voter": _moment}, {}),
    # How large it may be, and of which form, says `elections.sealing`.
    "record.photographed": Shape({"photo": _bytes(LONGEST_PHOTO)}, {}),
    # Its numbers are read as those of the form are, by `capture.submission`.
    "count.sent": Shape(
        {"version": _any, "numbers": _any, "boxes": _any, "explained": _any, "nonce": _any}, {"reason": False}
    ),
}


def moment(value: Any) -> datetime:
    """An aware moment from ISO 8601. `Refused("fact.form")` for anything else."""
    try:
        return datetime.fromisoformat(str(_moment(value)))
    except _Bad:
        raise Refused("fact.form", "a moment is ISO 8601 with its zone") from None


def read(given: Any) -> Sent:
    """One fact. `Refused`: `fact.form` with the field at fault in `where`, `fact.kind`, `text.long`."""
    if not isinstance(given, dict):
        raise Refused("fact.form", "a fact is a JSON object")
    known = {"id", "seq", "at", "election", "kind", "facts", "texts"}
    if {*given} != known:
        # A field of our own that is missing is named; one that is the sender's own is not repeated.
        missing = sorted(known - {*given})
        raise Refused("fact.form", f"a fact has the fields {', '.join(sorted(known))}", "".join(missing[:1]))
    kind = given["kind"]
    shape = SHAPES.get(kind) if isinstance(kind, str) else None
    if shape is None:
        raise Refused("fact.kind", "this version of the server does not know this kind of fact", "kind")
    election = given["election"]
    if not isinstance(election, str):
        raise Refused("fact.form", "an election is named by its id", "election")
    return Sent(
        UUID(str(_field(_id, given["id"], "id"))),
        int(str(_field(_whole(_LAST_SEQ, 1), given["seq"], "seq"))),
        datetime.fromisoformat(str(_field(_moment, given["at"], "at"))),
        election,
        kind,
        _fields(given["facts"], shape),
        _texts(given["texts"], shape),
    )


def _field(read: Read, value: Any, where: str) -> object:
    try:
        return read(value)
    except _Bad:
        raise Refused("fact.form", f"{where} cannot be this", where) from None


def _fields(given: Any, shape: Shape) -> dict[str, object]:
    if not isinstance(given, dict):
        raise Refused("fact.form", "facts are a JSON object", "facts")
    if {*given} != {*shape.fields}:
        where = ".".join(["facts", *sorted({*shape.fields} - {*given})[:1]])
        raise Refused("fact.form", "facts lack this field, or have one too many", where)
    return {name: _field(read, given[name], f"facts.{name}") for name, read in shape.fields.items()}


def _texts(given: Any, shape: Shape) -> dict[str, str]:
    if not isinstance(given, dict) or {*given} - {*shape.texts}:
        raise Refused("fact.form", "these texts do not belong to this kind of fact", "texts")
    found: dict[str, str] = {}
    for name, needed in shape.texts.items():
        value = given.get(name, "")
        if not isinstance(value, str):
            raise Refused("fact.form", "a text is a string", f"texts.{name}")
        text = "".join(each for each in value if each.isprintable() or each == "\n").strip()
        if len(text.encode()) > LONGEST:
            raise Refused("text.long", f"a text has at most {LONGEST} characters", f"texts.{name}")
        if needed and not text:
            raise Refused("text.missing", "this needs a text", f"texts.{name}")
        if text:
            found[name] = text
    return found
