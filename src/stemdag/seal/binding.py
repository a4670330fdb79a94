"""What a sealed part is tied to: it opens for this station, version and purpose, and for no other."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

#: release and control: the two sealings of a count. remarks: names, objections and remarks, sealed to the
#: control key alone; intake: photos of records and a device's emergency export, sealed to the intake key;
#: typed: a count as one official typed it from the record, sealed to the control key until another did too.
Purpose = Literal["release", "control", "remarks", "intake", "typed"]

#: Who the count comes from: the polling station, or an official file.
Source = Literal["station", "official"]

_LABEL = b"stemdag sealed 1"


@dataclass(frozen=True, slots=True)
class Binding:
    """The place of one sealed part.

    `election` is the EML election id, `municipality` its code, `station` the station's number (−1 occurs
    in official files), `version` counts from 1. ValueError for a purpose or source that does not
    exist and for numbers from 2^63.
    """

    purpose: Purpose
    election: str
    municipality: str
    station: int
    source: Source
    version: int

    def __post_init__(self) -> None:
        if self.purpose not in get_args(Purpose):
            raise ValueError(f"no such purpose of a seal: {self.purpose}")
        if self.source not in get_args(Source):
            raise ValueError(f"no such source of a count: {self.source}")
        if not (abs(self.station) < 1 << 63 and 1 <= self.version < 1 << 63):
            raise ValueError("a station has a number below 2^63, a version counts from 1")

    @property
    def info(self) -> bytes:
        """HPKE's `info` (RFC 9180, 5.1): every field behind its length, so that no two bindings share it."""
        return _LABEL + b"".join(
            len(field).to_bytes(4, "big") + field
            for field in (
                self.purpose.encode(),
                self.election.encode(),
                self.municipality.encode(),
                self.station.to_bytes(8, "big", signed=True),
                self.source.encode(),
                self.version.to_bytes(8, "big"),
            )
        )
