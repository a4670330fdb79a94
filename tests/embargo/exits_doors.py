"""Side exits at the doors: what an answer of the back office may tell, and who may keep it."""

from __future__ import annotations

import logging
from dataclasses import replace
from types import ModuleType
from typing import Any
from unittest.mock import patch
from urllib.parse import quote, urlencode
from uuid import uuid4

import pytest
from django.apps import apps
from django.core import mail
from django.core.signals import got_request_exception
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import path as route
from django.utils.log import AdminEmailHandler
from lxml import html

from stemdag.capture import facts, news
from stemdag.capture.models import Device
from stemdag.capture.place import Place
from stemdag.capture.views import app as app_view
from stemdag.capture.views import count as count_view
from stemdag.desk.control import opening as control
from stemdag.desk.control import views as control_views
from stemdag.desk.talk import line
from stemdag.domain.errors import Refused
from stemdag.journal import aside
from stemdag.journal.models import Entry
from stemdag.server import environment, middleware
from tests.capture.conftest import form
from tests.capture.tablet import Tablet
from tests.embargo.scene import (
    CONTROL,
    HELD,
    MARKED,
    PASSPHRASE,
    REASON,
    Scene,
    addresses,
    assert_nowhere,
    evening,
    evening_with_the_app,
    failing,
    headers,
    send,
    wrapped,
)

# Readable counts travel only in POST bodies, over TLS.


def in_bodies_only(scene: Scene) -> None:
    for each in evening(scene):
        assert_nowhere("a header or a cookie", headers(each))
    asked = scene.chair.get(f"/station/count?{urlencode(form(MARKED), doseq=True)}")
    for each in html.fromstring(asked.content).iter("form"):
        for field in each.xpath(".//input[@name='E.1']"):
            assert (each.get("method"), field.get("value", "")) == ("post", "")
            return
    raise AssertionError("the page has no form for a count")


def in_an_address(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    def tell(response: HttpResponse, request: HttpRequest, *_: object) -> HttpResponse:
        if response.status_code == 302:
            response["Location"] += "?" + request.POST.urlencode()
        return response

    wrapped(monkeypatch, count_view, "_posted", tell)


def in_a_cookie(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    def tell(response: HttpResponse, request: HttpRequest, *_: object) -> HttpResponse:
        response.set_cookie("draft", request.POST.get("E.1", ""))
        return response

    wrapped(monkeypatch, count_view, "_posted", tell)


def by_a_form_that_is_got(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    def tell(response: HttpResponse, *_: object) -> HttpResponse:
        response.content = response.content.replace(b'method="post"', b'method="get"')
        return response

    wrapped(monkeypatch, count_view, "page", tell)


# The app's door answers with states, codes and places: a number goes in and never comes out again.


def answers_bare(scene: Scene) -> None:
    for each in evening_with_the_app(scene):
        assert_nowhere("an answer to the app", each.content + headers(each))
    heard = Tablet(scene.made, client=scene.stranger()).post()
    assert b"count.received" in heard.content
    assert_nowhere("the news to the other device", heard.content + headers(heard))
    for each in asked_of_passes(scene):
        assert each.status_code == 200
        assert_nowhere("an answer on passes", each.content + headers(each))


def asked_of_passes(scene: Scene) -> list[Any]:
    """The two doors of the register, to a device that has sent its count."""
    token = {"authorization": f"Bearer {scene.tablet.given['token']}"}
    question = {"election": "GR2022_Almere", "fingerprints": [f"{each:016x}" for each in range(50)]}
    client, app = scene.stranger(), "/station/app/"
    return [
        client.get(f"{app}filter/GR2022_Almere", headers=token),
        client.post(f"{app}passes/confirm", question, content_type="application/json", headers=token),
    ]


def a_refusal_that_repeats(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    def tell(answer: dict[str, Any], given: facts.Answer) -> dict[str, Any]:
        return answer | {"params": dict(given.refusal.params) if given.refusal else {}}

    wrapped(monkeypatch, app_view, "_answer", tell)
    before = facts.wire.read

    def read(given: Any) -> Any:
        try:
            return before(given)
        except Refused as refusal:
            raise Refused(refusal.code, "", refusal.where, given=given.get("facts")) from None

    monkeypatch.setattr(facts.wire, "read", read)


def the_reason_of_a_correction(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    def tell(texts: dict[str, str], entry: Entry) -> dict[str, str]:
        return {each.name: str(aside.read(each)) for each in entry.asides.all()}

    wrapped(monkeypatch, news, "_texts", tell)


# Why a count is handed back may quote it: it goes to the devices of its own station, and nowhere else.


def handed_back_to_its_station_alone(scene: Scene) -> None:
    scene.tablet.send(scene.tablet.count(HELD))
    other = Tablet(scene.made, 2, scene.stranger())
    scene.official.post(f"{CONTROL}unlock/", {"passphrase": PASSPHRASE})
    scene.official.post(f"{CONTROL}1/open/", {"version": "1", "step": "1", "reason": "x"})
    answer = scene.official.post(
        f"{CONTROL}1/return/", {"version": "1", "reason": REASON, "client_id": str(uuid4())}
    )
    assert answer.status_code == 302
    assert_nowhere("the answer at the desk", answer.content + headers(answer))
    assert_nowhere("the log", scene.log().encode())
    assert_nowhere("the news to another station", other.post().content)
    board = scene.official.get("/desk/GR2022_Almere/0034/").content
    page = scene.official.get("/desk/GR2022_Almere/0034/stations/1/").content
    assert_nowhere("a page that stands open", board + page)
    [heard] = scene.tablet.post().json()["news"]["GR2022_Almere"]["facts"]
    assert heard["texts"] == {"reason": REASON}


def to_every_station(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    def tell(found: dict[str, Any], device: Device, place: Place, cursor: int) -> dict[str, Any]:
        entries = Entry.objects.filter(chain=place.chain, kind="count.returned")
        return found | {"facts": [news._told(device, each, None) for each in entries]}

    wrapped(monkeypatch, news, "since", tell)


def with_the_reason_in_the_address(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[str] = []

    class Telling(HttpResponseRedirect):
        def __init__(self, to: str) -> None:
            super().__init__(to + quote("".join(told)))

    wrapped(monkeypatch, control, "decide", lambda _, *given: told.append(given[4]))
    monkeypatch.setattr(control_views, "HttpResponseRedirect", Telling)


def on_the_stations_page(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    def tell(said: line.Said, entry: Entry, *_: object) -> line.Said:
        is_it = entry.kind == "count.returned"
        return replace(said, kind="message.sent", about={}) if is_it else said

    wrapped(monkeypatch, line, "_said", tell)


def over_tls_only(scene: Scene) -> None:
    with pytest.raises(environment.WrongSetting):
        environment.read({"STEMDAG_TLS": "0", "STEMDAG_HOSTS": "stembureau.example.nl"})


def without_tls_for_others(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(environment, "LOOPBACK", environment.LOOPBACK | {"stembureau.example.nl"})


# Every back-office response is no-store.


def not_to_be_kept(scene: Scene) -> None:
    send(scene.chair, MARKED)
    scene.official.post(f"{CONTROL}unlock/", {"passphrase": PASSPHRASE})
    strict = scene.stranger(enforce_csrf_checks=True)
    answers = [
        *(client.get(each) for client in (scene.chair, scene.official) for each in addresses().values()),
        *(scene.stranger().post(each) for each in addresses().values()),
        strict.post("/station/count"),
        scene.stranger().get("/nowhere"),
        scene.stranger().get("/", headers={"host": "elsewhere.example"}),
    ]
    with patch.object(count_view, "Sheet", side_effect=RuntimeError):
        answers.append(scene.chair.get("/station/count"))
    assert {200, 302, 400, 403, 404, 405, 500} <= {each.status_code for each in answers}
    assert {each.get("Cache-Control") for each in answers} == {"no-store"}


def without_the_middleware(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    kept = [each for each in scene.settings.MIDDLEWARE if not each.endswith("no_store")]
    scene.settings.MIDDLEWARE = kept


def a_receipt_that_may_be_cached(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    def allow(get_response: middleware.Handler) -> middleware.Handler:
        inner = no_store(get_response)

        def handle(request: HttpRequest) -> HttpResponse:
            response = inner(request)
            if request.path.startswith("/station/receipt"):
                response["Cache-Control"] = "private, max-age=60"
            return response

        return handle

    no_store = middleware.no_store
    monkeypatch.setattr(middleware, "no_store", allow)


# A page reads from here alone, the app's from the public site as well: one led astray sends nowhere else.


def reads_here_and_in_public(scene: Scene) -> None:
    public = scene.settings.STEMDAG.public_url
    for name, address in addresses().items():
        for client in (scene.chair, scene.official, scene.stranger()):
            policy = client.get(address)["Content-Security-Policy"]
            [connect] = [each for each in policy.split("; ") if each.startswith("connect-src")]
            allowed = {"connect-src", "'self'"} | ({public} if name == "capture:app" else set())
            assert set(connect.split()) == allowed, address
            assert policy.startswith("default-src 'none'")


def without_the_policy(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(middleware, "POLICY", "default-src 'none'; connect-src *")


def from_anywhere(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(app_view.shell, "public_origin", lambda: "https:")


# No Django admin, no debug pages, no error mail, no tracker.


def no_admin(scene: Scene) -> None:
    assert not apps.is_installed("django.contrib.admin")
    assert scene.official.get("/admin/").status_code == 404


def an_admin(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    from stemdag.server import urls

    leaky = ModuleType("leaky_urls")
    vars(leaky).update(vars(urls))
    leaky.urlpatterns = [*urls.urlpatterns, route("admin/", lambda _: HttpResponse())]  # type: ignore[attr-defined]
    scene.settings.ROOT_URLCONF = leaky


def no_debug_pages(scene: Scene) -> None:
    assert_nowhere("the page of a failure", failing(scene).content)
    assert b"capture" not in scene.stranger().get("/nowhere").content


def debug_pages(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    scene.settings.DEBUG = True


def no_error_mail(scene: Scene) -> None:
    failing(scene)
    assert mail.outbox == []


def error_mail(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    scene.settings.ADMINS = [("Beheer", "beheer@example.nl")]
    handler, logger = AdminEmailHandler(include_html=True), logging.getLogger("django")
    logger.addHandler(handler)
    scene.stack.callback(logger.removeHandler, handler)


def no_tracker(scene: Scene) -> None:
    failing(scene)
    assert got_request_exception.receivers == [], "somebody else listens to failures"


def a_tracker(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    def track(**_: object) -> None: ...

    got_request_exception.connect(track, weak=False)
    scene.stack.callback(got_request_exception.disconnect, track)
