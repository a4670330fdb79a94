"""Generated ballots and counts, for properties."""

from __future__ import annotations

from hypothesis import strategies as st

from stemdag.domain.ballot import Ballot, Candidate, CandidateList
from stemdag.domain.count import LARGEST, Box, Count, Explained, ListCount
from stemdag.domain.station import Counting

numbers = st.one_of(st.integers(0, 30), st.integers(0, LARGEST))
#: Numbers so small that sums often hold and edges are often met.
small = st.integers(0, 4)


@st.composite
def ballots(draw: st.DrawFn, most_lists: int = 5, most_candidates: int = 6) -> Ballot:
    """A ballot whose lists and candidates have gaps in their numbers."""
    lists = draw(st.lists(st.integers(1, 40), min_size=1, max_size=most_lists, unique=True))
    return Ballot(
        tuple(
            CandidateList(
                number,
                f"Lijst {number}",
                tuple(
                    Candidate(each, f"Kandidaat {each}")
                    for each in draw(
                        st.lists(st.integers(1, 80), min_size=1, max_size=most_candidates, unique=True)
                    )
                ),
            )
            for number in lists
        )
    )


@st.composite
def counts(
    draw: st.DrawFn,
    ballot: Ballot,
    counting: Counting | None = None,
    *,
    form: bool | None = None,
    figures: st.SearchStrategy[int] = numbers,
) -> Count:
    """A count of a ballot: a form with boxes, or (`form` false) as from a file."""
    counting = counting or draw(st.sampled_from(Counting))
    form = draw(st.booleans()) if form is None else form
    decentral = counting is Counting.DECENTRAL
    lists = {
        each.number: ListCount(
            draw(figures),
            draw(figures) if decentral and form else None,
            {candidate.number: draw(figures) for candidate in each.candidates} if decentral else None,
        )
        for each in ballot
    }
    return Count(
        counting,
        poll_cards=draw(figures),
        proxies=draw(figures),
        voter_cards=draw(st.none() | figures),
        admitted=draw(figures),
        lists=lists,
        candidate_votes=draw(figures),
        blank=draw(figures),
        invalid=draw(figures),
        cast=draw(figures),
        more=draw(figures),
        fewer=draw(figures),
        boxes=draw(st.frozensets(st.sampled_from(Box))) if form else None,
        explained=draw(st.frozensets(st.sampled_from(Explained))) if form else None,
    )
