"""Writing scans: in bulk, counted once a visit, and held against all other uses of the same pass."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from itertools import count
from typing import TYPE_CHECKING, Any

from django.db.models import Q

from stemdag.domain.errors import Refused
from stemdag.domain.passes import PassKind, Verdict, counted, same_scan
from stemdag.journal.models import Chain, DoubleUse, PassUse
from stemdag.journal.pass_insert import insert_first
from stemdag.journal.scans import FIELDS, Batch, Scan, counts, signed

if TYPE_CHECKING:
    from stemdag.journal.append import Fact


def store(batches: Sequence[Batch]) -> None:
    """Write the scans of all batches, count them, and pair the uses of one pass in different visits.

    A fingerprint that nobody brought before costs a row of one statement. Of the few others everything known
    is read, once for all batches, and looked at in order.
    """
    fresh: dict[int, tuple[int, Batch, Scan]] = {}
    known: list[tuple[int, Batch, Scan]] = []
    turn = count()
    for batch in batches:
        for scan in batch.fact.scans:
            place, key = (next(turn), batch, scan), signed(scan.fingerprint)
            if key in fresh:
                known.append(place)
            else:
                fresh[key] = place
    # Sorted, so that two who bring the same passes wait for each other in one order.
    rows = [_values(batch, scan) for _, (_, batch, scan) in sorted(fresh.items())]
    if insert_first(rows) < len(rows):
        before = PassUse.objects.filter(first=True, fingerprint__in=list(fresh))
        for key, chain, seq in before.values_list("fingerprint", "chain_id", "seq"):
            if (chain, seq) != (fresh[key][1].chain.pk, fresh[key][1].seq):
                known.append(fresh.pop(key))
    for _, batch, scan in fresh.values():
        if counts(scan):
            batch.numbers[FIELDS[scan.kind]] += 1
        else:
            batch.refused += 1
    if known:
        _meet(sorted(known, key=lambda each: each[0]))


def undo(chain: Chain, fact: Fact, at: datetime) -> str:
    """Take back the last visit in which the station counted this pass; gives the field that is one less.

    `Refused("passes.unknown")` where no such use stands.
    """
    if fact.fingerprint is None or fact.facts.get("kind") not in set(PassKind):
        raise Refused("passes.form", "undoing a scan names the pass and its kind")
    rows = [
        row
        for row in _all_uses([signed(fact.fingerprint)])
        if (row.chain_id, row.station, row.undone_at) == (chain.pk, fact.station, None)
    ]
    heads = [row for row in rows if row.counts and row.kind == fact.facts["kind"]]
    if not heads:
        raise Refused("passes.unknown", "this pass is not counted at this station; nothing was undone")
    last = max(heads, key=lambda row: row.at)
    for row in rows:
        if row is last or (not row.counts and same_scan(row.at, row.visit, last.at, last.visit)):
            row.counts, row.undone_at = False, at
            row.save(update_fields=["counts", "undone_at"])
    return FIELDS[PassKind(last.kind)]


def _values(batch: Batch, scan: Scan) -> dict[str, Any]:
    """The row of a scan, as far as it follows from the scan."""
    told = batch.fact.told
    return {
        "chain_id": batch.chain.pk,
        "seq": batch.seq,
        "station": batch.fact.station,
        "device": told.device if told else None,
        "fingerprint": signed(scan.fingerprint),
        "kind": scan.kind.value,
        "at": scan.at,
        "visit": scan.visit,
        "verdict": str(scan.verdict),
        "decided": scan.decided or "",
        "counts": counts(scan),
    }


def _all_uses(keys: Sequence[int]) -> list[PassUse]:
    """Every row of these fingerprints. Whoever looks at one pass waits for whoever is looking at it."""
    of = PassUse.objects.select_related("chain")
    firsts = of.filter(first=True, fingerprint__in=keys).order_by("fingerprint")
    return [
        *firsts.select_for_update(of=("self",), no_key=True),
        *of.filter(first=False, fingerprint__in=keys).order_by("pk"),
    ]


def _meet(scans: Sequence[tuple[int, Batch, Scan]]) -> None:
    """Scans of passes that have rows already."""
    uses: dict[int, list[PassUse]] = defaultdict(list)
    for row in _all_uses(sorted({signed(scan.fingerprint) for _, _, scan in scans})):
        uses[row.fingerprint].append(row)
    for _, batch, scan in scans:
        of = uses[signed(scan.fingerprint)]
        # Fingerprints of two elections have nothing to do with each other, should two ever be equal.
        ours = [row for row in of if row.chain.election == batch.chain.election]
        of.append(_add(batch, scan, ours))


def _add(batch: Batch, scan: Scan, uses: list[PassUse]) -> PassUse:
    """Write one more scan of a pass, and bring its uses up to it."""
    batch.met = True
    row = PassUse(**_values(batch, scan), first=False)
    row.chain = batch.chain
    here = [each for each in uses if (each.chain_id, each.station) == (row.chain_id, row.station)]
    for each in here:
        if each.undone_at and row.at <= each.undone_at and same_scan(row.at, row.visit, each.at, each.visit):
            row.undone_at = each.undone_at
    valid = row.counts
    before = [each for each in here if each.counts]
    living = [each for each in here if each.undone_at is None and _valid(each)]
    after = counted([*living, row] if valid and row.undone_at is None else living)
    row.counts = any(each is row for each in after)
    row.save(force_insert=True)
    new = [each for each in after if each is row or not each.counts]
    gone = [each for each in before if not any(each is kept for kept in after)]
    for each, now in [*((each, True) for each in new), *((each, False) for each in gone)]:
        batch.numbers[FIELDS[PassKind(each.kind)]] += 1 if now else -1
        if each is not row:
            each.counts = now
            each.save(update_fields=["counts"])
    if not valid:
        batch.refused += 1
    elif not row.counts:
        batch.again += 1
    counting = [each for each in [*uses, row] if each.counts]
    for one in new:
        for other in counting:
            _pair(one, other, batch)
    return row


def _pair(one: PassUse, other: PassUse, batch: Batch) -> None:
    pairs = DoubleUse.objects.filter(Q(one=one, other=other) | Q(one=other, other=one))
    if one is not other and not pairs.exists():
        DoubleUse.objects.create(
            one=one, other=other, chain=batch.chain, seq=batch.seq, found_at=batch.fact.at
        )


def _valid(row: PassUse) -> bool:
    return row.decided != "refused" and (row.verdict != Verdict.INVALID or row.decided == "admitted")
