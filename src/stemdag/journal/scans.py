"""Scans of passes beside their entries: what a batch is, and what is known of its passes afterwards.

An entry `passes.scanned` holds numbers only. The scans lie in `PassUse`, by fingerprint, and are gone when
the election's passes are destroyed; the chain stays whole without them.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Final

from django.db.models import Q

from stemdag.domain.errors import Refused
from stemdag.domain.passes import PassKind, Verdict
from stemdag.journal.models import Chain, DoubleUse, PassUse

if TYPE_CHECKING:
    from stemdag.journal.append import Fact

KIND: Final = "passes.scanned"
#: The fields A, B and C by the kind of pass, as they are named in entries and totals.
FIELDS: Final = {
    PassKind.POLL_CARD: "poll_cards",
    PassKind.PROXY: "proxies",
    PassKind.VOTER_CARD: "voter_cards",
}
#: What the journal itself says in the entry of a batch.
COUNTED: Final = frozenset({*FIELDS.values(), "scans", "again", "refused"})
_VERDICTS: Final = frozenset(each.value for each in Verdict)
_DECISIONS: Final = frozenset({None, "admitted", "refused"})
_VISIT: Final = re.compile(r"[0-9A-Za-z-]{1,36}")


@dataclass(frozen=True, slots=True)
class Scan:
    """One pass read by a device. `verdict` is what the device said, `decided` what the chair made of it:
    `admitted`, `refused`, or None where there was nothing to decide."""

    fingerprint: int
    kind: PassKind
    at: datetime
    visit: str
    verdict: str
    decided: str | None = None


@dataclass(frozen=True, slots=True)
class Double:
    """A pass of the batch that was used before, or elsewhere: the other use."""

    fingerprint: int
    municipality: str
    station: int
    at: datetime
    visit: str


@dataclass
class Batch:
    """One entry's scans on their way in. `numbers`: passes that count now and did not before, by field; one
    that came in late can take another's place, so a number can be below zero."""

    chain: Chain
    seq: int
    fact: Fact
    numbers: Counter[str] = field(default_factory=Counter)
    again: int = 0
    refused: int = 0
    #: Whether a pass of it was known already.
    met: bool = False

    def facts(self) -> dict[str, int]:
        """What the entry says of the batch."""
        about = {"scans": len(self.fact.scans), "again": self.again, "refused": self.refused}
        return {name: self.numbers[name] for name in FIELDS.values()} | about

    @property
    def more(self) -> int:
        return sum(self.numbers.values())


def refuse(fact: Fact) -> None:
    """`Refused("passes.form")` where these scans cannot be kept; without a number or a fingerprint."""
    wrong = None
    if fact.station is None:
        wrong = "a batch of scans needs a station"
    elif not fact.scans:
        wrong = "a batch of scans without scans"
    elif fact.texts or fact.sealed or fact.commitment:
        wrong = "a batch of scans carries scans only"
    elif not all(0 <= each.fingerprint < 1 << 64 for each in fact.scans):
        wrong = "a fingerprint of a pass has 64 bits"
    elif not all(_VISIT.fullmatch(each.visit) for each in fact.scans):
        wrong = "the name of a visit has 1 to 36 letters, digits and dashes"
    elif not all(each.verdict in _VERDICTS and each.decided in _DECISIONS for each in fact.scans):
        wrong = "a scan has a verdict, and is decided as admitted, refused, or not at all"
    if wrong:
        raise Refused("passes.form", wrong)


def counts(scan: Scan) -> bool:
    """Whether a scan counts if it is the first of its visit: only the register and the chair stop a pass."""
    return scan.decided != "refused" and (scan.verdict != Verdict.INVALID or scan.decided == "admitted")


def doubles_found(chain: Chain, seqs: Iterable[int]) -> dict[int, tuple[Double, ...]]:
    """The pairs that these entries showed, by entry: for each the use that was not the entry's own."""
    found: dict[int, list[Double]] = defaultdict(list)
    rows = DoubleUse.objects.filter(chain=chain, seq__in=list(seqs)).select_related("other__chain")
    for each in rows.order_by("pk"):
        found[each.seq].append(_double(each.other))
    return {seq: tuple(each) for seq, each in found.items()}


def any_double(election: str) -> bool:
    """Whether any pass was used twice: nearly always none, and cheaper to ask than which."""
    return DoubleUse.objects.filter(chain__election=election).exists()


def double_uses(
    election: str, municipality: str | None = None, station: int | None = None
) -> list[tuple[PassUse, PassUse]]:
    """Pairs of uses of one pass that both still count, the earlier first; in one municipality, or in all.

    `station`: only those in which this station of the municipality has a part.

    `chain` of each is there already. The last found comes last.
    """
    rows = DoubleUse.objects.filter(one__counts=True, other__counts=True, chain__election=election)
    if municipality is not None:
        at: dict[str, str | int] = {"chain__municipality": municipality}
        if station is not None:
            at["station"] = station
        one, other = (
            Q(*((f"{use}__{name}", value) for name, value in at.items())) for use in ("one", "other")
        )
        rows = rows.filter(one | other)
    found = rows.select_related("one__chain", "other__chain").order_by("pk")
    return [
        (each.one, each.other) if each.one.at <= each.other.at else (each.other, each.one) for each in found
    ]


def scans_of(chain: Chain, seqs: Iterable[int]) -> dict[int, list[PassUse]]:
    """The scans of these entries, in the order in which they were written; none once they are destroyed."""
    found: dict[int, list[PassUse]] = defaultdict(list)
    for row in PassUse.objects.filter(chain=chain, seq__in=list(seqs)).order_by("pk"):
        found[row.seq].append(row)
    return found


def same_scans(chain: Chain, seq: int, scans: Sequence[Scan]) -> bool:
    """Whether an entry holds these scans, as far as can still be said."""
    stored = scans_of(chain, [seq]).get(seq)
    return stored is None or sorted(row.fingerprint for row in stored) == sorted(
        signed(each.fingerprint) for each in scans
    )


def signed(fingerprint: int) -> int:
    """As the database has it."""
    return fingerprint - (1 << 64) if fingerprint >> 63 else fingerprint


def unsigned(stored: int) -> int:
    """As the rest of the house has it."""
    return stored % (1 << 64)


def _double(use: PassUse) -> Double:
    return Double(unsigned(use.fingerprint), use.chain.municipality, use.station, use.at, use.visit)
