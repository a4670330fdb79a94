"""The release moment: who may put it later, and until when."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stemdag.domain.errors import Refused
from stemdag.domain.release import Release, ReleaseAct, ReleaseState, act, postpone

MOMENT = datetime(2022, 3, 16, 20, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


@pytest.mark.parametrize(
    ("now", "minutes", "state", "code"),
    [
        (0, 60, ReleaseState.SEALED, "release.passed"),
        (30, 60, ReleaseState.HELD, "release.passed"),
        (30, 60, ReleaseState.RELEASED, "release.passed"),
        (-1, 60, ReleaseState.RELEASED, "release.twice"),
        (-1, 0, ReleaseState.ARMED, "release.earlier"),
        (-60, -30, ReleaseState.ARMED, "release.earlier"),
    ],
)
def test_what_is_refused(now: int, minutes: int, state: ReleaseState, code: str) -> None:
    with pytest.raises(Refused) as refusal:
        postpone(Release(MOMENT, state), MOMENT + minutes * MINUTE, MOMENT + now * MINUTE)
    assert refusal.value.code == code


@given(
    state=st.sampled_from([ReleaseState.SEALED, ReleaseState.ARMED, ReleaseState.HELD]),
    acts=st.lists(
        st.tuples(st.integers(0, 90), st.sampled_from([*ReleaseAct, "postpone"]), st.integers(-120, 120)),
        max_size=30,
    ),
)
def test_a_moment_that_has_passed_stays_and_nothing_opens_before_the_last(
    state: ReleaseState, acts: list[tuple[int, ReleaseAct | str, int]]
) -> None:
    """Whatever is done in whatever order, by a clock that goes on."""
    release, now = Release(MOMENT, state), MOMENT - 120 * MINUTE
    for passed, what, minutes in acts:
        now += passed * MINUTE
        before = release
        try:
            if isinstance(what, ReleaseAct):
                release = act(release, what, now)
            else:
                release = postpone(release, release.moment + minutes * MINUTE, now)
        except Refused:
            assert release == before
        assert release.moment >= before.moment
        if before.moment <= now:
            assert release.moment == before.moment
        if release.state is ReleaseState.RELEASED:
            assert release.moment <= now
