"""Side exits by which a process tells of itself: its log, its metrics, its memory."""

from __future__ import annotations

import logging
import resource
import traceback
from collections.abc import Callable
from dataclasses import replace
from types import SimpleNamespace
from typing import Any
from unittest.mock import patch
from urllib.parse import urlencode

import pytest
from django.db import connections
from django.http import HttpRequest, HttpResponse

from stemdag import cli, home
from stemdag.capture import intake
from stemdag.capture.views import count as count_view
from stemdag.elections.form import Submission
from stemdag.journal.models import StationDay
from stemdag.server import logs, measures, middleware
from stemdag.server import views as server_views
from tests.capture.conftest import form
from tests.embargo.scene import (
    CONTROL,
    HELD,
    MARKED,
    PASSPHRASE,
    Leak,
    Scene,
    assert_nowhere,
    evening,
    failing,
    send,
    wrapped,
)
from tests.factories import make_count

# Exceptions without locals or bodies; neither a count nor a code in any log.


def exceptions_bare(scene: Scene) -> None:
    scene.listen()
    failing(scene)
    assert "RuntimeError" in scene.log()
    assert_nowhere("the log of a failure", scene.log().encode())


def with_their_message(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(logs.LOGGING["formatters"]["lines"], "()", logging.Formatter)  # type: ignore[index]


def with_locals(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    def places(tb: Any) -> list[str]:
        frames = traceback.StackSummary.extract(traceback.walk_tb(tb), capture_locals=True)
        return [f"{each.name} {each.locals}" for each in frames]

    monkeypatch.setattr(logs, "places", places)


def neither_count_nor_code_logged(scene: Scene) -> None:
    scene.listen()
    evening(scene)
    scene.official.post(f"{CONTROL}unlock/", {"passphrase": PASSPHRASE})
    scene.official.get(CONTROL)
    assert "capture:count" in scene.log()
    assert_nowhere("the log", scene.log().encode())
    assert "F.305" not in scene.log()


def count_logged(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    def tell(found: Any, place: object, submission: Submission) -> Any:
        count_view.log.info(f"judged {submission.count}")  # an f-string passes by the formatter's guard
        return found

    wrapped(monkeypatch, intake, "judge", tell)


def code_logged(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    def tell(found: Any, *_: object) -> Any:
        count_view.log.info("found", extra={"act": " ".join(each.code for each in found)})
        return found

    wrapped(monkeypatch, intake, "judge", tell)


# Access logs without query strings and sizes; no statements.


def access_log_bare(scene: Scene) -> None:
    scene.listen()
    scene.chair.get(f"/station/count?{urlencode(form(MARKED), doseq=True)}")
    send(scene.chair, make_count(), action="check")
    send(scene.chair, MARKED, action="check")
    assert_nowhere("the access log", scene.log().encode())
    told = [line for line in scene.lines() if line["logger"] == "stemdag.access" and line["method"] == "POST"]
    small, large = told[-2:]
    assert small["route"] == "capture:count"
    assert small == large, "a line that depends on what was sent"
    assert set(small) == {"at", "event", "level", "logger", "method", "route", "status"}


def logging_middleware(told: Callable[[HttpRequest, HttpResponse], str], name: str) -> Leak:
    """A leak by the line of each request."""

    def leak(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
        def access_log(get_response: middleware.Handler) -> middleware.Handler:
            inner = quiet(get_response)

            def handle(request: HttpRequest) -> HttpResponse:
                response = inner(request)
                middleware.log.info(
                    "request",
                    extra={
                        "method": request.method,
                        "route": request.resolver_match and request.resolver_match.view_name,
                        "status": told(request, response),
                    },
                )
                return response

            return handle

        quiet = middleware.access_log
        monkeypatch.setattr(middleware, "access_log", access_log)

    leak.__name__ = name
    return leak


query_logged = logging_middleware(lambda request, _: request.get_full_path(), "query_logged")
size_logged = logging_middleware(lambda _, response: str(len(response.content)), "size_logged")


def no_statements(scene: Scene) -> None:
    scene.listen()
    evening(scene)
    told = {line["logger"] for line in scene.lines()}
    assert "stemdag.access" in told
    assert not {each for each in told if each.startswith("django.db")}


def statements_logged(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    logger = logging.getLogger("django.db.backends")
    monkeypatch.setattr(connections["default"], "force_debug_cursor", True)
    monkeypatch.setattr(logger, "propagate", True)
    scene.stack.callback(logger.setLevel, logger.level)
    logger.setLevel(logging.DEBUG)


# Metrics private and without check codes; core dumps off.


def metrics_private(scene: Scene) -> None:
    token = "a token of the tests alone"
    scene.settings.STEMDAG = replace(scene.settings.STEMDAG, metrics_token="")
    assert scene.official.get("/metrics", headers={"authorization": "Bearer "}).status_code == 404
    scene.settings.STEMDAG = replace(scene.settings.STEMDAG, metrics_token=token)
    for given in ("", f"Bearer {token[:-1]}", token):
        assert scene.official.get("/metrics", headers={"authorization": given}).status_code == 404

    def told() -> dict[str, float]:
        answer = scene.stranger().get("/metrics", headers={"authorization": f"Bearer {token}"})
        assert answer.status_code == 200
        assert_nowhere("the metrics", answer.content)
        rows = [line.rsplit(" ", 1) for line in answer.content.decode().splitlines() if line[0] != "#"]
        return {name: float(value) for name, value in rows}

    chairs = [scene.at_station(number) for number in (1, 2)]
    start = told()
    assert send(chairs[0], MARKED).status_code == 302
    good = told()
    assert send(chairs[1], HELD).status_code == 302
    held = told()
    assert start.keys() == good.keys() == held.keys()
    by_good = {name: good[name] - start[name] for name in start}
    assert any(by_good.values())
    assert by_good == {name: held[name] - good[name] for name in good}, "a held count shows"


def held_in_metrics(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    def tell(text: bytes) -> bytes:
        held = sum(each.state == "held" for each in StationDay.objects.all())
        return text + f"stemdag_held {held}\n".encode()

    wrapped(monkeypatch, measures, "text", tell)


def metrics_for_all(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(server_views, "hmac", SimpleNamespace(compare_digest=lambda *_: True))


def core_dumps_off(scene: Scene) -> None:
    limits = {resource.RLIMIT_CORE: (resource.RLIM_INFINITY, resource.RLIM_INFINITY)}
    began: list[tuple[int, int]] = []
    with (
        patch.object(cli.resource, "setrlimit", limits.__setitem__),
        patch.object(cli.signal, "signal"),
        patch.object(home, "load"),
        patch.object(cli, "program", lambda *_: lambda: began.append(limits[resource.RLIMIT_CORE])),
    ):
        cli.main()
    assert began == [(0, 0)]


def core_dumps(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cli, "main", lambda: cli.program()())
