"""The station's app in a real browser: a day without a connection, restarts, and the way back."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, expect
from pytest_django.live_server_helper import LiveServer

from stemdag import clock
from stemdag.capture import codes, devices
from stemdag.capture.models import Device
from stemdag.domain.count import fields
from stemdag.domain.station import Counting
from stemdag.journal.models import Entry, StationDay
from tests.capture.conftest import Wall
from tests.capture.test_side_exits import MARKED, assert_nowhere
from tests.conftest import Chromium
from tests.factories import MadeMunicipality, at, make_election

pytestmark = [pytest.mark.browser, pytest.mark.store, pytest.mark.django_db(transaction=True)]
PIN = "20220316"
GOOD = {"A": "90", "B": "10", "D": "100", "E": "98", "F": "1", "G": "1", "H": "100"}
LISTS = {"E.1": "60", "E.2": "30", "E.5": "8"}


@dataclass
class Tablet:
    """One browser profile on disk, which can be closed and started again."""

    folder: Path
    chromium: Chromium
    server: str
    errors: list[str] = field(default_factory=list)
    context: BrowserContext | None = None
    how: dict[str, object] = field(default_factory=dict)

    def start(self, *, offline: bool = False) -> Page:
        options: dict[str, object] = {"locale": "en", "timezone_id": "Europe/Amsterdam", **self.how}
        self.context = self.chromium.playwright.chromium.launch_persistent_context(
            str(self.folder),
            executable_path=self.chromium.program,
            args=list(self.chromium.flags),
            offline=offline,
            **options,  # type: ignore[arg-type]
        )
        page = self.context.pages[0]
        page.clock.install(time=clock.now())
        page.on("pageerror", lambda error: self.errors.append(str(error)))
        return page

    def close(self) -> None:
        if self.context is not None:
            self.context.close()
            self.context = None

    def enrol(self, town: MadeMunicipality) -> Page:
        """The first start: with the code of a card, and a connection."""
        [code] = codes.issue(town.row, [town.station], clock.now() + timedelta(hours=30)).values()
        page = self.start()
        page.goto(f"{self.server}/station/app/#code={code}")
        expect(page.locator("#code")).to_have_value(code)
        assert "#" not in page.url
        page.fill("#pin", PIN)
        page.fill("#again", PIN)
        page.get_by_role("button", name="Begin").click()
        unlock(page)
        # From here on the app starts without a connection.
        page.evaluate("navigator.serviceWorker.ready.then(() => true)")
        return page

    def restart(self, *, offline: bool) -> Page:
        """The tablet went off and on again."""
        self.close()
        page = self.start(offline=offline)
        page.goto(f"{self.server}/station/app/")
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

    def give(**how: object) -> Tablet:
        made.append(Tablet(tmp_path / f"profile{len(made)}", chromium, live_server.url, how=how))
        return made[-1]

    yield give
    for each in made:
        each.close()
        shutil.rmtree(each.folder, ignore_errors=True)
        assert each.errors == []


@pytest.fixture
def town() -> MadeMunicipality:
    return make_election(counting=Counting.CENTRAL).first


def go(page: Page, name: str) -> None:
    page.evaluate("name => { location.hash = `#/${name}`; }", name)


def fill(page: Page, numbers: dict[str, str]) -> None:
    for mark, number in numbers.items():
        page.fill(f'[name="{mark}"]', number)


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
    page.get_by_role("button", name="Report the station open").click()
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

    assert mine.context is not None
    mine.context.set_offline(False)
    page.evaluate("dispatchEvent(new Event('online'))")
    expect(page.get_by_text("Version 1 was received.")).to_be_visible()
    kinds = ["station.opened", "turnout.reported", "count.received"]
    entries = list(Entry.objects.filter(station=1, kind__in=kinds).order_by("seq"))
    assert [each.kind for each in entries] == kinds
    told = [json.loads(each.facts)["device"] for each in entries]
    assert [each["seq"] for each in told] == [1, 2, 3]
    day = StationDay.objects.get(station=1)
    assert (day.admitted, day.state) == (41, "accepted")
    assert day.opened_at is not None
    assert abs(day.opened_at - at("07:30")) < timedelta(minutes=2)
    assert page.locator(".receipt__code").inner_text() == receipt_code(entries[2])
    assert Device.objects.get().missing == []


def receipt_code(entry: Entry) -> str:
    return f"{entry.hash[:4]}-{entry.hash[4:8]}".upper()


def test_a_device_that_was_shut_out(
    tablet: Callable[..., Tablet], town: MadeMunicipality, wall: Wall
) -> None:
    """From the moment the desk revokes it, it neither sends nor shows anything."""
    mine = tablet()
    wall.set("10:00")
    page = mine.enrol(town)
    devices.revoke(Device.objects.get(), "desk:anna")
    go(page, "office")
    page.fill("#text", "Hello")
    page.get_by_role("button", name="Send", exact=True).click()
    expect(page.get_by_role("heading", name="This device is shut out")).to_be_visible()
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
    page.get_by_role("button", name="Report the station open").click()
    expect(page.get_by_text("Open since 07:00")).to_be_visible()
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
