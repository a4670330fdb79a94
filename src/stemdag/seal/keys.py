"""Keys of an election and municipality: made, known by their fingerprint, and wrapped by a passphrase."""

from __future__ import annotations

import hashlib
import os
import unicodedata
from typing import Final, NamedTuple

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.mlkem import MLKEM768PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

from stemdag.seal.envelope import MLKEM_SEED, PRIVATE_SIZE
from stemdag.seal.words import new_passphrase

__all__ = [
    "KeyPair",
    "WrongPassphrase",
    "fingerprint",
    "new_pair",
    "new_passphrase",
    "public_of",
    "unwrap",
    "wrap",
]

# A wrapped key: form (1), salt (16), nonce (12), the key under ChaCha20-Poly1305 (n + 16).
# The form fixes Argon2id's cost; a wrapped key cannot ask for another. A dearer cost is a new form.
_FORM: Final = b"\x01"
_SALT, _NONCE, _TAG = 16, 12, 16
_MEMORY_KIB, _PASSES, _LANES = 64 * 1024, 3, 4  # RFC 9106, section 4, second recommended option


class KeyPair(NamedTuple):
    """Raw bytes. public: ML-KEM-768 1,184 and X25519 32; private: ML-KEM seed 64 and X25519 32."""

    public: bytes
    private: bytes

    def __repr__(self) -> str:
        return f"KeyPair({fingerprint(self.public)})"  # never the private half


class WrongPassphrase(ValueError):
    """Another passphrase, secret or context, or a wrapped key that was changed."""


def new_pair() -> KeyPair:
    """A fresh key pair from the system's randomness."""
    mlkem, x25519 = MLKEM768PrivateKey.generate(), X25519PrivateKey.generate()
    return _pair(mlkem, x25519)


def public_of(private: bytes) -> bytes:
    """The public half of a private key: to check that a key (from paper, from a holder) is the one meant."""
    if len(private) != PRIVATE_SIZE:
        raise ValueError(f"a private key has {PRIVATE_SIZE} bytes, not {len(private)}")
    mlkem = MLKEM768PrivateKey.from_seed_bytes(private[:MLKEM_SEED])
    return _pair(mlkem, X25519PrivateKey.from_private_bytes(private[MLKEM_SEED:])).public


def _pair(mlkem: MLKEM768PrivateKey, x25519: X25519PrivateKey) -> KeyPair:
    return KeyPair(
        mlkem.public_key().public_bytes_raw() + x25519.public_key().public_bytes_raw(),
        mlkem.private_bytes_raw() + x25519.private_bytes_raw(),
    )


def fingerprint(public: bytes) -> str:
    """A public key's name to compare by eye or by telephone: 128 bits of its SHA-256, in groups of four."""
    digits = hashlib.sha256(b"stemdag public key 1" + public).hexdigest()[:32]
    return " ".join(digits[at : at + 4] for at in range(0, len(digits), 4))


def wrap(private: bytes, passphrase: str, secret: bytes, context: str) -> bytes:
    """`private` as it may lie in a database: only passphrase and `secret` together open it.

    `secret` is kept outside database and backups; `context` says what the key is for (purpose, election,
    municipality), and must be the same at `unwrap`. Takes about 0.13 s and 64 MiB (Argon2id).
    ValueError where there is no secret: a setting that was forgotten must not pass for one.
    """
    if not secret:
        raise ValueError("a key is wrapped with a secret that is kept outside the database")
    salt, nonce = os.urandom(_SALT), os.urandom(_NONCE)
    cipher = ChaCha20Poly1305(_key(passphrase, secret, salt))
    return _FORM + salt + nonce + cipher.encrypt(nonce, private, _FORM + context.encode())


def unwrap(wrapped: bytes, passphrase: str, secret: bytes, context: str) -> bytes:
    """The private key again; raises WrongPassphrase."""
    if not wrapped.startswith(_FORM) or len(wrapped) < len(_FORM) + _SALT + _NONCE + _TAG:
        raise WrongPassphrase("this is no wrapped key of a form known here")
    salt, nonce, sealed = wrapped[1:17], wrapped[17:29], wrapped[29:]
    try:
        return ChaCha20Poly1305(_key(passphrase, secret, salt)).decrypt(
            nonce, sealed, _FORM + context.encode()
        )
    except InvalidTag:
        raise WrongPassphrase("this passphrase does not open this key") from None


def _key(passphrase: str, secret: bytes, salt: bytes) -> bytes:
    return Argon2id(
        salt=salt, length=32, iterations=_PASSES, lanes=_LANES, memory_cost=_MEMORY_KIB, secret=secret
    ).derive(_as_typed(passphrase))


def _as_typed(passphrase: str) -> bytes:
    """Capitals, hyphens and extra spaces are no mistake of the one who types."""
    return " ".join(unicodedata.normalize("NFKC", passphrase).casefold().replace("-", " ").split()).encode()
