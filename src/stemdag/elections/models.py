"""The tables of a definition. Values for the rest of the house come from `elections.values`."""

from __future__ import annotations

from django.db import models


class Election(models.Model):
    """An election by its EML id; see `domain.election`."""

    eml_id = models.CharField(max_length=64, unique=True)
    category = models.CharField(max_length=2)
    subcategory = models.CharField(max_length=8, blank=True)
    name = models.CharField(max_length=200)
    date = models.DateField()
    days = models.JSONField()
    release = models.DateTimeField()
    zone = models.CharField(max_length=40)
    domain_code = models.CharField(max_length=8, blank=True)
    domain_name = models.CharField(max_length=120, blank=True)
    seats = models.PositiveIntegerField(null=True)
    threshold = models.PositiveIntegerField(null=True)
    #: Whether all municipalities of the election are in this system: only then do seats follow.
    complete = models.BooleanField(null=True)
    rehearsal = models.BooleanField()
    #: Half of the key under which numbers of passes are kept (`elections.passes`); gone once destroyed.
    pass_key = models.BinaryField(null=True)
    passes_destroyed_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["date", "eml_id"]

    def __str__(self) -> str:
        return self.name


class Municipality(models.Model):
    """A municipality in one election, with its ballot and its public keys.

    The release key's private half is with its holder; those of control and intake key lie here wrapped by a
    passphrase. Keys that were made before there was an intake key lack it until the office unlocks.
    """

    election = models.ForeignKey(Election, on_delete=models.CASCADE, related_name="municipalities")
    code = models.CharField(max_length=8)
    name = models.CharField(max_length=120)
    #: Number of its electoral district (kieskring), where the definition says; ballots may differ by it.
    district = models.CharField(max_length=8, blank=True)
    district_name = models.CharField(max_length=120, blank=True)
    electorate = models.PositiveIntegerField(null=True)
    #: What another source says, where two disagree; the office sees both until one is imported again.
    other_electorate = models.PositiveIntegerField(null=True)
    counting = models.CharField(max_length=10)
    ballot = models.JSONField()
    release_public = models.BinaryField(null=True)
    control_public = models.BinaryField(null=True)
    control_wrapped = models.BinaryField(null=True)
    intake_public = models.BinaryField(null=True)
    intake_wrapped = models.BinaryField(null=True)
    #: How it tailored the station's app, as it was given (`domain.tailoring`); read by `elections.tailored`.
    tailoring = models.JSONField(default=dict)
    #: Its result at an earlier election of the same kind (`elections.earlier`); empty where none was loaded.
    earlier = models.JSONField(default=dict)
    #: Its borders, for maps (`elections.areas`); empty where none were loaded.
    outline = models.JSONField(default=dict)

    #: Whether a count without errors is accepted by itself; else the office looks at each one first.
    accepts_clean = models.BooleanField(default=True)

    class Meta:
        ordering = ["code"]
        constraints = [models.UniqueConstraint(fields=["election", "code"], name="one_municipality")]

    def __str__(self) -> str:
        return self.name

    @property
    def has_keys(self) -> bool:
        return self.release_public is not None

    @property
    def has_ended(self) -> bool:
        """Whether its keys are destroyed: what lies sealed to them opens for nobody any more."""
        return self.has_keys and self.control_wrapped is None


class Theme(models.Model):
    """How a municipality dresses its public pages in every election (`elections.themes`)."""

    code = models.CharField(max_length=8, unique=True)
    given = models.JSONField()

    def __str__(self) -> str:
        return self.code


class Station(models.Model):
    """A polling station, told apart by its number (−1 occurs in official files)."""

    municipality = models.ForeignKey(Municipality, on_delete=models.CASCADE, related_name="stations")
    number = models.IntegerField()
    name = models.CharField(max_length=200)
    kind = models.CharField(max_length=8)
    postcode = models.CharField(max_length=8, blank=True)
    electorate = models.PositiveIntegerField(null=True)
    hours = models.JSONField(default=list)
    counts_from = models.DateTimeField(null=True)
    #: Quarter or village, by the office's own names; empty where it names none.
    quarter = models.CharField(max_length=120, blank=True)
    #: Where it is, in degrees (WGS84); both or neither.
    latitude = models.FloatField(null=True)
    longitude = models.FloatField(null=True)

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["municipality", "number"], name="one_station")]

    def __str__(self) -> str:
        return f"{self.number} {self.name}"


class PassRegister(models.Model):
    """The register of invalid passes of a municipality as it stands: the filter that devices get.

    `version` counts up with each change; `digest` is SHA-256 over the filter.
    """

    municipality = models.OneToOneField(Municipality, on_delete=models.CASCADE, related_name="register")
    version = models.PositiveIntegerField()
    loaded_at = models.DateTimeField()
    passes = models.PositiveIntegerField()
    filter = models.BinaryField()
    digest = models.CharField(max_length=64)

    def __str__(self) -> str:
        return f"register {self.version} of {self.municipality_id}"


class InvalidPass(models.Model):
    """A pass in that register, by its fingerprint as a signed number; its own number is nowhere."""

    municipality = models.ForeignKey(Municipality, on_delete=models.CASCADE, related_name="invalid_passes")
    fingerprint = models.BigIntegerField()
    reason = models.CharField(max_length=16)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["municipality", "fingerprint"], name="one_reason_a_pass")
        ]

    def __str__(self) -> str:
        return self.reason
