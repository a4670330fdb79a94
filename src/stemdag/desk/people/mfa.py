"""How allauth's second factors are named to a telephone or a key, and kept in the database."""

from __future__ import annotations

import base64

from allauth.mfa.adapter import DefaultMFAAdapter
from cryptography.fernet import Fernet
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.contrib.auth.models import User
from django.http import HttpRequest


class Adapter(DefaultMFAAdapter):  # type: ignore[misc]
    """Secrets of apps and recovery codes lie encrypted, under the secret that no backup holds."""

    def get_totp_issuer(self) -> str:
        return "Stemdag"

    def get_totp_label(self, user: User) -> str:
        return user.get_username()

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        entity: dict[str, str] = super().get_public_key_credential_rp_entity()
        return entity | {"name": "Stemdag"}

    def get_public_key_credential_user_entity(self, user: User) -> dict[str, object]:
        name = user.get_username()
        shown = user.get_full_name() or name
        return {"id": str(user.pk).encode(), "display_name": shown, "name": name}

    def encrypt(self, text: str) -> str:
        return _cipher().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return _cipher().decrypt(encrypted_text.encode()).decode()


def _cipher() -> Fernet:
    derived = HKDF(hashes.SHA256(), 32, salt=None, info=b"stemdag second factor").derive(
        settings.STEMDAG.text_secret
    )
    return Fernet(base64.urlsafe_b64encode(derived))


def relying(request: HttpRequest) -> bool:
    """Whether a browser makes passkeys for this address: with a name, and over TLS or on this machine."""
    host = request.get_host().partition(":")[0]
    return host == "localhost" or (request.is_secure() and not host.replace(".", "").isdigit())
