"""The line to the office on a tablet: stock, incident, event, messages, hand back, a closing."""

from __future__ import annotations

import re
from collections.abc import Callable
from uuid import uuid4

import pytest
from django.contrib.auth.models import User
from django.test import Client
from playwright.sync_api import Page, expect

from stemdag.desk.models import Membership
from stemdag.journal.models import DeviceDay, Entry, StationDay
from tests.capture.conftest import Wall
from tests.capture.test_app_browser import LISTS, Tablet, all_sent, fill, go, open_station, tablet, town
from tests.factories import PASSPHRASE, MadeMunicipality

__all__ = ["tablet", "town"]
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
DESK = "/desk/GR2022_Almere/0034/"
HERE = f"{DESK}stations/1/"
#: D is not the sum of the passes, so that the count is held.
ODD = {"A": "92", "B": "10", "D": "100", "E": "98", "F": "1", "G": "1", "H": "100"}


@pytest.fixture
def desk(town: MadeMunicipality) -> Client:
    user = User.objects.create(username="anna", first_name="Anna")
    Membership.objects.create(user=user, municipality=town.row)
    client = Client(headers={"accept-language": "en"})
    client.force_login(user)
    return client


def act(desk: Client, path: str, **form: object) -> None:
    answer = desk.post(path, {"client_id": str(uuid4()), **form})
    assert answer.status_code == 302, answer.content.decode()


def test_the_line_to_the_office(
    tablet: Callable[..., Tablet],
    town: MadeMunicipality,
    desk: Client,
    wall: Wall,
    accessible: Callable[[Page], None],
) -> None:
    mine = tablet(viewport={"width": 820, "height": 1180})
    wall.set("07:30")
    page = mine.enrol(town)
    go(page, "opening")
    open_station(page)
    expect(page.get_by_text("Open since")).to_be_visible()
    go(page, "stock")
    expect(page.get_by_text("How many ballots there are is not known yet.")).to_be_visible()
    page.fill("#left", "x")
    page.get_by_role("button", name="Keep").click()
    expect(page.get_by_text("Type a whole number from 0 to 100,000.")).to_be_visible()
    page.fill("#left", "500")
    page.get_by_role("button", name="Keep").click()
    expect(page.get_by_text("About 500 ballots are left.")).to_be_visible()
    all_sent(page)

    # Half of them are gone before noon: the alarm is on the overview and in the steps, hours ahead.
    wall.set("11:00")
    page = mine.restart(offline=False)
    go(page, "turnout")
    page.fill("#admitted", "290")
    page.get_by_role("button", name="Report", exact=True).click()
    go(page, "home")
    expect(page.locator(".message", has_text="Ballots last until about")).to_be_visible()
    expect(page.locator("#to-stock .mark")).to_have_text("low")
    accessible(page)
    go(page, "stock")
    accessible(page)
    page.get_by_role("button", name="Ask for it").click()
    expect(page.get_by_text("Type a whole number from 1 to 100,000.")).to_be_visible()
    page.fill("#amount", "400")
    page.fill("#note", "Via the back door")
    page.get_by_role("button", name="Ask for it").click()
    expect(page.locator("#deliveries")).to_contain_text("asked for at 11:00")
    all_sent(page)
    assert "Ballots until about" in desk.get(DESK).content.decode()
    act(desk, f"{HERE}send/", what="ballots", amount="400", note="The blue van")
    all_sent(page)
    expect(page.locator("#deliveries")).to_contain_text("on its way since 11:00")
    expect(page.locator("#deliveries")).to_contain_text("The blue van")
    expect(page.locator("#to-stock .mark")).to_have_count(0)
    accessible(page)
    page.get_by_role("button", name="It is here").click()
    expect(page.locator("#deliveries")).to_contain_text("received at 11:00")
    expect(page.locator("#outlook")).to_contain_text(re.compile("About 6[01][0-9] ballots are left."))

    # An incident, the answer, and a message to all; each side sees what was read.
    go(page, "office")
    page.get_by_label("An incident").check()
    page.fill("#text", "A pipe burst")
    page.get_by_role("button", name="Report the incident").click()
    expect(page.get_by_text("First choose what it is about.")).to_be_visible()
    page.get_by_label("Something else").check()
    page.get_by_label("Urgent").check()
    accessible(page)
    page.get_by_role("button", name="Report the incident").click()
    expect(page.locator(".talk")).to_contain_text("urgent incident · Something else")
    all_sent(page)
    expect(page.locator(".talk")).to_contain_text("received")
    assert "A pipe burst" in desk.get(HERE).content.decode()
    act(desk, f"{HERE}write/", text="We send a plumber")
    go(page, "home")
    all_sent(page)
    expect(page.get_by_text("There is a new message from the election office.")).to_be_visible()
    assert "plumber" not in page.inner_text("body")
    page.get_by_role("link", name="Read it").click()
    expect(page.locator(".talk")).to_contain_text("We send a plumber")
    expect(page.locator(".talk")).to_contain_text("read at 11:00")
    act(desk, f"{DESK}messages/", group="all", text="Mind the rain")
    all_sent(page)
    expect(page.locator(".talk")).to_contain_text("to all stations")
    all_sent(page)
    assert Entry.objects.filter(kind="message.read").count() == 2
    assert "read at 1 of 4 stations" in desk.get(f"{DESK}messages/").content.decode()
    accessible(page)

    # An event that can explain a difference comes back beside the form.
    go(page, "events")
    page.get_by_role("button", name="Write down").click()
    expect(page.get_by_text("First choose what happened.")).to_be_visible()
    page.get_by_label("Voter took the ballot paper away").check()
    page.fill("#voters", "1")
    accessible(page)
    page.get_by_role("button", name="Write down").click()
    expect(page.locator("#logged")).to_contain_text("1 voter")

    # Closed by the office while the tablet has no line: said plainly once it is back, and what the station
    # made meanwhile is taken, as of after the closing. Then opened again.
    all_sent(page)
    mine.line.cut()
    act(desk, f"{HERE}close/", reason="The fire brigade says so")
    wall.set("11:05")
    go(page, "turnout")
    page.fill("#admitted", "300")
    page.get_by_role("button", name="Report", exact=True).click()
    go(page, "home")
    expect(page.get_by_text("The election office closed this station")).to_have_count(0)
    assert not Entry.objects.filter(kind="turnout.reported", facts__contains='"admitted":300').exists()
    mine.connect()
    all_sent(page)
    assert Entry.objects.filter(kind="turnout.reported", facts__contains='"admitted":300').count() == 1
    assert (StationDay.objects.get(station=1).admitted, DeviceDay.objects.get().missing) == (300, [])
    assert "1 report of voters is of after that moment. It was taken in" in desk.get(HERE).content.decode()
    expect(page.get_by_text("The election office closed this station at 11:00.")).to_be_visible()
    expect(page.get_by_text("The fire brigade says so")).to_be_visible()
    accessible(page)
    act(desk, f"{HERE}reopen/", reason="")
    all_sent(page)
    expect(page.get_by_text("The election office opened this station again at 11:05.")).to_be_visible()

    wall.set("21:30")
    page = mine.restart(offline=False)
    go(page, "office")
    expect(page.get_by_text("Do not write votes or numbers of the count here.")).to_be_visible()
    go(page, "count")
    expect(page.locator("#logged-events")).to_contain_text("1 voter")
    fill(page, {**ODD, **LISTS})
    page.get_by_label("D = H").check()
    page.click("#check")
    page.click("#send")
    all_sent(page)
    desk.post(f"{DESK}control/unlock/", {"passphrase": PASSPHRASE})
    assert desk.post(f"{DESK}control/1/open/", {"version": 1, "step": 1, "reason": "x"}).status_code == 200
    act(desk, f"{DESK}control/1/return/", version="1", reason="Look at D once more")
    all_sent(page)
    expect(page.get_by_text("The office asks you to look again at version 1 of the count.")).to_be_visible()
    expect(page.get_by_text("Look at D once more")).to_be_visible()
    accessible(page)
    page.get_by_role("button", name="Correct the count").click()
    expect(page.locator("#v-reason")).to_be_visible()
    page.fill("#v-reason", "Two cards were counted twice")
    fill(page, {"A": "90"})
    page.click("#check")
    page.click("#send")
    all_sent(page)
    expect(page.get_by_text("Version 2 was received.")).to_be_visible()
    expect(page.get_by_text("The office asks you to look again")).to_have_count(0)
    assert StationDay.objects.get(station=1).state == "accepted"
    for screen in ("stock", "events", "office", "home"):
        go(page, screen)
        page.click("#speak-nl")
        accessible(page)
        page.click("#speak-en")
