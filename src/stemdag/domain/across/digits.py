"""S.204: a number in which two digits look swapped, or one dropped or doubled.

Its sums are right, or an F rule would have found it. What tells is that the votes are unlike those of the
other stations, and that ballots and admitted voters differ by just as much.
"""

from __future__ import annotations

from math import log

from stemdag.domain.across.beside import Beside, Suspicion, score
from stemdag.domain.across.spread import log_difference

#: A slip that changes a number by less is not looked for.
LEAST_SLIP = 5
#: A station that makes its voters fit the wrong number is this much rarer than one that tells the difference.
_FITTED = log(0.01)
#: So many standard deviations off is a number that the other stations do not explain.
_FAR = 2.5


def digit_slips(beside: Beside) -> Suspicion | None:
    """S.204: the number that is likelier with its digits mended; None where there is none."""
    best: tuple[float, int, int, int] | None = None
    tried = 0
    difference = beside.difference
    balance = log_difference(difference)
    by_candidate = beside.has_candidates
    for at, total in enumerate(beside.sheet.totals):
        page = beside.page(at) if by_candidate else (total,)
        for place, votes in enumerate(page):
            if not votes:
                continue
            tried += 1
            far = _is_far(beside, at, place)
            if not far and abs(difference) < LEAST_SLIP:
                continue
            as_it_stands = _fit(beside, at, place, votes)
            for right in slips_to(votes):
                change = right - votes
                if abs(change) < LEAST_SLIP:
                    continue
                closer = 4 * abs(difference + change) <= abs(difference)
                if not closer and not far:
                    continue
                gain = max(log_difference(difference + change) - balance, _FITTED)
                gain += _fit(beside, at, place, right) - as_it_stands
                if best is None or gain > best[0]:
                    best = gain, at, place, right
    if best is None or best[0] <= 0:
        return None
    gain, at, place, right = best
    compared = beside.of_candidate(at, place, right) if by_candidate else beside.of_list(at, right)
    return Suspicion("S.204", score(gain, tried), (compared,))


def _is_far(beside: Beside, at: int, place: int) -> bool:
    if beside.has_candidates:
        expected, votes, of, where = (
            beside.expected_page(at),
            beside.page(at)[place],
            sum(beside.page(at)),
            place,
        )
    else:
        expected, votes, of, where = beside.lists, beside.sheet.totals[at], beside.of, at
    return abs(votes - of * expected.shares[where]) > _FAR * expected.deviation(where, of)


def _fit(beside: Beside, at: int, place: int, right: int) -> float:
    """How well the votes fit the other stations with this number there."""
    total, of = beside.sheet.totals[at], beside.of
    votes = beside.page(at)[place] if beside.has_candidates else total
    change = right - votes
    fit = beside.log_list(at, total + change, of + change)
    if beside.has_candidates:
        fit += beside.log_candidate(at, place, right, sum(beside.page(at)) + change)
    return fit


def slips_to(stated: int) -> list[int]:
    """The numbers that one slip of a digit turns into what is stated; none is 0 or that itself."""
    text = str(stated)
    found = {stated, 0}
    for at in range(len(text) - 1):
        found.add(int(text[:at] + text[at + 1] + text[at] + text[at + 2 :]))
        if text[at] == text[at + 1]:  # doubled
            found.add(int(text[:at] + text[at + 1 :]))
    if stated and len(text) < 5:
        for at in range(len(text) + 1):  # dropped
            found.update(int(text[:at] + digit + text[at:]) for digit in "0123456789" if at or digit != "0")
    return sorted(found - {stated, 0})
