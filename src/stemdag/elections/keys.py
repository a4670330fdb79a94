"""Making a municipality's keys: a release key for its holder, control and intake key under a passphrase."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from django.conf import settings
from django.db import transaction

from stemdag.domain.errors import Refused
from stemdag.elections import models
from stemdag.elections.writing import write
from stemdag.journal.append import lock
from stemdag.seal import keys


@dataclass(frozen=True, slots=True)
class Made:
    """What the officials take away: the passphrase of control and intake key, shown once, stored nowhere."""

    election: str
    municipality: str
    passphrase: str
    release_fingerprint: str
    control_fingerprint: str
    intake_fingerprint: str


class Register(Protocol):
    """The holder's door: takes the private release key and the moment before which it stays shut."""

    def __call__(self, election: str, municipality: str, private: bytes, not_before: datetime) -> None: ...


def wrap_context(row: models.Municipality) -> str:
    """What a wrapped control key is bound to."""
    return f"control {row.election.eml_id} {row.code}"


def intake_context(row: models.Municipality) -> str:
    """What a wrapped intake key is bound to."""
    return f"intake {row.election.eml_id} {row.code}"


def make(row: models.Municipality, register: Register, at: datetime, by: str) -> Made:
    """Make the three key pairs and journal their fingerprints.

    The private release key goes straight to its holder and is not kept here. `Refused` where the municipality
    has keys already: counts may be sealed to them.
    """
    if row.has_keys:
        raise Refused(
            "keys.there", f"{row.name} has keys for {row.election.eml_id}; counts may be sealed to them"
        )
    release, control, intake = keys.new_pair(), keys.new_pair(), keys.new_pair()
    passphrase = keys.new_passphrase()
    row.release_public, row.control_public = release.public, control.public
    row.control_wrapped = keys.wrap(
        control.private, passphrase, settings.STEMDAG.control_secret, wrap_context(row)
    )
    _put_intake(row, intake, passphrase)
    made = Made(
        row.election.eml_id,
        row.code,
        passphrase,
        keys.fingerprint(release.public),
        keys.fingerprint(control.public),
        keys.fingerprint(intake.public),
    )
    # The holder first: keys without a holder would seal counts that nobody can open.
    register(row.election.eml_id, row.code, release.private, row.election.release)
    with transaction.atomic():
        row.save(
            update_fields=[
                "release_public", "control_public", "control_wrapped", "intake_public", "intake_wrapped",
            ]
        )  # fmt: skip
        fingerprints = {
            "release": made.release_fingerprint,
            "control": made.control_fingerprint,
            "intake": made.intake_fingerprint,
        }
        _journal(row, at, by, fingerprints)
    return made


def make_intake(row: models.Municipality, passphrase: str, at: datetime, by: str) -> None:
    """The intake key of a municipality whose keys are older than it, under the passphrase that they have.

    The caller has seen that the passphrase fits. A second caller at the same moment makes nothing.
    """
    intake = keys.new_pair()
    with transaction.atomic():
        lock(row.election.eml_id, row.code)
        row.refresh_from_db(fields=["intake_public", "intake_wrapped"])
        if row.intake_public is not None:
            return
        _put_intake(row, intake, passphrase)
        row.save(update_fields=["intake_public", "intake_wrapped"])
        _journal(row, at, by, {"intake": keys.fingerprint(intake.public)})


def _put_intake(row: models.Municipality, intake: keys.KeyPair, passphrase: str) -> None:
    row.intake_public = intake.public
    row.intake_wrapped = keys.wrap(
        intake.private, passphrase, settings.STEMDAG.control_secret, intake_context(row)
    )


def _journal(row: models.Municipality, at: datetime, by: str, fingerprints: dict[str, str]) -> None:
    write(row, "keys.made", at, by, facts=fingerprints)
