"""What passes between a station and the office, as projections: messages, stock, a closing by the office.

Reached by `journal.projections` alone.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from stemdag.domain.errors import Refused
from stemdag.journal.models import Chain, Entry, StationDay, StockReport
from stemdag.journal.station_day import station_day

if TYPE_CHECKING:
    from stemdag.journal.append import Fact

#: What is said of a stock, by the kind of its entry.
_STOCK = {
    "stock.reported": "left",
    "delivery.asked": "asked",
    "delivery.sent": "sent",
    "delivery.received": "received",
}
#: The key under which ballot papers stand among the materials.
BALLOTS = "ballots"


def spoken(chain: Chain, fact: Fact, _: Entry) -> None:
    # What is written to all answers nobody.
    if fact.facts.get("to") == "broadcast":
        return
    day = station_day(chain, fact.station)
    if fact.by.startswith("desk:"):
        day.unanswered = day.urgent = 0
    else:
        day.unanswered += 1
        day.urgent += fact.facts.get("urgent") is True
    day.save(update_fields=["unanswered", "urgent"])


def stock(chain: Chain, fact: Fact, entry: Entry) -> None:
    amount = fact.facts["ballots"] if fact.kind == "stock.reported" else fact.facts["amount"]
    StockReport.objects.create(
        chain=chain,
        station=station_day(chain, fact.station).station,
        at=fact.happened,
        kind=_STOCK[fact.kind],
        what=str(fact.facts.get("what", BALLOTS)),
        amount=None if amount is None else int(str(amount)),
        seq=entry.seq,
    )


def refuse_closing(chain: Chain, fact: Fact) -> None:
    if station_day(chain, fact.station).office_closed_at is not None:
        raise Refused("station.closed", "the office closed this station already")
    _needs_reason(fact, "reason.missing", "the station must know why it is closed")


def refuse_reopening(chain: Chain, fact: Fact) -> None:
    if station_day(chain, fact.station).office_closed_at is None:
        raise Refused("station.not-closed", "the office did not close this station")


def closed(chain: Chain, fact: Fact, _: Entry) -> None:
    day = station_day(chain, fact.station)
    day.office_closed_at, day.after_closing = fact.at, 0
    day.save(update_fields=["office_closed_at", "after_closing"])


def reopened(chain: Chain, fact: Fact, _: Entry) -> None:
    day = station_day(chain, fact.station)
    day.office_closed_at = None
    day.save(update_fields=["office_closed_at"])


def mark_voters(day: StationDay, more: int, fact: Fact) -> None:
    """Mark voters of after the office's closing: facts are taken as they are, and the office looks."""
    if day.office_closed_at is not None and more > 0 and fact.happened > day.office_closed_at:
        day.after_closing += 1


def _needs_reason(fact: Fact, code: str, why: str) -> None:
    if not fact.texts.get("reason", "").strip():
        raise Refused(code, why, "reason")
