"""Passes of an election: the key of their fingerprints, the register of invalid ones, and their end.

A fingerprint is a keyed hash (`domain.pass_filter.fingerprint`). The key is made of two halves that lie
apart, as for free text (`journal.aside`): one in the database, one the secret outside it.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path
from uuid import uuid4

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.db import transaction
from django.db.models import Q

from stemdag.domain.errors import Refused
from stemdag.domain.pass_filter import KEY_BYTES, build, fingerprint
from stemdag.domain.passes import Reason
from stemdag.elections import models
from stemdag.files.register import BadLines, read_register, register_in
from stemdag.journal.append import Fact, append
from stemdag.journal.models import Chain, DoubleUse, PassUse
from stemdag.journal.scans import signed, unsigned

#: Rows in one statement.
_MANY = 2_000


@dataclass(frozen=True, slots=True)
class Loaded:
    """What a file did to the register; `version` is as before where it changed nothing."""

    version: int
    digest: str
    passes: int
    added: int
    changed: int
    removed: int


@dataclass(frozen=True, slots=True)
class Destroyed:
    """What is gone: scans, and invalid passes."""

    scans: int
    invalid: int


def key(election: models.Election) -> bytes:
    """The election's key for numbers of passes, made when it is first asked for.

    `Refused("passes.destroyed")` where it was destroyed: no scan may follow.
    """
    if election.pass_key is None and election.passes_destroyed_at is None:
        fresh = secrets.token_bytes(KEY_BYTES)
        models.Election.objects.filter(pk=election.pk, pass_key=None, passes_destroyed_at=None).update(
            pass_key=fresh
        )
        # Somebody else may have been first.
        election.refresh_from_db(fields=["pass_key", "passes_destroyed_at"])
    if election.pass_key is None:
        raise Refused("passes.destroyed", f"the passes of {election.eml_id} were destroyed; none can be read")
    return HKDF(hashes.SHA256(), KEY_BYTES, salt=bytes(election.pass_key), info=b"stemdag passes").derive(
        settings.STEMDAG.text_secret
    )


def load_register(path: Path, row: models.Municipality, at: datetime, by: str, *, whole: bool) -> Loaded:
    """Take in a file of invalid passes: as all there are (`whole`), or as changes to what is known.

    All of the file or nothing of it. Raises `Unreadable` with the lines at fault, and `Refused` as `key`.
    """
    return _load(read_register(path, whole=whole), row, at, by, whole=whole)


def load_sent(
    source: str, data: bytes, row: models.Municipality, at: datetime, by: str, *, whole: bool
) -> Loaded:
    """The same of a file that somebody sent.

    `Refused("register.lines")` where it is not right; its `lines` are those at fault, each with its code.
    """
    try:
        given = register_in(source, data, whole=whole)
    except BadLines as problem:
        raise Refused("register.lines", problem.text, lines=problem.lines) from None
    return _load(given, row, at, by, whole=whole)


def _load(
    passes: Mapping[str, Reason | None], row: models.Municipality, at: datetime, by: str, *, whole: bool
) -> Loaded:
    secret = key(row.election)
    given = {fingerprint(secret, number): reason for number, reason in passes.items()}
    with transaction.atomic():
        # Two files of one municipality, one after the other; the first has no register to wait at.
        models.Municipality.objects.select_for_update().get(pk=row.pk)
        before = {unsigned(each.fingerprint): each for each in row.invalid_passes.all()}
        after = {} if whole else {each: Reason(row.reason) for each, row in before.items()}
        for each, reason in given.items():
            if reason is None:
                after.pop(each, None)
            else:
                after[each] = reason
        added = after.keys() - before.keys()
        removed = before.keys() - after.keys()
        changed = {each for each in after.keys() & before.keys() if before[each].reason != after[each]}
        last = models.PassRegister.objects.filter(municipality=row).first()
        if last and not (added or removed or changed):
            return Loaded(last.version, last.digest, last.passes, 0, 0, 0)
        _write(row, after, gone=[before[each].pk for each in removed | changed], new=added | changed)
        made = build(after)
        register, _ = models.PassRegister.objects.update_or_create(
            municipality=row,
            defaults={
                "version": last.version + 1 if last else 1,
                "loaded_at": at,
                "passes": len(after),
                "filter": made,
                "digest": hashlib.sha256(made).hexdigest(),
            },
        )
        loaded = Loaded(register.version, register.digest, len(after), len(added), len(changed), len(removed))
        append(
            Fact(
                row.election.eml_id,
                row.code,
                "register.loaded",
                at=at,
                by=by,
                client_id=uuid4(),
                facts={
                    "version": loaded.version,
                    "digest": loaded.digest,
                    "passes": loaded.passes,
                    "added": loaded.added,
                    "changed": loaded.changed,
                    "removed": loaded.removed,
                },
            )
        )
    return loaded


def filter_for(row: models.Municipality) -> tuple[int, bytes]:
    """The register's version and the filter made of it; version 0 and an empty filter where there is none."""
    register = models.PassRegister.objects.filter(municipality=row).first()
    return (register.version, bytes(register.filter)) if register else (0, _empty())


def standing(row: models.Municipality) -> tuple[int, str]:
    """The register's version and the filter's digest, without the filter; version 0 where there is none."""
    found = models.PassRegister.objects.filter(municipality=row).values_list("version", "digest").first()
    return found or (0, hashlib.sha256(_empty()).hexdigest())


def confirm(row: models.Municipality, fingerprints: Iterable[int]) -> dict[int, Reason]:
    """Of these the ones that are invalid, with the reason: the exact answer after the filter's "perhaps"."""
    asked = [signed(each) for each in set(fingerprints)]
    rows = models.InvalidPass.objects.filter(municipality=row, fingerprint__in=asked)
    return {unsigned(each.fingerprint): Reason(each.reason) for each in rows}


def destroy_of(row: models.Municipality) -> None:
    """Delete the scans and the register of one municipality; the key, which all share, stays."""
    chains = list(Chain.objects.filter(election=row.election.eml_id, municipality=row.code))
    models.InvalidPass.objects.filter(municipality=row).delete()
    models.PassRegister.objects.filter(municipality=row).delete()
    uses = PassUse.objects.filter(chain__in=chains)
    doubles = DoubleUse.objects.filter(Q(chain__in=chains) | Q(one__in=uses) | Q(other__in=uses))
    doubles.delete()
    # Nothing refers to them any more, and there may be millions: without fetching each.
    uses._raw_delete(uses.db)


def destroy(election: models.Election, at: datetime, by: str) -> Destroyed:
    """Delete the key, all scans and the registers of an election. Totals and the chain stay as they are.

    `Refused("passes.destroyed")` a second time.
    """
    with transaction.atomic():
        row = models.Election.objects.select_for_update().get(pk=election.pk)
        if row.passes_destroyed_at is not None:
            raise Refused("passes.destroyed", f"the passes of {row.eml_id} are destroyed already")
        row.pass_key, row.passes_destroyed_at = None, at
        row.save(update_fields=["pass_key", "passes_destroyed_at"])
        invalid, _ = models.InvalidPass.objects.filter(municipality__election=row).delete()
        models.PassRegister.objects.filter(municipality__election=row).delete()
        chains = list(Chain.objects.filter(election=row.eml_id))
        DoubleUse.objects.filter(chain__in=chains).delete()
        uses = PassUse.objects.filter(chain__in=chains)
        # Nothing refers to them any more, and there may be millions: without fetching each.
        scans = uses._raw_delete(uses.db)
        append(
            Fact(
                row.eml_id,
                "",
                "passes.destroyed",
                at=at,
                by=by,
                client_id=uuid4(),
                facts={"scans": scans, "invalid": invalid},
            )
        )
    election.pass_key, election.passes_destroyed_at = None, at
    return Destroyed(scans, invalid)


def _write(
    row: models.Municipality, after: dict[int, Reason], *, gone: list[int], new: Iterable[int]
) -> None:
    for start in range(0, len(gone), _MANY):
        models.InvalidPass.objects.filter(pk__in=gone[start : start + _MANY]).delete()
    models.InvalidPass.objects.bulk_create(
        (
            models.InvalidPass(municipality=row, fingerprint=signed(each), reason=after[each].value)
            for each in sorted(new)
        ),
        batch_size=_MANY,
    )


@cache
def _empty() -> bytes:
    return build(())
