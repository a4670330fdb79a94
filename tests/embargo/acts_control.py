"""What an office may do in its unlocked control view beside held counts, and the public must not notice."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from uuid import uuid4

from django.contrib.auth.models import User

from stemdag.desk.control import gathered
from stemdag.desk.models import Membership
from stemdag.domain.count import Count, fields
from stemdag.domain.election import Area
from stemdag.elections import models
from stemdag.files import CountFile, UnitCount
from stemdag.rehearsal.doors import OfficeDoor, Visitor
from tests.embargo.world import World
from tests.files.made import as_eml


def counts_set_beside(world: World, moment: datetime) -> None:
    """Each office takes an official file in by hand, sets its counts beside ours, and looks across stations.

    What is explained is named by the same place whatever the votes: F, which the file has anew.
    """
    for election in world.plan.elections:
        for town in election.municipalities:
            place = (election.election.id, town.municipality.code)
            office = world.office(place)
            row = models.Municipality.objects.get(election__eml_id=place[0], code=place[1])
            area = Area(town.municipality.code, town.municipality.name)
            units = tuple(
                UnitCount(f"{area.code}::SB{each.number}", each.name, each.number, None, 9, filed, 0, {})
                for each in town.stations
                for filed in [_filed(town.counts[each.number])]
            )
            total = UnitCount(area.code, area.name, None, None, 9, units[0].count, 0, {})
            file = CountFile("", "510b", election.election, area, town.ballot, total, units)
            _upload(office, as_eml(file))
            for page in ("compare", "across"):
                for step in ("1", "2"):
                    _control(office, f"{page}/open/", {"step": step, "reason": "de commissie"})
            ours, theirs = (gathered.versions(row, source) for source in ("station", "official"))
            for number in sorted(ours.keys() & theirs.keys()):
                form = {
                    "client_id": str(uuid4()),
                    "step": "2",
                    "version": str(ours[number]),
                    "official": str(theirs[number]),
                    "reason": "opnieuw geteld",
                }
                _control(office, f"compare/{number}/explain/", form | {"place": "F"})
            for made in ("csv", "pdf"):
                _control(office, "report/", {"form": made})
            for number in sorted(ours):
                version = {"version": str(ours[number]), "reason": "nagekeken"}
                for step in ("1", "2"):
                    _control(office, f"{number}/open/", version | {"step": step})
            _typed_twice(world, office, row, town.counts)
            office.page("control/looked/")
            office.page("control/looked.csv")


def _typed_twice(
    world: World, office: OfficeDoor, row: models.Municipality, counts: Mapping[int, Count]
) -> None:
    """The record of the first station, by two officials, the second with a slip that is corrected."""
    other = OfficeDoor(Visitor(world.http), office.election, office.municipality)
    name, password = (
        f"second-{office.election}-{office.municipality}",
        "nog een lang wachtwoord voor de proef",
    )
    if not User.objects.filter(username=name).exists():
        user = User.objects.create_user(name, password=password, date_joined=world.now)
        Membership.objects.create(user=user, municipality=row)
    other.sign_in(name, password)
    other.unlock(world.player.credentials.passphrases[office.election, office.municipality])
    number, count = next(iter(sorted(counts.items())))
    form = {mark: str(each) for mark, each in fields(count).items() if each is not None}
    slip = form | {"F": str(count.blank + 1)}
    for typist, sent, accepted in ((office, form, 302), (other, slip, 422), (other, form, 302)):
        about = {"client_id": str(uuid4()), "why": "overgetypt"}
        address = f"/desk/{office.election}/{office.municipality}/control/typed/{number}/send/"
        typist.visitor.post(address, sent | about, "type a record", accepted=accepted)


def _filed(count: Count) -> Count:
    """A count as a file has it, with a blank vote more than the station counted."""
    return replace(count, boxes=None, explained=None, blank=count.blank + 2, cast=count.cast + 2)


def _upload(office: OfficeDoor, data: bytes) -> None:
    """The file is brought in as a definition, which it is not, and then where it belongs."""
    _sent(office, "setup/files/", "files", data, 422)
    _sent(office, "control/official/add/", "file", data, 200)


def _sent(office: OfficeDoor, path: str, field: str, data: bytes, accepted: int) -> None:
    visitor = office.visitor
    cookies = "; ".join(f"{name}={value}" for name, value in visitor.cookies.items())
    form = {"csrfmiddlewaretoken": visitor.cookies["csrftoken"], "why": "Een hertelling."}
    response = visitor.http.post(
        f"/desk/{office.election}/{office.municipality}/{path}",
        data=form,
        files={field: ("telling.eml.xml", data)},
        headers={"Cookie": cookies},
    )
    assert response.status_code == accepted, response.text


def _control(office: OfficeDoor, path: str, form: dict[str, str]) -> None:
    address = f"/desk/{office.election}/{office.municipality}/control/{path}"
    office.visitor.post(address, form, "open counts", accepted=200)
