"""What an office and its stations may do on a day, and the public must not notice."""

from __future__ import annotations

import json
import re
from base64 import b64encode
from collections.abc import Callable
from contextlib import chdir, suppress
from dataclasses import replace
from datetime import datetime, timedelta
from fractions import Fraction
from pathlib import Path
from unittest.mock import patch
from uuid import NAMESPACE_OID, uuid4, uuid5

from stemdag.capture import codes, photos, released
from stemdag.capture.place import Place
from stemdag.capture.wire import Sent
from stemdag.desk.control import opening as control
from stemdag.domain import export
from stemdag.domain.count import Count, ListCount, fields
from stemdag.domain.election import Area
from stemdag.domain.logo import Logo
from stemdag.domain.pass_filter import fingerprint
from stemdag.domain.passes import PassKind
from stemdag.domain.station import Counting
from stemdag.domain.theme import Theme
from stemdag.domain.withdrawal import What, Withdrawal
from stemdag.elections import areas, earlier, models, passes, places, tailored, themes
from stemdag.elections.importing import load
from stemdag.files import CountFile, UnitCount, read
from stemdag.files.places import Row
from stemdag.files.turnout_curve import Known
from stemdag.journal import site
from stemdag.journal.append import Fact, Told, append
from stemdag.journal.scans import KIND, Scan
from stemdag.publish import offline, tombstone
from stemdag.rehearsal.device import AppDoor
from stemdag.rehearsal.doors import DoorClosed, OfficeDoor, Visitor
from tests.embargo.acts_control import counts_set_beside
from tests.embargo.acts_counts import counts_by_telephone, counts_looked_at_first
from tests.embargo.outside import Extra
from tests.embargo.world import World, form
from tests.exports import DEVICE, count_fact, sealed_by_hand
from tests.files.made import as_eml
from tests.paper.reading import pages

Act = Callable[[World, datetime], None]


def official_files(world: World, moment: datetime, only: str | None = None) -> None:
    """The official count of each municipality is loaded from its file: twice, the second with other votes.

    The files say another electorate than the definition, and have sums that do not hold. `only`: of this
    municipality alone.
    """
    for election in world.plan.elections:
        for town in election.municipalities:
            area = Area(town.municipality.code, town.municipality.name)
            if only not in (None, area.code):
                continue
            for turn in (1, 2):
                units = tuple(
                    UnitCount(
                        f"{area.code}::SB{each.number}",
                        each.name,
                        each.number,
                        each.postcode,
                        123,
                        _official(town.counts[each.number], turn),
                        0,
                        {},
                    )
                    for each in town.stations
                )
                total = UnitCount(area.code, area.name, None, None, 777, units[0].count, 0, {})
                file = CountFile("", "510b", election.election, area, town.ballot, total, units)
                # By its name alone, as the name goes into the journal's numbers for this import.
                with chdir(world.folder):
                    path = Path(f"{election.election.id}-{area.code}.eml.xml")
                    path.write_bytes(as_eml(file))
                    why = "Een hertelling." if turn == 2 else ""
                    report = load(read(path), moment, "test", rehearsal=True, why=why)
                    path.unlink()
                assert report.sealed_counts == len(units)


def _official(count: Count, turn: int) -> Count:
    """A count as files have it, without boxes; the second time with a blank vote more."""
    more = turn - 1
    return replace(count, boxes=None, explained=None, blank=count.blank + more, cast=count.cast + more)


def control_views(world: World, moment: datetime) -> None:
    """Another official of each office unlocks the control view and looks at what is held, to the numbers."""
    for place in world.places():
        office = world.office(place)
        row = models.Municipality.objects.get(election__eml_id=place[0], code=place[1])
        for day in control.held(row):
            for step in (1, 2):
                office.look(day.station, day.version, "nagekeken", step)


def counts_handed_back(world: World, moment: datetime) -> None:
    """Each office looks at what is held, and hands it back with a reason that quotes the form."""
    for place in world.places():
        office = world.office(place)
        row = models.Municipality.objects.get(election__eml_id=place[0], code=place[1])
        for day in control.held(row):
            if not day.is_returned:
                page = office.look(day.station, day.version, "nagekeken", 2)
                office.hand_back(day.station, day.version, f"Kijk nog eens: {len(page)}", "D, E.1")


def line_used(world: World, moment: datetime) -> None:
    """Each office writes to all, sends ballots, and closes its stations; it opens the first of them again."""
    for place in world.places():
        office = world.office(place)
        office.write_to_all("Het gaat regenen")
        row = models.Municipality.objects.get(election__eml_id=place[0], code=place[1])
        for turn, station in enumerate(row.stations.all()):
            office.send(station.number, "ballots", 250, "met de blauwe bus")
            office.close(station.number, "ontruimd")
            if turn == 0:
                office.reopen(station.number, "")


def conversations_taken(world: World, moment: datetime) -> None:
    """Each office keeps a text, takes conversations, resolves incidents, and looks at the end."""
    for place in world.places():
        office = world.office(place)
        row = models.Municipality.objects.get(election__eml_id=place[0], code=place[1])
        office.keep_text("Regen", "Zet de paraplubak binnen")
        for station in row.stations.all():
            incident = append(
                Fact(
                    *place,
                    "incident.reported",
                    at=moment,
                    by=f"station:{station.number}",
                    client_id=uuid5(NAMESPACE_OID, f"{place} {station.number} incident"),
                    station=station.number,
                    facts={"category": "queue", "urgent": True},
                    texts={"text": "Een rij tot aan de weg"},
                )
            ).seq
            office.take(station.number, 0)
            office.resolve(station.number, incident, "opgelost")
        office.page("messages/")
        office.page("ending/")


def codes_withdrawn(world: World, moment: datetime) -> None:
    """Each station that signed in loses its session, and signs in again with another code."""
    for election, code in world.places():
        row = models.Municipality.objects.get(election__eml_id=election, code=code)
        stations = list(row.stations.all())
        codes.withdraw(stations)
        issued = codes.issue(row, stations, moment + timedelta(days=7))
        world.player.credentials.codes.update({(election, code, each): issued[each] for each in issued})
    world.player._stations.clear()


def app_released(world: World, moment: datetime) -> None:
    """Stations may take another version of their app."""
    for election, code in world.places():
        row = models.Municipality.objects.get(election__eml_id=election, code=code)
        released.release(row, "desk:test", moment)


def earlier_loaded(world: World, moment: datetime) -> None:
    """The result and turnout by the hour of an election of before: public, the same on both days."""
    for election in world.plan.elections:
        row = models.Election.objects.get(eml_id=election.election.id)
        day = election.election.date - timedelta(days=4 * 365)
        before = replace(election.election, date=day, days=(day,), name="Verkiezing van toen")
        for town in election.municipalities:
            area = Area(town.municipality.code, town.municipality.name)
            lists = {each.number: ListCount(100 + each.number) for each in town.ballot}
            total = sum(each.total for each in lists.values())
            count = Count(Counting.CENTRAL, total, 0, None, total, lists, total, 0, 0, total)
            unit = UnitCount(area.code, area.name, None, None, 5_000, count, 0, {})
            file = CountFile("", "510b", before, area, town.ballot, unit, ())
            earlier.load(row, [file], moment, "cli")
        curve = tuple(Known(60 * hour, Fraction(hour, 48), None) for hour in range(24))
        codes = [town.municipality.code for town in election.municipalities]
        earlier.load_turnout(row, dict.fromkeys(codes, curve), moment, "cli")


def places_loaded(world: World, moment: datetime) -> None:
    """Where stations and borders are: public facts, the same on both days."""
    for election in world.plan.elections:
        rows = [
            Row(1, town.municipality.code, each.number, 51.8 + each.number / 100, 5.8 + each.number / 200)
            for town in election.municipalities
            for each in town.stations
        ]
        election_row = models.Election.objects.get(eml_id=election.election.id)
        places.load([election_row], rows, moment, "cli")
        squares = {
            town.municipality.code: [[(x, 519_000), (x + 900, 519_000), (x + 900, 519_900), (x, 519_900)]]
            for x, town in zip(range(58_000, 70_000, 900), election.municipalities, strict=False)
        }
        areas.load(election_row, squares, "Kadaster van toen", moment, "cli")


def queues_said(world: World, moment: datetime) -> None:
    """Each station says how busy it is, the first of each municipality that it was busy: public facts."""
    for election, code in world.places():
        row = models.Municipality.objects.get(election__eml_id=election, code=code)
        for turn, station in enumerate(row.stations.all()):
            facts = {"queue": ("long", "short", "none")[turn % 3]}
            name = uuid5(NAMESPACE_OID, f"{moment.timestamp()} {election} {code} {station.number}")
            by, number = f"station:{station.number}", station.number
            append(Fact(election, code, "queue.reported", moment, by, name, number, facts=facts))


def themes_put(world: World, moment: datetime) -> None:
    """Each municipality dresses its pages: a public fact, the same on both days."""
    for code in sorted({code for _, code in world.places()}):
        logo = Logo("svg", f"<svg>{code}</svg>".encode(), 32, 32)
        themes.put(code, Theme("Gemeente van de avond", (("link", "#7a1f3d"),), logo=logo), moment, "cli")


def paper_printed(world: World, moment: datetime) -> None:
    """Each office makes cards, lets earlier codes stop that nobody used yet, and takes its paper forms."""
    for place in world.places():
        election, code = place
        visitor, here = world.office(place).visitor, f"/desk/{election}/{code}/paper/"
        form = {"stations": "", "each": "1", "per_page": "1"}
        asked = visitor.post(f"{here}cards/", form, "make cards", accepted=422).text
        [seen] = re.findall(r'name="seen" value="([0-9]+)"', asked)
        form |= {"seen": seen, "replace": "yes"}
        made = pages(visitor.post(f"{here}cards/", form, "make cards", accepted=200).content)
        row = models.Municipality.objects.get(election__eml_id=election, code=code)
        for station, page in zip(row.stations.all(), made, strict=True):
            [found] = re.findall(r"[2-9A-Z]{4}-[2-9A-Z]{4}-[2-9A-Z]{4}", page)
            world.player.credentials.codes[election, code, station.number] = found
        assert visitor.get(f"{here}forms/").content.startswith(b"%PDF")


def passes_refused(world: World, moment: datetime) -> None:
    """Each office loads its register, and each station refuses the passes in it, twice over: nobody is in."""
    for election, code in world.places():
        row = models.Municipality.objects.get(election__eml_id=election, code=code)
        file = world.folder / "register.csv"
        file.write_text("314159265,died\n271828182,stolen\n")
        passes.load_register(file, row, moment, "test", whole=True)
        file.unlink()
        key = passes.key(row.election)
        for station in row.stations.all():
            scans = tuple(
                Scan(fingerprint(key, number), PassKind.POLL_CARD, moment, visit, "invalid", "refused")
                for number in ("314159265", "271828182")
                for visit in ("one", "two")
            )
            by, number = f"station:{station.number}", station.number
            append(Fact(election, code, KIND, moment, by, uuid4(), number, scans=scans))


def forms_refused(world: World, moment: datetime) -> None:
    """Each station sends a form that is not taken, and strangers try to get in."""
    for door in world.player._stations.values():
        for version, votes in ((7, (5, 5, 5)), (1, (999_999_999, 1, 1))):
            with suppress(DoorClosed):
                door.count(form(votes), version, "", "", moment)
    for place in world.places():
        with suppress(DoorClosed):
            world.office(place).unlock("zes woorden die niet kloppen toch")


def sealed_files(world: World, moment: datetime) -> None:
    """Each station sent a photo of its record, and its device's export comes in; the office opens all."""
    for election in world.plan.elections:
        for town in election.municipalities:
            row = models.Municipality.objects.get(
                election__eml_id=election.election.id, code=town.municipality.code
            )
            office = world.office((row.election.eml_id, row.code))
            for number, count in town.counts.items():
                typed = {mark: each for mark, each in fields(count).items() if each is not None}
                for seq in (_photographed(row, number, typed, moment), _brought(office, row, number, typed)):
                    for step in ("1", "2"):
                        data = {"step": step, "reason": "nagekeken"}
                        path = f"/desk/{row.election.eml_id}/{row.code}/control/sealed/{seq}/open/"
                        office.visitor.post(path, data, "open a sealed file", accepted=200)


def exports_carried(world: World, moment: datetime) -> None:
    """One more device of each municipality brings what those of the other stations held: their counts."""
    for election in world.plan.elections:
        for town in election.municipalities:
            row = models.Municipality.objects.get(
                election__eml_id=election.election.id, code=town.municipality.code
            )
            *others, last = town.stations
            helper = _one_more_device(world, row, last.number, moment)
            for station in others:
                typed = {mark: n for mark, n in fields(town.counts[station.number]).items() if n is not None}
                # Longer than what `sealed_files` brings: sealed ideally, two of one size are the same.
                device = DEVICE | {"day": "." * 12_000}
                data = sealed_by_hand(row, station.number, [count_fact(typed)], device)
                helper.tell("export.carried", {"export": b64encode(data).decode()}, moment)
            states = [each["state"] for each in helper.answers.values()]
            assert states == ["taken"] * len(others)


def _one_more_device(world: World, row: models.Municipality, number: int, moment: datetime) -> AppDoor:
    """At a station whose own device may still have to come."""
    station, expires = row.stations.get(number=number), moment + timedelta(days=7)
    place = (row.election.eml_id, row.code, number)
    mine, world.player.credentials.codes[place] = codes.issue_several(row, [station], expires, 2)[number]
    door = AppDoor(Visitor(world.http), row.election.eml_id)
    door.sign_in(mine)
    return door


def _photographed(row: models.Municipality, station: int, typed: dict[str, int], moment: datetime) -> int:
    """A photo as the app's door takes it in."""
    tailored.tailor(row, {"photo_of_record": True}, moment, "desk:test")
    picture = b"\xff\xd8\xff" + json.dumps(typed).encode()
    name, election = uuid4(), row.election.eml_id
    sent = Sent(name, 1, moment, election, photos.KIND, {"photo": picture}, {})
    place = Place(row.stations.get(number=station))
    # These acts come while the stations are still open.
    with patch.object(Place, "not_counting", return_value=None):
        return photos.take(place, sent, Told(0, 1, moment, 0, moment), moment).seq


def _brought(office: OfficeDoor, row: models.Municipality, station: int, typed: dict[str, int]) -> int:
    texts = export.split(sealed_by_hand(row, station, [count_fact(typed)]))
    form = {"client_id": str(uuid4()), "texts": "\n".join(texts)}
    path = f"/desk/{row.election.eml_id}/{row.code}/control/sealed/add/"
    return int(office.visitor.post(path, form, "take in an export").headers["location"].split("/")[-2])


def withdrawals(world: World, moment: datetime) -> None:
    """Hour by hour what is public is withdrawn and restored: at the target, at the desk, whole and in part.

    Between beats: the gate has had this one when somebody acts. Public facts, so both days have them
    alike; their ids are made of the moment.
    """
    world._look()
    local = moment.astimezone(world.plan.elections[0].election.tz)
    if local.minute or local.hour not in _WITHDRAWALS:
        return
    where, what = _WITHDRAWALS[local.hour]
    name = uuid5(NAMESPACE_OID, str(moment.timestamp()))
    standing = tombstone.read(world.target)
    if standing and standing.id == name:  # an event at the same moment
        return
    if where == "target":
        act = Withdrawal(What(what), "Wij zoeken het uit.", moment, "cli", name)
        offline.carry_out(world.target, act, rehearsal=True)
        return
    kind = site.RESTORED if what == "nothing" else site.WITHDRAWN
    place = site.SITE if where == "desk" else next(world.places())
    facts = {} if what == "nothing" else {"what": what}
    texts = {"reason": "Wij zoeken het uit."}
    append(Fact(*place, kind, moment, "desk:test", name, facts=facts, texts=texts))


#: By the hour of the day: where somebody acts, and what is withdrawn from then on.
_WITHDRAWALS = {
    10: ("target", "all"),
    11: ("desk", "nothing"),
    12: ("town", "results"),
    13: ("desk", "results"),
    14: ("target", "nothing"),
    16: ("town", "nothing"),
    17: ("desk", "all"),
    18: ("target", "results"),
    20: ("desk", "nothing"),
}


ACTS: tuple[Act, ...] = (
    control_views,
    counts_handed_back,
    counts_by_telephone,
    counts_looked_at_first,
    # After what is held: nothing is any more, once an official count is there.
    official_files,
    counts_set_beside,
    line_used,
    conversations_taken,
    codes_withdrawn,
    paper_printed,
    passes_refused,
    forms_refused,
    sealed_files,
    exports_carried,
    app_released,
)


def at(when: datetime, *acts: Act) -> Extra:
    """These acts, once, at the first step of the clock from `when` on."""
    left = list(acts)

    def extra(world: World, moment: datetime) -> None:
        while left and moment >= when:
            left.pop(0)(world, moment)

    return extra
