"""The EML files of a national election, and pairs of one count in EML and in CSV."""

from __future__ import annotations

import csv
from collections import Counter
from functools import cache

import pytest

from stemdag.domain.election import Category
from stemdag.files import (
    CandidatesFile,
    CountFile,
    DefinitionFile,
    ElectionFile,
    ResultFile,
    Skipped,
    read,
)
from tests.reference import reference, reference_root


@cache
def national() -> tuple[ElectionFile, ...]:
    return tuple(read(reference("tk2021", "EML_bestanden_TK2021_deel_1.zip")))


def counts(form: str) -> list[CountFile]:
    return [each for each in national() if isinstance(each, CountFile) and each.form == form]


def rows(*parts: str) -> list[dict[str, str]]:
    with reference(*parts).open(encoding="utf-8-sig", newline="") as lines:
        return [row for row in csv.DictReader(lines) if "TOTAL" not in row.values()]


def test_every_file_of_the_set_is_read() -> None:
    kinds = Counter(type(each) for each in national())
    assert kinds == {CandidatesFile: 20, CountFile: 20, DefinitionFile: 1, ResultFile: 1, Skipped: 1}
    [skipped] = [each for each in national() if isinstance(each, Skipped)]
    assert skipped.source.endswith("Opmerking bestanden TK2021.txt")


def test_the_definition_has_its_tree_and_seats() -> None:
    [found] = [each for each in national() if isinstance(each, DefinitionFile)]
    assert (found.election.seats, found.election.threshold) == (150, 25)
    assert Counter(each.category for each in found.regions)["KIESKRING"] == 20
    assert len(found.municipalities) == 355
    assert len(found.parties) == 37
    assert {each.code: each.name for each in found.municipalities}["0014"] == "Groningen"


def test_parties_have_their_votes_and_seats() -> None:
    [total] = counts("510d")
    [result] = [each for each in national() if isinstance(each, ResultFile)]
    expected = rows("tk2021", "expected_parties.csv")
    assert {int(row["list"]): int(row["votes"]) for row in expected} == {
        number: each.total for number, each in total.total.count.lists.items()
    }
    assert {int(row["list"]): row["name"] for row in expected} == {
        each.number: each.name for each in total.ballot
    }
    with_seats = {int(row["list"]): int(row["seats"]) for row in expected if row["seats"] not in ("", "0")}
    assert dict(result.seats) == with_seats
    assert sum(result.seats.values()) == len(result.elected) == 150
    first = result.elected[0]
    assert (first.list, first.short_code, first.name, first.ranking) == (1, "RutteM", "Rutte, M.", 1)


def test_municipalities_have_their_totals() -> None:
    units = {unit.id.rpartition("::")[2]: (file, unit) for file in counts("510c") for unit in file.units}
    expected = rows("tk2021", "expected_municipalities.csv")
    assert len(expected) == len(units)
    for row in expected:
        file, unit = units[row["cbs_code"]]
        count = unit.count
        found = {
            "kieskring": int(file.area.code),
            "eligible_as_filed": unit.electorate,
            "valid": count.candidate_votes,
            "blank": count.blank,
            "invalid": count.invalid,
            "lists": len(count.lists),
            "candidates": sum(len(each.candidates or {}) for each in count.lists.values()),
            "largest_list_votes": max(each.total for each in count.lists.values()),
        }
        assert found == {key: int(row[key]) for key in found}, row["municipality"]
        assert unit.name == row["municipality"]


def test_the_sums_hold_from_candidate_to_country() -> None:
    for file in [*counts("510c"), *counts("510d")]:
        assert not [each for each in file.oddities if each.code.endswith(("-candidates", "-lists", "-units"))]
    [total] = counts("510d")
    assert "numbering-differs" in {each.code for each in total.oddities}


def test_short_codes_of_the_total_are_resolved_across_kieskringen() -> None:
    [total] = counts("510d")
    assert sum(len(each.candidates) for each in total.ballot) == 1582
    for list_ in total.ballot:
        for candidate in list_.candidates:
            filed = (total.total.count.lists[list_.number].candidates or {})[candidate.number]
            added = sum(
                (unit.count.lists[list_.number].candidates or {}).get(candidate.number, 0)
                for unit in total.units
                if list_.number in unit.count.lists
            )
            assert added == filed, (list_.number, candidate)
    by_code = {c.short_code: c.number for c in total.ballot.by_number[1].candidates}
    assert (total.total.count.lists[1].candidates or {})[by_code["RutteM"]] == 1977651


def test_a_kieskring_has_its_own_ballot() -> None:
    found = {each.contest: each for each in national() if isinstance(each, CandidatesFile)}
    assert set(found) == {str(number) for number in range(1, 21)}
    assert {len(each.ballot) for each in found.values()} == {21, 29, 30, 31, 32, 33}
    for file in counts("510c"):
        listed = found[file.area.code].ballot
        assert [each.number for each in listed] == [each.number for each in file.ballot]
        assert {(e.number, c.number) for e in listed for c in e.candidates} == {
            (e.number, c.number) for e in file.ballot for c in e.candidates
        }


@pytest.mark.parametrize(
    ("folder", "eml", "table"),
    [
        (
            "gr2022",
            "Telling_GR2022_WestMaasenWaal.eml.xml",
            "osv4-3_telling_gr2022_westmaasenwaal.official-converter.csv",
        ),
        (
            "ps2019_ab2019",
            "Telling_AB2019_Fryslan_gemeente_Tytsjerksteradiel.eml.xml",
            "osv4-3_Telling_AB2019_Fryslan_gemeente_Tytsjerksteradiel.csv",
        ),
        (
            "ps2019_ab2019",
            "Telling_PS2019_Fryslan_gemeente_Tytsjerksteradiel.eml.xml",
            "osv4-3_Telling_PS2019_Fryslan_gemeente_Tytsjerksteradiel.csv",
        ),
    ],
)
def test_one_count_in_both_formats_is_one_count(folder: str, eml: str, table: str) -> None:
    [xml] = read(reference(folder, eml))
    [text] = read(reference(folder, table))
    assert isinstance(xml, CountFile)
    assert isinstance(text, CountFile)
    assert xml.total == text.total
    assert xml.units == text.units
    assert xml.area == text.area
    assert xml.election.category == text.election.category
    assert xml.election.date == text.election.date
    assert xml.election.name == text.election.name


def test_the_converter_and_the_zip_say_the_same() -> None:
    [quoted] = read(reference("gr2022", "osv4-3_telling_gr2022_westmaasenwaal.official-converter.csv"))
    [xml] = read(reference("gr2022", "Telling_GR2022_WestMaasenWaal.eml.xml"))
    [lists] = read(reference("gr2022", "Kandidatenlijsten_GR2022_WestMaasenWaal.eml.xml"))
    assert isinstance(quoted, CountFile)
    assert isinstance(xml, CountFile)
    assert isinstance(lists, CandidatesFile)
    assert quoted.election.id == "GR2022_0668"
    assert quoted.ballot == lists.ballot
    assert (xml.election.id, xml.election.category) == ("GR2022_WestMaasenWaal", Category.GR)
    assert (quoted.total.count.candidate_votes, len(quoted.units)) == (9350, 21)


def test_every_eml_and_csv_of_the_reference_is_read() -> None:
    root = reference_root()
    if root is None:
        pytest.skip("no reference data")
    paths = [*root.glob("*/*.eml.xml"), *root.glob("*/osv4-3_*.csv")]
    assert len(paths) >= 9
    for path in paths:
        [found] = read(path)
        assert not isinstance(found, Skipped), path


def test_a_country_without_a_number_is_not_odd() -> None:
    [found] = read(reference("tk2023", "Verkiezingsdefinitie_TK2023.eml.xml"))
    assert isinstance(found, DefinitionFile)
    assert not found.oddities
    assert found.regions[0].category == "STAAT"
