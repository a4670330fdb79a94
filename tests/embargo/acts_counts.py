"""What an office decides of counts, and the public must not notice."""

from __future__ import annotations

from datetime import datetime

from django.contrib.auth.models import User

from stemdag.desk.models import Membership
from stemdag.domain.count_state import CountState
from stemdag.domain.role import Role
from stemdag.elections import models
from stemdag.journal.models import StationDay
from stemdag.rehearsal.doors import OfficeDoor, Visitor
from tests.embargo.world import World, form


def counts_by_telephone(world: World, moment: datetime) -> None:
    """In each office one types another count for the stations that are in, and a colleague confirms it."""
    for turn, place in enumerate(world.places()):
        row = models.Municipality.objects.get(election__eml_id=place[0], code=place[1])
        office = world.office(place)
        name = f"colleague-{turn}"
        colleague = User.objects.create_user(name, password=name, date_joined=moment)
        Membership.objects.create(user=colleague, municipality=row, role=Role.STAFF)
        other = OfficeDoor(Visitor(world.http), *place)
        other.sign_in(name, name)
        other.unlock(world.player.credentials.passphrases[place])
        days = StationDay.objects.filter(chain__election=place[0], chain__municipality=place[1])
        for day in days.filter(state=CountState.ACCEPTED):
            typed = form((40 + day.version, 17, day.station))
            office.by_telephone(day.station, day.version + 1, typed, "De voorzitter las voor")
            other.look(day.station, day.version + 1, "bevestigd", 1)
            other.accept(day.station, day.version + 1, "")


def counts_looked_at_first(world: World, moment: datetime) -> None:
    """From now on each office looks at every count before it is accepted."""
    for place in world.places():
        world.office(place)._do("control/setting", {"by_itself": "no"}, "look at each count first")
