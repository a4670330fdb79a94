"""What `bench.scans` lets processes of their own do: prepare an election with devices, and fill the journal.

`python -m stemdag.bench.scans_work prepare TOWNS STATIONS` writes the devices as JSON;
`… append SECONDS TURN` writes how many scans a second this process had put into the journal.
"""

from __future__ import annotations

import json
import os
import random
import sys
import time
from datetime import timedelta
from uuid import uuid4

import django


def prepare(towns: int, stations: int) -> None:
    """An election of today, and one enrolled device at each station."""
    from stemdag import clock
    from stemdag.bench import today
    from stemdag.capture import codes, devices
    from stemdag.capture.models import StationCode
    from stemdag.elections.models import Municipality, Station

    now = clock.now()
    election = today.election()
    found = []
    for turn in range(1, towns + 1):
        town = Municipality.objects.create(
            election=election,
            code=f"{turn:04}",
            name=f"Gemeente {turn}",
            counting="central",
            ballot={"referendum": False, "lists": []},
        )
        rows = Station.objects.bulk_create(
            Station(municipality=town, number=number, name=f"Bureau {number}", kind="regular")
            for number in range(1, stations + 1)
        )
        for code in codes.issue(town, rows, now + timedelta(days=1)).values():
            redeemed = codes.redeem(code)
            assert isinstance(redeemed, StationCode)
            found.append({"municipality": town.code, "token": devices.enrol(redeemed)[1]})
    json.dump(found, sys.stdout)


def append(seconds: float, turn: int) -> None:
    """Three batches of 40 in one transaction, as often as it goes; in another election."""
    from stemdag import clock
    from stemdag.domain.passes import PassKind
    from stemdag.journal.append import Fact, append_many
    from stemdag.journal.scans import KIND, Scan

    rng, now = random.Random(turn), clock.now()  # noqa: S311 (not for secrets)

    def batch(place: int) -> Fact:
        station = place % 10 + 1
        scans = tuple(
            Scan(rng.getrandbits(64), PassKind.POLL_CARD, now, f"{rng.getrandbits(64):x}", "accepted")
            for _ in range(40)
        )
        municipality = f"{turn * 1_000 + place % 100:04}"
        by = f"station:{station}"
        return Fact("TK_Alone", municipality, KIND, now, by, uuid4(), station, scans=scans)

    done, taken = 0, 0.0
    while taken < seconds:
        facts = [batch(done) for _ in range(3)]
        start = time.perf_counter()
        append_many(facts)
        taken += time.perf_counter() - start
        done += 1
    sys.stdout.write(str(done * 120 / taken))


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "stemdag.server.settings")
    django.setup()
    if sys.argv[1] == "prepare":
        prepare(int(sys.argv[2]), int(sys.argv[3]))
    else:
        append(float(sys.argv[2]), int(sys.argv[3]))
