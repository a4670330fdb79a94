"""The release moment of an election: the one of its definition, until it is put later."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from stemdag.elections.models import Election
from stemdag.journal.append import Fact, append, lock
from stemdag.journal.models import ReleaseDay


def in_force(row: Election) -> datetime:
    """The moment before which nothing of this election opens."""
    day = ReleaseDay.objects.filter(chain__election=row.eml_id, chain__municipality="").first()
    return max(row.release, day.moment) if day and day.moment else row.release


def postpone(row: Election, moment: datetime, reason: str, by: str, at: datetime, client_id: UUID) -> None:
    """Put the moment later. `Refused`: `release.passed`, `release.earlier`, `release.twice`."""
    with transaction.atomic():
        # From here to the entry nobody else moves it.
        if lock(row.eml_id, "").entries.filter(client_id=client_id).exists():
            return
        facts = {"from": in_force(row).isoformat(), "moment": moment.isoformat()}
        texts = {"reason": reason}
        append(Fact(row.eml_id, "", "release.postponed", at, by, client_id, facts=facts, texts=texts))
