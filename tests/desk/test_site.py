"""The public site taken offline at the desk: who may, what is refused, and what the gate makes of it."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.contrib.auth.models import User
from django.test import Client

from stemdag.custody.part import PartStatus
from stemdag.desk.release import site
from stemdag.domain.errors import Refused
from stemdag.domain.withdrawal import What, Withdrawal
from stemdag.gate.process import Gate
from stemdag.gate.writing import Publication
from stemdag.journal import site as journal
from stemdag.journal.append import Fact, append
from stemdag.journal.models import Entry
from stemdag.journal.site import SITE
from stemdag.publish import offline, tombstone
from stemdag.publish.target import DirectoryTarget
from tests.desk.conftest import browser, official
from tests.factories import Made, MadeMunicipality, at, make_election

pytestmark = [pytest.mark.store, pytest.mark.django_db]
HERE = "/desk/GR2022_Almere/0034/site/"
ALMERE = ("GR2022_Almere", "0034")


def post(client: Client, act: str, reason: str = "Wij zoeken het uit.", **more: object) -> Any:
    return client.post(f"{HERE}{act}/", {"client_id": str(uuid4()), "reason": reason} | more)


def shown(response: Any) -> str:
    return " ".join(response.content.decode().split())


def kinds() -> list[str]:
    found = Entry.objects.filter(kind__startswith="site.").exclude(kind="site.published")
    return list(found.order_by("id").values_list("kind", flat=True))


@pytest.fixture
def both(made: Made) -> Client:
    """An official of all municipalities."""
    return browser(official("both", *made.municipalities.values()))


def test_who_works_for_one_of_several_withdraws_their_own_results_alone(client: Client, user: User) -> None:
    text = shown(client.get(HERE))
    assert 'id="offer-results"' in text
    assert 'id="offer-offline"' not in text
    assert "Other municipalities share this site" in text
    assert client.get(f"{HERE}offline/")["Location"] == HERE
    for act in ("offline", "site-results", "site-restore"):
        response = post(client, act)
        assert response.status_code == 409
        assert "not yours to take offline" in shown(response)
    assert kinds() == []
    assert "The public reads this" in shown(client.get(f"{HERE}results/"))
    assert post(client, "results")["Location"] == HERE
    assert kinds() == ["site.withdrawn"]
    act = journal.standing(ALMERE)
    assert act
    assert (act.what, act.why, act.by) == (What.RESULTS, "Wij zoeken het uit.", f"desk:{user.pk}")
    assert journal.standing(SITE) is None
    text = shown(client.get(HERE))
    assert "The results of Almere are withdrawn since 12:00" in text
    assert "Wij zoeken het uit." in text
    assert 'id="offer-restore"' in text


def test_who_works_for_all_takes_the_site_offline_and_brings_it_back(both: Client) -> None:
    assert post(both, "offline")["Location"] == HERE
    assert "The whole site is offline since" in shown(both.get(HERE))
    assert post(both, "site-results").status_code == 302
    assert "All results are withdrawn since" in shown(both.get(HERE))
    assert post(both, "site-restore", "Alles klopt.").status_code == 302
    text = shown(both.get(HERE))
    assert "Nothing is withdrawn" in text
    assert "Alles klopt." in text
    assert kinds() == ["site.withdrawn", "site.withdrawn", "site.restored"]


def test_in_a_system_of_one_municipality_each_official_may(db: None, clock: Callable[..., None]) -> None:
    made = make_election(municipalities=[("0034", "Almere")])
    alone = browser(official("anna", made.first))
    text = shown(alone.get(HERE))
    assert 'id="offer-offline"' in text
    assert 'id="offer-results"' not in text, "it would be the same as all results"
    assert post(alone, "offline").status_code == 302
    assert journal.standing(SITE)


def test_an_election_of_the_other_kind_is_not_on_this_site(made: Made) -> None:
    make_election(eml_id="GR2022_Proef", municipalities=[("0184", "Urk")], with_keys=False, rehearsal=True)
    everything = official("both", *made.municipalities.values())
    assert site.standing(everything, made.first.row).whole


@pytest.mark.parametrize("act", ["results", "offline", "restore", "site-restore"])
def test_another_municipality_is_not_there(made: Made, user: User, act: str) -> None:
    other = browser(official("lel", made.municipalities["0995"]))
    assert other.get(f"{HERE}{act}/").status_code == 404
    assert post(other, act).status_code == 404
    assert kinds() == []


def test_what_stands_is_not_done_again(both: Client, client: Client) -> None:
    for act, code, told in (
        ("site-restore", 409, "Nothing is withdrawn"),
        ("offline", 302, ""),
        ("offline", 409, "withdrawn already"),
        ("restore", 409, "Nothing is withdrawn"),
    ):
        response = post(both, act)
        assert response.status_code == code
        assert told in shown(response)
    assert kinds() == ["site.withdrawn"]


def test_the_same_form_twice_is_once(both: Client) -> None:
    sent = str(uuid4())
    for _ in range(2):
        assert post(both, "offline", client_id=sent).status_code == 302
    assert kinds() == ["site.withdrawn"]


@pytest.mark.parametrize(
    ("reason", "told"), [("", "A reason is needed"), ("  ", "A reason"), ("x" * 251, "too long")]
)
def test_a_reason_is_needed(both: Client, reason: str, told: str) -> None:
    response = post(both, "offline", reason)
    assert response.status_code == 409
    assert told in shown(response)
    assert kinds() == []


def test_malformed(both: Client) -> None:
    assert both.get(f"{HERE}everything/").status_code == 404
    assert post(both, "everything").status_code == 404
    assert post(both, "offline", client_id="x").status_code == 400
    assert kinds() == []


def test_the_release_page_leads_there(client: Client) -> None:
    assert HERE in client.get("/desk/GR2022_Almere/0034/release/").content.decode()


# What the gate makes of it


class Nobody:
    """A holder of no keys."""

    def status(self) -> tuple[PartStatus, ...]:
        return ()

    def __getattr__(self, name: str) -> Callable[..., None]:
        return lambda *_: None


@pytest.fixture
def gate(made: Made, tmp_path: Path) -> Callable[[], Gate]:
    """A gate that has just started, at the same target each time."""

    def start() -> Gate:
        publication = Publication(str(tmp_path / "public"), rehearsal=False)
        return Gate(Nobody(), publication, beat_seconds=1800, rehearsal=False)  # type: ignore[arg-type]

    return start


def page(root: Path, code: str = "0034") -> str:
    return (root / f"public/nl/GR2022_Almere/{code}/index.html").read_text()


def test_the_gate_carries_it_out_between_beats_and_obeys_after_a_restart(
    gate: Callable[[], Gate], both: Client, tmp_path: Path
) -> None:
    running = gate()
    running.step(at("12:00"))
    assert "Deze site is offline" not in page(tmp_path)
    post(both, "offline")
    running.step(at("12:01"))
    assert "Deze site is offline" in page(tmp_path)
    carved = tombstone.read(DirectoryTarget(tmp_path / "public", beside=True))
    assert carved == journal.standing(SITE)
    again = gate()
    for moment in ("12:02", "12:30"):
        again.step(at(moment))
        assert "Deze site is offline" in page(tmp_path)
    assert not (tmp_path / "public/data").exists() or not list((tmp_path / "public/data").rglob("*.json"))
    post(both, "site-restore")
    again.step(at("12:31"))
    assert "Deze site is offline" not in page(tmp_path)
    assert (tmp_path / "public/data/v1/GR2022_Almere/0034.json").exists()


def test_one_municipality_alone(gate: Callable[[], Gate], client: Client, tmp_path: Path) -> None:
    running = gate()
    running.step(at("12:00"))
    other = page(tmp_path, "0995")
    post(client, "results")
    running.step(at("12:01"))
    assert "De uitslag is ingetrokken" in page(tmp_path)
    assert page(tmp_path, "0995") == other
    assert tombstone.read(DirectoryTarget(tmp_path / "public", beside=True)) is None
    post(client, "restore")
    running.step(at("12:02"))
    assert "De uitslag is ingetrokken" not in page(tmp_path)


def carve(root: Path, what: What, moment: datetime) -> Withdrawal:
    """As the command does, on another machine."""
    act = Withdrawal(what, "Bij het bureau is geen lijn.", moment, "cli", uuid4())
    offline.carry_out(DirectoryTarget(root / "public", beside=True), act, False)
    return act


def test_what_is_done_at_the_target_is_obeyed_and_journaled_once(
    gate: Callable[[], Gate], client: Client, tmp_path: Path
) -> None:
    running = gate()
    running.step(at("12:00"))
    act = carve(tmp_path, What.ALL, at("12:00"))
    for moment in ("12:01", "12:02"):
        running.step(at(moment))
        gate().step(at(moment))
    assert journal.standing(SITE) == act
    assert kinds() == ["site.withdrawn"]
    assert json.loads(Entry.objects.get(kind="site.withdrawn").facts)["target"] is True
    assert "The whole site is offline since 12:00" in shown(client.get(HERE))
    assert "the command line" in shown(client.get(HERE))
    restored = carve(tmp_path, What.NOTHING, at("12:03"))
    running.step(at("12:04"))
    assert journal.standing(SITE) == restored
    assert kinds() == ["site.withdrawn", "site.restored"]
    assert "Deze site is offline" not in page(tmp_path)


def test_it_is_obeyed_where_the_journal_cannot_take_it_and_journaled_later(
    gate: Callable[[], Gate], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    running = gate()
    running.step(at("12:00"))
    carve(tmp_path, What.RESULTS, at("12:00"))

    def full(_: Fact) -> None:
        raise OSError("no room")

    monkeypatch.setattr("stemdag.gate.process.append", full)
    with pytest.raises(OSError, match="no room"):
        running.step(at("12:01"))
    assert "De uitslag is ingetrokken" in page(tmp_path)
    assert kinds() == []
    monkeypatch.setattr("stemdag.gate.process.append", append)
    running.step(at("12:02"))
    assert kinds() == ["site.withdrawn"]


def test_of_the_desk_and_the_command_the_later_one_holds(
    gate: Callable[[], Gate], both: Client, clock: Callable[[datetime], None], tmp_path: Path
) -> None:
    """Neither has seen the other: both are journaled, and the later one is what the public sees."""
    running = gate()
    running.step(at("12:00"))
    carve(tmp_path, What.ALL, at("12:01"))
    clock(at("12:02"))
    post(both, "site-results")
    running.step(at("12:03"))
    act = journal.standing(SITE)
    assert act
    assert act.what is What.RESULTS
    assert sorted(kinds()) == ["site.withdrawn", "site.withdrawn"]
    assert "De uitslag is ingetrokken" in page(tmp_path)
    running.step(at("12:04"))
    assert tombstone.read(DirectoryTarget(tmp_path / "public", beside=True)) == journal.standing(SITE) == act


def test_a_clock_that_is_behind_does_not_lose_an_act_at_the_desk(
    gate: Callable[[], Gate], both: Client, clock: Callable[[datetime], None], tmp_path: Path
) -> None:
    running = gate()
    running.step(at("12:00"))
    carve(tmp_path, What.NOTHING, at("12:10"))
    running.step(at("12:11"))
    clock(at("12:05"))
    post(both, "offline")
    running.step(at("12:12"))
    assert "Deze site is offline" in page(tmp_path)


def test_a_withdrawal_of_before_anything_was_published(
    gate: Callable[[], Gate], both: Client, tmp_path: Path
) -> None:
    post(both, "offline")
    gate().step(at("12:00"))
    assert "Deze site is offline" in page(tmp_path)


def test_the_purge_hook_hears_of_both_kinds(
    made: Made, both: Client, client: Client, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[tuple[str, ...]] = []
    monkeypatch.setattr("stemdag.gate.writing.purge", lambda _, paths: told.append(tuple(paths)))
    gate = Gate(
        Nobody(),  # type: ignore[arg-type]
        Publication(str(tmp_path / "public"), rehearsal=False, purge="hook"),
        beat_seconds=1800,
        rehearsal=False,
    )
    gate.step(at("12:00"))
    assert told == []
    post(client, "results")
    gate.step(at("12:01"))
    assert "nl/GR2022_Almere/0034/index.html" in told[-1]
    assert not [path for path in told[-1] if "0995" in path]
    post(both, "offline")
    gate.step(at("12:02"))
    assert "nl/GR2022_Almere/0995/index.html" in {path for each in told for path in each}


def test_a_municipality_cannot_take_the_site_offline_in_the_journal_either(almere: MadeMunicipality) -> None:
    for what, code in (("all", "site.part"), ("nothing", "site.what"), ("some", "site.what")):
        with pytest.raises(Refused) as refusal:
            append(
                Fact(
                    *ALMERE,
                    "site.withdrawn",
                    at("12:00"),
                    "x",
                    uuid4(),
                    facts={"what": what},
                    texts={"reason": "x"},
                )
            )
        assert refusal.value.code == code
