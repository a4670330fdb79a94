"""What the readers make of small files, kind by kind, and of what is odd in them."""

from __future__ import annotations

import zipfile
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from stemdag.domain.election import Area, Category
from stemdag.domain.station import Counting, Kind
from stemdag.files import (
    CandidatesFile,
    CountFile,
    DefinitionFile,
    ElectionFile,
    OwnDefinition,
    ResultFile,
    Skipped,
    UnitCount,
    read,
)
from stemdag.files.names import category_of, station_name
from stemdag.files.oddities import CODES
from tests.files import made, made_messages

HERE = Path(__file__).parent


def one(tmp_path: Path, data: bytes, name: str = "file") -> ElectionFile:
    path = tmp_path / name
    path.write_bytes(data)
    [found] = read(path)
    return found


def counted(tmp_path: Path, data: bytes) -> CountFile:
    found = one(tmp_path, data)
    assert isinstance(found, CountFile)
    return found


def codes(found: CountFile) -> list[str]:
    return [each.code for each in found.oddities]


def test_definition(tmp_path: Path) -> None:
    found = one(tmp_path, made_messages.DEFINITION, "wrong-name.csv")
    assert isinstance(found, DefinitionFile)
    assert (found.election.id, found.election.category) == ("GR2026_Voorbeeld", Category.GR)
    assert (found.election.seats, found.election.threshold, found.election.subcategory) == (23, 25, "GR2")
    assert found.election.domain == Area("9901", "Voorbeeld")
    assert (found.municipalities, found.parties) == ((Area("0901", "Voorbeeld"),), ("Dorpsbelang",))


def test_candidates(tmp_path: Path) -> None:
    found = one(tmp_path, made_messages.CANDIDATES)
    assert isinstance(found, CandidatesFile)
    assert (found.contest, found.contest_name) == ("XIV", "Zuid")
    [list_] = found.ballot.lists
    assert (list_.number, list_.name, list_.label) == (3, "", "Blanco lijst 3")
    assert [(c.number, c.name, c.short_code) for c in list_.candidates] == [
        (2, "de Vries, A.", "VriesA"),
        (5, "Cher", None),
    ]


def test_result(tmp_path: Path) -> None:
    found = one(tmp_path, made_messages.RESULT)
    assert isinstance(found, ResultFile)
    assert found.seats == {1: 2}
    assert [(each.list, each.number, each.name, each.ranking) for each in found.elected] == [
        (1, 2, "de Vries, A.", 2),
        (1, 1, "Jansen, B.C.", 1),
    ]


def test_own_definition() -> None:
    [found] = read(HERE / "definition.json")
    assert isinstance(found, OwnDefinition)
    assert found.election.days == (date(2026, 3, 16), date(2026, 3, 17), date(2026, 3, 18))
    assert found.election.rehearsal
    [(municipality, ballot, stations)] = found.municipalities
    assert (municipality.code, municipality.electorate) == ("9901", 31250)
    assert municipality.counting is Counting.DECENTRAL
    assert [each.number for each in ballot] == [1, 3]
    assert [(each.number, each.kind, each.electorate) for each in stations] == [
        (1, Kind.REGULAR, 1450),
        (101, Kind.MOBILE, None),
    ]
    assert len(stations[1].hours) == 2


def test_kieskringen_with_short_codes_and_their_own_numbers() -> None:
    [found] = read(HERE / "kieskringen.eml.xml")
    assert isinstance(found, CountFile)
    assert found.area.name == "Voorbeeldland"
    one, three, seven = found.ballot.lists
    # Numbers that agree are kept, with their gap; those that do not follow the order of the total.
    assert [(c.number, c.short_code) for c in one.candidates] == [(1, "AkkerA"), (4, "BergB")]
    assert [(c.number, c.short_code) for c in three.candidates] == [(1, "ZeeZ"), (2, "LandL"), (3, "DijkD")]
    assert [(c.number, c.short_code) for c in seven.candidates] == [(1, "SoloS")]
    assert {n: dict(each.candidates or {}) for n, each in found.total.count.lists.items()} == {
        1: {1: 18, 4: 12},
        3: {1: 9, 2: 4, 3: 2},
        7: {1: 5},
    }
    north, south = found.units
    assert (north.id, north.number, north.name) == ("HSB1", None, "Noord")
    assert dict(north.count.lists[3].candidates or {}) == {1: 6, 3: 2}
    assert dict(south.count.lists[3].candidates or {}) == {2: 4, 1: 3}
    assert set(north.count.lists) == {1, 3}
    assert codes(found) == ["numbering-differs"]
    assert "lists 3" in found.oddities[0].text


def test_short_code_that_no_unit_tells(tmp_path: Path) -> None:
    text = (HERE / "kieskringen.eml.xml").read_text()
    found = counted(tmp_path, text.replace('ShortCode="SoloS"', 'ShortCode="Lost"', 1).encode())
    assert "short-code-unknown" in codes(found)
    assert [(c.number, c.short_code) for c in found.ballot.by_number[7].candidates] == [
        (2, "Lost"),
        (1, "SoloS"),
    ]


def test_a_zip_gives_its_files_in_order_and_says_what_it_skips(tmp_path: Path) -> None:
    path = tmp_path / "set.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a/count.csv", made.as_csv(made.small()))
        archive.writestr("readme.txt", "Verkiezing is a word here")
        archive.writestr("empty.eml.xml", "")
        archive.writestr("other.json", '{"a": 1}')
        archive.writestr("page.html", "<!DOCTYPE html><html><p>hello</html>")
        archive.writestr("feed.xml", "<rss/>")
        archive.writestr("b.eml.xml", made_messages.RESULT)
        archive.writestr("c.eml.xml", made_messages.RESULT.replace(b'"520"', b'"210"'))
        archive.mkdir("folder")
    found = list(read(path))
    assert [each.source for each in found if not isinstance(each, Skipped)] == [
        "set.zip/a/count.csv",
        "set.zip/b.eml.xml",
    ]
    assert {each.source.partition("/")[2]: each.why for each in found if isinstance(each, Skipped)} == {
        "readme.txt": "It is no election file.",
        "empty.eml.xml": "It is empty.",
        "other.json": "It is no election file.",
        "page.html": "It is a web page, no election file.",
        "feed.xml": "It is XML of another kind, not EML.",
        "c.eml.xml": "EML 210 has no reader here.",
    }


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Stembureau Stadhuis (postcode: 6511 PP)", ("Stadhuis", "6511 PP")),
        ("Stembureau Stembureau De Zon", ("De Zon", None)),
        ("Briefstembureau 1 (postcode: 6511pp)", ("Briefstembureau 1", "6511 PP")),
        ("Stembureau Briefstembureau", ("Briefstembureau", None)),
        ("Stembureau 12", ("Stembureau 12", None)),
        ("Gemeentehuis (maandag)", ("Gemeentehuis (maandag)", None)),
        ("Kantoor (postcode: )", ("Kantoor", None)),
    ],
)
def test_station_names(text: str, expected: tuple[str, str | None]) -> None:
    assert station_name(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Gemeenteraad Nijmegen 2022", Category.GR),
        ("Algemeen bestuur van het wetterskip Fryslân 2019", Category.AB),
        ("Waterschap Aa en Maas 2023", Category.AB),
        ("Provinciale Staten Fryslân 2019", Category.PS),
        ("Tweede Kamer der Staten-Generaal 2021", Category.TK),
        ("Eerste Kamer 2023", Category.EK),
        ("Europees Parlement 2024", Category.EP),
        ("Eilandsraad Bonaire 2023", Category.ER),
        ("Kiescollege Saba 2023", Category.KC),
        ("Raadgevend referendum 2018", Category.NR),
        ("Songfestival 2022", None),
    ],
)
def test_category_of_a_name(text: str, expected: Category | None) -> None:
    assert category_of(text) is expected


def changed(**changes: object) -> CountFile:
    """The small file with its second station changed."""
    small = made.small()
    first, second = small.units
    return made.file(small.ballot, [first, replace(second, **changes)])  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("file", "code", "times"),
    [
        (changed(postcode=None), "some-postcodes-missing", 1),
        (changed(name="Stadhuis"), "equal-names", 1),
        (changed(electorate=0), "station-without-electorate", 1),
        (changed(electorate=22), "more-admitted-than-eligible", 1),
        (changed(), "negative-number", 1),
        (changed(number=1, id="0268::SB1"), "repeated-number", 1),
        (changed(count=made.count([[0, 0], [0, 0]], made.BALLOT)), "no-ballots", 1),
        (made.small(passes=2), "voter-cards", 1),
    ],
)
def test_what_is_odd_at_stations(tmp_path: Path, file: CountFile, code: str, times: int) -> None:
    for data in (made.as_csv(file), made.as_eml(file)):
        assert codes(counted(tmp_path, data)).count(code) == times
    assert code == "negative-number" or code not in codes(counted(tmp_path, made.as_csv(made.small())))


def many(electorates: list[int]) -> CountFile:
    station = made.small().units[0]
    units: list[UnitCount] = [
        replace(station, number=n, id=f"0268::SB{n}", name=f"Bureau {n}", electorate=each, postcode=None)
        for n, each in enumerate(electorates, 1)
    ]
    return made.file(made.BALLOT, units)


def test_electorates_and_postcodes_of_the_whole_file(tmp_path: Path) -> None:
    even = codes(counted(tmp_path, made.as_csv(many([1886] * 5 + [20]))))
    assert "electorate-spread" in even
    assert "no-postcodes" in even
    empty = codes(counted(tmp_path, made.as_csv(many([0, 0]))))
    assert (empty.count("no-electorate"), empty.count("station-without-electorate")) == (1, 2)
    whole = many([900, 900])
    repeated = replace(whole, total=replace(whole.total, electorate=900))
    found = codes(counted(tmp_path, made.as_csv(repeated)))
    assert "electorate-repeated" in found
    assert "total-differs-from-units" in found
    over = replace(whole, total=replace(whole.total, electorate=3))
    assert "area-more-admitted-than-eligible" in codes(counted(tmp_path, made.as_csv(over)))


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        (b";geldige stembiljetten;;;31;", b";geldige stembiljetten;;;30;", "valid-differs-from-lists"),
        (
            b";aangetroffen stembiljetten;;;34;",
            b";aangetroffen stembiljetten;;;35;",
            "found-differs-from-parts",
        ),
        (b";;1;de Vries, A.;6;5;1", b";;1;de Vries, A.;6;4;1", "list-differs-from-candidates"),
        (b";;1;de Vries, A.;6;5;1", b";;1;de Vries, A.;5;5;1", "total-differs-from-units"),
        (b";opgeroepenen;;;1200;", b";opgeroepenen;;;1300;", "total-differs-from-units"),
        (b";blanco stembiljetten;;;1;1;0", b";blanco stembiljetten;;;1;1;", "empty-cell"),
        (b";andere verklaring;", b";gestolen stembiljetten;", "unknown-row"),
        (b";geen verklaring;;;1;0;1\n", b"", "missing-row"),
        (b'1;"Partij ""Een""";', b'1;"Partij" Een;', "stray-quote"),
    ],
)
def test_what_is_odd_in_a_csv(tmp_path: Path, old: bytes, new: bytes, code: str) -> None:
    data = made.as_csv(made.small())
    assert old in data
    assert code not in codes(counted(tmp_path, data))
    assert code in codes(counted(tmp_path, data.replace(old, new)))


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        (b'SchemaVersion="5"', b'SchemaVersion="6"', "schema-version"),
        (b'"andere verklaring"', b'"zomaar"', "unknown-reason"),
        (b'<RejectedVotes ReasonCode="blanco">1</RejectedVotes>', b"", "missing-figure"),
        (b'<UncountedVotes ReasonCode="toegelaten kiezers">34</UncountedVotes>', b"", "figure-derived"),
    ],
)
def test_what_is_odd_in_an_eml(tmp_path: Path, old: bytes, new: bytes, code: str) -> None:
    data = made.as_eml(made.small())
    assert old in data
    assert code not in codes(counted(tmp_path, data))
    assert code in codes(counted(tmp_path, data.replace(old, new)))


def test_odd_areas(tmp_path: Path) -> None:
    text = (HERE / "kieskringen.eml.xml").read_text()
    none = counted(tmp_path, text.replace("<ns6:Cast>40<", "<ns6:Cast>0<").encode())
    assert "area-without-electorate" in codes(none)
    same = counted(tmp_path, text.replace('Id="HSB2"', 'Id="HSB1"').encode())
    assert "repeated-unit" in codes(same)
    before, _, after = text.rpartition("Same everywhere")
    named = counted(tmp_path, f"{before}Another name{after}".encode())
    assert "name-differs" in codes(named)
    start, end = text.index("<ns6:ReportingUnitVotes"), text.rindex("</ns6:ReportingUnitVotes>")
    bare = text[:start] + text[end + len("</ns6:ReportingUnitVotes>") :]
    assert "no-units" in codes(counted(tmp_path, bare.encode()))


def test_a_result_without_lists(tmp_path: Path) -> None:
    data = made_messages.RESULT
    start, end = data.index(b"<Selection><Aff"), data.index(b"<Selection><Cand")
    found = one(tmp_path, data[:start] + data[end:])
    assert isinstance(found, ResultFile)
    assert [each.code for each in found.oddities] == ["unknown-list", "unknown-list"]
    assert found.seats == {}


def test_a_comment_does_not_cut_a_number_short(tmp_path: Path) -> None:
    data = made.as_eml(made.small())
    assert b"<Cast>1200</Cast>" in data
    found = counted(tmp_path, data.replace(b"<Cast>1200</Cast>", b"<Cast>12<!-- x -->00</Cast>"))
    assert found.total.electorate == 1200


def test_figures_that_are_missing_are_taken_from_the_others(tmp_path: Path) -> None:
    data = made.as_eml(made.small())
    for reason in (b"geldige stempassen", b"toegelaten kiezers"):
        parts = data.split(b'<UncountedVotes ReasonCode="' + reason + b'">')
        data = parts[0] + b"".join(part.partition(b"</UncountedVotes>")[2] for part in parts[1:])
    count = counted(tmp_path, data).total.count
    # H 34, one more and one fewer: D 34; less 5 proxies and no voter cards: A 29.
    assert (count.cast, count.admitted, count.poll_cards) == (34, 34, 29)


def test_every_code_is_documented_and_every_documented_code_exists() -> None:
    text = (HERE.parents[1] / "docs" / "files.md").read_text()
    text = text.partition("\n## Oddities\n")[2].partition("\n## ")[0]
    rows = [line.split("|")[1].strip().strip("`") for line in text.splitlines() if line.startswith("| `")]
    assert sorted(rows) == sorted(CODES)


def test_the_example_in_the_documentation_is_the_one_that_is_tested() -> None:
    text = (HERE.parents[1] / "docs" / "files.md").read_text()
    assert (HERE / "definition.json").read_text().strip() in text
