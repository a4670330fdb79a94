"""Which incidents a rehearsal plays, and how they ended. The others of real elections are tests alone."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from stemdag.domain.errors import Refused
from stemdag.rehearsal.incidents import (
    out_of_ballots,
    queue_at_nine,
    record_at_closing,
    several_servers,
    slow_register,
    start_offline,
)
from stemdag.rehearsal.incidents.ground import Ground, Incident, Seen, play, words

INCIDENTS = {
    each.number: each
    for each in (
        start_offline.INCIDENT,
        several_servers.INCIDENT,
        slow_register.INCIDENT,
        out_of_ballots.INCIDENT,
        queue_at_nine.INCIDENT,
        record_at_closing.INCIDENT,
    )
}


@dataclass(frozen=True, slots=True)
class Outcome:
    """An incident that was played: what was seen of it, and when."""

    incident: Incident
    seen: tuple[tuple[datetime, Seen], ...]

    @property
    def right(self) -> bool:
        """Whether it ended as it should; one of which nothing was seen did not."""
        return bool(self.seen) and all(each.right for _, each in self.seen)

    def as_json(self) -> dict[str, object]:
        return {
            "incident": self.incident.number,
            "happened": self.incident.happened,
            "right": self.right,
            "checks": [
                {
                    "at": at.isoformat(),
                    "what": each.what,
                    "expected": words(each.expected),
                    "seen": words(each.seen),
                    "right": each.right,
                }
                for at, each in self.seen
            ],
        }


def chosen(text: str) -> list[Incident]:
    """Incidents by their numbers: `all`, `none`, or some as `3,5`. `Refused("incidents.unknown")`."""
    if text in ("all", "none"):
        return list(INCIDENTS.values()) if text == "all" else []
    try:
        return [INCIDENTS[int(each)] for each in dict.fromkeys(text.split(","))]
    except (ValueError, KeyError) as error:
        known = ",".join(map(str, INCIDENTS))
        raise Refused(
            "incidents.unknown", f"--incidents {text}: write all, none, or some of {known}"
        ) from error


def played(
    incidents: Sequence[Incident], ground: Ground, told: Callable[[Incident, datetime, Seen], None]
) -> list[Outcome]:
    """Play them, telling what is seen as it is seen."""
    found: dict[int, list[tuple[datetime, Seen]]] = {each.number: [] for each in incidents}

    def see(incident: Incident, at: datetime, seen: Seen) -> None:
        found[incident.number].append((at, seen))
        told(incident, at, seen)

    play(incidents, ground, see)
    return [Outcome(each, tuple(found[each.number])) for each in incidents]
