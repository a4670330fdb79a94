"""The station app reads, recognises and judges passes as the server does."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from functools import cache
from itertools import product
from pathlib import Path
from random import Random
from typing import Any

import pytest

from stemdag.domain.errors import Refused
from stemdag.domain.pass_numbers import PassNumbers, origin, recognise
from stemdag.domain.passes import (
    VISIT,
    Judgement,
    Known,
    PassKind,
    Place,
    Reason,
    Step,
    Use,
    Verdict,
    Visit,
    hand_in,
    judge,
    read,
)
from tests.capture.device import APP, altered, ran

NOON = datetime(2026, 3, 18, 12, 0, tzinfo=UTC)
HERE = Place("0034", 7)
PLACES = (HERE, Place("0034", 8), Place("0363", 7))
MS = timedelta(milliseconds=1)

PROGRAM = """
import { readFileSync } from "node:fs";
const [folder] = process.argv.slice(1);
const passes = await import(`${folder}/passes.js`);
const { origin, recognise } = await import(`${folder}/pass_numbers.js`);
const texts = (await import(`${folder}/texts/pass.js`)).default;
const given = JSON.parse(readFileSync(0, "utf8"));
const attempt = (act) => {
  try { return act(); } catch (error) {
    if (!error.code) throw error;
    return { code: error.code, params: error.params };
  }
};
const visit = (handed) => {
  let found = passes.newVisit("now");
  return handed.map(([fingerprint, kind]) => {
    const next = attempt(() => passes.handIn(found, fingerprint, kind));
    if (!next.code) found = next;
    return [next, passes.complete(found)];
  });
};
process.stdout.write(JSON.stringify({
  read: given.read.map((text) => attempt(() => passes.read(text))),
  judged: given.judged.map((each) => passes.judge(...each)),
  visits: given.visits.map(visit),
  origins: given.numbers.map(([number, , own, others]) => origin(number, own, others)),
  recognised: given.numbers.map((each) => attempt(() => recognise(...each))),
  texts,
}));
"""


def texts() -> list[str]:
    """What may be typed or scanned: every kind of space, dash and letter, alone and in a number."""
    dice = Random(1)
    odd = [
        chr(each) for each in [*range(0x250), *range(0x2000, 0x2070), 0x2212, 0x3000, 0xFEFF, 0x1680, 0x660]
    ]
    signs = [*"0123456789AZaz ", "-", "\n", "é", "ß", "ı", "ﬁ", "１", "\u00ad"]
    return [
        "", "https://example.org/1", "1" * 20, "1" * 21, "1 " * 20, "A" * 20 + "1", "\U0001d7d9",
        *odd, *(f"1{each}2" for each in odd), *(f"{each}12" for each in odd),
        *("".join(dice.choices(signs, k=dice.randint(1, 24))) for _ in range(2000)),
    ]  # fmt: skip


def judged() -> list[tuple[Known, Place, str, datetime]]:
    dice = Random(2)
    edges = [VISIT, VISIT + MS, VISIT - MS, timedelta(), timedelta(hours=3)]

    def use() -> Use:
        return Use(
            dice.choice(PLACES),
            NOON + dice.choice((-1, 1)) * dice.choice(edges),
            dice.choice(("now", "a", "b")),
        )

    def known() -> Known:
        return Known(
            tuple(use() for _ in range(dice.randint(0, 3))),
            dice.random() < 0.5,
            dice.choice((None, None, None, *Reason)),
            dice.random() < 0.3,
        )

    return [(known(), HERE, "now", NOON) for _ in range(3000)]


def visits() -> list[list[tuple[int, PassKind]]]:
    dice = Random(3)
    return [
        [(dice.randint(1, 4), dice.choice(list(PassKind))) for _ in range(dice.randint(1, 6))]
        for _ in range(500)
    ]


SHAPES = (None, PassNumbers("26A"), PassNumbers("26B", 9), PassNumbers("", 8), PassNumbers("26A", 9))
Number = tuple[str, PassKind, PassNumbers | None, dict[str, PassNumbers | None]]


def numbers() -> list[Number]:
    return [
        (number, kind, own, {"PS2026": one, "AB2026": other})
        for number, kind, own, one, other in product(
            ("26A123456", "26B123456", "26A1", "12345678", "126A12345"), PassKind, SHAPES, SHAPES, SHAPES
        )
    ]


def code(refused: Refused) -> dict[str, Any]:
    return {"code": refused.code, "params": refused.params}


def as_use(use: Use | None) -> dict[str, Any] | None:
    if use is None:
        return None
    return {"place": as_place(use.place), "at": round(use.at.timestamp() * 1000), "visit": use.visit}


def as_place(place: Place) -> dict[str, Any]:
    return {"municipality": place.municipality, "station": place.station}


def as_known(known: Known) -> dict[str, Any]:
    return {
        "uses": [as_use(each) for each in known.uses],
        "inFilter": known.in_filter,
        "reason": known.reason,
        "cleared": known.cleared,
    }


def as_numbers(form: PassNumbers | None) -> dict[str, Any] | None:
    return form and {"prefix": form.prefix, "length": form.length}


def as_judged(found: Judgement) -> dict[str, Any]:
    return {
        "verdict": found.verdict,
        "step": found.step,
        "reason": found.reason,
        "here": as_use(found.here),
        "elsewhere": as_use(found.elsewhere),
    }


def server_read(text: str) -> Any:
    try:
        return read(text)
    except Refused as refused:
        return code(refused)


def server_visit(handed: list[tuple[int, PassKind]]) -> list[Any]:
    visit, found = Visit("now"), list[Any]()
    for each in handed:
        try:
            visit = hand_in(visit, *each)
            said: Any = {
                "name": "now", "own": visit.own, "ownKind": visit.own_kind, "proxies": list(visit.proxies),
            }  # fmt: skip
        except Refused as refused:
            said = code(refused)
        found.append([said, visit.complete])
    return found


def server_recognised(each: Number) -> Any:
    try:
        found = recognise(*each)
    except Refused as refused:
        return code(refused)
    return {"whose": found.whose, "election": found.election}


@cache
def expected() -> dict[str, list[Any]]:
    places = [origin(number, own, others) for number, _, own, others in numbers()]
    return {
        "read": [server_read(each) for each in texts()],
        "judged": [as_judged(judge(*each)) for each in judged()],
        "visits": [server_visit(each) for each in visits()],
        "origins": [{"whose": each.whose, "election": each.election} for each in places],
        "recognised": [server_recognised(each) for each in numbers()],
    }


def on_the_device(folder: Path = APP) -> dict[str, Any]:
    given = {
        "read": texts(),
        "judged": [
            [as_known(known), as_place(place), visit, round(now.timestamp() * 1000)]
            for known, place, visit, now in judged()
        ],
        "visits": visits(),
        "numbers": [
            [number, kind, as_numbers(own), {name: as_numbers(each) for name, each in others.items()}]
            for number, kind, own, others in numbers()
        ],
    }
    found: dict[str, Any] = ran(PROGRAM, given, folder)
    return found


@pytest.mark.parametrize(
    ("part", "given"),
    [("read", texts), ("judged", judged), ("visits", visits), ("origins", numbers), ("recognised", numbers)],
)
def test_the_device_does_what_the_server_does(part: str, given: Any) -> None:
    both = zip(given(), expected()[part], on_the_device()[part], strict=True)
    found = [each for each in both if each[1] != each[2]]
    assert not found, (len(found), found[0])


def test_the_batches_reach_every_answer() -> None:
    found = expected()
    assert {each["verdict"] for each in found["judged"]} == set(Verdict)
    assert {each["step"] for each in found["judged"]} == set(Step)
    refused = {each["code"] for part in found.values() for each in part if "code" in each}
    refused |= {said["code"] for visit in found["visits"] for said, _ in visit if "code" in said}
    assert refused == {
        "pass.empty", "pass.foreign", "pass.long", "pass.proxies", "pass.own", "pass.other_election",
        "pass.other_municipality",
    }  # fmt: skip


def test_each_refusal_has_its_words_and_quotes_what_it_is_given() -> None:
    said = on_the_device()["texts"]
    refusals = [each for part in ("read", "recognised") for each in expected()[part] if "code" in each]
    refusals += [each for visit in expected()["visits"] for each, _ in visit if "code" in each]
    for language in ("nl", "en"):
        for each in refusals:
            words = said[language][each["code"].removeprefix("pass.")]
            assert "{" not in words.format(**each["params"])
        assert {f"pass.{name}" for name in said[language]} == {each["code"] for each in refusals}


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        ("passes.js", "5 * 60_000", "5 * 60_000 - 1"),
        ("passes.js", "<= VISIT", "< VISIT"),
        ("passes.js", "LONGEST = 20", "LONGEST = 21"),
        ("passes.js", "MOST_PROXIES = 2", "MOST_PROXIES = 3"),
        ("passes.js", "\\x1c-\\x1f", ""),
        ("passes.js", "\\x85", ""),
        ("passes.js", "(?=.*[0-9])", ""),
        ("passes.js", "/^[\\x00-\\x7f]+$/.test(tidy)", "true"),
        ("passes.js", "same[0] ?? ours[0]", "ours[0]"),
        ("passes.js", "&& !known.cleared", ""),
        ("passes.js", "&& one.station === other.station", ""),
        ("passes.js", ".sort((one, other) => one.at - other.at)", ""),
        ("passes.js", "|| visit.proxies.includes(fingerprint)", ""),
        ("pass_numbers.js", "number.startsWith(prefix)", "number.includes(prefix)"),
        ("pass_numbers.js", "length === null || ", ""),
        ("pass_numbers.js", '&& kind === "poll_card"', ""),
    ],
)  # fmt: skip
def test_a_slip_in_the_modules_is_noticed(file: str, old: str, new: str, tmp_path: Path) -> None:
    found = on_the_device(altered(tmp_path, file, old, new))
    assert any(found[part] != expected()[part] for part in expected())
