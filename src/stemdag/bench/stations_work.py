"""What `bench.stations` lets a process of its own do: prepare a large city, and say what came of its day.

`python -m stemdag.bench.stations_work prepare STATIONS` writes a code for each station as JSON;
`… told` writes what the journal has.
"""

from __future__ import annotations

import json
import os
import sys
from collections import Counter
from datetime import timedelta

import django

#: As on the ballot of a national election in one district.
LISTS, CANDIDATES = 37, 40


def prepare(stations: int) -> list[str]:
    """An election of today in one city, and a code for each of its stations."""
    from stemdag import clock
    from stemdag.bench import today
    from stemdag.capture import codes
    from stemdag.domain.ballot import Ballot, Candidate, CandidateList
    from stemdag.elections import values
    from stemdag.elections.models import Municipality, Station

    now = clock.now()
    election = today.election()
    names = tuple(Candidate(turn, f"Van den Berg-Kandidaat {turn}") for turn in range(1, CANDIDATES + 1))
    lists = tuple(CandidateList(turn, f"Partij {turn}", names) for turn in range(1, LISTS + 1))
    city = Municipality.objects.create(
        election=election,
        code="0363",
        name="Stad",
        counting="central",
        ballot=values.ballot_json(Ballot(lists)),
    )
    rows = Station.objects.bulk_create(
        Station(municipality=city, number=number, name=f"Bureau {number}", kind="regular")
        for number in range(1, stations + 1)
    )
    return list(codes.issue(city, rows, now + timedelta(days=1)).values())


def told() -> dict[str, int]:
    """What the journal has of the devices, and what is wrong with it: each of the last three must be 0."""
    from stemdag.journal.models import DeviceDay, Entry, PassUse, StationDay

    places: Counter[tuple[int, int]] = Counter()
    for entry in Entry.objects.filter(facts__contains='"told"'):
        by = json.loads(entry.facts)["told"]
        places[by["id"], by["seq"]] += 1
    rows = list(DeviceDay.objects.all())
    whole = {(row.device, place) for row in rows for place in range(1, row.seq + 1)}
    totals = sum(row.poll_cards for row in StationDay.objects.all())
    return {
        "facts": places.total(),
        "scans": PassUse.objects.count(),
        "lost": len(whole - places.keys()) + sum(len(row.missing) for row in rows),
        "twice": sum(each - 1 for each in places.values()),
        "uncounted": PassUse.objects.count() - totals,
    }


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "stemdag.server.settings")
    django.setup()
    json.dump(prepare(int(sys.argv[2])) if sys.argv[1] == "prepare" else told(), sys.stdout)
