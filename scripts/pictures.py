"""Takes the pictures of the documentation: plays the rehearsal's day in one city and photographs the screens.

    python scripts/pictures.py             writes those that the documents show, into docs/pictures
    python scripts/pictures.py FOLDER      writes every screen, to look at

Nothing is staged: the pages are those that a reader, a chair and an official get from the running zones.
"""

from __future__ import annotations

import json
import os
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, time, timedelta
from pathlib import Path

from browser import installed
from playwright.sync_api import Browser, Page, sync_playwright

from stemdag.rehearsal.doors import client
from stemdag.rehearsal.form import as_fields
from stemdag.rehearsal.plan import Act, Plan, is_held, plan
from stemdag.rehearsal.play import Credentials, Player
from stemdag.rehearsal.stage import Stage
from stemdag.rehearsal.tk2021 import tk2021

ROOT = Path(__file__).resolve().parent.parent
SHOWN = ROOT / "docs/pictures"
NAMES = frozenset({"public-before", "public-after", "station", "desk"})
CITY = "0268"
PHONE, TABLET, DESK = (390, 844), (1024, 768), (1280, 800)
MINUTE = timedelta(minutes=1)
Shot = Callable[[], None]


@dataclass
class Photographer(Stage):
    """A stage that takes the pictures that are due whenever the clock has moved."""

    due: list[tuple[datetime, Shot]] = field(default_factory=list)

    def move(self, moment: datetime) -> None:
        super().move(moment)
        while self.due and self.due[0][0] <= moment:
            self.due.pop(0)[1]()


@dataclass
class Pictures:
    """Everything to photograph; each method is one picture or a pair of them."""

    stage: Photographer
    browser: Browser
    credentials: Credentials
    folder: Path

    @property
    def election(self) -> str:
        return self.stage.plan.elections[0].election.id

    @contextmanager
    def page(self, size: tuple[int, int], *, dark: bool = False, language: str = "nl-NL") -> Iterator[Page]:
        width, height = size
        context = self.browser.new_context(
            viewport={"width": width, "height": height},
            device_scale_factor=2,
            locale=language,
            timezone_id="Europe/Amsterdam",
            color_scheme="dark" if dark else "light",
        )
        page = context.new_page()
        page.clock.set_fixed_time(self.stage.moment)
        yield page
        context.close()

    def keep(self, page: Page, name: str, *, whole: bool = False) -> None:
        if self.folder == SHOWN and name not in NAMES:
            return
        page.evaluate("document.fonts.ready")
        page.screenshot(path=self.folder / f"{name}.png", full_page=whole)
        sys.stdout.write(f"{name}.png\n")

    def public(self, name: str) -> None:
        """All kinds of page on a phone; the municipality on a desk, in English, and in the dark."""
        town = f"{self.stage.zones.public}/nl/{self.election}/{CITY}/"
        with self.page(PHONE) as page:
            page.goto(town)
            self.keep(page, f"public-{name}")
            self.keep(page, f"public-{name}-whole", whole=True)
            page.goto(f"{self.stage.zones.public}/nl/")
            self.keep(page, f"public-{name}-start", whole=True)
            page.goto(f"{self.stage.zones.public}/nl/{self.election}/")
            self.keep(page, f"public-{name}-country", whole=True)
            page.goto(f"{town}1/")
            self.keep(page, f"public-{name}-station", whole=True)
        with self.page(DESK) as page:
            page.goto(town.replace("/nl/", "/en/"))
            self.keep(page, f"public-{name}-desktop")
        with self.page(PHONE, dark=True) as page:
            page.goto(town)
            self.keep(page, f"public-{name}-dark")

    def station(self) -> None:
        """A form with two digits of D swapped, on a tablet and on a phone; then its receipt."""
        event = next(
            each
            for each in self.stage.plan.events
            if each.act is Act.COUNT and each.at > self.stage.moment and each.count
        )
        assert event.count is not None
        assert event.station is not None
        number = str(event.station)
        [issued] = json.loads(self.stage.zones.run("codes", self.election, number, "--json", "-"))
        count = event.count
        swapped = replace(count, admitted=_swap(count.admitted))
        for size, name in ((TABLET, "station"), (PHONE, "station-phone")):
            with self.page(size) as page:
                if name == "station":
                    page.goto(f"{self.stage.zones.office}/station/sign-in")
                    self.keep(page, "station-sign-in")
                    page.get_by_role("textbox").fill(issued["code"])
                    page.locator("main button[type=submit]").click()
                    self._cookies = page.context.cookies()
                else:
                    page.context.add_cookies(self._cookies)  # type: ignore[arg-type]
                    page.goto(f"{self.stage.zones.office}/station/")
                self.keep(page, f"{name}-home", whole=True)
                page.goto(f"{self.stage.zones.office}/station/count")
                for mark, value in as_fields(swapped).items():
                    values = value if isinstance(value, list) else [value]
                    for each in values:
                        box = page.locator(f'input[name="{mark}"][value="{each}"]')
                        if box.count() and box.get_attribute("type") in {"checkbox", "radio"}:
                            box.check()
                        elif page.locator(f'input[name="{mark}"]').count():
                            page.fill(f'input[name="{mark}"]', each)
                page.locator('button[value="check"]').first.click()
                page.wait_for_load_state()
                self.keep(page, name)
                self.keep(page, f"{name}-whole", whole=True)

    def desk(self) -> None:
        """Sign-in, board, control and release."""
        name, password = self.credentials.accounts[self.election, CITY]
        desk = f"{self.stage.zones.office}/desk/"
        with self.page(DESK) as page:
            page.goto(desk)
            self.keep(page, "desk-sign-in")
            page.fill("input[name=username]", name)
            page.fill("input[name=password]", password)
            page.locator("main button[type=submit]").click()
            page.wait_for_load_state()
            here = f"{desk}{self.election}/{CITY}/"
            page.goto(here)
            self.keep(page, "desk")
            self.keep(page, "desk-whole", whole=True)
            page.goto(f"{here}release/")
            self.keep(page, "desk-release")
            page.goto(f"{here}control/")
            self.keep(page, "desk-control")
            cookies = page.context.cookies()
        with self.page(PHONE) as page:
            page.context.add_cookies(cookies)  # type: ignore[arg-type]
            page.goto(here)
            self.keep(page, "desk-phone")


def _swap(number: int) -> int:
    """Two neighbouring digits exchanged, as tired people do."""
    digits = str(number)
    return int(digits[:-2] + digits[-1] + digits[-2])


def _day() -> Plan:
    """The rehearsal's own day, one city of it."""
    day = tk2021()
    city = tuple(each for each in day.municipalities if each.municipality.code == CITY)
    return plan([replace(day, municipalities=city)])


def main(folder: Path) -> int:
    """0 when all pictures are taken."""
    folder.mkdir(parents=True, exist_ok=True)
    day = _day()
    zone = day.elections[0].election.tz
    evening = datetime.combine(day.release.astimezone(zone).date(), time(), zone)
    # A minute after a count that the office finds held.
    night = MINUTE + next(
        each.at
        for each in day.events
        if each.at > day.release + timedelta(hours=1)
        and each.count is not None
        and is_held(each.count, day.elections[0].election)
    )
    program = installed()
    flags = ["--no-sandbox"] if os.geteuid() == 0 else []
    with (
        tempfile.TemporaryDirectory(prefix="stemdag-pictures-") as home,
        Photographer(day, Path(home) / "day") as stage,
        sync_playwright() as playwright,
    ):
        browser = playwright.chromium.launch(executable_path=program, args=flags)
        credentials = stage.set_up()
        pictures = Pictures(stage, browser, credentials, folder)
        stage.due = [
            (evening.replace(hour=19), lambda: pictures.public("before")),
            (night, pictures.desk),
            (night, pictures.station),
            (night, lambda: pictures.public("after")),
        ]
        with client(stage.zones.office) as http:
            Player(http, credentials, day).play(stage.beats[1:], stage.move, lambda _: None)
        browser.close()
    return 0


if __name__ == "__main__":
    raise SystemExit(main(Path(sys.argv[1]) if sys.argv[1:] else SHOWN))
