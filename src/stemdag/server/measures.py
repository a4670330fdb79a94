"""Metrics, read from the database at each scrape, so that any instance gives the same answer.

Nothing here tells a check, a held count or a number of votes.
"""

from __future__ import annotations

from django.db.models import Count
from prometheus_client import CollectorRegistry, Gauge, generate_latest

from stemdag.journal.models import Chain, StationDay


def text() -> bytes:
    """The metrics in Prometheus' text format."""
    registry = CollectorRegistry()
    entries = Gauge("stemdag_journal_entries", "Entries in the journal", ["election"], registry=registry)
    opened = Gauge("stemdag_stations_opened", "Stations opened", ["election"], registry=registry)
    for chain in Chain.objects.values("election").annotate(total=Count("entries")).order_by("election"):
        entries.labels(chain["election"]).set(chain["total"])
    days = StationDay.objects.filter(opened_at__isnull=False).values("chain__election")
    for row in days.annotate(total=Count("id")).order_by("chain__election"):
        opened.labels(row["chain__election"]).set(row["total"])
    return generate_latest(registry)
