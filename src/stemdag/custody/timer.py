"""A timer: a holder that hands its part over from the moment on, when armed and not held."""

from __future__ import annotations

import hmac
import threading
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

from stemdag.custody.clocks import TOLERANCE, Clock, agreed, two_clocks
from stemdag.custody.file import HolderFile
from stemdag.custody.log import HolderLog
from stemdag.custody.part import Part, PartStatus
from stemdag.domain.errors import Refused
from stemdag.domain.release import ReleaseAct
from stemdag.seal.envelope import PRIVATE_SIZE


class Timer:
    """The holder whose file is `path` and whose log lies beside it (`.log`). See `part.Holder` for the acts.

    Threads and processes of one machine may share the file; each act reads it afresh under a lock.
    """

    def __init__(
        self, path: Path, clocks: tuple[Clock, Clock] | None = None, tolerance: timedelta = TOLERANCE
    ) -> None:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._file = HolderFile(path)
        self._log = HolderLog(path.with_name(path.name + ".log"))
        self._clocks = clocks or two_clocks()
        self._tolerance = tolerance
        self._lock = threading.Lock()
        self._file.read()  # a damaged or open file is known at the start, not at nine o'clock

    def register(self, election: str, municipality: str, private: bytes, not_before: datetime) -> None:
        def change(part: Part | None) -> Part:
            _aware(not_before)
            if not (election and municipality) or len(private) != PRIVATE_SIZE:
                raise Refused(
                    "custody.malformed",
                    f"a part has an election, a municipality and a key of {PRIVATE_SIZE} bytes",
                )
            if part is None:
                return Part(election, municipality, private, not_before)
            if not hmac.compare_digest(part.private, private):
                raise Refused("custody.registered", "another key is kept here for this municipality")
            return part.not_earlier_than(not_before)

        self._act("register", election, municipality, change, not_before=not_before)

    def arm(self, election: str, municipality: str, at: datetime, seq: int) -> None:
        self._armed_or_held(ReleaseAct.ARM, election, municipality, at, seq)

    def hold(self, election: str, municipality: str, at: datetime, seq: int) -> None:
        self._armed_or_held(ReleaseAct.HOLD, election, municipality, at, seq)

    def _armed_or_held(
        self, what: ReleaseAct, election: str, municipality: str, at: datetime, seq: int
    ) -> None:
        def change(part: Part | None) -> Part:
            _aware(at)
            _counted(seq)
            return _known(part).armed_or_held(what, at, seq)

        self._act(what.value, election, municipality, change, entry=at, seq=seq)

    def postpone(
        self,
        election: str,
        municipality: str,
        not_before: datetime,
        at: datetime | None = None,
        seq: int | None = None,
    ) -> None:
        def change(part: Part | None) -> Part:
            _aware(not_before)
            if seq is not None:
                _counted(seq)
            return _known(part).postponed(not_before, seq)

        self._act("postpone", election, municipality, change, not_before=not_before, entry=at, seq=seq)

    def hand_over(self, election: str, municipality: str) -> bytes:
        def change(part: Part | None) -> Part:
            return _known(part).released(agreed(self._clocks, self._tolerance))

        return self._act("hand-over", election, municipality, change).private

    def status(self) -> tuple[PartStatus, ...]:
        return tuple(part.status for _, part in sorted(self._file.read().items()))

    def _act(
        self,
        name: str,
        election: str,
        municipality: str,
        change: Callable[[Part | None], Part],
        **facts: object,
    ) -> Part:
        """One act: file first, then the log, then the answer, so that no key leaves without a trace."""
        with self._lock:
            try:
                with self._file.locked() as parts:
                    before = parts.get((election, municipality))
                    after = change(before)
                    if after != before:
                        self._file.write({**parts, (election, municipality): after})
                    self._log.add(self._clocks[0](), name, election, municipality, "done", **facts)
                    return after
            except Refused as refusal:
                facts |= refusal.params
                self._log.refused(self._clocks[0](), name, election, municipality, refusal.code, **facts)
                raise


def _known(part: Part | None) -> Part:
    if part is None:
        raise Refused("custody.unknown", "this holder has no part for that election and municipality")
    return part


def _aware(moment: datetime) -> None:
    if moment.tzinfo is None:
        raise Refused("custody.malformed", "a moment needs its zone")


def _counted(seq: int) -> None:
    if seq < 1:
        raise Refused("custody.malformed", "a journal entry is numbered from 1")
