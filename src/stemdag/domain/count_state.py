"""Where the count of a station stands, and what may follow: the one machine that every room asks."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from stemdag.domain.errors import Refused


class CountState(StrEnum):
    """Where a station's last count stands.

    `expected`: none is in. `received`: in without an error, and the office looks at each one first. `held`:
    an error stands (F). `returned`: the office handed it back to the station. `proposed`: an official typed
    it by telephone on the station's behalf, and a second one has to confirm. `accepted`: it counts.
    `corrected`: it counts, as two officials typed and confirmed it. `official`: the count of the official
    record stands in its place.
    """

    EXPECTED = "expected"
    RECEIVED = "received"
    HELD = "held"
    RETURNED = "returned"
    PROPOSED = "proposed"
    ACCEPTED = "accepted"
    CORRECTED = "corrected"
    OFFICIAL = "official"

    @property
    def counts(self) -> bool:
        """Whether a count in this state is published, after the moment."""
        return self in _COUNT

    @property
    def waits(self) -> bool:
        """Whether the office has to decide."""
        return self in _WAIT


class CountAct(StrEnum):
    """What happens to a count.

    A station sends one that is taken at once (`take`), that the office looks at first (`send`), or on which
    an error stands (`hold`). The office accepts it, hands it back, or types it by telephone (`propose`);
    `establish` is the official count.
    """

    TAKE = "take"
    SEND = "send"
    HOLD = "hold"
    ACCEPT = "accept"
    HAND_BACK = "hand_back"
    PROPOSE = "propose"
    ESTABLISH = "establish"


_S, _A = CountState, CountAct
_COUNT = frozenset({_S.ACCEPTED, _S.CORRECTED, _S.OFFICIAL})
_WAIT = frozenset({_S.RECEIVED, _S.HELD, _S.PROPOSED})
_SENT = {_A.TAKE: _S.ACCEPTED, _A.SEND: _S.RECEIVED, _A.HOLD: _S.HELD, _A.ESTABLISH: _S.OFFICIAL}
_OFFICE = {_A.HAND_BACK: _S.RETURNED, _A.PROPOSE: _S.PROPOSED}

#: What follows on what; an act that is not there is refused. A station's own count never takes the place of
#: the official one, and is kept beside it.
AFTER: Final[Mapping[CountState, Mapping[CountAct, CountState]]] = MappingProxyType(
    {
        _S.EXPECTED: _SENT | {_A.PROPOSE: _S.PROPOSED},
        _S.RECEIVED: _SENT | _OFFICE | {_A.ACCEPT: _S.ACCEPTED},
        _S.HELD: _SENT | _OFFICE | {_A.ACCEPT: _S.ACCEPTED},
        _S.RETURNED: _SENT | {_A.PROPOSE: _S.PROPOSED, _A.ACCEPT: _S.ACCEPTED},
        _S.PROPOSED: _SENT | _OFFICE | {_A.ACCEPT: _S.CORRECTED},
        _S.ACCEPTED: _SENT | _OFFICE,
        _S.CORRECTED: _SENT | _OFFICE,
        _S.OFFICIAL: dict.fromkeys((_A.TAKE, _A.SEND, _A.HOLD, _A.ESTABLISH), _S.OFFICIAL),
    }
)


def after(state: CountState, act: CountAct) -> CountState:
    """The state that an act leads to; `Refused("count.state")` where it cannot be done now."""
    try:
        return AFTER[state][act]
    except KeyError:
        raise Refused("count.state", f"a count that is {state} cannot follow {act}", state=state) from None


def drawn() -> str:
    """The machine as a Mermaid diagram, for the docs."""
    arrows: dict[tuple[CountState, CountState], list[str]] = {}
    for state, acts in AFTER.items():
        for act, to in acts.items():
            arrows.setdefault((state, to), []).append(act)
    lines = [f"    {start} --> {to}: {', '.join(acts)}" for (start, to), acts in arrows.items()]
    return "\n".join(["stateDiagram-v2", "    [*] --> expected", *lines])
