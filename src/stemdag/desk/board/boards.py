"""The boards of a process, and when each is read: fifty desks that look every ten seconds cost one reading.

Who opens a board sees what is now. A page that renews itself takes what was read a moment ago; where that is
older than a second it has it read behind its back, so that no desk waits for what the next ones need. A desk
that looks alone reads for itself: nothing older than `BEHIND` is ever shown.
"""

from __future__ import annotations

import logging
from collections import OrderedDict
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from threading import Lock

from django.db import close_old_connections

from stemdag.desk.board.kept import Kept
from stemdag.desk.board.lines import Board
from stemdag.elections.models import Municipality

log = logging.getLogger(__name__)
#: How old a board is that is read again for a renewal.
RECENT = timedelta(seconds=1)
#: How old one may be that a renewal shows while it is read again.
BEHIND = timedelta(seconds=5)
#: So many boards are kept in a process.
MOST = 32

_boards: OrderedDict[tuple[str, str], Kept] = OrderedDict()
_lock = Lock()
_reader = ThreadPoolExecutor(1, thread_name_prefix="board")


def kept(row: Municipality) -> Kept:
    """What this process keeps of a municipality's board."""
    with _lock:
        place = (row.election.eml_id, row.code)
        found = _boards.setdefault(place, Kept())
        _boards.move_to_end(place)
        while len(_boards) > MOST:
            _boards.popitem(last=False)
        return found


def current(row: Municipality, now: datetime, *, renewal: bool = False) -> Kept:
    """The same, brought up to now; for a `renewal` it may be as it was up to `BEHIND` ago."""
    found = kept(row)
    if renewal and _is_younger(found, now, BEHIND):
        # Where it is being read already, that is enough.
        if not _is_younger(found, now, RECENT) and found.lock.acquire(blocking=False):
            _reader.submit(_read, found, row, now)
        return found
    with found.lock:
        if not (renewal and _is_younger(found, now, RECENT)):
            found.renew(row, now)
    return found


def board(row: Municipality, now: datetime) -> Board:
    """The board of a municipality as it stands."""
    return current(row, now).board


def forget() -> None:
    """Keep nothing any more; the next look reads all anew."""
    with _lock:
        _boards.clear()


def _is_younger(found: Kept, now: datetime, age: timedelta) -> bool:
    return found.as_of is not None and timedelta() <= now - found.as_of < age


def _read(found: Kept, row: Municipality, now: datetime) -> None:
    """Behind the desks, with the lock that the look which asked for it took."""
    try:
        close_old_connections()
        found.renew(row, now)
    except Exception:
        # Whoever looks later than `BEHIND` reads for itself, and is told.
        log.exception("board not read")
    finally:
        found.lock.release()
