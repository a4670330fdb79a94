"""What goes through a holder's door: JSON objects, read strictly on both sides."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Mapping
from datetime import datetime

from stemdag.custody.part import PartStatus
from stemdag.domain.errors import Refused
from stemdag.domain.release import ReleaseState

#: Refusals and their HTTP status; any other refusal is a state that does not allow the act (409).
STATUS = {
    "custody.malformed": 400,
    "custody.token": 401,
    "custody.unknown": 404,
    "custody.no-such-door": 404,
    "custody.method": 405,
    "custody.too-large": 413,
    "custody.clocks": 503,
    "custody.file": 503,
    "custody.rehearsal": 503,
    "custody.failed": 503,
}


def text(body: Mapping[str, object], name: str) -> str:
    """A field of 1 to 100 characters."""
    value = body.get(name)
    if not isinstance(value, str) or not 0 < len(value) <= 100:
        raise _malformed(name, "a text of 1 to 100 characters")
    return value


def number(body: Mapping[str, object], name: str) -> int:
    value = body.get(name)
    if not isinstance(value, int) or isinstance(value, bool):
        raise _malformed(name, "a whole number")
    return value


def moment(body: Mapping[str, object], name: str) -> datetime:
    try:
        value = datetime.fromisoformat(text(body, name))
    except ValueError:  # which a Refused is as well
        value = None
    if value is None or value.tzinfo is None:
        raise _malformed(name, "a moment as ISO 8601 writes it, with its zone")
    return value


def key(body: Mapping[str, object], name: str) -> bytes:
    value = body.get(name)
    try:
        return base64.b64decode(value if isinstance(value, str) else "?", validate=True)
    except (binascii.Error, ValueError):
        raise _malformed(name, "a key in base64") from None  # never quoted


def write_key(private: bytes) -> str:
    return base64.b64encode(private).decode()


def write_status(status: PartStatus) -> dict[str, object]:
    return {
        "election": status.election,
        "municipality": status.municipality,
        "not_before": status.not_before.isoformat(),
        "state": status.state.value,
        "seq": status.seq,
        "handed_over": status.handed_over.isoformat() if status.handed_over else None,
    }


def read_status(body: object) -> PartStatus:
    """Refused `custody.malformed` where it is no status."""
    if not isinstance(body, dict):
        raise _malformed("", "an object")
    try:
        state = ReleaseState(text(body, "state"))
    except ValueError:
        raise _malformed("state", "a state of the release") from None
    return PartStatus(
        text(body, "election"),
        text(body, "municipality"),
        moment(body, "not_before"),
        state,
        number(body, "seq"),
        None if body.get("handed_over") is None else moment(body, "handed_over"),
    )


def _malformed(where: str, wanted: str) -> Refused:
    return Refused("custody.malformed", f"{where or 'the body'} must be {wanted}", where)
