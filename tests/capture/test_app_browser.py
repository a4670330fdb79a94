"""The station's app in a real browser: a day without a connection, restarts, and the way back."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from random import Random
from uuid import uuid4

import pytest
from playwright.sync_api import BrowserContext, Page, Route, expect
from pytest_django.live_server_helper import LiveServer

from stemdag import clock
from stemdag.capture import codes, exported
from stemdag.desk.talk.line import shut_out
from stemdag.domain import export
from stemdag.domain.count import fields
from stemdag.domain.errors import Refused
from stemdag.domain.station import Counting
from stemdag.elections.tailored import tailor
from stemdag.journal.models import DeviceDay, Entry, StationDay
from stemdag.seal import keys
from stemdag.seal.binding import Binding
from stemdag.seal.open import open_sealed
from tests.capture.conftest import Wall
from tests.capture.line import Line
from tests.capture.test_side_exits import MARKED, assert_nowhere
from tests.conftest import Chromium
from tests.factories import MadeMunicipality, at, make_election

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PIN = "20220316"
GOOD = {"A": "90", "B": "10", "D": "100", "E": "98", "F": "1", "G": "1", "H": "100"}
LISTS = {"E.1": "60", "E.2": "30", "E.5": "8"}


@dataclass
class Tablet:
    """One browser profile on disk, which can be closed and started again."""

    folder: Path
    chromium: Chromium
    line: Line
    errors: list[str] = field(default_factory=list)
    context: BrowserContext | None = None
    how: dict[str, object] = field(default_factory=dict)
    flags: tuple[str, ...] = ()
    #: How far its clock is ahead of the one on the wall.
    ahead: timedelta = timedelta()

    def start(self, *, offline: bool = False) -> Page:
        if offline:
            self.line.cut()
        else:
            self.line.mend()
        options: dict[str, object] = {"locale": "en", "timezone_id": "Europe/Amsterdam", **self.how}
        self.context = self.chromium.playwright.chromium.launch_persistent_context(
            str(self.folder),
            executable_path=self.chromium.program,
            args=[*self.chromium.flags, *self.flags],
            **options,  # type: ignore[arg-type]
        )
        page = self.context.pages[0]
        page.clock.install(time=clock.now() + self.ahead)
        page.on("pageerror", lambda error: self.errors.append(str(error)))
        return page

    def connect(self) -> None:
        """The connection is back, and the browser knows."""
        assert self.context is not None
        self.line.mend()
        self.context.pages[0].evaluate("dispatchEvent(new Event('online'))")

    def close(self) -> None:
        if self.context is not None:
            self.context.close()
            self.context = None

    def enrol(self, town: MadeMunicipality, station: int = 1) -> Page:
        """The first start: with the code of a card, and a connection."""
        expires = clock.now() + timedelta(hours=30)
        [code] = codes.issue(town.row, [town.stations[station]], expires).values()
        page = self.start()
        page.goto(f"{self.line.address}/station/app/#code={code}")
        expect(page.locator("#code")).to_have_value(code)
        assert "#" not in page.url
        page.fill("#pin", PIN)
        page.fill("#again", PIN)
        page.get_by_role("button", name="Begin").click()
        unlock(page)
        # From here on the app starts without a connection.
        expect(page.get_by_text("The app is being kept on this device.")).to_have_count(0, timeout=30_000)
        return page

    def restart(self, *, offline: bool) -> Page:
        """The tablet went off and on again."""
        self.close()
        page = self.start(offline=offline)
        page.goto(f"{self.line.address}/station/app/")
        unlock(page)
        return page


def unlock(page: Page) -> None:
    expect(page.get_by_role("heading", name="Locked")).to_be_visible()
    page.fill("#pin", PIN)
    page.get_by_role("button", name="Unlock").click()
    expect(page.get_by_role("heading", name="Your day")).to_be_visible()


@pytest.fixture
def tablet(chromium: Chromium, tmp_path: Path, live_server: LiveServer) -> Iterator[Callable[..., Tablet]]:
    """Makes tablets; what goes wrong on their pages fails the test."""
    made: list[Tablet] = []

    def give(*flags: str, ahead: timedelta = timedelta(), **how: object) -> Tablet:
        folder = tmp_path / f"profile{len(made)}"
        made.append(Tablet(folder, chromium, Line(live_server.url), how=how, flags=flags, ahead=ahead))
        return made[-1]

    yield give
    for each in made:
        each.close()
        each.line.close()
        shutil.rmtree(each.folder, ignore_errors=True)
        assert each.errors == []


@pytest.fixture
def town() -> MadeMunicipality:
    return make_election(counting=Counting.CENTRAL).first


def go(page: Page, name: str) -> None:
    page.evaluate("name => { location.hash = `#/${name}`; }", name)


def open_station(page: Page) -> None:
    """From the opening's screen, with nothing of the list ticked."""
    page.get_by_role("button", name="Report the station open").click()
    page.get_by_role("button", name="Report open all the same").click()


def fill(page: Page, numbers: dict[str, str]) -> None:
    for mark, number in numbers.items():
        page.fill(f'[name="{mark}"]', number)
    expect(page.locator("#kept")).to_have_text("Everything is kept on this device.")


def test_a_day_without_a_connection(
    tablet: Callable[..., Tablet], town: MadeMunicipality, wall: Wall, accessible: Callable[[Page], None]
) -> None:
    """Opening to the filled form offline, two restarts between; then every fact arrives once, in order."""
    mine = tablet()
    wall.set("07:00")
    page = mine.enrol(town)
    accessible(page)
    wall.set("07:30")
    page = mine.restart(offline=True)
    go(page, "opening")
    open_station(page)
    expect(page.get_by_text("Open since 07:30")).to_be_visible()
    accessible(page)
    go(page, "turnout")
    page.fill("#admitted", "41")
    page.get_by_role("button", name="Report", exact=True).click()
    expect(page.get_by_text("41 voters is kept and will be sent.")).to_be_visible()
    expect(page.locator("#line")).to_contain_text("2 messages wait")
    accessible(page)

    wall.set("21:30")
    page = mine.restart(offline=True)
    expect(page.locator("#line")).to_contain_text("2 messages wait")
    go(page, "count")
    fill(page, {**GOOD, **LISTS})
    page.get_by_label("D = H").check()
    expect(page.locator("#kept")).to_have_text("Everything is kept on this device.")

    page = mine.restart(offline=True)
    go(page, "count")
    expect(page.locator('[name="E.1"]')).to_have_value("60")
    expect(page.get_by_label("D = H")).to_be_checked()
    page.click("#check")
    expect(page.get_by_text("The numbers agree.")).to_be_visible()
    accessible(page)
    page.click("#send")
    expect(page.get_by_text("Version 1 is ready and waits for a connection.")).to_be_visible()
    accessible(page)
    assert not Entry.objects.filter(kind__in=["station.opened", "turnout.reported"]).exists()

    mine.connect()
    expect(page.get_by_text("Version 1 was received.")).to_be_visible()
    kinds = ["station.opened", "turnout.reported", "count.received"]
    entries = list(Entry.objects.filter(station=1, kind__in=kinds).order_by("seq"))
    assert [each.kind for each in entries] == kinds
    told = [json.loads(each.facts)["told"] for each in entries]
    assert [each["seq"] for each in told] == [1, 2, 3]
    day = StationDay.objects.get(station=1)
    assert (day.admitted, day.state) == (41, "accepted")
    assert day.opened_at is not None
    assert abs(day.opened_at - at("07:30")) < timedelta(minutes=2)
    assert page.locator(".receipt__code").inner_text() == receipt_code(entries[2])
    assert DeviceDay.objects.get().missing == []


def receipt_code(entry: Entry) -> str:
    return str(json.loads(entry.facts)["receipt"])


def test_a_device_that_was_shut_out(
    tablet: Callable[..., Tablet], town: MadeMunicipality, wall: Wall
) -> None:
    """From the moment the desk revokes it, it neither sends nor shows anything."""
    tailor(town.row, {"office_phone": "(036) 539 99 11"}, clock.now(), "test")
    mine = tablet()
    wall.set("10:00")
    page = mine.enrol(town)
    number = page.get_by_role("link", name="(036) 539 99 11")
    go(page, "office")
    expect(number).to_have_attribute("href", "tel:0365399911")
    go(page, "home")
    page.reload()
    expect(page.get_by_role("heading", name="Locked")).to_be_visible()
    expect(number).to_be_visible()
    unlock(page)
    # Another number reaches the device during the day, also for when it is locked.
    tailor(town.row, {"office_phone": "14 036"}, clock.now(), "test")
    number = page.get_by_role("link", name="14 036")
    go(page, "turnout")
    page.evaluate("dispatchEvent(new Event('online'))")
    page.wait_for_timeout(500)
    go(page, "office")
    expect(number).to_have_attribute("href", "tel:14036")
    shut_out(town.station, DeviceDay.objects.get().device, "desk:7", clock.now(), uuid4())
    go(page, "office")
    page.fill("#text", "Hello")
    page.get_by_role("button", name="Send", exact=True).click()
    expect(page.get_by_role("heading", name="This device is shut out")).to_be_visible()
    expect(number).to_have_attribute("href", "tel:14036")
    assert not Entry.objects.filter(kind="message.sent").exists()
    page.reload()
    expect(page.get_by_role("heading", name="This device is shut out")).to_be_visible()
    expect(page.locator("#pin")).to_have_count(0)


def test_a_wrong_pin_is_slow(tablet: Callable[..., Tablet], town: MadeMunicipality, wall: Wall) -> None:
    """Four tries are free, then each one waits longer; reloading the page wins nothing."""
    mine = tablet()
    wall.set("10:00")
    page = mine.enrol(town)
    page.click("#lock")
    for _ in range(5):
        page.fill("#pin", "00000")
        page.get_by_role("button", name="Unlock").click()
        expect(page.locator("[role=alert] .message")).to_be_visible()
        expect(page.locator("#pin")).to_have_value("")
    page.reload()
    page.fill("#pin", PIN)
    page.get_by_role("button", name="Unlock").click()
    expect(page.get_by_text("A wrong PIN too often.")).to_be_visible()


def test_nothing_of_a_count_stands_readable_on_the_device(
    tablet: Callable[..., Tablet], town: MadeMunicipality, wall: Wall
) -> None:
    """A form that is half typed, then sent: no number of it is in the browser's profile, as it lies on disk.

    The turnout that was typed before the release is in there sealed as well. The search is shown to find
    what an unsealed store would hold.
    """
    mine = tablet()
    wall.set("07:00")
    page = mine.enrol(town)
    go(page, "opening")
    open_station(page)
    expect(page.get_by_text("Open since 0")).to_be_visible()
    wall.set("21:30")
    page = mine.restart(offline=True)
    go(page, "count")
    numbers = {mark: str(number) for mark, number in fields(MARKED).items() if number}
    fill(page, numbers)
    # One number of a count, left in the open as a mutant of the store would: the search must see it.
    page.evaluate("number => localStorage.setItem('proof', number)", "314159265")
    page.evaluate("document.querySelector('h1').click()")
    page = mine.restart(offline=True)
    go(page, "count")
    expect(page.locator('[name="E.1"]')).to_have_value(numbers["E.1"])
    page.click("#check")
    page.click("#send")
    expect(page.get_by_text("waits for a connection")).to_be_visible()
    mine.close()
    whole = profile(mine.folder)
    assert b"314159265" in whole or "314159265".encode("utf-16-le") in whole
    assert_nowhere("the browser's profile", whole)
    assert_nowhere("the browser's profile", whole.replace(b"\0", b""))


def profile(folder: Path) -> bytes:
    """Everything that the browser keeps on disk."""
    return b"\0".join(each.read_bytes() for each in sorted(folder.rglob("*")) if each.is_file())


def play_turnout(page: Page) -> None:
    """Opening, four reports and a message, as one station does them."""
    go(page, "opening")
    open_station(page)
    expect(page.get_by_text("Open since")).to_be_visible()
    go(page, "turnout")
    for admitted in (10, 35, 60, 90):
        page.fill("#admitted", str(admitted))
        page.get_by_role("button", name="Report", exact=True).click()
        expect(page.get_by_text(f"{admitted} voters is kept and will be sent.")).to_be_visible()
    page.get_by_label("Short queue").check()
    go(page, "office")
    page.fill("#text", "All is well")
    page.get_by_role("button", name="Send", exact=True).click()
    expect(page.locator(".talk").get_by_text("All is well")).to_be_visible()


def all_sent(page: Page) -> None:
    for _ in range(20):
        page.evaluate("dispatchEvent(new Event('online'))")
        page.wait_for_timeout(150)
        if not page.locator("#line b").count() and "Connected" in page.locator("#line").inner_text():
            return
    raise AssertionError(page.locator("#line").inner_text())


def facts_of(town: MadeMunicipality, station: int) -> list[tuple[str, dict[str, object]]]:
    """What the journal has of a station, in the device's order, without times and salted hashes."""
    found = []
    theirs = Entry.objects.filter(chain__municipality=town.row.code, station=station)
    for entry in theirs.filter(facts__contains='"told"').order_by("seq"):
        facts = json.loads(entry.facts)
        seq = facts.pop("told")["seq"]
        facts.pop("texts", None)
        found.append((seq, entry.kind, facts))
    return [(kind, facts) for _, kind, facts in sorted(found, key=lambda each: each[0])]


def test_a_line_that_is_cut_at_random(tablet: Callable[..., Tablet], wall: Wall) -> None:
    """Requests that never arrive, answers that never come back: three times the journal of a calm line."""
    wall.set("08:00")
    almere, lelystad = make_election(counting=Counting.CENTRAL).municipalities.values()
    calm = tablet()
    page = calm.enrol(almere, 2)
    play_turnout(page)
    all_sent(page)
    calm.close()
    for seed, town, station in ((1, almere, 1), (2, lelystad, 1), (3, lelystad, 2)):
        rough, cut = tablet(), Cuts(Random(seed))
        page = rough.enrol(town, station)
        page.route("**/station/app/facts", cut)
        play_turnout(page)
        all_sent(page)
        # What is under way is played to its end first: the line has a request in it at any moment.
        page.unroute_all(behavior="wait")
        rough.close()
        assert cut.before + cut.after > 0
        assert facts_of(town, station) == facts_of(almere, 2)
    assert len(facts_of(almere, 2)) == 7


@dataclass
class Cuts:
    """Lets some requests never arrive, and loses some answers."""

    dice: Random
    before: int = 0
    after: int = 0

    def __call__(self, route: Route) -> None:
        chance = self.dice.random()
        if chance < 0.35:
            self.before += 1
            route.abort()
        elif chance < 0.7:
            self.after += 1
            route.fetch()
            route.abort()
        else:
            route.continue_()


def test_two_devices_of_one_station(
    tablet: Callable[..., Tablet], town: MadeMunicipality, wall: Wall
) -> None:
    """Chair and deputy: what one does the other sees, and each fact is there once."""
    wall.set("08:00")
    chair, deputy = tablet(), tablet()
    first = chair.enrol(town)
    second = deputy.enrol(town)
    first_offline = chair.restart(offline=True)
    go(first_offline, "opening")
    open_station(first_offline)
    expect(first_offline.get_by_text("Open since")).to_be_visible()
    go(second, "turnout")
    expect(second.get_by_text("A station that is not open has no turnout yet.")).to_be_visible()
    chair.connect()
    all_sent(first_offline)
    all_sent(second)
    go(second, "home")
    go(second, "turnout")
    second.fill("#admitted", "25")
    second.get_by_role("button", name="Report", exact=True).click()
    all_sent(second)
    all_sent(first_offline)
    go(first_offline, "home")
    expect(first_offline.get_by_text("25 voters at 08:00")).to_be_visible()
    kinds = [each.kind for each in Entry.objects.filter(facts__contains='"told"')]
    assert sorted(kinds) == ["station.opened", "turnout.reported"]
    assert first.is_closed()


def test_a_tablet_that_dies_leaves_a_sealed_file(
    tablet: Callable[..., Tablet], town: MadeMunicipality, wall: Wall
) -> None:
    """What waits is exported sealed, as a file and as codes; another station's device carries it.

    The office takes it in by the same door, and nothing counts twice.
    """
    pair = keys.new_pair()
    town.row.intake_public = pair.public
    town.row.save()
    wall.set("21:20")
    mine = tablet()
    mine.enrol(town)
    spoke = DeviceDay.objects.get(station=1).last_seen
    wall.set("21:30")
    page = mine.restart(offline=True)
    go(page, "opening")
    open_station(page)
    go(page, "count")
    fill(page, {mark: str(number) for mark, number in fields(MARKED).items() if number})
    page.get_by_label("D = H").check()
    page.click("#check")
    page.click("#send")
    expect(page.get_by_text("waits for a connection")).to_be_visible()
    go(page, "outbox")
    with page.expect_download() as download:
        page.get_by_role("button", name="Seal into a file").click()
    expect(page.get_by_text("The sealed file was made.")).to_be_visible()
    data = Path(download.value.path()).read_bytes()
    assert_nowhere("the export", data)
    shown = codes_shown(page)
    other = tablet()
    take_over(other.enrol(town, 2), download.value.path(), data)
    entry = Entry.objects.get(kind="export.carried")
    assert (entry.station, entry.by) == (1, "station:2")
    assert len(shown) == len(export.split(data))
    other.close()
    assert_nowhere("the browser's profile", profile(other.folder))
    carried = export.read(data)
    binding = Binding("intake", *carried.place, "station", 1)
    opened = export.contents(open_sealed(carried.sealed, pair.private, binding))
    answers = exported.take(carried.place, opened.device, opened.facts, clock.now())
    assert [each["state"] for each in answers] == ["taken", "taken"]
    # The device itself is as silent as before, and still holds what it holds.
    assert DeviceDay.objects.get(station=1).last_seen == spoke
    assert StationDay.objects.get(station=1).version == 1
    mine.connect()
    all_sent(page)
    assert Entry.objects.filter(kind="count.received").count() == 1
    shut_out(town.station, DeviceDay.objects.get(station=1).device, "desk:7", clock.now(), uuid4())
    with pytest.raises(Refused, match="shut out"):
        exported.take(carried.place, opened.device, opened.facts, clock.now())
    with pytest.raises(Refused, match="not of a device"):
        exported.take(carried.place, {"token": "x"}, opened.facts, clock.now())
    mine.close()
    assert_nowhere("the browser's profile", profile(mine.folder))


def codes_shown(page: Page) -> list[str]:
    """The outlines of all codes on the screen, one after the other, made without a connection."""
    page.get_by_role("link", name="Show as codes").click()
    where = page.locator(".codes__where")
    expect(where).to_have_text(re.compile(r"Code 1 of \d+"))
    found = []
    for n in range(1, int(where.inner_text().split()[-1]) + 1):
        expect(where).to_have_text(re.compile(f"Code {n} of"))
        found.append(page.locator(".codes__picture path").get_attribute("d") or "")
        page.get_by_role("button", name="Next").click()
    expect(where).to_have_text(re.compile("Code 1 of"))
    assert page.locator(".codes__picture path").get_attribute("d") == found[0]
    assert len(set(found)) == len(found)
    page.get_by_role("button", name="Go on by itself").click()
    page.clock.run_for(2_600)
    expect(where).to_have_text(re.compile("Code 2 of"))
    page.get_by_role("button", name="Stop").click()
    page.clock.run_for(10_000)
    expect(where).to_have_text(re.compile("Code 2 of"))
    return found


def take_over(page: Page, file: Path, data: bytes) -> None:
    """Another device takes the export over: from the texts of its codes, and from the file."""
    go(page, "bring")
    texts = export.split(data)
    page.fill("#texts", "https://example.nl")
    page.get_by_role("button", name="Take over", exact=True).click()
    expect(page.get_by_text("Text 1 is no code of an export.")).to_be_visible()
    page.fill("#texts", "\n".join(texts[2:]))
    page.get_by_role("button", name="Take over", exact=True).click()
    expect(page.get_by_text(f"Not scanned yet: 1, 2, of {len(texts)} codes.")).to_be_visible()
    page.fill("#texts", " ".join(texts[:2]))
    page.get_by_role("button", name="Take over", exact=True).click()
    expect(page.get_by_text("The export of station 1 is kept and will be sent.")).to_be_visible()
    page.set_input_files("#file", file)
    all_sent(page)
    page.set_input_files(
        "#file", {"name": "x.stemdag", "mimeType": "", "buffer": data.replace(b"0034", b"0995")}
    )
    expect(page.get_by_text("This export is of another municipality or election.")).to_be_visible()
    page.set_input_files("#file", {"name": "x.pdf", "mimeType": "", "buffer": b"%PDF"})
    expect(page.get_by_text("This file is no export")).to_be_visible()
