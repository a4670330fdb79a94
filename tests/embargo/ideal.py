"""An ideal seal: bytes of the right size that depend on the place and the version, and on nothing else.

With it in place of the real one, and with clock and randomness equal, whatever still differs between two
days that differ in votes alone has found a way around the seal.
"""

from __future__ import annotations

import hashlib
import os
import random
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from types import SimpleNamespace
from unittest.mock import patch

from stemdag.domain.receipt import Sent
from stemdag.seal import close, keys
from stemdag.seal import open as seal_open
from stemdag.seal.binding import Binding
from stemdag.seal.envelope import FORM, OVERHEAD


def _bytes(size: int, *about: object) -> bytes:
    return hashlib.shake_256(repr(about).encode()).digest(size)


class IdealSeal:
    """Keeps the plaintexts to itself, as an ideal seal would, so that a lawful opening still works."""

    def __init__(self) -> None:
        self._plain: dict[bytes, bytes] = {}
        self._pairs = 0

    def close(self, plain: bytes, public: bytes, binding: Binding) -> bytes:
        sealed = FORM + _bytes(len(plain) + OVERHEAD - len(FORM), binding)
        self._plain[sealed] = plain
        return sealed

    def open(self, sealed: bytes, private: bytes, binding: Binding) -> bytes:
        return self._plain[bytes(sealed)]

    def opener(self, private: bytes) -> SimpleNamespace:
        """What stands for a key that is parsed once."""
        return SimpleNamespace(open=lambda sealed, binding: self.open(sealed, private, binding))

    @staticmethod
    def commit(nonce: bytes, body: bytes) -> bytes:
        return _bytes(32, "commitment", nonce)

    @staticmethod
    def receipt(sent: Sent, numbers: Mapping[str, int | None]) -> str:
        return _bytes(10, "receipt", sent).hex()

    def new_pair(self) -> keys.KeyPair:
        self._pairs += 1
        return keys.KeyPair(_bytes(1_216, "public", self._pairs), _bytes(96, "private", self._pairs))


@contextmanager
def ideal_seal() -> Iterator[IdealSeal]:
    """The ideal seal wherever the house calls the real one."""
    seal = IdealSeal()
    with ExitStack() as stack:
        stack.enter_context(patch.object(close, "close", seal.close))
        stack.enter_context(patch.object(close, "commit", seal.commit))
        stack.enter_context(patch("stemdag.capture.intake.commit", seal.commit))
        stack.enter_context(patch("stemdag.capture.intake.receipt.code", seal.receipt))
        stack.enter_context(patch.object(seal_open, "open_sealed", seal.open))
        stack.enter_context(patch("stemdag.desk.control.opening.open_sealed", seal.open))
        stack.enter_context(patch("stemdag.desk.control.records.open_sealed", seal.open))
        stack.enter_context(patch("stemdag.desk.control.gathered.Opener", seal.opener))
        stack.enter_context(patch.object(keys, "new_pair", seal.new_pair))
        yield seal


@contextmanager
def seeded(seed: int) -> Iterator[None]:
    """Randomness that two days share. For tests alone: nothing of the house is secret within it."""
    source = random.Random(seed)
    with (
        patch.object(os, "urandom", source.randbytes),
        patch.object(random, "_urandom", source.randbytes),
    ):
        yield
