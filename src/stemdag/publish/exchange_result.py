"""Who would be elected, as EML 520, once all is in: before that the file would be a guess with names.

It exists where seats follow, all municipalities have the same candidates and count them, and neither a lot
nor an exhausted list leaves a seat open.
"""

from __future__ import annotations

from stemdag.domain.elected import elected, preference_threshold
from stemdag.domain.seats import rule_for
from stemdag.files.eml.result_writing import write_result
from stemdag.files.model import CountFile, Elected, ResultFile
from stemdag.publish import exchange
from stemdag.publish.facts import ElectionFacts
from stemdag.publish.seats import seats


def exists(facts: ElectionFacts) -> bool:
    return _result(facts) is not None


def election_result(facts: ElectionFacts) -> bytes:
    """EML 520: the lists with seats, each with those who take them."""
    found = _result(facts)
    assert found is not None, "there is no such file"
    file, count = found
    assert count.created is not None
    lists = {each.number: each.name for each in count.ballot}
    return b"".join(write_result(file, count.area.name, lists, count.created, *exchange.said(facts)))


def _result(facts: ElectionFacts) -> tuple[ResultFile, CountFile] | None:
    """Elected by preference has rank 1, elected by the order of the list rank 2, as in official files."""
    number = facts.election.seats
    if number is None or not _all_in(facts) or not exchange.election_in_eml(facts):
        return None
    divided = seats(facts).by_list
    count = exchange.of_election(facts) if divided is not None else None
    if divided is None or count is None or not count.has_candidates:
        return None
    rule = rule_for(facts.election.category, number, facts.election.date)
    threshold = preference_threshold(
        count.total.count.candidate_votes, number, rule, facts.election.threshold
    )
    found: list[Elected] = []
    for each in count.ballot:
        names = {one.number: one.name for one in each.candidates}
        votes = count.total.count.lists[each.number].candidates or {}
        taken = elected(list(names), votes, divided.get(each.number, 0), threshold)
        if taken.open or taken.empty:
            return None
        found += [
            Elected(each.number, one.candidate, None, names[one.candidate], 1 if one.preference else 2)
            for one in taken.chosen
        ]
    return ResultFile("", facts.election, divided, tuple(found)), count


def _all_in(facts: ElectionFacts) -> bool:
    return bool(facts.municipalities) and all(
        each.has_counts and each.all_in for each in facts.municipalities
    )
