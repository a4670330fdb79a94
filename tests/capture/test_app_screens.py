"""Every screen of the app, whatever it is called: to be read by everybody, at every size, by night too."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from playwright.sync_api import BrowserContext, Locator, Page, expect
from pytest_django.live_server_helper import LiveServer

from stemdag import clock
from stemdag.capture import codes
from stemdag.domain.station import Counting
from tests.capture.conftest import Wall
from tests.capture.test_app_browser import PIN, go
from tests.factories import MadeMunicipality, make_election

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
#: 320 pixels are a desktop of 1280 at 400 %.
WIDTHS = {320: 640, 820: 1180, 1280: 800}
#: What sticks out of the page to the right.
TOO_WIDE = """
() => {
  const { clientWidth, scrollWidth } = document.documentElement;
  if (scrollWidth <= clientWidth) return [];
  const out = [...document.querySelectorAll("body *")].filter((each) => each.getBoundingClientRect().right > clientWidth + 0.5);
  return out.slice(-3).map((each) => `${each.tagName}.${each.className} ${each.id}`);
}
"""  # noqa: E501
Check = Callable[[Page], None]
#: A count per candidate that agrees.
TYPED = {
    **{"A": "90", "B": "10", "D": "100", "E": "98", "F": "1", "G": "1", "H": "100"},
    **{"E.1": "60", "c.1.1": "30", "c.1.2": "20", "c.1.4": "10", "L.1": "60"},
    **{"E.2": "30", "c.2.1": "10", "c.2.3": "20", "L.2": "30", "E.5": "8", "c.5.1": "8", "L.5": "8"},
}


@pytest.fixture
def town() -> MadeMunicipality:
    """Two elections on one day, and candidates counted at the station: the fullest screens."""
    make_election(eml_id="WS2022_Zuiderzee")
    return make_election(counting=Counting.DECENTRAL).first


def enrol(page: Page, address: str, town: MadeMunicipality) -> None:
    [code] = codes.issue(town.row, [town.station], clock.now() + timedelta(hours=30)).values()
    page.goto(f"{address}/station/app/#code={code}")
    expect(page.locator("#code")).to_have_value(code)
    page.fill("#pin", PIN)
    page.fill("#again", PIN)
    page.press("#again", "Enter")
    expect(page.locator("#again")).to_have_count(0)
    page.fill("#pin", PIN)
    page.press("#pin", "Enter")
    expect(page.locator("#line")).to_be_visible()


def fits(page: Page, what: str) -> None:
    """No sideways scrolling at any width."""
    for width, height in WIDTHS.items():
        page.set_viewport_size({"width": width, "height": height})
        assert page.evaluate(TOO_WIDE) == [], f"{what} at {width}"


def readable(page: Page, what: str, accessible: Check) -> None:
    """By day and by night, at the narrowest."""
    page.set_viewport_size({"width": 320, "height": 640})
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        try:
            accessible(page)
        except AssertionError as breach:
            raise AssertionError(f"{what}, {scheme}: {breach}") from None
    page.emulate_media(color_scheme="light")


def walk(page: Page, state: str, accessible: Check) -> list[str]:
    """Every screen in both languages; the names of the screens."""
    names: list[str] = page.evaluate(
        "async () => Object.keys((await import('/static/capture/app/screens/index.js')).SCREENS)"
    )
    for language in ("en", "nl"):
        page.click(f"#speak-{language}")
        for name in names:
            go(page, name)
            expect(page.locator("h1")).to_be_visible()
            assert page.locator("html").get_attribute("lang") == language
            fits(page, f"{name}, {language}, {state}")
            if language == "nl":
                readable(page, f"{name}, {state}", accessible)
    return names


def test_every_screen_in_every_state(
    context: BrowserContext,
    page: Page,
    live_server: LiveServer,
    town: MadeMunicipality,
    wall: Wall,
    accessible: Check,
) -> None:
    """At three widths, in two languages, by day and by night; enrolment, online, offline, locked."""
    wall.set("20:45")
    page.goto(f"{live_server.url}/station/app/")
    expect(page.locator("#code")).to_be_visible()
    fits(page, "enrolment")
    readable(page, "enrolment", accessible)
    enrol(page, live_server.url, town)
    go(page, "opening")
    for each in ("#open", "#anyway"):
        page.click(each)
    wall.set("21:30")
    page.evaluate("dispatchEvent(new Event('online'))")
    go(page, "count")
    expect(page.locator(".count-form")).to_be_visible()
    names = walk(page, "online", accessible)
    assert {"home", "count", "outbox", "codes", "bring"} <= {*names}
    context.set_offline(True)
    go(page, "office")
    page.fill("#text", "Wij komen stembiljetten tekort, " * 8)
    page.locator("main form button").click()
    expect(page.locator("#line b")).to_be_visible()
    go(page, "codes")
    expect(page.locator(".codes__picture svg")).to_be_visible()
    walk(page, "offline", accessible)
    # Signing out insists on sending first.
    go(page, "home")
    page.click("#leave")
    expect(page.get_by_role("heading", name="Niet verzonden")).to_be_visible()
    page.click("#lock")
    expect(page.locator("#unsent")).not_to_be_empty()
    fits(page, "locked")
    readable(page, "locked", accessible)


def test_what_is_pressed_is_not_taken_away_by_news(
    page: Page, live_server: LiveServer, town: MadeMunicipality, wall: Wall
) -> None:
    """News between a press and its end waits for it: a button that is drawn anew then never hears of it."""
    wall.set("07:00")
    page.clock.install(time=clock.now())
    page.goto(f"{live_server.url}/station/app/")
    enrol(page, live_server.url, town)
    go(page, "opening")
    expect(page.locator("#line")).to_have_text("Verbonden")
    # From here on time passes where the test says so.
    page.clock.pause_at(page.evaluate("Date.now() + 1_000"))

    def news_while_pressed(what: str) -> Locator:
        """The button as it was drawn before, which is gone once the screen is drawn anew."""
        before = page.locator(f"{what}[data-before]")
        page.locator(what).evaluate("each => { each.dataset.before = ''; }")
        page.evaluate("dispatchEvent(new Event('offline'))")
        return before

    page.hover("#open")
    page.mouse.down()
    expect(page.locator("#open:active")).to_have_count(1)
    assert news_while_pressed("#open").count() == 1
    page.mouse.up()
    page.clock.run_for(10)
    expect(page.locator("#anyway")).to_be_visible()
    page.focus("#back")
    page.keyboard.down("Space")
    assert news_while_pressed("#back").count() == 1
    page.keyboard.up("Space")
    page.clock.run_for(10)
    expect(page.locator("#open")).to_be_visible()
    # A press that does not end holds up nothing.
    page.hover("h1")
    page.mouse.down()
    before = news_while_pressed("#open")
    page.clock.run_for(1_000)
    assert before.count() == 1
    page.clock.run_for(1_000)
    expect(before).to_have_count(0)
    page.mouse.up()


def tab_to(page: Page, name: str) -> None:
    """Tab, as often as it takes, to what has this name; it can be seen where the focus is."""
    for _ in range(60):
        page.keyboard.press("Tab")
        here = page.locator(":focus")
        if here.count() and name in (
            here.get_attribute("name"),
            here.get_attribute("id"),
            here.inner_text().strip(),
        ):
            look = here.evaluate(
                "each => [getComputedStyle(each).outlineStyle, getComputedStyle(each).boxShadow]"
            )
            assert look != ["none", "none"], f"nobody sees that {name} has the focus"
            return
    raise AssertionError(f"no way by keyboard to {name}")


def at_content(page: Page) -> None:
    """The focus is at the content or in it, not lost at the top of the page."""
    expect(page.locator("main:focus, main :focus")).to_have_count(1)


def test_a_day_by_keyboard_alone(
    page: Page, live_server: LiveServer, town: MadeMunicipality, wall: Wall
) -> None:
    """From the code of the card to the receipt, without a mouse or a finger on the screen."""
    wall.set("21:30")
    [code] = codes.issue(town.row, [town.station], clock.now() + timedelta(hours=30)).values()
    page.goto(f"{live_server.url}/station/app/")
    keys = page.keyboard
    expect(page.locator("#code")).to_be_focused()
    for each in (code, PIN, PIN):
        keys.type(each)
        keys.press("Tab")
    keys.press("Enter")
    expect(page.locator("#again")).to_have_count(0)
    expect(page.locator("#pin")).to_be_focused()
    keys.type(PIN)
    keys.press("Enter")
    expect(page.locator("#line")).to_have_text("Verbonden")

    keys.press("Tab")
    expect(page.get_by_role("link", name="Naar de inhoud")).to_be_focused()
    keys.press("Enter")
    expect(page.locator("main")).to_be_focused()
    tab_to(page, "Meld het stembureau open")
    page.evaluate("dispatchEvent(new Event('online'))")
    page.evaluate("dispatchEvent(new Event('offline'))")
    expect(page.get_by_role("link", name="Meld het stembureau open")).to_be_focused()
    keys.press("Enter")
    expect(page.locator("main")).to_be_focused()
    tab_to(page, "Meld het stembureau open")
    keys.press("Space")
    expect(page.locator("#open, #anyway, #back").first).to_be_focused()
    tab_to(page, "anyway")
    keys.press("Space")
    expect(page.get_by_text("Open sinds")).to_be_visible()
    at_content(page)
    tab_to(page, "to-turnout")
    keys.press("Enter")
    tab_to(page, "admitted")
    keys.type("100")
    keys.press("Enter")
    expect(page.get_by_text("100 kiezers is bewaard en wordt verzonden.")).to_be_visible()
    tab_to(page, "queue")
    keys.press("Space")
    expect(page.locator("#queue-none")).to_be_checked()
    expect(page.locator("#line")).to_have_text("Verbonden")
    at_content(page)
    tab_to(page, "to-count")
    keys.press("Enter")
    tab_to(page, "A")
    numbers = page.locator(".count-row input")
    for mark in [numbers.nth(n).get_attribute("name") or "" for n in range(numbers.count())]:
        expect(page.locator(f'[name="{mark}"]')).to_be_focused()
        keys.type(TYPED.get(mark, "0"))
        keys.press("Enter")
        if mark == "L.5":
            tab_to(page, "boxes")
            keys.press("Space")
            tab_to(page, "I")
    expect(page.locator("#check")).to_be_focused()
    keys.press("Enter")
    expect(page.get_by_text("De aantallen kloppen met elkaar.")).to_be_visible()
    tab_to(page, "send")
    keys.press("Enter")
    expect(page.locator(".receipt__code")).to_be_visible()
    at_content(page)
    # What is asked once more is asked by the browser itself, which takes the focus and gives it back.
    page.on("dialog", lambda dialog: dialog.dismiss())
    tab_to(page, "leave")
    keys.press("Enter")
    expect(page.locator("#leave")).to_be_focused()
