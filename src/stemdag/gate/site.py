"""What is withdrawn, as the target and the journal together say it.

A command writes at the target and the desk in the journal; the later act holds. What stands at the target is
obeyed first and journaled when that can be; what stands in the journal alone is carried out at the target.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Protocol
from uuid import UUID

from stemdag.domain.withdrawal import Withdrawal, newer
from stemdag.journal import site
from stemdag.journal.append import Fact
from stemdag.journal.models import Entry
from stemdag.journal.site import SITE, Place
from stemdag.publish import withdrawn
from stemdag.publish.day import PublicDay

Withdrawals = Mapping[Place, Withdrawal]


class Publishes(Protocol):
    """Writes what changed of a day at the public target; returns a digest of it and the number of files."""

    def __call__(self, day: PublicDay, at: datetime) -> tuple[str, int]: ...

    def standing(self) -> Withdrawal | None:
        """The last withdrawal or restoration at the target."""
        ...

    def carry_out(self, act: Withdrawal) -> None:
        """Do it at the target."""
        ...


class Site:
    """Keeps target and journal at one. `unsaid` is what the journal does not have yet."""

    def __init__(self, target: Publishes) -> None:
        self._target = target
        self._found: set[UUID] = set()
        self.unsaid: list[Fact] = []

    def look(self, now: datetime) -> Withdrawals:
        """What is withdrawn now: of the whole site (`SITE`), and by municipality."""
        recorded = site.acts()
        carved, journaled = self._target.standing(), recorded.get(SITE)
        if carved is not None and (journaled is None or carved.id != journaled.id):
            self._note(carved, now)
        stands = newer(carved, journaled)
        if stands is not None and (carved is None or carved.id != stands.id):
            self._target.carry_out(stands)
        found = {place: act for place, act in recorded.items() if place != SITE and act.hides}
        return found | {SITE: stands} if stands is not None and stands.hides else found

    def _note(self, act: Withdrawal, now: datetime) -> None:
        """An act that was done at the target itself, once."""
        if act.id in self._found:
            return
        self._found.add(act.id)
        if Entry.objects.filter(chain__election="", chain__municipality="", client_id=act.id).exists():
            return
        facts: dict[str, object] = {"target": True, "done": act.at.isoformat()}
        kind = site.RESTORED
        if act.hides:
            kind, facts = site.WITHDRAWN, facts | {"what": act.what.value}
        self.unsaid.append(
            Fact(*SITE, kind, at=now, by=act.by, client_id=act.id, facts=facts, texts={"reason": act.why})
        )


def hide(day: PublicDay, acts: Withdrawals) -> PublicDay:
    """The day without what is withdrawn."""
    if not acts:
        return day
    elections = tuple(
        replace(
            public,
            municipalities=tuple(
                withdrawn.hidden(each, act)
                if (act := acts.get((public.election.id, each.municipality.code)))
                else each
                for each in public.municipalities
            ),
        )
        for public in day.elections
    )
    return replace(day, elections=elections, withdrawn=acts.get(SITE))
