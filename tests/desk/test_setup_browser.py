"""Setting up in a real browser, on a phone: from the official files to a station corrected by hand."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from stemdag.domain.role import Role
from stemdag.elections import models
from tests.desk.conftest import official
from tests.desk.test_browser import PASSWORD
from tests.files import made_versions as eml
from tests.files.made_sheets import workbook

pytestmark = [pytest.mark.browser, pytest.mark.store, pytest.mark.django_db(transaction=True)]
STATIONS = eml.stations(
    eml.place(1, "Gemeentehuis", 1450), eml.place(9, "Briefstembureau", 0, channel="postal")
)
ROWS: list[list[str | int]] = [
    ["Stembureaus 2026"],
    ["Nr", "Naam", "wo 18 maart"],
    [1, "Gemeentehuis", "7.30 - 21.00"],
    [2, "Kerk", "x uur"],
]


def test_from_the_official_files_to_a_corrected_station(
    browser: Browser, live_server: LiveServer, tmp_path: Path, accessible: Callable[[Page], None]
) -> None:
    kees = official("kees", role=Role.OPERATOR)
    kees.set_password(PASSWORD)
    kees.save()
    given = {"110a.xml": eml.definition(), "230b.xml": eml.candidates(), "110b.xml": STATIONS}
    given |= {"fout.xlsx": workbook({"Blad1": ROWS}), "goed.xlsx": workbook({"Blad1": ROWS[:3]})}
    for name, data in given.items():
        (tmp_path / name).write_bytes(data)
    context = browser.new_context(locale="nl", viewport={"width": 390, "height": 844})
    page = context.new_page()
    errors: list[str] = []
    page.on("console", lambda line: errors.append(line.text) if line.type == "error" else None)

    def looks_right() -> None:
        accessible(page)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")

    page.goto(f"{live_server.url}/desk/")
    page.fill("#username", "kees")
    page.fill("#password", PASSWORD)
    page.press("#password", "Enter")
    page.get_by_role("link", name="Een verkiezing inrichten").click()
    page.set_input_files("#chosen", [tmp_path / name for name in ("110a.xml", "230b.xml", "110b.xml")])
    looks_right()
    page.get_by_role("button", name="Toon wat het zou maken").click()
    expect(page.get_by_text("9901 Voorbeeld")).to_be_visible()
    looks_right()
    page.get_by_role("button", name="Deze verkiezing maken").click()
    expect(page.get_by_role("heading", name="Inrichting")).to_be_visible()
    looks_right()

    page.set_input_files("#chosen", tmp_path / "fout.xlsx")
    page.get_by_role("button", name="Toon wat er zou veranderen").click()
    expect(page.get_by_text("blad Blad1, rij 4, kolom C (wo 18 maart)")).to_be_visible()
    looks_right()
    page.set_input_files("#chosen", tmp_path / "goed.xlsx")
    page.get_by_role("button", name="Toon wat er zou veranderen").click()
    expect(page.get_by_text("wo 18 mrt 07.30–21.00")).to_be_visible()
    looks_right()
    page.get_by_role("button", name="Inlezen").click()
    expect(page.get_by_text("De bestanden zijn ingelezen.")).to_be_visible()

    page.locator('a[href$="/setup/stations/"]').first.click()
    looks_right()
    page.get_by_role("link", name="Gemeentehuis").click()
    expect(page.locator("#opens_0")).to_have_value("07:30")
    page.fill("#closes_0", "07:00")
    page.get_by_role("button", name="Bewaar").click()
    expect(page.get_by_text("Het sluit voordat het opengaat.")).to_be_visible()
    looks_right()
    page.fill("#closes_0", "20:00")
    page.get_by_role("button", name="Bewaar").click()
    expect(page.get_by_text("Stembureau 1 is bewaard.")).to_be_visible()
    assert models.Station.objects.get(number=1).hours[0][1].endswith("T20:00:00+01:00")
    refused = "the server responded with a status of 422"
    assert [line for line in errors if refused not in line] == []
    context.close()
