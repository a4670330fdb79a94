"""The real doors, as a browser uses them: pages and forms over HTTP, a session and a token per visitor."""

from __future__ import annotations

import secrets
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field

import httpx

from stemdag.domain.count import Count
from stemdag.rehearsal.form import as_fields

Data = Mapping[str, str | list[str]]


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

    def post(self, path: str, data: Data, what: str) -> httpx.Response:
        """A form; `DoorClosed` unless it answers with a redirect, as every accepted form does."""
        response = self._send(
            "POST", path, {"csrfmiddlewaretoken": self.cookies.get("csrftoken", "")} | dict(data)
        )
        if response.status_code not in {302, 303}:
            raise DoorClosed(what, response)
        return response

    def _send(self, method: str, path: str, data: Data | None) -> httpx.Response:
        cookies = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        headers = {"Cookie": cookies} if cookies else {}
        response = self.http.request(method, path, data=dict(data) if data else None, headers=headers)
        for name, value in response.cookies.items():
            self.cookies[name] = value
        # Cookies are the visitor's: the shared client must not keep them.
        self.http.cookies.clear()
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
        data = {"client_id": str(uuid.uuid4()), "admitted": str(admitted), "confirmed": "1"}
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
        self.visitor.post(f"{self._desk}/release/arm/", self._act(), "arm the release")

    def hold(self) -> None:
        self.visitor.post(f"{self._desk}/release/hold/", self._act(), "hold the release")

    def look(self, station: int, version: int, reason: str) -> httpx.Response:
        data = self._act() | {"version": str(version), "reason": reason}
        return self.visitor.post(f"{self._desk}/control/{station}/open/", data, "open a held count")

    def accept(self, station: int, version: int, reason: str) -> None:
        data = self._act() | {"version": str(version), "reason": reason}
        self.visitor.post(f"{self._desk}/control/{station}/accept/", data, "accept a held count")

    @staticmethod
    def _act() -> dict[str, str]:
        return {"client_id": str(uuid.uuid4()), "confirmed": "1"}


def _said(response: httpx.Response) -> str:
    """The alerts of a page: what it told the person."""
    from lxml import html

    if "html" not in response.headers.get("content-type", ""):
        return response.text[:300]
    found = html.fromstring(response.text).xpath("//*[@role='alert']//text() | //h1//text()")
    return " ".join(" ".join(found).split())[:600]
