"""What the day's screens reckon with, in Node: times as typed, who is here, set hours, piles, lists."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from stemdag.domain.tailoring import Tailoring, to_json
from tests.capture.device import ran
from tests.factories import DAY, at

AMSTERDAM = "Europe/Amsterdam"

#: Reads {module: [[function, arguments], …]} and writes what each gives.
PROGRAM = """
import { readFileSync } from "node:fs";
const [folder] = process.argv.slice(1);
const { module, calls } = JSON.parse(readFileSync(0, "utf8"));
const found = await import(`${folder}/${module}.js`);
process.stdout.write(JSON.stringify(calls.map(([name, given]) => found[name](...given) ?? null)));
"""


def given(module: str, *calls: tuple[str, list[Any]]) -> list[Any]:
    found: list[Any] = ran(PROGRAM, {"module": module, "calls": calls})
    return found


def ms(clock: str, day: int = 16) -> int:
    hour, minute = map(int, clock.split(":"))
    return round(datetime(2022, 3, day, hour, minute, tzinfo=ZoneInfo(AMSTERDAM)).timestamp() * 1000)


def test_times_as_they_are_typed() -> None:
    times = {
        "7:30": 450, "07.30": 450, "0730": 450, "730": 450, " 21:04 ": 1264, "0:00": 0, "23.59": 1439,
        "21 04": 1264, "": None, "7": None, "24:00": None, "12:60": None, "7:3": None, "soon": None,
        "-7:30": None, "7:300": None, "٧:٣٠": None, "7:30:00": None,
    }  # fmt: skip
    assert given("times", *[("readClock", [text]) for text in times]) == list(times.values())


@pytest.mark.parametrize(
    ("minute", "now", "day"),
    [
        (450, ms("07:40"), 16),  # ten minutes ago
        (450, ms("07:20"), 16),  # soon
        (450, ms("21:30"), 16),  # this morning, not tomorrow's
        (1264, ms("00:40", 17), 16),  # before midnight
        (10, ms("00:40", 17), 17),
    ],
)
def test_a_time_typed_now_is_the_last_such_moment_or_one_soon(minute: int, now: int, day: int) -> None:
    [found] = given("times", ("latest", [minute, now, AMSTERDAM]))
    assert found == ms(f"{minute // 60:02}:{minute % 60:02}", day)


def test_a_corrected_time_is_the_nearest_to_what_stood() -> None:
    found = given(
        "times",
        ("nearest", [10, ms("21:07"), AMSTERDAM]),
        ("nearest", [1380, ms("00:10", 17), AMSTERDAM]),
        ("nearest", [480, ms("07:30"), AMSTERDAM]),
    )
    assert found == [ms("00:10", 17), ms("23:00"), ms("08:00")]


def test_days_on_which_the_clock_changes() -> None:
    """28 March 2021 has no 2:30, and 31 October 2021 has it twice: every other time is what it says."""
    zone = ZoneInfo(AMSTERDAM)

    def moment(*parts: int) -> int:
        return round(datetime(*parts, tzinfo=zone).timestamp() * 1000)  # type: ignore[arg-type]

    spring, autumn = moment(2021, 3, 28, 12), moment(2021, 10, 31, 12)
    found = given(
        "times",
        ("latest", [60, spring, AMSTERDAM]),
        ("latest", [450, spring, AMSTERDAM]),
        ("latest", [450, autumn, AMSTERDAM]),
        ("latest", [450, ms("12:00"), "America/Kralendijk"]),
    )
    bonaire = datetime(2022, 3, 16, 7, 30, tzinfo=ZoneInfo("America/Kralendijk"))
    assert found == [
        moment(2021, 3, 28, 1),
        moment(2021, 3, 28, 7, 30),
        moment(2021, 10, 31, 7, 30),
        round(bonaire.timestamp() * 1000),
    ]


def person(
    name: str, start: str, end: str | None = None, role: str = "member", **more: Any
) -> dict[str, Any]:
    return {
        "person": name,
        "name": name,
        "role": role,
        "from": at(start).isoformat(),
        "to": end and at(end).isoformat(),
        "at": "voting",
    } | more


def short(people: list[dict[str, Any]], now: str, least: int = 3) -> Any:
    program = """
    import { readFileSync } from "node:fs";
    const [folder] = process.argv.slice(1);
    const { people, shortage } = await import(`${folder}/people.js`);
    const { all, least, now } = JSON.parse(readFileSync(0, "utf8"));
    const present = Object.fromEntries(all.map((each) => [each.person, each]));
    process.stdout.write(JSON.stringify(shortage(people(present), least, now)));
    """
    return ran(program, {"all": people, "least": least, "now": ms(now)})


def test_enough_members_are_here_at_every_moment() -> None:
    day = [
        person("Ali", "07:15", "14:00", role="chair"),
        person("Bos", "07:15"),
        person("Cil", "07:15", "13:00"),
        person("Dik", "13:00"),
        person("Eik", "13:55", role="deputy"),
    ]
    assert short(day, "07:00") == {"here": 0, "least": 3, "chair": False}
    assert short(day, "07:15") is None
    # A shift that changes on the minute leaves no gap.
    assert short(day, "13:00") is None
    assert short(day, "14:00") is None
    assert short(day, "14:00", least=4) == {"here": 3, "least": 4, "chair": True}
    assert short(day[:4], "14:00") == {"here": 2, "least": 3, "chair": False}


def test_who_counts_as_a_member_at_the_voting() -> None:
    enough = [person("Ali", "07:15", role="chair"), person("Bos", "07:15"), person("Cil", "07:15")]
    assert short(enough, "12:00") is None
    for other in (
        person("Cil", "07:15", role="counter"),
        person("Cil", "07:15", at="counting"),
        person("Cil", "07:15", "07:15"),  # struck out
    ):
        assert short([*enough[:2], other], "12:00") == {"here": 2, "least": 3, "chair": True}
    no_chair = [person(each, "07:15") for each in ("Ali", "Bos", "Cil")]
    assert short(no_chair, "12:00") == {"here": 3, "least": 3, "chair": False}


TYPED = {"name": "A. Bos", "from": "7:30", "to": "", "role": "member", "at": "voting"}


@pytest.mark.parametrize(
    ("typed", "problem", "field"),
    [
        ({"name": "   "}, "name", "name"),
        ({"from": ""}, "time", "from"),
        ({"from": "half acht"}, "time", "from"),
        ({"to": "25:00"}, "time", "to"),
        ({"from": "12:30"}, "future", "from"),
        ({"to": "13:00"}, "future", "to"),
        ({"from": "11:00", "to": "10:00"}, "order", "to"),
        ({"from": "11:00", "to": "11:00"}, "order", "to"),
    ],
)
def test_a_note_that_cannot_be(typed: dict[str, str], problem: str, field: str) -> None:
    [found] = given("people", ("readNote", [TYPED | typed, None, ms("12:00"), AMSTERDAM]))
    assert found == {"problem": problem, "field": field}


def test_a_note_as_it_is_typed() -> None:
    after_midnight = TYPED | {"name": " A.  Bos ", "from": "23:50", "to": "0:20"}
    seconds = {"from": ms("07:30") + 12_345, "to": None}
    found = given(
        "people",
        ("readNote", [TYPED, None, ms("12:00"), AMSTERDAM]),
        ("readNote", [after_midnight, None, ms("00:30", 17), AMSTERDAM]),
        ("readNote", [TYPED | {"role": "chair"}, seconds, ms("12:00"), AMSTERDAM]),
        # The clock on the wall may be a little ahead of ours.
        ("readNote", [TYPED | {"from": "12:04"}, None, ms("12:00"), AMSTERDAM]),
    )
    assert found[0] == {
        "name": "A. Bos",
        "facts": {"role": "member", "at": "voting", "from": "2022-03-16T06:30:00.000Z", "to": None},
    }
    assert found[1]["name"] == "A. Bos"
    assert found[1]["facts"]["from"] == "2022-03-16T22:50:00.000Z"
    assert found[1]["facts"]["to"] == "2022-03-16T23:20:00.000Z"
    # What was not changed stays to the second.
    assert found[2]["facts"] == {
        "role": "chair",
        "at": "voting",
        "from": "2022-03-16T06:30:12.345Z",
        "to": None,
    }
    assert found[3]["facts"]["from"] == "2022-03-16T11:04:00.000Z"


HOURS = to_json(Tailoring())["turnout_hours"]
OPEN = [[at("07:30").isoformat(), at("21:00").isoformat()]]


@pytest.mark.parametrize(
    ("now", "reports", "asked"),
    [
        (ms("09:59"), [], None),
        (ms("10:00"), [], ms("10:00")),
        (ms("12:59"), [ms("09:40")], ms("10:00")),
        (ms("12:59"), [ms("09:46")], None),
        # Only the last one: what was not told at ten is no use at one.
        (ms("13:20"), [], ms("13:00")),
        (ms("13:20"), [ms("12:50")], None),
        (ms("21:30"), [ms("19:01")], ms("21:00")),
        (ms("00:10", 17), [], None),
    ],
)
def test_the_set_hour_that_is_asked_for(now: int, reports: list[int], asked: int | None) -> None:
    assert given("hours", ("askedFor", [HOURS, OPEN, reports, now, AMSTERDAM])) == [asked]


def test_a_station_is_asked_within_its_own_hours_only() -> None:
    late = [[at("14:00").isoformat(), at("18:00").isoformat()]]
    now = ms("21:30")
    assert given(
        "hours",
        ("askedFor", [HOURS, late, [], ms("13:30"), AMSTERDAM]),
        ("askedFor", [HOURS, late, [], now, AMSTERDAM]),
        ("askedFor", [HOURS, [], [], now, AMSTERDAM]),
        ("askedFor", [[], OPEN, [], now, AMSTERDAM]),
    ) == [None, ms("16:00"), None, None]


def test_the_night_between_two_days() -> None:
    """Nobody has to be there then; after the last day somebody is until the station is reported closed."""
    days = [
        [at("07:30", DAY - timedelta(days=1)).isoformat(), at("18:00", DAY - timedelta(days=1)).isoformat()],
        *OPEN,
    ]
    moments = [ms("19:59", 15), ms("20:01", 15), ms("06:29"), ms("06:31"), ms("12:00"), ms("23:30")]
    found = given(
        "hours", *[("betweenDays", [days, each]) for each in moments], ("betweenDays", [[], moments[0]])
    )
    assert found == [False, True, True, False, False, False, False]


def test_whether_a_station_scans() -> None:
    few, many = (
        {"poll_cards": 90, "proxies": 5, "voter_cards": 4},
        {"poll_cards": 190, "proxies": 5, "voter_cards": 5},
    )
    turnout = [{"admitted": 20}, {"admitted": 200}]
    assert given(
        "hours",
        ("scansLittle", [None, []]),
        ("scansLittle", [few, []]),
        ("scansLittle", [few, turnout]),
        ("scansLittle", [many, turnout]),
    ) == [True, False, True, False]


def test_piles_beside_what_was_scanned() -> None:
    marks = ["A", "B", "C", "D"]
    passes = {"poll_cards": 1160, "proxies": 115, "voter_cards": 0}
    [found] = given("piles", ("compare", [marks, {"A": "1160", "B": "116", "C": "0", "D": "1267"}, passes]))
    assert [(each["mark"], each["other"], each["apart"]) for each in found] == [
        ("A", 1160, 0),
        ("B", 115, 1),
        ("C", 0, 0),
        ("D", 1276, -9),
    ]
    # Half typed, wrongly typed, and without scans: nothing is compared that is not there.
    [half, unscanned] = given(
        "piles",
        ("compare", [marks, {"A": "12x", "B": "-4", "D": "9"}, passes]),
        ("compare", [[*marks[:2], "D"], {"A": "7", "B": "2", "D": "9"}, None]),
    )
    assert [(each["problem"], each["typed"], each["apart"]) for each in half] == [
        ("digits", None, None),
        ("negative", None, None),
        (None, None, None),
        (None, 9, None),
    ]
    assert [each["apart"] for each in unscanned] == [None, None, 0]


def test_piles_fill_only_what_is_empty_in_the_form() -> None:
    draft = {
        "numbers": {"A": "", "B": "3", "C": " 2 ", "E.1": "60"},
        "boxes": ["D=H"],
        "explained": [],
        "reason": "",
        "piles": {"A": " 90 ", "B": "10", "C": "2", "D": "12x"},
    }
    [found] = given("piles", ("takeOver", [draft, ["A", "B", "C", "D"]]))
    assert found["draft"] == draft | {"numbers": {"A": "90", "B": "3", "C": " 2 ", "E.1": "60"}}
    assert (found["taken"], found["kept"]) == (["A"], ["B"])
    # What is sent of a draft has nothing of the piles.
    assert given("piles", ("takeOver", [{"numbers": {}}, ["A"]]))[0]["taken"] == []
    election = {"voter_cards": False, "municipality": {"counting": "central"}, "lists": []}
    [fact] = given("form", ("toFact", [election, draft, 1]))
    assert "piles" not in json.dumps(fact)


def test_how_far_a_checklist_is() -> None:
    items = [{"key": "booths"}, {"key": "ballots"}, {"key": "flag"}]
    ticks = {"opening.booths": True, "opening.ballots": False, "packing.flag": True, "opening.gone": True}
    [found] = given("ticks", ("progress", [items, ticks, "opening"]))
    assert (found["done"], found["all"]) == (1, 3)
    assert [each["key"] for each in found["open"]] == ["ballots", "flag"]


def test_pages_of_the_manual_are_found() -> None:
    pages = [each["nl"] | {"key": each["key"]} for each in to_json(Tailoring())["manuals"]]
    pages.append({"key": "own", "title": "Café", "text": [["Rijd door de poort."]]})
    queries = ["", "  ", "volmacht", "CAFE", "poort rijd", "poort volmacht", "<b>"]
    found = given("manual", *[("find", [pages, each]) for each in queries])
    keys = [[each["key"] for each in one] for one in found]
    assert keys[0] == keys[1] == [each["key"] for each in pages]
    assert keys[2][0] == "proxies"
    assert "counting" in keys[2]
    assert keys[3:] == [["own"], ["own"], [], []]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("half tien", {"problem": "time"}),
        ("", {"problem": "time"}),
        ("22:30", {"problem": "future"}),
        ("7:10", {"problem": "before"}),
        ("21.04", {"moment": ms("21:04")}),
        ("7:31", {"moment": ms("07:31")}),
    ],
)
def test_the_last_voter(text: str, found: dict[str, Any]) -> None:
    opened = ms("07:31") + 30_000
    assert given("closing", ("lastVoter", [text, opened, ms("21:10"), AMSTERDAM])) == [found]
