"""The app's evening in a real browser: the code without a connection, the photo, the results."""

from __future__ import annotations

import base64
import json
import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from pytest_django.fixtures import Settings

from stemdag import clock
from stemdag.capture import shell
from stemdag.domain import padded
from stemdag.domain.station import Counting
from stemdag.elections import tailored
from stemdag.elections.sealing import intake_binding
from stemdag.journal.models import Entry, SealedFile
from stemdag.seal.open import open_sealed
from tests.capture.conftest import Wall
from tests.capture.public import publish
from tests.capture.tablet import ELECTION
from tests.capture.test_app_browser import (
    GOOD,
    LISTS,
    Tablet,
    all_sent,
    fill,
    go,
    open_station,
    profile,
    tablet,
)
from tests.factories import Made, at, make_election
from tests.served import served

__all__ = ["tablet"]
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
#: A piece of a photo that is left in the open, as a mutant of the store would.
#: Where and by what a picture was taken, as cameras write it into the file.
LEFT = base64.b64encode(b"\xff\xd8\xff a piece of a photo in the open")
NOTES = b"Exif\0\0GPS 52.3508 N 5.2647 E Kamera-Model-X"


@pytest.fixture
def made() -> Made:
    made = make_election(counting=Counting.CENTRAL, release=at("23:00"))
    tailored.tailor(made.first.row, {"photo_of_record": True}, clock.now(), "desk:1")
    return made


@pytest.fixture
def site(tmp_path: Path, settings: Settings) -> Iterator[Path]:
    """The folder of a public site that is served, and that the back office knows by its address."""
    folder = tmp_path / "public"
    folder.mkdir()
    with served(folder) as address:
        settings.STEMDAG = replace(settings.STEMDAG, public_url=address)
        forget()
        yield folder
    forget()


def forget() -> None:
    """The shell is made once a process; the address of the public site is in it."""
    for each in (shell.version, shell.page, shell.worker):
        each.cache_clear()


def camera(page: Page, path: Path) -> Path:
    """A photo with a camera's notes in it, larger than it need be."""
    made = page.evaluate(
        """() => {
          const canvas = Object.assign(document.createElement("canvas"), { width: 3000, height: 2250 });
          const paper = canvas.getContext("2d");
          paper.fillStyle = "#fdfcf8";
          paper.fillRect(0, 0, 3000, 2250);
          paper.fillStyle = "#111";
          paper.font = "64px serif";
          const line = (row) => `Lijst ${row}: ${row * 271828} stemmen`;
          for (let row = 1; row < 30; row += 1) paper.fillText(line(row), 120, row * 72);
          return canvas.toDataURL("image/jpeg", 0.95).split(",")[1];
        }"""
    )
    plain = base64.b64decode(made)
    notes = b"\xff\xe1" + (len(NOTES) + 2).to_bytes(2, "big") + NOTES
    path.write_bytes(plain[:2] + notes + plain[2:])
    return path


def test_the_code_the_photo_and_the_results(
    tablet: Callable[..., Tablet],
    made: Made,
    site: Path,
    wall: Wall,
    tmp_path: Path,
    accessible: Callable[[Page], None],
) -> None:
    mine = tablet()
    wall.set("07:00")
    page = mine.enrol(made.first)
    go(page, "opening")
    open_station(page)
    all_sent(page)
    wall.set("21:30")
    page = mine.restart(offline=True)
    code = count_without_a_connection(page, accessible)
    # The same when all is packed, still without a connection.
    go(page, "packing")
    expect(page.locator(".receipt__code")).to_have_text(code)
    go(page, "count")
    whole = photo_without_a_connection(mine, tmp_path, accessible)

    # Before the moment the results are not asked for.
    page = mine.restart(offline=False)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    go(page, "results")
    expect(page.get_by_text("There are results from 23:00 on.")).to_be_visible()
    all_sent(page)
    assert not [each for each in asked if not each.startswith(mine.line.address)]
    go(page, "count")
    expect(page.locator(".receipt__code")).to_have_text(code)
    expect(page.get_by_text("names another code")).to_have_count(0)
    assert json.loads(Entry.objects.get(kind="count.received").facts)["receipt"] == code
    the_photo_is_sealed(made, whole)

    wall.set("23:30")
    page = mine.restart(offline=False)
    results(page, mine, made, site, code, accessible)


def count_without_a_connection(page: Page, accessible: Callable[[Page], None]) -> str:
    go(page, "turnout")
    page.fill("#admitted", "99")
    page.get_by_role("button", name="Report", exact=True).click()
    expect(page.get_by_text("99 voters is kept and will be sent.")).to_be_visible()
    go(page, "count")
    fill(page, {**GOOD, **LISTS})
    page.get_by_label("D = H").check()
    page.click("#check")
    # It warns at its field, with both numbers, and holds nothing back.
    expect(page.locator("#v-D-notes")).to_contain_text("S.102")
    expect(page.locator("#v-D-notes")).to_contain_text(
        "D says 100, but after closing a turnout of 99 was reported."
    )
    expect(page.locator("#summary .error-summary")).to_have_count(0)
    accessible(page)
    page.click("#send")
    expect(page.get_by_text("Version 1 is ready and waits for a connection.")).to_be_visible()
    code = page.locator(".receipt__code").inner_text()
    assert len(code.replace("-", "")) == 20
    accessible(page)
    return code


def photo_without_a_connection(mine: Tablet, tmp_path: Path, accessible: Callable[[Page], None]) -> bytes:
    """The photo waits on the device; gives back all that its browser keeps on disk."""
    assert mine.context is not None
    page = mine.context.pages[0]
    page.get_by_role("link", name="Take a photo of the official record").click()
    accessible(page)
    words = tmp_path / "words.txt"
    words.write_text("no picture")
    page.set_input_files("#photo-choose", str(words))
    expect(page.get_by_text("This file is no photo that this device can read.")).to_be_visible()
    page.set_input_files("#photo-take", str(camera(page, tmp_path / "photo.jpg")))
    expect(page.get_by_role("heading", name="Is every digit readable?")).to_be_visible()
    accessible(page)
    page.get_by_role("button", name="Send this photo").click()
    expect(page.get_by_text("The photo is kept and will be sent.")).to_be_visible(timeout=30_000)
    expect(page.get_by_text("not sent yet", exact=True)).to_be_visible()
    accessible(page)
    page.evaluate("left => localStorage.setItem('proof', left)", LEFT.decode())
    mine.close()
    return profile(mine.folder)


def the_photo_is_sealed(made: Made, whole: bytes) -> None:
    kept = SealedFile.objects.get()
    plain = open_sealed(bytes(kept.sealed), made.first.intake_private, intake_binding(made.first.row, 1))
    photo = padded.unpad(padded.PHOTO, plain)
    assert photo.startswith(b"\xff\xd8\xff")
    assert len(photo) > 50_000
    for note in (b"Exif", b"GPS", b"Kamera"):
        assert note not in photo
    text = base64.b64encode(photo)
    for start in range(1_000, len(photo) - 100, 5_000):
        assert photo[start : start + 40] not in whole
        assert text[start : start + 40] not in whole
    # What was left in the open is found by the same search.
    assert LEFT in whole or LEFT.decode().encode("utf-16-le") in whole


def results(
    page: Page, mine: Tablet, made: Made, site: Path, code: str, accessible: Callable[[Page], None]
) -> None:
    again = page.get_by_role("button", name="Read again")
    go(page, "results")
    expect(page.get_by_text("This election is not on the public site.")).to_be_visible()
    publish(made, site, at("23:29"), released=False)
    again.click()
    expect(page.get_by_text("The municipality has not released its results yet.")).to_be_visible()
    publish(made, site, at("23:30"))
    again.click()
    expect(page.get_by_text("This is the count that this device sent.")).to_be_visible()
    expect(page.get_by_text(code)).to_be_visible()
    expect(page.get_by_text("1 of 4 stations counted.")).to_be_visible()
    expect(page.get_by_text("Postal voting stations: 0 of 1")).to_be_visible()
    expect(page.get_by_role("row", name="1. Stadspartij 60 61.2%")).to_have_count(2)
    accessible(page)
    page.click("#speak-nl")
    expect(page.get_by_text("Dit is de telling die dit apparaat heeft verstuurd.")).to_be_visible()
    expect(page.get_by_role("row", name="1. Stadspartij 60 61,2%")).to_have_count(2)
    accessible(page)
    page.click("#speak-en")
    # A screen that is drawn anew reads once by itself; while it does, a press is not a second reading.
    expect(page.get_by_text("This is the count that this device sent.")).to_be_visible()

    # Other numbers on the way to the public are seen.
    file = site / f"data/v1/{ELECTION}/0034.json"
    true = file.read_bytes()
    file.write_bytes(true.replace(b'"votes":60', b'"votes":59'))
    again.click()
    expect(page.get_by_text("These numbers are not those of this device.")).to_be_visible()
    # A file that cannot be had is told from one that was taken away.
    page.route("**/data/v1/**", lambda route: route.abort())
    again.click()
    expect(page.get_by_text("As read at 23:3")).to_be_visible()
    accessible(page)
    page.unroute("**/data/v1/**")
    shutil.rmtree(site / "data")
    again.click()
    expect(page.get_by_text("The results were taken off the public site.")).to_be_visible()
    expect(page.get_by_role("table")).to_have_count(0)
    again.click()
    expect(page.get_by_text("The results were taken off the public site.")).to_be_visible()


def test_two_devices_send_a_count(
    tablet: Callable[..., Tablet], made: Made, wall: Wall, accessible: Callable[[Page], None]
) -> None:
    """The second is told who was first, keeps its numbers, and chooses: theirs is right, or its own."""
    wall.set("21:30")
    chair, deputy = tablet(), tablet()
    first, second = chair.enrol(made.first), deputy.enrol(made.first)
    go(first, "opening")
    open_station(first)
    all_sent(first)
    all_sent(second)
    for page, blank in ((first, "1"), (second, "2")):
        go(page, "count")
        fill(
            page,
            {**GOOD, **LISTS, "F": blank, "E": "98" if blank == "1" else "97", "E.5": str(9 - int(blank))},
        )
        page.get_by_label("D = H").check()
    second.click("#check")
    deputy.line.cut()
    first.click("#check")
    first.click("#send")
    all_sent(first)
    second.click("#send")
    expect(second.get_by_text("Version 1 is ready and waits for a connection.")).to_be_visible()
    deputy.connect()
    expect(second.get_by_text("This count was not taken.")).to_be_visible()
    expect(second.get_by_text("Is version 1 right? Then you are done.")).to_be_visible()
    expect(second.get_by_text("Version 1, from another device")).to_be_visible()
    expect(second.locator(".receipt__code")).to_have_count(0)
    accessible(second)
    second.get_by_role("button", name="Send mine as a correction").click()
    expect(second.locator('[name="F"]')).to_have_value("2")
    second.fill("#v-reason", "One more was blank")
    # Meanwhile the first looks at its own.
    second.click("#check")
    second.click("#send")
    all_sent(second)
    expect(second.get_by_text("Version 2 was received.")).to_be_visible()
    expect(second.locator(".receipt__code")).to_be_visible()
    all_sent(first)
    expect(first.get_by_text("Version 2 was received.")).to_be_visible()
    expect(first.get_by_text("Another device of this station sent this version.")).to_be_visible()
    expect(first.locator(".receipt__code")).to_have_count(0)
    accessible(first)
