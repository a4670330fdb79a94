"""The desk in a real browser: a walk from signing in to the release, on a phone and a desktop, nl and en."""

from __future__ import annotations

import re
import time
from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from stemdag.journal.models import StationDay
from tests.desk.conftest import Held, official
from tests.factories import PASSPHRASE, MadeMunicipality

pytestmark = [pytest.mark.browser, pytest.mark.store, pytest.mark.django_db(transaction=True)]
PASSWORD = "a pencil, a box and a list"
WORDS = {
    "en": ("Held", "Lock", "Show the numbers", "is accepted", "Not armed yet", "Armed by"),
    "nl": (
        "Aangehouden",
        "Vergrendelen",
        "Toon de getallen",
        "is geaccepteerd",
        "Nog niet klaargezet",
        "Klaargezet door",
    ),
}


@pytest.mark.parametrize(
    ("language", "size"), [("nl", (390, 844)), ("en", (1440, 900))], ids=["nl-phone", "en-desktop"]
)
def test_from_signing_in_to_the_release(
    browser: Browser,
    live_server: LiveServer,
    almere: MadeMunicipality,
    held: Held,
    accessible: Callable[[Page], None],
    language: str,
    size: tuple[int, int],
) -> None:
    word_held, lock, show, accepted, unarmed, armed = WORDS[language]
    anna = official("anna", almere)
    anna.set_password(PASSWORD)
    anna.save()
    held(1)
    context = browser.new_context(locale=language, viewport={"width": size[0], "height": size[1]})
    page = context.new_page()
    errors: list[str] = []

    def looks_right(page: Page) -> None:
        accessible(page)
        name = page.locator(".bar__name").bounding_box()
        assert name, "the bar names no municipality"
        assert name["height"] < 60, "the municipality's name stands letter under letter"

    page.on("console", lambda line: errors.append(line.text) if line.type == "error" else None)
    here = f"{live_server.url}/desk/GR2022_Almere/0034/"

    page.goto(f"{live_server.url}/desk/")
    looks_right(page)
    page.fill("#username", "anna")
    page.fill("#password", PASSWORD)
    page.press("#password", "Enter")
    expect(page).to_have_url(here)
    expect(page.locator("tbody tr").first).to_contain_text("Buurthuis Het Oude Weeshuis")
    looks_right(page)

    page.locator("tbody").get_by_text(word_held).click()
    page.fill("#passphrase", PASSPHRASE)
    looks_right(page)
    page.press("#passphrase", "Enter")
    expect(page.get_by_role("button", name=lock)).to_be_visible()
    looks_right(page)
    page.locator("table.held a").click()
    page.fill("#reason", "the chair called")
    looks_right(page)
    page.press("#reason", "Enter")
    expect(page.get_by_text("F.201")).to_be_visible()
    looks_right(page)
    page.get_by_role("button", name=show).click()
    expect(page.get_by_text("Stadspartij")).to_be_visible()
    looks_right(page)
    page.fill("#accept-reason", "the record explains it")
    page.locator("form:has(#accept-reason) button").click()
    expect(page.get_by_role("status")).to_contain_text(accepted)
    assert StationDay.objects.get(station=1).state == "accepted"

    page.goto(f"{here}station-app/")
    for fold in page.locator(".fold").all():
        fold.locator("summary").click()
    looks_right(page)
    page.set_input_files(
        "#file", {"name": "a.json", "mimeType": "text/plain", "buffer": b'{"least_members": 4}'}
    )
    page.locator("main button").click()
    expect(page.locator(".message[data-kind=ok]")).to_be_visible()
    looks_right(page)
    for other in ("stations/1/", "stations/1/close/", "messages/"):
        page.goto(f"{here}{other}")
        looks_right(page)

    page.goto(f"{here}release/")
    expect(page.get_by_text(unarmed)).to_be_visible()
    looks_right(page)
    page.click("#offer-arm")
    looks_right(page)
    page.fill("#reason", "the mayor agrees")
    page.locator("main button").click()
    expect(page.get_by_text(armed)).to_be_visible()
    page.click("#offer-hold")
    looks_right(page)
    page.locator("main button").click()
    expect(page).to_have_url(f"{here}release/")
    looks_right(page)
    page.locator('a[href$="/0034/site/"]').click()
    looks_right(page)
    page.click("#offer-results")
    looks_right(page)
    page.fill("#reason", "Van drie stembureaus klopt de telling niet.")
    page.locator("main button").click()
    expect(page.locator(".timeline")).to_contain_text("drie stembureaus")
    looks_right(page)
    wide = page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")
    assert not wide
    assert not errors
    context.close()


def board_of(browser: Browser, live_server: LiveServer, town: MadeMunicipality) -> Page:
    """The board as an official sees it who signed in, in a page whose clock the test moves on."""
    anna = official("anna", town)
    anna.set_password(PASSWORD)
    anna.save()
    page = browser.new_context(locale="en").new_page()
    page.clock.install()
    page.goto(f"{live_server.url}/desk/sign-in/")
    page.fill("#username", "anna")
    page.fill("#password", PASSWORD)
    page.press("#password", "Enter")
    page.wait_for_selector("#board")
    return page


def test_the_board_renews_itself_and_leaves_the_focus(
    browser: Browser, live_server: LiveServer, almere: MadeMunicipality, held: Held
) -> None:
    page = board_of(browser, live_server, almere)
    page.fill("#q", "sport")
    expect(page.locator("tbody tr:not([hidden])")).to_have_count(1)
    expect(page).to_have_url(re.compile(r"q=sport"))
    page.focus("#filter-held")
    held(2)
    page.clock.run_for(11_000)
    expect(page.locator("#tile-held")).to_contain_text("1")
    expect(page.locator("#s2 .state")).to_contain_text("Held")
    expect(page.locator("#n-held")).to_have_text("1")
    expect(page.locator("tbody tr:not([hidden])")).to_have_count(1)
    expect(page.locator("#filter-held")).to_be_focused()
    page.focus("#q")
    page.keyboard.press("End")
    page.keyboard.type("h")
    page.clock.run_for(11_000)
    expect(page.locator("#q")).to_have_value("sporth")
    expect(page.locator("#q")).to_be_focused()
    # Keys, in the table alone; what is renewed under the focus keeps it.
    page.fill("#q", "")
    page.click("[data-sort=number]")
    expect(page.locator("thead [aria-sort=ascending]")).to_have_count(1)
    page.locator("h1").focus()
    page.keyboard.press("/")
    expect(page.locator("#q")).to_be_focused()
    page.keyboard.press("ArrowDown")
    expect(page.locator("#station-1")).to_be_focused()
    page.keyboard.press("j")
    expect(page.locator("#station-2")).to_be_focused()
    held(2, version=2)
    held(4)
    page.clock.run_for(11_000)
    expect(page.locator("#n-held")).to_have_text("2")
    expect(page.locator("#station-2")).to_be_focused()
    expect(page.locator("#s4 [role=cell]")).to_have_count(10)
    page.uncheck("#slash")
    page.keyboard.press("/")
    expect(page.locator("#slash")).to_be_focused()
    page.click("[data-sort=count]")
    expect(page.locator("tbody tr").first).to_have_attribute("id", re.compile("s[24]"))
    page.context.close()


def test_what_is_pressed_is_not_taken_away_by_a_renewal(
    browser: Browser, live_server: LiveServer, almere: MadeMunicipality, held: Held
) -> None:
    """News that comes between a press and its end waits, and the link is followed."""
    page = board_of(browser, live_server, almere)
    page.evaluate("() => document.body.addEventListener('htmx:afterRequest', () => { window.renewed += 1; })")
    page.clock.pause_at(page.evaluate("Date.now() + 1_000"))

    def renewal(milliseconds: int) -> None:
        page.evaluate("() => { window.renewed = 0; }")
        page.clock.run_for(milliseconds)
        deadline = time.monotonic() + 30
        while not page.evaluate("window.renewed"):
            assert time.monotonic() < deadline, "it was not renewed"

    renewal(10_000)
    page.clock.run_for(9_000)
    held(4)
    page.hover("#station-1")
    page.mouse.down()
    renewal(1_000)
    expect(page.locator("#s4 .state")).not_to_contain_text("Held")
    # Who keeps a finger there sees the news all the same.
    renewal(10_000)
    expect(page.locator("#s4 .state")).to_contain_text("Held")
    page.hover("thead")
    page.mouse.up()
    page.clock.run_for(9_000)
    held(2)
    page.hover("#station-2")
    page.mouse.down()
    renewal(1_000)
    page.mouse.up()
    expect(page).to_have_url(re.compile(r"/0034/stations/2/"))
    page.context.close()


def test_the_board_searches_without_script(
    browser: Browser, live_server: LiveServer, almere: MadeMunicipality
) -> None:
    anna = official("anna", almere)
    anna.set_password(PASSWORD)
    anna.save()
    context = browser.new_context(locale="en", java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{live_server.url}/desk/sign-in/")
    page.fill("#username", "anna")
    page.fill("#password", PASSWORD)
    page.press("#password", "Enter")
    page.fill("#q", "zuid")
    page.press("#q", "Enter")
    expect(page.locator("tbody tr:not([hidden])")).to_have_count(1)
    page.click("#filter-hand")
    expect(page).to_have_url(re.compile(r"show=hand&q=zuid"))
    context.close()
