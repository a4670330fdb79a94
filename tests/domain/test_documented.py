"""`docs/checks.md` has one row for every code, with its marks."""

from __future__ import annotations

import re
from pathlib import Path

from stemdag.domain.across.ballot_types import CODE
from stemdag.domain.across.judge import RULES
from stemdag.domain.checks import BY_CODE

PAGE = Path(__file__).parents[2] / "docs" / "checks.md"
ROW = re.compile(r"^\| ([FWS]\.\d{3}) \| (.+?) \| (.+?) \| (.+?) \| (.+?) \|$", re.MULTILINE)


def test_every_code_has_its_row_and_no_row_is_left_over() -> None:
    rows = ROW.findall(PAGE.read_text(encoding="utf-8"))
    assert [code for code, *_ in rows] == [*BY_CODE, *RULES, CODE]


def test_what_a_rule_looks_at_stands_in_its_row() -> None:
    for code, when, *_ in ROW.findall(PAGE.read_text(encoding="utf-8")):
        for read in BY_CODE[code].reads if code in BY_CODE else ():
            if len(read) == 1:
                assert re.search(rf"\b{read}\b", when), (code, read)
