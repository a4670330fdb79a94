"""The real doors, as a browser uses them: pages and forms over HTTP, a session and a token per visitor."""

from __future__ import annotations

import secrets
import time
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from http.cookiejar import CookieJar, DefaultCookiePolicy

import httpx
from lxml import html

from stemdag.domain.count import Count
from stemdag.rehearsal.form import as_fields

Data = Mapping[str, str | list[str]]
#: For so many seconds somebody presses the button again while nothing answers.
PATIENCE = 30.0


def client(base_url: str, transport: httpx.BaseTransport | None = None, hands: int = 4) -> httpx.Client:
    """Connections that visitors share. It keeps no cookies: those are each visitor's own."""
    nothing = CookieJar(DefaultCookiePolicy(allowed_domains=[]))
    limits = httpx.Limits(max_connections=hands, max_keepalive_connections=hands)
    return httpx.Client(
        base_url=base_url, transport=transport, limits=limits, timeout=60.0, cookies=nothing, trust_env=False
    )


class DoorClosed(RuntimeError):
    """A door that did not do as it was asked: which, and what it said."""

    def __init__(self, what: str, response: httpx.Response) -> None:
        super().__init__(f"{what}: {response.status_code} at {response.request.url.path}\n{_said(response)}")
        self.status = response.status_code


@dataclass
class Visitor:
    """One browser: its own cookies, a connection shared with others."""

    http: httpx.Client
    cookies: dict[str, str] = field(default_factory=dict)

    def get(self, path: str) -> httpx.Response:
        """A page."""
        return self._send("GET", path, None)

    def post(self, path: str, data: Data, what: str, accepted: int = 302) -> httpx.Response:
        """A form; `DoorClosed` unless it answers as an accepted form does, which is with a redirect."""
        token = {"csrfmiddlewaretoken": self.cookies.get("csrftoken", "")}
        response = self._send("POST", path, token | dict(data))
        lost = response.headers.get("location", "").endswith("/sign-in") and not path.endswith("/sign-in")
        if response.status_code != accepted or lost:
            raise DoorClosed(what, response)
        return response

    def hidden(self, path: str, action: str) -> dict[str, str]:
        """The hidden fields of the form on a page that is sent to `action`."""
        for form in html.fromstring(self.get(path).text).iter("form"):
            if form.get("action") == action:
                fields = [each for each in form.iter("input") if each.get("type") == "hidden"]
                return {each.get("name") or "": each.get("value") or "" for each in fields}
        raise LookupError(f"no form to {action} at {path}")

    def _send(self, method: str, path: str, data: Data | None) -> httpx.Response:
        cookies = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        headers = {"Cookie": cookies} if cookies else {}
        until = time.monotonic() + PATIENCE
        while True:
            try:
                response = self.http.request(method, path, data=dict(data) if data else None, headers=headers)
                break
            except httpx.TransportError:
                # Whether it arrived is not known. A form with an id of its own is taken once, however often.
                if (data and "client_id" not in data) or time.monotonic() > until:
                    raise
                time.sleep(0.1)
        for name, value in response.cookies.items():
            self.cookies[name] = value
        return response


@dataclass
class StationDoor:
    """A chair at a station's tablet."""

    visitor: Visitor

    def sign_in(self, code: str) -> None:
        self.visitor.get("/station/sign-in")
        self.visitor.post("/station/sign-in", {"code": code}, "sign in with a station code")

    def open(self) -> None:
        self.visitor.post("/station/open", {"client_id": str(uuid.uuid4())}, "open the station")

    def turnout(self, admitted: int) -> None:
        data = {"client_id": str(uuid.uuid4()), "admitted": str(admitted), "confirm": str(admitted)}
        self.visitor.post("/station/turnout", data, "report turnout")

    def count(self, count: Count, version: int, reason: str, seen: str) -> httpx.Response:
        """Send a count; `seen` are the codes of the errors that the chair has looked at."""
        data: dict[str, str | list[str]] = dict(as_fields(count))
        data |= {
            "client_id": str(uuid.uuid4()),
            "nonce": secrets.token_hex(32),
            "version": str(version),
            "reason": reason,
            "seen": seen,
            "action": "send",
        }
        return self.visitor.post("/station/count", data, "send the count")


@dataclass
class OfficeDoor:
    """An official at the desk of one municipality."""

    visitor: Visitor
    election: str
    municipality: str

    @property
    def _desk(self) -> str:
        return f"/desk/{self.election}/{self.municipality}"

    def sign_in(self, username: str, password: str) -> None:
        self.visitor.get("/desk/sign-in/")
        self.visitor.post(
            "/desk/sign-in/", {"username": username, "password": password}, "sign in at the desk"
        )

    def unlock(self, passphrase: str) -> None:
        self.visitor.post(
            f"{self._desk}/control/unlock/", {"passphrase": passphrase}, "unlock the control view"
        )

    def arm(self) -> None:
        self._release("arm")

    def hold(self) -> None:
        self._release("hold")

    def look(self, station: int, version: int, reason: str, step: int = 1) -> str:
        """Open a held count in the control view; the page."""
        data = {"version": str(version), "reason": reason, "step": str(step)}
        path = f"{self._desk}/control/{station}/open/"
        return self.visitor.post(path, data, "open a held count", accepted=200).text

    def accept(self, station: int, version: int, reason: str) -> None:
        data = {"client_id": str(uuid.uuid4()), "version": str(version), "reason": reason}
        self.visitor.post(f"{self._desk}/control/{station}/accept/", data, "accept a held count")

    def _release(self, act: str) -> None:
        action = f"{self._desk}/release/{act}/"
        hidden = self.visitor.hidden(f"{self._desk}/release/confirm/{act}/", action)
        self.visitor.post(action, hidden, f"{act} the release")


def _said(response: httpx.Response) -> str:
    """The alerts of a page: what it told the person."""
    if "html" not in response.headers.get("content-type", ""):
        return response.text[:300]
    page = html.fromstring(response.text)
    told = [each for each in page.iter() if each.tag == "h1" or each.get("role") == "alert"]
    return " ".join(" ".join(str(text) for each in told for text in each.itertext()).split())[:600]
