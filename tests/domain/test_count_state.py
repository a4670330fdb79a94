"""Where a count stands: every act in every state, and the drawing of it in the docs."""

from __future__ import annotations

from pathlib import Path

import pytest

from stemdag.domain.count_state import AFTER, CountAct, CountState, after, drawn
from stemdag.domain.errors import Refused

DOCS = Path(__file__).parents[2] / "docs"
SENT = (CountAct.TAKE, CountAct.SEND, CountAct.HOLD)


@pytest.mark.parametrize("state", CountState)
@pytest.mark.parametrize("act", CountAct)
def test_every_act_leads_somewhere_or_is_refused(state: CountState, act: CountAct) -> None:
    if act in AFTER[state]:
        assert after(state, act) in CountState
    else:
        with pytest.raises(Refused) as refused:
            after(state, act)
        assert refused.value.code == "count.state"
        assert state in refused.value.text


def test_a_station_can_always_send() -> None:
    assert all(act in AFTER[state] for state in CountState for act in SENT)


def test_nothing_takes_the_place_of_the_official_count() -> None:
    assert set(AFTER[CountState.OFFICIAL].values()) == {CountState.OFFICIAL}


def test_only_what_was_decided_counts() -> None:
    reached = {to for state in CountState for act, to in AFTER[state].items() if to.counts}
    assert reached == {CountState.ACCEPTED, CountState.CORRECTED, CountState.OFFICIAL}
    waiting = {state for state in CountState if CountAct.ACCEPT in AFTER[state]}
    assert waiting == {state for state in CountState if state.waits} | {CountState.RETURNED}


def test_what_is_typed_by_telephone_counts_only_once_it_is_confirmed() -> None:
    assert {to for state in CountState if (to := AFTER[state].get(CountAct.PROPOSE))} == {CountState.PROPOSED}
    assert after(CountState.PROPOSED, CountAct.ACCEPT) is CountState.CORRECTED
    assert [state for state in CountState if CountState.CORRECTED in AFTER[state].values()] == [
        CountState.PROPOSED
    ]


def test_every_state_is_reached_from_the_first() -> None:
    seen, todo = set(), [CountState.EXPECTED]
    while todo:
        state = todo.pop()
        if state not in seen:
            seen.add(state)
            todo += AFTER[state].values()
    assert seen == set(CountState)


def test_the_docs_draw_this_machine() -> None:
    assert f"```mermaid\n{drawn()}\n```" in (DOCS / "counts.md").read_text()
