"""The release moment as a rule: who may open when. Pure; the clock is an argument."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from stemdag.domain.errors import Refused


class ReleaseState(StrEnum):
    """Where one municipality stands. States in order; HELD can be left by arming again."""

    SEALED = "sealed"  # nobody has armed it yet
    ARMED = "armed"  # opens by itself at the moment
    HELD = "held"  # an official stopped it
    RELEASED = "released"  # the key has been handed over


class ReleaseAct(StrEnum):
    """What an official, or the gate (RELEASE), does."""

    ARM = "arm"
    HOLD = "hold"
    RELEASE = "release"


@dataclass(frozen=True, slots=True)
class Release:
    """The release of one municipality in one election."""

    moment: datetime
    state: ReleaseState = ReleaseState.SEALED


def act(release: Release, what: ReleaseAct, now: datetime) -> Release:
    """The release after an act, or `Refused`: before the moment, while held, twice."""
    if release.state is ReleaseState.RELEASED:
        raise Refused(
            "release.twice", "the results are already released; that cannot be undone, only withdrawn"
        )
    if what is ReleaseAct.ARM:
        return Release(release.moment, ReleaseState.ARMED)
    if what is ReleaseAct.HOLD:
        return Release(release.moment, ReleaseState.HELD)
    if now < release.moment:
        raise Refused(
            "release.early", f"the release moment is {release.moment.isoformat()}; nothing opens before it"
        )
    if release.state is ReleaseState.HELD:
        raise Refused("release.held", "the release is held; an official must arm it again")
    if release.state is ReleaseState.SEALED:
        raise Refused("release.unarmed", "the release is not armed; an official must arm it first")
    return Release(release.moment, ReleaseState.RELEASED)


def postpone(release: Release, moment: datetime, now: datetime) -> Release:
    """Put the moment later (voting extended): only while it has not passed, never earlier.

    From the moment on counts are written as they come in. A moment that was put later after that would
    leave them, and when they came, in public before the moment in force.
    """
    if now >= release.moment:
        raise Refused(
            "release.passed",
            f"the release moment, {release.moment.isoformat()}, has passed; it cannot be put later any more, "
            "but each municipality that is not released can hold",
        )
    return later(release, moment)


def later(release: Release, moment: datetime) -> Release:
    """The same with a later moment; never earlier, and not after it was released.

    For a holder of a key. It may hear late of what was put later in time, and later is always safe.
    """
    if release.state is ReleaseState.RELEASED:
        raise Refused("release.twice", "the results are already released")
    if moment <= release.moment:
        raise Refused(
            "release.earlier", f"the moment can only be put later than {release.moment.isoformat()}"
        )
    return Release(moment, release.state)
