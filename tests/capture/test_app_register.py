"""The register of invalid passes at the app's doors: the filter, the exact answer, the version."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from stemdag import clock
from stemdag.capture import devices
from stemdag.desk.talk.line import shut_out
from stemdag.domain.pass_filter import count, fingerprint, holds
from stemdag.elections import passes
from tests.capture.tablet import ELECTION, Tablet
from tests.factories import Made, make_election

pytestmark = [pytest.mark.store, pytest.mark.django_db]
FILTER = f"/station/app/filter/{ELECTION}"
CONFIRM = "/station/app/passes/confirm"


@pytest.fixture
def tablet(made: Made) -> Tablet:
    return Tablet(made)


def register(made: Made, folder: Path, *lines: str) -> bytes:
    """Load an extract; the key of the fingerprints."""
    file = folder / "register.csv"
    file.write_text("\n".join(lines))
    passes.load_register(file, made.first.row, clock.now(), "test", whole=True)
    return passes.key(made.first.row.election)


def asked(tablet: Tablet, address: str, **headers: str) -> Any:
    return tablet.client.get(address, headers={"authorization": f"Bearer {tablet.given['token']}"} | headers)


def confirm(tablet: Tablet, body: object, token: str | None = None) -> Any:
    return tablet.client.post(
        CONFIRM,
        body if isinstance(body, str) else json.dumps(body),
        content_type="application/json",
        headers={"authorization": f"Bearer {token or tablet.given['token']}"},
    )


def of(fingerprints: Iterable[int]) -> dict[str, Any]:
    return {"election": ELECTION, "fingerprints": [f"{each:016x}" for each in fingerprints]}


def test_the_filter_as_it_stands(tablet: Tablet, made: Made, tmp_path: Path) -> None:
    empty = asked(tablet, FILTER)
    assert (empty.status_code, empty["Stemdag-Register"], count(empty.content)) == (200, "0", 0)
    assert tablet.post().json()["registers"] == {ELECTION: 0}
    key = register(made, tmp_path, "1001,died", "1002,stolen")
    assert tablet.post().json()["registers"] == {ELECTION: 1}
    full = asked(tablet, FILTER, **{"if-none-match": empty["ETag"]})
    assert (full.status_code, full["Stemdag-Register"], full["Cache-Control"]) == (200, "1", "no-store")
    assert full["Content-Type"] == "application/octet-stream"
    assert holds(full.content, fingerprint(key, "1001"))
    same = asked(tablet, FILTER, **{"if-none-match": full["ETag"]})
    assert (same.status_code, same.content, same["ETag"]) == (304, b"", full["ETag"])


def test_the_version_does_not_cost_the_filter(
    tablet: Tablet, made: Made, tmp_path: Path, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    register(made, tmp_path, "1001,died")
    found = devices.known(tablet.given["token"])
    assert found is not None
    with django_assert_num_queries(1) as seen:
        assert [each.register for each in devices.places(found.device)] == [1]
    assert '"filter"' not in seen.captured_queries[0]["sql"]


def test_the_exact_answer(tablet: Tablet, made: Made, tmp_path: Path) -> None:
    key = register(made, tmp_path, "1001,died", "1002,omgezet")
    one, other, stranger = (fingerprint(key, each) for each in ("1001", "1002", "1003"))
    answer = confirm(tablet, of((one, other, stranger, one)))
    assert answer.status_code == 200
    assert answer.json() == {"invalid": {f"{one:016x}": "died", f"{other:016x}": "converted"}}
    assert confirm(tablet, of(range(50))).json() == {"invalid": {}}


@pytest.mark.parametrize(
    ("body", "where"),
    [
        ("", "body"),
        ("[]", "body"),
        ({}, "body"),
        ({"election": ELECTION, "fingerprints": ["0" * 16], "more": 1}, "body"),
        ({"election": ELECTION, "fingerprints": []}, "fingerprints"),
        ({"election": ELECTION, "fingerprints": ["0" * 16] * 51}, "fingerprints"),
        ({"election": ELECTION, "fingerprints": "0" * 16}, "fingerprints"),
        ({"election": ELECTION, "fingerprints": ["0" * 15]}, "fingerprints"),
        ({"election": ELECTION, "fingerprints": ["A" * 16]}, "fingerprints"),
        ({"election": ELECTION, "fingerprints": [7]}, "fingerprints"),
    ],
)
def test_a_malformed_question(tablet: Tablet, body: object, where: str) -> None:
    answer = confirm(tablet, body)
    assert (answer.status_code, answer.json()) == (400, {"code": "request.form", "where": where})


@pytest.mark.parametrize("election", ["GR2022_Elders", 7, None, ["GR2022_Almere"]])
def test_another_election_is_not_of_this_device(tablet: Tablet, election: object) -> None:
    make_election(eml_id="GR2022_Elders", rehearsal=True)
    for answer in (
        asked(tablet, f"/station/app/filter/{election}"),
        confirm(tablet, {"election": election, "fingerprints": ["0" * 16]}),
    ):
        assert (answer.status_code, answer.json()["code"]) == (404, "request.election")


def test_only_a_device_of_the_station_may_ask(tablet: Tablet, made: Made) -> None:
    for token in ("", "no-such-token"):
        client = Client(headers={"authorization": f"Bearer {token}"} if token else {})
        for answer in (client.get(FILTER), client.post(CONFIRM, of([1]), content_type="application/json")):
            assert (answer.status_code, answer.json()["code"]) == (401, "device.unknown")
    shut_out(made.first.station, tablet.row.device, "desk:1", clock.now(), uuid4())
    for answer in (asked(tablet, FILTER), confirm(tablet, of([1]))):
        assert (answer.status_code, answer.json()["code"]) == (403, "device.revoked")
    assert tablet.client.post(FILTER).status_code == 405
    assert tablet.client.get(CONFIRM).status_code == 405


def test_only_the_apps_page_has_camera_and_wasm(tablet: Tablet) -> None:
    page, other = tablet.client.get("/station/app/"), tablet.client.get("/station/sign-in")
    assert "camera=(self)" in page["Permissions-Policy"]
    assert "microphone=()" in page["Permissions-Policy"]
    assert "script-src 'self' 'wasm-unsafe-eval'; style-src" in page["Content-Security-Policy"]
    assert "unsafe" not in page["Content-Security-Policy"].replace("'wasm-unsafe-eval'", "")
    for each in (other, tablet.client.get("/desk/"), tablet.client.get("/nowhere"), asked(tablet, FILTER)):
        assert "camera=()" in each["Permissions-Policy"]
        assert "unsafe" not in each["Content-Security-Policy"]
