"""The form of one station: what was typed, what is wrong with it, and the station that it says."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from django.utils.translation import gettext as _

from stemdag.domain.count import LARGEST
from stemdag.domain.election import Election
from stemdag.domain.errors import Refused
from stemdag.domain.location import Location, located
from stemdag.domain.station import Hours, Kind, Station

#: As long as the table of stations has room for.
NAME, QUARTER = 200, 120
#: Days before the election on which somebody may vote early.
EARLY = timedelta(days=14)
_PLAIN = (
    "number",
    "name",
    "kind",
    "postcode",
    "quarter",
    "electorate",
    "counts_from",
    "latitude",
    "longitude",
)


@dataclass(frozen=True, slots=True)
class DayRow:
    """A day with what is typed for it; `fixed` days are those of the election or of the station."""

    at: int
    day: str
    opens: str
    closes: str
    fixed: bool
    wrong: str = ""


@dataclass
class StationForm:
    """What stands in the form; `errors` by field, and `days_wrong` by day's place."""

    typed: dict[str, str]
    days: list[DayRow]
    errors: dict[str, str] = field(default_factory=dict)

    @property
    def wrong(self) -> bool:
        return bool(self.errors) or any(each.wrong for each in self.days)


def blank(election: Election, station: Station | None = None) -> StationForm:
    """The form as it opens."""
    typed = dict.fromkeys(_PLAIN, "") | {"kind": Kind.REGULAR.value}
    if station is not None:
        typed = {
            "number": str(station.number),
            "name": station.name,
            "kind": station.kind.value,
            "postcode": station.postcode or "",
            "quarter": station.quarter or "",
            "electorate": str(station.electorate) if station.electorate else "",
            "counts_from": _local(station.counts_from, election),
            "latitude": f"{station.location.latitude:.6f}".rstrip("0") if station.location else "",
            "longitude": f"{station.location.longitude:.6f}".rstrip("0") if station.location else "",
        }
    given = {each.opens.astimezone(election.tz).date(): each for each in (station.hours if station else ())}
    days = sorted({*election.days, *given})
    rows = []
    for at, day in enumerate(days):
        hours = given.get(day)
        opens, closes = (
            (f"{hours.opens.astimezone(election.tz):%H:%M}", f"{hours.closes.astimezone(election.tz):%H:%M}")
            if hours
            else ("", "")
        )
        rows.append(DayRow(at, day.isoformat(), opens, closes, fixed=True))
    rows.append(DayRow(len(days), "", "", "", fixed=False))
    return StationForm(typed, rows)


def parse(
    election: Election, post: Mapping[str, str], number: int | None = None
) -> tuple[StationForm, Station | None]:
    """What was typed with all that is wrong, and the station where nothing is; `number` is a known one's."""
    typed = {name: post.get(name, "").strip() for name in _PLAIN}
    form = StationForm(typed, [])
    if number is not None:
        typed["number"] = str(number)
    found = _whole(typed["number"].replace("−", "-"), negative=True)
    if found is None:
        form.errors["number"] = _("Write a whole number, such as 12.")
    name = " ".join(typed["name"].split())
    if not name:
        form.errors["name"] = _("Write the name of the station.")
    elif len(name) > NAME:
        form.errors["name"] = _("Keep to %(said)s signs.") % {"said": NAME}
    quarter = " ".join(typed["quarter"].split())
    if len(quarter) > QUARTER:
        form.errors["quarter"] = _("Keep to %(said)s signs.") % {"said": QUARTER}
    electorate = _whole(re.sub(r"[.,\s]", "", typed["electorate"])) if typed["electorate"] else 0
    if electorate is None:
        form.errors["electorate"] = _(
            "Write a whole number, such as 1450; leave it empty where it is not known."
        )
    kind = typed["kind"]
    if kind not in set(Kind):
        form.errors["kind"] = _("Choose a kind.")
    hours = _hours(election, post, form)
    station = Station(
        number=found or 0,
        name=name,
        kind=Kind(kind) if kind in set(Kind) else Kind.REGULAR,
        postcode=_postcode(form),
        electorate=electorate or None,
        hours=hours,
        counts_from=_moment(election, form),
        quarter=quarter or None,
        location=_location(form),
    )
    return form, None if form.wrong else station


def _whole(text: str, *, negative: bool = False) -> int | None:
    if not re.fullmatch(r"-?[0-9]{1,9}" if negative else r"[0-9]{1,9}", text):
        return None
    number = int(text)
    return number if number <= LARGEST else None


def _postcode(form: StationForm) -> str | None:
    said = form.typed["postcode"]
    if not said:
        return None
    found = re.fullmatch(r"([1-9][0-9]{3})\s*([A-Za-z]{2})", said)
    if not found:
        form.errors["postcode"] = _("Write it like 1234 AB, or leave it empty.")
        return None
    return f"{found[1]} {found[2].upper()}"


def _location(form: StationForm) -> Location | None:
    said = [form.typed[name].replace(",", ".") for name in ("latitude", "longitude")]
    if not any(said):
        return None
    if not all(re.fullmatch(r"-?[0-9]{1,3}(\.[0-9]+)?", each) for each in said):
        form.errors["location"] = _("Write both as numbers such as 52.1042, or neither.")
        return None
    try:
        return located(float(said[0]), float(said[1]))
    except Refused:
        form.errors["location"] = _(
            "Give latitude (50 to 54) and longitude (3 to 8) in degrees; look whether they changed places."
        )
        return None


def _moment(election: Election, form: StationForm) -> datetime | None:
    said = form.typed["counts_from"]
    if not said:
        return None
    try:
        found = datetime.fromisoformat(said)
    except ValueError:
        found = None
    if found is None or found.tzinfo or not election.date - EARLY <= found.date() <= election.date + EARLY:
        form.errors["counts_from"] = _("Write a day and time of this election, such as 2026-03-18 21:00.")
        return None
    return found.replace(tzinfo=election.tz)


def _hours(election: Election, post: Mapping[str, str], form: StationForm) -> tuple[Hours, ...]:
    found: dict[date, Hours] = {}
    for at in range(40):
        if f"opens_{at}" not in post:
            break
        said = [post.get(f"{name}_{at}", "").strip() for name in ("day", "opens", "closes")]
        wrong = _day_wrong(election, said, set(found))
        form.days.append(
            DayRow(at, said[0], said[1], said[2], fixed=post.get(f"fixed_{at}") == "1", wrong=wrong)
        )
        if wrong or not (said[1] or said[2]):
            continue
        day, opens, closes = date.fromisoformat(said[0]), _clock(said[1]), _clock(said[2])
        assert opens is not None
        assert closes is not None
        until = day + timedelta(days=1) if closes == time() else day
        found[day] = Hours(
            datetime.combine(day, opens, election.tz), datetime.combine(until, closes, election.tz)
        )
    return tuple(found[day] for day in sorted(found))


def _day_wrong(election: Election, said: list[str], taken: set[date]) -> str:
    if not said[1] and not said[2]:
        return ""
    try:
        day = date.fromisoformat(said[0])
    except ValueError:
        return _("Write the day, such as 2026-03-18.")
    opens, closes = _clock(said[1]), _clock(said[2])
    if not election.date - EARLY <= day <= election.date:
        return _("Give a day up to the day of the election, or at most two weeks before it.")
    if day in taken:
        return _("This day stands here twice.")
    if opens is None or closes is None:
        return _("Write an opening and a closing, such as 7:30 and 21:00.")
    # Midnight is the end of the day.
    return _("It closes before it opens.") if time() != closes <= opens else ""


def _clock(text: str) -> time | None:
    found = re.fullmatch(r"([0-2]?[0-9])[:.]([0-5][0-9])(?::00)?", text)
    return time(int(found[1]), int(found[2])) if found and int(found[1]) < 24 else None


def _local(moment: datetime | None, election: Election) -> str:
    return f"{moment.astimezone(election.tz):%Y-%m-%dT%H:%M}" if moment else ""
