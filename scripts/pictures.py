"""Takes the pictures of the documentation: plays the rehearsal's day in one city and photographs the screens.

    python scripts/pictures.py             writes those that the documents show, into docs/pictures
    python scripts/pictures.py FOLDER      writes every screen, to look at

Nothing is staged: the pages are those that a reader, a chair and an official get from the running zones. Two
stations are played by hand on a tablet, one in Dutch and one in English (`station_day.py`), for the guide.
"""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, time, timedelta
from pathlib import Path

from browser import installed
from desk_day import DeskDay
from desk_slips import swapped
from palette import smaller
from playwright.sync_api import Browser, Page, sync_playwright
from reading import visit
from station_day import StationDay, beside, fresh_codes, register
from station_words import EN, NL

from stemdag.rehearsal.doors import OfficeDoor, Visitor, client
from stemdag.rehearsal.plan import Plan, is_held, plan
from stemdag.rehearsal.play import Credentials, Player
from stemdag.rehearsal.scanning import with_scans
from stemdag.rehearsal.stage import Stage
from stemdag.rehearsal.tk2021 import tk2021

ROOT = Path(__file__).resolve().parent.parent
SHOWN = ROOT / "docs/pictures"
NAMES = frozenset({"public-before", "public-after", "station", "desk"})
CITY = "0268"
PHONE, DESK = (390, 836), (1280, 800)
#: Pages of the desk besides the board, to look at.
OF_THE_DESK = {
    "station": "stations/13/",
    "passes": "passes/",
    "messages": "messages/",
    "paper": "paper/",
    "station-app": "station-app/",
}
#: Two of the stations that scan, with a form that is sound.
BY_HAND = {13: NL, 21: EN}
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
        guide = "/" in name
        if self.folder == SHOWN and name not in NAMES and not guide:
            return
        page.evaluate("document.fonts.ready")
        (self.folder / name).parent.mkdir(parents=True, exist_ok=True)
        png = page.screenshot(full_page=whole)
        # Only what is committed must be small.
        (self.folder / f"{name}.png").write_bytes(smaller(png) if self.folder == SHOWN else png)
        sys.stdout.write(f"{name}.png\n")

    def public(self, name: str) -> None:
        """All kinds of page on a phone; the municipality on a desk, in English, and in the dark."""
        site = self.stage.zones.public
        town = f"{site}/nl/{self.election}/{CITY}/"
        with self.page(PHONE) as page:
            visit(page, town)
            self.keep(page, f"public-{name}")
            self.keep(page, f"public-{name}-whole", whole=True)
            for kind, path in {"start": "", "country": f"{self.election}/"}.items():
                visit(page, f"{site}/nl/{path}")
                self.keep(page, f"public-{name}-{kind}", whole=True)
            visit(page, f"{town}1/")
            self.keep(page, f"public-{name}-station", whole=True)
        with self.page(DESK) as page:
            visit(page, town.replace("/nl/", "/en/"))
            self.keep(page, f"public-{name}-desktop")
        with self.page(PHONE, dark=True) as page:
            visit(page, town)
            self.keep(page, f"public-{name}-dark")

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
            for name, path in OF_THE_DESK.items():
                page.goto(f"{here}{path}")
                self.keep(page, f"desk-{name}", whole=True)
            page.goto(f"{here}release/")
            self.keep(page, "desk-release")
            page.goto(f"{here}control/")
            self.keep(page, "desk-control")
            cookies = page.context.cookies()
        with self.page(PHONE) as page:
            page.context.add_cookies(cookies)  # type: ignore[arg-type]
            page.goto(here)
            self.keep(page, "desk-phone")
            for name, path in OF_THE_DESK.items():
                page.goto(f"{here}{path}")
                self.keep(page, f"desk-{name}-phone", whole=True)
        with self.page(DESK, dark=True, language="en") as page:
            page.context.add_cookies(cookies)  # type: ignore[arg-type]
            for name, path in OF_THE_DESK.items():
                page.goto(f"{here}{path}")
                self.keep(page, f"desk-{name}-dark", whole=True)


def _day() -> Plan:
    """The rehearsal's own day, one city of it; two stations have a name of their own."""
    day = tk2021()
    [city] = (each for each in day.municipalities if each.municipality.code == CITY)
    named = tuple(
        replace(each, name=BY_HAND[each.number].station) if each.number in BY_HAND else each
        for each in city.stations
    )
    whole = with_scans(plan([replace(day, municipalities=(replace(city, stations=named),))]))
    return swapped(beside(whole, frozenset(BY_HAND)))


def _night(day: Plan) -> datetime:
    """A minute after a count that the office finds held, long after the release."""
    election = day.elections[0].election
    late = day.release + timedelta(hours=1)
    return MINUTE + next(e.at for e in day.events if e.at > late and e.count and is_held(e.count, election))


def by_hand(pictures: Pictures, office: Callable[[], OfficeDoor], codes: dict[int, str]) -> list[StationDay]:
    """The two stations whose day is played on a tablet."""
    [town] = pictures.stage.plan.elections[0].municipalities
    return [
        StationDay(
            pictures.stage,
            pictures.browser,
            pictures.keep,
            number,
            words,
            town.counts[number],
            codes[number],
            office,
        )
        for number, words in BY_HAND.items()
    ]


def at_the_desk(pictures: Pictures, folder: Path, hear: Callable[[datetime], None]) -> DeskDay:
    """The office, in a browser."""
    [played] = pictures.stage.plan.elections
    place = (pictures.election, CITY)
    return DeskDay(
        pictures.stage,
        pictures.browser,
        pictures.keep,
        played,
        played.municipalities[0],
        pictures.credentials.accounts[place],
        pictures.credentials.passphrases[place],
        folder,
        hear,
    )


def main(folder: Path) -> int:
    """0 when all pictures are taken."""
    folder.mkdir(parents=True, exist_ok=True)
    day = _day()
    zone = day.elections[0].election.tz
    midnight = datetime.combine(day.release.astimezone(zone).date(), time(), zone)
    night = _night(day)
    program = installed()
    flags = ["--no-sandbox"] if os.geteuid() == 0 else []
    with (
        tempfile.TemporaryDirectory(prefix="stemdag-pictures-") as home,
        Photographer(day, Path(home) / "day") as stage,
        sync_playwright() as playwright,
    ):
        browser = playwright.chromium.launch(executable_path=program, args=flags)
        given = stage.set_up()
        register(stage, Path(home))
        election = day.elections[0].election.id
        codes = {number: given.codes[election, CITY, number] for number in BY_HAND}
        # The chairs come in with the first codes, the deputies with the next.
        deputies: dict[tuple[str, str, int], str] = dict(given.codes)
        credentials = replace(given, codes=deputies)
        pictures = Pictures(stage, browser, credentials, folder)

        def hand_out() -> None:
            again = fresh_codes(stage, election, frozenset(BY_HAND), day.events[-1].at + timedelta(days=1))
            deputies.update({(election, CITY, number): code for number, code in again.items()})

        with client(stage.zones.office) as http:

            def office() -> OfficeDoor:
                door = OfficeDoor(Visitor(http), election, CITY)
                door.sign_in(*credentials.accounts[election, CITY])
                return door

            acts = [act for each in by_hand(pictures, office, codes) for act in each.acts(midnight)]
            player = Player(http, credentials, day)
            acts += at_the_desk(pictures, Path(home), player.hear).acts(midnight, night)
            stage.due = sorted(
                [
                    *acts,
                    (midnight - timedelta(hours=9), hand_out),
                    (midnight.replace(hour=19), lambda: pictures.public("before")),
                    (night, pictures.desk),
                    (night, lambda: pictures.public("after")),
                ],
                key=lambda due: due[0],
            )
            player.play(stage.beats[1:], stage.move, lambda _: None)
        browser.close()
    return 0


if __name__ == "__main__":
    raise SystemExit(main(Path(sys.argv[1]) if sys.argv[1:] else SHOWN))
