"""The public site in a real browser: every kind of page in every state, phone and desktop, nl and en."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from uuid import UUID

import pytest
from playwright.sync_api import Browser, Page, expect

from stemdag.domain.earlier import Earlier
from stemdag.domain.outline import outline
from stemdag.domain.station import Municipality
from stemdag.domain.withdrawal import What, Withdrawal
from stemdag.publish import offline
from stemdag.publish.day import PublicDay, PublicElection, Released
from stemdag.publish.target import DirectoryTarget
from stemdag.publish.tree import tree
from stemdag.publish.withdrawn import hidden
from stemdag.publish.write import Writer
from tests.publish import days
from tests.served import served

pytestmark = pytest.mark.browser
NIGHT = days.CLOSES + timedelta(hours=2)
LANGUAGES = ("nl", "en", "fy")
PHONE, DESK, NARROW = (390, 844), (1280, 800), (320, 640)


def withdrawn(what: What) -> Withdrawal:
    why = "Van drie stembureaus klopt de telling niet. Wij tellen die vanavond opnieuw."
    return Withdrawal(what, why, days.CLOSES + timedelta(minutes=74), "cli", UUID(int=1))


def every_state(*, rehearsal: bool = False) -> PublicDay:
    """Elections of one evening: the moment to come, partly in, all in, corrected, partly official, not
    released, empty, withdrawn."""
    later = NIGHT + timedelta(hours=2)
    before = replace(days.placed(days.municipality()), moment=later)
    partly = days.placed(days.corrected(days.municipality(in_already=6), 2), 3)
    lying = tuple(
        replace(each, quarter=("Hatert", "Oud-West", None)[at % 3]) for at, each in enumerate(partly.stations)
    )
    partly = replace(partly, stations=lying)
    whole = days.municipality(6, now=NIGHT)
    whole = replace(whole, released=Released(days.CLOSES, days.counted(whole.stations, whole.ballot)))
    # The fullest table: seats, votes and what changed, of which some is large.
    then = {name: 900 * number for number, name in enumerate(days.LISTS[:9], 1)}
    whole = replace(whole, earlier=Earlier("Gemeenteraad 2018", date(2018, 3, 21), then, 50_000, 90_000))
    withheld = days.municipality(now=NIGHT)
    unknown = days.municipality(now=NIGHT, in_already=3)
    unknown = replace(unknown, municipality=replace(unknown.municipality, electorate=None))
    silent = replace(days.municipality(3), reports=(), moment=later)
    states = {
        "Before": before,
        "Partly": partly,
        "Whole": whole,
        "Withheld": withheld,
        "Unknown": unknown,
        "Silent": silent,
        "Official": days.official(partly, [1, 2, 3]),
        "Withdrawn": hidden(whole, withdrawn(What.RESULTS)),
    }
    elections = tuple(
        PublicElection(
            days.election(id=f"GR2022_{name}", name=f"Raad {name}", rehearsal=rehearsal),
            (each,),
            True,
        )
        for name, each in states.items()
    )
    neighbour = replace(partly, municipality=Municipality("0225", "Druten", 15_000))
    several = PublicElection(
        days.election(id="GR2022_Several", name="Raden", rehearsal=rehearsal, domain=None),
        tuple(
            replace(
                each, outline=outline([[(x, 518_000), (x + 900, 518_000), (x + 900, 519_000)]], "Kadaster")
            )
            for x, each in ((58_000, partly), (57_100, neighbour))
        ),
    )
    return PublicDay((*elections, several, days.local_referendum()), rehearsal, NIGHT)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    root = tmp_path_factory.mktemp("public")
    Writer(DirectoryTarget(root, durable=False), rehearsal=False).write(tree(every_state(), LANGUAGES), NIGHT)
    with served(root) as address:
        yield address


@pytest.fixture
def visit(browser: Browser) -> Iterator[Callable[..., Page]]:
    """A reader's browser; what goes wrong in its console fails the test."""
    contexts = []
    wrong: list[str] = []

    def enter(address: str, size: tuple[int, int], **how: object) -> Page:
        context = browser.new_context(viewport={"width": size[0], "height": size[1]}, **how)  # type: ignore[arg-type]
        contexts.append(context)
        page = context.new_page()
        # The server of a test may be gone before a page's next look; that is no fault of the page.
        page.on(
            "console",
            lambda said: (
                wrong.append(said.text)
                if said.type != "info" and "net::ERR_CONNECTION_" not in said.text
                else None
            ),
        )
        page.on("pageerror", lambda error: wrong.append(str(error)))
        page.clock.set_fixed_time(NIGHT)
        page.goto(address)
        return page

    yield enter
    assert all(not context.cookies() for context in contexts), "the site sets no cookie"
    for context in contexts:
        context.close()
    assert wrong == []


def looks_right(page: Page, accessible: Callable[[Page], None]) -> None:
    accessible(page)
    wide = page.evaluate("document.documentElement.scrollWidth > innerWidth")
    assert not wide, f"{page.url} is wider than the screen"


@pytest.mark.parametrize(
    ("language", "size", "scheme"),
    [("nl", PHONE, "light"), ("en", DESK, "dark")],
    ids=["phone-nl-and-fy", "desktop-en-dark"],
)
def test_every_kind_of_page_in_every_state(
    site: str,
    visit: Callable[..., Page],
    accessible: Callable[[Page], None],
    language: str,
    size: tuple[int, int],
    scheme: str,
) -> None:
    page = visit(site, size, color_scheme=scheme, locale=language)
    looks_right(page, accessible)
    page.locator(f'a[href="/{language}/"]').first.click()
    assert page.locator("html").get_attribute("lang") == language
    looks_right(page, accessible)
    page.locator("footer a").last.click()
    assert page.url == f"{site}/{language}/data/"
    looks_right(page, accessible)
    page.goto(f"{site}/{language}/")
    elections = page.locator("main h2 a").evaluate_all("links => links.map(each => each.href)")
    for turn, election in enumerate(elections):
        if turn % 2 and size == PHONE:
            # Every other state in Frisian, so that it costs no walk of its own.
            election = election.replace(f"/{language}/", "/fy/")
        # Every state once, and those with the most on them in both looks.
        if size == DESK and not election.endswith(("Before/", "Partly/", "Whole/", "Official/", "Several/")):
            continue
        page.goto(election)
        looks_right(page, accessible)
        page.goto(f"{election}0268/")
        # The candidates are the same in every state that has them, and most of what there is to look at.
        if election.endswith(("Before/", "Partly/", "Official/")):
            page.evaluate("document.querySelectorAll('details').forEach(each => { each.open = true; })")
        looks_right(page, accessible)
        more = ["official/"] if page.locator('a[href$="/0268/official/"]').count() else []
        assert bool(more) == election.endswith("_Official/")
        for each in ("2/", *(["3/"] if election.endswith("_Partly/") else []), *more):
            page.goto(f"{election}0268/{each}")
            looks_right(page, accessible)
        if election.endswith(("Before/", "Partly/", "Whole/", "Withdrawn/")):
            page.goto(f"{election}list/3/")
            looks_right(page, accessible)


def test_a_reader_walks_from_the_country_to_the_station_by_keyboard(
    site: str, visit: Callable[..., Page]
) -> None:
    page = visit(f"{site}/fy/GR2022_Partly/0268/", PHONE)
    page.keyboard.press("Tab")
    assert page.evaluate("document.fonts.load('1rem Inter').then((found) => found.length)") == 1
    expect(page.locator(".skip").first).to_be_focused()
    assert page.locator(".skip").first.bounding_box()["x"] >= 0  # type: ignore[index]
    for _ in range(200):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.getAttribute('href')?.endsWith('/0268/2/')"):
            break
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"/0268/2/$"))
    expect(page.locator(".changes")).to_contain_text("Lijst 1 en 2 waren verwisseld.")


@pytest.mark.parametrize(
    "name",
    [
        "",
        "nl/",
        "nl/GR2022_Whole/",
        "nl/GR2022_Whole/list/1/",
        "nl/GR2022_Partly/0268/",
        "en/GR2022_Before/0268/2/",
        "nl/GR2022_Official/0268/official/",
    ],
)
def test_it_reflows_at_four_hundred_percent(
    site: str, visit: Callable[..., Page], accessible: Callable[[Page], None], name: str
) -> None:
    """1,280 pixels at 400 % are 320 (WCAG 1.4.10)."""
    looks_right(visit(f"{site}/{name}", NARROW), accessible)


def test_the_numbers_are_there_without_script_and_in_forced_colours(
    site: str, visit: Callable[..., Page], accessible: Callable[[Page], None]
) -> None:
    page = visit(f"{site}/fy/GR2022_Whole/0268/", PHONE, java_script_enabled=False)
    expect(page.locator("table.results tbody tr")).to_have_count(len(days.LISTS))
    expect(page.locator(".status")).to_contain_text("6 fan 6")
    bare = visit(f"{site}/nl/GR2022_Before/0268/", PHONE, java_script_enabled=False)
    expect(bare.locator(".moment time")).to_be_visible()
    expect(bare.locator(".countdown")).to_be_hidden()
    forced = visit(f"{site}/nl/GR2022_Partly/0268/", PHONE, forced_colors="active")
    expect(forced.locator("table.results svg.bar").first).to_be_visible()
    looks_right(forced, accessible)


def test_the_countdown_says_how_long_in_the_readers_language(site: str, visit: Callable[..., Page]) -> None:
    expect(visit(f"{site}/nl/GR2022_Before/0268/", PHONE).locator(".countdown")).to_have_text("Nog 2 uur")
    expect(visit(f"{site}/en/GR2022_Before/0268/", PHONE).locator(".countdown")).to_have_text("2 hours to go")


#: How much moved by itself, as browsers score it.
_MOVED = """
window.moved = 0;
new PerformanceObserver((seen) => {
  for (const each of seen.getEntries()) if (!each.hadRecentInput) window.moved += each.value;
}).observe({ type: "layout-shift", buffered: true });
"""


def test_a_page_takes_over_what_is_newer(
    browser: Browser, tmp_path: Path, accessible: Callable[[Page], None]
) -> None:
    """Without moving page or focus, and said once to who listens; a site that is silent is said as well."""
    target = DirectoryTarget(tmp_path, durable=False)
    writer = Writer(target, rehearsal=False)
    writer.write(tree(days.day(days.municipality(in_already=3))), NIGHT)
    with served(tmp_path) as address:
        page = browser.new_page(locale="nl", viewport={"width": 390, "height": 844})
        page.add_init_script(_MOVED)
        page.clock.install(time=NIGHT)
        page.goto(f"{address}/nl/GR2022_Nijmegen/0268/")
        expect(page.locator(".status")).to_contain_text("3 van 12")
        page.wait_for_load_state("networkidle")
        writer.write(tree(days.day(days.municipality(in_already=4))), NIGHT + timedelta(seconds=30))
        page.clock.fast_forward(21_000)
        expect(page.locator(".status")).to_contain_text("4 van 12")
        # A longer name on the line of the newest moves its own time by some pixels, and nothing else.
        assert page.evaluate("window.moved") < 0.001
        page.locator("summary").first.click()
        link = page.locator("table.list a").nth(2)
        link.focus()
        before = link.bounding_box()
        writer.write(tree(days.day(days.municipality(in_already=5))), NIGHT + timedelta(minutes=1))
        page.clock.fast_forward(21_000)
        expect(page.locator(".status")).to_contain_text("5 van 12")
        said = page.locator("p.hidden[role=status]")
        expect(said).to_have_text(re.compile("Nieuwe cijfers: 5 van 12 stembureaus geteld; .* bovenaan met"))
        expect(page.locator("table.results tr.changed").first).to_be_visible()
        expect(link).to_be_focused()
        assert page.locator("details[open]").count() == 1
        after = link.bounding_box()
        assert before is not None
        assert after is not None
        assert abs(before["y"] - after["y"]) < 2
        expect(page.locator(".behind")).to_have_count(0)
        for _ in range(20):
            page.clock.fast_forward(20_000)
            page.wait_for_load_state("networkidle")
        expect(page.locator(".behind")).to_contain_text("Geen nieuwere cijfers dan die van")
        accessible(page)
        writer.write(tree(days.day(days.municipality(in_already=5))), NIGHT + timedelta(minutes=9))
        page.clock.fast_forward(21_000)
        expect(page.locator(".behind")).to_have_count(0)
        writer.write(
            tree(days.day(days.official(days.municipality(in_already=5)))), NIGHT + timedelta(minutes=10)
        )
        page.clock.fast_forward(21_000)
        expect(page.locator(".badge")).to_have_text("Officieel")
        expect(page.locator("footer")).to_contain_text("Officiële telling, zoals in het proces-verbaal.")
        expect(page.locator('footer a[href$=".official.csv"]')).to_have_count(1)
        page.close()


def test_what_is_out_of_sight_is_brought_when_it_is_looked_at(browser: Browser, tmp_path: Path) -> None:
    """A short form keeps an update small; nobody sees a table of stations that is older than the total."""
    writer = Writer(DirectoryTarget(tmp_path, durable=False), rehearsal=False)
    writer.write(tree(days.day(days.municipality(in_already=3))), NIGHT)
    asked: list[str] = []
    with served(tmp_path) as address:
        page = browser.new_page(locale="nl", viewport={"width": 390, "height": 844})
        page.clock.install(time=NIGHT)
        page.goto(f"{address}/nl/GR2022_Nijmegen/0268/")
        page.wait_for_load_state("networkidle")
        page.on("request", lambda request: asked.append(request.url.removeprefix(address)))
        writer.write(tree(days.day(days.municipality(in_already=5))), NIGHT + timedelta(minutes=1))
        page.clock.fast_forward(21_000)
        expect(page.locator(".status")).to_contain_text("5 van 12")
        assert set(asked) == {"/manifest.json", "/nl/GR2022_Nijmegen/0268/now/"}
        counted = page.locator("#later table.list tr td:last-child", has_text=":")
        expect(counted).to_have_count(3)
        page.locator("#later h2").last.scroll_into_view_if_needed()
        expect(counted).to_have_count(5)
        assert "/nl/GR2022_Nijmegen/0268/" in asked
        page.close()


def test_a_reader_who_comes_back_sees_what_changed_since(
    browser: Browser, tmp_path: Path, visit: Callable[..., Page], accessible: Callable[[Page], None]
) -> None:
    """One line and marks at the rows, where there was place from the start; the browser alone remembers."""
    target = DirectoryTarget(tmp_path, durable=False)
    writer = Writer(target, rehearsal=False)
    writer.write(tree(days.day(days.municipality(in_already=3))), NIGHT)
    with served(tmp_path) as address:
        context = browser.new_context(
            locale="nl", timezone_id="Europe/Amsterdam", viewport={"width": 390, "height": 844}
        )
        page = context.new_page()
        page.clock.set_fixed_time(NIGHT)
        page.add_init_script(
            "window.moved = 0; new PerformanceObserver((list) => list.getEntries().forEach((each) => {"
            " window.moved += each.value; })).observe({ type: 'layout-shift', buffered: true });"
        )
        page.goto(f"{address}/nl/GR2022_Nijmegen/0268/")
        page.wait_for_load_state("networkidle")
        expect(page.locator(".since")).to_have_text("")
        reserved = page.locator(".since").evaluate("each => each.offsetHeight")
        writer.write(tree(days.day(days.municipality(in_already=5))), NIGHT + timedelta(minutes=30))
        page.clock.set_fixed_time(NIGHT + timedelta(minutes=30))
        page.reload()
        expect(page.locator(".since")).to_have_text(
            re.compile(r"^Sinds 23:30: 2 stembureaus meer, \S.* \+\d+$")
        )
        changed = page.locator("table.results tr.since-last")
        assert 3 <= changed.count() <= len(days.LISTS)
        assert page.locator(".since").evaluate("each => each.offsetHeight") == reserved > 0
        assert page.evaluate("window.moved") == 0
        looks_right(page, accessible)
        # A result that is withdrawn is not kept by the reader's browser either.
        kept = "Object.keys(localStorage).filter((key) => key.includes('/0268/')).length"
        assert page.evaluate(kept) == 1
        writer.write(tree(days.day(days.municipality())), NIGHT + timedelta(minutes=40))
        page.reload()
        page.wait_for_load_state("networkidle")
        assert page.evaluate(kept) == 0
        assert context.cookies() == []
        context.close()
        writer.write(tree(days.day(days.municipality(in_already=5))), NIGHT + timedelta(minutes=50))
        shut = visit("about:blank", PHONE)
        shut.add_init_script(
            "Object.defineProperty(window, 'localStorage', { get() { throw new Error('shut'); } });"
        )
        shut.goto(f"{address}/nl/GR2022_Nijmegen/0268/")
        expect(shut.locator(".status")).to_contain_text("5 van 12")
        shut.goto(f"{address}/nl/")


def test_a_screen_in_a_hall_goes_on_by_itself(
    browser: Browser, site: str, visit: Callable[..., Page], accessible: Callable[[Page], None]
) -> None:
    """Panel after panel, without anything to press; all of them where there is no script."""
    page = browser.new_page(viewport={"width": 1920, "height": 1080}, locale="nl")
    page.clock.install(time=NIGHT)
    page.goto(f"{site}/nl/GR2022_Whole/0268/screen/")
    seen = []
    for _ in range(4):
        shown = page.locator(".panel h2").locator("visible=true")
        expect(shown).to_have_count(1)
        seen.append(shown.inner_text())
        accessible(page)
        assert page.evaluate("document.documentElement.scrollHeight <= innerHeight")
        page.clock.fast_forward(12_100)
    assert seen == ["Uitslag", "Zetels", "Opkomst", "Uitslag"]
    expect(page.locator("main :is(a, button, summary)").locator("visible=true")).to_have_count(0)
    page.close()
    waiting = visit(f"{site}/nl/GR2022_Before/0268/screen/", DESK)
    expect(waiting.locator(".countdown")).to_have_text("Nog 2 uur")
    bare = visit(f"{site}/nl/GR2022_Whole/0268/screen/", PHONE, java_script_enabled=False)
    expect(bare.locator(".panel").locator("visible=true")).to_have_count(3)
    looks_right(visit(f"{site}/nl/GR2022_Whole/0268/screen/", NARROW), accessible)


def test_a_rehearsal_says_so_on_top(
    tmp_path: Path, visit: Callable[..., Page], accessible: Callable[[Page], None]
) -> None:
    target = DirectoryTarget(tmp_path, durable=False)
    Writer(target, rehearsal=True).write(tree(every_state(rehearsal=True), ("fy", "nl", "en")), NIGHT)
    with served(tmp_path) as address:
        for language in ("nl", "en", "fy"):
            page = visit(f"{address}/{language}/GR2022_Partly/0268/", PHONE)
            assert page.locator("html").get_attribute("lang") == language
            expect(page.locator(".rehearsal")).to_be_in_viewport()
            looks_right(page, accessible)
        expect(visit(f"{address}/fy/GR2022_Before/0268/", PHONE).locator(".countdown")).to_have_text(
            "Noch 2 oeren"
        )


@pytest.mark.parametrize(
    ("language", "size", "scheme"),
    [("nl", PHONE, "dark"), ("en", NARROW, "light"), ("nl", DESK, "light")],
    ids=["phone-nl-dark", "narrow-en", "desktop-nl"],
)
def test_a_site_that_is_offline_says_so_at_every_address(
    tmp_path: Path,
    visit: Callable[..., Page],
    accessible: Callable[[Page], None],
    language: str,
    size: tuple[int, int],
    scheme: str,
) -> None:
    """Without script; at the front door in both languages."""
    target = DirectoryTarget(tmp_path, durable=False)
    Writer(target, rehearsal=False).write(tree(every_state()), NIGHT)
    offline.carry_out(target, withdrawn(What.ALL), rehearsal=False)
    with served(tmp_path) as address:
        for path in ("", f"{language}/", f"{language}/GR2022_Whole/0268/2/"):
            page = visit(f"{address}/{path}", size, color_scheme=scheme, java_script_enabled=False)
            expect(page.locator("h1")).to_have_count(1)
            expect(page.locator(".offline")).to_have_count(1 if path else 2)
            expect(page.locator(".offline dd").nth(1)).to_contain_text("drie stembureaus")
            expect(page.locator(".offline dd time").first).to_be_in_viewport()
        looks_right(visit(f"{address}/{language}/", size, color_scheme=scheme), accessible)
        looks_right(visit(address, size, color_scheme=scheme), accessible)


def test_an_open_page_does_not_keep_what_was_withdrawn(browser: Browser, tmp_path: Path) -> None:
    """It becomes the notice within half a minute, and itself again when the site is back."""
    target = DirectoryTarget(tmp_path, durable=False)
    Writer(target, rehearsal=False).write(tree(days.day(days.municipality(in_already=3))), NIGHT)
    with served(tmp_path) as address:
        page = browser.new_page(locale="nl")
        page.clock.install(time=NIGHT)
        page.goto(f"{address}/nl/GR2022_Nijmegen/0268/")
        page.wait_for_load_state("networkidle")
        offline.carry_out(target, withdrawn(What.ALL), rehearsal=False)
        page.clock.fast_forward(31_000)
        expect(page.locator("h1")).to_have_text("Deze site is offline")
        page.wait_for_load_state("networkidle")
        back = withdrawn(What.NOTHING)
        offline.carry_out(target, back, rehearsal=False)
        day = days.day(days.municipality(in_already=3))
        Writer(target, rehearsal=False).write(tree(day), NIGHT + timedelta(minutes=1))
        page.clock.fast_forward(31_000)
        expect(page.locator(".status")).to_contain_text("3 van 12")
        page.close()
