"""What the journal takes of counts, and where they stand after it (`domain.count_state`).

Reached by `journal.projections` alone.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from stemdag.domain.count_state import CountAct, CountState, after
from stemdag.domain.errors import Refused
from stemdag.journal.models import Chain, Entry, Envelope, StationDay
from stemdag.journal.station_day import station_day

if TYPE_CHECKING:
    from stemdag.journal.append import Fact


def refuse_received(chain: Chain, fact: Fact) -> None:
    if fact.sealed is None:
        raise Refused("count.unsealed", "a count enters the journal in its envelopes only")
    day = station_day(chain, fact.station)
    after(CountState(day.state), _sent(fact))
    if fact.sealed.source != "station":
        return
    if fact.sealed.version != day.version + 1:
        raise Refused(
            "count.version",
            f"version {day.version} is already here; look at it again before you send version "
            f"{day.version + 1}",
            version=day.version,
        )
    if day.version or _by_office(fact):
        _needs_reason(fact, "a correction needs a reason")


def received(chain: Chain, fact: Fact, _: Entry) -> None:
    assert fact.sealed is not None
    day = station_day(chain, fact.station)
    day.state = after(CountState(day.state), _sent(fact))
    if fact.sealed.source == "station":
        day.version, day.received_at = fact.sealed.version, fact.at
        if not _by_office(fact):
            day.last_seen = fact.at
        if _sent(fact) is CountAct.TAKE:
            day.public, day.accepted_at = day.version, fact.at
    day.save()


def refuse_acceptance(chain: Chain, fact: Fact) -> None:
    day = _asked(chain, fact)
    if after(CountState(day.state), CountAct.ACCEPT) is CountState.CORRECTED:
        typed = Envelope.objects.select_related("entry").get(
            entry__chain=chain, entry__station=day.station, source="station", version=day.version
        )
        if typed.entry.by == fact.by:
            raise Refused("count.second", "another official has to confirm what you typed")
    elif day.state != CountState.RECEIVED:
        _needs_reason(fact, "accepting a count with errors needs a reason")


def accepted(chain: Chain, fact: Fact, _: Entry) -> None:
    day = station_day(chain, fact.station)
    day.state = after(CountState(day.state), CountAct.ACCEPT)
    day.public, day.accepted_at = day.version, fact.at
    day.save(update_fields=["state", "public", "accepted_at"])


def refuse_return(chain: Chain, fact: Fact) -> None:
    day = _asked(chain, fact)
    if day.state == CountState.RETURNED:
        raise Refused("count.returned", f"version {day.version} was handed back already")
    after(CountState(day.state), CountAct.HAND_BACK)
    _needs_reason(fact, "the station must know what to look at")


def returned(chain: Chain, fact: Fact, _: Entry) -> None:
    day = station_day(chain, fact.station)
    day.state = after(CountState(day.state), CountAct.HAND_BACK)
    day.save(update_fields=["state"])


def _asked(chain: Chain, fact: Fact) -> StationDay:
    """The day of a count that the office decides on, in the version that it looked at."""
    day, version = station_day(chain, fact.station), fact.facts.get("version")
    settled = day.state in (CountState.EXPECTED, CountState.OFFICIAL)
    if settled or version != day.version or (fact.kind == "count.accepted" and not _waits(day)):
        raise Refused("count.not-held", f"version {version} does not wait for you; look at the board again")
    return day


def _waits(day: StationDay) -> bool:
    state = CountState(day.state)
    return state.waits or state is CountState.RETURNED


def _sent(fact: Fact) -> CountAct:
    assert fact.sealed is not None
    if fact.sealed.source != "station":
        return CountAct.ESTABLISH
    if _by_office(fact):
        return CountAct.PROPOSE
    if fact.facts.get("held"):
        return CountAct.HOLD
    return CountAct.SEND if fact.facts.get("waits") else CountAct.TAKE


def _by_office(fact: Fact) -> bool:
    return fact.facts.get("telephone") is True


def _needs_reason(fact: Fact, why: str) -> None:
    if not fact.texts.get("reason", "").strip():
        raise Refused("count.reason", why, "reason")
