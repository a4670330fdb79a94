"""Control views that stand unlocked at the end of an election: their sessions hold its keys."""

from __future__ import annotations

from datetime import datetime

from django.contrib.sessions.models import Session

from stemdag.desk.control import opening
from stemdag.elections import ending
from stemdag.elections.models import Municipality


def register() -> None:
    """Tell the end of an election what is here."""
    ending.register("unlocked", lambda row: len(_holding(row)), _remove)


def _holding(row: Municipality) -> list[Session]:
    """The sessions with keys of a municipality, also those that expired and still lie here."""
    return [each for each in Session.objects.all() if opening.holds(each.get_decoded(), row)]


def _remove(row: Municipality, _: datetime) -> None:
    for session in _holding(row):
        said = session.get_decoded()
        opening.forget(said, row)
        session.session_data = Session.objects.encode(said)
        session.save(update_fields=["session_data"])
