"""A holder's door: its acts as a small HTTP service on this machine, for those who bring the token.

    POST /v1/register   election, municipality, private (base64), not_before
    POST /v1/arm        election, municipality, at, seq
    POST /v1/hold       election, municipality, at, seq
    POST /v1/postpone   election, municipality, not_before, and where there is one at, seq
    POST /v1/hand-over  election, municipality
    GET  /v1/status
    GET  /health        says that it serves, without the token

Bodies and answers are JSON objects (`wire`). One process serves it, from the standard library: a holder is
asked a few times a minute, and the less stands around a key the better.
"""

from __future__ import annotations

import hmac
import ipaddress
import json
import socket
from collections.abc import Callable, Iterable, Mapping
from http import HTTPStatus
from socketserver import ThreadingMixIn
from typing import TYPE_CHECKING
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer

from stemdag.clock import ClockRefused
from stemdag.custody import wire
from stemdag.custody.part import Holder
from stemdag.domain.errors import Refused

if TYPE_CHECKING:
    from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

#: A body with a key has under 400 bytes.
LARGEST_BODY = 4096

#: A token is generated, not thought up.
SHORTEST_TOKEN = 24

Body = Mapping[str, object]


def application(holder: Holder, token: str) -> WSGIApplication:
    """The door of `holder` as a WSGI application. ValueError for a token that is too short."""
    if len(token) < SHORTEST_TOKEN:
        raise ValueError(f"the token of a holder's door has at least {SHORTEST_TOKEN} characters")
    authorization = f"Bearer {token}".encode()
    acts = _acts(holder)

    def answer(environ: WSGIEnvironment) -> object:
        path = environ.get("PATH_INFO", "")
        if path == "/health":
            return {"serves": True}
        given = environ.get("HTTP_AUTHORIZATION", "").encode("latin-1")
        if not hmac.compare_digest(given, authorization):
            raise Refused("custody.token", "this door asks for the holder's token")
        if path not in acts:
            raise Refused("custody.no-such-door", "there is nothing at this address")
        method, act = acts[path]
        if environ["REQUEST_METHOD"] != method:
            raise Refused("custody.method", f"here only {method} is understood")
        done = act(_body(environ) if method == "POST" else {})
        return {"done": True} if done is None else done

    def door(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        try:
            status, body = 200, answer(environ)
        except Refused as refusal:
            status = wire.STATUS.get(refusal.code, 409)
            body = {"code": refusal.code, "text": refusal.text, "where": refusal.where}
        except (OSError, ClockRefused):
            # what failed (a path, a setting) is for the operator of this machine, not for the asker
            status, body = 503, {"code": "custody.failed", "text": "the holder cannot work", "where": ""}
        data = json.dumps(body).encode()
        headers = [
            ("Content-Type", "application/json"),
            ("Content-Length", str(len(data))),
            ("Cache-Control", "no-store"),
            ("X-Content-Type-Options", "nosniff"),
        ]
        if status == 401:
            headers.append(("WWW-Authenticate", "Bearer"))
        start_response(f"{status} {HTTPStatus(status).phrase}", headers)
        return [data]

    return door


def serve(holder: Holder, host: str, port: int, token: str) -> WSGIServer:
    """The door, listening; `serve_forever` serves it. ValueError: others reach the address, a short token.

    The key goes over this connection unencrypted, so it stays on the machine.
    """
    if not ipaddress.ip_address(host).is_loopback:
        raise ValueError(f"{host} can be reached from outside; a holder's door listens on 127.0.0.1 or ::1")
    door = application(holder, token)
    server = (_Server6 if ":" in host else _Server)((host, port), _Handler)
    server.set_app(door)
    return server


def _acts(holder: Holder) -> dict[str, tuple[str, Callable[[Body], object]]]:
    def part(body: Body) -> tuple[str, str]:
        return wire.text(body, "election"), wire.text(body, "municipality")

    def register(body: Body) -> None:
        private, not_before = wire.key(body, "private"), wire.moment(body, "not_before")
        holder.register(*part(body), private, not_before)

    def arm(body: Body) -> None:
        holder.arm(*part(body), wire.moment(body, "at"), wire.number(body, "seq"))

    def hold(body: Body) -> None:
        holder.hold(*part(body), wire.moment(body, "at"), wire.number(body, "seq"))

    def postpone(body: Body) -> None:
        at = wire.moment(body, "at") if body.get("at") is not None else None
        seq = wire.number(body, "seq") if body.get("seq") is not None else None
        holder.postpone(*part(body), wire.moment(body, "not_before"), at, seq)

    def hand_over(body: Body) -> object:
        return {"private": wire.write_key(holder.hand_over(*part(body)))}

    def status(_: Body) -> object:
        return {"parts": [wire.write_status(each) for each in holder.status()]}

    return {
        "/v1/register": ("POST", register),
        "/v1/arm": ("POST", arm),
        "/v1/hold": ("POST", hold),
        "/v1/postpone": ("POST", postpone),
        "/v1/hand-over": ("POST", hand_over),
        "/v1/status": ("GET", status),
    }


def _body(environ: WSGIEnvironment) -> Body:
    length = environ.get("CONTENT_LENGTH") or ""
    if not (length.isascii() and length.isdigit()):
        raise Refused("custody.malformed", "the body needs its length")
    if len(length) > 9 or int(length) > LARGEST_BODY:
        raise Refused("custody.too-large", f"a body here has at most {LARGEST_BODY} bytes")
    try:
        body = json.loads(environ["wsgi.input"].read(int(length)))
    except (ValueError, RecursionError):
        raise Refused("custody.malformed", "the body is no JSON") from None
    if not isinstance(body, dict):
        raise Refused("custody.malformed", "the body must be an object")
    return body


class _Server(ThreadingMixIn, WSGIServer):
    daemon_threads = True


class _Server6(_Server):
    address_family = socket.AF_INET6


class _Handler(WSGIRequestHandler):
    timeout = 10  # seconds that a caller may be silent

    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        """Nothing: the holder's own log says what was asked and answered."""

    def address_string(self) -> str:
        return str(self.client_address[0])
