"""A filter of invalid passes that fits a phone: it answers "surely not in the register" or "perhaps".

A binary fuse filter with three segments and 8 bits a slot (Graf and Lemire, "Binary Fuse Filters: Fast and
Smaller Than Xor Filters", ACM JEA 27, 2022, doi 10.1145/3510449). It never misses a member, and says
"perhaps" of one stranger in 256. Chosen because a look-up is three bytes of a flat array, the same few
lines in Python and on the device, while a Golomb-coded set must be unpacked to be searched and a Bloom
filter of this rate takes a quarter more (11.5 bits a member). Nothing can be added to a filter once made;
the register changes as a whole, so that is no loss.

Measured on 500,000 random fingerprints: 573,464 bytes (9.18 bits a member), 0.390 % of 1,000,000 strangers
"perhaps" (theory: 1/256 = 0.391 %), made in 4 to 7 s. A look-up takes 2 to 5 µs here and 0.4 µs in the
device's twin, under Node 24 on a server.

Bytes, big-endian: `SDPF`, version 1, the binary logarithm of the segment length, two zero bytes, count (32
bits), segments (32), seed (64), and then (segments + 2) × segment length slots. The same set gives the same
bytes. Whoever holds the election's key and a filter can try numbers against it, so it is for stations only.
That the bytes are the sender's is for the carrier to see to: only what contradicts itself is noticed here.
That twin is `capture/static/capture/app/pass_filter.js`.
"""

from __future__ import annotations

import hashlib
import hmac
import math
import struct
from collections.abc import Iterable

from stemdag.domain.errors import Refused

KEY_BYTES = 32
FALSE_POSITIVES = 1 / 256

_MAGIC = b"SDPF"
_VERSION = 1
_HEADER = struct.Struct(">4sBBHIIQ")
_MASK = (1 << 64) - 1
_LONGEST_SEGMENT = 18  # binary logarithm
_TRIES = 100  # nearly always the first does; a hundred failures in a row are a mistake in the code


def fingerprint(key: bytes, number: str) -> int:
    """What is kept of a pass number: the first 8 bytes of its HMAC-SHA-256 under the election's key.

    `number` is as `passes.read` gives it. `Refused` where the key is not of `KEY_BYTES` bytes.
    """
    if len(key) != KEY_BYTES:
        raise Refused("pass.key", f"the election's key for passes has {len(key)} bytes, not {KEY_BYTES}")
    return int.from_bytes(hmac.digest(key, number.encode(), hashlib.sha256)[:8])


def build(fingerprints: Iterable[int]) -> bytes:
    """The filter of a set of fingerprints, each from 0 to 2^64 - 1; double ones count once."""
    members = sorted(set(fingerprints))
    if members and not 0 <= members[0] <= members[-1] <= _MASK:
        raise Refused("pass.fingerprint", "a fingerprint of a pass number has 64 bits")
    log_length, segments = _sizes(len(members))
    for attempt in range(1, _TRIES + 1):
        seed = _mix(attempt * 0x9E3779B97F4A7C15 & _MASK)
        slots = _solve(members, seed, log_length, segments)
        if slots is not None:
            header = _HEADER.pack(_MAGIC, _VERSION, log_length, 0, len(members), segments, seed)
            return header + bytes(slots)
    raise AssertionError(f"no filter of {len(members)} fingerprints in {_TRIES} tries")  # pragma: no cover


def holds(filter_bytes: bytes, fingerprint: int) -> bool:
    """False: surely not a member. True: a member, or one of the strangers in 256. `Refused` if malformed."""
    log_length, segments, members, seed = _header(filter_bytes)
    if not members:
        return False
    mixed = _mix(fingerprint + seed & _MASK)
    slots = memoryview(filter_bytes)[_HEADER.size :]
    first, second, third = _places(mixed, 1 << log_length, segments << log_length)
    return slots[first] ^ slots[second] ^ slots[third] == (mixed ^ mixed >> 32) & 0xFF


def count(filter_bytes: bytes) -> int:
    """How many members a filter was made of. `Refused` if malformed."""
    return _header(filter_bytes)[2]


def _sizes(members: int) -> tuple[int, int]:
    """The binary logarithm of the segment length, and the segments; as the authors tuned them."""
    if members < 2:
        return 2, 1
    log_length = min(math.floor(math.log(members) / math.log(3.33) + 2.25), _LONGEST_SEGMENT)
    slots = round(members * max(1.125, 0.875 + 0.25 * math.log(1_000_000) / math.log(members)))
    return log_length, max(1, -(-slots >> log_length) - 2)


def _mix(value: int) -> int:
    """MurmurHash3's last step: every bit of a 64-bit value spread over all of them, one to one."""
    value ^= value >> 33
    value = value * 0xFF51AFD7ED558CCD & _MASK
    value ^= value >> 33
    value = value * 0xC4CEB9FE1A85EC53 & _MASK
    return value ^ value >> 33


def _places(mixed: int, length: int, reach: int) -> tuple[int, int, int]:
    """A member's three slots, one in each of three segments in a row."""
    first, low = mixed * reach >> 64, length - 1
    return first, first + length ^ mixed >> 18 & low, first + 2 * length ^ mixed & low


def _solve(members: list[int], seed: int, log_length: int, segments: int) -> bytearray | None:
    """Slots whose three agree for every member, or None where this seed ties some members in a knot."""
    length, reach = 1 << log_length, segments << log_length
    users = [0] * (reach + 2 * length)  # members that use a slot
    mixes = [0] * (reach + 2 * length)  # their mixed values, by exclusive or: the last one left stands alone
    for member in members:
        mixed = _mix(member + seed & _MASK)
        for slot in _places(mixed, length, reach):
            users[slot] += 1
            mixes[slot] ^= mixed
    # Take away members that have a slot to themselves until none is left, then fill in backwards.
    alone = [slot for slot, used in enumerate(users) if used == 1]
    taken: list[tuple[int, int]] = []
    while alone:
        own = alone.pop()
        if users[own] != 1:
            continue
        mixed = mixes[own]
        taken.append((own, mixed))
        for slot in _places(mixed, length, reach):
            users[slot] -= 1
            mixes[slot] ^= mixed
            if users[slot] == 1:
                alone.append(slot)
    if len(taken) < len(members):
        return None
    slots = bytearray(len(users))
    for own, mixed in reversed(taken):
        first, second, third = _places(mixed, length, reach)
        slots[own] = (mixed ^ mixed >> 32) & 0xFF ^ slots[first] ^ slots[second] ^ slots[third]
    return slots


def _header(filter_bytes: bytes) -> tuple[int, int, int, int]:
    if len(filter_bytes) < _HEADER.size:
        raise Refused("pass.filter", "the filter of invalid passes is cut off in its header")
    magic, version, log_length, zero, members, segments, seed = _HEADER.unpack_from(filter_bytes)
    if magic != _MAGIC:
        raise Refused("pass.filter", "this is not a filter of invalid passes")
    if version != _VERSION:
        raise Refused("pass.filter-version", f"version {version} of the filter is not known", version=version)
    slots = len(filter_bytes) - _HEADER.size
    if zero or not segments or slots != segments + 2 << log_length:
        raise Refused("pass.filter", "the filter of invalid passes is not as long as its header says")
    if members > slots:
        raise Refused("pass.filter", "the filter of invalid passes says that it holds more than it can")
    return log_length, segments, members, seed
