"""`seal` and `open`: counts of 16 KiB a second on one core, beside the library's bare call in one run."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from statistics import median

from cryptography.hazmat.primitives import hpke
from cryptography.hazmat.primitives.asymmetric.mlkem import MLKEM768PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from stemdag.bench.measure import Measure
from stemdag.seal import keys
from stemdag.seal.binding import Binding
from stemdag.seal.close import close
from stemdag.seal.open import Opener

NAMES = ("seal", "open")

SIZE = 16 * 1024
ROUNDS = 9
COUNTS = 400  # a round of each takes about a tenth of a second, so load of the machine hits both alike

SEAL_GOAL, OPEN_GOAL = 3_000, 8_000


def measures() -> Iterator[Measure]:
    """Sealing twice (release, control) and opening; our call and the bare one take turns; medians."""
    plain = os.urandom(SIZE)
    release, control = keys.new_pair(), keys.new_pair()
    bindings = [
        (
            Binding("release", "GR2022_Utrecht", "0344", station, "station", 1),
            Binding("control", "GR2022_Utrecht", "0344", station, "station", 1),
        )
        for station in range(COUNTS)
    ]

    def seal() -> None:
        # a store gives new bytes each time: the cache of parsed keys must not live from equal objects
        publics = bytes(bytearray(release.public)), bytes(bytearray(control.public))
        for for_release, for_control in bindings:
            close(plain, publics[0], for_release)
            close(plain, publics[1], for_control)

    suite = hpke.Suite(hpke.KEM.MLKEM768_X25519, hpke.KDF.HKDF_SHA256, hpke.AEAD.CHACHA20_POLY1305)
    key = hpke.MLKEM768X25519PrivateKey(MLKEM768PrivateKey.generate(), X25519PrivateKey.generate())
    public = key.public_key()

    def bare_seal() -> None:
        for _ in range(COUNTS):
            suite.encrypt(plain, public, b"")
            suite.encrypt(plain, public, b"")

    ours, bare = _take_turns(seal, bare_seal)
    yield _measure("seal", ours, bare, SEAL_GOAL, "counts of 16 KiB sealed twice")

    sealed = [(close(plain, release.public, one), one) for one, _ in bindings]

    def open_all() -> None:
        opener = Opener(release.private)  # as the gate does: once per municipality, within the time
        for part, binding in sealed:
            opener.open(part, binding)

    bare_sealed = suite.encrypt(plain, public, b"")

    def bare_open() -> None:
        for _ in range(COUNTS):
            suite.decrypt(bare_sealed, key, b"")

    ours, bare = _take_turns(open_all, bare_open)
    yield _measure("open", ours, bare, OPEN_GOAL, "counts of 16 KiB opened")


def _take_turns(ours: Callable[[], None], bare: Callable[[], None]) -> tuple[float, float]:
    """Counts a second of both, each the median of its rounds."""
    for each in (ours, bare):
        each()  # warm up
    seconds: dict[Callable[[], None], list[float]] = {ours: [], bare: []}
    for _ in range(ROUNDS):
        for each, taken in seconds.items():
            start = time.process_time()  # one core's own time; neither call waits for anything
            each()
            taken.append(time.process_time() - start)
    return COUNTS / median(seconds[ours]), COUNTS / median(seconds[bare])


def _measure(name: str, ours: float, bare: float, goal: int, what: str) -> Measure:
    return Measure(
        name=name,
        value=round(ours),
        unit="counts/s",
        beside=f"the bare library call: {bare:,.0f} counts/s",
        ratio=round(ours / bare, 3),
        goal=f"≥ {goal:,} {what} a second on one core",
        met=ours >= goal,
    )
