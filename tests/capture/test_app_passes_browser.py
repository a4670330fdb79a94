"""Passes at the table in a real browser: every verdict, offline, over restarts, with the camera."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
import segno
from playwright.sync_api import Locator, Page, Route, expect

from stemdag import clock
from stemdag.domain.pass_filter import fingerprint, holds
from stemdag.elections import passes
from stemdag.elections.tailored import tailor
from stemdag.journal.models import Entry, PassUse, StationDay
from tests.capture import tablet as bare
from tests.capture.conftest import Wall
from tests.capture.test_app_browser import Tablet, all_sent, go, open_station, tablet, town
from tests.factories import Made, MadeMunicipality

__all__ = ["tablet", "town"]
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
INVALID = ("26A900001,overleden", "26A900002,gestolen", "26A900003,vervangen")


def always_the_same(town: MadeMunicipality) -> None:
    """A key that is not by chance: the filter calls one valid number in 256 perhaps invalid."""
    election = town.row.election
    election.pass_key = bytes(range(32))
    election.save()


@pytest.fixture
def registered(town: MadeMunicipality, tmp_path: Path) -> MadeMunicipality:
    """A municipality whose pass numbers begin with 26A, three of them invalid."""
    always_the_same(town)
    file = tmp_path / "register.csv"
    file.write_text("\n".join(INVALID))
    passes.load_register(file, town.row, clock.now(), "test", whole=True)
    tailor(town.row, {"pass_numbers": {"prefix": "26A", "length": 9}}, clock.now(), "test")
    return town


def made(town: MadeMunicipality) -> Made:
    return Made(town.row.election, {town.row.code: town})


def enter(page: Page, number: str, kind: str = "Poll card") -> Locator:
    """Type a number; the verdict's big word."""
    page.get_by_role("radio", name=kind, exact=True).check(force=True)
    page.fill("#number", number)
    page.get_by_role("button", name="Enter", exact=True).click()
    return page.locator(".verdict__word")


def tally(page: Page) -> Locator:
    return page.locator(".tally")


def at_the_table(page: Page, wall: Wall, moment: str) -> None:
    """The clock of office and device."""
    wall.set(moment)
    page.clock.set_fixed_time(clock.now())


def test_a_day_of_passes(
    tablet: Callable[..., Tablet],
    registered: MadeMunicipality,
    wall: Wall,
    accessible: Callable[[Page], None],
) -> None:
    """Locked, open, every verdict, offline over restarts, undone; then the server has what the device has."""
    mine = tablet()
    wall.set("07:00")
    page = mine.enrol(registered)
    go(page, "passes")
    expect(page.get_by_text("Passes can be scanned from 07:30.")).to_be_visible()
    accessible(page)
    at_the_table(page, wall, "08:00")
    go(page, "opening")
    open_station(page)
    go(page, "passes")
    expect(page.locator(".verdict__word")).to_have_text("Ready for the next pass")

    expect(enter(page, "26a 000-001")).to_have_text("In order")
    expect(enter(page, "26A000001")).to_have_text("The same scan")
    expect(enter(page, "26A000002", "Proxy")).to_have_text("In order")
    expect(enter(page, "26A000003", "Proxy")).to_have_text("In order")
    expect(enter(page, "26A000004", "Proxy")).to_have_text("This does not work")
    expect(page.get_by_text("This voter already has 2 proxies.")).to_be_visible()
    for odd, why in (
        ("https://example.org/x", "This is not the number of a pass."),
        ("27B000001", "not from your municipality"),
        ("1" * 21, "This number is too long."),
        (" ", "There is no number."),
    ):
        expect(enter(page, odd)).to_have_text("This does not work")
        expect(page.locator("#verdict")).to_contain_text(why)
    # A second poll card is the next voter's.
    expect(enter(page, "26A000005")).to_have_text("In order")
    expect(page.locator(".voter")).to_contain_text("Poll card")
    expect(page.locator(".voter")).not_to_contain_text("Proxy")
    # Of the register the exact answer: a stop, and the chair's word on it.
    expect(enter(page, "26A900001")).to_have_text("Invalid pass")
    expect(page.locator("#verdict")).to_contain_text("The holder of this pass has died.")
    accessible(page)
    expect(enter(page, "26A000006")).to_have_text("Invalid pass")
    expect(page.get_by_text("Decide on this pass first.")).to_be_visible()
    page.get_by_role("button", name="Do not admit").click()
    expect(page.locator(".verdict__word")).to_have_text("Not admitted")
    expect(tally(page)).to_have_text("2poll cards (A)2proxies (B)")

    page = mine.restart(offline=True)
    at_the_table(page, wall, "09:00")
    go(page, "passes")
    expect(tally(page)).to_have_text("2poll cards (A)2proxies (B)")
    expect(enter(page, "26A000007")).to_have_text("In order")
    expect(enter(page, "26A000001")).to_have_text("Used here before")
    expect(page.locator("#verdict")).to_contain_text("At 08:00, by another voter of this station.")
    page.get_by_role("button", name="Admit", exact=True).click()
    expect(page.locator(".verdict__word")).to_have_text("Admitted by the chair")
    # Without a connection the filter's "perhaps" is never "invalid".
    expect(enter(page, "26A900002")).to_have_text("No connection to the list")
    accessible(page)
    page.get_by_role("button", name="Admit", exact=True).click()
    expect(tally(page)).to_have_text("5poll cards (A)2proxies (B)")
    page = mine.restart(offline=True)
    at_the_table(page, wall, "09:10")
    go(page, "passes")
    expect(tally(page)).to_have_text("5poll cards (A)2proxies (B)")
    page.get_by_role("button", name="Undo: Poll card of 09:00").nth(1).click()
    accessible(page)
    page.get_by_label("The wrong pass was scanned").check()
    page.locator(".undo").get_by_role("button", name="Undo").click()
    expect(page.locator(".verdict__word")).to_have_text("Undone")
    expect(tally(page)).to_have_text("4poll cards (A)2proxies (B)")
    go(page, "turnout")
    expect(page.get_by_text("6 voters admitted, by the passes that were scanned.")).to_be_visible()

    mine.connect()
    all_sent(page)
    go(page, "passes")
    # What was taken in without the register's answer comes back to be looked at.
    look = page.locator(".looks > li")
    expect(look).to_contain_text("Poll card of 09:00: invalid")
    expect(look).to_contain_text("This pass was stolen.")
    accessible(page)
    look.get_by_role("button", name="Undo it").click()
    expect(look).to_have_count(0)
    page.get_by_role("button", name="nl", exact=True).click()
    expect(tally(page)).to_have_text("3stempassen (A)2volmachten (B)")
    all_sent_in_dutch(page)
    day = StationDay.objects.get(station=1)
    assert (day.poll_cards, day.proxies, day.admitted) == (3, 2, 5)
    scanned = [each for each in Entry.objects.all() if each.kind == "passes.scanned"]
    assert PassUse.objects.count() == 8
    assert len(scanned) < 8
    assert "26A" not in "".join(each.facts for each in Entry.objects.all())

    # What was scanned before the closing is told before it, also where nothing could be sent in between.
    mine.line.cut()
    at_the_table(page, wall, "21:02")
    page.fill("#number", "26A000008")
    page.press("#number", "Enter")
    expect(page.locator(".verdict__word")).to_have_text("In orde")
    go(page, "closing")
    page.fill("#last", "21.01")
    page.press("#last", "Enter")
    expect(page.locator("#change")).to_be_visible()
    mine.connect()
    all_sent_in_dutch(page)
    last = Entry.objects.filter(kind__in=("passes.scanned", "station.closed")).order_by("-seq")[:2]
    assert [each.kind for each in last] == ["station.closed", "passes.scanned"]
    assert PassUse.objects.count() == 9


def all_sent_in_dutch(page: Page) -> None:
    page.evaluate("dispatchEvent(new Event('online'))")
    expect(page.locator("#line")).to_have_text("Verbonden")


def test_two_devices_and_another_station(
    tablet: Callable[..., Tablet], town: MadeMunicipality, wall: Wall, tmp_path: Path
) -> None:
    """One pass on two devices at once is one scan; elsewhere is known when either is online, and not a block.

    A register that is slow is said to be slow.
    """
    wall.set("08:00")
    always_the_same(town)
    file = tmp_path / "register.csv"
    file.write_text("\n".join(f"{each},stolen" for each in range(9_000, 9_100)))
    passes.load_register(file, town.row, clock.now(), "test", whole=True)
    key, made_filter = passes.key(town.row.election), passes.filter_for(town.row)[1]
    doubted = next(
        each for each in map(str, range(2_000, 9_000)) if holds(made_filter, fingerprint(key, each))
    )
    elsewhere = bare.Tablet(made(town), 2)
    mine = tablet()
    page = mine.enrol(town)
    deputy = bare.Tablet(made(town))
    scan = {
        "fingerprint": f"{fingerprint(key, '1001'):016x}", "kind": "poll_card", "at": clock.now().isoformat(),
        "visit": "theirs", "verdict": "accepted", "decided": None,
    }  # fmt: skip
    counts = {"poll_cards": 1, "proxies": 0, "voter_cards": 0}
    deputy.send(deputy.fact("station.opened"), deputy.fact("passes.scanned", counts | {"scans": [scan]}))
    other = scan | {"fingerprint": f"{fingerprint(key, '1002'):016x}"}
    elsewhere.send(elsewhere.fact("passes.scanned", counts | {"scans": [other]}))
    all_sent(page)
    go(page, "passes")
    expect(tally(page)).to_have_text("1poll cards (A)0proxies (B)")
    expect(enter(page, "1001")).to_have_text("The same scan")
    expect(page.locator("#verdict")).to_contain_text("Your other device read this pass at 08:00.")
    expect(enter(page, "1002")).to_have_text("In order")
    # It goes by itself in a moment, and the answer knows where else.
    page.clock.fast_forward(6_000)
    expect(page.locator(".verdict__word")).to_have_text("Used elsewhere too")
    expect(page.locator("#verdict")).to_contain_text("Sporthal Zuid (station 2, Almere), at 08:00.")
    go(page, "home")
    expect(page.get_by_text("2 passes · look at 1 pass")).to_be_visible()
    go(page, "passes")
    page.locator(".looks").get_by_role("button", name="Let it stand").click()
    expect(page.locator(".looks")).to_contain_text("The chair let this pass stand.")
    expect(tally(page)).to_have_text("2poll cards (A)0proxies (B)")

    # The filter says "perhaps" of a valid pass too. That the office does not answer is no fault of the pass.
    held: list[Route] = []
    page.route("**/passes/confirm", lambda route: held.append(route))
    expect(enter(page, doubted)).to_have_text("Looking it up…")
    page.clock.fast_forward(3_000)
    expect(page.locator(".verdict__word")).to_have_text("The list answers slowly")
    expect(page.locator("#verdict")).to_contain_text("That says nothing of this pass.")
    expect(page.locator("#verdict").get_by_role("button", name="Admit", exact=True)).to_be_visible()
    [question] = held
    question.continue_()
    expect(page.locator(".verdict__word")).to_have_text("In order")
    expect(tally(page)).to_have_text("3poll cards (A)0proxies (B)")


def picture(text: str, path: Path) -> Path:
    """A film of one picture with a QR code on it, as a camera of Chromium's tests shows it."""
    width, height, scale = 640, 480, 8
    code = segno.make(text, error="m").matrix
    top, left = (height - len(code) * scale) // 2, (width - len(code) * scale) // 2
    luma = bytearray(b"\xeb" * width * height)
    for y, row in enumerate(code):
        for x, dark in enumerate(row):
            for line in range(scale if dark else 0):
                start = (top + y * scale + line) * width + left + x * scale
                luma[start : start + scale] = b"\x10" * scale
    frame = b"FRAME\n" + bytes(luma) + b"\x80" * (width * height // 2)
    path.write_bytes(f"YUV4MPEG2 W{width} H{height} F10:1 Ip A1:1 C420jpeg\n".encode() + frame * 3)
    return path


def test_the_camera_reads_a_pass_without_a_connection(
    tablet: Callable[..., Tablet], registered: MadeMunicipality, wall: Wall, tmp_path: Path
) -> None:
    """By zxing where the browser cannot, from what was kept; once while the code stays in sight."""
    film = picture("26A000042", tmp_path / "pass.y4m")
    mine = tablet(
        "--use-fake-device-for-media-stream",
        "--use-fake-ui-for-media-stream",
        f"--use-file-for-fake-video-capture={film}",
    )
    wall.set("08:00")
    page = mine.enrol(registered)
    go(page, "opening")
    open_station(page)
    all_sent(page)
    page = mine.restart(offline=True)
    go(page, "passes")
    page.get_by_role("button", name="Scan with the camera").click()
    expect(page.locator(".verdict__word")).to_have_text("In order")
    expect(tally(page)).to_have_text("1poll cards (A)0proxies (B)")
    page.get_by_role("button", name="Camera off").click()
    page.get_by_role("button", name="Scan with the camera").click()
    expect(page.locator(".verdict__word")).to_have_text("The same scan")
    expect(tally(page)).to_have_text("1poll cards (A)0proxies (B)")


def test_without_a_camera_typing_goes_on(
    tablet: Callable[..., Tablet],
    registered: MadeMunicipality,
    wall: Wall,
    accessible: Callable[[Page], None],
) -> None:
    mine = tablet()
    wall.set("08:00")
    page = mine.enrol(registered)
    go(page, "opening")
    open_station(page)
    go(page, "passes")
    page.get_by_role("button", name="Scan with the camera").click()
    expect(page.locator(".camera")).to_contain_text("Typing always works.")
    accessible(page)
    expect(enter(page, "26A000001")).to_have_text("In order")
