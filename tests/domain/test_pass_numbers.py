from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stemdag.domain.errors import Refused
from stemdag.domain.pass_numbers import Origin, PassNumbers, Whose, origin, recognise
from stemdag.domain.passes import PassKind

PROVINCE, WATER = PassNumbers("26P", 9), PassNumbers("26W", 9)
OTHERS = {"AB2026": WATER}
FORMS = st.none() | st.builds(PassNumbers, st.text("AB12", max_size=3), st.none() | st.integers(4, 9))


@pytest.mark.parametrize(
    ("number", "found"),
    [
        ("26P123456", Origin(Whose.OURS)),
        ("26W123456", Origin(Whose.OTHER_ELECTION, "AB2026")),
        ("26P12345", Origin(Whose.NEITHER)),
        ("99P123456", Origin(Whose.NEITHER)),
    ],
)
def test_two_elections_on_one_day(number: str, found: Origin) -> None:
    assert origin(number, PROVINCE, OTHERS) == found


def test_where_nothing_is_set_nothing_is_known_or_refused() -> None:
    for kind in PassKind:
        assert recognise("26W123456", kind, None, OTHERS) == Origin(Whose.UNKNOWN)


@pytest.mark.parametrize("kind", PassKind)
def test_a_pass_of_the_other_election_is_sent_there(kind: PassKind) -> None:
    with pytest.raises(Refused) as refused:
        recognise("26W123456", kind, PROVINCE, OTHERS)
    assert (refused.value.code, refused.value.params) == ("pass.other_election", {"election": "AB2026"})


def test_a_poll_card_of_neither_is_of_another_municipality() -> None:
    with pytest.raises(Refused) as refused:
        recognise("99P123456", PassKind.POLL_CARD, PROVINCE, OTHERS)
    assert refused.value.code == "pass.other_municipality"
    assert refused.value.params == {"prefix": "26P", "length": 9}
    assert "99P123456" not in f"{refused.value.text} {refused.value.params}"


@pytest.mark.parametrize("kind", [PassKind.VOTER_CARD, PassKind.PROXY])
def test_a_voter_card_may_come_from_elsewhere(kind: PassKind) -> None:
    assert recognise("99P123456", kind, PROVINCE, OTHERS) == Origin(Whose.NEITHER)


@given(st.text("AB12", min_size=1, max_size=9), FORMS, FORMS)
def test_what_can_be_ours_is_never_said_to_be_anothers(
    number: str, own: PassNumbers | None, other: PassNumbers | None
) -> None:
    found = origin(number, own, {"AB2026": other})
    assert (found.whose is Whose.OURS) == (own is not None and own.fit(number))
    assert (found.election is None) == (found.whose is not Whose.OTHER_ELECTION)
