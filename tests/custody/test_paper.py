"""A key on paper: printed, typed in again, and every mistake found in its line."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stemdag.custody.paper import Sheet, copied, from_paper, to_paper
from stemdag.domain.errors import Refused
from stemdag.seal.keys import fingerprint, public_of
from tests.custody.holding import MOMENT, PLACE, PRIVATE

SHEET = Sheet(*PLACE, MOMENT, PRIVATE)
PRINTED = to_paper(SHEET)
LINES = [line for line in PRINTED.splitlines() if line[:1].isdigit()]


@given(private=st.binary(min_size=96, max_size=96), minutes=st.integers(0, 10**6))
@settings(max_examples=30, deadline=None)
def test_what_is_printed_can_be_typed_in_again(private: bytes, minutes: int) -> None:
    sheet = Sheet("EP2024", "0014", MOMENT + timedelta(minutes=minutes), private)
    assert from_paper(to_paper(sheet)) == from_paper(to_paper(sheet, "en")) == sheet


def test_a_sheet_has_nine_lines_of_six_groups_and_the_fingerprint() -> None:
    assert [len(line.split()) for line in LINES] == [7] * 9
    assert fingerprint(public_of(PRIVATE)) in PRINTED
    # what lies in a safe must stay readable; from coreutils' sha256sum and base32
    assert LINES[0] == "1  AAAQ EAYE AUDA OCAJ BIFQ G3FI"
    assert all(len(line) <= 110 for line in PRINTED.splitlines())


def test_it_may_be_typed_the_way_people_type() -> None:
    lazy = PRINTED.lower().replace("  ", ". ", 1).replace(MOMENT.isoformat().lower(), MOMENT.isoformat())
    lazy = lazy.replace("gr2022_utrecht", "GR2022_Utrecht")
    for letter, digit in (("o", "0"), ("i", "1"), ("b", "8")):
        lazy = "\n".join(
            line[:3] + line[3:].replace(letter, digit) if line[:1].isdigit() else line
            for line in lazy.splitlines()
        )
    assert from_paper(lazy) == SHEET
    assert from_paper(PRINTED.replace("\n", "\r\n")) == SHEET
    assert from_paper(PRINTED.replace("\n1  ", "\n\n   1: ").replace("AAAQ EAYE", "AAAQEAYE")) == SHEET


@given(
    line=st.integers(0, 7), at=st.integers(3, 31), letter=st.sampled_from("ACDEFGHJKLMNPQRSTUVWXYZ2345679")
)
def test_a_wrong_letter_is_found_in_its_line(line: int, at: int, letter: str) -> None:
    typed = LINES[line][:at] + letter + LINES[line][at + 1 :]
    if typed == LINES[line]:
        return
    with pytest.raises(Refused) as refusal:
        from_paper(PRINTED.replace(LINES[line], typed))
    assert (refusal.value.code, refusal.value.where) == ("paper.line", f"line {line + 1}")


@pytest.mark.parametrize("line", range(9))
def test_a_missing_or_short_line_is_named(line: int) -> None:
    with pytest.raises(Refused) as refusal:
        from_paper(PRINTED.replace(LINES[line] + "\n", ""))
    assert (refusal.value.code, refusal.value.where) == ("paper.missing", f"line {line + 1}")
    with pytest.raises(Refused) as refusal:
        from_paper(PRINTED.replace(LINES[line], LINES[line][:-1]))
    assert (refusal.value.code, refusal.value.where) == ("paper.line", f"line {line + 1}")


@pytest.mark.parametrize(
    ("printed", "typed"),
    [
        ("GR2022_Utrecht", "GR2022_Utrech"),
        ("0344", "0345"),
        (MOMENT.isoformat(), (MOMENT - timedelta(minutes=1)).isoformat()),
    ],
)
def test_a_changed_heading_is_noticed(printed: str, typed: str) -> None:
    with pytest.raises(Refused) as refusal:
        from_paper(PRINTED.replace(printed, typed))
    assert refusal.value.code == "paper.sheet"


def test_lines_of_two_sheets_do_not_make_one() -> None:
    other = to_paper(replace(SHEET, private=bytes(reversed(PRIVATE))))
    for line in other.splitlines():
        if line.startswith("4  "):
            mixed = PRINTED.replace(LINES[3], line)
    with pytest.raises(Refused) as refusal:
        from_paper(mixed)
    assert refusal.value.code == "paper.sheet"


@pytest.mark.parametrize(
    ("printed", "typed", "code"),
    [
        ("Verkiezing:", "Verkiesing:", "paper.missing"),
        ("Gemeente: 0344", "Gemeente:", "paper.missing"),
        (MOMENT.isoformat(), "2022-03-16T20:00:00", "paper.line"),
        (MOMENT.isoformat(), "vanavond", "paper.line"),
    ],
)
def test_a_heading_that_cannot_be_read_is_named(printed: str, typed: str, code: str) -> None:
    with pytest.raises(Refused) as refusal:
        from_paper(PRINTED.replace(printed, typed))
    assert refusal.value.code == code


def test_the_same_moment_in_another_zone_is_the_same_sheet() -> None:
    amsterdam = MOMENT.astimezone(timezone(timedelta(hours=1)))
    assert from_paper(PRINTED.replace(MOMENT.isoformat(), amsterdam.isoformat())) == SHEET
    with pytest.raises(ValueError, match="zone"):
        to_paper(replace(SHEET, not_before=datetime(2022, 3, 16)))  # noqa: DTZ001


def test_a_refusal_and_a_sheet_do_not_show_the_key() -> None:
    with pytest.raises(Refused) as refusal:
        from_paper(PRINTED.replace(LINES[2], LINES[2][:-1]))
    assert LINES[2].split()[1] not in str(refusal.value)
    assert "private" not in repr(SHEET)


def test_a_key_that_is_registered_is_copied_afterwards() -> None:
    told: list[object] = []

    def register(election: str, municipality: str, private: bytes, not_before: datetime) -> None:
        told.append((election, municipality, private, not_before))

    copied(register, told.append)(*PLACE, PRIVATE, MOMENT.astimezone(UTC))
    assert told == [(*PLACE, PRIVATE, MOMENT), SHEET]
