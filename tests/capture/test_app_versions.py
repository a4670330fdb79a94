"""Which version of the app a device runs: one from opening to the sent count, unless the office says so."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect
from typer.testing import CliRunner

from stemdag import cli
from stemdag.capture import shell
from stemdag.journal.models import Entry
from tests.capture.conftest import Wall
from tests.capture.test_app_browser import GOOD, LISTS, Tablet, all_sent, fill, go, open_station, unlock
from tests.capture.test_app_browser import tablet as tablet  # a fixture
from tests.capture.test_app_browser import town as town
from tests.factories import MadeMunicipality, make_election

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def install(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], str]:
    """Installs another version of the app on the server, and says its name."""
    worker, page, real = shell._worker, shell.page(), shell.version()

    def make(letter: str) -> str:
        made = letter * 12
        monkeypatch.setattr(shell, "version", lambda: made)
        monkeypatch.setattr(shell, "page", lambda: page.replace(real, made))
        monkeypatch.setattr(shell, "worker", lambda: worker(made))
        return made

    return make


def running(page: Page) -> str:
    return page.locator('meta[name="stemdag-shell"]').get_attribute("content") or ""


def newest_lies_here(page: Page, version: str) -> None:
    """The worker of this version has brought its files and works: the next start could take it."""
    page.evaluate(
        """async (version) => {
          const registration = await navigator.serviceWorker.getRegistration();
          const kept = () => caches.match("/station/app/", { cacheName: `stemdag-shell-${version}` });
          const works = ({ installing, waiting }) => !installing && !waiting;
          while (!(await kept()) || !works(registration)) await registration.update();
        }""",
        version,
    )


def test_a_version_is_held_for_the_day(
    tablet: Callable[..., Tablet],
    town: MadeMunicipality,
    wall: Wall,
    install: Callable[[str], str],
    accessible: Callable[[Page], None],
) -> None:
    """Taken by itself before the opening and after the last count; between them only once released."""
    make_election(eml_id="WS2022_Zuiderzee")
    mine = tablet()
    wall.set("07:00")
    page = mine.enrol(town)
    second = install("b")
    newest_lies_here(page, second)
    page = mine.restart(offline=False)
    assert running(page) == second
    go(page, "opening")
    open_station(page)
    expect(page.get_by_text("Open since 0")).to_be_visible()
    third = install("c")
    newest_lies_here(page, third)
    wall.set("21:30")
    page = mine.restart(offline=False)
    assert running(page) == second

    released = CliRunner().invoke(
        cli.program(), ["app-release", "GR2022_Almere", "--municipality", town.row.code]
    )
    assert released.exit_code == 0, released.output
    all_sent(page)
    expect(page.get_by_text("The election office released a better version")).to_be_visible()
    go(page, "count")
    fill(page, GOOD)
    mine.line.cut()
    go(page, "office")
    page.fill("#text", "All is well")
    page.get_by_role("button", name="Send", exact=True).click()
    go(page, "home")
    accessible(page)
    page.get_by_role("button", name="Take the update now").click()
    unlock(page)
    assert running(page) == third
    expect(page.locator("#line")).to_contain_text("1 message waits")
    # A module that is loaded late is of the version that runs, and lies here as well.
    go(page, "codes")
    expect(
        page.get_by_text("There is no key to seal with.").or_(page.locator(".codes__where"))
    ).to_be_visible()

    mine.line.mend()
    all_sent(page)
    fourth = install("d")
    newest_lies_here(page, fourth)
    # The sent count of one election is not the end of the day of both.
    for election, after in (("GR2022_Almere", third), ("WS2022_Zuiderzee", fourth)):
        page.select_option("#election", election)
        go(page, "opening")
        expect(page.get_by_text("Open since")).to_be_visible()
        go(page, "count")
        if election == "GR2022_Almere":
            expect(page.locator('[name="D"]')).to_have_value("100")
        fill(page, {**GOOD, **LISTS})
        page.get_by_label("D = H").check()
        page.click("#check")
        page.click("#send")
        expect(page.get_by_text("Version 1 was received.")).to_be_visible()
        all_sent(page)
        page = mine.restart(offline=True)
        assert running(page) == after
        mine.connect()
    assert Entry.objects.filter(kind__in=["message.sent", "count.received"]).count() == 3
