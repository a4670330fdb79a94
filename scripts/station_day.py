"""A chair's whole day with the app on a tablet, for the pictures of the station guide.

The rest of the day is the rehearsal's: beside this tablet the station has its deputy's, which scans most
passes.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta
from pathlib import Path
from typing import Protocol

from playwright.sync_api import Browser, BrowserContext, Page, Route, expect
from station_words import NL, Words

from stemdag.domain.count import Count
from stemdag.rehearsal.doors import OfficeDoor
from stemdag.rehearsal.form import as_fields
from stemdag.rehearsal.plan import Act, Event, Plan
from stemdag.rehearsal.stage import Stage

Acted = Callable[[], None]
TABLET, PHONE = (820, 1180), (390, 844)
PIN = "40718263"
#: How many passes the chair reads before noon; the deputy's tablet has the others.
POLL_CARDS, PROXIES = 4, 1
BALLOTS = 470


class Keep(Protocol):
    """Where a picture goes."""

    def __call__(self, page: Page, name: str) -> None: ...


@dataclass
class StationDay:
    """One station's day; `acts` is what its chair does when, pictures among it."""

    stage: Stage
    browser: Browser
    keep: Keep
    number: int
    words: Words
    count: Count
    code: str
    office: Callable[[], OfficeDoor]
    _context: BrowserContext | None = None
    _cut: bool = False

    def acts(self, day: datetime) -> Iterator[tuple[datetime, Acted]]:
        """Everything in order; `day` is midnight of the last day."""

        def at(clock: str, *acts: Acted, on: datetime = day) -> Iterator[tuple[datetime, Acted]]:
            moment = on + timedelta(hours=int(clock[:2]), minutes=int(clock[3:]))
            yield from ((moment, lambda act=act: self._at_the_clock(act)) for act in acts)

        yield from at("14:00", self.enrol, on=day - timedelta(days=1))
        yield from at("07:18", self.prepare)
        yield from at("07:30", self.open)
        yield from at("09:05", lambda: self.scan(self.passes[:2]))
        yield from at("10:47", self.scan_a_visit)
        yield from at("11:35", self.ask)
        yield from at("11:42", self.used_before)
        yield from at("11:50", self.answer)
        yield from at("12:04", self.overview)
        yield from at("16:32", self.busy)
        yield from at("17:36", self.few_ballots)
        yield from at("17:52", self.on_its_way)
        yield from at("18:20", self.log)
        yield from at("21:06", self.close)
        yield from at("22:34", self.fill_in)
        yield from at("22:41", self.send)
        yield from at("23:31", self.pack)
        yield from at("23:46", self.results)

    @property
    def passes(self) -> tuple[str, ...]:
        """Poll cards, then proxies; no other station has these numbers."""
        return tuple(f"41{self.number:02}{each}" for each in (938475, 561930, 774418, 310056, 988123))

    @property
    def page(self) -> Page:
        assert self._context is not None
        return self._context.pages[0]

    def _at_the_clock(self, act: Acted) -> None:
        if self._context is not None:
            self.page.clock.set_fixed_time(self.stage.moment)
            self._settle()
        act()

    def shot(
        self,
        name: str,
        height: int = TABLET[1],
        *,
        from_: str = "",
        width: int = TABLET[0],
        prefix: bool = True,
    ) -> None:
        """A picture of the screen, from the element `from_` on if one is named."""
        page = self.page
        page.set_viewport_size({"width": width, "height": height})
        # No hand and no cursor in the picture.
        page.mouse.move(0, 0)
        page.evaluate("document.activeElement?.blur()")
        if from_:
            page.locator(from_).first.evaluate(
                "each => scrollTo(0, each.getBoundingClientRect().top + scrollY - 12)"
            )
        else:
            page.evaluate("scrollTo(0, 0)")
        page.wait_for_timeout(200)
        self.keep(page, f"{self.words.locale[:2]}/{name}" if prefix else name)
        page.set_viewport_size({"width": TABLET[0], "height": TABLET[1]})

    def go(self, name: str) -> None:
        self.page.evaluate("name => { location.hash = `#/${name}`; }", name)
        self.page.wait_for_timeout(150)

    def _settle(self) -> None:
        """Until all is sent and what others did has been heard."""
        if self._cut:
            return
        for _ in range(40):
            self.page.evaluate("dispatchEvent(new Event('online'))")
            self.page.wait_for_timeout(200)
            if self.page.locator("#line [data-state=online]").count():
                return
        raise AssertionError(self.page.locator("#line").inner_text())

    def _tick_all(self, *, but: tuple[str, ...] = ()) -> None:
        """Every item of the checklist on the screen, each once the one before is counted as done."""
        boxes = self.page.locator(".checklist input")
        done = self.page.locator(".checklist input:checked").count()
        for box in boxes.all():
            if box.is_checked() or (box.get_attribute("id") or "").endswith(but):
                continue
            box.check()
            done += 1
            expect(self.page.locator("p[id$=-count]")).to_have_text(re.compile(rf"^{done}\b"))

    def enrol(self) -> None:
        """With the card, the day before."""
        self._context = self.browser.new_context(
            viewport={"width": TABLET[0], "height": TABLET[1]},
            locale=self.words.locale,
            timezone_id="Europe/Amsterdam",
        )
        page = self._context.new_page()
        page.clock.set_fixed_time(self.stage.moment)
        page.goto(f"{self.stage.zones.office}/station/app/#code={self.code}")
        page.fill("#pin", PIN)
        page.fill("#again", PIN)
        self.shot("enrol", 620)
        page.locator("main button[type=submit]").click()
        page.wait_for_selector("#unsent", state="attached")
        page.fill("#pin", PIN[:5])
        self.shot("pin", 440)
        page.fill("#pin", PIN)
        page.locator("main button[type=submit]").click()
        page.wait_for_selector(".day")
        expect(page.locator(".message[data-kind=info]")).to_have_count(0, timeout=60_000)

    def prepare(self) -> None:
        """Who is there, the ballots, and the list; two items still to do."""
        page = self.page
        self.go("present")
        for name, role, since in self.words.people:
            page.click("#add")
            page.fill("#name", name)
            page.check(f"#role-{role}")
            page.fill("#from", since)
            page.locator("#note button[type=submit]").click()
            expect(page.locator(".people__name").get_by_text(name)).to_be_visible()
        self.go("stock")
        page.fill("#left", str(BALLOTS))
        page.locator("form:has(#left) button[type=submit]").click()
        self.go("opening")
        self._tick_all(but=("box_locked", "invalid_passes"))
        self._settle()
        self.shot("opening", 1420)

    def open(self) -> None:
        page = self.page
        self.go("opening")
        self._tick_all()
        page.click("#open")
        self._settle()
        self.go("present")
        self.shot("present", 775)

    def scan(self, numbers: tuple[str, ...], kind: str = "poll_card") -> None:
        self.go("passes")
        for number in numbers:
            self.page.locator(f"#kind-{kind}").check(force=True)
            self.page.fill("#number", number)
            self.page.locator(".pass-form button[type=submit]").click()
            self.page.wait_for_timeout(250)

    def scan_a_visit(self) -> None:
        """A voter who brings a proxy; then one more voter."""
        self.scan(self.passes[2:3])
        self.scan(self.passes[4:], "proxy")
        self.scan(self.passes[3:4])
        self._settle()

    def ask(self) -> None:
        self.go("office")
        self.page.fill("#text", self.words.asked)
        self.page.locator(".talk-form button[type=submit]").click()
        self._settle()

    def used_before(self) -> None:
        """The pass of a quarter to eleven once more, in another hand."""
        self.scan(self.passes[2:3])
        expect(self.page.locator(".verdict")).to_have_attribute("data-verdict", "unknown")
        self.shot("passes", 1000)
        self.page.locator(".verdict button").first.click()
        self._settle()

    def answer(self) -> None:
        self.office().write(self.number, self.words.answer)

    def overview(self) -> None:
        self.go("home")
        self.shot("day")
        self.shot("day-phone", PHONE[1], width=PHONE[0])
        self.go("office")
        self._settle()
        self.shot("office", 840)

    def busy(self) -> None:
        self.go("turnout")
        self.page.check("#queue-short")
        self._settle()
        self.shot("turnout", 715)

    def few_ballots(self) -> None:
        self.go("stock")
        self.page.select_option("#what", "ballots")
        self.page.fill("#amount", "150")
        self.page.fill("#note", self.words.note)
        self.page.locator("form:has(#amount) button[type=submit]").click()
        self._settle()

    def on_its_way(self) -> None:
        self.office().send(self.number, "ballots", 150, self.words.van)
        self._settle()
        self.go("home")
        self.go("stock")
        self.shot("stock", 1340)

    def log(self) -> None:
        self.go("stock")
        self.page.locator(".receive button").click()
        self._settle()
        self.go("events")
        self.page.check("#category-ballot_taken")
        self.page.fill("#voters", "1")
        self.page.fill("#event-text", self.words.event)
        self.shot("events", 1180)
        self.page.locator("main form button[type=submit]").click()
        self._settle()

    def close(self) -> None:
        page = self.page
        self.go("closing")
        self._tick_all()
        page.fill("#last", "21.02")
        page.press("#last", "Enter")
        page.wait_for_selector("#pile-A")
        count = self.count
        for mark, number in (
            ("A", count.poll_cards),
            ("B", count.proxies - 1),
            ("C", count.voter_cards),
            ("D", count.admitted),
        ):
            page.fill(f"#pile-{mark}", str(number))
        self._settle()
        self.shot("closing", 905, from_="section:has(#last-title)")
        page.fill("#pile-B", str(count.proxies))
        page.click("#over")
        page.wait_for_selector('[name="D"]')
        self.go("present")
        page.click("#over")
        self._settle()

    def fill_in(self) -> None:
        """Without a connection; two digits stand the wrong way round."""
        self._line(cut=True)
        self.go("count")
        page = self.page
        for mark, value in as_fields(self.count).items():
            if isinstance(value, list):
                continue
            if value and page.locator(f'input[name="{mark}"]').count():
                page.fill(f'input[name="{mark}"]', value)
        mark, _, wrong = slip(self.count)
        page.fill(f'[name="{mark}"]', wrong)
        for turn, box in enumerate(("D=H", "H>D", "H<D")):
            if box in (self.count.boxes or ()):
                page.check(f"#v-boxes-{turn}")
        page.click("#check")
        self.shot("count", 960, from_="#summary")
        if self.words is NL:
            self.shot("station", 820, width=1180, prefix=False)

    def send(self) -> None:
        page = self.page
        mark, right, _ = slip(self.count)
        page.fill(f'[name="{mark}"]', right)
        page.click("#check")
        page.click("#send")
        page.wait_for_selector(".receipt__code")
        self.go("outbox")
        self.shot("unsent", 740)
        self.go("codes")
        page.wait_for_selector(".codes__picture svg")
        self.shot("codes", 1160)
        self._line(cut=False)
        self._settle()
        self.go("count")
        self.shot("sent", 610)

    def pack(self) -> None:
        self.go("packing")
        self._tick_all()
        self._settle()
        self.shot("packing", 700)

    def results(self) -> None:
        self.go("results")
        self.page.wait_for_selector("table.reports")
        self.shot("results", 760)

    def _line(self, *, cut: bool) -> None:
        if cut:
            self.page.route("**/station/app/facts", _abort)
            # The app sees that nobody answers when it next asks.
            self.page.evaluate("dispatchEvent(new Event('online'))")
            self.page.wait_for_selector("#line [data-state=offline]")
        else:
            self.page.unroute("**/station/app/facts", _abort)
        self._cut = cut


def _abort(route: Route) -> None:
    route.abort()


def slip(count: Count) -> tuple[str, str, str]:
    """A letter, its number, and the same with two digits exchanged, as tired people do."""
    for mark, number in (("B", count.proxies), ("A", count.poll_cards)):
        right = str(number)
        wrong = right[1] + right[0] + right[2:]
        if wrong != right and "0" not in right:
            return mark, right, wrong
    raise ValueError("no two digits of this form can be exchanged")


def beside(plan: Plan, numbers: frozenset[int]) -> Plan:
    """The day without what the chairs of these stations do; their deputies sign in and scan."""
    taken = {number: [POLL_CARDS, PROXIES] for number in numbers}
    kept = []
    for event in plan.events:
        if event.station not in numbers or event.act in (Act.SIGN_IN, Act.SCAN):
            kept.append(_less(event, taken[event.station]) if event.station in taken else event)
    return replace(plan, events=tuple(kept))


def _less(event: Event, taken: list[int]) -> Event:
    """The scans without those that the chair made until then."""
    if event.scanned is None or event.at.time() < time(12):
        return event
    polls, proxies, cards = event.scanned
    a, b = min(polls, taken[0]), min(proxies, taken[1])
    taken[0], taken[1] = taken[0] - a, taken[1] - b
    return replace(event, scanned=(polls - a, proxies - b, cards))


def fresh_codes(stage: Stage, election: str, numbers: frozenset[int], expires: datetime) -> dict[int, str]:
    """A second code for each of the stations, for the deputy."""
    wanted = [str(number) for number in sorted(numbers)]
    issued = json.loads(
        stage.zones.run("codes", election, *wanted, "--expires", expires.isoformat(), "--json", "-")
    )
    return {each["station"]: each["code"] for each in issued}


def register(stage: Stage, folder: Path) -> None:
    """A list of invalid passes, as the municipality has one."""
    file = folder / "invalid.csv"
    file.write_text("\n".join(f"4109{each:06},died" for each in range(120_000, 120_400)))
    stage.zones.run("passes", "load", str(file), "--whole")
