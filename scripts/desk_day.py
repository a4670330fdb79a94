"""An election office's day in the browser, for the pictures of its guide: each screen in both languages."""

from __future__ import annotations

import base64
import hmac
import struct
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from desk_slips import official_csv
from playwright.sync_api import Browser, Page
from station_day import Acted, Keep, fresh_codes

from stemdag.domain.count import Count
from stemdag.rehearsal.day import RehearsedElection, RehearsedMunicipality
from stemdag.rehearsal.device import AppDoor
from stemdag.rehearsal.doors import OfficeDoor, Visitor, client
from stemdag.rehearsal.form import as_fields
from stemdag.rehearsal.stage import Stage

LANGUAGES = ("nl", "en")
WIDTH, BOARD = 1100, 1280
PASSWORD = "een potlood, een stembus en een lijst"  # noqa: S105  (of a rehearsal that ends with its pictures)
PEOPLE = """\
gebruikersnaam\tnaam\trol
m.jansen\tMarieke Jansen\tcoördinator
t.bakker\tTom Bakker\tmedewerker
s.elamrani\tSamira El Amrani\tmedewerker
p.devries\tPeter de Vries\tsleutelhouder
k.visser\tKarin Visser\tcontroleur
hal\tBeamer in de hal\tpresentator
"""
COORDINATOR, STAFF = "m.jansen", "t.bakker"
#: Stations that write, and what: category of an incident or none, urgent, text.
WRITTEN = {
    34: ("disturbance", True, "Twee bezoekers filmen kiezers bij de ingang en gaan niet weg."),
    47: ("queue", False, "De rij staat tot op straat, ongeveer veertig minuten."),
    62: ("", False, "Mag een kiezer met een rijbewijs dat drie jaar verlopen is stemmen?"),
}
TO_ALL = "Denkt u om 18:30 aan de opkomst? Dank voor uw inzet tot nu toe."
KEPT = ("Stembiljetten", "Er zijn stembiljetten onderweg, met de witte bus. Ze zijn er binnen een halfuur.")
ASKED = "Kijk nog eens naar het aangekruiste vakje, en naar de uitleg van het verschil."
WHY = "Het formulier is aangehouden; ik bel de voorzitter."


@dataclass
class DeskDay:
    """The office's day; `acts` is what is done and photographed when."""

    stage: Stage
    browser: Browser
    keep: Keep
    played: RehearsedElection
    town: RehearsedMunicipality
    account: tuple[str, str]
    passphrase: str
    folder: Path
    hear: Callable[[datetime], None]

    def acts(self, midnight: datetime, night: datetime) -> Iterator[tuple[datetime, Acted]]:
        """Everything in order; `midnight` begins the last day, at `night` a count is held."""
        yield midnight - timedelta(hours=9), self.before
        yield midnight + timedelta(hours=17, minutes=20), self.talk
        yield midnight + timedelta(hours=17, minutes=46), self.by_day
        yield midnight + timedelta(hours=19), self.evening
        yield night, self.night
        yield self.stage.plan.events[-1].at, self.after

    def before(self) -> None:
        """People come in by an invitation; what the set-up says."""
        self._shown("sign-in", 620, self._desk, by=None)
        codes = self._invite()
        for language, name in zip(LANGUAGES, (COORDINATOR, STAFF), strict=True):
            self._come_in(language, codes[name])
        self._shown("setup", 900, f"{self._here}setup/")
        self._shown("people", 660, f"{self._here}people/")

    def talk(self) -> None:
        """Three stations write; the office writes to all, and Tom takes a conversation."""
        now, place = self.stage.moment, (self.played.election.id, self.town.municipality.code)
        codes = fresh_codes(self.stage, place[0], frozenset(WRITTEN), now + timedelta(days=1))
        with client(self.stage.zones.office) as http:
            for number, (category, urgent, text) in WRITTEN.items():
                device = AppDoor(Visitor(http), place[0])
                device.sign_in(codes[number])
                if category:
                    facts = {"category": category, "urgent": urgent}
                    device.tell("incident.reported", facts, now, text=text)
                else:
                    device.tell("message.sent", {"to": "office"}, now, text=text)
            office = OfficeDoor(Visitor(http), *place)
            office.sign_in(STAFF, PASSWORD)
            office.write_to_all(TO_ALL)
            office.keep_text(*KEPT)

    def by_day(self) -> None:
        self.hear(self.stage.moment)
        self._shown("board", 860, self._here, by=STAFF, width=BOARD)
        self._shown("messages", 980, f"{self._here}messages/", by=STAFF)

    def evening(self) -> None:
        self._shown("presenter", 720, f"{self._here}presenter/?look=light", width=BOARD)
        self._shown("release", 840, f"{self._here}release/")

    def night(self) -> None:
        """The held count: its differences and the hand-back; the same form by telephone."""
        for language in LANGUAGES:
            with self._unlocked(language) as page:
                page.locator("table.held a").first.click()
                if page.locator("#reason").count():
                    page.fill("#reason", WHY)
                page.locator("form[action$='/open/'] button[type=submit]").click()
                page.fill("#return-reason", ASKED)
                self._shot(page, language, "held", 1000)
                number = int(page.url.split("/control/")[1].split("/")[0])
                page.locator("form[action$='/type/'] button[type=submit]").click()
                self._type(page, self.town.counts[number])
                page.locator("button[name=action][value=check]").click()
                self._shot(page, language, "telephone", 1000)

    def after(self) -> None:
        """The committee's file beside ours, and what stands out across stations."""
        file = self.folder / "osv4-3_telling_nijmegen.csv"
        file.write_bytes(official_csv(self.played.election, self.town))
        for language in LANGUAGES:
            with self._unlocked(language) as page:
                page.goto(f"{self._here}control/official/")
                if language == LANGUAGES[0]:
                    page.set_input_files("#file", file)
                    page.locator("form[action$='/add/'] button[type=submit]").click()
                for name, height in (("compare", 900), ("across", 900)):
                    page.goto(f"{self._here}control/{name}/")
                    page.locator(f"form[action$='/{name}/open/'] button[type=submit]").first.click()
                    page.locator("form:has(input[name=step][value='2']) button").first.click()
                    self._shot(page, language, name, height)

    @property
    def _desk(self) -> str:
        return f"{self.stage.zones.office}/desk/"

    @property
    def _here(self) -> str:
        return f"{self._desk}{self.played.election.id}/{self.town.municipality.code}/"

    def _shown(
        self, name: str, height: int, address: str, *, by: str | None = COORDINATOR, width: int = WIDTH
    ) -> None:
        for language in LANGUAGES:
            with self._page(language, by) as page:
                page.goto(address)
                self._shot(page, language, name, height, width)

    def _shot(self, page: Page, language: str, name: str, height: int, width: int = WIDTH) -> None:
        page.set_viewport_size({"width": width, "height": height})
        page.mouse.move(0, 0)
        page.evaluate("document.activeElement?.blur(); scrollTo(0, 0)")
        page.wait_for_timeout(300)
        self.keep(page, f"desk/{language}/{name}")

    @contextmanager
    def _page(self, language: str, by: str | None, password: str = PASSWORD) -> Iterator[Page]:
        context = self.browser.new_context(
            viewport={"width": WIDTH, "height": 800}, locale=language, timezone_id="Europe/Amsterdam"
        )
        page = context.new_page()
        page.clock.set_fixed_time(self.stage.moment)
        if by is not None:
            page.goto(self._desk)
            page.fill("#username", by)
            page.fill("#password", password)
            page.press("#password", "Enter")
            page.wait_for_selector(".own-account")
        yield page
        context.close()

    @contextmanager
    def _unlocked(self, language: str) -> Iterator[Page]:
        with self._page(language, COORDINATOR) as page:
            page.goto(f"{self._here}control/")
            page.fill("#passphrase", self.passphrase)
            page.press("#passphrase", "Enter")
            page.wait_for_selector("nav.ways")
            yield page

    def _invite(self) -> dict[str, str]:
        """Their codes, by user name, as the page shows them once."""
        name, password = self.account
        with self._page("nl", name, password) as page:
            page.goto(f"{self._here}people/list/")
            page.fill("#rows", PEOPLE)
            page.locator("form[enctype] button[type=submit]").click()
            page.locator("button[name=answer][value=page]").click()
            rows = page.locator("ul.rows li").all()
            names = [each.locator("small").inner_text().split(" · ")[0] for each in rows]
            codes = [each.locator("code").inner_text() for each in rows]
        return dict(zip(names, codes, strict=True))

    def _come_in(self, language: str, code: str) -> None:
        """Choose a password, and set up an app with codes."""
        with self._page(language, None) as page:
            page.goto(f"{self._desk}invited/")
            for field, value in (("code", code), ("new", PASSWORD), ("again", PASSWORD)):
                page.fill(f"#{field}", value)
            page.press("#again", "Enter")
            page.wait_for_selector(".own-account")
            page.goto(f"{self._desk}account/app/")
            self._shot(page, language, "factor", 760)
            page.fill("#code", one_time(page.locator(".secret code").text_content() or ""))
            page.press("#code", "Enter")
            page.wait_for_load_state()

    @staticmethod
    def _type(page: Page, count: Count) -> None:
        for mark, value in as_fields(count).items():
            if isinstance(value, str) and value and page.locator(f'input[name="{mark}"]').count():
                page.fill(f'input[name="{mark}"]', value)


def one_time(secret: str) -> str:
    """What an authenticator app shows now (RFC 6238)."""
    letters = "".join(secret.split())
    key = base64.b32decode(letters + "=" * (-len(letters) % 8))
    digest = hmac.new(key, struct.pack(">Q", int(time.time()) // 30), "sha1").digest()
    at = digest[-1] & 15
    return f"{(struct.unpack_from('>I', digest, at)[0] & 0x7FFFFFFF) % 1_000_000:06}"
