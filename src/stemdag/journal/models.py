"""The tables of the day: entries in chains, sealed envelopes, and the projections that pages read.

A chain belongs to one municipality in one election, so municipalities do not wait for each other.
No table has a column in which a vote could stand readable.
"""

from __future__ import annotations

from django.db import models

from stemdag.domain.count_state import CountState
from stemdag.journal.pass_models import DoubleUse as DoubleUse
from stemdag.journal.pass_models import PassUse as PassUse


class Chain(models.Model):
    """The head of one chain; `municipality` is empty for what concerns a whole election.

    `shell` is a projection: the version of the station's app that was released for the day, if one was.
    """

    election = models.CharField(max_length=64)
    municipality = models.CharField(max_length=8, blank=True)
    length = models.PositiveIntegerField(default=0)
    head = models.CharField(max_length=64)
    shell = models.CharField(max_length=32, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["election", "municipality"], name="one_chain")]

    def __str__(self) -> str:
        return f"{self.election}/{self.municipality} {self.length}"


class Entry(models.Model):
    """One fact. `facts` is canonical JSON; `hash` covers every column above it and the hash before."""

    chain = models.ForeignKey(Chain, on_delete=models.PROTECT, related_name="entries")
    seq = models.PositiveIntegerField()
    kind = models.CharField(max_length=32)
    station = models.IntegerField(null=True)
    at = models.DateTimeField()
    by = models.CharField(max_length=64)
    client_id = models.UUIDField()
    commitment = models.BinaryField(null=True)
    facts = models.TextField()
    hash = models.CharField(max_length=64)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["chain", "seq"], name="one_entry_a_place"),
            models.UniqueConstraint(fields=["chain", "client_id"], name="one_entry_a_submission"),
        ]

    def __str__(self) -> str:
        return f"{self.seq} {self.kind}"


class Aside(models.Model):
    """Free text beside an entry, encrypted; the entry holds its salted hash."""

    entry = models.ForeignKey(Entry, on_delete=models.CASCADE, related_name="asides")
    name = models.CharField(max_length=32)
    sealed = models.BinaryField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["entry", "name"], name="one_aside_a_name")]

    def __str__(self) -> str:
        return f"{self.entry_id} {self.name}"


class AsideKey(models.Model):
    """The part of the text key that can be destroyed, one per chain."""

    chain = models.OneToOneField(Chain, on_delete=models.CASCADE)
    part = models.BinaryField()

    def __str__(self) -> str:
        return f"key of {self.chain_id}"


class Envelope(models.Model):
    """A sealed count, once to the release key and once to the control key."""

    entry = models.OneToOneField(Entry, on_delete=models.PROTECT, related_name="envelope")
    source = models.CharField(max_length=8)
    version = models.PositiveIntegerField()
    release = models.BinaryField()
    control = models.BinaryField()

    def __str__(self) -> str:
        return f"{self.source} {self.version}"


class SealedFile(models.Model):
    """Beside its entry: a photo or a device's export, sealed to the intake key, or a count as it was typed,
    sealed to the control key; see `elections.sealing`."""

    entry = models.OneToOneField(Entry, on_delete=models.PROTECT, related_name="file")
    kind = models.CharField(max_length=8)
    sealed = models.BinaryField()

    def __str__(self) -> str:
        return f"{self.kind} {self.entry_id}"


class TurnoutReport(models.Model):
    """Projection: a turnout as reported, cumulative."""

    chain = models.ForeignKey(Chain, on_delete=models.PROTECT, related_name="turnout")
    station = models.IntegerField()
    at = models.DateTimeField()
    admitted = models.PositiveIntegerField()
    seq = models.PositiveIntegerField()

    class Meta:
        indexes = [models.Index(fields=["chain", "station", "at"])]

    def __str__(self) -> str:
        return f"{self.station} {self.at:%H:%M} {self.admitted}"


class StationDay(models.Model):
    """Projection: where a station stands.

    `poll_cards`, `proxies` and `voter_cards` are A, B and C as it scanned them. `state` is where its count
    stands (`domain.count_state`), `version` the last one received, `public` the last one that was taken as it
    came or accepted by the office. `unanswered` are its messages since the office last wrote to it, `urgent`
    the urgent incidents among them. `office_closed_at` is since when the office has it closed,
    `after_closing` how many reports of voters are of after that moment.
    """

    chain = models.ForeignKey(Chain, on_delete=models.PROTECT, related_name="stations")
    station = models.IntegerField()
    opened_at = models.DateTimeField(null=True)
    admitted = models.PositiveIntegerField(null=True)
    reported_at = models.DateTimeField(null=True)
    #: Until when `admitted` is what the station said itself; passes scanned after it come on top.
    said_at = models.DateTimeField(null=True)
    poll_cards = models.IntegerField(default=0)
    proxies = models.IntegerField(default=0)
    voter_cards = models.IntegerField(default=0)
    state = models.CharField(max_length=9, default=CountState.EXPECTED.value)
    version = models.PositiveIntegerField(default=0)
    public = models.PositiveIntegerField(default=0)
    received_at = models.DateTimeField(null=True)
    accepted_at = models.DateTimeField(null=True)
    last_seen = models.DateTimeField(null=True)
    unanswered = models.PositiveIntegerField(default=0)
    urgent = models.PositiveIntegerField(default=0)
    office_closed_at = models.DateTimeField(null=True)
    after_closing = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["chain", "station"], name="one_day_a_station")]

    def __str__(self) -> str:
        return f"{self.station} {self.state}"

    @property
    def is_returned(self) -> bool:
        """Whether the count waits for the station: the office handed it back."""
        return self.state == CountState.RETURNED


class StockReport(models.Model):
    """Projection: what was said of a station's stock. `kind` is `left` (ballots that it counted), `asked`,
    `sent` or `received`; `what` is a key of the municipality's materials, `amount` None where nobody said."""

    chain = models.ForeignKey(Chain, on_delete=models.PROTECT, related_name="stock")
    station = models.IntegerField()
    at = models.DateTimeField()
    kind = models.CharField(max_length=8)
    what = models.CharField(max_length=40)
    amount = models.PositiveIntegerField(null=True)
    seq = models.PositiveIntegerField()

    class Meta:
        indexes = [models.Index(fields=["chain", "station", "at"])]

    def __str__(self) -> str:
        return f"{self.station} {self.kind} {self.what} {self.amount}"


class DeviceDay(models.Model):
    """How a station's device stands. Enrolled and revoked are facts; the rest is what it last said of itself.

    One row in each election of its day, all alike, so that each election's desk sees it.
    `device` is its number in the room that lets it in. `seq` is the highest place of its own order that came,
    `missing` the ranges before it that did not, `offset_ms` how far its clock was behind ours, `unsent` how
    many facts it said it holds, `shell` the version of the app that it runs, `heard` up to which entry it has
    the news of each election.
    """

    chain = models.ForeignKey(Chain, on_delete=models.PROTECT, related_name="devices")
    station = models.IntegerField()
    device = models.PositiveBigIntegerField(db_index=True)
    enrolled_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)
    last_seen = models.DateTimeField()
    seq = models.PositiveIntegerField(default=0)
    missing = models.JSONField(default=list)
    offset_ms = models.BigIntegerField(default=0)
    unsent = models.PositiveIntegerField(default=0)
    shell = models.CharField(max_length=32, blank=True)
    heard = models.JSONField(default=dict)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["chain", "device"], name="one_row_a_device")]

    def __str__(self) -> str:
        return f"device {self.device} of station {self.station}"


class SiteDay(models.Model):
    """Projection: the last withdrawal or restoration of what is public. Of the chain without election and
    municipality: of the whole site; of a municipality's chain: of its results.

    `entry` holds the reason beside it. `at` is when it was done, which for a command at the target is before
    its entry.
    """

    chain = models.OneToOneField(Chain, on_delete=models.PROTECT, related_name="site")
    what = models.CharField(max_length=8)
    at = models.DateTimeField()
    by = models.CharField(max_length=64)
    entry = models.ForeignKey(Entry, on_delete=models.PROTECT, related_name="+")

    def __str__(self) -> str:
        return self.what


class ReleaseDay(models.Model):
    """Projection: the release of one municipality; for a whole election (`municipality` empty) its moment."""

    chain = models.OneToOneField(Chain, on_delete=models.PROTECT, related_name="release")
    state = models.CharField(max_length=8)
    seq = models.PositiveIntegerField()
    at = models.DateTimeField()
    moment = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.state
