"""A holder behind its door, for the gate and the office."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from types import TracebackType
from typing import Self, TypeVar

import httpx

from stemdag.custody import wire
from stemdag.custody.part import PartStatus
from stemdag.domain.errors import Refused

T = TypeVar("T")


class Unreachable(ConnectionError):
    """The holder does not answer, or what answers is no holder: nothing is known about what it did."""


class Custody:
    """The acts of `part.Holder` over HTTP; each raises Refused as the holder did, or Unreachable.

    A repeat does no harm, so who gets Unreachable asks again.
    """

    def __init__(
        self, url: str, token: str, timeout: float = 10.0, transport: httpx.BaseTransport | None = None
    ) -> None:
        self._http = httpx.Client(
            base_url=url,
            headers={"Authorization": f"Bearer {token}"},
            timeout=timeout,
            transport=transport,
            trust_env=False,  # a key never passes a proxy that happens to be set
        )

    def register(self, election: str, municipality: str, private: bytes, not_before: datetime) -> None:
        self._change(
            "register",
            election=election,
            municipality=municipality,
            private=wire.write_key(private),
            not_before=not_before.isoformat(),
        )

    def arm(self, election: str, municipality: str, at: datetime, seq: int) -> None:
        self._change("arm", election=election, municipality=municipality, at=at.isoformat(), seq=seq)

    def hold(self, election: str, municipality: str, at: datetime, seq: int) -> None:
        self._change("hold", election=election, municipality=municipality, at=at.isoformat(), seq=seq)

    def postpone(
        self,
        election: str,
        municipality: str,
        not_before: datetime,
        at: datetime | None = None,
        seq: int | None = None,
    ) -> None:
        self._change(
            "postpone",
            election=election,
            municipality=municipality,
            not_before=not_before.isoformat(),
            at=at.isoformat() if at else None,
            seq=seq,
        )

    def hand_over(self, election: str, municipality: str) -> bytes:
        reply = self._ask("POST", "hand-over", {"election": election, "municipality": municipality})
        return _understood(lambda: wire.key(reply, "private"))

    def status(self) -> tuple[PartStatus, ...]:
        parts = self._ask("GET", "status", None).get("parts")
        if not isinstance(parts, list):
            raise Unreachable("what answers there is no holder")
        return tuple(_understood(lambda: [wire.read_status(part) for part in parts]))

    def close(self) -> None:
        self._http.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _change(self, act: str, **body: object) -> None:
        if self._ask("POST", act, body) != {"done": True}:
            raise Unreachable("what answers there is no holder")

    def _ask(self, method: str, act: str, body: dict[str, object] | None) -> dict[str, object]:
        try:
            response = self._http.request(method, f"/v1/{act}", json=body)
            reply = response.json()
        except httpx.HTTPError as error:
            said = f"the holder does not answer at {self._http.base_url} ({type(error).__name__})"
            raise Unreachable(f"{said}; start it, or set STEMDAG_CUSTODY_URL") from None
        except ValueError:
            raise Unreachable("what answers there is no holder") from None
        if not isinstance(reply, dict):
            raise Unreachable("what answers there is no holder")
        if response.is_success:
            return reply
        code, text, where = (reply.get(name) for name in ("code", "text", "where"))
        if not (isinstance(code, str) and isinstance(text, str) and isinstance(where, str)):
            raise Unreachable("what answers there is no holder")
        raise Refused(code, text, where)


def _understood(read: Callable[[], T]) -> T:
    try:
        return read()
    except Refused:
        raise Unreachable("the holder answers what is not understood here") from None
