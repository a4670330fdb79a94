"""The second factors of an account: passkeys, an app with one-time codes, and recovery codes.

What they are and whether one is right is allauth's and fido2's; nothing of it is written here.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime

import segno
from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal import auth as totp
from allauth.mfa.webauthn.internal import auth as webauthn
from cryptography.fernet import InvalidToken
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db import transaction

PASSKEY, APP, RECOVERY = (
    Authenticator.Type.WEBAUTHN.value,
    Authenticator.Type.TOTP.value,
    Authenticator.Type.RECOVERY_CODES.value,
)
#: More than that is no answer of a browser.
LONGEST = 20_000


@dataclass(frozen=True, slots=True)
class Factor:
    """A second factor of an account; `name` is what its owner called a passkey."""

    id: int
    kind: str
    name: str
    since: datetime
    used: datetime | None


def has(user: User) -> bool:
    """Whether the account has one; recovery codes alone are none."""
    return bool(Authenticator.objects.filter(user=user).exclude(type=RECOVERY).exists())


def of(user: User) -> list[Factor]:
    """Its passkeys and app, the oldest first."""
    rows = Authenticator.objects.filter(user=user).exclude(type=RECOVERY).order_by("created_at", "pk")
    return [
        Factor(row.pk, row.type, row.data.get("name", ""), row.created_at, row.last_used_at) for row in rows
    ]


def codes_left(user: User) -> int:
    """How many recovery codes were not used yet."""
    row = Authenticator.objects.filter(user=user, type=RECOVERY).first()
    try:
        return len(row.wrap().get_unused_codes()) if row else 0
    except InvalidToken:
        return 0


def new_app_secret() -> str:
    """A secret for an app with one-time codes, in base32."""
    return str(totp.generate_totp_secret())


def app_address(user: User, secret: str) -> str:
    """What the app scans: an otpauth address."""
    return str(get_adapter().build_totp_url(user, secret))


def app_picture(address: str) -> str:
    """The same as a QR code, an image inside the page."""
    return str(segno.make(address, error="m", micro=False).svg_data_uri(scale=5, border=3))


def add_app(user: User, secret: str, code: str) -> bool:
    """Take the app, in the place of one that was there; False where its code is not right."""
    if not totp.validate_totp_code(secret, code.replace(" ", "")):
        return False
    with transaction.atomic():
        Authenticator.objects.filter(user=user, type=APP).delete()
        totp.TOTP.activate(user, secret)
    return True


def passkey_to_add(user: User) -> dict[str, object]:
    """What the browser needs to make a passkey that can sign in by itself; the session keeps its half."""
    return _plain(webauthn.begin_registration(user, True))


def add_passkey(user: User, name: str, answer: str) -> bool:
    """Take the passkey that the browser made; False where its answer is not one to what was asked."""
    credential = _read(answer)
    try:
        webauthn.parse_registration_response(credential)
        webauthn.complete_registration(credential)
    except (ValidationError, ValueError, TypeError, KeyError, AttributeError):
        return False
    webauthn.WebAuthn.add(user, name[:60], credential)
    return True


def passkey_to_ask(user: User | None = None) -> dict[str, object]:
    """What the browser needs to answer with a passkey, of this account or, without `user`, of any."""
    return _plain(webauthn.begin_authentication(user))


def by_passkey(answer: str, user: User | None = None) -> User | None:
    """Whose passkey answered, or None; where `user` is given, only theirs counts."""
    credential = _read(answer)
    try:
        webauthn.parse_authentication_response(credential)
        found = user or webauthn.extract_user_from_response(credential)
        used = webauthn.complete_authentication(found, credential)
    except (ValidationError, ValueError, TypeError, KeyError, AttributeError):
        return None
    used.record_usage()
    return found if isinstance(found, User) and found.is_active else None


def by_code(user: User, code: str) -> bool:
    """Whether this is the code of the app now, or an unused recovery code; each counts once."""
    typed = code.replace(" ", "").replace("-", "")
    if not typed.isascii() or not typed.isdigit():
        return False
    for row in Authenticator.objects.filter(user=user).exclude(type=PASSKEY):
        try:
            right = row.wrap().validate_code(typed)
        except InvalidToken:
            # Encrypted under another secret: right for nobody.
            continue
        if right:
            row.record_usage()
            return True
    return False


def new_codes(user: User) -> list[str]:
    """Ten recovery codes in the place of those that were there; shown once."""
    with transaction.atomic():
        Authenticator.objects.filter(user=user, type=RECOVERY).delete()
        made = RecoveryCodes.activate(user)
    return list(made.generate_codes())


def remove(user: User, factor: int) -> bool:
    """Take one away; without any, the recovery codes go as well. False where it is not there."""
    with transaction.atomic():
        gone, _ = Authenticator.objects.filter(user=user, pk=factor).exclude(type=RECOVERY).delete()
        if not has(user):
            Authenticator.objects.filter(user=user).delete()
    return bool(gone)


def reset(user: User) -> None:
    """Take all away: the account sets up a second factor anew at its next sign-in."""
    Authenticator.objects.filter(user=user).delete()


def _read(answer: str) -> dict[str, object]:
    try:
        read = json.loads(answer[:LONGEST])
    except ValueError:
        return {}
    return read if isinstance(read, dict) else {}


def _plain(options: object) -> dict[str, object]:
    """Fido2's values as plain ones, with bytes as the browser takes them."""
    plain: dict[str, object] = json.loads(json.dumps(options, default=dict))
    return plain
