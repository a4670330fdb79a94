"""The table at a station: what its device says of a pass from what it knows, as the app does.

The same rules (`domain.passes`, whose twin the app has): the filter, the register's exact answer where a line
gives one, and the passes that this device and the station's others took.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from stemdag.domain.pass_filter import holds
from stemdag.domain.passes import Known, Place, Reason, Use, judge
from stemdag.rehearsal.device import AppDoor, Pass


@dataclass
class Table:
    """A device with the filter of its municipality, which it fetched when it came."""

    door: AppDoor
    municipality: str
    station: int
    _filter: bytes = field(init=False, repr=False)

    def __post_init__(self) -> None:
        self._filter = self.door.fetch(f"/station/app/filter/{self.door.election}").content

    def in_filter(self, number: str) -> bool:
        """Whether the filter says "perhaps"."""
        return holds(self._filter, self._fingerprint(number))

    def judge(self, number: str, visit: str, at: datetime) -> str:
        """What the chair is shown of this pass: the verdict, and the register's reason where it has one."""
        name, place = self._fingerprint(number), Place(self.municipality, self.station)
        known = Known(self._uses(f"{name:016x}", place), in_filter=self.in_filter(number))
        if known.in_filter and not self.door.offline:
            reason = self.door.confirm(number)
            known = Known(known.uses, True, Reason(reason) if reason else None, cleared=reason is None)
        found = judge(known, place, visit, at)
        return f"{found.verdict} {found.reason}" if found.reason else str(found.verdict)

    def hand_in(self, number: str, visit: str, at: datetime) -> str:
        """The same, and the scan is kept and told as the device does."""
        shown = self.judge(number, visit, at)
        self.door.scan([Pass(number, visit=visit, verdict=shown.partition(" ")[0])], at)
        return shown

    def let_stand(self, number: str, visit: str, at: datetime) -> None:
        """The chair was told of another use afterwards, and lets the scan stand."""
        self.door.scan([Pass(number, visit=visit, decided="admitted", verdict="used_elsewhere")], at)

    def _uses(self, name: str, place: Place) -> tuple[Use, ...]:
        uses = [self.door.known[name]] if name in self.door.known else []
        return tuple(Use(place, datetime.fromisoformat(each["at"]), each["visit"]) for each in uses)

    def _fingerprint(self, number: str) -> int:
        return int(self.door.fingerprint(number), 16)
