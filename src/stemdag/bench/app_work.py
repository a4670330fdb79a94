"""What `bench.app` needs behind it: a station of today, and a register of many invalid passes.

`python -m stemdag.bench.app_work MEMBERS PASSES`, with the settings of the back office in the environment,
writes as JSON the code of a card. So many passes were handed in at the station already.
"""

from __future__ import annotations

import hashlib
import json
import os
import random
import sys
from datetime import timedelta
from uuid import uuid4

import django

#: Of the numbers that the bench types; the length is theirs too.
PREFIX = "26A"


def prepare(members: int, passes: int) -> str:
    """An election of today with one station, open; the code that lets a device in."""
    from stemdag import clock
    from stemdag.bench import today
    from stemdag.capture import codes
    from stemdag.domain.pass_filter import build
    from stemdag.domain.passes import PassKind
    from stemdag.elections.models import Municipality, PassRegister, Station
    from stemdag.journal.append import Fact, append, append_many
    from stemdag.journal.scans import KIND, Scan

    now, rng = clock.now(), random.Random(7)  # noqa: S311 (not for secrets)
    election = today.election()
    town = Municipality.objects.create(
        election=election,
        code="0001",
        name="Gemeente",
        counting="central",
        ballot={"referendum": False, "lists": []},
        tailoring={"pass_numbers": {"prefix": PREFIX}},
    )
    station = Station.objects.create(municipality=town, number=1, name="Bureau 1", kind="regular")
    made = build(rng.getrandbits(64) for _ in range(members))
    PassRegister.objects.create(
        municipality=town,
        version=1,
        loaded_at=now,
        passes=members,
        filter=made,
        digest=hashlib.sha256(made).hexdigest(),
    )
    place = (election.eml_id, town.code)
    append(Fact(*place, "station.opened", now, "station:1", uuid4(), 1))
    facts = []
    for start in range(0, passes, 50):
        scans = tuple(
            Scan(rng.getrandbits(64), PassKind.POLL_CARD, now, f"{rng.getrandbits(64):x}", "accepted")
            for _ in range(min(50, passes - start))
        )
        facts.append(Fact(*place, KIND, now, "station:1", uuid4(), 1, scans=scans))
    append_many(facts)
    return codes.issue(town, [station], now + timedelta(days=1))[1]


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "stemdag.server.settings")
    django.setup()
    json.dump(prepare(int(sys.argv[1]), int(sys.argv[2])), sys.stdout)
