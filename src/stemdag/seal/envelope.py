"""The form of a sealed part: what `close` writes and `open` reads.

    1 byte       1, the version of this form
    1,120 bytes  HPKE's encapsulated key (ML-KEM-768 ciphertext and X25519 share)
    n bytes      the plaintext under ChaCha20-Poly1305
    16 bytes     its tag

A sealed part is always `OVERHEAD` bytes longer than what is in it; hiding its length is the padding's task.
"""

from __future__ import annotations

from typing import Final

from cryptography.hazmat.primitives import hpke

SUITE: Final = hpke.Suite(hpke.KEM.MLKEM768_X25519, hpke.KDF.HKDF_SHA256, hpke.AEAD.CHACHA20_POLY1305)

FORM: Final = b"\x01"
ENCAPSULATED: Final = 1120
TAG: Final = 16
OVERHEAD: Final = len(FORM) + ENCAPSULATED + TAG

#: A public key: ML-KEM-768's encapsulation key, then X25519's.
MLKEM_PUBLIC: Final = 1184
X25519_SIZE: Final = 32
PUBLIC_SIZE: Final = MLKEM_PUBLIC + X25519_SIZE

#: A private key: ML-KEM's seed, then X25519's key.
MLKEM_SEED: Final = 64
PRIVATE_SIZE: Final = MLKEM_SEED + X25519_SIZE
