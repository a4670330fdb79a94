"""The end of an election: what is personal goes for good, what stays is told, and not too early."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from django.contrib.auth.models import User
from django.contrib.sessions.models import Session
from django.db import connection
from django.test import Client
from typer.testing import CliRunner

from stemdag import cli
from stemdag.capture import codes, devices
from stemdag.capture.models import StationCode
from stemdag.desk.models import Membership
from stemdag.domain.errors import Refused
from stemdag.domain.passes import Reason
from stemdag.domain.role import Role
from stemdag.elections import ending, models
from stemdag.elections.sealing import seal_count
from stemdag.elections.writing import write
from stemdag.journal import aside
from stemdag.journal.append import Fact, append
from stemdag.journal.models import Aside, AsideKey, Chain, Entry
from stemdag.journal.proof import prove
from tests.desk.conftest import browser, official
from tests.factories import Made, MadeMunicipality, at, make_count

pytestmark = [pytest.mark.store, pytest.mark.django_db]

HERE = "/desk/GR2022_Almere/0034/ending/"
LATER = at("21:00") + timedelta(days=93)
NAME = "Truus de Wit"
Clock = Callable[[datetime], None]


@pytest.fixture
def lived(almere: MadeMunicipality, user: User) -> MadeMunicipality:
    """A day with messages, a device, codes, and passes."""
    row, station = almere.row, almere.station
    for text in (NAME, "Er is een stroomstoring"):
        write(
            row,
            "message.sent",
            at("10:00"),
            f"desk:{user.pk}",
            station=1,
            facts={"to": "station"},
            texts={"text": text},
        )
    issued = codes.issue(row, list(almere.stations.values()), at("23:00"))
    code = codes.redeem(issued[1])
    assert code is not None
    devices.enrol(code)
    models.InvalidPass.objects.create(municipality=row, fingerprint=7, reason=Reason.STOLEN.value)
    assert station.number == 1
    return almere


def release(of: MadeMunicipality) -> None:
    for kind, moment in (("release.armed", "20:00"), ("release.released", "21:00")):
        write(of.row, kind, at(moment), "gate", facts={"moment": at("21:00").isoformat()})


def count_officially(of: MadeMunicipality, *stations: int) -> None:
    for number in stations:
        append(
            Fact(
                of.row.election.eml_id,
                of.row.code,
                "count.received",
                at=at("23:00"),
                by="cli",
                client_id=uuid4(),
                station=number,
                facts={"held": False},
                sealed=seal_count(of.row, number, "official", 1, make_count(), []),
            )
        )


def form(**changed: str) -> dict[str, str]:
    return {"client_id": str(uuid4()), "reason": "Uitslag vastgesteld", "name": "Almere"} | changed


def test_too_early_is_refused_and_destroys_nothing(
    lived: MadeMunicipality, client: Client, clock: Clock
) -> None:
    assert b"It cannot be ended yet" in client.get(HERE).content
    for prepare in (lambda: None, lambda: release(lived), lambda: count_officially(lived, 1, 2, 3)):
        prepare()
        clock(at("23:30"))
        response = client.post(HERE, form())
        assert response.status_code == 409
        assert b"It cannot be ended yet" in response.content
    assert ending.standing(lived.row).goes["texts"] == 2
    assert not Entry.objects.filter(kind=ending.KIND).exists()
    count_officially(lived, 4)
    assert client.post(HERE, form()).status_code == 200


def test_what_is_personal_goes_and_what_stays_is_told(
    lived: MadeMunicipality, client: Client, user: User, clock: Clock
) -> None:
    elsewhere = official("bea", lived, role=Role.STAFF)
    clock(LATER)
    text = client.get(HERE).content.decode()
    assert "Messages, names of who was present, reasons" in text
    response = client.post(HERE, form())
    assert response.status_code == 200
    assert "The election is ended" in response.content.decode()
    lived.row.refresh_from_db()
    standing = ending.standing(lived.row)
    assert (standing.total, standing.ended) == (0, LATER)
    for each in Aside.objects.all():
        assert aside.read(each) is None
    assert not StationCode.objects.filter(station__municipality=lived.row, withdrawn_at=None).exists()
    assert not User.objects.filter(pk__in=[user.pk, elsewhere.pk]).exists()
    assert lived.row.control_wrapped is None
    assert lived.row.release_public is not None
    entry = Entry.objects.get(kind=ending.KIND)
    facts = json.loads(entry.facts)
    assert facts["removed"]["texts"] == 2
    assert facts["why"] == "Uitslag vastgesteld"
    prove(Chain.objects.get(municipality="0034"))
    # Who was signed in has no account any more.
    assert client.get(HERE).status_code == 302


def test_another_municipality_keeps_what_is_its_own(
    made: Made, lived: MadeMunicipality, clock: Clock
) -> None:
    other = made.municipalities["0995"]
    both = official("both", lived, other)
    write(
        other.row,
        "message.sent",
        at("10:00"),
        "desk:9",
        station=1,
        facts={"to": "station"},
        texts={"text": NAME},
    )
    models.InvalidPass.objects.create(municipality=other.row, fingerprint=8, reason=Reason.STOLEN.value)
    clock(LATER)
    write(lived.row, "message.sent", LATER, f"desk:{both.pk}", station=1, facts={"to": "station"})
    ending.end(lived.row, "klaar", "cli", LATER)
    assert ending.standing(lived.row).stays["names"] == 1
    assert (
        ending.standing(other.row).goes | {"keys": 2, "texts": 1, "invalid": 1}
        == ending.standing(other.row).goes
    )
    assert Membership.objects.filter(user=both).count() == 1
    election = models.Election.objects.get()
    assert election.passes_destroyed_at is None
    ending.end(other.row, "klaar", "cli", LATER)
    election.refresh_from_db()
    assert election.passes_destroyed_at == LATER


@pytest.mark.django_db(transaction=True)
def test_the_engine_forgets_the_key_too(lived: MadeMunicipality) -> None:
    """What a row held stays in freed pages and in the log of writes, unless it is overwritten."""
    part = bytes(AsideKey.objects.get(chain__municipality="0034").part)
    files = [Path(f"{connection.settings_dict['NAME']}{each}") for each in ("", "-wal")]

    def lies() -> bool:
        return any(part in file.read_bytes() for file in files if file.exists())

    assert lies() is (connection.vendor == "sqlite")
    ending.end(lived.row, "klaar", "cli", LATER)
    assert not lies()


def test_a_view_that_stands_unlocked_loses_its_key(
    made: Made, lived: MadeMunicipality, client: Client, clock: Clock
) -> None:
    """Of who ends it, and of a colleague who works elsewhere too and keeps that view."""
    other = made.municipalities["0995"]
    colleague = browser(official("both", lived, other))
    control = "/desk/GR2022_Almere/0034/control/"
    for each in (client, colleague):
        assert each.post(f"{control}unlock/", {"passphrase": lived.passphrase}).status_code == 302
    lelystad = control.replace("0034", "0995")
    assert colleague.post(f"{lelystad}unlock/", {"passphrase": other.passphrase}).status_code == 302
    assert ending.standing(lived.row).goes["unlocked"] == 2
    clock(LATER)
    assert "Control views that stand unlocked" in client.get(HERE).content.decode()
    assert client.post(HERE, form()).status_code == 200
    held = [each.get_decoded().get("control", {}) for each in Session.objects.all()]
    assert [set(each) for each in held if each] == [{str(other.row.pk)}]
    assert ending.standing(lived.row).goes["unlocked"] == 0


def test_after_the_end_no_passphrase_is_asked_for(lived: MadeMunicipality, clock: Clock) -> None:
    ending.end(lived.row, "Klaar", "operator", LATER)
    clock(LATER)
    late = browser(official("cas", lived))
    text = late.get("/desk/GR2022_Almere/0034/control/").content.decode()
    assert "The keys are destroyed" in text
    assert 'type="password"' not in text
    answer = late.post("/desk/GR2022_Almere/0034/control/unlock/", {"passphrase": lived.passphrase})
    assert answer.status_code == 409
    assert "opens for nobody any more" in answer.content.decode()


def test_a_second_time_does_nothing(lived: MadeMunicipality) -> None:
    first, after = ending.end(lived.row, "klaar", "cli", LATER)
    assert (first.total > 0, after.total) == (True, 0)
    assert ending.end(lived.row, "nog eens", "cli", LATER)[1].ended == LATER
    assert Entry.objects.filter(kind=ending.KIND).count() == 1


def test_after_the_end_no_text_is_added(lived: MadeMunicipality) -> None:
    ending.end(lived.row, "klaar", "cli", LATER)
    with pytest.raises(Refused) as refusal:
        write(
            lived.row,
            "message.sent",
            LATER,
            "desk:1",
            station=1,
            facts={"to": "station"},
            texts={"text": NAME},
        )
    assert refusal.value.code == "election.ended"


@pytest.mark.parametrize(
    ("given", "status", "said"),
    [
        ({"name": "Lelystad"}, 422, b"This is not the name of the municipality"),
        ({"name": ""}, 422, b"This is not the name of the municipality"),
        ({"reason": ""}, 409, b"A reason is needed"),
        ({"reason": "x" * 251}, 409, b"too long"),
        ({"client_id": "x"}, 400, b""),
    ],
)
def test_a_form_that_will_not_do_destroys_nothing(
    given: dict[str, str], status: int, said: bytes, lived: MadeMunicipality, client: Client, clock: Clock
) -> None:
    clock(LATER)
    response = client.post(HERE, form(**given))
    assert response.status_code == status
    assert said in response.content
    if status == 422:
        assert b"Uitslag vastgesteld" in response.content
    assert ending.standing(lived.row).goes["texts"] == 2


def test_the_sheet_for_the_press_is_linked_once_released(lived: MadeMunicipality, client: Client) -> None:
    assert b"totals.pdf" not in client.get(HERE).content
    release(lived)
    assert b"/data/v1/GR2022_Almere/0034.en.totals.pdf" in client.get(HERE).content


def test_a_rehearsal_is_ended_at_any_time(lived: MadeMunicipality) -> None:
    lived.row.election.rehearsal = True
    lived.row.election.save()
    assert ending.end(lived.row, "geoefend", "cli", at("12:00"))[1].total == 0


def test_by_command(made: Made, lived: MadeMunicipality, clock: Clock, tmp_path: Path) -> None:
    def run(*given: str, said: str = "") -> tuple[int, str]:
        done = CliRunner().invoke(cli.program(), ["election", "end", *given], input=said)
        return done.exit_code, done.output

    assert run("GR2022_Nergens", "--why", "x")[0] == 2
    code, told = run("GR2022_Almere", "--why", "klaar", "--yes")
    assert (code, "from 2022-06-16 on" in told) == (2, True)
    clock(LATER)
    assert run("GR2022_Almere", "--look")[0] == 0
    assert run("GR2022_Almere", "--why", "klaar", said="Almere\n")[0] == 2
    assert ending.standing(lived.row).goes["texts"] == 2
    assert run("GR2022_Almere", "--yes")[0] == 2
    code, told = run("GR2022_Almere", "--why", "klaar", "--json", str(tmp_path / "o"), said="GR2022_Almere\n")
    assert code == 0, told
    outcome = json.loads((tmp_path / "o").read_text())
    assert [each["municipality"] for each in outcome] == ["0034", "0995"]
    assert outcome[0]["removed"]["texts"] == 2
    assert all(not any(each["left"].values()) for each in outcome)
    assert NAME not in told
    assert run("GR2022_Almere", "--why", "klaar", "--yes")[0] == 0
