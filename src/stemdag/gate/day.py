"""From definitions, readers and openers to the `PublicDay` that the tree is made of."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime

from stemdag.domain.ballot import Ballot
from stemdag.domain.election import Election
from stemdag.domain.queue import QueueReport, standing
from stemdag.elections import areas, earlier, models, themes, values
from stemdag.gate.opening import Opener
from stemdag.gate.watch import Watch
from stemdag.journal.models import Chain, ReleaseDay
from stemdag.publish.day import PublicDay, PublicElection, PublicMunicipality, Released

Place = tuple[str, str]  # election and municipality


class Days:
    """Makes the public day anew, taking over as they were the municipalities that were not looked at."""

    def __init__(self, *, rehearsal: bool, site: str = "") -> None:
        self.rehearsal = rehearsal
        self._site = site
        self._elections: list[tuple[Election, bool | None]] = []
        self._known: dict[Place, PublicMunicipality] = {}
        self._queues: dict[Place, dict[int, QueueReport]] = {}
        self._defined: object = None

    def define(self) -> None:
        """Read the definitions of the elections that belong in this system's public tree.

        A rehearsed election is left out of a real tree and a real one out of a rehearsal's: test data and
        real data cannot mix, whatever stands in the database. Every import and every moment put later is an
        entry in the election's own chain, so where none came there is nothing to read again.
        """
        defined = list(Chain.objects.filter(municipality="").exclude(election="").values_list("id", "length"))
        if defined == self._defined:
            return
        self._defined = defined
        rows = models.Election.objects.filter(rehearsal=self.rehearsal).prefetch_related(
            "municipalities__stations"
        )
        moments = postponed()
        self._elections = []
        dressed = themes.all_of_them()
        known: dict[Place, PublicMunicipality] = {}
        # Municipalities of a district have one ballot, which pages of a whole election then look at once.
        ballots: dict[Ballot, Ballot] = {}
        for row in rows:
            election = values.election(row)
            self._elections.append((election, row.complete))
            for each in row.municipalities.all():
                place = (row.eml_id, each.code)
                before = self._known.get(place)
                known[place] = PublicMunicipality(
                    municipality=values.municipality(each),
                    ballot=ballots.setdefault(ballot := values.ballot(each), ballot),
                    stations=tuple(values.station(station) for station in each.stations.all()),
                    reports=before.reports if before else (),
                    moment=max(row.release, moments.get(row.eml_id, row.release)),
                    released=before.released if before else None,
                    earlier=earlier.value(each),
                    outline=areas.value(each),
                    theme=dressed.get(each.code),
                )
        self._known = known

    def moments(self) -> Mapping[Place, datetime]:
        """The release moment of each municipality's election."""
        return {place: each.moment for place, each in self._known.items()}

    def look(self, places: Collection[Place], watch: Watch, openers: Mapping[Place, Opener]) -> None:
        """Take in what the readers know of these places."""
        for place in places:
            known, reader = self._known.get(place), watch.readers.get(place)
            if known is None or reader is None:
                continue
            if reader.queues:
                self._queues[place] = dict(reader.queues)
            opener = openers.get(place)
            released: Released | None = opener.released(reader) if opener else None
            self._known[place] = PublicMunicipality(
                known.municipality,
                known.ballot,
                known.stations,
                tuple(reader.reports),
                known.moment,
                released,
                known.earlier,
                outline=known.outline,
                theme=known.theme,
            )

    def public(self, as_of: datetime) -> PublicDay:
        """The day as far as it is public at `as_of`."""
        return PublicDay(
            elections=tuple(
                PublicElection(
                    election,
                    tuple(each for (of, _), each in self._known.items() if of == election.id),
                    complete,
                )
                for election, complete in self._elections
            ),
            rehearsal=self.rehearsal,
            as_of=as_of,
            site=self._site,
            queues=self._standing(as_of),
        )

    def _standing(self, as_of: datetime) -> dict[Place, dict[int, QueueReport]]:
        """What stations say of their queues and still holds; nothing from a municipality's moment on."""
        found = {}
        for place, said in self._queues.items():
            known = self._known.get(place)
            if known and as_of < known.moment and (now := standing(said, known.stations, as_of)):
                found[place] = now
        return found

    def places(self) -> list[Place]:
        """All municipalities."""
        return list(self._known)


def postponed() -> dict[str, datetime]:
    """The moments of elections that were put later."""
    rows = ReleaseDay.objects.filter(chain__municipality="", moment__isnull=False)
    return {
        election: moment
        for election, moment in rows.values_list("chain__election", "moment")
        if moment is not None
    }
