"""S.301 judged: a ballot type that is left out of a municipality's total, or filled in as nothing.

Real files of the reference data have no ballot types, so some stations are taken for postal ones.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from random import Random

from stemdag.bench.detector_data import Place
from stemdag.bench.detector_judge import Recall
from stemdag.domain.across.ballot_types import missing_types
from stemdag.domain.checks import check_file
from stemdag.domain.count import Count, ListCount
from stemdag.domain.station import Kind


def types_missing(places: Sequence[Place], random: Random) -> tuple[int, Recall]:
    """How many municipalities as they are were told of, and how many of the errors were found."""
    told, result = 0, Recall()
    for place in places:
        numbers = [number for number, count in place.counts.items() if count.cast]
        if len(numbers) < 2:
            continue
        postal = random.sample(numbers, random.randint(1, min(3, len(numbers) - 1)))
        kinds = {number: Kind.POSTAL if number in postal else Kind.REGULAR for number in place.counts}
        told += bool(missing_types((), kinds, place.counts))
        forgotten = {number: count for number, count in place.counts.items() if number not in postal}
        nothing = {**place.counts, **{number: _nothing(place.counts[number]) for number in postal}}
        for counts in (forgotten, nothing):
            result.errors += 1
            found = [each.kind for each in missing_types((), kinds, counts)]
            by_rules = any(
                each.code[0] in "FW"
                for n in postal
                if n in counts
                for each in check_file(counts[n], 0, place.category)
            )
            result.found += bool(found)
            result.named += found == [Kind.POSTAL]
            result.rules += by_rules
            result.together += bool(found) or by_rules
    return told, result


def _nothing(count: Count) -> Count:
    """The count of a station with 0 everywhere."""
    lists = {
        number: ListCount(0, None, None if each.candidates is None else dict.fromkeys(each.candidates, 0))
        for number, each in count.lists.items()
    }
    empty = replace(count, poll_cards=0, proxies=0, admitted=0, lists=lists, candidate_votes=0)
    cards = None if count.voter_cards is None else 0
    return replace(empty, voter_cards=cards, blank=0, invalid=0, cast=0, more=0, fewer=0)
