"""The end of an election at a municipality: what is personal goes, and what remains is listed.

Each room registers what it holds of a municipality and how it removes it, so that none of them knows the
others. Removing is for good: keys are destroyed, and with them all that only they open.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid4

from django.db import connection, transaction
from django.db.models import QuerySet

from stemdag.domain.ending import refuse_early
from stemdag.domain.errors import Refused
from stemdag.domain.release import ReleaseState
from stemdag.elections import models, passes
from stemdag.elections.moment import in_force
from stemdag.elections.writing import write
from stemdag.journal import aside, projections
from stemdag.journal.append import lock
from stemdag.journal.models import Aside, AsideKey, Chain, Entry, Envelope, PassUse, SealedFile

KIND = "election.ended"
#: A reason stands in the record for good, so it is short and holds no names.
LONGEST = 250
Counts = Callable[[models.Municipality], int]
Removes = Callable[[models.Municipality, datetime], None]


@dataclass(frozen=True, slots=True)
class Part:
    """Something personal: how much of it a municipality holds, and how it goes."""

    holds: Counts
    remove: Removes


@dataclass(frozen=True, slots=True)
class Standing:
    """What would go, and what stays, by name with its number. `ended` is when it was done, if it was."""

    goes: Mapping[str, int]
    stays: Mapping[str, int]
    ended: datetime | None

    @property
    def total(self) -> int:
        return sum(self.goes.values())


_PARTS: dict[str, Part] = {}
_STAYS: dict[str, Counts] = {}


def register(name: str, holds: Counts, remove: Removes) -> None:
    """Say at the start of a process what a room holds that goes at the end."""
    _PARTS[name] = Part(holds, remove)


def register_stays(name: str, holds: Counts) -> None:
    """Say what a room keeps after the end."""
    _STAYS[name] = holds


def standing(row: models.Municipality) -> Standing:
    """What there is now."""
    last = entries(row).filter(kind=KIND).order_by("-seq").first()
    return Standing(
        {name: part.holds(row) for name, part in sorted(_PARTS.items())},
        {name: holds(row) for name, holds in sorted(_STAYS.items())},
        last.at if last else None,
    )


def refuse(row: models.Municipality, now: datetime) -> None:
    """`Refused("end.early")` where it may not be ended yet."""
    chain = Chain.objects.filter(election=row.election.eml_id, municipality=row.code).first()
    released = chain is not None and projections.release_state(chain) is ReleaseState.RELEASED
    official = Envelope.objects.filter(entry__chain=chain, source="official").values_list("entry__station")
    missing = row.stations.exclude(number__in=official).exists()
    refuse_early(
        in_force(row.election), now, released=released, official=not missing, rehearsal=row.election.rehearsal
    )


def end(
    row: models.Municipality, why: str, by: str, now: datetime, client_id: UUID | None = None
) -> tuple[Standing, Standing]:
    """End it: how it stood before, and after. A second time there is nothing left, and nothing is written.

    `Refused`: `end.reason`, `end.long`, `end.early`.
    """
    if not why.strip():
        raise Refused("end.reason", "say why it is ended now; it stands in the record", "why")
    if len(why) > LONGEST:
        raise Refused("end.long", f"the reason is longer than {LONGEST} characters; shorten it", "why")
    with transaction.atomic():
        lock(row.election.eml_id, row.code)
        row.refresh_from_db()
        before = standing(row)
        if not before.total and before.ended is not None:
            return before, before
        refuse(row, now)
        facts = {"removed": dict(before.goes), "why": why.strip()}
        receipt = write(row, KIND, now, by, client_id or uuid4(), facts=facts)
        if receipt.repeated:
            return before, before
        for _, part in sorted(_PARTS.items()):
            part.remove(row, now)
        _last_of_all(row.election, now, by)
        after = standing(row)
    forget()
    return before, after


def _last_of_all(election: models.Election, now: datetime, by: str) -> None:
    """With its last municipality go the election's own texts, and the key of passes, which all share."""
    ended = set(
        Entry.objects.filter(chain__election=election.eml_id, kind=KIND).values_list(
            "chain__municipality", flat=True
        )
    )
    if election.municipalities.exclude(code__in=ended).exists():
        return
    if whole := Chain.objects.filter(election=election.eml_id, municipality="").first():
        aside.destroy(whole)
    if election.passes_destroyed_at is None:
        passes.destroy(election, now, by)


def forget() -> None:
    """Let the engine itself forget: what was freed is overwritten, and its log of writes is cut."""
    if connection.in_atomic_block:
        return
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        else:
            cursor.execute(
                "VACUUM (FULL) journal_asidekey, elections_election, elections_municipality, django_session"
            )


def entries(row: models.Municipality) -> QuerySet[Entry]:
    """What its journal holds."""
    return Entry.objects.filter(chain__election=row.election.eml_id, chain__municipality=row.code)


def _with_entries(row: models.Municipality) -> dict[str, str]:
    """What belongs to an entry of its journal. As a join: a query in a query costs PostgreSQL minutes while
    it does not know how much there is."""
    return {"entry__chain__election": row.election.eml_id, "entry__chain__municipality": row.code}


def _texts(row: models.Municipality) -> int:
    where = {"chain__election": row.election.eml_id, "chain__municipality": row.code}
    if not AsideKey.objects.filter(**where).exclude(part=b"").exists():
        return 0
    return Aside.objects.filter(**_with_entries(row)).count()


def _destroy_texts(row: models.Municipality, _: datetime) -> None:
    for chain in Chain.objects.filter(election=row.election.eml_id, municipality=row.code):
        aside.destroy(chain)


def _keys(row: models.Municipality) -> int:
    return sum(each is not None for each in (row.control_wrapped, row.intake_wrapped))


def _destroy_keys(row: models.Municipality, _: datetime) -> None:
    row.control_wrapped = row.intake_wrapped = None
    row.save(update_fields=["control_wrapped", "intake_wrapped"])


def _scans(row: models.Municipality) -> int:
    return PassUse.objects.filter(chain__election=row.election.eml_id, chain__municipality=row.code).count()


def _invalid(row: models.Municipality) -> int:
    return models.InvalidPass.objects.filter(municipality=row).count()


def _destroy_scans(row: models.Municipality, _: datetime) -> None:
    passes.destroy_of(row)


register("texts", _texts, _destroy_texts)
register("keys", _keys, _destroy_keys)
register("scans", _scans, _destroy_scans)
register("invalid", _invalid, lambda row, _: None)
register_stays("entries", lambda row: entries(row).count())
register_stays("envelopes", lambda row: Envelope.objects.filter(**_with_entries(row)).count())
register_stays("files", lambda row: SealedFile.objects.filter(**_with_entries(row)).count())
register_stays("stations", lambda row: row.stations.count())
register_stays("candidates", lambda row: sum(len(each[2]) for each in row.ballot.get("lists", [])))
