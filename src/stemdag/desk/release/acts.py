"""The release of one municipality: arm, hold, go. Pages and command line use the same three.

Nothing here opens anything. The gate reads the journal, tells the holders of the key what was armed and
held, asks them for the key once the moment has passed, and writes `release.released` itself.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid5

from django.contrib.auth.models import User
from django.db import transaction

from stemdag.desk.access import publishes_all
from stemdag.domain.errors import Refused
from stemdag.domain.release import Release, ReleaseAct, ReleaseState, act
from stemdag.elections.models import Municipality
from stemdag.elections.moment import postpone
from stemdag.elections.writing import write
from stemdag.journal import aside
from stemdag.journal.append import lock
from stemdag.journal.models import Entry, ReleaseDay

_KINDS = {ReleaseAct.ARM: "release.armed", ReleaseAct.HOLD: "release.held"}
#: The entries that the history shows.
_SHOWN = ("release.armed", "release.held", "release.refused", "release.released", "release.postponed")


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a release stands. `seq` is the journal entry that brought it there, 0 where there is none."""

    moment: datetime
    state: ReleaseState
    seq: int = 0
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Act:
    """One line of the history. `kind` as in the journal; `code` says why a refused act was refused, `moment`
    to when the moment was put."""

    seq: int
    at: datetime
    by: str
    kind: str
    what: str
    code: str
    reason: str
    moment: datetime | None = None


def standing(row: Municipality) -> Standing:
    """State and moment of a municipality's release; the moment is the election's, put later or not."""
    days = {
        day.chain.municipality: day
        for day in ReleaseDay.objects.filter(
            chain__election=row.election.eml_id, chain__municipality__in=["", row.code]
        ).select_related("chain")
    }
    moment = row.election.release
    if (whole := days.get("")) and whole.moment:
        moment = max(moment, whole.moment)
    if day := days.get(row.code):
        return Standing(moment, ReleaseState(day.state), day.seq, day.at)
    return Standing(moment, ReleaseState.SEALED)


def arm(
    row: Municipality, by: str, at: datetime, client_id: UUID, seen: int | None = None, reason: str = ""
) -> Standing:
    """Arm: the results open at the moment, or at once where it has passed.

    `seen` is the `Standing.seq` that the official was looking at; where another act came in between
    `Refused("release.changed")`, so that nobody lifts a colleague's hold without knowing of it.
    """
    return _do(row, ReleaseAct.ARM, by, at, client_id, seen, reason)


def hold(row: Municipality, by: str, at: datetime, client_id: UUID, reason: str = "") -> Standing:
    """Hold: nothing opens until an official arms again. Always allowed until the results are released."""
    return _do(row, ReleaseAct.HOLD, by, at, client_id, None, reason)


def go(
    row: Municipality, by: str, at: datetime, client_id: UUID, seen: int | None = None, reason: str = ""
) -> Standing:
    """Release now: arms where nobody did, and leaves the rest to the gate.

    `Refused` before the moment, while held and when released already; each refusal is in the journal.
    """
    return _do(row, ReleaseAct.RELEASE, by, at, client_id, seen, reason)


def may_move(user: User, row: Municipality) -> bool:
    """Whether an official may put the moment later: it is the election's, so of all its municipalities."""
    return publishes_all(user, row.election.municipalities.all())


def later(
    user: User,
    row: Municipality,
    moment: datetime | None,
    reason: str,
    by: str,
    at: datetime,
    client_id: UUID,
) -> None:
    """Put the election's moment later (voting goes on), for every municipality in it.

    `Refused`: `release.shared` where others of the election are not this official's, `release.time` without a
    moment, `release.reason` without a reason, and as `elections.moment.postpone`.
    """
    if not may_move(user, row):
        raise Refused("release.shared", "the moment belongs to the election; ask whoever runs the system")
    if moment is None:
        raise Refused("release.time", "a day and a time are needed", "moment")
    if not reason:
        raise Refused("release.reason", "say why the moment is put later", "reason")
    postpone(row.election, moment, reason, by, at, client_id)


def history(row: Municipality, last: int = 20) -> list[Act]:
    """What was done, and what was refused, last first."""
    entries = (
        Entry.objects.filter(
            chain__election=row.election.eml_id, chain__municipality__in=["", row.code], kind__in=_SHOWN
        )
        .select_related("chain")
        .prefetch_related("asides__entry__chain")
        .order_by("-at", "-seq")[:last]
    )
    found = []
    for entry in entries:
        facts = json.loads(entry.facts)
        texts = [aside.read(each) or "" for each in entry.asides.all()]
        found.append(
            Act(
                entry.seq,
                entry.at,
                entry.by,
                entry.kind,
                facts.get("act", ""),
                facts.get("code", ""),
                texts[0] if texts else "",
                datetime.fromisoformat(facts["moment"]) if "moment" in facts else None,
            )
        )
    return found


def _do(
    row: Municipality,
    what: ReleaseAct,
    by: str,
    at: datetime,
    client_id: UUID,
    seen: int | None,
    reason: str,
) -> Standing:
    place = (row.election.eml_id, row.code)
    with transaction.atomic():
        # From here to the entry nobody else of this municipality can act.
        chain = lock(*place)
        now = standing(row)
        if chain.entries.filter(client_id=client_id).exists():
            return now
        refusal = _refusal(row, now, what, at, seen)
        if refusal:
            # An id of its own, so that the same button may be pressed again once the moment is there.
            own = uuid5(client_id, f"{what} {refusal.code}")
            write(row, "release.refused", at, by, own, facts={"act": what, "code": refusal.code})
        elif kind := _entry_kind(what, now.state):
            moment = now.moment.isoformat()
            write(row, kind, at, by, client_id, facts={"moment": moment}, texts={"reason": reason})
            now = standing(row)
    if refusal:
        raise refusal
    return now


def _refusal(
    row: Municipality, now: Standing, what: ReleaseAct, at: datetime, seen: int | None
) -> Refused | None:
    # For `go` unarmed is no obstacle: it arms, and so is judged as if it had.
    state = now.state
    if what is ReleaseAct.RELEASE and state is ReleaseState.SEALED:
        state = ReleaseState.ARMED
    try:
        act(Release(now.moment, state), what, at)
    except Refused as refusal:
        return refusal
    if what is not ReleaseAct.HOLD and not row.has_keys:
        return Refused(
            "keys.none",
            f"{row.name} has no keys for {row.election.eml_id}; run `stemdag keys make` first",
        )
    if seen is not None and seen != now.seq:
        return Refused(
            "release.changed", f"the release was {now.state} in the meantime; look at it again first"
        )
    return None


def _entry_kind(what: ReleaseAct, state: ReleaseState) -> str | None:
    """The entry to write; None where the release stands there already."""
    if what is ReleaseAct.HOLD:
        return None if state is ReleaseState.HELD else _KINDS[what]
    return None if state is ReleaseState.ARMED else _KINDS[ReleaseAct.ARM]
