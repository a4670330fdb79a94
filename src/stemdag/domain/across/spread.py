"""How likely a number of votes is, where stations differ more than chance alone would make them.

A share differs from station to station: neighbourhoods do. The beta-binomial says so with one number more
than the binomial: `spread`, the variance of the share itself, as a part of the largest that it could be (0:
the same share everywhere; 1: all or nothing). A small part of stations is unlike all others for reasons of
its own (a village, a nursing home, the street of a candidate), so that nothing is ever quite impossible.
"""

from __future__ import annotations

from math import exp, inf, lgamma, log

#: The part of stations that is unlike all others, and how unlike: the spread of their shares.
ODD_PART, ODD_SPREAD = 0.02, 0.25
_ODD_STRENGTH = 1 / ODD_SPREAD - 1

#: No share is quite nothing or all: a list of one candidate.
_MOST_SHARE = 1 - 1e-7

#: Voters and ballots are as many at this part of stations; else a difference d comes with 1 / (d · (d + 1)).
SAME_PART = 0.85
_LOG_SAME, _LOG_OTHER = log(SAME_PART), log((1 - SAME_PART) / 2)


def log_votes(votes: int, of: int, share: float, spread: float, odd_part: float = ODD_PART) -> float:
    """The logarithm of the chance of `votes` out of `of`, at an expected share; -inf where they cannot be."""
    if not 0 <= votes <= of:
        return -inf
    share = min(_MOST_SHARE, max(1 - _MOST_SHARE, share))
    strength = 1 / spread - 1
    yes, no = strength * share, strength * (1 - share)
    odd_yes, odd_no = _ODD_STRENGTH * share, _ODD_STRENGTH * (1 - share)
    rest = of - votes
    usual = (
        log(1 - odd_part)
        + lgamma(votes + yes)
        + lgamma(rest + no)
        - lgamma(of + strength)
        + lgamma(strength)
        - lgamma(yes)
        - lgamma(no)
    )
    odd = (
        log(odd_part)
        + lgamma(votes + odd_yes)
        + lgamma(rest + odd_no)
        - lgamma(of + _ODD_STRENGTH)
        + lgamma(_ODD_STRENGTH)
        - lgamma(odd_yes)
        - lgamma(odd_no)
    )
    ways = lgamma(of + 1) - lgamma(votes + 1) - lgamma(rest + 1)
    high, low = (usual, odd) if usual > odd else (odd, usual)
    return ways + high + log(1 + exp(low - high))


def log_difference(difference: int) -> float:
    """The logarithm of the chance that ballots and admitted voters differ by so many (H − D)."""
    size = abs(difference)
    return _LOG_SAME if not size else _LOG_OTHER - log(size) - log(size + 1)
