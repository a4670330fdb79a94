"""The steps around voting in a real browser: a tailored day, from the first tick to the last pack."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from stemdag import clock
from stemdag.domain.election import Category
from stemdag.domain.station import Counting
from stemdag.elections import tailored
from stemdag.journal.models import Entry
from tests.capture import test_app_browser as browsing
from tests.capture.conftest import Wall
from tests.capture.test_app_browser import GOOD, LISTS, Tablet, all_sent, go
from tests.factories import make_election

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
tablet = browsing.tablet
FLAG = {"key": "flag", "nl": "De vlag hangt uit.", "en": "The flag is out."}
OWN = {
    "opening": ["booths", FLAG, "box_empty"],
    "closing": ["queue", "box_shut"],
    "packing": ["signed", "handed_over"],
    "scanning": False,
}


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()


def note(page: Page, name: str, since: str, role: str = "Member") -> None:
    press(page, "Somebody comes")
    page.fill("#name", name)
    page.get_by_label(role, exact=True).check()
    page.fill("#from", since)
    press(page, "Keep")
    expect(page.locator(".people__name").get_by_text(name)).to_be_visible()


def both_languages(page: Page, accessible: Callable[[Page], None]) -> None:
    for language in ("nl", "en"):
        page.click(f"#speak-{language}")
        accessible(page)


#: Ticks these boxes, and keeps what `window.seen` each redrawing then shows of them.
_TICKED_AT_ONCE = """
keys => {
  const { get, set } = Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, "checked");
  const boxes = keys.map(key => document.getElementById(`tick-opening-${key}`));
  window.seen = [true, true];
  boxes.forEach((box, at) => {
    box.click();
    Object.defineProperty(box, "checked", {
      get() { return get.call(this); },
      set(to) { window.seen[at] &&= to; set.call(this, to); },
    });
  });
}"""


def test_the_steps_around_voting(
    tablet: Callable[..., Tablet], wall: Wall, accessible: Callable[[Page], None]
) -> None:
    town = make_election(counting=Counting.CENTRAL).first
    wall.set("07:00")
    tailored.tailor(town.row, OWN, clock.now(), "cli")
    # A second election on the same day, with lists as usual.
    make_election(eml_id="PS2022_Flevoland", category=Category.PS, counting=Counting.CENTRAL)
    mine = tablet()
    page = mine.enrol(town)

    go(page, "closing")
    expect(page.get_by_text("The station was not reported open yet.")).to_be_visible()
    go(page, "opening")
    # Two in one breath: while the first is written, nobody sees the second go off again.
    page.evaluate(_TICKED_AT_ONCE, ["booths", "box_empty"])
    expect(page.locator("#opening-count")).to_have_text("2 of 3 done")
    assert page.evaluate("window.seen") == [True, True]
    page.select_option("#election", label="Verkiezing PS")
    expect(page.locator("#opening-count")).to_have_text("2 of 12 done")
    page.select_option("#election", label="Gemeenteraad")
    both_languages(page, accessible)
    press(page, "Report the station open")
    expect(page.get_by_text("1 item of the list is not ticked yet:")).to_be_visible()
    expect(page.locator(".message li")).to_have_text("The flag is out.")
    accessible(page)
    press(page, "Back to the list")
    expect(page.locator("#tick-opening-flag")).to_be_focused()
    press(page, "Report the station open")
    press(page, "Report open all the same")
    expect(page.get_by_text("Open since 0")).to_be_visible()

    wall.set("07:40")
    page = mine.restart(offline=True)
    go(page, "present")
    expect(page.get_by_text("There are too few members: 0 of at least 3.")).to_be_visible()
    press(page, "Somebody comes")
    press(page, "Keep")
    expect(page.get_by_text("Fill in a name.")).to_be_visible()
    page.fill("#name", "A. Bos")
    for typed, said in (("half", "This is not a time."), ("9:30", "This time has not come yet.")):
        page.fill("#from", typed)
        press(page, "Keep")
        expect(page.locator("#note [role=alert]").get_by_text(said)).to_be_visible()
    page.fill("#from", "7.15")
    page.fill("#to", "7.00")
    press(page, "Keep")
    expect(page.get_by_text("Nobody can leave before they came.")).to_be_visible()
    accessible(page)
    press(page, "Cancel")
    expect(page.locator(".people__name")).to_have_count(0)
    note(page, "A. Bos", "7.15", "Chair")
    note(page, "C. Dik", "0715")
    expect(page.get_by_text("There are too few members: 2 of at least 3.")).to_be_visible()
    go(page, "home")
    expect(page.get_by_text("2 of at least 3 members present")).to_be_visible()
    both_languages(page, accessible)
    go(page, "present")
    note(page, "E. Fik", "7:40", "Counter")
    # The same name asks once; and a counter that is a member after all is corrected.
    press(page, "Somebody comes")
    page.fill("#name", "e. fik")
    press(page, "Keep")
    expect(page.get_by_text("e. fik is in the list already.")).to_be_visible()
    press(page, "Cancel")
    press(page, "Correct E. Fik")
    page.get_by_label("Member", exact=True).check()
    press(page, "Keep")
    expect(page.get_by_text("too few members")).to_have_count(0)
    expect(page.get_by_text("Member · since 07:40")).to_be_visible()
    both_languages(page, accessible)
    press(page, "Correct C. Dik")
    press(page, "Strike this row out")
    expect(page.get_by_text("struck out")).to_be_visible()
    expect(page.get_by_text("There are too few members: 2 of at least 3.")).to_be_visible()
    press(page, "Correct C. Dik")
    press(page, "Keep")
    expect(page.get_by_text("struck out")).to_have_count(0)
    press(page, "A. Bos leaves")
    press(page, "Keep")
    expect(page.get_by_text("07:15 to 07:40")).to_be_visible()
    note(page, "G. Hok", "7.40", "Deputy chair")
    expect(page.get_by_text("too few members")).to_have_count(0)

    wall.set("13:05")
    page = mine.restart(offline=True)
    expect(page.get_by_text("Turnout of 13:00 is asked for.")).to_be_visible()
    go(page, "turnout")
    expect(page.get_by_text("Turnout of 13:00 is asked for.")).to_be_visible()
    both_languages(page, accessible)
    page.fill("#admitted", "60")
    press(page, "Report")
    expect(page.get_by_text("60 voters is kept and will be sent.")).to_be_visible()
    expect(page.get_by_text("Turnout of 13:00")).to_have_count(0)
    go(page, "closing")
    expect(page.get_by_text("The station closes at 21:00.")).to_be_visible()
    expect(page.locator("#last")).to_be_hidden()
    go(page, "manuals")
    expect(page.get_by_text("from 07:30 to 21:00").or_(page.get_by_text("07:30–21:00"))).to_be_visible()
    page.fill("#find", "Proxy article L 4")
    expect(page.locator(".manual summary")).to_have_text(["Proxies"])
    both_languages(page, accessible)
    page.fill("#find", "zebra")
    expect(page.get_by_text("No page with these words.")).to_be_visible()

    wall.set("21:10")
    page = mine.restart(offline=True)
    go(page, "closing")
    page.check("#tick-closing-queue")
    for typed, said in (
        ("9", "This is not a time."),
        ("23:30", "has not come yet"),
        ("6:30", "opened at 07:00 only"),
    ):
        page.fill("#last", typed)
        press(page, "Report the station closed")
        expect(page.get_by_text(said)).to_be_visible()
    accessible(page)
    for typed in ("20:58", "21.04"):
        if typed == "21.04":
            press(page, "Report another time")
        page.fill("#last", typed)
        page.keyboard.press("Enter")
        expect(page.get_by_text(f"The last voter voted at {typed.replace('.', ':')}.")).to_be_visible()
    for mark, number in {"A": "90", "B": "1o", "D": "101"}.items():
        page.fill(f"#pile-{mark}", number)
    press(page, "Take over and go to the count")
    expect(page.get_by_text("There is no number at B.")).to_be_visible()
    page.fill("#pile-B", "10")
    expect(page.get_by_text("The piles together are 100, but D says 101.")).to_be_visible()
    both_languages(page, accessible)
    go(page, "present")
    press(page, "Take everybody who is still here over to the count")
    expect(page.locator(".people__what").get_by_text("at the count")).to_have_count(3)
    both_languages(page, accessible)
    go(page, "count")
    page.fill('[name="B"]', "11")
    expect(page.locator("#kept")).to_have_text("Everything is kept on this device.")
    go(page, "closing")
    expect(page.locator("#pile-A")).to_have_value("90")
    page.fill("#pile-D", "100")
    expect(page.locator("#pile-D ~ output")).to_have_text("adds up")
    press(page, "Take over and go to the count")
    expect(page.get_by_text("The count has something else at B already.")).to_be_visible()
    page.get_by_role("link", name="To the count").click()
    for mark, number in {"A": "90", "B": "11", "D": "100"}.items():
        expect(page.locator(f'[name="{mark}"]')).to_have_value(number)
    for mark, number in {**GOOD, **LISTS}.items():
        page.fill(f'[name="{mark}"]', number)
    page.get_by_label("D = H").check()
    expect(page.locator("#kept")).to_have_text("Everything is kept on this device.")
    page.click("#check")
    page.click("#send")

    go(page, "packing")
    expect(page.locator(".receipt__code")).to_be_visible()
    both_languages(page, accessible)
    press(page, "See what was not sent yet")
    expect(page.get_by_role("heading", name="Not sent yet")).to_be_visible()
    mine.connect()
    all_sent(page)
    go(page, "packing")
    expect(page.locator(".receipt__code")).to_have_text(
        browsing.receipt_code(Entry.objects.get(kind="count.received"))
    )
    for box in ("signed", "handed_over"):
        page.check(f"#tick-packing-{box}")
    all_sent(page)
    expect(page.get_by_text("Everything was sent.")).to_be_visible()
    both_languages(page, accessible)
    go(page, "home")
    expect(page.locator('.card[data-state="done"] h2')).to_have_text(
        ["Opening", "Present", "Turnout", "Closing", "Count", "Packing"]
    )

    # What is so at the station is so for both its elections, where that one's list has the item too.
    there = {
        "station.opened": 1,
        "checklist.ticked": 5,
        "presence.noted": 14,
        "station.closed": 2,
        "turnout.reported": 0,
    }
    for kind, times in there.items():
        assert Entry.objects.filter(chain__election="PS2022_Flevoland", kind=kind).count() == times, kind
    kinds = [
        each.kind
        for each in Entry.objects.filter(chain__election="GR2022_Almere", facts__contains='"told"').order_by(
            "seq"
        )
    ]
    assert kinds.count("station.opened") == 1
    assert kinds.count("checklist.ticked") == 5
    assert kinds.count("station.closed") == 2
    # Four came, two were corrected, one struck out and put back, one left, and three stayed for the count.
    assert kinds.count("presence.noted") == 4 + 1 + 2 + 1 + 6
    closed = (
        Entry.objects.filter(chain__election="GR2022_Almere", kind="station.closed").order_by("seq").last()
    )
    assert closed is not None
    assert json.loads(closed.facts)["last_voter"] == "2022-03-16T20:04:00+00:00"
    sent = Entry.objects.filter(facts__contains="piles")
    assert not sent.exists()
    # Signing out asks once, and wipes.
    go(page, "packing")
    page.once("dialog", lambda dialog: dialog.accept())
    page.click("#sign-out")
    expect(page.locator("#code")).to_be_visible()
