"""What `bench.board` lets a process of its own do: prepare a city and its desks, and let its counts come in.

`python -m stemdag.bench.board_work prepare STATIONS DESKS` writes the board's `path` and a `cookie` of each
desk as JSON; `… rush STATIONS SECONDS` writes how many counts came in.
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

TOWN = "0363"
EARLIER = {
    "name": "Toen", "date": "2020-03-18", "votes": {}, "admitted": 600, "electorate": 1_000,
    "curve": [[450, 0], [780, 3_000], [1_260, 6_000]],
}  # fmt: skip


def prepare(stations: int, desks: int) -> dict[str, object]:
    """An election of today in one city, whose stations opened and reported through the day."""
    from django.conf import settings
    from django.contrib.auth.models import User
    from django.test import Client

    from stemdag import clock
    from stemdag.bench import today
    from stemdag.desk.models import Membership
    from stemdag.desk.people.sessions import FACTOR
    from stemdag.elections.models import Municipality, Station

    election, now, rng = today.election(), clock.now(), random.Random(1)  # noqa: S311 (not for secrets)
    opens, closes = now - timedelta(hours=13), now
    city = Municipality.objects.create(
        election=election,
        code=TOWN,
        name="Stad",
        counting="central",
        electorate=1_100 * stations,
        ballot={"referendum": False, "lists": []},
        tailoring={"ballots_at_start": 1_200},
        earlier=EARLIER,
    )
    Station.objects.bulk_create(
        Station(
            municipality=city,
            number=number,
            name=f"Wijkcentrum De Regenboog {number}",
            kind="regular",
            postcode=f"10{number % 90 + 10} AB",
            electorate=rng.randrange(800, 1_400),
            quarter=f"Wijk {number % 12}",
            hours=[[opens.isoformat(), closes.isoformat()]],
        )
        for number in range(1, stations + 1)
    )
    for number in range(1, stations + 1):
        _tell(number, "station.opened", opens)
        for hour in (5, 11):
            _tell(number, "turnout.reported", opens + timedelta(hours=hour), admitted=55 * hour)
    cookies = []
    for turn in range(desks):
        user = User.objects.create(username=f"desk-{turn}")
        Membership.objects.create(user=user, municipality=city, role="coordinator")
        client = Client()
        client.force_login(user)
        session = client.session
        session[FACTOR] = "bench"
        session.save()
        name = settings.SESSION_COOKIE_NAME
        cookies.append(f"{name}={client.cookies[name].value}")
    return {"path": f"/desk/{election.eml_id}/{TOWN}/", "cookies": cookies}


def rush(stations: int, seconds: float) -> int:
    """Every station reports once more and sends its count, at random in that time; one in twenty is held."""
    rng = random.Random(2)  # noqa: S311 (not for secrets)
    begin = time.monotonic()
    moments = sorted((rng.uniform(0, seconds), number) for number in range(1, stations + 1))
    for at, number in moments:
        time.sleep(max(0.0, begin + at - time.monotonic()))
        _tell(number, "turnout.reported", admitted=rng.randrange(620, 900))
        if number % 25 == 0:
            _tell(number, "message.sent", to="office")
        _count(number, held=number % 20 == 0)
    return len(moments)


def _tell(number: int, kind: str, at: object = None, **facts: object) -> None:
    _append(number, kind, at, facts)


def _count(number: int, *, held: bool) -> None:
    from stemdag.journal.append import Sealed

    # What is in an envelope matters to nobody here; nobody could open it.
    sealed = Sealed("station", 1, os.urandom(4_000), os.urandom(4_000))
    _append(number, "count.received", None, {"held": held}, sealed)


def _append(number: int, kind: str, at: object, facts: dict[str, object], sealed: object = None) -> None:
    from stemdag import clock
    from stemdag.journal.append import Fact, append

    append(
        Fact(
            "TK_Bench",
            TOWN,
            kind,
            at=at or clock.now(),  # type: ignore[arg-type]
            by=f"station:{number}",
            client_id=uuid4(),
            station=number,
            facts=facts,
            sealed=sealed,  # type: ignore[arg-type]
            texts={"text": "Hoort iemand ons?"} if kind == "message.sent" else {},
        )
    )


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "stemdag.server.settings")
    django.setup()
    if sys.argv[1] == "prepare":
        json.dump(prepare(int(sys.argv[2]), int(sys.argv[3])), sys.stdout)
    else:
        sys.stdout.write(str(rush(int(sys.argv[2]), float(sys.argv[3]))))
