"""S.202: a list's share is far off, as when a pile of its ballots was counted with another list."""

from __future__ import annotations

from fractions import Fraction

from stemdag.domain.across.beside import Beside, Suspicion, score

#: The control protocol's criterion, in points of a hundred.
POINTS = 50
#: A pile of fewer ballots is not looked for.
LEAST_PILE = 15


def share_off(beside: Beside) -> Suspicion | None:
    """S.202: the pile of ballots that fits better with another list than where it was counted.

    None where there is none. A share that the control protocol finds too far off is always told.
    """
    best = _pile(beside)
    far = protocol_share(beside)
    if far is None or (best is not None and best[0] > 0):
        if best is None or best[0] <= 0:
            return None
        gain, low, high, size = best
        totals = beside.sheet.totals
        compared = beside.of_list(low, totals[low] + size), beside.of_list(high, totals[high] - size)
        return Suspicion("S.202", score(gain, len(totals) * (len(totals) - 1)), compared, far is not None)
    return Suspicion("S.202", 0.0, (beside.of_list(far),), by_protocol=True)


def _pile(beside: Beside) -> tuple[float, int, int, int] | None:
    """The gain in likelihood of the best pile: from which list it is, with which it was counted, its size."""
    totals, of = beside.sheet.totals, beside.of
    means = [of * share for share in beside.lists.shares]
    logs = [beside.log_list(at, votes, of) for at, votes in enumerate(totals)]
    fewer = [at for at, mean in enumerate(means) if mean - totals[at] >= LEAST_PILE / 2]
    more = [at for at, mean in enumerate(means) if totals[at] - mean >= LEAST_PILE / 2]
    best: tuple[float, int, int, int] | None = None
    for low in fewer:
        for high in more:
            short, over = round(means[low]) - totals[low], totals[high] - round(means[high])
            for size in {short, over, (short + over) // 2, min(over, _first(beside, high))}:
                if not LEAST_PILE <= size <= totals[high]:
                    continue
                gain = (
                    beside.log_list(low, totals[low] + size, of)
                    + beside.log_list(high, totals[high] - size, of)
                    - logs[low]
                    - logs[high]
                    + _gain_of_first(beside, low, high, size)
                )
                if best is None or gain > best[0]:
                    best = gain, low, high, size
    return best


def _first(beside: Beside, at: int) -> int:
    """The votes of a list's most chosen candidate: a pile is most often of that one."""
    if not beside.has_candidates or not beside.page(at):
        return beside.sheet.totals[at]
    return beside.page(at)[_leader(beside, at)]


def _leader(beside: Beside, at: int) -> int:
    shares = beside.expected_page(at).shares
    return max(range(len(shares)), key=shares.__getitem__)


def _gain_of_first(beside: Beside, low: int, high: int, size: int) -> float:
    """How much better the most chosen candidates fit, where the pile was of one and went to the other."""
    if not beside.has_candidates or not beside.page(low) or not beside.page(high):
        return 0.0
    gain = 0.0
    for at, change in ((low, size), (high, -size)):
        page, leader = beside.page(at), _leader(beside, at)
        votes, of = page[leader], sum(page)
        if votes + change < 0:
            return 0.0
        gain += beside.log_candidate(at, leader, votes + change, of + change)
        gain -= beside.log_candidate(at, leader, votes, of)
    return gain


def protocol_share(beside: Beside) -> int | None:
    """The list whose share is `POINTS` off the municipality's without this station, or None."""
    of, others = beside.of, beside.others
    if not of or not sum(others):
        return None
    for at, votes in enumerate(beside.sheet.totals):
        if abs(Fraction(votes, of) - Fraction(others[at], sum(others))) * 100 >= POINTS:
            return at
    return None
