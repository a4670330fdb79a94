"""A station's device without a screen: it speaks to the app's door."""

from __future__ import annotations

import json
import secrets
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from django.test import Client

from stemdag import clock
from stemdag.capture import codes
from stemdag.domain.count import Count, fields
from stemdag.journal.models import DeviceDay
from tests.factories import Made

ELECTION = "GR2022_Almere"


class Tablet:
    """An enrolled device without a screen."""

    def __init__(self, made: Made, station: int = 1, client: Client | None = None) -> None:
        row = made.first.stations[station]
        [code] = codes.issue(row.municipality, [row], clock.now() + timedelta(days=1)).values()
        self.client = client or Client()
        answer = self.client.post("/station/app/enrol", {"code": code}, content_type="application/json")
        assert answer.status_code == 201
        self.given: dict[str, Any] = answer.json()
        self.seq = 0

    @property
    def row(self) -> DeviceDay:
        return DeviceDay.objects.get(device=self.given["device"])

    def fact(self, kind: str, facts: dict[str, Any] | None = None, **more: Any) -> dict[str, Any]:
        self.seq += 1
        made = {
            "id": str(uuid4()),
            "seq": self.seq,
            "at": clock.now().isoformat(),
            "election": ELECTION,
            "kind": kind,
            "facts": facts or {},
            "texts": {},
        }
        return made | more

    def post(self, *given: Any, sent_at: datetime | str | None = None, **about: Any) -> Any:
        body: dict[str, Any] = {
            "sent_at": sent_at if isinstance(sent_at, str) else (sent_at or clock.now()).isoformat(),
            "cursors": {},
            "unsent": len(given),
            "shell": "test",
            "facts": list(given),
        }
        return self.client.post(
            "/station/app/facts",
            json.dumps(body | about),
            content_type="application/json",
            headers={"authorization": f"Bearer {self.given['token']}"},
        )

    def send(self, *given: Any, **about: Any) -> list[dict[str, Any]]:
        response = self.post(*given, **about)
        assert response.status_code == 200, response.content
        answers: list[dict[str, Any]] = response.json()["answers"]
        return answers

    def count(self, count: Count, version: int = 1, **texts: str) -> dict[str, Any]:
        numbers = {mark: str(number) for mark, number in fields(count).items() if number is not None}
        assert count.boxes is not None
        assert count.explained is not None
        facts = {
            "version": version,
            "numbers": numbers,
            "boxes": sorted(count.boxes),
            "explained": sorted(count.explained),
            "nonce": secrets.token_hex(32),
        }
        return self.fact("count.sent", facts, texts=texts)
