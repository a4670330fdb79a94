"""The checks across stations: what each finds, and what it leaves alone."""

from __future__ import annotations

from collections.abc import Mapping
from math import exp, fsum
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stemdag.domain.across.beside import Stations
from stemdag.domain.across.digits import slips_to
from stemdag.domain.across.judge import CENTRAL_THRESHOLDS, THRESHOLDS, Suspect, stands, suspects, suspicions
from stemdag.domain.across.shares import protocol_share
from stemdag.domain.across.sheet import Columns, Sheet
from stemdag.domain.across.spread import log_difference, log_votes
from stemdag.domain.across.swapped import protocol_candidates
from stemdag.domain.count import Count, ListCount
from stemdag.domain.slips import slip
from stemdag.domain.station import Counting
from tests.domain.generated import ballots, counts, small

#: Lists 1, 2, 4 and 9 of candidates with gaps, by their part of a thousand voters.
SHARES: Mapping[int, Mapping[int, int]] = {
    1: {1: 260, 2: 60, 5: 20},
    2: {1: 70, 3: 20, 4: 10},
    4: {1: 30, 2: 200, 6: 30},
    9: {1: 180, 2: 120},
}


def made(votes: Mapping[int, Mapping[int, int]], admitted: int | None = None, central: bool = False) -> Count:
    """A count of these votes on which no F rule stands."""
    lists = {
        number: ListCount(sum(page.values()), None, None if central else dict(page))
        for number, page in votes.items()
    }
    valid = sum(each.total for each in lists.values())
    voters = valid if admitted is None else admitted
    counting = Counting.CENTRAL if central else Counting.DECENTRAL
    more, fewer = max(0, valid - voters), max(0, voters - valid)
    return Count(counting, voters, 0, None, voters, lists, valid, 0, 0, valid, more, fewer)


def votes(random: Random, of: int) -> dict[int, dict[int, int]]:
    return {
        number: {
            candidate: round(of * part / 1000 * random.uniform(0.85, 1.15))
            for candidate, part in page.items()
        }
        for number, page in SHARES.items()
    }


def town(stations: int = 16, central: bool = False) -> dict[int, Count]:
    random = Random(4)
    return {
        number * 3: made(votes(random, random.randint(500, 1100)), central=central)
        for number in range(1, stations + 1)
    }


def with_error(error: Mapping[int, Mapping[int, int]], admitted: int | None = None) -> tuple[Suspect, ...]:
    """What is told of a town in which station 6 sends these votes."""
    return suspects({**town(), 6: made(error, admitted)})


def only(found: tuple[Suspect, ...], code: str) -> Suspect:
    (each,) = (each for each in found if each.suspicion.code == code)
    assert each.station == 6
    return each


OWN = votes(Random(9), 800)
WHOLE = sum(sum(page.values()) for page in OWN.values())


def test_a_town_without_errors_is_left_alone() -> None:
    assert suspects(town()) == ()
    assert suspects(town(central=True)) == ()
    assert suspects({**town(), 6: made(OWN)}) == ()


def test_swapped_lists_are_named_with_what_would_be_right() -> None:
    error = {**OWN, 2: dict(zip(OWN[2], OWN[4].values(), strict=True))}
    error[4] = dict(zip(OWN[4], OWN[2].values(), strict=True))
    found = only(with_error(error), "S.201").suspicion
    assert [each.mark for each in found.compared] == ["E.2", "E.4"]
    assert [each.stated for each in found.compared] == [sum(OWN[4].values()), sum(OWN[2].values())]
    assert [each.mended for each in found.compared] == [sum(OWN[2].values()), sum(OWN[4].values())]
    assert found.compared[0].expected == pytest.approx(sum(OWN[2].values()), rel=0.3)
    assert found.score > THRESHOLDS["S.201"]


def test_swapped_lists_are_found_in_a_central_count() -> None:
    central = town(central=True)
    error = {**OWN, 2: OWN[4], 4: OWN[2]}
    found = only(suspects({**central, 6: made(error, central=True)}), "S.201")
    assert [each.mark for each in found.suspicion.compared] == ["E.2", "E.4"]


def test_of_two_that_explain_the_same_only_the_surer_is_told() -> None:
    error = made({**OWN, 2: OWN[4], 4: OWN[2]}, central=True)
    columns = Columns.of([error])
    sheets = {number: Sheet.of(each, columns) for number, each in {**town(central=True), 6: error}.items()}
    both = [
        each
        for each in suspicions(Stations(columns, sheets).beside(6))
        if {one.mark for one in each.compared} == {"E.2", "E.4"} and stands(each, CENTRAL_THRESHOLDS)
    ]
    assert {each.code for each in both} == {"S.201", "S.202"}
    (told,) = suspects({**town(central=True), 6: error})
    assert told.suspicion == max(both, key=lambda each: each.score)


def test_a_pile_with_another_list() -> None:
    error = {**OWN, 1: {**OWN[1], 1: 0}, 9: {**OWN[9], 1: OWN[9][1] + OWN[1][1]}}
    found = only(with_error(error), "S.202").suspicion
    assert {each.mark for each in found.compared} == {"E.1", "E.9"}


def test_swapped_candidates() -> None:
    error = {**OWN, 4: {1: OWN[4][2], 2: OWN[4][1], 6: OWN[4][6]}}
    found = only(with_error(error), "S.203").suspicion
    assert [(each.mark, each.mended) for each in found.compared] == [
        ("c.4.1", OWN[4][1]),
        ("c.4.2", OWN[4][2]),
    ]
    assert found.by_protocol


_DROPPED, _DOUBLED = OWN[1][1] // 10, OWN[1][1] * 10 + OWN[1][1] % 10


@pytest.mark.parametrize(("wrong", "fitted"), [(_DROPPED, False), (_DOUBLED, False), (_DOUBLED, True)])
def test_a_digit_that_was_dropped_or_doubled(wrong: int, fitted: bool) -> None:
    error = {**OWN, 1: {**OWN[1], 1: wrong}}
    found = only(with_error(error, None if fitted else WHOLE), "S.204").suspicion
    (compared,) = found.compared
    assert (compared.mark, compared.stated) == ("c.1.1", wrong)
    if not fitted:
        assert compared.mended == OWN[1][1]


def test_two_digits_swapped_are_told_by_the_difference_of_ballots_and_voters() -> None:
    right = {**OWN, 4: {**OWN[4], 2: 172}}
    whole = sum(sum(page.values()) for page in right.values())
    error = {**right, 4: {**right[4], 2: 127}}
    (compared,) = only(with_error(error, whole), "S.204").suspicion.compared
    assert (compared.mark, compared.stated, compared.mended) == ("c.4.2", 127, 172)


def test_pages_that_were_skipped() -> None:
    cut = {number: page if number < 4 else dict.fromkeys(page, 0) for number, page in OWN.items()}
    found = only(with_error(cut, WHOLE), "S.205").suspicion
    assert [each.mark for each in found.compared] == ["E.4", "E.9"]
    one = {**OWN, 9: dict.fromkeys(OWN[9], 0)}
    found = only(with_error(one, WHOLE), "S.205").suspicion
    assert [(each.mark, each.stated) for each in found.compared] == [("E.9", 0)]


def test_a_column_of_candidates_that_was_skipped() -> None:
    long = {**OWN, 9: dict.fromkeys(range(1, 41), 6)}
    stations = {number: made(long) for number in range(1, 9)}
    whole = stations[1].cast
    error = {**long, 9: {number: 6 if number <= 25 else 0 for number in range(1, 41)}}
    found = suspects({**stations, 3: made(error, whole)})
    (each,) = (each for each in found if each.suspicion.code == "S.205")
    assert each.station == 3
    assert [x.mark for x in each.suspicion.compared] == [f"c.9.{number}" for number in range(26, 41)]


def test_a_list_that_nobody_votes_for_is_no_empty_page() -> None:
    nobody = {number: {**made_page, 7: 0} for number, made_page in OWN.items()}
    nobody[11] = {1: 0, 2: 0}
    stations = {number: made(nobody) for number in range(1, 10)}
    assert suspects(stations) == ()


def test_a_village_that_votes_its_own_way_is_not_told_as_an_error_of_lists() -> None:
    """Several stations of one kind are set beside each other."""
    village = {**OWN, 2: {1: 300, 3: 120, 4: 60}, 1: {1: 40, 2: 10, 5: 4}}
    random = Random(2)
    own_way = {
        number: made(
            {n: {c: round(v * random.uniform(0.8, 1.2)) for c, v in p.items()} for n, p in village.items()}
        )
        for number in (101, 102, 103, 104)
    }
    assert not [each for each in suspects({**town(), **own_way}) if each.suspicion.code == "S.201"]


@pytest.mark.parametrize("stations", [0, 1, 2, 3])
def test_few_stations_say_nothing_without_an_earlier_election(stations: int) -> None:
    few = dict(list(town(stations).items()))
    if few:
        few[next(iter(few))] = made({**OWN, 1: OWN[2], 2: OWN[1]})
    assert suspects(few) == ()


def test_one_station_is_set_beside_an_earlier_election() -> None:
    """Thresholds are those of towns; beside an earlier election alone the score is what is looked at."""
    before = {1: 0.34, 2: 0.10, 4: 0.26, 9: 0.30}
    swapped = made({1: {1: 80}, 2: {1: 270}, 4: {1: 210}, 9: {1: 240}})
    found = suspects({1: swapped}, before, dict.fromkeys(THRESHOLDS, 0.0))
    assert found[0].suspicion.code == "S.201"
    right = made({1: {1: 270}, 2: {1: 80}, 4: {1: 210}, 9: {1: 240}})
    assert suspects({1: right}, before, dict.fromkeys(THRESHOLDS, 0.0)) == ()


def test_no_votes_at_all() -> None:
    nothing = {number: dict.fromkeys(page, 0) for number, page in OWN.items()}
    assert suspects({number: made(nothing) for number in range(1, 8)}) == ()
    assert not [each for each in suspects({**town(), 6: made(nothing)}) if each.station == 6]


def test_a_postal_station_with_odd_shares_is_not_told_as_swapped() -> None:
    postal = {number: {c: v * 3 for c, v in page.items()} for number, page in OWN.items()}
    postal[9] = {1: 150, 2: 100}
    found = suspects({**town(), 900: made(postal)})
    assert not {each.suspicion.code for each in found} & {"S.201", "S.203", "S.205"}


def test_lists_and_candidates_go_by_number_not_by_place() -> None:
    """The same town in another order of lists and stations gives the same."""
    error = {**OWN, 4: {1: OWN[4][2], 2: OWN[4][1], 6: OWN[4][6]}}
    stations = {**town(), 6: made(error)}
    turned = {
        number: made({n: dict(reversed(p.items())) for n, p in reversed(_votes(count).items())})
        for number, count in reversed(stations.items())
    }
    assert suspects(turned) == suspects(stations)


def _votes(count: Count) -> dict[int, Mapping[int, int]]:
    return {number: each.candidates or {} for number, each in count.lists.items()}


def test_what_the_others_let_expect_holds_nothing_of_the_station_itself() -> None:
    stations = {**town(), 6: made(OWN)}
    columns = Columns.of(stations.values())
    sheets = {number: Sheet.of(count, columns) for number, count in stations.items()}
    beside = Stations(columns, sheets).beside(6)
    assert list(beside.others) == [
        sum(sheet.totals[at] for number, sheet in sheets.items() if number != 6) for at in range(4)
    ]


def test_the_control_protocols_own_criteria() -> None:
    stations = {**town(), 6: made({**OWN, 4: {1: 2, 2: 2, 6: 200}, 9: {1: 6000, 2: 100}})}
    columns = Columns.of(stations.values())
    sheets = {number: Sheet.of(count, columns) for number, count in stations.items()}
    beside = Stations(columns, sheets).beside(6)
    assert protocol_share(beside) == 3
    assert protocol_candidates(beside) == (2, 2, 0)
    few = {number: sheets[number] for number in (6, 9)}
    assert protocol_candidates(Stations(columns, few).beside(6)) is None
    fine = Stations(columns, sheets).beside(9)
    assert protocol_share(fine) is None
    assert protocol_candidates(fine) is None


@settings(max_examples=25, deadline=None)
@given(st.data())
def test_any_counts_of_a_ballot_are_judged(data: st.DataObject) -> None:
    """Sums that do not hold, numbers of nine digits, lists of one candidate, stations without votes."""
    ballot = data.draw(ballots())
    figures = st.one_of(small, st.integers(0, 300), st.just(999_999_999))
    stations = data.draw(st.lists(counts(ballot, figures=figures), max_size=7))
    found = suspects(dict(enumerate(stations)), thresholds=dict.fromkeys(THRESHOLDS, -99.0))
    for each in found:
        assert each.suspicion.code in THRESHOLDS
        assert each.suspicion.compared
        assert all(x.stated >= 0 and x.expected >= 0 for x in each.suspicion.compared)
    scores = [each.suspicion.score for each in found]
    assert scores == sorted(scores, reverse=True)


@given(st.integers(1, 9999))
def test_every_slip_that_is_undone_is_one(stated: int) -> None:
    """As `slips` knows them: what was dropped there was left out here."""
    for right in slips_to(stated):
        assert right not in (0, stated)
        assert slip(stated, right) is not None


@given(st.integers(0, 40), st.floats(0.01, 0.99), st.floats(0.001, 0.4))
def test_chances_are_together_one(of: int, share: float, spread: float) -> None:
    assert fsum(exp(log_votes(each, of, share, spread)) for each in range(of + 1)) == pytest.approx(1)


def test_a_larger_difference_is_rarer() -> None:
    chances = [log_difference(each) for each in (0, 1, -2, 5, -40, 1000)]
    assert chances == sorted(chances, reverse=True)
    assert log_difference(7) == log_difference(-7)


def test_what_is_told_has_its_score() -> None:
    stations = {**town(), 6: made({**OWN, 4: {1: OWN[4][2], 2: OWN[4][1], 6: OWN[4][6]}})}
    columns = Columns.of(stations.values())
    all_of_them = Stations(columns, {number: Sheet.of(count, columns) for number, count in stations.items()})
    told = {
        (number, each.code)
        for number in stations
        for each in suspicions(all_of_them.beside(number))
        if stands(each, THRESHOLDS)
    }
    assert told == {(each.station, each.suspicion.code) for each in suspects(stations)}
