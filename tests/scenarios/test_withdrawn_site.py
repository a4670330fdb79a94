"""Incident 2 (17 March 2021): taking the site offline cut the public off from turnout too.

Here results go and turnout stays, or all goes; with one button at the desk or one command at the target, both
under load, and back again. Stations and desk notice nothing.
"""

from __future__ import annotations

import json
import sqlite3
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path
from unittest.mock import patch
from uuid import uuid4

import httpx
import pytest

from stemdag.domain.withdrawal import What, Withdrawal
from stemdag.gate.process import Gate
from stemdag.gate.site import Site
from stemdag.gate.writing import Publication
from stemdag.publish import offline
from stemdag.publish.server import App
from stemdag.publish.target import TOMBSTONE
from stemdag.rehearsal.device import AppDoor
from stemdag.rehearsal.doors import OfficeDoor, Visitor, client
from stemdag.rehearsal.plan import plan
from stemdag.rehearsal.stage import Stage
from tests.embargo.world import BEAT, World, election, form
from tests.scenarios.ground import Guard
from tests.scenarios.playing import town

ID = "GR2022_Proef"
TOWN = f"/data/v1/{ID}/0034.json"
PAGES = ("/nl/", f"/nl/{ID}/", f"/en/{ID}/0034/", f"/nl/{ID}/0034/1/", f"/nl/{ID}/0034/2/", TOWN)
#: Seconds in which it must work at the origin.
SECONDS = 10.0
WHY = "Wij zoeken uit of de telling klopt."


def shows_results(body: bytes) -> bool:
    return b'class="results"' in body or b'"result"' in body


@dataclass
class Load:
    """Readers who ask without a pause, stations that report, an official who looks at the board."""

    public: str
    wrong: list[str] = field(default_factory=list)
    shown: list[tuple[float, str]] = field(default_factory=list)  # when a result was asked for, and where
    asked: int = 0
    done: int = 0
    headers: set[str] = field(default_factory=set)
    _stop: threading.Event = field(default_factory=threading.Event)

    def read(self) -> None:
        with httpx.Client(base_url=self.public, trust_env=False) as http:
            while not self._stop.is_set():
                for path in PAGES:
                    began, answer = time.monotonic(), http.get(path)
                    self.asked += 1
                    if answer.status_code not in {200, 404}:
                        self.wrong.append(f"{path}: {answer.status_code}")
                    self.headers.add(answer.headers["cache-control"])
                    if shows_results(answer.content):
                        self.shown.append((began, path))

    def work(self, act: Callable[[int], object]) -> None:
        turn = 0
        while not self._stop.is_set():
            turn += 1
            began = time.monotonic()
            try:
                act(turn)
            except Exception as error:  # noqa: BLE001 (whatever it is, somebody noticed)
                self.wrong.append(f"{type(error).__name__}: {error}")
                return
            if time.monotonic() - began > SECONDS:
                self.wrong.append("slow")
            self.done += 1

    @contextmanager
    def going(self, *acts: Callable[[int], object], readers: int = 3) -> Iterator[None]:
        threads = [threading.Thread(target=self.read) for _ in range(readers)]
        threads += [threading.Thread(target=self.work, args=(act,)) for act in acts]
        for each in threads:
            each.start()
        try:
            yield
        finally:
            self._stop.set()
            for each in threads:
                each.join()


def until(found: Callable[[], bool], what: str, seconds: float = 30.0) -> float:
    """How many seconds it took."""
    began = time.monotonic()
    while not found():
        assert time.monotonic() - began < seconds, what
        time.sleep(0.01)
    return time.monotonic() - began


def counts(public: httpx.Client) -> object:
    """Every number of votes that the municipality's file has."""
    body = public.get(TOWN).json()
    return body["result"], [each.get("count") for each in body["stations"]]


@pytest.mark.day
def test_under_load_it_goes_and_comes_back_and_stations_and_desk_notice_nothing(tmp_path: Path) -> None:
    made = election({"0034": {n: form((60 + n, 30, 8)) for n in (1, 2, 3)} | {4: form((9, 9, 9))}})
    [one] = made.municipalities
    day = plan([replace(made, municipalities=(replace(one, stations=one.stations[:3]),))])
    with ExitStack() as stack:
        stage = stack.enter_context(Stage(day, tmp_path, progress=lambda _: None))
        credentials = stage.set_up()
        stage.play(credentials, lambda _: None)
        zones = stage.zones
        public = stack.enter_context(httpx.Client(base_url=zones.public, trust_env=False))
        http = stack.enter_context(client(zones.office, hands=8))
        words = "codes", ID, "--expires", (stage.moment + timedelta(days=1)).isoformat(), "--json", "-"
        cards = {each["station"]: each["code"] for each in json.loads(zones.run(*words))}
        devices = []
        for number in (1, 2):
            devices.append(AppDoor(Visitor(http), ID))
            devices[-1].sign_in(cards[number])
            devices[-1].open(stage.moment)
        desk, board = (OfficeDoor(Visitor(http), ID, "0034") for _ in range(2))
        for each in (desk, board):
            each.sign_in(*credentials.accounts[ID, "0034"])

        def gone() -> bool:
            return not any(shows_results(public.get(path).content) for path in PAGES)

        def back() -> bool:
            return sum(shows_results(public.get(path).content) for path in PAGES) == len(PAGES) - 1

        def says(path: str, *told: str) -> None:
            text = public.get(path).text
            assert all(each in text for each in told), text[:2000]

        def site(*words: str) -> None:
            zones.run("site", *words, "--why", WHY)

        until(back, "results came at their moment")
        before = counts(public)
        load = Load(zones.public)
        with load.going(
            lambda turn: devices[0].turnout(100 + turn, stage.moment),
            lambda turn: devices[1].turnout(100 + turn, stage.moment),
            lambda _: board.page(),
        ):
            until(lambda: load.asked > 50 and load.done > 5, "the load is there")
            took: dict[str, float] = {}

            desk.withdraw("site-results", WHY)
            took["results, at the desk"] = until(gone, "results go")
            until(lambda: public.get(TOWN).status_code == 200, "turnout stays")
            says(f"/nl/{ID}/0034/", "De uitslag is ingetrokken", WHY, 'class="curve"')
            says(f"/en/{ID}/0034/1/", "Results have been withdrawn", WHY)
            assert public.get("/manifest.json").json()["withdrawn"] == "results"
            desk.withdraw("site-restore", WHY)
            took["back, at the desk"] = until(back, "results come back")

            done = load.done
            site("withdraw")
            ended = time.monotonic()
            took["all, by the command"] = until(gone, "all goes")
            says("/en/", "This site is offline", WHY)
            says(f"/nl/{ID}/0034/2/", "Deze site is offline", "Het stemmen en tellen gaat gewoon door")
            assert public.get(TOWN).status_code == 404
            until(lambda: load.done > done + 20, "stations and desk work while it is offline")
            # A gate that comes back obeys.
            zones.restart("gate")
            asked = load.asked
            until(lambda: load.asked > asked + 400, "readers go on")
            assert gone()
            late = [path for began, path in load.shown if began > ended]
            assert not late, f"shown after the command had ended: {late[:5]}"

            site("restore")
            took["back, by the command"] = until(back, "all comes back")
            assert counts(public) == before
            until(lambda: load.done > done + 40, "stations and desk work")
        assert load.wrong == []
        assert max(took.values()) < SECONDS, took
        print({name: f"{each:.2f} s" for name, each in took.items()}, load.asked, load.done)  # noqa: T201
        for header in load.headers - {"no-store"}:
            assert sum(int(part.split("=")[1]) for part in header.split(", ") if "=" in part) <= 60

        # The gate publishes first and tells the journal after that.
        told = ["site.withdrawn", "site.restored"] * 2
        until(
            lambda: recorded(zones.settings["STEMDAG_DATABASE_URL"]) == told, "the journal has all four acts"
        )

        # Without a gate nobody carries the desk's entry out; the command needs none.
        zones.kill("gate")
        desk.withdraw("site-results", WHY)
        time.sleep(1)
        assert back()
        site("withdraw", "--results-only")
        assert gone()
        says(f"/nl/{ID}/0034/", "De uitslagen zijn ingetrokken", WHY)
        zones.restart("gate")
        until(lambda: public.get(TOWN).status_code == 200, "turnout comes back with the gate")
        assert gone()


def recorded(url: str) -> list[str]:
    with sqlite3.connect(url.removeprefix("sqlite:///")) as database:
        rows = database.execute(
            "SELECT kind FROM journal_entry WHERE kind IN ('site.withdrawn', 'site.restored') ORDER BY id"
        )
        return [kind for (kind,) in rows]


# The guards


def withdrawn_after_the_release(folder: Path, what: What, *, gate: bool) -> None:
    """By the command an hour after the release. Then the gate's next beats, where there is one, which comes
    up anew; and a reader who asks for all of it."""
    world = World(plan([town(form((160, 130, 81)), 400)]), folder)
    app, seen = App(world.public), dict[str, bool]()
    moment = world.plan.release + timedelta(hours=1)

    def after(now: datetime) -> None:
        if now == moment and TOMBSTONE not in world.files():
            assert any(map(shows_results, world.files().values())), "there is something to withdraw"
            offline.carry_out(world.target, Withdrawal(what, WHY, now, "cli", uuid4()), rehearsal=True)
            with patch("stemdag.gate.writing.open_target", lambda *_, **__: world.target):
                publication = Publication(str(world.public), rehearsal=True, log=str(world.log))
            beat = int(BEAT.total_seconds())
            world.gate = Gate(world.holder, publication, beat_seconds=beat, rehearsal=True)
            if not gate:
                world.gate.step = lambda now: None  # type: ignore[method-assign]
        if now > moment:
            files = [path for path in world.files() if path.endswith((".html", ".json"))]
            # What tells of results in general is there all day.
            paths = [path for path in files if "/schema/" not in path and "/data/index" not in path]
            for path in paths:
                answer = app.answer("GET", "/" + path.removesuffix("index.html"))
                seen[path] = shows_results(answer[2]) or shows_results(world.files()[path])

    world.after = after
    with world.set_up() as credentials:
        world.play(credentials, moment + timedelta(hours=3))
    assert seen
    left = [path for path, shown in seen.items() if shown]
    assert not left, f"still shown: {left}"


def a_gate_that_knows_no_tombstone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Site, "look", lambda self, now: {})
    monkeypatch.setattr(Publication, "_still", lambda self: True)


def a_command_that_leaves_it_to_the_gate(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(offline, "shows_results", lambda *_: False)


@pytest.mark.once
@pytest.mark.store
@pytest.mark.django_db
@pytest.mark.parametrize("what", [What.ALL, What.RESULTS])
@pytest.mark.parametrize("gate", [True, False], ids=["gate", "no gate"])
def test_with_a_gate_and_without(tmp_path: Path, what: What, gate: bool) -> None:
    withdrawn_after_the_release(tmp_path, what, gate=gate)


@pytest.mark.once
@pytest.mark.store
@pytest.mark.django_db
@pytest.mark.parametrize(
    ("guard", "gate"), [(a_gate_that_knows_no_tombstone, True), (a_command_that_leaves_it_to_the_gate, False)]
)
def test_without_its_guards_it_goes_wrong(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, guard: Guard, gate: bool
) -> None:
    guard(monkeypatch)
    with pytest.raises(AssertionError, match="still shown"):
        withdrawn_after_the_release(tmp_path, What.RESULTS, gate=gate)
