"""What a log line may hold: an event, a moment, where in the code. Never a body, a query or a value.

An exception is written as its type and its places in the code: its message may quote what was typed,
and what was typed may be votes.
"""

from __future__ import annotations

import json
import logging
import traceback
from types import TracebackType

from stemdag import clock

_STANDARD = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "taskName"}
#: The extra fields that a line may carry; any other is dropped.
ALLOWED = frozenset(
    {"method", "route", "status", "election", "municipality", "station", "act", "beat", "files"}
)


class Lines(logging.Formatter):
    """One JSON object a line, with the allowed fields only."""

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, object] = {
            "at": clock.now().isoformat(),
            "level": record.levelname.lower(),
            "logger": record.name,
            # The template without its arguments: those are what may hold a value.
            "event": record.msg if isinstance(record.msg, str) else type(record.msg).__name__,
        }
        line |= {key: value for key, value in vars(record).items() if key in ALLOWED and key not in _STANDARD}
        if record.exc_info and record.exc_info[0]:
            line["exception"] = record.exc_info[0].__name__
            line["places"] = places(record.exc_info[2])
        return json.dumps(line, sort_keys=True, default=str)


def places(tb: TracebackType | None) -> list[str]:
    """Where an exception passed: file and line, without source and without locals."""
    return [
        f"{frame.filename.rpartition('stemdag/')[2]}:{frame.lineno}" for frame in traceback.extract_tb(tb)
    ]


LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"lines": {"()": Lines}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "lines"}},
    "root": {"handlers": ["stderr"], "level": "INFO"},
    "loggers": {
        "django": {"handlers": ["stderr"], "level": "WARNING", "propagate": False},
        # It says what it asked at each question; who asks says what went wrong.
        "httpx": {"level": "WARNING"},
        # Statements and their parameters are never logged, whatever the level of the rest.
        "django.db.backends": {"handlers": [], "level": "CRITICAL", "propagate": False},
    },
}
