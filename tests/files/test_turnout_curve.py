"""Turnout of before, as CSV."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pytest

from stemdag.files.errors import Unreadable
from stemdag.files.turnout_curve import Known, read_turnout


def given(tmp_path: Path, text: str | bytes) -> Path:
    path = tmp_path / "opkomst.csv"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def test_shares_as_a_spreadsheet_writes_them(tmp_path: Path) -> None:
    text = "\ufeffTime;Share\r\n7:30;0\r\n12:05;21,37\r\n\r\n21.00;58.4%\r\n"
    assert read_turnout(given(tmp_path, text)) == {
        "": (
            Known(450, Fraction(0), None),
            Known(725, Fraction(2137, 10_000), None),
            Known(1260, Fraction(584, 1000), None),
        )
    }


def test_voters_of_several_municipalities(tmp_path: Path) -> None:
    text = "municipality,number,time\n268,100,10:00\n0034,7,10:00\n0268,100,11:00\n"
    assert read_turnout(given(tmp_path, text)) == {
        "0268": (Known(600, None, 100), Known(660, None, 100)),
        "0034": (Known(600, None, 7),),
    }


@pytest.mark.parametrize(
    ("text", "where", "said"),
    [
        ("", "line 1", "does not name the columns"),
        ("uur,opkomst\n10:00,3\n", "line 1", "does not name the columns"),
        ("time,share\n", "opkomst.csv", "no turnout"),
        ("time,share\n10:00\n", "line 2", "1 fields instead of 2"),
        ("time,share\n25:00,3\n", "line 2", "'25:00' is no time"),
        ("time,share\n10:00,veel\n", "line 2", "'veel' is no percentage"),
        ("time,share\n10:00,-3\n", "line 2", "'-3' is no percentage"),
        ("time,number\n10:00,1.200\n", "line 2", "'1.200' is no number"),
        ("time,share\n10:00,3\n10:00,4\n", "line 3", "goes back"),
        ("time,share\n10:00,3\n11:00,2\n", "line 3", "goes back"),
        ("municipality,time,share\nNijmegen,10:00,3\n", "line 2", "'Nijmegen' is no CBS code"),
        (b"time,share\n10:00,\xff\n", "opkomst.csv", "not UTF-8"),
    ],
)
def test_what_is_wrong_is_said_with_its_place(
    tmp_path: Path, text: str | bytes, where: str, said: str
) -> None:
    with pytest.raises(Unreadable) as refusal:
        read_turnout(given(tmp_path, text))
    assert where in str(refusal.value)
    assert said in str(refusal.value)
    assert refusal.value.remedy


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(Unreadable, match="cannot be opened"):
        read_turnout(tmp_path / "nergens.csv")
