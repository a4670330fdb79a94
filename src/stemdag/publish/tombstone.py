"""The tombstone: a small hidden file at the target that says what is withdrawn.

It lies where the files lie, so that a withdrawal needs neither back office nor gate, and outlives both. It is
never served, and in no manifest or digest. Bringing back leaves one that says so: nothing is forgotten.
"""

from __future__ import annotations

import json
from datetime import UTC, datetime
from uuid import UUID

from stemdag.domain.withdrawal import What, Withdrawal
from stemdag.publish.target import TOMBSTONE, Target


class UnreadableTombstone(RuntimeError):
    """A tombstone that is not one of ours: nobody can say what it withdraws."""


def to_bytes(act: Withdrawal) -> bytes:
    """The same act gives the same bytes."""
    body = {
        "what": act.what.value,
        "why": act.why,
        "at": act.at.astimezone(UTC).isoformat(),
        "by": act.by,
        "id": str(act.id),
    }
    return json.dumps(body, ensure_ascii=False, sort_keys=True).encode() + b"\n"


def from_bytes(body: bytes) -> Withdrawal:
    """The act that a tombstone tells; `UnreadableTombstone` where it tells none."""
    try:
        told = json.loads(body)
        at = datetime.fromisoformat(told["at"])
        act = Withdrawal(What(told["what"]), str(told["why"]), at, str(told["by"]), UUID(told["id"]))
    except (ValueError, KeyError, TypeError, AttributeError):
        raise UnreadableTombstone(f"{TOMBSTONE} cannot be read; withdraw or restore anew") from None
    if at.tzinfo is None:
        raise UnreadableTombstone(f"{TOMBSTONE} has a moment without a zone; withdraw or restore anew")
    return act


def read(target: Target) -> Withdrawal | None:
    """The last act at the target; None where there never was one."""
    body = target.get(TOMBSTONE)
    return None if body is None else from_bytes(body)


def write(target: Target, act: Withdrawal) -> None:
    """Durable on return."""
    target.put_all([(TOMBSTONE, to_bytes(act))])
