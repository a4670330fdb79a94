"""S.205: a whole page is 0 where it is not elsewhere: a list, the lists from one on, or candidates."""

from __future__ import annotations

from collections.abc import Sequence
from math import exp, log

from stemdag.domain.across.beside import Beside, Compared, Suspicion, score
from stemdag.domain.across.spread import log_difference, log_votes

#: Candidates stand on paper in columns of so many lines.
COLUMN = 25
#: Fewer votes than these are not missed.
LEAST_MISSING = 5


def empty_pages(beside: Beside) -> Suspicion | None:
    """S.205: the page that is 0 and least likely is so; None where nothing is missing."""
    found = [(gain, blocks) for gain, blocks in (*_lists(beside), *_columns(beside)) if gain > 0]
    if not found:
        return None
    gain, compared = max(found, key=lambda each: each[0])
    return Suspicion("S.205", score(gain, len(beside.sheet.totals) * 2), compared)


def _lists(beside: Beside) -> list[tuple[float, tuple[Compared, ...]]]:
    """One list that is 0, or all lists from one on to the last."""
    totals, shares = beside.sheet.totals, beside.lists.shares
    zero = [at for at, votes in enumerate(totals) if not votes]
    blocks: list[Sequence[int]] = [[at] for at in zero]
    first = len(totals)
    while first and not totals[first - 1]:
        first -= 1
    if len(totals) - first > 1 and first:
        blocks.append(range(first, len(totals)))
    found = []
    for block in blocks:
        share = min(0.99, sum(shares[at] for at in block))
        spread = sum(beside.lists.spreads[at] * shares[at] for at in block) / sum(shares[at] for at in block)
        gain = _gain(beside, share, spread, beside.of)
        found.append((gain, tuple(beside.of_list(at) for at in block)))
    return found


def _columns(beside: Beside) -> list[tuple[float, tuple[Compared, ...]]]:
    """A column of candidates that is 0 in a list that has votes."""
    if not beside.has_candidates:
        return []
    found = []
    for at in range(len(beside.sheet.totals)):
        page = beside.page(at)
        of = sum(page)
        for first in range(0, len(page), COLUMN):
            column = range(first, min(first + COLUMN, len(page)))
            if len(column) < 2 or len(column) == len(page) or not of or any(page[place] for place in column):
                continue
            expected = beside.expected_page(at)
            whole = sum(expected.shares[place] for place in column)
            spread = sum(expected.shares[p] * expected.spreads[p] for p in column) / whole
            gain = _gain(beside, min(0.99, whole), spread, of)
            found.append((gain, tuple(beside.of_candidate(at, place) for place in column)))
    return found


def _gain(beside: Beside, share: float, spread: float, of: int) -> float:
    """How much likelier it is that a page of this share was forgotten than that nobody chose it.

    With it there would be `of / (1 - share)` votes; what is missing is then the difference of ballots and
    voters, but for a few.
    """
    missing = of * share / (1 - share)
    if missing < LEAST_MISSING:
        return 0.0
    nobody = log_votes(0, of, share, spread) + log_difference(beside.difference)
    short = -beside.difference
    # Either the difference is the page, spread as shares are, or the voters were made to fit and say nothing.
    width = (missing + spread * missing * missing) ** 0.5 + 1
    off = (short - missing) / width
    page = -0.5 * off * off - log(width * 2.5) if short > 0 else -60.0
    fitted = log(0.05) + log_difference(beside.difference)
    high, low = max(page, fitted), min(page, fitted)
    return high + log(1 + exp(low - high)) - nobody
