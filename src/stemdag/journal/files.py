"""Sealed files beside their entries: found by the digest of what is sealed."""

from __future__ import annotations

import json

from stemdag.journal.models import Entry


def known(election: str, municipality: str, digest: str) -> Entry | None:
    """The entry that brought this very file; None where none did."""
    entries = Entry.objects.filter(
        chain__election=election, chain__municipality=municipality, file__isnull=False
    )
    # The digest stands in the entry's facts, not in a column; no fact that quotes it elsewhere counts.
    found = entries.filter(facts__contains=digest).order_by("seq")
    return next((each for each in found if json.loads(each.facts).get("file") == digest), None)
