"""An unlocked session: the control key, held again under a secret that only the browser's cookie carries.

Any instance of the back office can serve the session; neither its store nor the cookie alone is the key.
"""

from __future__ import annotations

import os
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

_FORM: Final = b"\x01"
_NONCE, _TAG = 12, 16
SECRET_SIZE: Final = 32


class NotHeld(ValueError):
    """Another cookie, another context, or bytes that were changed: the session must be unlocked again."""


def new_secret() -> bytes:
    """A fresh secret for a cookie (32 bytes)."""
    return os.urandom(SECRET_SIZE)


def hold(private: bytes, cookie_secret: bytes, context: str = "") -> bytes:
    """`private` as the session's store may keep it. ValueError where the secret is not 32 bytes."""
    nonce = os.urandom(_NONCE)
    return _FORM + nonce + _cipher(cookie_secret).encrypt(nonce, private, _FORM + context.encode())


def take(held: bytes, cookie_secret: bytes, context: str = "") -> bytes:
    """The private key again; raises NotHeld."""
    if not held.startswith(_FORM) or len(held) < len(_FORM) + _NONCE + _TAG:
        raise NotHeld("this is no held key of a form known here")
    try:
        return _cipher(cookie_secret).decrypt(held[1:13], held[13:], _FORM + context.encode())
    except InvalidTag:
        raise NotHeld("the session's key does not open; unlock again") from None


def _cipher(cookie_secret: bytes) -> ChaCha20Poly1305:
    if len(cookie_secret) != SECRET_SIZE:
        raise ValueError(f"the cookie's secret has {SECRET_SIZE} bytes, not {len(cookie_secret)}")
    key = HKDF(SHA256(), length=32, salt=None, info=b"stemdag session 1").derive(cookie_secret)
    return ChaCha20Poly1305(key)
