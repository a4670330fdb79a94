"""The tables of passes handed in: uses by fingerprint, and pairs of uses of one pass; never a number."""

from __future__ import annotations

from django.db import models
from django.db.models import Q


class PassUse(models.Model):
    """A scan of a pass. `seq` is the entry's place in the chain, which holds numbers of passes only.

    `counts`: the one scan of its visit that is in the totals; one that was refused, undone, or read again is
    not. `first`: of all rows of the fingerprint the one that came in first. It is unique, so that of two
    municipalities that take one pass at the same moment the second waits for the first and then sees it.
    """

    # The chain is locked while its rows are written, so the database need not look it up for each of them.
    chain = models.ForeignKey(
        "journal.Chain", on_delete=models.PROTECT, related_name="+", db_constraint=False, db_index=False
    )
    seq = models.PositiveIntegerField()
    station = models.IntegerField()
    device = models.BigIntegerField(null=True)
    #: 64 bits as a signed number, as databases have it.
    fingerprint = models.BigIntegerField()
    kind = models.CharField(max_length=10)
    at = models.DateTimeField()
    visit = models.CharField(max_length=36)
    verdict = models.CharField(max_length=16)
    decided = models.CharField(max_length=8, blank=True)
    counts = models.BooleanField()
    first = models.BooleanField()
    undone_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["fingerprint"], condition=Q(first=True), name="one_first_use")
        ]
        indexes = [
            models.Index(fields=["fingerprint"], condition=Q(first=False), name="later_uses"),
            models.Index(fields=["chain", "seq"], name="uses_of_entry"),
            models.Index(
                fields=["chain", "undone_at"], condition=Q(undone_at__isnull=False), name="undone_uses"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} at {self.station}"


class DoubleUse(models.Model):
    """Projection: two uses of one pass in different visits; `chain` and `seq` are the entry that showed it.

    It stands while both uses count (`scans.double_uses`): undoing one takes it away.
    """

    one = models.ForeignKey(PassUse, on_delete=models.CASCADE, related_name="+")
    other = models.ForeignKey(PassUse, on_delete=models.CASCADE, related_name="+")
    chain = models.ForeignKey("journal.Chain", on_delete=models.PROTECT, related_name="+")
    seq = models.PositiveIntegerField()
    found_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["one", "other"], name="one_double_a_pair")]

    def __str__(self) -> str:
        return f"{self.one_id} and {self.other_id}"
