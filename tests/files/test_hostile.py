"""Files that cannot be read, or must not be: each is refused, with its place, and nothing else happens."""

from __future__ import annotations

import stat
import zipfile
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stemdag.domain.count import LARGEST, fields
from stemdag.files import CountFile, ElectionFile, Skipped, Unreadable, archives, door, read
from stemdag.files.eml import message
from tests.files import made, made_messages

CSV = made.as_csv(made.small())
EML = made.as_eml(made.small())
KIESKRINGEN = Path(__file__).with_name("kieskringen.eml.xml").read_bytes()
JSON = Path(__file__).with_name("definition.json").read_bytes()


def attempt(tmp_path: Path, data: bytes, name: str = "given") -> list[ElectionFile]:
    path = tmp_path / name
    path.write_bytes(data)
    return list(read(path))


def refusal(tmp_path: Path, data: bytes) -> Unreadable:
    with pytest.raises(Unreadable) as caught:
        attempt(tmp_path, data)
    problem = caught.value
    assert problem.source.startswith("given")
    assert problem.text
    assert problem.remedy
    assert problem.text in str(problem)
    assert problem.remedy in str(problem)
    return problem


def replaced(data: bytes, old: str, new: str, times: int = 1) -> bytes:
    assert old.encode() in data
    return data.replace(old.encode(), new.encode(), times)


@pytest.mark.parametrize(
    ("data", "where", "text"),
    [
        (replaced(CSV, "Verkiezing;", "Uitslag;"), "", "no election file"),
        (b"", "", "empty"),
        (b"\x89PNG\r\n\x1a\n" + bytes(100), "", "no election file"),
        (CSV.decode("utf-8-sig").encode("utf-16"), "", "UTF-16"),
        (CSV.decode("utf-8-sig").encode("utf-32"), "", "UTF-16"),
        (CSV.decode("utf-8-sig").encode("cp1252"), "line 6, byte", "not UTF-8"),
        (replaced(CSV, "Datum;;2022-03-16", "Datum;;16-3-2022"), "head", "not a date"),
        (replaced(CSV, "2022-03-16", "9999-12-31"), "head", "not a date"),
        (replaced(CSV, "2022-03-16", "2022-02-30"), "head", "not a date"),
        (replaced(CSV, "2022-03-16", "20220316"), "head", "not a date"),
        (replaced(CSV, "Gemeenteraad", "Songfestival"), "head", "not a known type"),
        (replaced(CSV, "Nummer;;0268", "Nummer;;Nijmegen"), "head", "not a municipality code"),
        (replaced(CSV, "Gebied;;Gemeente Nijmegen\n", ""), "head", "`Gebied` is missing"),
        (replaced(CSV, "Gebied;;Gemeente Nijmegen", "Gebied"), "line 3", "without a value"),
        (replaced(CSV, ";Totaal;", ";Som;"), "line 6", "no column `Totaal`"),
        (replaced(CSV, ";;;;1;-1", ";;;;1;x"), "line 7, column 7", "not a station number"),
        (replaced(CSV, ";opgeroepenen;;;1200;", ";opgeroepenen;;;-5;"), "line 9, column 5", "from 0 to"),
        (replaced(CSV, ";opgeroepenen;;;1200;", ";opgeroepenen;;;1e3;"), "line 9, column 5", "from 0 to"),
        (replaced(CSV, ";opgeroepenen;;;1200;", ";opgeroepenen;;;1.200;"), "line 9, column 5", "from 0 to"),
        (replaced(CSV, ";opgeroepenen;;;1200;", ";opgeroepenen;;;1000000000;"), "line 9, column 5", "from 0"),
        (replaced(CSV, ";opgeroepenen;;;1200;", ";opgeroepenen;;;١٢;"), "line 9, column 5", "from 0 to"),
        (replaced(CSV, ";toegelaten kiezers;", ";iets anders;"), "line", "`toegelaten kiezers` is missing"),
        (replaced(CSV, ";blanco stem", ";ongeldige stem"), "line", "twice"),
        (replaced(CSV, ";;2;Jansen", ";;1;Jansen"), "lists", "twice"),
        (replaced(CSV, ";;2;Jansen", ";;2a;Jansen"), "line 27, column 3", "not a candidate number"),
        (replaced(CSV, "\n4;;;;", "\n1;;;;"), "lists", "twice"),
        (replaced(CSV, ";;2;Jansen, B.C.;2;2;0", ";;2;Jansen, B.C.;2;2;0;7"), "line 27, column 8", "belong"),
        (replaced(CSV, ";;2;Jansen, B.C.;2;2;0", ";;2;Jansen, B.C.;2;2"), "line 27, column 6", "cut off"),
        (CSV[: CSV.index(b"\n1;")], "line", "before the first list"),
        (
            CSV[: CSV.index(b"\n1;") + 1] + CSV[CSV.index(b";;1;de Vries") :],
            "line 25",
            "before the first list",
        ),
        (CSV[: CSV.index(b"\nGebiednummer")], "line 6", "ends before the row `Gebiednummer`"),
        (CSV[: CSV.index(b"\nLijstnummer")], "line 5", "ends before the row `Lijstnummer`"),
        (CSV[: CSV.index(b"\n4;") + 1], "line", "cut off"),
        (CSV[: CSV.index(b";;1;\xc3\x96zt")], "line", "cut off"),
    ],
)
def test_csv(tmp_path: Path, data: bytes, where: str, text: str) -> None:
    problem = refusal(tmp_path, data)
    assert problem.where.startswith(where)
    assert text in problem.text


@pytest.mark.parametrize(
    ("data", "where", "text"),
    [
        (EML[:-1], "line 1, column", "not well-formed"),
        (EML.replace("Ö".encode(), b"\xd6").replace(b"Het Anker", b"Het \xe9nker"), "line 1", "not UTF-8"),
        (replaced(EML, "<Cast>", "&lol;<Cast>"), "line 1", "not well-formed"),
        (b"<rss/>", "element rss", "another kind"),
        (replaced(EML, ":evs:schema:eml", ":evs:schema:other"), "element {urn:", "another"),
        (replaced(EML, 'Id="510b"', 'Id="210"'), "element EML", "210 has no reader"),
        (replaced(EML, 'Id="510b" ', ""), "element EML", "without an Id"),
        (replaced(EML, 'Id="510b"', 'Id="230b"'), "", "holds none"),
        (replaced(EML, 'Id="510b"', 'Id="110a"'), "", "no regions"),
        (replaced(EML, 'Id="510b"', 'Id="520"'), "", "names nobody"),
        (made_messages.CANDIDATES.replace(b"230b", b"510b"), "", "no TotalVotes"),
        (replaced(EML, "GR</Elec", "XX</Elec"), "line 1, element ElectionId", "`XX` is not a known category"),
        (replaced(EML, "2022-03-16</x", "soon</x"), "line 1, element ElectionId", "not an election date"),
        (replaced(EML, "2022-03-17T01:32:49.8341234", "now"), "line 1, element Creation", "not a moment"),
        (replaced(EML, "<ElectionIdentifier Id", "<ElectionIdentifier Nr"), "line 1", "no Id"),
        (replaced(EML, "<Cast>1200<", "<Cast>-1<"), "line 1, element Cast", "from 0 to"),
        (replaced(EML, "<Cast>500<", "<Cast>5_0<"), "line 1, element Cast, unit 0268::SB1", "from 0 to"),
        (replaced(EML, "<Cast>500<", "<Cast>1000000000<"), "line 1, element Cast, unit", "from 0 to"),
        (replaced(EML, "<Cast>500<", "<Cast/><Cast>500<"), "line 1, element Cast", "from 0 to"),
        (replaced(EML, "<Cast>500<", "<Cast>1</Cast><Cast>500<"), "line 1, element Cast", "twice"),
        (replaced(EML, 'CandidateIdentifier Id="2"', 'CandidateIdentifier Id="1"'), "line 1", "twice"),
        (replaced(EML, 'CandidateIdentifier Id="2"', "CandidateIdentifier"), "line 1", "no Id"),
        (replaced(EML, 'AffiliationIdentifier Id="4"', 'AffiliationIdentifier Id="1"'), "line 1", "twice"),
        (
            replaced(EML, 'AffiliationIdentifier Id="4"', 'AffiliationIdentifier Id="IV"'),
            "line 1",
            "from 0 to",
        ),
        (
            replaced(EML, "<Selection><Affil", "<Selection><ValidVotes>1</ValidVotes><Affil"),
            "line 1",
            "without a",
        ),
        (EML.replace(b"<TotalVotes>", b"<Gone>").replace(b"</TotalVotes>", b"</Gone>"), "", "no TotalVotes"),
        (replaced(EML, "TotalCounted", "Counted", 2), "line 1, element TotalVotes", "no TotalCounted"),
        (EML.replace(b"</TotalVotes>", b"</TotalVotes><TotalVotes/>"), "line 1, element Total", "several"),
        (
            EML.replace(b"ReportingUnitIdentifier", b"UnitIdentifier"),
            "line 1, element Rep",
            "no ReportingUnit",
        ),
        (EML.replace(b"<Contests>", b"<ElectionIdentifier/><Contests>"), "line 1", "second election"),
        (b'<?xml version="1.0" encoding="UTF-7"?>' + EML, "line 1", "encoding is UTF-7"),
        (EML.decode().encode("utf-16"), "", "UTF-16"),
        (EML.decode().encode("utf-16-le"), "", "UTF-16"),
        (b"<a>" * 400 + b"</a>" * 400, "element a", "another kind"),
        (
            replaced(EML, "<TransactionId>", "<a>" * 400 + "</a>" * 400 + "<TransactionId>"),
            "line 1",
            "well-formed",
        ),
        (
            replaced(EML, "<TransactionId>1", "<TransactionId>" + "1" * 11_000_000),
            "line 1",
            "not well-formed",
        ),
        (b"<!-- " + b"x" * 20_000 + b" -->" + EML, "line 1", "no element follows"),
        (b"<", "line 1", "no element follows"),
    ],
)
def test_eml(tmp_path: Path, data: bytes, where: str, text: str) -> None:
    problem = refusal(tmp_path, data)
    assert problem.where.startswith(where)
    assert text in problem.text


@pytest.mark.parametrize(
    "doctype",
    [
        '<!DOCTYPE EML [<!ENTITY x SYSTEM "{secret}">]>',
        '<!DOCTYPE EML SYSTEM "{secret}">',
        '<!DOCTYPE EML PUBLIC "-//x" "http://127.0.0.1:1/x.dtd">',
        '<!DOCTYPE EML [<!ENTITY % p SYSTEM "{secret}"> %p;]>',
        '<!DOCTYPE EML [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;"><!ENTITY x "&b;&b;&b;&b;">]>',
        "<!doctype EML []>",
    ],
)
@pytest.mark.parametrize("before", ["", "\ufeff", '<?xml version="1.0"?>\n', "<!-- x --> <?y z?>\n"])
def test_no_document_type_is_ever_parsed(tmp_path: Path, doctype: str, before: str) -> None:
    secret = tmp_path / "secret"
    secret.write_text("hidden")
    body = EML.decode().replace(">Nijmegen<", ">&x;<")
    problem = refusal(tmp_path, (before + doctype.format(secret=secret.as_uri()) + body).encode())
    assert "document type" in problem.text
    assert "hidden" not in str(problem)


def test_a_unit_without_end_is_refused_before_it_fills_the_memory(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(message, "UNIT_BYTES", 50_000)
    junk = b"<TransactionId>1</TransactionId>" * 10_000
    problem = refusal(tmp_path, replaced(EML, "<ManagingAuthority>", "<ManagingAuthority>" + junk.decode()))
    assert "One part of it is larger" in problem.text
    whole = EML.index(b"<ReportingUnitVotes>")
    end = EML.index(b"</ReportingUnitVotes>") + len(b"</ReportingUnitVotes>")
    many = EML[:whole] + EML[whole:end] * 100 + EML[end:]
    assert len(many) > 100_000
    [found] = attempt(tmp_path, many)
    assert not isinstance(found, Skipped)


def test_text_without_end_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(door, "TEXT_BYTES", 100)
    for data in (CSV, JSON):
        assert "larger than" in refusal(tmp_path, data).text


@pytest.mark.parametrize(
    ("old", "new", "where", "text"),
    [
        ('"Dorp Noord"', '" "', "municipalities[0].stations[0].quarter", "1 to 120 signs"),
        ('"Dorp Noord"', f'"{"x" * 121}"', "municipalities[0].stations[0].quarter", "1 to 120 signs"),
        ('"stemdag-definition": 1', '"stemdag-definition": 2', "stemdag-definition", "Version 2"),
        ('"category": "GR"', '"category": "XX"', "election.category", "not one of"),
        ('"category": "GR",', "", "election", "`category` is missing"),
        ('"date": "2026-03-18"', '"date": "18 March"', "election.date", "not a date"),
        ('"2026-03-16", "2026-03-17"', '"2026-03-17", "2026-03-16"', "election", "in order"),
        ("21:00:00+01:00", "21:00:00", "election.release", "no offset"),
        ('"release": "2026-03-18T21:00:00+01:00"', '"release": "nine"', "election.release", "not a moment"),
        (
            "2026-03-18T07:30",
            "0001-03-18T07:30",
            "municipalities[0].stations[0].hours[0].opens",
            "a moment of",
        ),
        ("Europe/Amsterdam", "Europe/Atlantis", "election.zone", "not a time zone"),
        ("Europe/Amsterdam", "../../etc/passwd", "election.zone", "not a time zone"),
        ('"seats": 23', '"seats": 0', "election", "not a number of seats"),
        ('"seats": 23', '"seats": true', "election.seats", "whole number"),
        ('"seats": 23', '"seets": 23', "election", "`seets` is not known"),
        ('"rehearsal": true', '"rehearsal": "yes"', "election.rehearsal", "`true` or `false`"),
        ('"code": "9901"', '"code": "99"', "municipalities[0].code", "four digits"),
        ('"code": "9901"', '"code": 9901', "municipalities[0].code", "Text belongs"),
        ('"electorate": 31250', '"electorate": -1', "municipalities[0].electorate", "below 0"),
        ('"number": 3,', '"number": 1,', "municipalities[0].ballot", "twice"),
        ('"number": 101', '"number": 1', "municipalities[0].stations", "2 times"),
        ('"kind": "mobile"', '"kind": "flying"', "municipalities[0].stations[1].kind", "not one of"),
        ("T07:30:00", "T22:30:00", "municipalities[0].stations[0].hours[0]", "closes before"),
        ('"stations": [', '"stations": 1, "x": [', "municipalities[0]", "`x` is not known"),
        ('"name": "Bus 1"', '"name": "Bus 1", "name": "Bus 2"', "", "twice"),
        ('"name": "Bus 1"', '"name": NaN', "", "not a number"),
        ('"name": "Bus 1"', '"name": "Bus', "line", "not JSON"),
        ('"seats": 23', '"seats": ' + "9" * 5000, "", "not taken"),
        ('"seats": 23', '"seats": ' + "[" * 100_000, "", "not taken"),
    ],
)
def test_definition(tmp_path: Path, old: str, new: str, where: str, text: str) -> None:
    problem = refusal(tmp_path, replaced(JSON, old, new))
    assert problem.where.startswith(where)
    assert text in problem.text


def test_definition_that_is_no_object_or_no_utf8(tmp_path: Path) -> None:
    assert "not UTF-8" in refusal(tmp_path, replaced(JSON, "Bus 1", "Bus 1").replace(b"Bus", b"B\xff")).text
    lists = replaced(JSON, '"municipalities": [', '"municipalities": {"a": 1}, "x": [')
    assert "not known" in refusal(tmp_path, lists).text
    nothing = b'{"stemdag-definition": 1, "election": 3, "municipalities": []}'
    assert "object belongs here" in refusal(tmp_path, nothing).text


def zipped(tmp_path: Path, *members: tuple[str | zipfile.ZipInfo, bytes], stored: bool = False) -> bytes:
    path = tmp_path / "making.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_STORED if stored else zipfile.ZIP_DEFLATED) as archive:
        for name, data in members:
            archive.writestr(name, data)
    return path.read_bytes()


def test_a_zip_within_a_zip(tmp_path: Path) -> None:
    inner = zipped(tmp_path, ("count.csv", CSV))
    problem = refusal(tmp_path, zipped(tmp_path, ("inner.csv", inner)))
    assert problem.source == "given/inner.csv"
    assert "zip within a zip" in problem.text


def test_a_zip_bomb_by_ratio(tmp_path: Path) -> None:
    problem = refusal(tmp_path, zipped(tmp_path, ("fine.csv", CSV), ("zeros.csv", bytes(4 << 20))))
    assert (problem.source, "zip bomb" in problem.text) == ("given/zeros.csv", True)


@pytest.mark.parametrize(
    ("limit", "value", "text"),
    [("TOTAL_BYTES", 1000, "unpack to"), ("MEMBER_BYTES", 900, "unpack to"), ("MEMBERS", 1, "2 members")],
)
def test_limits_of_a_zip(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, limit: str, value: int, text: str
) -> None:
    monkeypatch.setattr(archives, limit, value)
    assert text in refusal(tmp_path, zipped(tmp_path, ("a.csv", CSV), ("b.csv", CSV))).text


@pytest.mark.parametrize(
    "name", ["../a.csv", "/a.csv", "a/../../b.csv", "C:/a.csv", "..\\a.csv", "\\a.csv", "a.csv\0.exe"]
)
def test_a_name_that_points_outside(tmp_path: Path, name: str) -> None:
    data = zipped(tmp_path, ("x" * len(name), CSV)).replace(b"x" * len(name), name.encode())
    assert "outside the zip" in refusal(tmp_path, data).text
    assert sorted(each.name for each in tmp_path.iterdir()) == ["given", "making.zip"]


def test_a_link_in_a_zip(tmp_path: Path) -> None:
    link = zipfile.ZipInfo("link.csv")
    link.create_system = 3
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    assert "a link" in refusal(tmp_path, zipped(tmp_path, (link, b"/etc/passwd"))).text


def test_a_locked_member(tmp_path: Path) -> None:
    data = bytearray(zipped(tmp_path, ("a.csv", CSV)))
    data[6] |= 1
    data[data.rindex(b"PK\x01\x02") + 8] |= 1
    assert "password" in refusal(tmp_path, bytes(data)).text


def test_one_name_twice(tmp_path: Path) -> None:
    data = zipped(tmp_path, ("a.csv", CSV), ("b.csv", CSV)).replace(b"b.csv", b"a.csv")
    assert "twice" in refusal(tmp_path, data).text


def test_members_that_share_their_bytes(tmp_path: Path) -> None:
    data = bytearray(zipped(tmp_path, ("a.csv", CSV), ("b.csv", CSV)))
    second = data.rindex(b"PK\x01\x02")
    data[second + 42 : second + 46] = bytes(4)
    assert "overlaps" in refusal(tmp_path, bytes(data)).text


def test_damaged_zips(tmp_path: Path) -> None:
    whole = zipped(tmp_path, ("a.csv", CSV), stored=True)
    for cut in (30, len(whole) // 2, len(whole) - 3):
        assert "damaged or cut off" in refusal(tmp_path, whole[:cut]).text
    flipped = replaced(whole, "Stadhuis", "Stadhuys")
    assert "damaged here" in refusal(tmp_path, flipped).text
    deflated = bytearray(zipped(tmp_path, ("a.csv", CSV)))
    deflated[60:80] = bytes(20)
    assert "damaged here" in refusal(tmp_path, bytes(deflated)).text
    odd = bytearray(whole)
    odd[8:10] = odd[odd.rindex(b"PK\x01\x02") + 10 : odd.rindex(b"PK\x01\x02") + 12] = b"\x63\x00"
    assert "damaged here" in refusal(tmp_path, bytes(odd)).text


def test_what_cannot_be_opened(tmp_path: Path) -> None:
    for path in (tmp_path, tmp_path / "nowhere.csv"):
        with pytest.raises(Unreadable, match="cannot be opened"):
            list(read(path))


_NOISE = [b"", b"0", b"-", b'"', b";", b"<", b">", b"\n", b"\xff", b"9" * 12]


@given(st.data())
@settings(max_examples=150, deadline=None)
def test_whatever_happens_to_a_file_it_is_read_or_refused(data: st.DataObject) -> None:
    """Bytes changed, lost or added: never another exception, never a number outside its bounds."""
    given_ = bytearray(data.draw(st.sampled_from([CSV, EML, JSON, made_messages.DEFINITION, KIESKRINGEN])))
    for _ in range(data.draw(st.integers(1, 4))):
        place = data.draw(st.integers(0, len(given_)))
        end = place + data.draw(st.integers(0, 12))
        given_[place:end] = data.draw(st.sampled_from(_NOISE))
    with TemporaryDirectory() as folder:
        try:
            found = attempt(Path(folder), bytes(given_))
        except Unreadable:
            return
    for each in found:
        if isinstance(each, CountFile):
            for unit in (each.total, *each.units):
                numbers = [number for number in fields(unit.count).values() if number is not None]
                assert all(0 <= number <= LARGEST for number in numbers)


def test_wrong_encoding_in_a_zip_is_not_skipped(tmp_path: Path) -> None:
    data = zipped(tmp_path, ("a.csv", CSV.decode("utf-8-sig").encode("utf-16")))
    assert "UTF-16" in refusal(tmp_path, data).text
