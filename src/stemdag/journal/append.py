"""`append`: the one write of a fact of the day. Acknowledged means on disk, a repeat is not a second fact."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from uuid import UUID

from django.db import transaction

from stemdag.domain.errors import Refused
from stemdag.journal import aside, projections
from stemdag.journal.models import Aside, Chain, Entry, Envelope, SealedFile


@dataclass(frozen=True, slots=True)
class Sealed:
    """A count in its two envelopes. `source` is `station` or `official`."""

    source: str
    version: int
    release: bytes
    control: bytes

    @property
    def digest(self) -> str:
        """SHA-256 over both envelopes: of envelopes, never of counts."""
        return hashlib.sha256(len(self.release).to_bytes(4, "big") + self.release + self.control).hexdigest()


@dataclass(frozen=True, slots=True)
class Told:
    """What a device says beside a fact that it made earlier: kept, and never what the fact is judged by.

    `seq` is the fact's place in the device's own order, `at` the device's clock, `offset_ms` how far that
    clock was behind ours (milliseconds), `happened` the moment that follows, never later than the arrival.
    """

    device: int
    seq: int
    at: datetime
    offset_ms: int
    happened: datetime

    def facts(self) -> dict[str, object]:
        return {
            "id": self.device,
            "seq": self.seq,
            "at": self.at.isoformat(),
            "offset_ms": self.offset_ms,
            "happened": self.happened.isoformat(),
        }


@dataclass(frozen=True, slots=True)
class File:
    """Something large, sealed before it comes here. `kind` is `photo` or `export`."""

    kind: str
    sealed: bytes

    @property
    def digest(self) -> str:
        """SHA-256 of what is sealed, never of what is in it."""
        return hashlib.sha256(self.sealed).hexdigest()


@dataclass(frozen=True, slots=True)
class Fact:
    """A fact to be written.

    `client_id` is made by whoever submits; the same one again gets the same receipt.
    `commitment` binds the submitted body (`seal.close.commit`), so that a repeat with another body is seen.
    `texts` are free texts by name (a reason): encrypted beside the entry, which holds their salted hashes.
    """

    election: str
    municipality: str
    kind: str
    at: datetime
    by: str
    client_id: UUID
    station: int | None = None
    facts: Mapping[str, object] = field(default_factory=dict)
    commitment: bytes | None = None
    sealed: Sealed | None = None
    texts: Mapping[str, str] = field(default_factory=dict)
    told: Told | None = None
    file: File | None = None

    @property
    def happened(self) -> datetime:
        """When it happened, as far as is known: for what a device tells later, by its clock set right."""
        return self.told.happened if self.told else self.at


@dataclass(frozen=True, slots=True)
class Receipt:
    """What the submitter gets: its place in the chain. `repeated` when it was there already."""

    seq: int
    at: datetime
    hash: str
    version: int | None
    repeated: bool

    @property
    def code(self) -> str:
        """Eight characters to write on paper; of the entry's hash, which knows the envelope only."""
        return f"{self.hash[:4]}-{self.hash[4:8]}".upper()


def append(fact: Fact) -> Receipt:
    """Write a fact and its projection in one transaction and return its receipt.

    Raises `Refused("journal.conflict")` where the client's id was used for something else, and whatever
    the projection of its kind refuses (a version out of order, a release before its moment).
    """
    with transaction.atomic():
        chain = lock(fact.election, fact.municipality)
        if before := chain.entries.filter(client_id=fact.client_id).first():
            return _repeat(before, fact)
        entry = _entry(chain, fact)
        projections.refuse(chain, fact)
        entry.save(force_insert=True)
        if fact.sealed:
            Envelope.objects.create(
                entry=entry,
                source=fact.sealed.source,
                version=fact.sealed.version,
                release=fact.sealed.release,
                control=fact.sealed.control,
            )
        if fact.file:
            SealedFile.objects.create(entry=entry, kind=fact.file.kind, sealed=fact.file.sealed)
        for name, text in sorted(fact.texts.items()):
            Aside.objects.create(entry=entry, name=name, sealed=aside.seal(chain, fact.client_id, name, text))
        projections.apply(chain, fact, entry)
        chain.length, chain.head = entry.seq, entry.hash
        chain.save(update_fields=["length", "head"])
    return _receipt(entry, repeated=False)


def lock(election: str, municipality: str) -> Chain:
    """The chain, locked until the transaction ends (SQLite: the whole database is)."""
    name = {"election": election, "municipality": municipality}
    if found := Chain.objects.select_for_update().filter(**name).first():
        return found
    Chain.objects.get_or_create(**name, defaults={"head": genesis(election, municipality)})
    return Chain.objects.select_for_update().get(**name)


def genesis(election: str, municipality: str) -> str:
    """The hash before the first entry: of the chain's own name."""
    return hashlib.sha256(_canonical(["stemdag chain", election, municipality])).hexdigest()


def entry_hash(entry: Entry, previous: str) -> str:
    """The hash of an entry after `previous`."""
    return hashlib.sha256(
        _canonical(
            [
                previous,
                entry.seq,
                entry.kind,
                entry.station,
                entry.at.astimezone(UTC).isoformat(),
                entry.by,
                str(entry.client_id),
                bytes(entry.commitment).hex() if entry.commitment is not None else None,
                entry.facts,
            ]
        )
    ).hexdigest()


def _entry(chain: Chain, fact: Fact) -> Entry:
    facts = dict(fact.facts)
    if fact.sealed:
        facts |= {
            "source": fact.sealed.source,
            "version": fact.sealed.version,
            "envelope": fact.sealed.digest,
        }
    if fact.told:
        facts["told"] = fact.told.facts()
    if fact.file:
        facts["file"] = fact.file.digest
    if fact.texts:
        facts["texts"] = {
            name: aside.salted_hash(chain, fact.client_id, name, text) for name, text in fact.texts.items()
        }
    entry = Entry(
        chain=chain,
        seq=chain.length + 1,
        kind=fact.kind,
        station=fact.station,
        at=fact.at,
        by=fact.by,
        client_id=fact.client_id,
        commitment=fact.commitment,
        facts=_canonical(facts).decode(),
    )
    entry.hash = entry_hash(entry, chain.head)
    return entry


def _repeat(before: Entry, fact: Fact) -> Receipt:
    same = (before.kind, before.station) == (fact.kind, fact.station)
    if before.commitment is not None or fact.commitment is not None:
        same = same and bytes(before.commitment or b"") == (fact.commitment or b"")
    else:
        stored = json.loads(before.facts)
        stored.pop("texts", None)
        stored.pop("told", None)
        # A photo that is sent again is sealed again, to other bytes.
        stored.pop("file", None)
        same = same and stored == json.loads(_canonical(fact.facts))
    if not same:
        raise Refused(
            "journal.conflict", "this submission was sent before with other contents; start a new one"
        )
    return _receipt(before, repeated=True)


def _receipt(entry: Entry, *, repeated: bool) -> Receipt:
    version = json.loads(entry.facts).get("version")
    return Receipt(entry.seq, entry.at, entry.hash, version, repeated)


def _canonical(value: object) -> bytes:
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()
