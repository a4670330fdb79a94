"""Themes of municipalities: what their public pages look like, for each election that they are in."""

from __future__ import annotations

import logging
from datetime import datetime
from uuid import uuid4

from django.db import transaction

from stemdag.domain.errors import Refused
from stemdag.domain.theme import Theme, from_mapping, to_json
from stemdag.elections import models
from stemdag.journal.append import Fact, append

log = logging.getLogger("stemdag.elections")


def put(code: str, theme: Theme | None, at: datetime, by: str) -> tuple[str, ...]:
    """Dress a municipality's pages, or as usual (None); returns the elections that it is in.

    An election that is imported later has it too. `Refused`: `theme.municipality` where it is in none here.
    """
    elections = tuple(
        models.Municipality.objects.filter(code=code)
        .order_by("election__eml_id")
        .values_list("election__eml_id", flat=True)
    )
    if not elections:
        raise Refused("theme.municipality", f"no election here has a municipality with the code {code}", code)
    with transaction.atomic():
        if theme is None:
            models.Theme.objects.filter(code=code).delete()
        else:
            models.Theme.objects.update_or_create(code=code, defaults={"given": to_json(theme)})
        # In the election's own chain, where the gate sees that there is something to read again.
        for each in elections:
            facts = {"municipality": code, "set": theme is not None}
            append(Fact(each, "", "theme.put", at=at, by=by, client_id=uuid4(), facts=facts))
    return elections


def all_of_them() -> dict[str, Theme]:
    """The themes by the municipality's code.

    One that an older version took in and this one would refuse is left out: a colour stops no publication.
    """
    found = {}
    for each in models.Theme.objects.all():
        try:
            found[each.code] = from_mapping(each.given)
        except Refused as refusal:
            log.warning("a theme cannot be used", extra={"municipality": each.code, "act": refusal.code})
    return found
