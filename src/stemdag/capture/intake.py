"""The intake of a count: checked in memory, sealed, and written as an envelope."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID, uuid4

from stemdag.capture.place import Place
from stemdag.domain import receipt
from stemdag.domain.checks import Finding, check
from stemdag.domain.count import fields
from stemdag.domain.errors import Refused
from stemdag.elections.form import Submission
from stemdag.elections.sealing import seal_count
from stemdag.journal.append import Fact, Receipt, Told, append
from stemdag.seal.close import commit


def judge(place: Place, submission: Submission) -> tuple[Finding, ...]:
    """What the checks find on a count that can be of this ballot."""
    assert submission.count is not None
    return check(submission.count, place.election.category, place.known)


def unseen(findings: Sequence[Finding], submission: Submission) -> bool:
    """Whether an error stands that the chair has not been shown yet."""
    return any(each.is_error and each.code not in submission.seen for each in findings)


def take(
    place: Place,
    submission: Submission,
    findings: Sequence[Finding],
    now: datetime,
    told: Told | None = None,
) -> Receipt:
    """Seal the count and write it; what returns is on disk.

    The same submission again gets the same receipt. `Refused` for a version out of order, another body
    under the same client's id, a missing reason, a municipality without keys.
    """
    count, client_id, nonce = submission.count, submission.client_id, submission.nonce
    assert count is not None
    assert client_id is not None
    assert nonce is not None
    codes = [each.label for each in findings]
    municipality, version = place.municipality, submission.version
    held = any(each.is_error for each in findings)
    # Said only where it is so: most municipalities accept what is without errors.
    waits = {} if held or municipality.accepts_clean else {"waits": True}
    sent = receipt.Sent(place.election.id, municipality.code, place.number, version, nonce)
    return append(
        Fact(
            place.election.id,
            place.municipality.code,
            "count.received",
            at=now,
            by=place.by,
            client_id=client_id,
            station=place.number,
            facts={"held": held, "receipt": receipt.code(sent, fields(count))} | waits,
            commitment=commit(nonce, submission.body()),
            sealed=seal_count(municipality, place.number, "station", version, count, codes, nonce),
            texts={"reason": submission.reason} if version > 1 else {},
            told=told,
        )
    )


def open_station(place: Place, client_id: UUID, now: datetime) -> Receipt:
    """Write that the station is open. `Refused` on a day before its first."""
    if now.astimezone(place.election.tz).date() < place.first_day:
        raise Refused("station.early", f"the first day of this station is {place.first_day.isoformat()}")
    return _say(place, "station.opened", client_id, now, {})


def report_turnout(place: Place, admitted: int, client_id: UUID, now: datetime) -> Receipt:
    """Write the number of voters admitted so far. `Refused` where the station is not open yet."""
    if place.must_open and place.day.opened_at is None:
        raise Refused("turnout.unopened", "a station that is not open has no turnout yet; open it first")
    return _say(place, "turnout.reported", client_id, now, {"admitted": admitted})


def client_id_of(given: str) -> UUID:
    """The client's id of a form, or a fresh one where the form has none that can be read."""
    try:
        return UUID(given)
    except ValueError:
        return uuid4()


def _say(place: Place, kind: str, client_id: UUID, now: datetime, facts: dict[str, object]) -> Receipt:
    return append(
        Fact(
            place.election.id,
            place.municipality.code,
            kind,
            at=now,
            by=place.by,
            client_id=client_id,
            station=place.number,
            facts=facts,
        )
    )
