"""What was opened in the control view stays in the answer: not in the store, the session or a log line."""

from __future__ import annotations

import base64
import json
import logging
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from django.apps import apps
from django.core import serializers
from django.db import connection
from django.test import Client

from stemdag.domain.count import Count, ListCount
from stemdag.journal.models import Envelope
from stemdag.server.logs import Lines
from tests.desk.conftest import Held
from tests.factories import PASSPHRASE, make_count

pytestmark = [pytest.mark.store, pytest.mark.django_db(transaction=True)]
CONTROL = "/desk/GR2022_Almere/0034/control/"
#: Numbers that nothing else in a store or a log has; a list's total, D and H.
MARKERS = {1: 703_914_682, 2: 81_264_937, 5: 64_193_827}


def _marked() -> Count:
    lists = {number: ListCount(total) for number, total in MARKERS.items()}
    total = sum(MARKERS.values())
    return replace(
        make_count(),
        lists=lists,
        candidate_votes=total,
        cast=total + 2,
        admitted=total + 2,
        poll_cards=total - 51_938_274,
    )


def _searched() -> list[bytes]:
    count = _marked()
    numbers = [*MARKERS.values(), count.candidate_votes, count.cast, count.poll_cards]
    found = []
    for number in numbers:
        dotted, comma = f"{number:,}".replace(",", "."), f"{number:,}"
        found += [str(number).encode(), dotted.encode(), comma.encode()]
        found += [base64.b64encode(each.encode())[:-2] for each in (str(number), dotted, comma)]
    return found


def _stored() -> Iterator[tuple[str, bytes]]:
    for model in apps.get_models():
        yield model._meta.label, serializers.serialize("json", model._default_manager.all()).encode()
    if connection.vendor == "sqlite":
        name = Path(connection.settings_dict["NAME"])
        for path in (name, name.with_name(f"{name.name}-wal")):
            if path.exists():
                yield path.name, path.read_bytes()


def test_the_searcher_finds_what_is_there() -> None:
    assert any(each in b'{"votes": 703914682}' for each in _searched())
    assert any(each in b"703.914.682" for each in _searched())


def test_an_opened_count_is_nowhere_but_in_its_answer(client: Client, held: Held) -> None:
    lines: list[str] = []

    class Kept(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            lines.append(Lines().format(record) + record.getMessage())

    keeper, root = Kept(level=logging.DEBUG), logging.getLogger()
    level = root.level
    root.addHandler(keeper)
    root.setLevel(logging.DEBUG)
    try:
        held(1, _marked())
        client.post(f"{CONTROL}unlock/", {"passphrase": PASSPHRASE})
        form = {"version": 1, "reason": "the chair called"}
        first = client.post(f"{CONTROL}1/open/", form | {"step": 1})
        second = client.post(f"{CONTROL}1/open/", form | {"step": 2})
        client.post(f"{CONTROL}1/accept/", form | {"client_id": "no id"})
        client.get(CONTROL)
        client.get("/desk/GR2022_Almere/0034/")
    finally:
        root.removeHandler(keeper)
        root.setLevel(level)
    assert "F.201" in first.content.decode()
    assert not [each for each in _searched() if each in first.content]
    assert b"703,914,682" in second.content
    assert Envelope.objects.count() == 1
    kept = dict(_stored()) | {
        "log": "\n".join(lines).encode(),
        "session": json.dumps(dict(client.session.items())).encode(),
        "headers": repr([dict(each.items()) for each in (first, second)]).encode(),
        "cookies": repr(client.cookies).encode(),
    }
    assert [(name, each) for name, data in kept.items() for each in _searched() if each in data] == []
    # One may stand by chance as four of the bytes that are sealed; all of a count do not.
    packed = [each.to_bytes(4, "big") for each in MARKERS.values()]
    assert [name for name, data in kept.items() if all(each in data for each in packed)] == []
