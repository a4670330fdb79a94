"""Takes the pictures of the public site: each state that a day brings, from pages made for it.

    python scripts/site_pictures.py             writes those that docs/public-site.md shows
    python scripts/site_pictures.py FOLDER      writes every page in every state, whole, to look at

The figures are those of the tests (`tests/publish/days.py`), made up; the pages are the tree's own, served as
in earnest.
"""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from browser import installed  # noqa: E402
from palette import smaller  # noqa: E402
from playwright.sync_api import Browser, Page, sync_playwright  # noqa: E402
from reading import visit  # noqa: E402

from stemdag.domain.earlier import Earlier  # noqa: E402
from stemdag.domain.theme import Theme  # noqa: E402
from stemdag.domain.withdrawal import What, Withdrawal  # noqa: E402
from stemdag.publish.day import PublicDay, PublicElection, PublicMunicipality  # noqa: E402
from stemdag.publish.target import DirectoryTarget  # noqa: E402
from stemdag.publish.tree import tree  # noqa: E402
from stemdag.publish.withdrawn import hidden  # noqa: E402
from stemdag.publish.write import Writer  # noqa: E402
from tests.publish import days  # noqa: E402
from tests.served import served  # noqa: E402

SHOWN = ROOT / "docs/pictures/site"
LANGUAGES = ("nl", "en", "fy")
STATIONS = 82
TOWN = "GR2022_Nijmegen/0268/"
PHONE, TABLET, DESK, HALL = (390, 844), (820, 1180), (1280, 900), (1600, 900)
#: The page of every kind, to look at in each state.
KINDS = {
    "town": TOWN,
    "station": f"{TOWN}2/",
    "country": "GR2022_Nijmegen/",
    "start": "",
    "screen": f"{TOWN}screen/",
    "list": "GR2022_Nijmegen/list/1/",
    "frame": f"{TOWN}embed/",
    "differences": f"{TOWN}official/",
    "data": "data/",
}


@dataclass(frozen=True)
class State:
    """A moment of the day, and what is known then."""

    at: datetime
    town: PublicMunicipality
    rehearsal: bool = False

    def day(self) -> PublicDay:
        election = PublicElection(days.election(rehearsal=self.rehearsal), (self.town,), True)
        return PublicDay((election,), self.rehearsal, self.at)


@dataclass(frozen=True)
class Picture:
    """What is committed: a state's page in a size, a language and a scheme.

    `explored`: a picture on it, by its place, opened and pointed at, alone.
    """

    name: str
    state: str
    page: str = TOWN
    size: tuple[int, int] = PHONE
    language: str = "nl"
    dark: bool = False
    explored: int | None = None


PICTURES = (
    *(
        Picture(each, each)
        for each in ("empty", "day", "countdown", "first", "half", "complete", "official", "withdrawn")
    ),
    Picture("rehearsal", "rehearsal"),
    Picture("corrected", "corrected", f"{TOWN}2/"),
    Picture("dark", "half", dark=True),
    Picture("frisian", "themed", language="fy"),
    Picture("desktop", "complete", size=DESK),
    Picture("differences", "official", f"{TOWN}official/", DESK, "en"),
    Picture("tablet", "half", size=TABLET, language="en"),
    Picture("screen", "complete", f"{TOWN}screen/", HALL),
    Picture("explored", "complete", size=TABLET, explored=0),
    Picture("explored-turnout", "complete", size=TABLET, explored=1),
)


def states() -> dict[str, State]:
    """Each state of a day, in its order."""
    minute = timedelta(minutes=1)
    opens, closes = days.OPENS, days.CLOSES
    noon, night = closes - timedelta(hours=5), closes + timedelta(hours=2)
    silent = replace(days.municipality(STATIONS, opens), reports=())
    first = days.municipality(STATIONS, night, in_already=1)
    half = days.municipality(STATIONS, night, in_already=41)
    then = {name: 900 * number for number, name in enumerate(days.LISTS[:9], 1)}
    whole = days.municipality(STATIONS, night, in_already=STATIONS)
    assert whole.released is not None
    counts = days.counted(whole.stations, whole.ballot)
    whole = replace(
        whole,
        released=replace(whole.released, counts=counts),
        earlier=Earlier(
            "Gemeenteraad 2018",
            date(2018, 3, 21),
            then,
            71_000,
            136_000,
            tuple((60 * hour, 360 * (hour - 7)) for hour in range(7, 22)),
        ),
    )
    why = "Van drie stembureaus klopt de telling niet. Wij tellen die vanavond opnieuw."
    act = Withdrawal(What.RESULTS, why, closes + 74 * minute, "cli", UUID(int=1))
    dress = Theme(
        "Gemeente Nijmegen",
        (("link", "#7a1f3d"), ("data", "#7a1f3d"), ("brand", "#7a1f3d"), ("brand-ink", "#ffffff")),
    )
    return {
        "empty": State(opens + 5 * minute, silent),
        "day": State(noon, days.municipality(STATIONS, noon)),
        "countdown": State(closes - 2 * minute, days.municipality(STATIONS, closes - 2 * minute)),
        "first": State(closes + 4 * minute, first),
        "half": State(night, half),
        "complete": State(night, whole),
        "official": State(closes + 16 * 60 * minute, days.official(whole)),
        "corrected": State(night, days.corrected(half, 2)),
        "withdrawn": State(night, hidden(whole, act)),
        "rehearsal": State(night, half, rehearsal=True),
        "themed": State(night, replace(half, theme=dress)),
    }


@contextmanager
def in_state(state: State) -> Iterator[str]:
    """The site in this state."""
    with tempfile.TemporaryDirectory(prefix="stemdag-site-") as place:
        target = DirectoryTarget(Path(place), durable=False)
        Writer(target, rehearsal=state.rehearsal).write(tree(state.day(), LANGUAGES), state.at)
        with served(Path(place)) as address:
            yield address


_ALL_OF_IT = """() => {
    const [sheet] = document.styleSheets;
    sheet.insertRule("* { content-visibility: visible !important }", sheet.cssRules.length);
}"""


def photograph(browser: Browser, address: str, of: Picture, at: datetime, *, whole: bool = False) -> bytes:
    """The first screen, or the whole page; empty where this state has no such page."""
    how: dict[str, Any] = {"color_scheme": "dark" if of.dark else "light"}
    context = browser.new_context(
        viewport={"width": of.size[0], "height": of.size[1]},
        device_scale_factor=2 if of.size == PHONE else 1,
        locale=of.language,
        timezone_id="Europe/Amsterdam",
        **how,
    )
    page = context.new_page()
    page.clock.set_fixed_time(at)
    answer = visit(page, f"{address}/{of.language}/{of.page}")
    if whole:
        # All that a browser leaves for when it comes near.
        page.evaluate(_ALL_OF_IT)
    there = answer is not None and answer.ok
    if not there:
        png = b""
    elif of.explored is None:
        png = page.screenshot(full_page=whole)
    else:
        png = _explored(page, of.explored)
    context.close()
    return png


def _explored(page: Page, which: int) -> bytes:
    place = page.locator("explore-picture").nth(which)
    place.get_by_role("button").click()
    place.locator("svg").hover(position={"x": 400, "y": 120})
    page.wait_for_timeout(200)
    return place.screenshot()


def shown(browser: Browser) -> None:
    """Those that the documents show."""
    SHOWN.mkdir(exist_ok=True)
    for name, state in states().items():
        with in_state(state) as address:
            for picture in (each for each in PICTURES if each.state == name):
                png = photograph(browser, address, picture, state.at)
                (SHOWN / f"{picture.name}.png").write_bytes(smaller(png))
                sys.stdout.write(f"{picture.name}.png\n")


def everything(browser: Browser, folder: Path) -> None:
    """Every kind of page in every state on phone, tablet and desktop, in light and dark."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, state in states().items():
        with in_state(state) as address:
            for kind, page in KINDS.items():
                for size, named in ((PHONE, "phone"), (TABLET, "tablet"), (DESK, "desktop")):
                    for dark in (False, True):
                        picture = Picture(
                            f"{name}-{kind}-{named}{'-dark' * dark}", name, page, size, dark=dark
                        )
                        png = photograph(browser, address, picture, state.at, whole=True)
                        if png:
                            (folder / f"{picture.name}.png").write_bytes(png)
        sys.stdout.write(f"{name}\n")


def main(folder: Path | None) -> int:
    """0 when all pictures are taken."""
    with sync_playwright() as playwright:
        flags = ["--no-sandbox"] if os.geteuid() == 0 else []
        browser = playwright.chromium.launch(executable_path=installed(), args=flags)
        if folder is None:
            shown(browser)
        else:
            everything(browser, folder)
        browser.close()
    return 0


if __name__ == "__main__":
    raise SystemExit(main(Path(sys.argv[1]) if sys.argv[1:] else None))
