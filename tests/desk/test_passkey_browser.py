"""A passkey in a real browser: made at the first sign-in, then the second factor, then alone."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from playwright.sync_api import Browser, Page, expect
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer

from stemdag.desk.people import factors
from tests.desk.conftest import official
from tests.factories import MadeMunicipality

pytestmark = [pytest.mark.browser, pytest.mark.store, pytest.mark.django_db(transaction=True)]
PASSWORD = "a pencil, a box and a list"
KEY = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


def test_a_passkey_from_the_first_sign_in_on(
    browser: Browser,
    live_server: LiveServer,
    almere: MadeMunicipality,
    accessible: Callable[[Page], None],
    settings: Settings,
) -> None:
    settings.STEMDAG = replace(settings.STEMDAG, second_factor=True)
    anna = official("anna", almere)
    anna.set_password(PASSWORD)
    anna.save()
    context = browser.new_context(locale="en", viewport={"width": 390, "height": 844})
    page = context.new_page()
    errors: list[str] = []
    page.on("console", lambda line: errors.append(line.text) if line.type == "error" else None)
    # A browser knows passkeys at a name over TLS, and on this machine.
    here = live_server.url.replace("127.0.0.1", "localhost")
    devtools = context.new_cdp_session(page)
    devtools.send("WebAuthn.enable")
    devtools.send("WebAuthn.addVirtualAuthenticator", {"options": KEY})

    def password() -> None:
        page.goto(f"{here}/desk/sign-in/")
        accessible(page)
        page.fill("#username", "anna")
        page.fill("#password", PASSWORD)
        page.press("#password", "Enter")

    password()
    expect(page.get_by_role("heading", name="Set up a second factor")).to_be_visible()
    accessible(page)
    page.get_by_role("link", name="A passkey").click()
    page.fill("#name", "Werktelefoon")
    accessible(page)
    page.get_by_role("button", name="Make a passkey").click()
    expect(page.locator(".codes li")).to_have_count(10)
    accessible(page)
    page.get_by_role("link", name="I have kept them").click()
    expect(page).to_have_url(f"{here}/desk/GR2022_Almere/0034/")
    assert [each.name for each in factors.of(anna)] == ["Werktelefoon"]

    page.goto(f"{here}/desk/account/")
    accessible(page)
    page.get_by_role("button", name="Sign out", exact=True).click()
    password()
    accessible(page)
    page.get_by_role("button", name="Use your passkey").click()
    expect(page).to_have_url(f"{here}/desk/GR2022_Almere/0034/")

    page.get_by_role("button", name="Sign out", exact=True).click()
    page.get_by_role("button", name="Sign in with a passkey").click()
    expect(page).to_have_url(f"{here}/desk/GR2022_Almere/0034/")
    page.goto(f"{here}/desk/account/app/")
    accessible(page)
    assert not errors
    context.close()
