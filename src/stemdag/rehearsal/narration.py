"""What a rehearsal tells whoever watches it: where to look, and what just happened."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from typing import Any

from stemdag.domain.election import Election
from stemdag.domain.station import Kind
from stemdag.rehearsal.incidents.ground import Incident, Seen, words
from stemdag.rehearsal.incidents.listed import Outcome
from stemdag.rehearsal.plan import Act, Event, Plan
from stemdag.rehearsal.play import Credentials


@dataclass
class Narrator:
    """Speaks at the turns of a day, in whole lines, through `say`."""

    plan: Plan
    office: str
    public: str
    credentials: Credentials
    say: Callable[[str], None]
    _seen: Counter[Act] = field(default_factory=Counter)
    _scanned: int = 0
    _hour: datetime | None = None
    _noon_said: bool = False
    _release_said: bool = False

    def begin(self) -> None:
        """The addresses, and how to get in."""
        self.say(f"\nPublic site      {self.public}")
        self.say(f"Back office      {self.office}")
        for (election, code), (name, password) in self.credentials.accounts.items():
            phrase = self.credentials.passphrases[election, code]
            self.say(f"  desk {code} of {election}: {name} / {password}   control view: {phrase}")
        stations = sum(len(t.stations) for e in self.plan.elections for t in e.municipalities)
        towns = ", ".join(t.municipality.name for e in self.plan.elections for t in e.municipalities)
        self.say(f"\nThis is a rehearsal: {towns}; {stations} stations.")
        for each in self.plan.elections:
            self.say(f"Results of {each.election.name} from {self._clock(each.election.release)}.")
        self.say(
            "Out of sight the same day is played with other votes, to compare what lies outside by then.\n"
        )

    def see(self, event: Event) -> None:
        """An act was done; once an hour a line says how far the day is."""
        local = event.at.astimezone(self._zone)
        hour = local.replace(minute=0, second=0, microsecond=0)
        if hour != self._hour:
            if self._hour is not None:
                self._tally(hour)
            self._hour = hour
        if not self._noon_said and local.date() == self._release.date() and local.time() >= time(12):
            self._noon_said = True
            self._noon()
        if not self._release_said and event.at >= self.plan.release:
            self._release_said = True
            self.say(
                f"\n{self._clock(self.plan.release)}  The release moment. Results open as they arrive.\n"
            )
        self._seen[event.act] += 1
        self._scanned += sum(event.scanned or ())

    def _tally(self, until: datetime) -> None:
        """What was done before `until`, a whole hour."""
        seen = self._seen
        self.say(
            f"{until:%a %d %b %H:%M}  opened {seen[Act.OPEN]}, turnout reports {seen[Act.TURNOUT]}, "
            f"passes scanned {self._scanned:,}, "
            f"counts received {seen[Act.COUNT]}, held ones accepted {seen[Act.ACCEPT]}"
        )

    def _noon(self) -> None:
        postal = self.plan.ballots_in(self._noon_at, Kind.POSTAL)
        if postal:
            self.say(
                f"\n{self._clock(self._noon_at)}  {postal:,} postal votes are counted and in. On 17 March "
                f"2021 they could be read behind the pages by now. Look for them: {self.public}\n"
            )

    @property
    def _noon_at(self) -> datetime:
        return self._release.replace(hour=12, minute=0, second=0, microsecond=0)

    def results(self, public: dict[str, Any]) -> None:
        """The totals per municipality as the public tree has them."""
        if self._hour is not None:
            self._tally(self._hour + timedelta(hours=1))
        self.say("\nRead back from the public tree:")
        for election, found in public.items():
            for code, town in found["municipalities"].items():
                votes = sum(town["lists"].values())
                self.say(
                    f"  {election} {code}: {town['stations']} stations, {votes:,} votes on lists, "
                    f"{town['blank']:,} blank, {town['invalid']:,} invalid"
                )

    def before_incidents(self, election: Election) -> None:
        """Which incidents follow is said by each of their lines."""
        self.say(
            f"\nWhat went wrong in real elections, played again on {election.date:%A %d %B}. "
            "Each line has the number of its incident, and what must be seen.\n"
        )

    def incident(self, incident: Incident, at: datetime, seen: Seen) -> None:
        """What was to be seen of an incident, and what was."""
        clock, wrong = f"{at.astimezone(self._zone):%H:%M}", "" if seen.right else "   <-- WRONG"
        expected, found = words(seen.expected), words(seen.seen)
        self.say(f"{clock}  {incident.number:>2}  {seen.what}: expected {expected}; seen {found}{wrong}")

    def incidents(self, outcomes: Sequence[Outcome]) -> None:
        """How each incident ended."""
        self.say("")
        for each in outcomes:
            end = "ended as it should" if each.right else "DID NOT END AS IT SHOULD"
            self.say(f"Incident {each.incident.number}, {each.incident.happened}: {end}.")

    def compared(self, files: int, depended: Sequence[str]) -> None:
        """Whether anything outside depended on a vote before the release."""
        if depended:
            named = ", ".join(depended[:5])
            self.say(f"{len(depended)} public files depended on votes before the release: {named}")
        else:
            self.say(f"{files} public files before the release; none of them depended on a vote.")

    def stay(self) -> None:
        """Everything stays up to click through."""
        self.say(f"\nLook around: {self.public} and {self.office}. Stop with Ctrl-C.")

    @property
    def _zone(self) -> Any:
        return self.plan.elections[0].election.tz

    @property
    def _release(self) -> datetime:
        return self.plan.release.astimezone(self._zone)

    def _clock(self, moment: datetime) -> str:
        return f"{moment.astimezone(self._zone):%A %d %B %H:%M}"
