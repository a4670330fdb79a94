"""Free text beside an entry: encrypted under a key whose halves lie apart, so that it can be destroyed.

One half is a secret kept outside database and backups (`STEMDAG_TEXT_SECRET`), the other a random part
per chain in the database. Destroying the part removes the texts here for good. A backup of before still has
its part, and opens with the secret alone: destroying the secret is what removes texts in backups too.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from uuid import UUID

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

from stemdag.domain.errors import Refused
from stemdag.journal.models import Aside, AsideKey, Chain

#: Longer than any reason; a text is padded to it, so that its length in the store tells nothing.
LONGEST = 1_000
#: What stands in the place of a part that was destroyed: a new one would let nobody read the old texts.
DESTROYED = b""


def seal(chain: Chain, client_id: UUID, name: str, text: str) -> bytes:
    """The text, encrypted for this chain; `Refused` where it is too long."""
    data = text.encode()
    if len(data) > LONGEST:
        raise Refused("text.long", f"the text is longer than {LONGEST} characters; shorten it", name)
    nonce = secrets.token_bytes(12)
    padded = data + b"\0" * (LONGEST - len(data))
    return nonce + ChaCha20Poly1305(_key(chain, b"text")).encrypt(nonce, padded, _about(client_id, name))


def read(aside: Aside) -> str | None:
    """The text, or None where its key was destroyed."""
    chain = aside.entry.chain
    if not AsideKey.objects.filter(chain=chain).exclude(part=DESTROYED).exists():
        return None
    sealed = bytes(aside.sealed)
    about = _about(aside.entry.client_id, aside.name)
    return (
        ChaCha20Poly1305(_key(chain, b"text")).decrypt(sealed[:12], sealed[12:], about).rstrip(b"\0").decode()
    )


def salted_hash(chain: Chain, client_id: UUID, name: str, text: str) -> str:
    """A hash that tells nothing without the chain's key."""
    return hmac.new(_key(chain, b"hash"), _about(client_id, name) + text.encode(), hashlib.sha256).hexdigest()


def destroy(chain: Chain) -> None:
    """Destroy the part of this chain: none of its texts opens any more, and none can be added."""
    AsideKey.objects.update_or_create(chain=chain, defaults={"part": DESTROYED})


def _about(client_id: UUID, name: str) -> bytes:
    return client_id.bytes + name.encode()


def _key(chain: Chain, use: bytes) -> bytes:
    part, _ = AsideKey.objects.get_or_create(chain=chain, defaults={"part": secrets.token_bytes(32)})
    if bytes(part.part) == DESTROYED:
        raise Refused("election.ended", f"{chain.election} was ended here: no text can be added", "text")
    return HKDF(hashes.SHA256(), 32, salt=bytes(part.part), info=b"stemdag aside " + use).derive(
        settings.STEMDAG.text_secret
    )
