"""A whole system in one process, under one clock: real doors, real journal, real gate, real target.

The doors are driven by the rehearsal's own player, over WSGI instead of a socket; so what is proved here
is proved of the same code that an election runs.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from unittest.mock import patch

import httpx
from django.contrib.auth.hashers import Argon2PasswordHasher
from django.core import signing
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections
from django.utils import timezone

from stemdag import clock
from stemdag.capture import codes
from stemdag.custody.timer import Timer
from stemdag.desk.models import Membership
from stemdag.domain.ballot import Ballot, CandidateList
from stemdag.domain.count import Count, ListCount, box_of
from stemdag.domain.election import Category, Election, default_release
from stemdag.domain.station import Counting, Hours, Kind, Municipality, Station
from stemdag.elections import keys, models
from stemdag.elections.importing import load
from stemdag.files import read
from stemdag.gate.process import Gate
from stemdag.gate.writing import Publication
from stemdag.publish import shared
from stemdag.publish.target import BucketTarget, DirectoryTarget
from stemdag.rehearsal import device, doors
from stemdag.rehearsal.day import RehearsedElection, RehearsedMunicipality, definition, hours_on
from stemdag.rehearsal.doors import OfficeDoor, Visitor, client
from stemdag.rehearsal.plan import Event, Plan
from stemdag.rehearsal.play import Credentials, Player, beats
from stemdag.seal import keys as seal_keys
from stemdag.server import limits

BEAT = timedelta(hours=1)
DAY = date(2022, 3, 16)
#: Known, so that links have their preview pictures.
SITE = "https://uitslagen.example.nl"
LISTS = (CandidateList(1, "Stadspartij"), CandidateList(2, "Groen"), CandidateList(5, ""))
Write = tuple[str, str, int, str]


def election(counts: dict[str, dict[int, Count]], *, eml_id: str = "GR2022_Proef") -> RehearsedElection:
    """An election of small municipalities: station 1 and 2 regular, 3 postal (from 10:00), 4 early."""
    day = Election(
        id=eml_id,
        category=Category.GR,
        name="Proefverkiezing",
        date=DAY,
        days=(DAY - timedelta(days=1), DAY),
        release=default_release(Category.GR, DAY),
        seats=9,
        rehearsal=True,
    )
    towns = tuple(
        RehearsedMunicipality(
            Municipality(code, f"Plaats {code}", 900, Counting.CENTRAL), Ballot(LISTS), _stations(day), given
        )
        for code, given in counts.items()
    )
    return RehearsedElection(day, towns)


def _stations(day: Election) -> tuple[Station, ...]:
    morning = datetime.combine(DAY, datetime.min.time(), day.tz) + timedelta(hours=10)
    voting: tuple[Hours, ...] = (hours_on(DAY, day.tz),)
    return (
        Station(1, "Stadhuis", electorate=400, hours=voting),
        Station(2, "Stadhuis", electorate=400, hours=voting, postcode="1234 AB"),
        Station(3, "Briefstembureau", Kind.POSTAL, counts_from=morning),
        Station(
            4,
            "Vervroegd",
            Kind.EARLY,
            hours=(hours_on(DAY - timedelta(days=1), day.tz),),
            counts_from=morning,
        ),
    )


def form(votes: tuple[int, int, int], blank: int = 1, invalid: int = 0, admitted: int | None = None) -> Count:
    """A form of a central count with these votes on lists 1, 2 and 5."""
    cast = sum(votes) + blank + invalid
    let_in = cast if admitted is None else admitted
    return Count(
        counting=Counting.CENTRAL,
        poll_cards=let_in,
        proxies=0,
        voter_cards=None,
        admitted=let_in,
        lists={number: ListCount(total) for number, total in zip((1, 2, 5), votes, strict=True)},
        candidate_votes=sum(votes),
        blank=blank,
        invalid=invalid,
        cast=cast,
        more=max(0, cast - let_in),
        fewer=max(0, let_in - cast),
        boxes=frozenset({box_of(let_in, cast)}),
        explained=frozenset(),
    )


class Watched(DirectoryTarget):
    """A folder that keeps what was done to it, in order, whatever its writer says; a bucket gets the same."""

    def __init__(self, root: Path) -> None:
        super().__init__(root, durable=False)
        self.bucket = BucketTarget("memory:///")
        self.done: list[tuple[str, int, str]] = []

    def put_all(self, files: Sequence[tuple[str, bytes]]) -> None:
        super().put_all(files)
        self.bucket.put_all(files)
        self.done += [(path, len(body), hashlib.sha256(body).hexdigest()) for path, body in files]

    def put_any(self, files: Sequence[tuple[str, bytes]]) -> None:
        super().put_any(files)
        self.bucket.put_any(files)
        self.done += [(path, len(body), hashlib.sha256(body).hexdigest()) for path, body in files]

    def delete_all(self, paths: Sequence[str]) -> None:
        super().delete_all(paths)
        self.bucket.delete_all(paths)
        self.done += [(path, 0, "") for path in paths]


@dataclass
class World:
    """The system in `folder`. At every step of the clock comes `between`, then the gate, then `after`.

    Stations in `by_pages` use the pages, the others the app: so both doors are in what is proved.
    """

    plan: Plan
    folder: Path
    between: Callable[[datetime], None] = lambda _: None
    after: Callable[[datetime], None] = lambda _: None
    by_pages: frozenset[int] = frozenset({2, 4})
    now: datetime = field(init=False)
    http: httpx.Client = field(init=False)
    player: Player = field(init=False)

    def __post_init__(self) -> None:
        self.now = beats(self.plan.events[0].at, self.plan.events[0].at, int(BEAT.total_seconds()))[0]
        self.log = self.folder / "writes.jsonl"
        self.public = self.folder / "public"
        self.target = Watched(self.public)
        self.holder = Timer(self.folder / "custody" / "timer.json", (self._clock, self._clock))
        with patch("stemdag.gate.writing.open_target", lambda *_, **__: self.target):
            publication = Publication(str(self.public), rehearsal=True, log=str(self.log))
        seconds = int(BEAT.total_seconds())
        self.gate = Gate(self.holder, publication, beat_seconds=seconds, rehearsal=True, site=SITE)

    def _clock(self) -> datetime:
        return self.now

    @contextmanager
    def set_up(self) -> Iterator[Credentials]:
        """Definitions, keys, accounts and codes; the clock is ours until the block ends."""
        with ExitStack() as stack:
            for name, value in {"_PASSES": 1, "_LANES": 1, "_MEMORY_KIB": 8}.items():
                stack.enter_context(patch.object(seal_keys, name, value))
            # A picture follows from its drawing; so all that stands in it can be read, and is made at once.
            stack.enter_context(patch.object(shared, "to_png", bytes))
            # Nobody guesses here, and a slow hash proves nothing.
            for name, value in {"time_cost": 1, "memory_cost": 64}.items():
                stack.enter_context(patch.object(Argon2PasswordHasher, name, value))
            # Sessions and accounts keep their times by Django's clocks.
            ticks = SimpleNamespace(time=lambda: self.now.timestamp())
            stack.enter_context(patch.object(clock, "now", self._clock))
            stack.enter_context(patch.object(timezone, "now", self._clock))
            stack.enter_context(patch.object(signing, "time", ticks))
            # What a chair's device draws is on the record, and public with its count: the same at one moment.
            drawn = SimpleNamespace(token_hex=lambda _: hashlib.sha256(str(self.now).encode()).hexdigest())
            stack.enter_context(patch.object(device, "secrets", drawn))
            stack.enter_context(patch.object(doors, "secrets", drawn))
            # So do the counters of attempts, and the cache that they are kept in.
            stack.enter_context(patch.object(limits, "time", ticks))
            stack.enter_context(patch("django.core.cache.backends.base.time", ticks))
            stack.enter_context(patch("django.core.cache.backends.db.tz_now", self._clock))
            for each in self.plan.elections:
                path = self.folder / f"{each.election.id}.json"
                path.write_text(json.dumps(definition(each)))
                load(read(path), self.now, "test", rehearsal=True)
            yield self._credentials()

    def _credentials(self) -> Credentials:
        from django.contrib.auth.models import User

        accounts, passphrases, issued = {}, {}, {}
        for row in models.Municipality.objects.filter(election__rehearsal=True):
            place = (row.election.eml_id, row.code)
            passphrases[place] = keys.make(row, self.holder.register, self.now, "test").passphrase
            name, password = f"office-{row.election.eml_id}-{row.code}", "een lang wachtwoord voor de proef"
            user = User.objects.create_user(name, password=password, date_joined=self.now)
            Membership.objects.create(user=user, municipality=row)
            accounts[place] = (name, password)
            expires = self.now + timedelta(days=7)
            for number, code in codes.issue(row, row.stations.all(), expires).items():
                issued[(*place, number)] = code
        return Credentials(issued, accounts, passphrases)

    def play(self, credentials: Credentials, until: datetime | None = None) -> list[Event]:
        """Play the plan; returns what was done. The gate looks after every act, as a polling one would."""
        seen: list[Event] = []

        def see(event: Event) -> None:
            seen.append(event)
            self._look()

        plan = self.plan if until is None else self.plan.until(until)
        last = until or self.plan.events[-1].at + BEAT
        moments = beats(self.now, last, int(BEAT.total_seconds()))[1:]
        transport = httpx.WSGITransport(app=get_wsgi_application())
        with one_connection(), client("http://localhost", transport) as self.http:
            self.player = Player(self.http, credentials, plan, hands=1, by_pages=self.by_pages)
            self.player.play([beat for beat in moments if beat < last], self.move, see)
        return seen

    def move(self, moment: datetime) -> None:
        self.now = moment
        self.between(moment)
        self._look()

    def _look(self) -> None:
        self.gate.step(self.now)
        self.after(self.now)

    def places(self) -> Iterator[tuple[str, str]]:
        """Election and municipality of each office."""
        for each in self.plan.elections:
            for town in each.municipalities:
                yield each.election.id, town.municipality.code

    def office(self, place: tuple[str, str]) -> OfficeDoor:
        """Another browser of that office, signed in and with the control view unlocked."""
        door = OfficeDoor(Visitor(self.http), *place)
        door.sign_in(*self.player.credentials.accounts[place])
        door.unlock(self.player.credentials.passphrases[place])
        return door

    def writes(self, before: datetime | None = None) -> list[Write]:
        """Every write at the target so far: when, path, size, digest, in order."""
        if not self.log.exists():
            return []
        found = [tuple(json.loads(line)) for line in self.log.read_text().splitlines()]
        return [each for each in found if before is None or datetime.fromisoformat(each[0]) < before]

    def files(self) -> dict[str, bytes]:
        """What lies at the target now."""
        return {
            str(p.relative_to(self.public)): p.read_bytes() for p in self.public.rglob("*") if p.is_file()
        }


@contextmanager
def one_connection() -> Iterator[None]:
    """As Django's test client: a request does not close the connection that the test's transaction is on."""
    signals = (request_started, request_finished)
    for signal in signals:
        signal.disconnect(close_old_connections)
    try:
        yield
    finally:
        for signal in signals:
            signal.connect(close_old_connections)
