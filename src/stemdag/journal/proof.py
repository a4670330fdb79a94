"""Proof that chains are whole: each entry follows on the one before, and what is sealed is what it names."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator

from django.db.models import QuerySet

from stemdag.domain.chain import envelope_digest, genesis
from stemdag.domain.errors import Refused
from stemdag.journal.append import entry_hash
from stemdag.journal.models import Chain, Entry, Envelope, SealedFile

#: Entries at a time: an envelope is some kilobytes, a photo a megabyte.
_AT_ONCE = 500


def prove(chain: Chain, using: str = "default") -> None:
    """`Refused("journal.broken")` where anything was changed, lost or added; `chain` says what it should be.

    Every hash is made anew, from the first entry to the head, and every envelope and sealed file is held
    against the digest in its entry.
    """
    head, place = genesis(chain.election, chain.municipality), 0
    for entry in _entries(chain, using):
        place += 1
        if entry.seq != place or entry_hash(entry, head) != entry.hash:
            raise _broken(chain, f"entry {place} does not follow on the one before it")
        head = entry.hash
    if (place, head) != (chain.length, chain.head):
        raise _broken(chain, f"{place} entries are here, and its head is of {chain.length}")
    for name, digest, found in _sealed(chain, using):
        if digest != found:
            raise _broken(chain, f"what is sealed beside entry {name} is not what it says")


def _entries(chain: Chain, using: str) -> Iterator[Entry]:
    rows: QuerySet[Entry] = Entry.objects.using(using).filter(chain=chain).order_by("seq")
    return rows.iterator(chunk_size=_AT_ONCE)


def _sealed(chain: Chain, using: str) -> Iterator[tuple[int, str, str]]:
    """Place of the entry, the digest that it names, and the digest of what lies beside it."""
    envelopes = Envelope.objects.using(using).filter(entry__chain=chain).select_related("entry")
    for each in envelopes.iterator(chunk_size=_AT_ONCE):
        digest = envelope_digest(bytes(each.release), bytes(each.control))
        yield each.entry.seq, json.loads(each.entry.facts).get("envelope", ""), digest
    files = SealedFile.objects.using(using).filter(entry__chain=chain).select_related("entry")
    for one in files.iterator(chunk_size=10):
        named = json.loads(one.entry.facts).get("file", "")
        yield one.entry.seq, named, hashlib.sha256(bytes(one.sealed)).hexdigest()


def _broken(chain: Chain, why: str) -> Refused:
    name = f"{chain.election} {chain.municipality}".strip() or "of the site"
    return Refused("journal.broken", f"the chain {name} is not whole: {why}")
