"""Closing: what a process may do that holds public keys only. It imports nothing that opens."""

from __future__ import annotations

import hashlib
import hmac
from functools import lru_cache

from cryptography.hazmat.primitives import hpke
from cryptography.hazmat.primitives.asymmetric.mlkem import MLKEM768PublicKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PublicKey

from stemdag.domain.receipt import NONCE_SIZE
from stemdag.seal.binding import Binding
from stemdag.seal.envelope import FORM, MLKEM_PUBLIC, PUBLIC_SIZE, SUITE


class BadPublicKey(ValueError):
    """These bytes are no public key."""


def close(plain: bytes, public: bytes, binding: Binding) -> bytes:
    """One sealed part; a count is closed twice, to the release key and to the control key.

    The result is `envelope.OVERHEAD` bytes longer than `plain`. Raises BadPublicKey.
    """
    return FORM + SUITE.encrypt(plain, _parsed(public), binding.info)


def commit(nonce: bytes, body: bytes) -> bytes:
    """32 bytes by which a repeated submission is known to have the same body.

    HMAC-SHA-256 under `nonce`, the device's 32 random bytes. These are stored in the envelopes alone: without
    them the result says nothing about a body, however few bodies are possible. ValueError for another length.
    """
    if len(nonce) != NONCE_SIZE:
        raise ValueError(f"a submission carries {NONCE_SIZE} random bytes, not {len(nonce)}")
    return hmac.digest(nonce, body, hashlib.sha256)


# Parsing costs a tenth of a sealing; two keys per election and municipality of the whole country fit.
@lru_cache(maxsize=2048)
def _parsed(public: bytes) -> hpke.MLKEM768X25519PublicKey:
    if len(public) != PUBLIC_SIZE:
        raise BadPublicKey(f"a public key has {PUBLIC_SIZE} bytes, not {len(public)}")
    try:
        return hpke.MLKEM768X25519PublicKey(
            MLKEM768PublicKey.from_public_bytes(public[:MLKEM_PUBLIC]),
            X25519PublicKey.from_public_bytes(public[MLKEM_PUBLIC:]),
        )
    except ValueError as error:
        raise BadPublicKey("these bytes are no public key") from error
