"""Passes handed in as a station's devices hear of them: each scan as it stands now, by its fingerprint.

The chain holds numbers only, so this is read from the table of scans. A device knows its own scans; of those
it hears only what became of them elsewhere: that one was undone.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.db.models import Q

from stemdag.journal.models import Chain, PassUse
from stemdag.journal.scans import unsigned

KINDS = frozenset({"passes.scanned", "passes.undone"})


@dataclass(frozen=True, slots=True)
class Passed:
    """An entry about passes: its place, its kind, when it happened, and whether the device made it itself."""

    seq: int
    kind: str
    happened: datetime
    own: bool


def uses(chain: Chain, station: int, entries: Sequence[Passed]) -> Mapping[int, list[dict[str, Any]]]:
    """What a device hears of these entries, by their place: nothing where there is nothing new to it.

    Of a batch its scans; of one that was undone the scans that it took back, which the entry does not name:
    they carry its moment.
    """
    found: dict[int, list[dict[str, Any]]] = defaultdict(list)
    rows = PassUse.objects.filter(chain=chain, station=station).order_by("pk")
    scanned = [each for each in entries if each.kind == "passes.scanned"]
    if scanned:
        own, others = [[each.seq for each in scanned if each.own is whose] for whose in (True, False)]
        for row in rows.filter(Q(seq__in=others) | Q(seq__in=own, undone_at__isnull=False)):
            found[row.seq].append(_told(row))
    undone = {each.happened: each.seq for each in entries if each.kind == "passes.undone"}
    if undone:
        for row in rows.filter(undone_at__in=list(undone)):
            if row.undone_at is not None:
                found[undone[row.undone_at]].append(_told(row))
    return found


def _told(row: PassUse) -> dict[str, Any]:
    return {
        "fingerprint": f"{unsigned(row.fingerprint):016x}",
        "kind": row.kind,
        "at": row.at.astimezone(UTC).isoformat(),
        "visit": row.visit,
        "verdict": row.verdict,
        "decided": row.decided or None,
        "undone": None if row.undone_at is None else row.undone_at.astimezone(UTC).isoformat(),
    }
