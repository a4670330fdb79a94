"""How a count is put away: encoded, padded, sealed to the release key and to the control key.

And what is sealed to the intake key: photos of records here, a device's export on the device itself.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from stemdag.domain import export, padded
from stemdag.domain.count import Count
from stemdag.domain.errors import Refused
from stemdag.domain.sealed import encode
from stemdag.domain.station import Counting
from stemdag.elections import models, values
from stemdag.journal.append import File, Sealed
from stemdag.seal import close
from stemdag.seal.binding import Binding, Purpose, Source
from stemdag.seal.envelope import FORM, OVERHEAD

#: What a photo is padded to before it is sealed.
PHOTO_SIZE: Final = 1 << 20
#: How a photo begins, and what it is served as; others are refused.
PHOTO_FORMS: Final = {b"\xff\xd8\xff": "image/jpeg", b"\x89PNG\r\n\x1a\n": "image/png"}


def seal_count(
    row: models.Municipality,
    station: int,
    source: Source,
    version: int,
    count: Count,
    codes: Sequence[str],
    nonce: bytes | None = None,
) -> Sealed:
    """The two envelopes of a count; `Refused` where the municipality has no keys yet.

    `nonce` are the device's random bytes, which prove the receipt's code once the count is public.
    """
    if row.release_public is None or row.control_public is None:
        raise Refused(
            "keys.none", f"{row.name} has no keys for {row.election.eml_id}; run `stemdag keys make` first"
        )
    # An official count brings candidates also where stations count centrally.
    counting = Counting.DECENTRAL if source == "official" else Counting(row.counting)
    plain = encode(count, codes, values.ballot(row), counting, nonce)

    def sealed(purpose: Purpose, public: bytes) -> bytes:
        binding = Binding(purpose, row.election.eml_id, row.code, station, source, version)
        return close.close(plain, public, binding)

    return Sealed(
        source,
        version,
        sealed("release", bytes(row.release_public)),
        sealed("control", bytes(row.control_public)),
    )


def seal_intake(row: models.Municipality, station: int, data: bytes) -> bytes:
    """A photo of a station's record, sealed to the intake key; one size for all.

    `Refused`: `photo.large`, `photo.form` (neither JPEG nor PNG), `keys.no-intake`.
    """
    if photo_form(data) is None:
        raise Refused("photo.form", "this is neither a JPEG nor a PNG", "photo")
    if len(data) > PHOTO_SIZE - padded.HEAD_SIZE:
        raise Refused("photo.large", f"a photo has {PHOTO_SIZE >> 10} KiB at most; send it smaller", "photo")
    plain = padded.pad(padded.PHOTO, data, PHOTO_SIZE)
    return close.close(plain, _intake(row), intake_binding(row, station))


def photo_form(data: bytes) -> str | None:
    """The media type of a photo by how it begins, or None where it is no photo."""
    return next((form for start, form in PHOTO_FORMS.items() if data.startswith(start)), None)


def seal_typed(row: models.Municipality, station: int, version: int, count: Count) -> File:
    """An official count as one person typed it, sealed to the control key alone; of one size per ballot.

    `Refused`: `keys.none`, and as `domain.sealed.encode`.
    """
    if row.control_public is None:
        raise Refused("keys.none", f"{row.name} has no keys")
    plain = encode(count, (), values.ballot(row), Counting.DECENTRAL)
    binding = typed_binding(row, station, version)
    return File("typed", close.close(plain, bytes(row.control_public), binding))


def typed_binding(row: models.Municipality, station: int, version: int) -> Binding:
    """What was typed is tied to its station and to how often its record was typed."""
    return Binding("typed", row.election.eml_id, row.code, station, "official", version)


def intake_binding(row: models.Municipality, station: int) -> Binding:
    """What is sealed to the intake key is tied to its station."""
    return Binding("intake", row.election.eml_id, row.code, station, "station", 1)


def photographed(row: models.Municipality, station: int, data: bytes) -> tuple[File, dict[str, object]]:
    """File and facts of an entry `record.photographed`; `Refused` as `seal_intake`."""
    return File("photo", seal_intake(row, station, data)), {"size": PHOTO_SIZE}


def carried(row: models.Municipality, data: bytes) -> tuple[int, File, dict[str, object]]:
    """Station, file and facts of an entry `export.carried`: what a device sealed, taken in unopened.

    `Refused`: `export.form`, `export.elsewhere` (of another place), `export.large`, `keys.no-intake`.
    Whether it opens is seen only when the office opens it.
    """
    _intake(row)
    found = export.read(data)
    here = (row.election.eml_id, row.code)
    if (found.place.election, found.place.municipality) != here or not row.stations.filter(
        number=found.place.station
    ).exists():
        raise Refused("export.elsewhere", f"this export is of another place than {row.name}", "export")
    size = len(found.sealed) - OVERHEAD
    # Only in sizes that tell nothing, and in our form: nothing readable is taken for sealed by mistake.
    if not found.sealed.startswith(FORM) or size < export.SMALLEST or export.bucket(size) != size:
        raise Refused("export.form", "this export has a size that the app does not make", "export")
    return found.place.station, File("export", data), {"size": size}


def _intake(row: models.Municipality) -> bytes:
    if row.intake_public is None:
        raise Refused("keys.no-intake", f"{row.name} has no intake key; unlock its control view once")
    return bytes(row.intake_public)
