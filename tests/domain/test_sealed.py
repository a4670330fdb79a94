from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import event, given
from hypothesis import strategies as st

from stemdag.domain import sealed
from stemdag.domain.ballot import Ballot, Candidate, CandidateList
from stemdag.domain.count import LARGEST, Count, ListCount
from stemdag.domain.errors import Refused
from stemdag.domain.station import Counting
from tests.domain.generated import ballots, counts

BALLOT = Ballot(
    (
        CandidateList(1, "Een", (Candidate(1, "A"), Candidate(4, "B"))),
        CandidateList(7, "Zeven", (Candidate(2, "C"),)),
    )
)


def largest(ballot: Ballot) -> Count:
    """Every number at nine digits."""
    lists = {
        each.number: ListCount(LARGEST, LARGEST, {c.number: LARGEST for c in each.candidates})
        for each in ballot
    }
    return Count(
        Counting.DECENTRAL, *(LARGEST,) * 4, lists=lists, candidate_votes=LARGEST, blank=LARGEST,
        invalid=LARGEST, cast=LARGEST, more=LARGEST, fewer=LARGEST,
    )  # fmt: skip


def every_code(ballot: Ballot) -> list[str]:
    return [
        *sealed.GENERAL_CODES,
        *(f"{code}:{each.number}" for each in ballot for code in sealed.LIST_CODES),
    ]


@given(st.data())
def test_what_went_in_comes_out_in_one_size(data: st.DataObject) -> None:
    ballot = data.draw(ballots())
    count = data.draw(counts(ballot))
    known = sorted(every_code(ballot))
    codes = data.draw(st.lists(st.sampled_from(known), unique=True))
    bytes_ = sealed.encode(count, codes, ballot, Counting.DECENTRAL)
    assert len(bytes_) == sealed.padded_size(ballot, Counting.DECENTRAL)
    found, found_codes = sealed.decode(bytes_)
    assert found == count
    assert sorted(found_codes) == sorted(codes)
    assert sealed.encode(found, found_codes, ballot, Counting.DECENTRAL) == bytes_


@given(st.data())
def test_a_central_count_has_one_size_without_candidates(data: st.DataObject) -> None:
    ballot = data.draw(ballots())
    one, other = (data.draw(counts(ballot, Counting.CENTRAL)) for _ in range(2))
    size = sealed.padded_size(ballot, Counting.CENTRAL)
    codes = [code for code in every_code(ballot) if data.draw(st.booleans())]
    assert len(sealed.encode(one, codes, ballot, Counting.CENTRAL)) == size
    assert len(sealed.encode(other, (), ballot, Counting.CENTRAL)) == size
    assert size < sealed.padded_size(ballot, Counting.DECENTRAL)


def test_the_largest_count_with_all_codes_has_the_size_of_an_empty_one() -> None:
    full = sealed.encode(largest(BALLOT), every_code(BALLOT), BALLOT, Counting.DECENTRAL)
    nothing = Count(Counting.CENTRAL, 0, 0, None, 0, {1: ListCount(0), 7: ListCount(0)}, 0, 0, 0, 0)
    empty = sealed.encode(nothing, (), BALLOT, Counting.DECENTRAL)
    assert len(full) == len(empty) == sealed.padded_size(BALLOT, Counting.DECENTRAL)
    assert sealed.decode(full) == (largest(BALLOT), tuple(every_code(BALLOT)))
    assert sealed.decode(empty) == (nothing, ())


@given(st.data())
def test_order_and_repetition_of_codes_and_lists_do_not_show(data: st.DataObject) -> None:
    count = data.draw(counts(BALLOT))
    codes = data.draw(st.lists(st.sampled_from(every_code(BALLOT))))
    turned = replace(count, lists=dict(reversed(list(count.lists.items()))))
    assert sealed.encode(turned, codes[::-1] + codes, BALLOT, Counting.DECENTRAL) == sealed.encode(
        count, codes, BALLOT, Counting.DECENTRAL
    )


@pytest.mark.parametrize("code", ["F.999", "F.402", "F.402:2", "F.402:", "F.201:1", "F.402:x", "", "F.201:"])
def test_an_unknown_code_is_refused(code: str) -> None:
    with pytest.raises(Refused, match="not a code") as caught:
        sealed.encode(largest(BALLOT), [code], BALLOT, Counting.DECENTRAL)
    assert caught.value.code == "sealed.code"


def test_what_is_not_on_the_ballot_is_refused() -> None:
    count = largest(BALLOT)
    for number, wrong, code in (
        (3, ListCount(1), "count.unknown"),
        (1, ListCount(1, 1, {1: 1, 4: 1, 5: 1}), "count.unknown"),
        (1, ListCount(LARGEST + 1), "count.number"),
        (1, ListCount(1, -1), "count.number"),
        (1, ListCount(1, 1, {1: LARGEST + 1, 4: 0}), "count.number"),
    ):
        with pytest.raises(Refused) as caught:
            sealed.encode(
                replace(count, lists={**count.lists, number: wrong}), (), BALLOT, Counting.DECENTRAL
            )
        assert caught.value.code == code
    with pytest.raises(Refused) as caught:
        sealed.encode(count, (), BALLOT, Counting.CENTRAL)
    assert caught.value.code == "count.candidates"


@given(st.data())
def test_damage_is_refused_or_is_another_canonical_count(data: st.DataObject) -> None:
    """No two byte strings mean the same count: what decodes, encodes to itself."""
    plain = bytearray(sealed.encode(data.draw(counts(BALLOT)), (), BALLOT, Counting.DECENTRAL))
    at = data.draw(st.integers(0, len(plain) - 1))
    plain[at] ^= data.draw(st.integers(1, 255))
    try:
        count, codes = sealed.decode(bytes(plain))
        again = sealed.encode(count, codes, BALLOT, Counting.DECENTRAL)
    except Refused as refused:
        return event(refused.code)
    assert again == bytes(plain)
    return None


@pytest.mark.parametrize("cut", [0, 1, 30, 60])
def test_a_cut_envelope_is_refused(cut: int) -> None:
    plain = sealed.encode(largest(BALLOT), (), BALLOT, Counting.DECENTRAL)
    with pytest.raises(Refused) as caught:
        sealed.decode(plain[:cut])
    assert caught.value.code == "sealed.damaged"


NONCE = bytes(range(1, 33))


def test_random_bytes_go_along_and_make_no_difference_in_size() -> None:
    count = largest(BALLOT)
    plain = sealed.encode(count, ("F.201",), BALLOT, Counting.DECENTRAL, NONCE)
    bare = sealed.encode(count, ("F.201",), BALLOT, Counting.DECENTRAL)
    assert len(plain) == len(bare)
    assert (sealed.nonce_of(plain), sealed.nonce_of(bare)) == (NONCE, None)
    assert sealed.decode(plain) == sealed.decode(bare) == (count, ("F.201",))
    with pytest.raises(ValueError, match="32 random bytes"):
        sealed.encode(count, (), BALLOT, Counting.DECENTRAL, b"short")


def test_random_bytes_where_there_are_none_are_damage() -> None:
    bare = sealed.encode(largest(BALLOT), (), BALLOT, Counting.DECENTRAL)
    at = sealed.padded_size(Ballot(()), Counting.CENTRAL)
    with pytest.raises(Refused) as caught:
        sealed.decode(bare[: at - 1] + b"\1" + bare[at:])
    assert caught.value.code == "sealed.damaged"


def test_an_envelope_of_the_first_version_still_opens() -> None:
    """It had no random bytes."""
    count = largest(BALLOT)
    plain = sealed.encode(count, ("F.201",), BALLOT, Counting.DECENTRAL)
    head = sealed.padded_size(Ballot(()), Counting.CENTRAL) - len(NONCE)
    first = b"\1" + plain[1:head] + plain[head + 32 :]
    assert sealed.decode(first) == (count, ("F.201",))
    assert sealed.nonce_of(first) is None
