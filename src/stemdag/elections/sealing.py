"""How a count is put away: encoded, padded, sealed to the release key and to the control key."""

from __future__ import annotations

from collections.abc import Sequence

from stemdag.domain.count import Count
from stemdag.domain.errors import Refused
from stemdag.domain.sealed import encode
from stemdag.domain.station import Counting
from stemdag.elections import models, values
from stemdag.journal.append import Sealed
from stemdag.seal import close
from stemdag.seal.binding import Binding, Purpose, Source


def seal_count(
    row: models.Municipality, station: int, source: Source, version: int, count: Count, codes: Sequence[str]
) -> Sealed:
    """The two envelopes of a count; `Refused` where the municipality has no keys yet."""
    if row.release_public is None or row.control_public is None:
        raise Refused(
            "keys.none", f"{row.name} has no keys for {row.election.eml_id}; run `stemdag keys make` first"
        )
    # An official count brings candidates also where stations count centrally.
    counting = Counting.DECENTRAL if source == "official" else Counting(row.counting)
    plain = encode(count, codes, values.ballot(row), counting)

    def sealed(purpose: Purpose, public: bytes) -> bytes:
        binding = Binding(purpose, row.election.eml_id, row.code, station, source, version)
        return close.close(plain, public, binding)

    return Sealed(
        source,
        version,
        sealed("release", bytes(row.release_public)),
        sealed("control", bytes(row.control_public)),
    )
