"""The evening of 16 March 2022 in Nijmegen, as its election office saw it: 138 stations, and a postal one.

In one browser from the set-up to the report for the committee: the stations come from a spreadsheet, one
count is held and handed back with its fields marked, a pair of lists that somebody swapped is found, the
postal votes are missed by name, the results are withdrawn and brought back, and the official count of the day
after is set beside ours. The stations' counts are the real ones, through the station's own intake.
"""

from __future__ import annotations

import csv
import io
import json
import re
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from uuid import uuid4

import pytest
from django.http import QueryDict
from playwright.sync_api import Browser, Page, expect
from pytest_django.fixtures import Settings
from pytest_django.live_server_helper import LiveServer

from stemdag.capture import intake
from stemdag.capture.place import Place
from stemdag.custody.timer import Timer
from stemdag.desk.models import Membership
from stemdag.domain.count import Count
from stemdag.domain.station import Counting, Kind, Station
from stemdag.elections import keys, models
from stemdag.elections.form import read as read_form
from stemdag.elections.importing import load
from stemdag.files import CountFile, read
from stemdag.files.osv_writing import write_csv
from stemdag.gate.process import Gate
from stemdag.gate.writing import Publication
from stemdag.journal.models import StationDay
from stemdag.rehearsal.day import definition
from stemdag.rehearsal.form import as_fields
from stemdag.rehearsal.replay import as_form, replay
from tests.desk.conftest import official
from tests.factories import at
from tests.reference import reference

pytestmark = [
    pytest.mark.browser,
    pytest.mark.once,
    pytest.mark.day,
    pytest.mark.django_db(transaction=True),
]
CSV = "06_Gelderland/osv4-3_telling_gr2022_nijmegen.csv"
PASSWORD = "een potlood, een bus en een lijst"
POSTAL, HELD, SWAPPED = 139, 5, 20


@dataclass
class Evening:
    """The municipality with its real counts, its gate and its holder, under a clock that the test puts."""

    file: CountFile
    folder: Path
    counts: dict[int, Count]
    now: datetime
    row: models.Municipality = field(init=False)

    def __post_init__(self) -> None:
        self.holder = Timer(self.folder / "timer.json", (lambda: self.now, lambda: self.now))
        publication = Publication(str(self.folder / "public"), rehearsal=True)
        self.gate = Gate(self.holder, publication, beat_seconds=60, rehearsal=True)

    def put(self, wall: str) -> None:
        """The clock moves on, and the gate looks."""
        self.now = at(wall)
        self.gate.step(self.now)

    def send(self, number: int, count: Count, version: int = 1, reason: str = "") -> None:
        """A station sends its count; what stands on it in error its chair has seen."""
        place = Place(self.row.stations.get(number=number))
        if place.must_open and place.day.opened_at is None:
            intake.open_station(place, uuid4(), self.now)
        given = as_fields(count) | {
            "client_id": str(uuid4()),
            "nonce": f"{number:064x}",
            "version": str(version),
            "reason": reason,
            "action": "send",
        }
        form = QueryDict(mutable=True)
        for name, value in given.items():
            form.setlist(name, value if isinstance(value, list) else [value])
        typed = read_form(form, place.ballot, place.counting, place.election.category)
        assert typed.count is not None, typed.problems
        intake.take(place, typed, intake.judge(place, typed), self.now)

    def public(self, *parts: str) -> str:
        return (self.folder.joinpath("public", *parts)).read_text()

    @property
    def shows_results(self) -> bool:
        """Whether the municipality's public page has its results, and its data file too."""
        name = self.row.election.eml_id
        page = 'class="results"' in self.public("nl", name, "0268", "index.html")
        assert page is ("result" in json.loads(self.public("data", "v1", name, "0268.json")))
        return page


@pytest.fixture
def evening(tmp_path: Path, settings: Settings, monkeypatch: pytest.MonkeyPatch, db: None) -> Evening:
    settings.STEMDAG = replace(settings.STEMDAG, rehearsal=True)
    monkeypatch.setenv("STEMDAG_REHEARSAL", "1")
    path = tmp_path / "nijmegen.csv"
    with zipfile.ZipFile(reference("gr2022", "gr2022_stembureaus_osv4-3_csv.zip")) as packed:
        path.write_bytes(packed.read(CSV))
    [file] = [each for each in read(path) if isinstance(each, CountFile)]
    lists = tuple(replace(each, candidates=()) for each in file.ballot.lists)
    ballot = replace(file.ballot, lists=lists)
    counts = {unit.number: as_form(unit, Counting.CENTRAL, ballot) for unit in file.units if unit.number}
    assert len(counts) == 138
    made = Evening(file, tmp_path, counts, at("07:00"))
    monkeypatch.setattr("stemdag.clock.now", lambda: made.now)
    return made


def spreadsheet(stations: tuple[Station, ...]) -> bytes:
    """The stations as an office has them in a sheet, the postal one among them."""
    text = io.StringIO()
    sheet = csv.writer(text, delimiter=";")
    sheet.writerow(["Stembureaus gemeente Nijmegen"])
    sheet.writerow([])
    sheet.writerow(["Nr", "Naam stembureau", "Soort", "Postcode", "Opent", "Sluit", "Telt vanaf"])
    for each in stations:
        hours = ["", "", "16-03-2022 10:00"] if each.kind is Kind.POSTAL else ["7:30", "21:00", ""]
        kind = {Kind.POSTAL: "briefstembureau"}.get(each.kind, "")
        sheet.writerow([each.number, each.name, kind, each.postcode or "", *hours])
    return text.getvalue().encode()


def swapped(count: Count, one: int, other: int) -> Count:
    lists = dict(count.lists)
    lists[one], lists[other] = lists[other], lists[one]
    return replace(count, lists=lists)


def test_from_the_set_up_to_the_report(
    browser: Browser, live_server: LiveServer, evening: Evening, accessible: Callable[[Page], None]
) -> None:
    # A definition without stations, as of an EML 110a and 230b; whoever runs the system took it in.
    [played] = replay([evening.file])
    [town] = played.municipalities
    lists = tuple(replace(each, candidates=()) for each in town.ballot.lists)
    bare = replace(
        town,
        municipality=replace(town.municipality, counting=Counting.CENTRAL),
        ballot=replace(town.ballot, lists=lists),
        stations=(),
        counts={},
    )
    path = evening.folder / "definition.json"
    path.write_text(json.dumps(definition(replace(played, municipalities=(bare,)))))
    load(read(path), evening.now, "cli", rehearsal=True)
    row = evening.row = models.Municipality.objects.select_related("election").get(code="0268")
    passphrase = keys.make(row, evening.holder.register, evening.now, "cli").passphrase
    anna = official("anna")
    anna.set_password(PASSWORD)
    anna.save()
    Membership.objects.create(user=anna, municipality=row)

    context = browser.new_context(locale="nl", viewport={"width": 1280, "height": 900}, accept_downloads=True)
    page = context.new_page()
    page.set_default_timeout(60_000)
    errors: list[str] = []
    page.on("console", lambda line: errors.append(line.text) if line.type == "error" else None)
    desk = f"{live_server.url}/desk/{row.election.eml_id}/0268/"

    def go(path: str) -> None:
        page.goto(desk + path)

    def press(name: str) -> None:
        page.get_by_role("button", name=name, exact=True).first.click()

    page.goto(f"{live_server.url}/desk/")
    page.fill("#username", "anna")
    page.fill("#password", PASSWORD)
    page.press("#password", "Enter")
    expect(page).to_have_url(desk)

    # The set-up: 138 stations and the postal one from a spreadsheet, seen before they are taken in.
    go("setup/")
    accessible(page)
    stations = (*town.stations, Station(POSTAL, "Briefstembureau Stadhuis", Kind.POSTAL))
    page.set_input_files(
        "#chosen", {"name": "stembureaus.csv", "mimeType": "text/csv", "buffer": spreadsheet(stations)}
    )
    press("Toon wat er zou veranderen")
    accessible(page)
    expect(page.locator("main")).to_contain_text("Briefstembureau Stadhuis")
    press("Inlezen")
    expect(page.get_by_role("status")).to_be_visible()
    assert row.stations.count() == 139
    assert row.stations.get(number=POSTAL).kind == Kind.POSTAL

    # The evening. The release is armed; at nine it opens, with nothing in it yet.
    evening.put("20:30")
    go("release/")
    page.click("#offer-arm")
    page.fill("#reason", "Alle stembureaus zijn bemand.")
    page.locator("main form button").click()
    expect(page.locator("#standing")).to_contain_text("Klaargezet door")
    evening.put("21:00")

    # 137 counts come in as they were. One station is two short in D; one swapped two lists.
    evening.put("22:00")
    for number, count in evening.counts.items():
        if number == HELD:
            count = replace(count, admitted=count.admitted - 2, boxes=count.boxes)
        elif number == SWAPPED:
            count = swapped(count, 2, 3)
        evening.send(number, count)
    evening.put("22:01")
    go("")
    held_row = page.locator("tr", has_text=re.compile(rf"^\s*{HELD}\s"))
    expect(page.locator(f"#held-{HELD}")).to_be_visible()
    assert held_row.count() >= 1
    accessible(page)

    # Inside and outside the postal votes are missed, by name.
    go("control/")
    page.fill("#passphrase", passphrase)
    page.press("#passphrase", "Enter")
    expect(page.get_by_role("button", name="Vergrendelen")).to_be_visible()
    go("control/across/")
    expect(page.locator("main")).to_contain_text("S.301")
    expect(page.locator("main")).to_contain_text("Briefstembureau Stadhuis")
    assert "Briefstembureau Stadhuis" in evening.public("nl", row.election.eml_id, "0268", "index.html")

    # The swapped lists are found, and the count that counted is handed back with its fields marked.
    page.locator("form.card button").click()
    suspect = page.locator("article.compared").first
    expect(suspect).to_contain_text("S.201")
    expect(suspect).to_contain_text(str(SWAPPED))
    expect(suspect).to_contain_text("E.2")
    accessible(page)
    assert page.locator("article.compared").count() == 1
    go(f"control/{SWAPPED}/")
    page.fill("#reason", "lijst 2 en 3 lijken verwisseld")
    page.press("#reason", "Enter")
    page.fill("#return-reason", "Zijn de lijsten 2 en 3 verwisseld?")
    page.fill("#return-marks", "E.2 E.3")
    press("Geef versie 1 terug")
    expect(page.get_by_role("status").first).to_be_visible()
    assert StationDay.objects.get(station=SWAPPED).state == "returned"

    # The held one too. Both stations send what is on the paper.
    go("control/")
    page.locator("table.held tr", has_text=re.compile(rf"\b{HELD}\b")).get_by_role("link").first.click()
    page.fill("#reason", "D is niet de som")
    page.press("#reason", "Enter")
    expect(page.get_by_text("F.201").first).to_be_visible()
    page.fill("#return-reason", "Tel de stempassen nog eens.")
    press("Geef versie 1 terug")
    expect(page.get_by_role("status").first).to_be_visible()
    assert Place(row.stations.get(number=HELD)).to_look_at >= {"A", "D"}
    evening.put("22:20")
    for number in (HELD, SWAPPED):
        evening.send(number, evening.counts[number], 2, "Verkeerd overgenomen.")
    evening.put("22:21")
    assert set(StationDay.objects.filter(station__in=(HELD, SWAPPED)).values_list("state", flat=True)) == {
        "accepted"
    }

    assert evening.shows_results

    # Withdrawn while the office finds out, and back; the stations notice nothing.
    go("site/")
    page.click("#offer-site-results")
    page.fill("#reason", "Wij zoeken uit waar de briefstemmen zijn.")
    page.locator("main form button").click()
    expect(page.locator(".timeline")).to_contain_text("briefstemmen")
    evening.put("22:30")
    assert not evening.shows_results
    go("site/")
    page.click("#offer-site-restore")
    page.fill("#reason", "De briefstemmen zijn gevonden.")
    page.locator("main form button").click()
    evening.put("22:31")
    assert evening.shows_results

    # The postal votes: those of station 1 once more will do.
    evening.send(POSTAL, evening.counts[1])
    evening.put("22:40")
    go("control/across/")
    expect(page.locator("main")).not_to_contain_text("S.301")
    go("release/published/")
    accessible(page)
    expect(page.locator("main")).to_contain_text("139")

    # The day after: the official count, which differs at two stations. The rest is as it was.
    evening.now = at("12:00").replace(day=17)
    differing = {7: ("E.1", 3), 9: ("E.2", -2)}
    path = evening.folder / "official.csv"
    path.write_bytes(_official(evening, differing))
    go("control/official/")
    page.set_input_files("#file", str(path))
    press("Innemen")
    _confirm(page)
    expect(page.get_by_role("status")).to_contain_text("138")
    go("control/compare/")
    page.locator("form.card button").first.click()
    _confirm(page)
    found = {
        int(re.sub(r"\D", "", each.get_attribute("id") or "")): set(
            re.findall(r"\b[A-J](?:\.\d+)?\b", each.locator("table").inner_text())
        )
        for each in page.locator("article.compared").all()
    }
    assert found == {7: {"E.1", "E", "H", "D", "A"}, 9: {"E.2", "E", "H", "D", "A"}}
    accessible(page)

    # The report for the committee says the same, with the numbers.
    with page.expect_download() as coming:
        page.get_by_role("button", name="CSV", exact=True).click()
    report = coming.value.path().read_text("utf-8-sig")
    lines = [each for each in csv.DictReader(io.StringIO(report)) if each["kind"] == "differs"]
    told = {(int(each["station"]), each["field"]) for each in lines}
    assert told == {(number, mark) for number, marks in found.items() for mark in marks}
    with page.expect_download() as coming:
        page.get_by_role("button", name="PDF", exact=True).click()
    assert coming.value.path().read_bytes().startswith(b"%PDF")
    evening.gate.step(evening.now)
    assert "fficieel" in evening.public("nl", row.election.eml_id, "0268", "index.html")
    assert not errors
    context.close()


def _confirm(page: Page) -> None:
    """Where the desk asks who sits there: a day went by since the sign-in."""
    if page.locator("#confirm_password").count():
        page.fill("#confirm_password", PASSWORD)
        page.press("#confirm_password", "Enter")


def _official(evening: Evening, differing: Mapping[int, tuple[str, int]]) -> bytes:
    units = []
    for unit in evening.file.units:
        count = unit.count
        if unit.number in differing:
            mark, more = differing[unit.number]
            number = int(mark[2:])
            lists = dict(count.lists)
            lists[number] = replace(lists[number], total=lists[number].total + more)
            count = replace(
                count,
                lists=lists,
                candidate_votes=count.candidate_votes + more,
                cast=count.cast + more,
                admitted=count.admitted + more,
                poll_cards=count.poll_cards + more,
            )
        units.append(replace(unit, count=count))
    return b"".join(write_csv(replace(evening.file, units=tuple(units)), rehearsal=True))
