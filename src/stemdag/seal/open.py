"""Opening: only the gate after the release, the office's control, and `verify`, come here."""

from __future__ import annotations

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hpke
from cryptography.hazmat.primitives.asymmetric.mlkem import MLKEM768PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from stemdag.seal.binding import Binding
from stemdag.seal.envelope import FORM, MLKEM_SEED, OVERHEAD, PRIVATE_SIZE, SUITE


class NotOpened(ValueError):
    """Wrong key, wrong binding, or a sealed part that was changed: which of them cannot be told apart."""


class BadPrivateKey(ValueError):
    """These bytes are no private key."""


class Opener:
    """A private key, parsed once (that costs more than an opening), for who opens many parts.

    There is no cache of private keys behind it: the key lives as long as its Opener.
    """

    __slots__ = ("_key",)

    def __init__(self, private: bytes) -> None:
        if len(private) != PRIVATE_SIZE:
            raise BadPrivateKey(f"a private key has {PRIVATE_SIZE} bytes, not {len(private)}")
        self._key = hpke.MLKEM768X25519PrivateKey(
            MLKEM768PrivateKey.from_seed_bytes(private[:MLKEM_SEED]),
            X25519PrivateKey.from_private_bytes(private[MLKEM_SEED:]),
        )

    def open(self, sealed: bytes, binding: Binding) -> bytes:
        """What was closed; raises NotOpened."""
        if not sealed.startswith(FORM) or len(sealed) < OVERHEAD:
            raise NotOpened("this is no sealed part of a form known here")
        try:
            return SUITE.decrypt(memoryview(sealed)[len(FORM) :], self._key, binding.info)
        except InvalidTag:
            # `from None`: nothing of the attempt goes along with the refusal
            raise NotOpened("does not open: another key, another place, or changed on the way") from None


def open_sealed(sealed: bytes, private: bytes, binding: Binding) -> bytes:
    """What was closed, for a single part (for many of one key: `Opener`). Raises NotOpened, BadPrivateKey."""
    return Opener(private).open(sealed, binding)
