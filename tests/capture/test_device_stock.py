"""The station app expects of the ballots what the server does, to the minute."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from functools import cache
from pathlib import Path
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from stemdag.domain.day_shape import TILBURG_2021, spans
from stemdag.domain.station import Hours
from stemdag.domain.stock import Level, Rules, Seen, Supply, forecast
from tests.capture.device import APP, altered, ran

LAST = date(2026, 3, 18)
ZONES = ("Europe/Amsterdam", "America/Kralendijk")
MIDNIGHT = datetime(2026, 3, 16, tzinfo=ZoneInfo("Europe/Amsterdam"))
CASES = 3000

PROGRAM = """
import { readFileSync } from "node:fs";
const [folder] = process.argv.slice(1);
const { spans, share } = await import(`${folder}/day_shape.js`);
const { forecast, RULES } = await import(`${folder}/stock.js`);
const { cases, last } = JSON.parse(readFileSync(0, "utf8"));
const found = cases.map(({ hours, zone, supply, admitted, now, options }) => {
  const openIn = spans(hours, last, zone);
  return { openIn, share: share(openIn, now), ...forecast(supply, admitted, openIn, now, options) };
});
process.stdout.write(JSON.stringify({ found, RULES }));
"""


def ms(moment: datetime) -> int:
    return round(moment.timestamp() * 1000)


def seen(dice: Random, voters: int, most: int) -> list[Seen]:
    """Reports as of a usual day, or as of none."""
    found = []
    for _ in range(dice.randint(0, most)):
        at = MIDNIGHT + timedelta(
            days=dice.choice((0, 1, 2, 2, 2)), seconds=dice.randint(6 * 3600, 22 * 3600)
        )
        share = TILBURG_2021.share(spans(_hours([2]), LAST), at)
        found.append(Seen(at, dice.choice((int(voters * share), dice.randint(0, 3000)))))
    return found


def _hours(days: list[int], opens: int = 450, closes: int = 1260) -> list[Hours]:
    return [
        Hours(MIDNIGHT + timedelta(days=day, minutes=opens), MIDNIGHT + timedelta(days=day, minutes=closes))
        for day in days
    ]


def case(dice: Random) -> tuple[tuple[Any, ...], dict[str, Any], str]:
    """What `forecast` is given, and the zone of the hours."""
    days = dice.choice(([2], [2], [2], [0, 1], [1, 2], [0, 1, 2], []))
    opens, closes = dice.choice(((450, 1260), (450, 1260), (360, 840), (30, 200), (600, 600)))
    voters = dice.choice((40, 300, 900, 2500))
    supply = Supply(
        dice.choice((None, voters, voters * 3 // 4, voters // 2)),
        tuple(seen(dice, 300, 2)),
        tuple(Seen(each.at, abs(voters - each.number)) for each in seen(dice, voters, 2)),
    )
    day = dice.choice((0, 1, 2, 2, 2, 2, 2))
    now = MIDNIGHT + timedelta(days=day, milliseconds=dice.randint(6 * 3_600_000, 23 * 3_600_000))
    options = {
        "usual": dice.choice((None, None, voters, 2 * voters, 0)),
        "most": dice.choice((None, None, voters, 5000)),
        "rules": Rules(
            dice.choice((None, 50, 100)),
            timedelta(minutes=dice.choice((60, 120, 180))),
            dice.choice((0, 10, 25)),
        ),
    }
    given = (supply, seen(dice, voters, 4), _hours(days, opens, closes), now)
    return given, options, dice.choice(ZONES)


@cache
def batch() -> tuple[tuple[tuple[Any, ...], dict[str, Any], str], ...]:
    dice = Random(20230315)
    return tuple(case(dice) for _ in range(CASES))


def as_given(given: tuple[Any, ...], options: dict[str, Any], zone: str) -> dict[str, Any]:
    supply, admitted, hours, now = given
    rules = options["rules"]

    def told(each: Seen) -> dict[str, int]:
        return {"at": ms(each.at), "number": each.number}

    return {
        "hours": [{"opens": ms(each.opens), "closes": ms(each.closes)} for each in hours],
        "zone": zone,
        "supply": {
            "atStart": supply.at_start,
            "deliveries": [told(each) for each in supply.deliveries],
            "reports": [told(each) for each in supply.reports],
        },
        "admitted": [told(each) for each in admitted],
        "now": ms(now),
        "options": {
            **options,
            "rules": {
                "warn_left": rules.warn_left,
                "lead_minutes": rules.lead // timedelta(minutes=1),
                "reserve_percent": rules.reserve_percent,
            },
        },
    }


def on_the_server(given: tuple[Any, ...], options: dict[str, Any], zone: str) -> dict[str, Any]:
    supply, admitted, hours, now = given
    # As from the database: moments, not clocks.
    elsewhere = [Hours(each.opens.astimezone(UTC), each.closes.astimezone(UTC)) for each in hours]
    open_in = spans(elsewhere, LAST, ZoneInfo(zone))
    found = forecast(supply, admitted, open_in, now, **options)
    return {
        "openIn": [
            {"opens": ms(each.opens), "closes": ms(each.closes), "day": each.day, "minute": each.minute}
            for each in open_in
        ],
        "share": TILBURG_2021.share(open_in, now),
        "voters": found.voters,
        "left": found.left,
        "outAt": found.out_at and ms(found.out_at),
        "level": found.level,
    }


@cache
def expected() -> tuple[dict[str, Any], ...]:
    return tuple(on_the_server(*each) for each in batch())


def differences(folder: Path = APP) -> list[tuple[Any, dict[str, Any], dict[str, Any]]]:
    cases = [as_given(*each) for each in batch()]
    device = ran(PROGRAM, {"cases": cases, "last": LAST.isoformat()}, folder)
    return [found for found in zip(batch(), expected(), device["found"], strict=True) if found[1] != found[2]]


def test_the_device_expects_what_the_server_does() -> None:
    found = differences()
    assert not found, (len(found), found[0])


def test_the_batch_reaches_every_answer() -> None:
    assert {each["level"] for each in expected()} == {None, *Level}
    assert sum(each["outAt"] is not None for each in expected()) > CASES // 10
    assert any(each["voters"] is None for each in expected())


def test_the_device_warns_at_the_same_numbers_where_nothing_is_set() -> None:
    rules = Rules()
    assert ran(PROGRAM, {"cases": [], "last": LAST.isoformat()})["RULES"] == {
        "warn_left": rules.warn_left,
        "lead_minutes": rules.lead // timedelta(minutes=1),
        "reserve_percent": rules.reserve_percent,
    }


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        ("day_shape.js", "22.3", "22.2"),
        ("day_shape.js", "[1140, 7.9], ", ""),
        ("day_shape.js", "return gone / minutes", "return 0"),
        ("day_shape.js", "Number(each) < day", "Number(each) <= day"),
        ("day_shape.js", "timeZone: zone, ", ""),
        ("stock.js", "LEAST_SHARE = 0.03", "LEAST_SHARE = 0.05"),
        ("stock.js", "QUIET_SHARE = 0.25", "QUIET_SHARE = 0.3"),
        ("stock.js", "USUAL_WEIGHT = 0.1", "USUAL_WEIGHT = 0.2"),
        ("stock.js", "Math.min(at, now)", "at"),
        ("stock.js", "earlier <= number && ", ""),
        ("stock.js", "=> (each.at <= at", "=> (each.at < at"),
        ("stock.js", "Math.min(last.number, by(supply, last.at) ?? last.number)", "last.number"),
        ("stock.js", "2 * rules.lead_minutes", "rules.lead_minutes"),
        ("stock.js", "(few && left < 2 * rest)", "few"),
        ("stock.js", "2 * left < given", "left < given"),
        ("stock.js", "course.begin * slope", "0"),
    ],
)
def test_a_slip_in_the_modules_is_noticed(file: str, old: str, new: str, tmp_path: Path) -> None:
    assert differences(altered(tmp_path, file, old, new))
