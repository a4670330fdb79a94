"""Another language in the middle of typing: the screen is drawn anew, and what was typed stays."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from stemdag.journal.models import Entry
from tests.capture.conftest import Wall
from tests.capture.test_app_browser import PIN, Tablet, all_sent, go, open_station, tablet, town
from tests.factories import MadeMunicipality

__all__ = ["tablet", "town"]
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def speak(page: Page, language: str) -> None:
    """By the buttons on top, which are there on every screen."""
    page.locator(f".languages [lang={language}]").click()
    expect(page.locator(f".languages [lang={language}]")).to_have_attribute("aria-pressed", "true")


def test_what_is_typed_stays_in_another_language(
    tablet: Callable[..., Tablet], town: MadeMunicipality, wall: Wall
) -> None:
    mine = tablet()
    wall.set("08:00")
    page = mine.start()
    page.goto(f"{mine.line.address}/station/app/")
    page.fill("#code", "K7QF-2M9T")
    page.fill("#pin", PIN)
    speak(page, "nl")
    expect(page.get_by_text("Code van de kaart", exact=True)).to_be_visible()
    expect(page.locator("#code")).to_have_value("K7QF-2M9T")
    expect(page.locator("#pin")).to_have_value(PIN)
    speak(page, "en")
    mine.close()

    page = mine.enrol(town)
    go(page, "opening")
    open_station(page)
    all_sent(page)
    go(page, "present")
    page.click("#add")
    page.fill("#name", "A. Bos")
    page.check("#role-deputy")
    page.fill("#from", "7.15")
    speak(page, "nl")
    expect(page.get_by_text("Voorletters en achternaam")).to_be_visible()
    expect(page.locator("#name")).to_have_value("A. Bos")
    expect(page.locator("#from")).to_have_value("7.15")
    expect(page.locator("#role-deputy")).to_be_checked()
    page.locator("#note button[type=submit]").click()
    expect(page.locator(".people__what")).to_contain_text("Plaatsvervangend voorzitter")
    # What was kept is not written once more, and is not open any longer.
    speak(page, "en")
    expect(page.locator("#name")).to_have_count(0)

    go(page, "office")
    page.check("#way-incident")
    page.check("#incident-queue")
    page.check("#urgent")
    page.fill("#text", "The queue is at the corner")
    speak(page, "nl")
    expect(page.get_by_role("button", name="Meld het incident")).to_be_visible()
    expect(page.locator("#text")).to_have_value("The queue is at the corner")
    expect(page.locator("#incident-queue")).to_be_checked()
    expect(page.locator("#urgent")).to_be_checked()

    go(page, "turnout")
    page.check("#queue-short")
    page.fill("#admitted", "41")
    speak(page, "en")
    expect(page.locator("#admitted")).to_have_value("41")
    go(page, "passes")
    page.locator("#kind-proxy").check(force=True)
    page.fill("#number", "26A0001")
    speak(page, "nl")
    expect(page.locator("#number")).to_have_value("26A0001")
    expect(page.locator("#kind-proxy")).to_be_checked()
    # Another screen begins empty, and nothing was said twice.
    go(page, "office")
    expect(page.locator("#text")).to_have_value("")
    speak(page, "en")
    all_sent(page)
    kinds = [each.kind for each in Entry.objects.filter(facts__contains='"told"').order_by("seq")]
    assert kinds == ["station.opened", "presence.noted", "queue.reported"]
