"""The paper form of a station for the night on which its tablet dies: all that it would have reported.

Letters and order are those of the official record and of the count page. Nothing on it is a result.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time
from typing import Final

from stemdag.domain.ballot import Ballot, CandidateList
from stemdag.domain.count import Box
from stemdag.domain.election import Election
from stemdag.domain.errors import Refused
from stemdag.domain.station import Counting, Hours, Municipality, Station
from stemdag.paper import words as w
from stemdag.paper.press import press

#: When turnout is asked, where the office sets no hours of its own.
TURNOUT_AT: Final = tuple(time(hour) for hour in (10, 12, 14, 16, 18, 20))
#: From so many candidates on their pages have three columns instead of two.
MANY_CANDIDATES: Final = 400
#: Lines to write on that one part of `parts` holds at the most, and those of a form without its lists.
MOST_LINES, FRAME = 20_000, 60


def fallback_sheets(
    election: Election,
    municipality: Municipality,
    ballot: Ballot,
    stations: Sequence[Station],
    *,
    language: str = "nl",
    phone: str = "",
    turnout_at: Sequence[time] = TURNOUT_AT,
) -> bytes:
    """The forms of these stations as one PDF, each with pages of its own numbering.

    `phone` is the office's; without it a line is left to write it on. `Refused` where there is no station.
    """
    words = w.words(language)
    if not stations:
        raise Refused("paper.empty", "there is no station to make a form for", "stations")
    decentral = municipality.counting is Counting.DECENTRAL and not ballot.referendum
    lists = [_list(each) for each in ballot]
    candidates = sum(len(each.candidates) for each in ballot)
    return press(
        "fallback",
        {
            "language": language,
            "title": words["sheet.title"].format(municipality=municipality.name),
            "words": words,
            "municipality": municipality.name,
            "election": election.name,
            "day": w.day(election.date, language),
            "secret": words["sheet.secret"].format(
                moment=w.moment(election.release.astimezone(election.tz), language)
            ),
            "rehearsal": election.rehearsal,
            "phone": phone,
            "passes": "ABC" if election.category.has_voter_cards else "AB",
            "referendum": ballot.referendum,
            "lists": lists,
            "boxes": [box.value for box in Box],
            "pages": [each for each in lists if each["candidates"]] if decentral else [],
            "columns": 3 if candidates >= MANY_CANDIDATES else 2,
            "stations": [_station(each, election, words, language, turnout_at) for each in stations],
        },
    )


def parts(municipality: Municipality, ballot: Ballot, stations: Sequence[Station]) -> list[list[Station]]:
    """The stations in parts that the press makes in a few seconds each, for who waits at a browser."""
    decentral = municipality.counting is Counting.DECENTRAL
    lines = FRAME + (sum(len(each.candidates) for each in ballot) if decentral else len(ballot))
    most = max(1, MOST_LINES // lines)
    return [list(stations[start : start + most]) for start in range(0, len(stations), most)]


def _list(each: CandidateList) -> dict[str, object]:
    return {
        "number": each.number,
        "name": each.label,
        "candidates": [[candidate.number, candidate.name] for candidate in each.candidates],
    }


def _station(
    station: Station, election: Election, words: w.Words, language: str, turnout_at: Sequence[time]
) -> dict[str, object]:
    number = str(station.number).replace("-", "−")
    return {
        "station": words["station"].format(number=number),
        "name": station.name,
        "page": words["sheet.page"],
        "days": [_day(each, election, words, language, turnout_at) for each in station.hours],
    }


def _day(
    hours: Hours, election: Election, words: w.Words, language: str, turnout_at: Sequence[time]
) -> dict[str, object]:
    """One day of voting: turnout at the set hours while it is open, and once more when it has closed."""
    opens, closes = (each.astimezone(election.tz) for each in (hours.opens, hours.closes))
    asked = [at for at in sorted(turnout_at) if opens < _at(opens.date(), at, election) < closes]
    return {
        "day": w.day(opens.date(), language),
        "hours": words["day.hours"].format(opens=f"{opens:%H:%M}", closes=f"{closes:%H:%M}"),
        "turnout": [f"{at:%H:%M}" for at in asked] + [words["turnout.end"]],
    }


def _at(on: date, at: time, election: Election) -> datetime:
    return datetime.combine(on, at, election.tz)
