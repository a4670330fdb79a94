"""The checks of the station app find, mark and say exactly what the server's do."""

from __future__ import annotations

import copy
from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from itertools import islice
from pathlib import Path
from typing import Any

import pytest

from stemdag.domain.checks import RULES, PageRule, Scope
from stemdag.domain.count import Count, Explained, box_of
from stemdag.domain.slips import Slip
from stemdag.files import CountFile, read
from tests.capture.device import APP, TEXTS, Judged, altered, generated, on_the_device, on_the_server
from tests.long import LONG
from tests.reference import reference

OF_A_FORM = [
    rule.code for rule in RULES if isinstance(rule, PageRule) or rule.scope in {Scope.COUNT, Scope.DAY}
]

#: So many councils of 2022 in a short run.
COUNCILS = 60


@cache
def batch() -> tuple[tuple[Count, Judged], ...]:
    """The generated counts, each with what the server finds."""
    return tuple((count, on_the_server(count)) for count in generated())


def differences(
    pairs: Sequence[tuple[Count, Judged]], folder: Path = APP, texts: dict[str, Any] = TEXTS
) -> list[tuple[Count, Judged, Judged]]:
    """The counts on which the two do not agree, with what server and device say."""
    device = on_the_device([count for count, _ in pairs], folder, texts)
    return [
        (count, server, found)
        for (count, server), found in zip(pairs, device, strict=True)
        if server != found
    ]


def test_the_device_finds_marks_and_says_what_the_server_does() -> None:
    assert len(batch()) >= 3000
    found = differences(batch())
    assert not found, (len(found), found[0])


def test_the_batch_reaches_every_check_of_a_form_and_every_slip() -> None:
    device = [each for judged in on_the_device([count for count, _ in batch()]) for each in judged]
    assert {each["code"] for each in device} == set(OF_A_FORM)
    for language, texts in TEXTS.items():
        for slip in Slip:
            assert any(each["said"][language]["advice"].startswith(texts["slips"][slip]) for each in device)
    assert any(not judged for _, judged in batch())


def test_the_council_elections_of_2022_as_forms() -> None:
    """What the files hold, with the page totals, box and answer that belong to it."""
    counts = []
    files = read(reference("gr2022", "gr2022_stembureaus_osv4-3_csv.zip"))
    for file in islice(files, None if LONG else COUNCILS):
        assert isinstance(file, CountFile)
        counts += [_as_form(unit.count) for unit in file.units]
    pairs = [(count, on_the_server(count)) for count in counts]
    assert sum(1 for _, judged in pairs if judged) > 100
    found = differences(pairs)
    assert not found, (len(found), found[0])


def _as_form(count: Count) -> Count:
    return replace(
        count,
        lists={number: replace(each, page_total=each.total) for number, each in count.lists.items()},
        boxes=frozenset({box_of(count.admitted, count.cast)}),
        explained=frozenset() if count.admitted == count.cast else frozenset({Explained.YES}),
    )


# The comparison itself


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        ("checks.js", "100 * part >= percent", "100 * part > percent"),
        ("checks.js", "(part !== 0 || whole !== 0)", "true"),
        ("checks.js", "BLANK_PERCENT = 3", "BLANK_PERCENT = 2.99"),
        ("checks.js", "INVALID_PERCENT = 3", "INVALID_PERCENT = 3.01"),
        ("checks.js", "DIFFERENCE_PERCENT = 2", "DIFFERENCE_PERCENT = 3"),
        ("checks.js", "difference(x) >= DIFF", "difference(x) > DIFF"),
        ("checks.js", "!noValidVotes(x) && x.E", "x.E"),
        ("checks.js", "!emptyPage(page) && page.pageTotal !== page.list", "page.pageTotal !== page.list"),
        ("checks.js", "page.candidatesSum > 0 || page.listTotal > 0", "page.candidatesSum > 0"),
        ("checks.js", "...standing(WARNINGS, found, null),", ""),
        ("checks.js", "...standing(DAY, found, null),", ""),
        ("checks.js", "BEYOND_ELECTORATE = 1_000", "BEYOND_ELECTORATE = 999"),
        ("checks.js", "x.day.admitted !== null && ", ""),
        ("letters.js", "number !== null && ", ""),
        ("checks.js", "x.explained.size !== 1", "x.explained.size === 0"),
        ("checks.js", '? ["A", "B", "D"]', '? ["A", "B", "C", "D"]'),
        ("checks.js", '`E.${number}`), "E"]', '`E.${number}`)]'),
        ("letters.js", "pageTotal ?? 0", "pageTotal ?? total"),
        ("letters.js", "if (!votes.length) return", "if (!candidates) return"),
        ("slips.js", "other !== one + 1", "other <= one"),
        ("slips.js", 'shorter !== "0" && ', ""),
        ("check_texts.js", "[H, E + F + G]", "[H, E + F]"),
        ("check_texts.js", "[page.pageTotal, page.candidatesSum]", "[page.candidatesSum, page.pageTotal]"),
        ("check_texts.js", "Math.abs(D - H)", "H - D"),
        ("check_texts.js", "list: finding.list ?? 0", "list: 0"),
    ],
)  # fmt: skip
def test_a_slip_in_the_modules_is_noticed(file: str, old: str, new: str, tmp_path: Path) -> None:
    folder = altered(tmp_path, file, old, new)
    # Most slips show in one count of eight; who needs all of them gets them.
    assert differences(batch()[::8], folder) or differences(batch(), folder)


def test_a_word_in_the_texts_is_noticed() -> None:
    texts = copy.deepcopy(TEXTS)
    texts["en"]["chair"]["F.304"]["advice"] += " "
    found = differences(batch(), texts=texts)
    assert found
    assert all("F.304" in {each["code"] for each in server} for _, server, _ in found)


def test_a_text_that_the_device_cannot_fill_is_not_shown_in_half() -> None:
    texts = copy.deepcopy(TEXTS)
    texts["nl"]["chair"]["F.201"]["title"] = "{unheard_of}"
    with pytest.raises(AssertionError, match="no value for"):
        differences(batch(), texts=texts)
