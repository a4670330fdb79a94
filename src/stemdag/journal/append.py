"""`append`: the one write of facts of the day. Acknowledged means on disk, a repeat is not a second fact."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Mapping, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import groupby
from typing import Final
from uuid import UUID

from django.db import transaction

from stemdag.domain.chain import canonical, envelope_digest, genesis, link
from stemdag.domain.errors import Refused
from stemdag.journal import aside, projections, scan_store, scans
from stemdag.journal.models import Aside, Chain, Entry, Envelope, SealedFile

#: What stands in an entry beside what the submitter said; of a device it is measured anew at each sending,
#: and a photo that is sent again is sealed again, to other bytes.
_ADDED: Final = frozenset({"told", "texts", "file"})

#: An entry by its chain and its client's id.
Id = tuple[int, UUID]
Known = dict[Id, Entry]


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
        return envelope_digest(self.release, self.control)


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


def happened(facts: Mapping[str, object], at: datetime) -> datetime:
    """When what an entry says happened: by the device's clock set right, else `at`, when it came in."""
    told = facts.get("told")
    return datetime.fromisoformat(told["happened"]) if isinstance(told, dict) else at


@dataclass(frozen=True, slots=True)
class File:
    """Something large, sealed before it comes here. `kind` is `photo`, `export` or `typed`."""

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
    `scans` of a batch and the `fingerprint` of a pass that is undone never stand in the entry.
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
    scans: tuple[scans.Scan, ...] = ()
    fingerprint: int | None = None

    @property
    def happened(self) -> datetime:
        """When it happened, as far as is known: for what a device tells later, by its clock set right."""
        return self.told.happened if self.told else self.at


@dataclass(frozen=True, slots=True)
class Receipt:
    """What the submitter gets: its place in the chain. `repeated` when it was there already.

    `code` is what a chair writes on paper of a count (`domain.receipt`). Of a batch of scans: how many were
    `again` (counted in their visit already), and the other uses of its passes that were known when it came
    in.
    """

    seq: int
    at: datetime
    hash: str
    version: int | None
    repeated: bool
    code: str | None = None
    again: int = 0
    doubles: tuple[scans.Double, ...] = ()


def append(fact: Fact) -> Receipt:
    """Write a fact and its projection in one transaction and return its receipt.

    Raises `Refused("journal.conflict")` where the client's id was used for something else, and whatever
    the projection of its kind refuses (a version out of order, a release before its moment).
    """
    with transaction.atomic():
        (outcome,) = _write([fact], alone=True)
        if isinstance(outcome, Refused):
            raise outcome
    return outcome


def append_many(facts: Sequence[Fact]) -> list[Receipt | Refused]:
    """Write facts in one transaction, in their order: for each what `append` returns or raises as `Refused`.

    A refused fact leaves nothing and the others stand. Anything else that is raised takes all back.
    """
    # Within a transaction of the caller's, all that is raised takes that back as well.
    with transaction.atomic(savepoint=False):
        return _write(facts, alone=False)


def lock(election: str, municipality: str) -> Chain:
    """The chain, locked until the transaction ends (SQLite: the whole database is)."""
    name = {"election": election, "municipality": municipality}
    if found := Chain.objects.select_for_update().filter(**name).first():
        return found
    Chain.objects.get_or_create(**name, defaults={"head": genesis(election, municipality)})
    return Chain.objects.select_for_update().get(**name)


def _write(facts: Sequence[Fact], *, alone: bool) -> list[Receipt | Refused]:
    # In one order, so that two requests never hold what the other waits for.
    names = sorted({(fact.election, fact.municipality) for fact in facts})
    chains = {name: lock(*name) for name in names}
    lengths = {name: chain.length for name, chain in chains.items()}
    known = {
        (entry.chain_id, entry.client_id): entry
        for entry in Entry.objects.filter(
            chain__in=list(chains.values()), client_id__in=[fact.client_id for fact in facts]
        )
    }
    outcomes: list[Receipt | Refused] = []
    # Batches of scans next to each other are written together; all else one by one.
    for are_scans, several in groupby(facts, key=lambda fact: fact.kind == scans.KIND):
        given = [(chains[fact.election, fact.municipality], fact) for fact in several]
        if are_scans:
            outcomes += _write_scans(given, known)
        else:
            outcomes += [_write_one(chain, fact, known, alone=alone) for chain, fact in given]
    for name, chain in chains.items():
        if chain.length > lengths[name]:
            chain.save(update_fields=["length", "head"])
    return outcomes


def _write_one(chain: Chain, fact: Fact, known: Known, *, alone: bool) -> Receipt | Refused:
    if before := known.get((chain.pk, fact.client_id)):
        return _repeat(chain, before, fact)
    # What is refused must leave nothing: alone it takes its transaction with it, a record writes only itself.
    is_record = fact.kind in projections.RECORDS and not (fact.texts or fact.sealed or fact.file)
    try:
        with nullcontext() if alone or is_record else transaction.atomic():
            entry = _entry(chain, fact, fact.facts)
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
                sealed = aside.seal(chain, fact.client_id, name, text)
                Aside.objects.create(entry=entry, name=name, sealed=sealed)
            projections.apply(chain, fact, entry)
    except Refused as refusal:
        return refusal
    _follow(chain, entry, known)
    return _receipt(entry, repeated=False)


def _write_scans(given: Sequence[tuple[Chain, Fact]], known: Known) -> list[Receipt | Refused]:
    refusals: dict[int, Refused] = {}
    new: set[int] = set()
    batches: dict[Id, scans.Batch] = {}
    places: Counter[int] = Counter()
    for turn, (chain, fact) in enumerate(given):
        try:
            scans.refuse(fact)
        except Refused as refusal:
            refusals[turn] = refusal
            continue
        key = (chain.pk, fact.client_id)
        if key not in known and key not in batches:
            new.add(turn)
            places[chain.pk] += 1
            batches[key] = scans.Batch(chain, chain.length + places[chain.pk], fact)
    scan_store.store(list(batches.values()))
    made = []
    for batch in batches.values():
        others = {name: each for name, each in batch.fact.facts.items() if name not in scans.COUNTED}
        made.append(_entry(batch.chain, batch.fact, others | batch.facts()))
        _follow(batch.chain, made[-1], known)
    Entry.objects.bulk_create(made)
    projections.apply_scans(list(batches.values()))
    # Asked where there can be an answer: of a pass that was known, of a batch that was sent before.
    unmet = {key for key, batch in batches.items() if not batch.met}
    doubles = _doubles([each for each in given if (each[0].pk, each[1].client_id) not in unmet], known)
    outcomes: list[Receipt | Refused] = []
    for turn, (chain, fact) in enumerate(given):
        key = (chain.pk, fact.client_id)
        if turn in refusals:
            outcomes.append(refusals[turn])
        elif turn in new:
            outcomes.append(_receipt(known[key], repeated=False, doubles=doubles.get(key, ())))
        else:
            outcomes.append(_repeat(chain, known[key], fact, doubles.get(key, ())))
    return outcomes


def _doubles(given: Sequence[tuple[Chain, Fact]], known: Known) -> dict[Id, tuple[scans.Double, ...]]:
    """The double uses that each of these entries showed, when it came in first."""
    found: dict[Id, tuple[scans.Double, ...]] = {}
    for chain in {chain.pk: chain for chain, _ in given}.values():
        keys = {(chain.pk, fact.client_id) for each, fact in given if each is chain} & known.keys()
        by_entry = scans.doubles_found(chain, {known[key].seq for key in keys})
        found |= {key: by_entry[known[key].seq] for key in keys if known[key].seq in by_entry}
    return found


def _follow(chain: Chain, entry: Entry, known: Known) -> None:
    """The entry is the chain's last."""
    chain.length, chain.head = entry.seq, entry.hash
    known[chain.pk, entry.client_id] = entry


def entry_hash(entry: Entry, previous: str) -> str:
    """The hash of an entry after `previous`."""
    commitment = bytes(entry.commitment).hex() if entry.commitment is not None else None
    at = entry.at.astimezone(UTC).isoformat()
    return link(
        previous,
        entry.seq,
        entry.kind,
        entry.station,
        at,
        entry.by,
        str(entry.client_id),
        commitment,
        entry.facts,
    )


def _entry(chain: Chain, fact: Fact, said: Mapping[str, object]) -> Entry:
    facts = dict(said)
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
        facts=canonical(facts).decode(),
    )
    entry.hash = entry_hash(entry, chain.head)
    return entry


def _repeat(
    chain: Chain, before: Entry, fact: Fact, doubles: tuple[scans.Double, ...] = ()
) -> Receipt | Refused:
    same = (before.kind, before.station) == (fact.kind, fact.station)
    if before.commitment is not None or fact.commitment is not None:
        same = same and bytes(before.commitment or b"") == (fact.commitment or b"")
    else:
        given: dict[str, object] = json.loads(canonical(fact.facts))
        same = same and _own(json.loads(before.facts), before.kind) == _own(given, before.kind)
    if same and before.kind == scans.KIND:
        same = scans.same_scans(chain, before.seq, fact.scans)
    if not same:
        return Refused(
            "journal.conflict", "this submission was sent before with other contents; start a new one"
        )
    return _receipt(before, repeated=True, doubles=doubles)


def _own(facts: Mapping[str, object], kind: str) -> dict[str, object]:
    """What the submitter said, without what was added here."""
    added = _ADDED | scans.COUNTED if kind == scans.KIND else _ADDED
    return {name: each for name, each in facts.items() if name not in added}


def _receipt(entry: Entry, *, repeated: bool, doubles: tuple[scans.Double, ...] = ()) -> Receipt:
    facts = json.loads(entry.facts)
    again = facts["again"] if entry.kind == scans.KIND else 0
    version, code = facts.get("version"), facts.get("receipt")
    return Receipt(entry.seq, entry.at, entry.hash, version, repeated, code, again, doubles)
