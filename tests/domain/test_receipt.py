"""The code of a receipt: it binds every number and the place, and tells nothing."""

from __future__ import annotations

import re
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stemdag.domain import receipt
from stemdag.domain.ballot import Ballot, Candidate, CandidateList
from stemdag.domain.clear import LETTERS
from stemdag.domain.count import fields
from stemdag.domain.station import Counting
from tests.domain.generated import counts

BALLOT = Ballot(
    (
        CandidateList(1, "Een", (Candidate(1, "A"), Candidate(2, "B"))),
        CandidateList(12, "Twaalf", (Candidate(10, "C"), Candidate(9, "D"))),
    )
)
SENT = receipt.Sent("GR2022_Almere", "0034", 1, 1, bytes(range(32)))
NUMBERS: dict[str, int | None] = {
    "A": 90, "B": 10, "C": None, "D": 100, "E": 98, "F": 1, "G": 1, "H": 100, "I": 0, "J": 0,
    "E.2": 38, "E.1": 60, "L.1": 60, "c.1.2": 20, "c.1.1": 40,
}  # fmt: skip


@settings(max_examples=60)
@given(st.data())
def test_any_other_number_is_another_code(data: st.DataObject) -> None:
    numbers = fields(data.draw(counts(BALLOT, Counting.DECENTRAL, form=True)))
    before = receipt.code(SENT, numbers)
    assert receipt.code(SENT, dict(reversed(numbers.items()))) == before
    codes = {before}
    for mark, number in numbers.items():
        codes.add(receipt.code(SENT, numbers | {mark: (number or 0) + 1}))
        # Nothing is not zero, and a number cannot move to its neighbour.
        codes.add(receipt.code(SENT, {each: one for each, one in numbers.items() if each != mark}))
    with_c = numbers["C"] is not None
    assert len(codes) == 1 + 2 * len(numbers) - (not with_c)


def test_another_place_version_or_random_is_another_code() -> None:
    others = [
        replace(SENT, election="GR2022_Almer"),
        replace(SENT, municipality="0035"),
        replace(SENT, station=11),
        replace(SENT, version=2),
        replace(SENT, nonce=bytes(32)),
    ]
    assert len({receipt.code(each, NUMBERS) for each in [SENT, *others]}) == 6
    with pytest.raises(ValueError, match="32 random bytes"):
        replace(SENT, nonce=b"short")


def test_it_is_what_the_document_says() -> None:
    """With the document alone in hand: its text, its hash, its letters."""
    page = (Path(__file__).parents[2] / "docs" / "data.md").read_text()
    [written] = re.findall(r"```\n(stemdag receipt 1\n.*?)```", page, re.DOTALL)
    assert receipt.text(SENT, NUMBERS) == written
    left = int(sha256(written.encode()).hexdigest(), 16)
    letters = "".join(LETTERS[left // 30**place % 30] for place in range(20))
    assert receipt.code(SENT, NUMBERS).replace("-", "") == letters
    assert f"`{LETTERS}`" in page


def test_typed_in_any_way_it_is_the_same_code() -> None:
    code = receipt.code(SENT, NUMBERS)
    assert re.fullmatch(rf"([{LETTERS}]{{4}}-){{4}}[{LETTERS}]{{4}}", code)
    assert receipt.tidy(code.lower().replace("-", "  ")) == code
