"""A count leaves a chair's device as the body of a POST and lies in its envelopes: nowhere else."""

from __future__ import annotations

import base64
import io
import logging
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from django.apps import apps
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.core.management import call_command
from django.core.signals import got_request_exception
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.views.debug import ExceptionReporter

from stemdag.capture import access, intake
from stemdag.domain.count import Count, ListCount, fields
from stemdag.server.logs import Lines
from tests.capture.conftest import SignIn, form
from tests.factories import Made, make_count

# What a test writes is committed: it stands on disk when the test looks for it there.
pytestmark = [pytest.mark.store, pytest.mark.django_db(transaction=True)]

#: Numbers so large that they occur nowhere by chance, among digests and sealed bytes, their sums neither.
VOTES = {1: 271_828_183, 2: 141_421_356, 5: 57_721_566}
MARKED: Count = replace(
    make_count(),
    poll_cards=447_068_609,
    proxies=46_692_016,
    lists={number: ListCount(votes) for number, votes in VOTES.items()},
    candidate_votes=sum(VOTES.values()),
    blank=11_803_398,
    invalid=10_986_122,
    cast=sum(VOTES.values()) + 11_803_398 + 10_986_122,
    admitted=447_068_609 + 46_692_016,
)
REASON = "Wolkmuis stond op de verkeerde stapel"
MARKERS = sorted(
    {number for number in fields(MARKED).values() if number and number > 1_000}
    | {VOTES[1] + VOTES[2], VOTES[2] + VOTES[5], VOTES[1] + VOTES[5]}
)


def shapes(number: int) -> Iterator[bytes]:
    """How a number may stand somewhere readable."""
    decimal = str(number)
    yield decimal.encode()
    for mark in (".", ",", " ", "_", "\u202f"):
        yield f"{number:_}".replace("_", mark).encode()
    if number >= 1 << 28:  # fewer than eight hexadecimal digits do occur by chance, in a digest
        yield f"{number:x}".encode()
    # In base64 a text has three spellings, by where it begins; their middles do not depend on the rest.
    for before in range(3):
        spelt = base64.b64encode(b" " * before + decimal.encode() + b" " * 3).decode().rstrip("=")
        skipped = (0, 2, 3)[before]
        yield spelt[skipped : skipped + len(decimal) * 4 // 3 - 2].encode()


#: Four bytes stand by chance somewhere in megabytes of sealed ones. A count that got out would be there with
#: more of its numbers than this.
BY_CHANCE = 2


def packed(found: bytes) -> list[int]:
    """The markers that stand here as four bytes."""
    return [
        number for number in MARKERS if any(number.to_bytes(4, each) in found for each in ("big", "little"))
    ]


def assert_nowhere(where: str, found: bytes) -> None:
    """None of the markers, nor the reason, stands in these bytes."""
    for number in MARKERS:
        for shape in shapes(number):
            assert shape not in found, f"{number} as {shape!r} in {where}"
    assert len(packed(found)) <= BY_CHANCE, f"{packed(found)} as bytes in {where}"
    assert REASON.encode() not in found, where
    assert b"Wolkmuis" not in found, where


def dump() -> bytes:
    """Every value in the database, and for SQLite its files as they lie on disk: pages freed, log and all."""
    everything = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            for row in cursor.fetchall():
                for value in row:
                    raw = isinstance(value, bytes | memoryview)
                    everything.append(bytes(value) if raw else str(value).encode())
    if connection.vendor == "sqlite":
        path = Path(connection.settings_dict["NAME"])
        files = list(path.parent.glob(f"{path.name}*"))
        assert path in files
        everything += [each.read_bytes() for each in files]
    return b"\0".join(everything)


def wipe() -> None:
    """Leave nothing of a marker in the test's database, freed pages and write-ahead log included."""
    call_command("flush", verbosity=0, interactive=False, inhibit_post_migrate=True)
    cache.clear()
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("VACUUM")
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def headers(response: HttpResponse) -> bytes:
    return repr(sorted(response.items())).encode() + response.cookies.output().encode()


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    """The server's log as it is written: every logger's lines, in the form of the settings."""
    written = io.StringIO()
    handler = logging.StreamHandler(written)
    handler.setFormatter(Lines())
    loggers = [logging.getLogger(name) for name in ("", "django")]
    for each in loggers:
        each.addHandler(handler)
    yield written
    for each in loggers:
        each.removeHandler(handler)


def test_the_search_finds_what_it_looks_for() -> None:
    for number in MARKERS:
        for found in (f"x {number} y", f"{number:,}", f"{number:_}"):
            with pytest.raises(AssertionError):
                assert_nowhere("here", found.encode())
        for before in range(4):
            with pytest.raises(AssertionError):
                assert_nowhere("here", base64.b64encode(b"a" * before + str(number).encode() + b"{votes}"))
    for order in ("big", "little"):
        numbers = [VOTES[each].to_bytes(4, order) for each in (1, 2, 5)]
        assert_nowhere("here", numbers[0])
        with pytest.raises(AssertionError):
            assert_nowhere("here", b"a".join(numbers))
    assert_nowhere("here", b"161803398 was another number")


def test_the_search_sees_what_lies_on_disk(chair: Client) -> None:
    lawful = {"admitted": str(VOTES[1]), "confirm": str(VOTES[1])}
    try:
        assert chair.post("/station/turnout", lawful).status_code == 302
        with pytest.raises(AssertionError, match=str(VOTES[1])):
            assert_nowhere("the database", dump())
    finally:
        wipe()


def test_after_a_count_nothing_of_it_stands_anywhere(
    chair: Client, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str], log: io.StringIO
) -> None:
    caplog.set_level(logging.DEBUG)
    assert_nowhere("the database before", dump())
    held = replace(MARKED, more=2)
    answers = [
        chair.post("/station/count", form(held, action="check")),
        chair.post("/station/count", form(held)),
        chair.post("/station/count", form(held, seen="F.305")),
        chair.post("/station/count", form(MARKED, version="1", seen="F.305")),
        chair.post("/station/count", form(MARKED, version="2")),
        chair.post("/station/count", form(MARKED, version="2", reason=REASON)),
        chair.post("/station/count", form(MARKED, version="3", reason=REASON, **{"E.3": "7"})),
        chair.post("/station/count", form(MARKED, version="3", reason=REASON, A=f"{VOTES[1]}x")),
        chair.get("/station/count"),
        chair.get("/station/"),
    ]
    statuses = [each.status_code for each in answers]
    assert statuses == [200, 200, 302, 409, 422, 302, 422, 422, 200, 200]
    receipts = [chair.get(each["Location"]) for each in answers if each.status_code == 302]
    for each in [*answers, *receipts]:
        assert_nowhere("headers", headers(each))
        assert each["Cache-Control"] == "no-store"
    for each in [*receipts, *answers[-2:]]:
        assert_nowhere("a page that is not the answer to a count", each.content)
    assert_nowhere("the database", dump())
    out, err = capfd.readouterr()
    assert_nowhere("the log", (caplog.text + out + err + log.getvalue()).encode())
    assert "capture:count" in log.getvalue()
    for record in caplog.records:
        assert_nowhere("a log record", repr(vars(record)).encode())
        assert "F.305" not in repr(vars(record)), "a check code in the log"
    for session in Session.objects.all():
        assert set(session.get_decoded()) == {access.KEY, "_session_expiry"}


def test_a_failure_on_the_way_tells_nothing(
    chair: Client, monkeypatch: pytest.MonkeyPatch, log: io.StringIO
) -> None:
    """Even where an exception quotes what was typed, the log does not."""

    def fail(*_: object, **__: object) -> None:
        raise RuntimeError(f"could not take {fields(MARKED)}")

    failures: list[tuple[object, BaseException]] = []

    def keep(request: object, **_: object) -> None:
        failures.append((request, sys.exc_info()[1]))  # type: ignore[arg-type]

    monkeypatch.setattr(intake, "take", fail)
    chair.raise_request_exception = False
    got_request_exception.connect(keep)
    try:
        response = chair.post("/station/count", form(MARKED))
    finally:
        got_request_exception.disconnect(keep)
    assert response.status_code == 500
    assert_nowhere("the error page", response.content)
    assert_nowhere("the database", dump())
    assert "RuntimeError" in log.getvalue()
    assert_nowhere("the log", log.getvalue().encode())
    [(request, error)] = failures
    reporter = ExceptionReporter(request, type(error), error, error.__traceback__)
    posted = reporter.filter.get_post_parameters(request)
    assert set(posted.values()) == {reporter.filter.cleansed_substitute}


def test_a_repeated_count_leaves_no_second_trace(chair: Client) -> None:
    same = form(MARKED)
    chair.post("/station/count", same)
    before = [model.objects.count() for model in apps.get_models()]
    chair.post("/station/count", same)
    assert [model.objects.count() for model in apps.get_models()] == before
    assert_nowhere("the database", dump())


def test_codes_and_addresses_stand_nowhere(made: Made, sign_in: SignIn) -> None:
    client = Client(REMOTE_ADDR="192.0.2.77")
    client.post("/station/sign-in", {"code": "WXYZ-WXYZ-WXYZ"})
    found = dump()
    assert b"WXYZ-WXYZ" not in found
    assert b"192.0.2.77" not in found
