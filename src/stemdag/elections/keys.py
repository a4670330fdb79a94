"""Making the keys of a municipality: a release key for its holder, a control key under a passphrase."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from uuid import uuid4

from django.conf import settings
from django.db import transaction

from stemdag.domain.errors import Refused
from stemdag.elections import models
from stemdag.journal.append import Fact, append
from stemdag.seal import keys


@dataclass(frozen=True, slots=True)
class Made:
    """What the officials take away: the passphrase of the control key, shown once and stored nowhere."""

    election: str
    municipality: str
    passphrase: str
    release_fingerprint: str
    control_fingerprint: str


class Register(Protocol):
    """The holder's door: takes the private release key and the moment before which it stays shut."""

    def __call__(self, election: str, municipality: str, private: bytes, not_before: datetime) -> None: ...


def wrap_context(row: models.Municipality) -> str:
    """What a wrapped control key is bound to."""
    return f"control {row.election.eml_id} {row.code}"


def make(row: models.Municipality, register: Register, at: datetime, by: str) -> Made:
    """Make both key pairs and journal their fingerprints.

    The private release key goes straight to its holder and is not kept here. `Refused` where the municipality
    has keys already: counts may be sealed to them.
    """
    if row.has_keys:
        raise Refused(
            "keys.there", f"{row.name} has keys for {row.election.eml_id}; counts may be sealed to them"
        )
    release, control = keys.new_pair(), keys.new_pair()
    passphrase = keys.new_passphrase()
    row.release_public, row.control_public = release.public, control.public
    row.control_wrapped = keys.wrap(
        control.private, passphrase, settings.STEMDAG.control_secret, wrap_context(row)
    )
    made = Made(
        row.election.eml_id,
        row.code,
        passphrase,
        keys.fingerprint(release.public),
        keys.fingerprint(control.public),
    )
    # The holder first: keys without a holder would seal counts that nobody can open.
    register(row.election.eml_id, row.code, release.private, row.election.release)
    with transaction.atomic():
        row.save(update_fields=["release_public", "control_public", "control_wrapped"])
        append(
            Fact(
                row.election.eml_id,
                row.code,
                "keys.made",
                at=at,
                by=by,
                client_id=uuid4(),
                facts={"release": made.release_fingerprint, "control": made.control_fingerprint},
            )
        )
    return made
