"""Who was noted to be at the stations, as the journal has it: the last that was said of each person."""

from __future__ import annotations

import json
from collections import defaultdict

from stemdag.domain.presence import Noted
from stemdag.elections.models import Municipality
from stemdag.journal.models import Entry

#: By station, then by person.
People = dict[int, dict[str, Noted]]


def note(row: Municipality, after: int = 0, into: People | None = None) -> People:
    """What the entries after `after` say, added to what is known."""
    found: People = defaultdict(dict) if into is None else into
    entries = Entry.objects.filter(
        chain__election=row.election.eml_id,
        chain__municipality=row.code,
        seq__gt=after,
        kind="presence.noted",
        station__isnull=False,
    )
    for station, text in entries.order_by("seq").values_list("station", "facts"):
        facts = json.loads(text)
        found[station or 0][facts["person"]] = Noted.of(facts)
    return found
