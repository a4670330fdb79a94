"""The door: who has no token gets nothing, and the client meets a holder as if it stood next to it."""

from __future__ import annotations

import base64
import threading
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import httpx
import pytest

from stemdag.custody.client import Custody, Unreachable
from stemdag.custody.door import LARGEST_BODY, application, serve
from stemdag.custody.timer import Timer
from stemdag.domain.errors import Refused
from tests.custody.holding import MOMENT, MORNING, OTHER, PLACE, PRIVATE, SECOND, Clocks

TOKEN = "a-token-that-was-generated-somewhere"
KEY = base64.b64encode(PRIVATE).decode()
WHERE = {"election": PLACE[0], "municipality": PLACE[1]}
ACTS = {
    "register": WHERE | {"private": KEY, "not_before": MOMENT.isoformat()},
    "arm": WHERE | {"at": MORNING.isoformat(), "seq": 1},
    "hold": WHERE | {"at": MORNING.isoformat(), "seq": 1},
    "postpone": WHERE | {"not_before": MOMENT.isoformat(), "at": MORNING.isoformat(), "seq": 1},
    "hand-over": WHERE,
}


@pytest.fixture
def http(holder: Timer) -> Iterator[httpx.Client]:
    with httpx.Client(
        transport=httpx.WSGITransport(application(holder, TOKEN)),
        base_url="http://holder",
        headers={"Authorization": f"Bearer {TOKEN}"},
    ) as client:
        yield client


@pytest.fixture
def custody(holder: Timer) -> Iterator[Custody]:
    with Custody("http://holder", TOKEN, transport=httpx.WSGITransport(application(holder, TOKEN))) as client:
        yield client


def test_the_client_goes_through_the_whole_day(custody: Custody, clocks: Clocks) -> None:
    elsewhere = ("GR2022_Utrecht", "0345")
    custody.register(*elsewhere, OTHER, MOMENT)
    custody.arm(*elsewhere, MORNING, 3)
    custody.hold(*elsewhere, MORNING, 4)
    custody.arm(*elsewhere, MORNING, 5)
    custody.postpone(*elsewhere, MOMENT + SECOND)
    custody.postpone(*elsewhere, MOMENT + 2 * SECOND, MORNING, 6)
    clocks.set(MOMENT + SECOND)
    with pytest.raises(Refused) as refusal:
        custody.hand_over(*elsewhere)
    assert refusal.value.code == "release.early"
    clocks.set(MOMENT + 2 * SECOND)
    assert custody.hand_over(*elsewhere) == OTHER == custody.hand_over(*elsewhere)
    states = {part.municipality: (part.state.value, part.not_before, part.seq) for part in custody.status()}
    assert states == {"0344": ("sealed", MOMENT, 0), "0345": ("released", MOMENT + 2 * SECOND, 5)}
    assert custody.status()[1].handed_over == MOMENT + 2 * SECOND


@pytest.mark.parametrize(
    ("code", "status"),
    [("release.unarmed", 409), ("release.held", 409), ("custody.unknown", 404), ("custody.clocks", 503)],
)
def test_a_refusal_keeps_its_code(
    custody: Custody, http: httpx.Client, clocks: Clocks, code: str, status: int
) -> None:
    place = ("GR2022_Utrecht", "9999") if code == "custody.unknown" else PLACE
    clocks.set(MOMENT)
    if code == "release.held":
        custody.hold(*PLACE, MORNING, 1)
    if code == "custody.clocks":
        clocks.wall += timedelta(hours=1)
    with pytest.raises(Refused) as refusal:
        custody.hand_over(*place)
    assert refusal.value.code == code
    answer = http.post("/v1/hand-over", json={"election": place[0], "municipality": place[1]})
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert "private" not in answer.json()


@pytest.mark.parametrize("act", ACTS)
@pytest.mark.parametrize(
    "authorization",
    [None, "", TOKEN, "Bearer", f"Bearer {TOKEN[:-1]}", f"Bearer {TOKEN}x", f"bearer {TOKEN}"],
)
def test_without_the_token_nothing_happens(
    http: httpx.Client, holder: Timer, clocks: Clocks, act: str, authorization: str | None
) -> None:
    holder.arm(*PLACE, MORNING, 1)
    clocks.set(MOMENT)
    before = holder.status()
    del http.headers["Authorization"]
    headers = {} if authorization is None else {"Authorization": authorization}
    answer = http.post(f"/v1/{act}", json=ACTS[act], headers=headers)
    assert (answer.status_code, answer.json()["code"]) == (401, "custody.token")
    assert answer.headers["www-authenticate"] == "Bearer"
    assert KEY not in answer.text
    assert holder.status() == before
    assert http.get("/v1/status", headers=headers).status_code == 401


def test_only_health_answers_without_token_and_says_nothing(http: httpx.Client) -> None:
    del http.headers["Authorization"]
    assert http.get("/health").json() == {"serves": True}


@pytest.mark.parametrize(
    "path", ["/", "/v1", "/v1/", "/v1/keys", "/v1/hand-over/", "/v2/hand-over", "/v1/status/x"]
)
def test_there_is_nothing_else_behind_the_door(http: httpx.Client, path: str) -> None:
    for method in ("GET", "POST"):
        answer = http.request(method, path)
        assert (answer.status_code, answer.json()["code"]) == (404, "custody.no-such-door")


@pytest.mark.parametrize(
    ("method", "path"),
    [("GET", f"/v1/{act}") for act in ACTS] + [("POST", "/v1/status"), ("DELETE", "/v1/register")],
)
def test_another_method_is_refused(http: httpx.Client, method: str, path: str) -> None:
    answer = http.request(method, path)
    assert (answer.status_code, answer.json()["code"]) == (405, "custody.method")


@pytest.mark.parametrize(
    ("act", "field", "value"),
    [
        ("register", "private", "no base64!"),
        ("register", "private", 7),
        ("register", "private", KEY[:-4]),
        ("register", "not_before", "2022-03-16T20:00:00"),
        ("register", "not_before", "tonight"),
        ("register", "election", ""),
        ("register", "municipality", ["0344"]),
        ("arm", "seq", "1"),
        ("arm", "seq", True),
        ("arm", "seq", 0),
        ("arm", "at", 1647460800),
        ("hold", "seq", 1.5),
        ("hold", "municipality", "0" * 101),
        ("postpone", "not_before", None),
        ("postpone", "seq", "6"),
        ("hand-over", "election", None),
    ],
)
def test_a_malformed_field_is_named_and_not_quoted(
    http: httpx.Client, holder: Timer, act: str, field: str, value: object
) -> None:
    before = holder.status()
    for body in ({**ACTS[act], field: value}, {k: v for k, v in ACTS[act].items() if k != field}):
        if body.get(field) is None and (act, field) == ("postpone", "seq"):
            continue  # which may be left out
        answer = http.post(f"/v1/{act}", json=body)
        assert (answer.status_code, answer.json()["code"]) == (400, "custody.malformed")
        assert KEY[:20] not in answer.text
    assert holder.status() == before


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b"7", b"\xff", b"[" * 4000, b'{"election": NaN'])
def test_what_is_no_json_object_is_malformed(http: httpx.Client, body: bytes) -> None:
    answer = http.post("/v1/arm", content=body)
    assert (answer.status_code, answer.json()["code"]) == (400, "custody.malformed")


def test_a_large_body_is_not_read(http: httpx.Client) -> None:
    for size in (str(LARGEST_BODY + 1), "0" * 10 + "9"):
        answer = http.post("/v1/arm", content=b" " * 10, headers={"Content-Length": size})
        assert (answer.status_code, answer.json()["code"]) == (413, "custody.too-large")


def test_a_repeated_act_is_no_second_act(http: httpx.Client, holder: Timer) -> None:
    for act in ("register", "arm", "arm", "register", "postpone"):
        assert http.post(f"/v1/{act}", json=ACTS[act]).json() == {"done": True}
    (status,) = holder.status()
    assert (status.seq, status.state.value, status.not_before) == (1, "armed", MOMENT)


def test_an_act_in_the_wrong_state_is_a_conflict(http: httpx.Client, clocks: Clocks) -> None:
    http.post("/v1/arm", json=ACTS["arm"])
    assert http.post("/v1/hand-over", json=WHERE).json()["code"] == "release.early"
    clocks.set(MOMENT)
    assert http.post("/v1/hand-over", json=WHERE).json() == {"private": KEY}
    held = http.post("/v1/hold", json=ACTS["hold"] | {"seq": 2})
    assert (held.status_code, held.json()["code"]) == (409, "release.twice")
    other = http.post("/v1/register", json=ACTS["register"] | {"private": base64.b64encode(OTHER).decode()})
    assert (other.status_code, other.json()["code"]) == (409, "custody.registered")


def test_every_answer_is_kept_nowhere(http: httpx.Client, clocks: Clocks) -> None:
    http.post("/v1/arm", json=ACTS["arm"])
    clocks.set(MOMENT)
    for answer in (http.post("/v1/hand-over", json=WHERE), http.get("/v1/status"), http.get("/nothing")):
        assert answer.headers["cache-control"] == "no-store"
        assert answer.headers["content-type"] == "application/json"


def test_a_holder_that_cannot_write_says_no_more_than_that(http: httpx.Client, tmp_path: Path) -> None:
    (tmp_path / "timer.json.new").mkdir()
    answer = http.post("/v1/arm", json=ACTS["arm"])
    assert (answer.status_code, answer.json()["code"]) == (503, "custody.failed")
    assert str(tmp_path) not in answer.text


@pytest.mark.parametrize("token", ["", "short"])
def test_a_door_without_a_real_token_does_not_open(holder: Timer, token: str) -> None:
    with pytest.raises(ValueError, match="at least 24"):
        application(holder, token)


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.0.2.7"])
def test_it_listens_on_this_machine_only(holder: Timer, host: str) -> None:
    with pytest.raises(ValueError, match="from outside"):
        serve(holder, host, 0, TOKEN)


def test_over_a_real_connection_and_gone(
    holder: Timer, clocks: Clocks, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")  # a key never takes a proxy
    holder.arm(*PLACE, MORNING, 1)
    clocks.set(MOMENT)
    server = serve(holder, "127.0.0.1", 0, TOKEN)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    with Custody(f"http://127.0.0.1:{server.server_port}", TOKEN) as custody:
        try:
            assert custody.hand_over(*PLACE) == PRIVATE
            answer = httpx.post(
                f"http://127.0.0.1:{server.server_port}/v1/hand-over",
                json=WHERE,
                headers={"Authorization": b"Bearer \xe9"},
                trust_env=False,
            )
            assert answer.status_code == 401
            with Custody(f"http://127.0.0.1:{server.server_port}", TOKEN + "x") as stranger:
                with pytest.raises(Refused) as refusal:
                    stranger.hand_over(*PLACE)
                assert refusal.value.code == "custody.token"
        finally:
            server.shutdown()
            thread.join()
            server.server_close()
        with pytest.raises(Unreachable) as gone:
            custody.hand_over(*PLACE)
    assert TOKEN not in str(gone.value)
    said = "".join(capfd.readouterr())
    assert TOKEN not in said
    assert KEY not in said


@pytest.mark.parametrize(
    "reply",
    [
        httpx.Response(200, text="<html>"),
        httpx.Response(200, json=[]),
        httpx.Response(200, json={}),
        httpx.Response(200, json={"private": 7, "parts": [{"election": "x"}]}),
        httpx.Response(200, json={"private": "?", "parts": 7}),
        httpx.Response(200, json={"parts": [7]}),
        httpx.Response(502, json={"error": "bad gateway"}),
    ],
)
def test_what_is_no_holder_is_unreachable(reply: httpx.Response) -> None:
    with Custody("http://holder", TOKEN, transport=httpx.MockTransport(lambda _: reply)) as custody:
        for act in (
            lambda: custody.hand_over(*PLACE),
            custody.status,
            lambda: custody.arm(*PLACE, MORNING, 1),
        ):
            with pytest.raises(Unreachable):
                act()


def test_a_custody_does_not_show_its_token(custody: Custody) -> None:
    assert TOKEN not in repr(custody)
