"""What an office may do in its unlocked control view beside held counts, and the public must not notice."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from uuid import uuid4

from stemdag.desk.control import gathered
from stemdag.domain.count import Count
from stemdag.domain.election import Area
from stemdag.elections import models
from stemdag.files import CountFile, UnitCount
from stemdag.rehearsal.doors import OfficeDoor
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
            for number in sorted(ours):
                version = {"version": str(ours[number]), "reason": "nagekeken"}
                for step in ("1", "2"):
                    _control(office, f"received/{number}/open/", version | {"step": step})
            office.page("control/looked/")
            office.page("control/looked.csv")


def _filed(count: Count) -> Count:
    """A count as a file has it, with a blank vote more than the station counted."""
    return replace(count, boxes=None, explained=None, blank=count.blank + 2, cast=count.cast + 2)


def _upload(office: OfficeDoor, data: bytes) -> None:
    visitor = office.visitor
    cookies = "; ".join(f"{name}={value}" for name, value in visitor.cookies.items())
    form = {"csrfmiddlewaretoken": visitor.cookies["csrftoken"], "why": "Een hertelling."}
    response = visitor.http.post(
        f"/desk/{office.election}/{office.municipality}/control/official/add/",
        data=form,
        files={"file": ("telling.eml.xml", data)},
        headers={"Cookie": cookies},
    )
    assert response.status_code == 200, response.text


def _control(office: OfficeDoor, path: str, form: dict[str, str]) -> None:
    address = f"/desk/{office.election}/{office.municipality}/control/{path}"
    office.visitor.post(address, form, "open counts", accepted=200)
