"""Who would be elected, as EML 520, once all is in: before that the file would be a guess with names.

It exists where seats follow, all municipalities have the same candidates and count them, and neither a lot
nor an exhausted list leaves a seat open.
"""

from __future__ import annotations

from stemdag.files.eml.result_writing import write_result
from stemdag.files.model import Elected, ResultFile
from stemdag.publish import exchange
from stemdag.publish.facts_together import ElectionFacts


def exists(facts: ElectionFacts) -> bool:
    lists = facts.lists
    filled = lists.chosen.values()
    return (
        bool(filled)
        and sum((lists.seats.by_list or {}).values()) == facts.election.seats
        and not any(each.open or each.empty or each.unsure for each in filled)
        and all(len(each.variants) == 1 for each in lists.rosters.values())
        and exchange.election_in_eml(facts)
    )


def election_result(facts: ElectionFacts) -> bytes:
    """EML 520: the lists with seats, each with those who take them.

    Elected by preference has rank 1, elected by the order of the list rank 2, as in official files.
    """
    assert exists(facts), "there is no such file"
    count, seats = exchange.of_election(facts), facts.lists.seats.by_list
    assert count.created is not None
    assert seats is not None
    found = tuple(
        Elected(each.number, one.number, None, one.name, 1 if preference else 2)
        for each in facts.lists.chosen.values()
        for one, preference in each.chosen
    )
    file = ResultFile("", facts.election, seats, found)
    lists = {each.number: each.name for each in count.ballot}
    return b"".join(write_result(file, count.area.name, lists, count.created, *exchange.said(facts)))
