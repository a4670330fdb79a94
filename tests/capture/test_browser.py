"""The station in a real browser: a day from the code to the receipt, on a phone and a tablet, nl and en."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from playwright.sync_api import Browser, BrowserContext, Dialog, Error, Page, expect
from pytest_django.live_server_helper import LiveServer

from stemdag import clock
from stemdag.capture import codes
from stemdag.domain.station import Counting
from stemdag.journal.models import StationDay
from tests.factories import MadeMunicipality, make_election

pytestmark = [pytest.mark.browser, pytest.mark.store, pytest.mark.django_db(transaction=True)]
WORDS = {
    "nl": ("De aantallen kloppen met elkaar.", "De telling is ontvangen", "telt op", "A + B is 100"),
    "en": ("The numbers agree.", "The count was received", "adds up", "A + B is 100"),
}
GOOD = {"A": "90", "B": "10", "D": "100", "E": "98", "F": "1", "G": "1", "H": "100"}
LISTS = {"E.1": "60", "E.2": "30", "E.5": "8"}


@pytest.fixture
def town() -> MadeMunicipality:
    return make_election().first


@pytest.fixture
def visit(browser: Browser, live_server: LiveServer) -> Iterator[Callable[..., Page]]:
    """A browser that scanned the sheet of station 1; what goes wrong in its console fails the test."""
    contexts: list[BrowserContext] = []
    errors: list[str] = []

    def enter(town: MadeMunicipality, **how: object) -> Page:
        context = browser.new_context(**{"locale": "en", **how})  # type: ignore[arg-type]
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.on("console", lambda line: errors.append(line.text) if line.type == "error" else None)
        expires = clock.now() + timedelta(hours=8)
        [code] = codes.issue(town.row, [town.station], expires).values()
        scripted = how.get("java_script_enabled", True)
        page.goto(f"{live_server.url}/station/sign-in" + (f"#{code}" if scripted else ""))
        if scripted:
            expect(page.locator("#code")).to_have_value(code)
            assert "#" not in page.url
        else:
            page.fill("#code", code)
        page.press("#code", "Enter")
        expect(page).to_have_url(f"{live_server.url}/station/")
        return page

    yield enter
    for each in contexts:
        each.close()
    assert [each for each in errors if "status of 4" not in each] == []


def fill(page: Page, numbers: dict[str, str]) -> None:
    for mark, number in numbers.items():
        page.fill(f'[name="{mark}"]', number)


def opened(page: Page) -> Page:
    """At the count page of a station that was opened."""
    page.goto(page.url.replace("/station/", "/station/open"))
    page.locator("main form button").click()
    page.goto(page.url.replace("/station/", "/station/count"))
    return page


@pytest.mark.parametrize(
    ("language", "size"),
    [("nl", (390, 844)), ("en", (390, 844)), ("nl", (1024, 1366)), ("en", (1440, 900))],
    ids=["phone-nl", "phone-en", "tablet-nl", "desktop-en"],
)
def test_a_day_from_the_code_to_the_receipt(
    visit: Callable[..., Page],
    town: MadeMunicipality,
    accessible: Callable[[Page], None],
    language: str,
    size: tuple[int, int],
) -> None:
    agree, received, fits, shows = WORDS[language]
    page = visit(town, locale=language, viewport={"width": size[0], "height": size[1]})

    def looks_right() -> None:
        accessible(page)
        assert not page.evaluate("document.documentElement.scrollWidth > innerWidth")

    looks_right()
    page.locator(".day a").first.click()
    page.wait_for_url("**/station/open")
    looks_right()
    page.locator("main form button").click()
    page.locator('.day a[href="/station/turnout"]').click()
    page.fill("#admitted", "100")
    page.press("#admitted", "Enter")
    expect(page.locator(".reports")).to_contain_text("100")
    page.fill("#admitted", "37")
    page.press("#admitted", "Enter")
    expect(page.locator(".message")).to_be_focused()
    looks_right()

    page.goto(page.url.replace("turnout", "count"))
    looks_right()
    fill(page, {**GOOD, **LISTS, "D": "10"})
    expect(page.locator('output[for="v-D"]')).to_have_text(shows)
    expect(page.locator('output[for="v-H"]')).to_have_text(fits)
    expect(page.locator('output[for="v-E"]').first).to_have_text(fits)
    page.check('[value="D=H"]')
    page.press('[name="D"]', "Enter")  # Enter checks; it never sends
    expect(page.locator(".error-summary")).to_be_focused()
    expect(page.locator(".error-summary")).to_contain_text("F.201")
    looks_right()
    page.locator(".error-summary a").first.click()
    expect(page.locator("#v-D")).to_be_focused()
    page.fill("#v-D", "100")
    expect(page.locator('output[for="v-D"]')).to_have_text(fits)
    page.click("button[value=check]")
    expect(page.locator(".message[data-kind=ok]")).to_contain_text(agree)
    looks_right()
    page.click("button[value=send]")
    expect(page.locator("h1")).to_have_text(received)
    looks_right()
    assert StationDay.objects.get(station=1).state == "accepted"
    page.locator('main a[href="/station/count"]').click()
    # The click returns while the receipt may still stand there.
    page.wait_for_url("**/station/count")
    looks_right()


def test_a_decentral_form_adds_up_each_list(
    visit: Callable[..., Page], accessible: Callable[[Page], None]
) -> None:
    town = make_election(counting=Counting.DECENTRAL).first
    page = opened(visit(town, viewport={"width": 390, "height": 844}))
    fill(page, {**GOOD, **LISTS, "c.1.1": "40", "c.1.2": "20", "L.1": "60"})
    expect(page.locator('output[for="v-L-1"]')).to_have_text("adds up")
    fill(page, {"c.1.4": "1"})
    expect(page.locator('output[for="v-L-1"]')).to_contain_text("61")
    page.check('[value="D=H"]')
    page.click("button[value=check]")
    expect(page.locator(".error-summary")).to_contain_text("F.402")
    accessible(page)
    page.locator('.list-index a[href="#list-5"]').click()
    expect(page.locator("#list-5 summary")).to_be_in_viewport()


def test_the_form_works_without_script(visit: Callable[..., Page], town: MadeMunicipality) -> None:
    page = opened(visit(town, java_script_enabled=False))
    fill(page, {**GOOD, **LISTS, "A": "92"})
    page.check('[value="D=H"]')
    page.click("button[value=check]")
    expect(page.locator(".error-summary")).to_contain_text("F.201")
    page.click("button[value=send]")
    expect(page.locator("h1")).to_have_text("The count was received")
    assert StationDay.objects.get(station=1).state == "held"


def test_typed_numbers_are_not_left_behind_by_accident(
    visit: Callable[..., Page], town: MadeMunicipality
) -> None:
    page = opened(visit(town))
    page.press('[name="A"]', "9")
    asked: list[str] = []

    def stay(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.dismiss()

    page.on("dialog", stay)
    page.locator(".bar__name").click(no_wait_after=True)
    page.wait_for_timeout(300)
    assert asked == ["beforeunload"]
    expect(page.locator('[name="A"]')).to_have_value("9")


def test_nothing_of_a_count_stays_in_the_browser(visit: Callable[..., Page], town: MadeMunicipality) -> None:
    page = opened(visit(town))
    fill(page, {**GOOD, **LISTS, "A": "71829", "D": "71839"})
    page.check('[value="D=H"]')
    page.click("button[value=check]")
    page.click("button[value=send]")
    expect(page.locator("h1")).to_have_text("The count was received")
    kept = page.evaluate(
        """async () => JSON.stringify([{...localStorage}, {...sessionStorage}, document.cookie, history.state,
          await indexedDB.databases(), await caches.keys(), location.href])"""
    )
    assert "7182" not in kept
    # What stood on the way back was the answer to a POST that may not be kept.
    with pytest.raises(Error, match="ERR_CACHE_MISS"):
        page.go_back()
