"""The real doors, as a browser uses them: pages and forms over HTTP, a session and a token per visitor."""

from __future__ import annotations

import secrets
import time
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from http.cookiejar import CookieJar, DefaultCookiePolicy
from typing import Any, Protocol

import httpx
from lxml import html

from stemdag.domain.checks import RULES
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


#: Somebody who has seen all that can stand on a form.
_EVERY_ERROR = " ".join(each.code for each in RULES if each.code.startswith("F."))


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
        response = self.get(path)
        if response.status_code != 200:
            raise DoorClosed(f"look at the form to {action}", response)
        for form in html.fromstring(response.text).iter("form"):
            if form.get("action") == action:
                fields = [each for each in form.iter("input") if each.get("type") == "hidden"]
                return {each.get("name") or "": each.get("value") or "" for each in fields}
        raise LookupError(f"no form to {action} at {path}")

    def say(self, path: str, body: Mapping[str, Any], token: str, *, again: bool) -> httpx.Response:
        """JSON from a device; `again`: what is said may be said twice, so a line that breaks is no matter."""
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        return self._tried(again, "POST", path, json=dict(body), headers=headers)

    def fetch(self, path: str, token: str) -> httpx.Response:
        """What a device asks for."""
        return self._tried(True, "GET", path, headers={"Authorization": f"Bearer {token}"})

    def _send(self, method: str, path: str, data: Data | None) -> httpx.Response:
        cookies = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        headers = {"Cookie": cookies} if cookies else {}
        # A form with an id of its own is taken once, however often it is sent.
        again = not data or "client_id" in data
        return self._tried(again, method, path, data=dict(data) if data else None, headers=headers)

    def _tried(self, again: bool, method: str, path: str, **given: Any) -> httpx.Response:
        until = time.monotonic() + PATIENCE
        while True:
            try:
                response = self.http.request(method, path, **given)
                break
            except httpx.TransportError as error:
                # Whether it arrived is not known, but where nobody listened.
                unsaid = isinstance(error, httpx.ConnectError)
                if not (again or unsaid) or time.monotonic() > until:
                    raise
                time.sleep(0.1)
        for name, value in response.cookies.items():
            self.cookies[name] = value
        return response


class Chair(Protocol):
    """A chair at a station, by whichever door; `at` is the clock of the chair's device."""

    visitor: Visitor

    def sign_in(self, code: str) -> None: ...
    def open(self, at: datetime) -> None: ...
    def turnout(self, admitted: int, at: datetime) -> None: ...
    def count(self, count: Count, version: int, reason: str, seen: str, at: datetime) -> None: ...


@dataclass
class StationDoor:
    """A chair with the pages, which need no script."""

    visitor: Visitor

    def sign_in(self, code: str) -> None:
        self.visitor.get("/station/sign-in")
        self.visitor.post("/station/sign-in", {"code": code}, "sign in with a station code")

    def open(self, at: datetime) -> None:
        self.visitor.post("/station/open", {"client_id": str(uuid.uuid4())}, "open the station")

    def turnout(self, admitted: int, at: datetime) -> None:
        data = {"client_id": str(uuid.uuid4()), "admitted": str(admitted), "confirm": str(admitted)}
        self.visitor.post("/station/turnout", data, "report turnout")

    def count(self, count: Count, version: int, reason: str, seen: str, at: datetime) -> None:
        """Send a count; `seen` are the codes of the errors that the chair has looked at."""
        self.visitor.post(
            "/station/count", self._form(count, version, reason, seen, "send"), "send the count"
        )

    def check(self, count: Count) -> str:
        """The page on which the checks say what is odd on a form; nothing is sent."""
        form = self._form(count, 1, "", "", "check")
        return self.visitor.post("/station/count", form, "check the count", accepted=200).text

    @staticmethod
    def _form(count: Count, version: int, reason: str, seen: str, action: str) -> Data:
        return as_fields(count) | {
            "client_id": str(uuid.uuid4()),
            "nonce": secrets.token_hex(32),
            "version": str(version),
            "reason": reason,
            "seen": seen,
            "action": action,
        }


@dataclass
class OfficeDoor:
    """An official at the desk of one municipality."""

    visitor: Visitor
    election: str
    municipality: str
    _password: str = field(default="", repr=False)

    @property
    def _desk(self) -> str:
        return f"/desk/{self.election}/{self.municipality}"

    def sign_in(self, username: str, password: str) -> None:
        self.visitor.get("/desk/sign-in/")
        self.visitor.post(
            "/desk/sign-in/", {"username": username, "password": password}, "sign in at the desk"
        )
        self._password = password

    def second_factor(self, code: str) -> None:
        """The code of an app, where the password alone does not open the desk."""
        self.visitor.post("/desk/sign-in/second/", {"code": code}, "give the second factor")

    def unlock(self, passphrase: str) -> None:
        self._post(f"{self._desk}/control/unlock/", {"passphrase": passphrase}, "unlock the control view")

    def arm(self, reason: str = "zoals afgesproken") -> None:
        self._release("arm", reason=reason)

    def hold(self, reason: str = "") -> None:
        self._release("hold", reason=reason)

    def page(self, path: str = "") -> str:
        """A page of the desk; without a path the board."""
        response = self.visitor.get(f"{self._desk}/{path}")
        if response.status_code != 200:
            raise DoorClosed("look at the desk", response)
        return response.text

    def look(self, station: int, version: int, reason: str, step: int = 1) -> str:
        """Open a held count in the control view; the page."""
        data = {"version": str(version), "reason": reason, "step": str(step)}
        path = f"{self._desk}/control/{station}/open/"
        return self._post(path, data, "open a held count", accepted=200).text

    def accept(self, station: int, version: int, reason: str) -> None:
        data = {"client_id": str(uuid.uuid4()), "version": str(version), "reason": reason}
        self._post(f"{self._desk}/control/{station}/accept/", data, "accept a held count")

    def by_telephone(self, station: int, version: int, count: Count, reason: str) -> None:
        """Type what a chair reads out, as the station's next version; a colleague accepts it."""
        form = StationDoor._form(count, version, reason, _EVERY_ERROR, "send")
        self._post(f"{self._desk}/control/{station}/propose/", form, "type a count by telephone")

    def hand_back(self, station: int, version: int, reason: str, marks: str = "") -> None:
        """Hand a count, which this official looked at, back to its station, with the fields to look at."""
        data = {"version": str(version), "reason": reason, "marks": marks}
        self._do(f"control/{station}/return", data, "hand a held count back")

    def write(self, station: int, text: str) -> None:
        self._do(f"stations/{station}/write", {"text": text}, "write to a station")

    def write_to_all(self, text: str) -> None:
        self._do("messages", {"group": "all", "text": text}, "write to all stations")

    def keep_text(self, name: str, text: str) -> None:
        self._do("messages/texts", {"name": name, "text": text}, "keep a text")

    def take(self, station: int, after: int) -> None:
        """Take the conversation with a station; `after` is the turn that was seen last."""
        self._do(f"stations/{station}/take", {"after": str(after)}, "take a conversation")

    def resolve(self, station: int, incident: int, note: str) -> None:
        self._do(f"stations/{station}/incidents/{incident}/resolve", {"note": note}, "resolve an incident")

    def send(self, station: int, what: str, amount: int, note: str) -> None:
        """Say that something is on its way to a station."""
        data = {"what": what, "amount": str(amount), "note": note}
        self._do(f"stations/{station}/send", data, "send a delivery")

    def close(self, station: int, reason: str) -> None:
        self._do(f"stations/{station}/close", {"reason": reason}, "close a station")

    def reopen(self, station: int, reason: str) -> None:
        self._do(f"stations/{station}/reopen", {"reason": reason}, "open a station again")

    def withdraw(self, act: str, reason: str) -> None:
        """Withdraw or restore what is public: one of `offline`, `site-results`, `site-restore`, and so on."""
        self._do(f"site/{act}", {"reason": reason}, "withdraw or restore what is public")

    def _do(self, path: str, data: Data, what: str) -> None:
        self._post(f"{self._desk}/{path}/", {"client_id": str(uuid.uuid4()), **data}, what)

    def _release(self, act: str, **more: str) -> None:
        action = f"{self._desk}/release/{act}/"
        hidden = self.visitor.hidden(f"{self._desk}/release/confirm/{act}/", action)
        self._post(action, hidden | more, f"{act} the release")

    def _post(self, path: str, data: Data, what: str, accepted: int = 302) -> httpx.Response:
        """A form; where the act asks who sits there, the password as well."""
        try:
            return self.visitor.post(path, data, what, accepted)
        except DoorClosed as closed:
            if closed.status != 401:
                raise
        return self.visitor.post(path, dict(data) | {"confirm_password": self._password}, what, accepted)


def _said(response: httpx.Response) -> str:
    """The alerts of a page: what it told the person; where it sends them on to, of one without a word."""
    if not response.content:
        return str(response.headers.get("location", ""))
    if "html" not in response.headers.get("content-type", ""):
        return response.text[:300]
    page = html.fromstring(response.text)
    told = [each for each in page.iter() if each.tag == "h1" or each.get("role") == "alert"]
    return " ".join(" ".join(str(text) for each in told for text in each.itertext()).split())[:600]
