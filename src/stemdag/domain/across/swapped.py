"""S.201 and S.203: two lists, or two candidates of a list, stand in each other's place."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations
from math import inf, lgamma, log

from stemdag.domain.across.beside import Beside, Suspicion, score
from stemdag.domain.across.others import Expected

#: The control protocol's criterion for swapped candidates: this many times too many or too few, and at least
#: so many votes.
FACTOR, VOTES = 5, 15
#: Candidates that differ by fewer votes are not looked at.
LEAST_SWAP = 5
#: That two candidates are both odd, and just the other way round, is rarer than that one is.
_ODD_PART = 0.003
#: Candidates within so many standard deviations of what is expected are where they belong.
_FAR = 0.7
#: Candidates that are not neighbours are swapped less often by this factor.
_APART = log(20)


def swapped_lists(beside: Beside) -> Suspicion | None:
    """S.201: the two neighbouring lists that fit best the other way round; None where no two are better."""
    totals, of = beside.sheet.totals, beside.of
    best: tuple[float, int] | None = None
    for at in range(len(totals) - 1):
        one, other = totals[at], totals[at + 1]
        if one == other and beside.sheet.pages is None:
            continue
        gain = (
            beside.log_list(at, other, of)
            + beside.log_list(at + 1, one, of)
            - beside.log_list(at, one, of)
            - beside.log_list(at + 1, other, of)
        )
        if beside.has_candidates:
            gain += _gain_of_pages(
                beside.page(at), beside.page(at + 1), beside.expected_page(at), beside.expected_page(at + 1)
            )
        if best is None or gain > best[0]:
            best = gain, at
    if best is None or best[0] <= 0:
        return None
    gain, at = best
    compared = beside.of_list(at, totals[at + 1]), beside.of_list(at + 1, totals[at])
    return Suspicion("S.201", score(gain, len(totals) - 1), compared)


def _gain_of_pages(one: Sequence[int], other: Sequence[int], ours: Expected, theirs: Expected) -> float:
    """How much better two pages fit line by line in each other's place; -inf where they cannot."""
    if any(one[len(other) :]) or any(other[len(one) :]):
        return -inf
    shown = range(min(len(one), len(other)))
    return (
        _log_page([other[at] for at in shown], ours)
        + _log_page([one[at] for at in shown], theirs)
        - _log_page(one, ours)
        - _log_page(other, theirs)
    )


def _log_page(votes: Sequence[int], expected: Expected) -> float:
    """How likely the votes of a list fall so among its candidates (Dirichlet-multinomial)."""
    spread = sum(s * each for s, each in zip(expected.shares, expected.spreads, strict=True))
    strength = 1 / spread - 1
    whole = sum(votes)
    found = lgamma(strength) - lgamma(strength + whole) + lgamma(whole + 1)
    for each, share in zip(votes, expected.shares, strict=False):
        if each:
            found += lgamma(each + strength * share) - lgamma(strength * share) - lgamma(each + 1)
    return found


def swapped_candidates(beside: Beside) -> Suspicion | None:
    """S.203: the two candidates of one list that fit best the other way round, neighbours before others.

    None where no two are better. What the control protocol finds is always told.
    """
    if not beside.has_candidates:
        return None
    best: tuple[float, int, int, int] | None = None
    tried = 0
    for at in range(len(beside.sheet.totals)):
        page = beside.page(at)
        tried += max(0, len(page) - 1)
        for one, other in _reversed(beside, at):
            gain = _gain_of_candidates(beside, at, one, other)
            if best is None or gain > best[0]:
                best = gain, at, one, other
    by_protocol = protocol_candidates(beside)
    if best is None or best[0] <= 0:
        if by_protocol is None:
            return None
        best = 0.0, *by_protocol
    gain, at, one, other = best
    votes = beside.page(at)
    compared = beside.of_candidate(at, one, votes[other]), beside.of_candidate(at, other, votes[one])
    return Suspicion("S.203", score(gain, tried), compared, by_protocol is not None)


def _reversed(beside: Beside, at: int) -> Iterator[tuple[int, int]]:
    """Two candidates of a list of whom the one with more should have less."""
    page = beside.page(at)
    of = sum(page)
    if not of:
        return
    expected = beside.expected_page(at)
    off = [votes - of * share for votes, share in zip(page, expected.shares, strict=True)]
    far = [at for at, each in enumerate(off) if abs(each) > _FAR * expected.deviation(at, of)]
    for one, other in combinations(far, 2):
        more = page[one] - page[other]
        if abs(more) >= LEAST_SWAP and more * (expected.shares[one] - expected.shares[other]) < 0:
            yield one, other


def _gain_of_candidates(beside: Beside, at: int, one: int, other: int) -> float:
    page = beside.page(at)
    of = sum(page)
    return (
        beside.log_candidate(at, one, page[other], of, _ODD_PART)
        + beside.log_candidate(at, other, page[one], of, _ODD_PART)
        - beside.log_candidate(at, one, page[one], of, _ODD_PART)
        - beside.log_candidate(at, other, page[other], of, _ODD_PART)
        - (0 if other == one + 1 else _APART)
    )


def protocol_candidates(beside: Beside) -> tuple[int, int, int] | None:
    """The control protocol's criterion: of one list a candidate far over and another far under, or None.

    Set against the share of each in its list at all other stations. Gives the list's place, and the two.
    """
    if not beside.has_candidates:
        return None
    for at, others in enumerate(beside.page_others):
        page = beside.page(at)
        of, whole = sum(page), sum(others)
        if of < VOTES or not whole:
            continue
        # Times `whole`, so that no fraction is needed: expected = others · of / whole.
        more = [p for p, v in enumerate(page) if v >= VOTES and v * whole >= FACTOR * others[p] * of]
        fewer = [
            p
            for p, v in enumerate(page)
            if others[p] * of >= VOTES * whole and FACTOR * v * whole <= others[p] * of
        ]
        if more and fewer:
            return at, more[0], fewer[0]
    return None
