"""What each kind of entry means for the tables that pages read; and what it refuses."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from itertools import groupby
from typing import TYPE_CHECKING

from stemdag.domain.errors import Refused
from stemdag.domain.release import Release, ReleaseAct, ReleaseState, act, postpone
from stemdag.domain.turnout import Standing
from stemdag.journal import counts, line_facts, scan_store, scans, site, talk_facts
from stemdag.journal.models import Chain, DeviceDay, Entry, ReleaseDay, StationDay, TurnoutReport
from stemdag.journal.station_day import station_day

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from stemdag.journal.append import Fact

_RELEASE_ACTS = {
    "release.armed": ReleaseAct.ARM,
    "release.held": ReleaseAct.HOLD,
    "release.released": ReleaseAct.RELEASE,
}
_SCANNED = ["admitted", "reported_at", "last_seen", "after_closing", *scans.FIELDS.values()]
#: Kinds that write themselves when their station was last heard.
_HEARD = {"station.opened", "turnout.reported", "passes.scanned", "passes.undone", "count.received"}
#: Kinds that are a record only, without a projection.
RECORDS = frozenset(
    {
        "definition.imported",
        "definition.changed",
        "earlier.loaded",
        "places.loaded",
        "areas.loaded",
        "theme.put",
        "earlier.turnout",
        "keys.made",
        "codes.issued",
        "app.tailored",
        "people.changed",
        "release.refused",
        "control.unlocked",
        "control.opened",
        "count.setting",
        "count.explained",
        "control.gathered",
        "difference.explained",
        "site.published",
        "holder.reported",
        "checklist.ticked",
        "presence.noted",
        "queue.reported",
        "station.closed",
        "event.logged",
        "message.read",
        "message.seen",
        "record.photographed",
        "record.typed",
        "export.carried",
        "intake.opened",
        "register.loaded",
        "passes.destroyed",
        "election.ended",
        "talk.taken",
        "talk.handed",
        "phrase.kept",
        "phrase.dropped",
    }
)

#: Kinds that bring a sealed file, and of which kind.
FILES = {"record.photographed": "photo", "export.carried": "export", "record.typed": "typed"}


def refuse(chain: Chain, fact: Fact) -> None:
    """Raise `Refused` where the fact cannot follow on what the chain holds."""
    if fact.kind == "count.received":
        counts.refuse_received(chain, fact)
    elif fact.kind == "device.revoked":
        if not _devices(chain, fact).filter(revoked_at=None).exists():
            raise Refused("device.gone", "this device is not there, or was shut out already")
    elif fact.kind in FILES:
        _refuse_file(fact)
    elif refusal := _REFUSE.get(fact.kind):
        refusal(chain, fact)
    elif fact.kind in _RELEASE_ACTS:
        moment = datetime.fromisoformat(str(fact.facts["moment"]))
        act(Release(moment, release_state(chain)), _RELEASE_ACTS[fact.kind], fact.at)
    elif fact.kind not in _APPLY and fact.kind not in RECORDS:
        raise Refused("journal.kind", f"{fact.kind} is no kind of entry")


def apply(chain: Chain, fact: Fact, entry: Entry) -> None:
    """Bring the projections up to the entry."""
    if handler := _APPLY.get(fact.kind):
        handler(chain, fact, entry)
    if fact.station is not None and fact.by.startswith("station:") and fact.kind not in _HEARD:
        StationDay.objects.filter(chain=chain, station=fact.station).update(last_seen=fact.at)


def release_state(chain: Chain) -> ReleaseState:
    """Where the municipality's release stands."""
    row = ReleaseDay.objects.filter(chain=chain).first()
    return ReleaseState(row.state) if row else ReleaseState.SEALED


def _refuse_file(fact: Fact) -> None:
    if fact.station is None or fact.file is None or fact.file.kind != FILES[fact.kind]:
        raise Refused("journal.file", f"{fact.kind} needs a station and its sealed file")


def _opened(chain: Chain, fact: Fact, _: Entry) -> None:
    day = station_day(chain, fact.station)
    day.opened_at = min(day.opened_at or fact.happened, fact.happened)
    day.last_seen = fact.at
    day.save(update_fields=["opened_at", "last_seen"])


def _turnout(chain: Chain, fact: Fact, entry: Entry) -> None:
    admitted = int(str(fact.facts["admitted"]))
    day = station_day(chain, fact.station)
    TurnoutReport.objects.create(
        chain=chain, station=day.station, at=fact.happened, admitted=admitted, seq=entry.seq
    )
    # What was told late by a device without a connection does not replace what was known after it.
    line_facts.mark_voters(day, admitted - (day.admitted or 0), fact)
    standing = Standing(day.admitted, day.said_at).said(admitted, fact.happened)
    day.admitted, day.said_at = standing.admitted, standing.said_at
    day.reported_at = max(day.reported_at or fact.happened, fact.happened)
    day.last_seen = fact.at
    day.save(update_fields=["admitted", "reported_at", "last_seen", "said_at", "after_closing"])


def apply_scans(batches: Sequence[scans.Batch]) -> None:
    """Bring the totals of stations up to these batches."""
    for (chain, station), of in groupby(batches, key=lambda each: (each.chain, each.fact.station)):
        day = station_day(chain, station)
        for batch in of:
            _scanned(day, batch.numbers, batch.fact)
        day.save(update_fields=_SCANNED)


def _scanned(day: StationDay, numbers: Mapping[str, int], fact: Fact) -> None:
    for name, more in numbers.items():
        setattr(day, name, getattr(day, name) + more)
    more = sum(numbers.values())
    line_facts.mark_voters(day, more, fact)
    day.admitted = Standing(day.admitted, day.said_at).scanned(more, fact.happened).admitted
    day.last_seen = fact.at
    if more:
        day.reported_at = max(day.reported_at or fact.happened, fact.happened)


def _undone(chain: Chain, fact: Fact, _: Entry) -> None:
    day = station_day(chain, fact.station)
    _scanned(day, {scan_store.undo(chain, fact, fact.happened): -1}, fact)
    day.save(update_fields=_SCANNED)


def _release(chain: Chain, fact: Fact, entry: Entry) -> None:
    moment = datetime.fromisoformat(str(fact.facts["moment"]))
    after = act(Release(moment, release_state(chain)), _RELEASE_ACTS[fact.kind], fact.at)
    ReleaseDay.objects.update_or_create(
        chain=chain, defaults={"state": after.state, "seq": entry.seq, "at": fact.at}
    )


def _refuse_postponement(chain: Chain, fact: Fact) -> None:
    """The moment in force is the last that was put later, or the one of the definition (`from`)."""
    moment, force = (datetime.fromisoformat(str(fact.facts[name])) for name in ("moment", "from"))
    if (row := ReleaseDay.objects.filter(chain=chain).first()) and row.moment:
        force = max(force, row.moment)
    released = ReleaseDay.objects.filter(chain__election=chain.election, state=ReleaseState.RELEASED).exists()
    postpone(Release(force, ReleaseState.RELEASED if released else ReleaseState.SEALED), moment, fact.at)


def _postponed(chain: Chain, fact: Fact, entry: Entry) -> None:
    moment = datetime.fromisoformat(str(fact.facts["moment"]))
    ReleaseDay.objects.update_or_create(
        chain=chain,
        defaults={"state": ReleaseState.SEALED, "seq": entry.seq, "at": fact.at, "moment": moment},
    )


def _enrolled(chain: Chain, fact: Fact, _: Entry) -> None:
    DeviceDay.objects.create(
        chain=chain,
        station=fact.station or 0,
        device=int(str(fact.facts["device"])),
        enrolled_at=fact.at,
        last_seen=fact.at,
    )


def _revoked(_chain: Chain, fact: Fact, _: Entry) -> None:
    # At one desk for every election of its day: it is one tablet.
    DeviceDay.objects.filter(device=int(str(fact.facts["device"]))).update(revoked_at=fact.at)


def _devices(chain: Chain, fact: Fact) -> QuerySet[DeviceDay]:
    return DeviceDay.objects.filter(
        chain=chain, station=fact.station or 0, device=int(str(fact.facts["device"]))
    )


def _app_released(chain: Chain, fact: Fact, _: Entry) -> None:
    chain.shell = str(fact.facts["version"])
    chain.save(update_fields=["shell"])


_REFUSE: dict[str, Callable[[Chain, Fact], None]] = {
    "count.accepted": counts.refuse_acceptance,
    "count.returned": counts.refuse_return,
    "talk.taken": talk_facts.refuse_turn,
    "talk.handed": talk_facts.refuse_turn,
    "incident.closed": talk_facts.refuse_resolving,
    "station.closed_by_office": line_facts.refuse_closing,
    "station.reopened_by_office": line_facts.refuse_reopening,
    site.WITHDRAWN: site.refuse,
    site.RESTORED: site.refuse,
    "release.postponed": _refuse_postponement,
}
_APPLY: dict[str, Callable[[Chain, Fact, Entry], None]] = {
    "station.opened": _opened,
    "turnout.reported": _turnout,
    "incident.reported": line_facts.spoken,
    "incident.closed": talk_facts.resolved,
    "message.sent": line_facts.spoken,
    "stock.reported": line_facts.stock,
    "delivery.asked": line_facts.stock,
    "delivery.sent": line_facts.stock,
    "delivery.received": line_facts.stock,
    "station.closed_by_office": line_facts.closed,
    "station.reopened_by_office": line_facts.reopened,
    "count.returned": counts.returned,
    "device.enrolled": _enrolled,
    "device.revoked": _revoked,
    "passes.undone": _undone,
    "count.received": counts.received,
    "count.accepted": counts.accepted,
    "app.released": _app_released,
    "release.armed": _release,
    "release.held": _release,
    "release.released": _release,
    "release.postponed": _postponed,
    site.WITHDRAWN: site.apply,
    site.RESTORED: site.apply,
}
