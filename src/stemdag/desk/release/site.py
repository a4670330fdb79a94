"""What the office withdraws of what is public, and restores: entries, which the gate carries out at once.

An operator, and who coordinates every municipality in the system, may take the whole site offline or its
results. Where others share the site, an official may withdraw the results
of the own municipality alone: one office silences nobody else.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.contrib.auth.models import User

from stemdag.desk.access import publishes_all
from stemdag.domain.errors import Refused
from stemdag.domain.withdrawal import What, Withdrawal
from stemdag.elections.models import Municipality
from stemdag.journal import aside, site
from stemdag.journal.append import Fact, append
from stemdag.journal.models import Entry
from stemdag.journal.site import RESTORED, SITE, WITHDRAWN, Place

#: What each button does: to the whole site or to this municipality, and what is withdrawn afterwards.
ACTS = {
    "offline": (True, What.ALL),
    "site-results": (True, What.RESULTS),
    "site-restore": (True, What.NOTHING),
    "results": (False, What.RESULTS),
    "restore": (False, What.NOTHING),
}


@dataclass(frozen=True, slots=True)
class Standing:
    """What is withdrawn, of the whole site and of this municipality; who may do what.

    `whole`: the official may act for the whole site. `shared`: others' results stand on it as well.
    """

    site: Withdrawal | None
    here: Withdrawal | None
    whole: bool
    shared: bool

    @property
    def offers(self) -> tuple[str, ...]:
        """The buttons, the mildest first."""
        return tuple(self._offers())

    def _offers(self) -> Iterator[str]:
        if self.here:
            yield "restore"
        elif self.shared and not self.site:
            yield "results"
        if not self.whole:
            return
        now = self.site.what if self.site else What.NOTHING
        if now is not What.NOTHING:
            yield "site-restore"
        if now is not What.RESULTS:
            yield "site-results"
        if now is not What.ALL:
            yield "offline"


@dataclass(frozen=True, slots=True)
class Act:
    """One line of the history. `whole` of the whole site; `what` is withdrawn since, or nothing."""

    at: datetime
    by: str
    whole: bool
    what: What
    reason: str


def standing(user: User, row: Municipality) -> Standing:
    """Where what is public of a municipality stands, for this official."""
    acts = {place: act for place, act in site.acts().items() if act.hides}
    rows = Municipality.objects.filter(election__rehearsal=row.election.rehearsal)
    return Standing(
        acts.get(SITE),
        acts.get(_place(row)),
        publishes_all(user, rows),
        rows.count() > 1,
    )


def do(user: User, row: Municipality, act: str, reason: str, by: str, at: datetime, client_id: UUID) -> None:
    """Withdraw or restore. `Refused` where it is not theirs to do, and as `domain.withdrawal.judge`."""
    whole, what = ACTS[act]
    if whole and not standing(user, row).whole:
        raise Refused("site.part", "others share this site; withdraw the results of your municipality")
    facts = {"what": what.value} if what is not What.NOTHING else {}
    place = SITE if whole else _place(row)
    kind = RESTORED if what is What.NOTHING else WITHDRAWN
    texts = {"reason": " ".join(reason.split())} if reason.strip() else {}
    append(Fact(*place, kind, at, by, client_id, facts=facts, texts=texts))


def history(row: Municipality, last: int = 20) -> list[Act]:
    """What was withdrawn and restored of the whole site and of this municipality, last first."""
    entries = Entry.objects.filter(kind__in=(WITHDRAWN, RESTORED)).select_related("chain")
    entries = entries.prefetch_related("asides__entry__chain")
    found = []
    for place in (SITE, _place(row)):
        for entry in entries.filter(chain__election=place[0], chain__municipality=place[1]).order_by("-seq")[
            :last
        ]:
            facts = json.loads(entry.facts)
            why = next((aside.read(each) or "" for each in entry.asides.all()), "")
            at = datetime.fromisoformat(facts["done"]) if "done" in facts else entry.at
            what = What(facts.get("what", What.NOTHING))
            found.append(Act(at, entry.by, place == SITE, what, why))
    return sorted(found, key=lambda each: each.at, reverse=True)[:last]


def _place(row: Municipality) -> Place:
    return row.election.eml_id, row.code
