from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from functools import reduce

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stemdag.domain.errors import Refused
from stemdag.domain.passes import (
    VISIT,
    Judgement,
    Known,
    PassKind,
    Place,
    Reason,
    Step,
    Use,
    Verdict,
    Visit,
    hand_in,
    judge,
    read,
)

NOON = datetime(2026, 3, 18, 12, 0, tzinfo=UTC)
HERE, NEXT_DOOR, FAR = Place("0034", 7), Place("0034", 8), Place("0363", 7)
SECOND = timedelta(seconds=1)


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("123456789", "123456789"), (" 123 456 789\n", "123456789"), ("123-456-789", "123456789"),
        ("ab12", "AB12"), ("Ab\u00a012", "AB12"), ("12\u201334\u221256", "123456"),
        ("\ufeff12\u00ad3", "123"),
        ("0", "0"), ("00012", "00012"), ("O0", "O0"), ("1" * 20, "1" * 20), ("1 " * 20, "1" * 20),
    ],
)  # fmt: skip
def test_a_number_is_tidied(text: str, number: str) -> None:
    assert read(text) == number


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "pass.empty"), (" \t\n", "pass.empty"), (" - – ", "pass.empty"),
        ("https://example.org/1", "pass.foreign"), ("WIFI:S:town;P:1234;;", "pass.foreign"),
        ("12.34", "pass.foreign"), ("12_34", "pass.foreign"), ("{1}", "pass.foreign"),
        ("1\x0034", "pass.foreign"),
        ("stempas", "pass.foreign"), ("é1", "pass.foreign"), ("ß1", "pass.foreign"), ("ı1", "pass.foreign"),
        ("١٢٣", "pass.foreign"), ("１２", "pass.foreign"), ("1²", "pass.foreign"),
        ("1" * 21, "pass.long"), ("1" * 100_000, "pass.long"), ("https://" + "1" * 99, "pass.foreign"),
    ],
)  # fmt: skip
def test_what_is_no_number_is_refused_and_not_repeated(text: str, code: str) -> None:
    with pytest.raises(Refused) as refused:
        read(text)
    assert refused.value.code == code
    assert not text.strip(" \t\n-–") or text not in f"{refused.value} {refused.value.params}"


@given(st.text(max_size=30))
def test_reading_what_was_read_changes_nothing(text: str) -> None:
    try:
        number = read(text)
    except Refused:
        return
    assert read(number) == number
    assert read(number.lower()) == number


def used(place: Place, before: timedelta, visit: str = "earlier") -> Use:
    return Use(place, NOON - before, visit)


def verdict(known: Known) -> Verdict:
    return judge(known, HERE, "now", NOON).verdict


def test_a_pass_of_which_nothing_is_known_is_counted() -> None:
    found = judge(Known(), HERE, "now", NOON)
    assert found == Judgement(Verdict.ACCEPTED)
    assert found.step is Step.COUNT


@pytest.mark.parametrize(
    ("before", "found"),
    [
        (timedelta(), Verdict.AGAIN), (SECOND, Verdict.AGAIN), (VISIT - SECOND, Verdict.AGAIN),
        (VISIT, Verdict.AGAIN), (VISIT + timedelta(microseconds=1), Verdict.USED_HERE),
        (timedelta(days=1), Verdict.USED_HERE),
        # Another device of this station, whose clock is ahead.
        (-VISIT, Verdict.AGAIN), (-VISIT - SECOND, Verdict.USED_HERE),
    ],
)  # fmt: skip
def test_the_same_visit_is_one_scan(before: timedelta, found: Verdict) -> None:
    assert verdict(Known((used(HERE, before),))) is found


def test_again_is_said_with_when_and_counts_nothing() -> None:
    use = used(HERE, SECOND)
    found = judge(Known((use,)), HERE, "now", NOON)
    assert (found.here, found.step) == (use, Step.NOTHING)


def test_a_visit_lasts_as_long_as_its_voter_stays() -> None:
    assert verdict(Known((used(HERE, timedelta(minutes=40), "now"),))) is Verdict.AGAIN


def test_a_visit_of_that_name_at_another_station_is_another_visit() -> None:
    assert verdict(Known((used(NEXT_DOOR, SECOND, "now"),))) is Verdict.USED_ELSEWHERE


def test_reading_again_does_not_lengthen_a_visit() -> None:
    known = Known((used(HERE, timedelta()),))
    told = [
        judge(known, HERE, "next", NOON + minutes * timedelta(minutes=1)).verdict for minutes in (0, 4, 5, 6)
    ]
    assert told == [Verdict.AGAIN] * 3 + [Verdict.USED_HERE]


def test_zones_do_not_matter() -> None:
    winter = timezone(timedelta(hours=1))
    known = Known((Use(HERE, NOON.astimezone(winter), "earlier"),))
    assert verdict(known) is Verdict.AGAIN


def test_used_here_says_when_first() -> None:
    first, second = used(HERE, timedelta(hours=3)), used(HERE, timedelta(hours=1))
    found = judge(Known((second, first)), HERE, "now", NOON)
    assert (found.verdict, found.here, found.step) == (Verdict.USED_HERE, first, Step.DECIDE)


def test_again_says_the_scan_that_it_repeats() -> None:
    first, second = used(HERE, timedelta(hours=3)), used(HERE, SECOND)
    found = judge(Known((first, second)), HERE, "now", NOON)
    assert (found.verdict, found.here) == (Verdict.AGAIN, second)


@pytest.mark.parametrize("place", [NEXT_DOOR, FAR])
def test_used_elsewhere_says_where_and_when_and_stops_nobody(place: Place) -> None:
    use = used(place, SECOND)
    found = judge(Known((use,)), HERE, "now", NOON)
    assert found == Judgement(Verdict.USED_ELSEWHERE, elsewhere=use)
    assert found.step is Step.DECIDE


def test_use_elsewhere_is_told_beside_use_here() -> None:
    here, there = used(HERE, SECOND), used(FAR, timedelta(hours=2))
    assert judge(Known((here, there)), HERE, "now", NOON) == Judgement(Verdict.AGAIN, None, here, there)


@pytest.mark.parametrize("reason", Reason)
@pytest.mark.parametrize("in_filter", [True, False])
def test_what_the_register_confirms_is_invalid(reason: Reason, in_filter: bool) -> None:
    found = judge(Known((used(HERE, SECOND), used(FAR, SECOND)), in_filter, reason), HERE, "now", NOON)
    assert (found.verdict, found.reason, found.step) == (Verdict.INVALID, reason, Step.STOP)


def test_the_filter_alone_never_says_invalid() -> None:
    found = judge(Known(in_filter=True), HERE, "now", NOON)
    assert found == Judgement(Verdict.PERHAPS_INVALID)
    assert found.step is Step.DECIDE


def test_the_register_takes_the_filters_doubt_away() -> None:
    assert verdict(Known(in_filter=True, cleared=True)) is Verdict.ACCEPTED


@pytest.mark.parametrize(
    ("use", "found"),
    [
        (used(HERE, SECOND), Verdict.AGAIN),
        (used(HERE, timedelta(hours=1)), Verdict.USED_HERE),
        (used(FAR, SECOND), Verdict.USED_ELSEWHERE),
    ],
)
def test_a_use_is_said_before_a_doubt(use: Use, found: Verdict) -> None:
    assert verdict(Known((use,), in_filter=True)) is found


KINDS = st.sampled_from(PassKind)
USES = st.builds(
    Use, st.sampled_from([HERE, NEXT_DOOR, FAR]), st.datetimes(timezones=st.just(UTC)), st.sampled_from("ab")
)


@given(
    st.builds(Known, st.lists(USES, max_size=4).map(tuple), st.booleans(), st.none(), st.booleans()),
    st.datetimes(timezones=st.just(UTC)),
)
def test_without_the_register_nothing_stops_or_is_invalid(known: Known, now: datetime) -> None:
    found = judge(known, HERE, "a", now)
    assert found.verdict is not Verdict.INVALID
    assert found.step is not Step.STOP


def visit(*kinds: PassKind) -> Visit:
    return reduce(lambda before, each: hand_in(before, *each), enumerate(kinds), Visit("now"))


@pytest.mark.parametrize("own", [PassKind.POLL_CARD, PassKind.VOTER_CARD])
def test_two_proxies_go_with_an_own_pass_in_any_order(own: PassKind) -> None:
    assert visit(own, PassKind.PROXY, PassKind.PROXY) == Visit("now", 0, own, (1, 2))
    assert visit(PassKind.PROXY, own, PassKind.PROXY) == Visit("now", 1, own, (0, 2))


def test_a_third_proxy_is_refused() -> None:
    full = visit(PassKind.POLL_CARD, PassKind.PROXY, PassKind.PROXY)
    with pytest.raises(Refused) as refused:
        hand_in(full, 3, PassKind.PROXY)
    assert refused.value.code == "pass.proxies"


@pytest.mark.parametrize("own", [PassKind.POLL_CARD, PassKind.VOTER_CARD])
def test_a_second_own_pass_is_the_next_voters(own: PassKind) -> None:
    with pytest.raises(Refused) as refused:
        hand_in(visit(PassKind.POLL_CARD), 1, own)
    assert refused.value.code == "pass.own"


@given(KINDS)
def test_a_pass_read_again_changes_nothing(kind: PassKind) -> None:
    full = visit(PassKind.VOTER_CARD, PassKind.PROXY, PassKind.PROXY)
    assert all(hand_in(full, each, kind) is full for each in range(3))


def test_a_visit_is_complete_with_the_own_pass() -> None:
    assert not visit(PassKind.PROXY).complete
    assert visit(PassKind.PROXY, PassKind.VOTER_CARD).complete
