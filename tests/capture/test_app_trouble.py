"""What goes wrong with a device: each has a clear word on the screen, and loses nothing that can be kept."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, Route, expect
from pytest_django.live_server_helper import LiveServer

from stemdag.capture import codes, shell
from stemdag.domain import export
from stemdag.journal.models import DeviceDay, Entry, StationDay
from tests.capture.conftest import Wall
from tests.capture.test_app_browser import PIN, Tablet, all_sent, go, open_station, unlock
from tests.capture.test_app_browser import tablet as tablet  # a fixture
from tests.capture.test_app_browser import town as town
from tests.factories import MadeMunicipality, at

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
Tablets = Callable[..., Tablet]
#: Runs `act` on a store of the app's database, in one transaction.
STORE = """
async ([name, act]) => {
  const db = await new Promise((found) => {
    const asked = indexedDB.open("stemdag-station");
    asked.onsuccess = () => found(asked.result);
  });
  const change = db.transaction(name, "readwrite");
  const done = new Promise((found) => { change.oncomplete = found; });
  const store = change.objectStore(name);
  const ask = (request) => new Promise((found) => { request.onsuccess = () => found(request.result); });
  const broken = ({ iv, data }) => ({ iv, data: new Uint8Array(data).map((byte, at) => (at ? byte : byte ^ 1)).buffer });
  if (act === "facts") { const row = await ask(store.get(1)); await ask(store.put({ ...row, sealed: broken(row.sealed) })); }
  else await ask(store.put(broken(await ask(store.get(act))), act));
  await done;
  db.close();
}
"""  # noqa: E501
#: Keeps what is asked of each transaction that writes.
WRITES = """
() => {
  const { transaction } = IDBDatabase.prototype;
  globalThis.writes = [];
  IDBDatabase.prototype.transaction = function (names, mode, options) {
    const facts = [names].flat().includes("facts");
    if (mode === "readwrite") globalThis.writes.push([facts, options?.durability ?? ""]);
    return transaction.call(this, names, mode, options);
  };
}
"""
#: A full storage, as a browser says it, until `mend` is called.
FULL = """
() => {
  const { add, put } = IDBObjectStore.prototype;
  const refuse = () => { throw new DOMException("no room", "QuotaExceededError"); };
  Object.assign(IDBObjectStore.prototype, { add: refuse, put: refuse });
  globalThis.mend = () => Object.assign(IDBObjectStore.prototype, { add, put });
}
"""


def opened(page: Page, text: str = "Open since") -> None:
    go(page, "opening")
    open_station(page)
    expect(page.get_by_text(text)).to_be_visible()


def test_a_clock_that_is_more_than_a_day_ahead(tablet: Tablets, town: MadeMunicipality, wall: Wall) -> None:
    """It is said, and everything works by the office's clock, also after a start without a connection."""
    mine = tablet(ahead=timedelta(hours=26))
    wall.set("07:25")
    page = mine.enrol(town)
    expect(page.get_by_text("This device's clock is 26 hours ahead.")).to_be_visible()
    page = mine.restart(offline=True)
    opened(page, "Open since 07:2")
    go(page, "count")
    expect(page.get_by_text("This station counts from 21:00.")).to_be_visible()
    go(page, "outbox")
    expect(page.locator(".outbox time")).to_have_text(re.compile("07:2"))
    page.reload()
    expect(page.locator("#unsent")).to_contain_text("1 message was not sent, of 07:2")
    page.fill("#pin", PIN)
    page.get_by_role("button", name="Unlock").click()
    expect(page.locator(".outbox time")).to_be_visible()
    mine.connect()
    all_sent(page)
    expect(page.get_by_text("Last contact with the election office at 07:")).to_be_visible()
    day = StationDay.objects.get(station=1)
    assert day.opened_at is not None
    assert abs(day.opened_at - at("07:25")) < timedelta(minutes=2)


def test_a_full_storage(
    tablet: Tablets, town: MadeMunicipality, wall: Wall, accessible: Callable[[Page], None]
) -> None:
    """What could not be kept is said and stays on the screen; once there is room it is done again."""
    mine = tablet()
    wall.set("08:00")
    page = mine.enrol(town)
    opened(page)
    all_sent(page)
    page.evaluate(FULL)
    go(page, "turnout")
    page.fill("#admitted", "41")
    report = page.get_by_role("button", name="Report", exact=True)
    report.click()
    said = page.get_by_text("This device cannot keep anything more.")
    expect(said).to_be_visible()
    expect(page.locator("#admitted")).to_have_value("41")
    expect(page.locator("#line")).to_have_text("Connected")
    accessible(page)
    go(page, "office")
    expect(said).to_be_visible()
    page.fill("#text", "All is well")
    page.get_by_role("button", name="Send", exact=True).click()
    expect(page.locator("#text")).to_have_value("All is well")
    page.evaluate("mend()")
    page.get_by_role("button", name="Send", exact=True).click()
    expect(said).to_have_count(0)
    all_sent(page)
    assert [each.kind for each in Entry.objects.filter(facts__contains='"told"')] == [
        "station.opened",
        "message.sent",
    ]
    assert DeviceDay.objects.get().missing == []


def test_what_was_reported_is_on_the_disk_before_it_says_so(
    tablet: Tablets, town: MadeMunicipality, wall: Wall
) -> None:
    """A tablet may run out of power at any moment: a fact waits for the disk, what is typed for none."""
    mine = tablet()
    wall.set("08:00")
    page = mine.enrol(town)
    page = mine.restart(offline=True)
    page.evaluate(WRITES)
    opened(page)
    expect(page.locator("#line")).to_contain_text("1 message waits")
    assert [True, "strict"] in page.evaluate("globalThis.writes")


def test_what_lies_on_the_device_is_damaged_then_wiped(
    tablet: Tablets, town: MadeMunicipality, wall: Wall, accessible: Callable[[Page], None]
) -> None:
    """One fact that does not open leaves the others; without its token the device only exports."""
    mine = tablet()
    wall.set("08:00")
    page = mine.enrol(town)
    page = mine.restart(offline=True)
    opened(page)
    go(page, "turnout")
    page.fill("#admitted", "41")
    page.get_by_role("button", name="Report", exact=True).click()
    expect(page.locator("#line")).to_contain_text("2 messages wait")
    page.evaluate(STORE, ["facts", "facts"])
    page = mine.restart(offline=True)
    expect(page.get_by_text("Part of what this device kept cannot be read any more.")).to_be_visible()
    expect(page.locator("#line")).to_contain_text("1 message waits")
    accessible(page)
    opened(page)
    mine.connect()
    all_sent(page)
    # The office sees that the first never came; what was made anew did not take its place.
    assert DeviceDay.objects.get().missing == [[1, 1]]
    assert StationDay.objects.get(station=1).opened_at is not None

    mine.line.cut()
    go(page, "office")
    page.fill("#text", "All is well")
    page.get_by_role("button", name="Send", exact=True).click()
    expect(page.locator("#line")).to_contain_text("1 message waits")
    page.evaluate(STORE, ["state", "token"])
    mine.close()
    page = mine.start(offline=True)
    page.goto(f"{mine.line.address}/station/app/")
    page.fill("#pin", PIN)
    page.get_by_role("button", name="Unlock").click()
    expect(page.get_by_role("heading", name="This device cannot go on")).to_be_visible()
    accessible(page)
    with page.expect_download() as download:
        page.get_by_role("button", name="Seal into a file").click()
    assert export.read(download.value.path().read_bytes()).place.station == 1
    page.on("dialog", lambda dialog: dialog.accept())
    page.get_by_role("button", name="I am somebody else").click()
    expect(page.get_by_role("heading", name="Put this device to use")).to_be_visible()


def test_cleared_storage_and_a_used_code(tablet: Tablets, town: MadeMunicipality, wall: Wall) -> None:
    """It starts as a new device: a used code is refused, a new one lets it in; the office sees both."""
    mine = tablet()
    wall.set("08:00")
    page = mine.enrol(town)
    mine.line.cut()
    opened(page)
    mine.line.mend()
    go(page, "home")
    page.evaluate("indexedDB.deleteDatabase('stemdag-station')")
    page.reload()
    expect(page.get_by_role("heading", name="Put this device to use")).to_be_visible()
    [code] = codes.issue(town.row, [town.station], at("22:00")).values()
    wrong = code[:-1] + ("X" if code[-1] != "X" else "Y")
    for typed, said in ((wrong, "This code does not work."), (code, "")):
        page.fill("#code", typed)
        page.fill("#pin", PIN)
        page.fill("#again", PIN)
        page.get_by_role("button", name="Begin").click()
        if said:
            expect(page.get_by_text(said)).to_be_visible()
    unlock(page)
    expect(page.get_by_text("The station was not reported open yet.")).to_be_visible()
    old, new = DeviceDay.objects.order_by("pk")
    assert (old.station, new.station) == (1, 1)
    assert new.seq == 0


def test_an_altered_request_an_altered_token_and_a_second_tab(
    tablet: Tablets, town: MadeMunicipality, wall: Wall, accessible: Callable[[Page], None]
) -> None:
    """The same id with other contents is refused in words; one tab at a time; who is not known is out."""
    mine = tablet()
    wall.set("08:00")
    page = mine.enrol(town)
    opened(page)
    all_sent(page)
    altered: list[Any] = []

    def alter(route: Route) -> None:
        """The first time somebody on the way changes what is told, and the answer is lost."""
        body = route.request.post_data_json
        if not body["facts"] or altered:
            return route.continue_()
        altered.append(body["facts"][0]["facts"].update(admitted=999))
        route.fetch(post_data=json.dumps(body))
        return route.abort()

    page.route("**/station/app/facts", alter)
    go(page, "turnout")
    page.fill("#admitted", "41")
    page.get_by_role("button", name="Report", exact=True).click()
    all_sent(page)
    go(page, "outbox")
    expect(page.get_by_text("This was sent before with other contents.")).to_be_visible()
    accessible(page)

    assert isinstance(mine.context, BrowserContext)
    second = mine.context.new_page()
    second.goto(f"{mine.line.address}/station/app/")
    expect(second.get_by_text("The app is open in another tab already.")).to_be_visible()
    accessible(second)
    second.close()

    def forge(route: Route) -> None:
        route.continue_(headers={**route.request.headers, "authorization": "Bearer of-somebody-else"})

    page.unroute("**/station/app/facts")
    page.route("**/station/app/facts", forge)
    page.get_by_role("button", name="Send now").click()
    expect(page.get_by_text("The election office does not know this device any more.")).to_be_visible()


def test_a_worker_that_cannot_be_installed(
    page: Page,
    live_server: LiveServer,
    town: MadeMunicipality,
    wall: Wall,
    monkeypatch: pytest.MonkeyPatch,
    accessible: Callable[[Page], None],
) -> None:
    """One file is not what the list says: the app works with a connection, and says that it needs one."""
    wall.set("08:00")
    script = shell.worker()
    [(address, integrity)] = [(each.address, each.integrity) for each in shell.files()][:1]
    monkeypatch.setattr(shell, "worker", lambda: script.replace(integrity, f"sha256-{'A' * 43}="))
    assert address in script
    [code] = codes.issue(town.row, [town.station], at("22:00")).values()
    page.goto(f"{live_server.url}/station/app/#code={code}")
    page.fill("#pin", PIN)
    page.fill("#again", PIN)
    page.get_by_role("button", name="Begin").click()
    expect(page.get_by_role("heading", name="Vergrendeld")).to_be_visible()
    page.fill("#pin", PIN)
    page.get_by_role("button", name="Ontgrendel").click()
    expect(page.get_by_text("De app kon niet op dit apparaat bewaard worden.")).to_be_visible()
    accessible(page)
