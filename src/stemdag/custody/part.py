"""What a holder keeps of one municipality in one election, and what anyone may ask of a holder."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Protocol

from stemdag.domain.errors import Refused
from stemdag.domain.release import Release, ReleaseAct, ReleaseState, act, later


@dataclass(frozen=True, slots=True)
class Part:
    """A holder's part: the release private key whole, in the one-timer profile.

    `seq` is the journal number of the last arm or hold that was seen, `moved` that of the last time the
    moment was put later; 0 before the first. `not_before` stands with the part, so that no database can
    bring it forward.
    """

    election: str
    municipality: str
    private: bytes = field(repr=False)
    not_before: datetime
    state: ReleaseState = ReleaseState.SEALED
    seq: int = 0
    moved: int = 0
    handed_over: datetime | None = None

    def armed_or_held(self, what: ReleaseAct, now: datetime, seq: int) -> Part:
        """After an arm or hold. One not newer than the last seen changes nothing, so repeats do no harm."""
        if seq <= self.seq:
            return self
        return replace(self, state=act(self._release, what, now).state, seq=seq)

    def postponed(self, moment: datetime, seq: int | None) -> Part:
        """After the journal's entry `seq` put the moment later; an earlier one is `release.earlier`.

        The moment only ever moves one way, so a fact without a number does no harm either.
        """
        if seq is not None and seq <= self.moved:
            return self
        return replace(self.not_earlier_than(moment, strictly=True), moved=seq or self.moved)

    def not_earlier_than(self, moment: datetime, strictly: bool = False) -> Part:
        """With a later moment. One that is not later changes nothing; `strictly` refuses an earlier one."""
        if moment == self.not_before or (moment < self.not_before and not strictly):
            return self
        return replace(self, not_before=later(self._release, moment).moment)

    def released(self, now: datetime) -> Part:
        """After a hand-over at `now`, which may repeat for a gate that restarts; or `Refused`."""
        if self.state is not ReleaseState.RELEASED:
            return replace(self, state=act(self._release, ReleaseAct.RELEASE, now).state, handed_over=now)
        if now < self.not_before:
            raise Refused("release.early", "this clock stands before the release moment")
        return self

    @property
    def _release(self) -> Release:
        return Release(self.not_before, self.state)

    @property
    def status(self) -> PartStatus:
        return PartStatus(
            self.election, self.municipality, self.not_before, self.state, self.seq, self.handed_over
        )


@dataclass(frozen=True, slots=True)
class PartStatus:
    """A part without its key; `handed_over` is the moment of the first hand-over."""

    election: str
    municipality: str
    not_before: datetime
    state: ReleaseState
    seq: int
    handed_over: datetime | None


class Holder(Protocol):
    """What a holder does, near (`Timer`) or behind its door (`client.Custody`). Moments are aware.

    Every act raises Refused: `custody.unknown` (no such part here), `custody.malformed`, `release.twice`.
    """

    def register(self, election: str, municipality: str, private: bytes, not_before: datetime) -> None:
        """Take a key in. The same key again only puts `not_before` later; another: `custody.registered`."""
        ...

    def arm(self, election: str, municipality: str, at: datetime, seq: int) -> None:
        """Armed by the journal entry `seq` of moment `at`; the key may go once its moment is there."""
        ...

    def hold(self, election: str, municipality: str, at: datetime, seq: int) -> None:
        """Held by the journal entry `seq`; nothing is handed over until a newer entry arms it."""
        ...

    def postpone(
        self,
        election: str,
        municipality: str,
        not_before: datetime,
        at: datetime | None = None,
        seq: int | None = None,
    ) -> None:
        """The release moment put later (by the journal entry `seq` of `at`); earlier: `release.earlier`."""
        ...

    def hand_over(self, election: str, municipality: str) -> bytes:
        """The key. Refused: `release.early`, `.held`, `.unarmed`, `custody.clocks`. May be repeated."""
        ...

    def status(self) -> tuple[PartStatus, ...]:
        """All parts, in order of election and municipality."""
        ...
