"""How entries of the journal follow on each other: each hash covers the entry and the hash before it.

Here, and not in the journal itself, so that who has nothing but an archive can make every hash anew.
"""

from __future__ import annotations

import hashlib
import json


def canonical(value: object) -> bytes:
    """JSON of one form: sorted keys, no spaces, UTF-8."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def genesis(election: str, municipality: str) -> str:
    """The hash before the first entry: of the chain's own name."""
    return hashlib.sha256(canonical(["stemdag chain", election, municipality])).hexdigest()


def link(
    previous: str,
    seq: int,
    kind: str,
    station: int | None,
    at: str,
    by: str,
    client_id: str,
    commitment: str | None,
    facts: str,
) -> str:
    """The hash of an entry after `previous`. `at` is ISO 8601 in UTC, `commitment` hexadecimal, `facts` the
    text as it is stored."""
    return hashlib.sha256(
        canonical([previous, seq, kind, station, at, by, client_id, commitment, facts])
    ).hexdigest()


def envelope_digest(release: bytes, control: bytes) -> str:
    """SHA-256 over both envelopes of a count: of envelopes, never of counts."""
    return hashlib.sha256(len(release).to_bytes(4, "big") + release + control).hexdigest()
