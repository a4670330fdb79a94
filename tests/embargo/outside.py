"""What can be seen from outside of a day, and the first property as an assertion."""

from __future__ import annotations

import hashlib
import os
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, fields
from datetime import datetime
from pathlib import Path
from unittest.mock import patch

import httpx
from django.conf import settings
from django.contrib.auth.models import User
from django.core.wsgi import get_wsgi_application
from django.db import transaction
from django.test import Client

from stemdag.capture import intake
from stemdag.desk.models import Membership
from stemdag.domain.count import Count
from stemdag.domain.role import Role
from stemdag.elections.models import Municipality
from stemdag.elections.sealing import seal_count
from stemdag.journal.append import Sealed
from stemdag.publish.caching import plain_path
from stemdag.publish.server import App
from stemdag.publish.target import MARKER
from stemdag.rehearsal.plan import Plan
from stemdag.seal.binding import Source
from tests.embargo.world import BEAT, World, Write

Extra = Callable[[World, datetime], None]
Headers = tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Outside:
    """Everything outside before the release, with its times.

    `writes` is what the gate says it wrote, `done` what was done at the target, `files` what lies there at
    the end, `objects` the same in a bucket, with attributes. `answers` is what the public server says to a
    reader who never stops asking, each answer at the moment from which it is given: status, headers, body.
    `touched` are the files that have another stamp on disk, which other web servers show as Last-Modified.
    `hall` is what the presenter's page shows in each municipality's hall, whole and as it renews itself.
    """

    writes: tuple[Write, ...]
    done: tuple[tuple[str, int, str], ...]
    files: dict[str, bytes]
    objects: dict[str, tuple[bytes | None, dict[str, str]]]
    answers: tuple[tuple[str, str, str, int, Headers, str], ...]
    touched: tuple[tuple[str, str], ...]
    hall: tuple[tuple[str, str, str, str], ...]


@dataclass
class Reader:
    """A reader who asks for everything at every step of the clock, and looks at the stamps on the disk."""

    root: Path
    answers: list[tuple[str, str, str, int, Headers, str]] = field(default_factory=list)
    touched: list[tuple[str, str]] = field(default_factory=list)
    _known: dict[tuple[str, str], tuple[int, Headers, str]] = field(default_factory=dict)
    _stamps: dict[str, tuple[int, ...]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._app = App(self.root)

    def look(self, moment: datetime) -> None:
        stamps = dict(self._on_disk())
        changed = {path for path, _ in stamps.items() ^ self._stamps.items()}
        self.touched += [(moment.isoformat(), path) for path in sorted(changed)]
        self._stamps = stamps
        paths = {plain_path(path)[0] for path in stamps if path != MARKER} | {path for path, _ in self._known}
        for path in sorted(paths):
            for accepted in ("", "gzip", "br"):
                told = self._ask("/" + path.removesuffix("index.html"), accepted)
                if self._known.get((path, accepted)) != told:
                    self._known[path, accepted] = told
                    self.answers.append((moment.isoformat(), path, accepted, *told))

    def _on_disk(self) -> Iterator[tuple[str, tuple[int, ...]]]:
        for folder, _, names in os.walk(self.root):
            for name in names:
                found = os.stat(f"{folder}/{name}")  # noqa: PTH116 (thousands of times a day: no Path objects)
                stamp = (found.st_mtime_ns, found.st_ino, found.st_size, found.st_mode)
                yield f"{folder}/{name}"[len(f"{self.root}/") :], stamp

    def _ask(self, path: str, accepted: str) -> tuple[int, Headers, str]:
        status, headers, body = self._app.answer("GET", path, accepted)
        return status, tuple(headers), hashlib.sha256(body).hexdigest()


@dataclass
class Hall:
    """The beamer in each municipality's hall, on every beat. In between the clock stands where an act is, and
    acts are what the two days differ in."""

    shown: list[tuple[str, str, str, str]] = field(default_factory=list)
    _known: dict[tuple[str, str], str] = field(default_factory=dict)
    _clients: dict[str, httpx.Client] = field(default_factory=dict)

    def look(self, moment: datetime) -> None:
        if moment.timestamp() % BEAT.total_seconds():
            return
        for row in Municipality.objects.select_related("election").order_by("election__eml_id", "code"):
            here = f"/desk/{row.election.eml_id}/{row.code}/presenter/"
            if here not in self._clients:
                self._clients[here] = _presenter(row)
            for renewing in ("", "true"):
                headers = {"HX-Request": renewing} if renewing else {}
                answer = self._clients[here].get(here, headers=headers)
                if answer.status_code == 302:
                    # Signed out, as after every long day.
                    self._clients[here] = _presenter(row)
                    answer = self._clients[here].get(here, headers=headers)
                assert answer.status_code == 200, answer.status_code
                told = hashlib.sha256(answer.content + repr(sorted(answer.headers.multi_items())).encode())
                if self._known.get((here, renewing)) != told.hexdigest():
                    self._known[here, renewing] = told.hexdigest()
                    self.shown.append((moment.isoformat(), here, renewing, told.hexdigest()))


def _presenter(row: Municipality) -> httpx.Client:
    """A browser that is signed in as presenter; over WSGI, as Django's own would close the connection."""
    user, _ = User.objects.get_or_create(username=f"beamer-{row.election.eml_id}-{row.code}")
    Membership.objects.get_or_create(user=user, municipality=row, role=Role.PRESENTER)
    signed_in = Client()
    signed_in.force_login(user)
    cookie = {settings.SESSION_COOKIE_NAME: signed_in.cookies[settings.SESSION_COOKIE_NAME].value}
    transport = httpx.WSGITransport(app=get_wsgi_application())
    return httpx.Client(transport=transport, base_url="http://localhost", cookies=cookie)


def _shared_random(
    row: Municipality,
    station: int,
    source: Source,
    version: int,
    count: Count,
    codes: Sequence[str],
    nonce: bytes | None,
) -> Sealed:
    """A device's random bytes are public with its count: two days share them, as they share a clock."""
    shared = hashlib.sha256(f"{row.code} {station} {version}".encode()).digest()
    return seal_count(row, station, source, version, count, codes, shared)


def outside(plan: Plan, extra: Extra | None = None, until: datetime | None = None) -> Outside:
    """Play a day up to its release, and what was outside by then. Leaves nothing in the database."""
    with tempfile.TemporaryDirectory() as folder, transaction.atomic():
        world = World(plan, Path(folder))
        reader, hall = Reader(world.public), Hall()

        def look(moment: datetime) -> None:
            reader.look(moment)
            hall.look(moment)

        world.after = look
        if extra is not None:
            world.between = lambda moment: extra(world, moment)
        with world.set_up() as credentials, patch.object(intake, "seal_count", _shared_random):
            world.play(credentials, until or plan.release)
        transaction.set_rollback(True)
        bucket = world.target.bucket
        return Outside(
            tuple(world.writes()),
            tuple(world.target.done),
            world.files(),
            {path: (bucket.get(path), bucket.attributes(path)) for path in bucket.fingerprints()},
            tuple(reader.answers),
            tuple(reader.touched),
            tuple(hall.shown),
        )


def assert_nothing_interferes(one: Outside, other: Outside) -> None:
    """The first property (design, The embargo): the same tree, the same writes, the same order and times."""
    assert one.writes, "nothing was written at all: this would prove nothing"
    assert one.hall, "no hall was looked into: this would prove nothing"
    for each in fields(Outside):
        assert getattr(one, each.name) == getattr(other, each.name), each.name
