"""Photos and exports in a real browser: every page to be read by everybody, on a phone and a desktop."""

from __future__ import annotations

from collections.abc import Callable
from uuid import uuid4

import pytest
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from stemdag.desk.control import carried
from stemdag.domain import export
from stemdag.elections.sealing import photographed
from stemdag.journal.append import Fact, append
from tests.desk.conftest import official
from tests.exports import count_fact, fact, sealed_by_hand
from tests.factories import PASSPHRASE, MadeMunicipality, at

pytestmark = [pytest.mark.browser, pytest.mark.store, pytest.mark.django_db(transaction=True)]
PASSWORD = "a pencil, a box and a list"
#: A PNG of one white dot.
DOT = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108000000003a7e9b550000000a49444154789c63f80f000101"
    "01001bb6ee560000000049454e44ae426082"
)


@pytest.mark.parametrize("size", [(390, 844), (1440, 900)], ids=["phone", "desktop"])
def test_an_export_from_its_codes_to_the_door_and_a_photo(
    browser: Browser,
    live_server: LiveServer,
    almere: MadeMunicipality,
    accessible: Callable[[Page], None],
    monkeypatch: pytest.MonkeyPatch,
    size: tuple[int, int],
) -> None:
    anna = official("anna", almere)
    anna.set_password(PASSWORD)
    anna.save()
    row = almere.row
    file, facts = photographed(row, 1, DOT)
    about = (row.election.eml_id, row.code, "record.photographed")
    append(Fact(*about, at=at("11:00"), by="station:1", client_id=uuid4(), station=1, facts=facts, file=file))
    exported = [fact("station.opened", 1), count_fact({"A": 8_123}, 2)]
    texts = export.split(sealed_by_hand(row, 2, exported))
    monkeypatch.setattr(carried, "_door", [lambda *_: [{"state": "taken"}, {"state": "known"}]])

    context = browser.new_context(locale="en", viewport={"width": size[0], "height": size[1]})
    page = context.new_page()
    errors: list[str] = []
    page.on("console", lambda line: errors.append(line.text) if line.type == "error" else None)

    def looks_right() -> None:
        accessible(page)
        wide = "document.documentElement.scrollWidth > document.documentElement.clientWidth"
        assert not page.evaluate(wide)

    page.goto(f"{live_server.url}/desk/GR2022_Almere/0034/control/")
    page.fill("#username", "anna")
    page.fill("#password", PASSWORD)
    page.press("#password", "Enter")
    page.fill("#passphrase", PASSPHRASE)
    page.press("#passphrase", "Enter")
    page.get_by_role("link", name="Photos and exports").click()
    looks_right()
    page.fill("#texts", "\n".join(texts[1:]))
    page.get_by_role("button", name="Take in").click()
    expect(page.get_by_role("alert")).to_contain_text("Still missing: 1")
    looks_right()
    page.fill("#texts", page.input_value("#texts") + "\n" + texts[0])
    page.get_by_role("button", name="Take in").click()
    page.fill("#reason", "the tablet broke")
    looks_right()
    page.press("#reason", "Enter")
    expect(page.get_by_text("station opened")).to_be_visible()
    expect(page.get_by_text("8123")).to_have_count(0)
    looks_right()
    page.get_by_role("button", name="Show the numbers").click()
    expect(page.get_by_text("8123")).to_be_visible()
    looks_right()
    page.get_by_role("button", name="Take in").click()
    expect(page.get_by_role("status")).to_contain_text("1 fact was taken in")
    looks_right()

    page.get_by_role("link", name="Photos and exports").click()
    page.locator("table.held a").first.click()
    page.fill("#reason", "the form cannot be read")
    with page.expect_response(lambda response: "/open/" in response.url) as got:
        page.get_by_role("button", name="Show the photo").click()
    assert got.value.headers["cache-control"] == "no-store"
    expect(page.locator("main img")).to_have_js_property("naturalWidth", 1)
    looks_right()
    page.go_back()
    expect(page.get_by_role("heading", name="Open this photo")).to_be_visible()
    assert [each for each in errors if "status of 4" not in each] == []
    context.close()
