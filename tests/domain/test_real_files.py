"""The checks and the seats on real elections."""

from __future__ import annotations

from collections import Counter

from stemdag.domain.checks import check_file
from stemdag.domain.seats import apportion, rule_for
from stemdag.files import CountFile, ResultFile, read
from tests.reference import reference


def test_the_council_elections_of_2022() -> None:
    stations: set[tuple[str, str]] = set()
    on_voter_cards: set[str] = set()
    errors: Counter[str] = Counter()
    totals = 0
    for file in read(reference("gr2022", "gr2022_stembureaus_osv4-3_csv.zip")):
        assert isinstance(file, CountFile)
        category = file.election.category
        for unit in file.units:
            found = check_file(unit.count, unit.unexplained, category)
            wrong = [each.code for each in found if each.is_error]
            errors.update(wrong)
            if wrong:
                stations.add((file.source, unit.id))
            if any(each.code == "S.104" for each in found):
                on_voter_cards.add(file.source)
        total = check_file(file.total.count, file.total.unexplained, category, is_total=True)
        assert {each.code for each in total} <= {"F.312"}
        totals += bool(total)
    assert errors == {"F.201": 4, "F.305": 3, "F.306": 22, "F.308": 19, "F.309": 3}
    assert (len(stations), len({source for source, _ in stations})) == (48, 31)
    assert totals == 27
    assert len(on_voter_cards) == 8


def test_the_house_of_2021_from_its_own_files() -> None:
    """The seats of the national count (510d) are those of the official result (520)."""
    files = list(read(reference("tk2021", "EML_bestanden_TK2021_deel_1.zip")))
    (national,) = (each for each in files if isinstance(each, CountFile) and each.form == "510d")
    (official,) = (each for each in files if isinstance(each, ResultFile))
    votes = {number: each.total for number, each in national.total.count.lists.items()}
    found = apportion(votes, 150, rule_for(national.election.category, 150, national.election.date))
    assert {number: seats for number, seats in found.seats.items() if seats} == official.seats
    assert sum(official.seats.values()) == 150
