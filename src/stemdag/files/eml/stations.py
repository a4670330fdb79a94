"""EML 110b: the polling stations of a municipality; version 1.3 has their hours and places."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from lxml.etree import _Element

from stemdag.domain.election import Area
from stemdag.domain.errors import Refused
from stemdag.domain.location import Location, located
from stemdag.domain.station import Hours, Kind, Station
from stemdag.files.eml import names
from stemdag.files.eml.envelope import Envelope, local
from stemdag.files.model import StationsFile
from stemdag.files.names import postcode, station_name
from stemdag.files.oddities import odd, of_stations

#: What 1.3 calls a kind; a station of which it says nothing is taken for a regular one.
_TYPES = {"FixedLocation": Kind.REGULAR, "Mobile": Kind.MOBILE, "Special": Kind.SPECIAL}


class Stations:
    """Reads a 110b."""

    def __init__(self, envelope: Envelope) -> None:
        self._envelope = envelope
        self._area: Area | None = None
        self._electorate: int | None = None
        self._stations: list[Station] = []
        #: What the file speaks of, beside number and name.
        self._stated: set[str] = {"electorate"}

    def take(self, element: _Element) -> None:
        if element.tag == names.UNIT_ID:
            if self._area is not None:
                self._envelope.refuse("It holds the stations of a second municipality.", element)
            self._area = Area((element.get("Id") or "").strip(), (element.text or "").strip())
        elif element.tag == names.MAX_VOTES:
            if (element.text or "").strip():
                self._electorate = self._envelope.number(element) or None
        else:
            self._stations.append(self._station(element))

    def _station(self, element: _Element) -> Station:
        envelope = self._envelope
        identifier = element.find(f".//{names.POLLING_STATION}")
        if identifier is None:
            envelope.refuse("A polling place has no PollingStation.", element)
        name, code = station_name(
            self._text(element, names.LOCALITY_NAME) or self._text(element, names.ADDRESS)
        )
        if not name:
            envelope.refuse(f"Station {identifier.get('Id')} has no name.", element)
        places = element.findall(f".//{names.LOCATION}")
        found = postcode(self._text(element, names.POSTCODE)) or code
        hours = tuple(sorted(filter(None, map(self._hours, places)), key=lambda each: each.opens))
        for what, there in {"postcode": found, "hours": hours}.items():
            if there:
                self._stated.add(what)
        electorate = (identifier.text or "").strip()
        return Station(
            number=envelope.identity(identifier),
            name=name,
            kind=self._kind(element),
            postcode=found,
            electorate=(envelope.parsed(electorate, identifier) or None) if electorate else None,
            hours=tuple(dict.fromkeys(hours)),
            quarter=self._quarter(places),
            location=self._location(places),
        )

    @staticmethod
    def _text(element: _Element, tag: str) -> str:
        found = element.find(f".//{tag}")
        return " ".join("".join(map(str, found.itertext())).split()) if found is not None else ""

    def _kind(self, element: _Element) -> Kind:
        if element.get("Channel") == "postal":
            return Kind.POSTAL
        said = self._text(element, names.UNIT_TYPE)
        if not said:
            return Kind.REGULAR
        if said not in _TYPES:
            self._envelope.refuse(f"`{said[:40]}` is not a known type of station.", element)
        self._stated.add("kind")
        return _TYPES[said]

    def _hours(self, place: _Element) -> Hours | None:
        opens, closes = (self._moment(place, tag) for tag in (names.OPENS, names.CLOSES))
        if opens is None or closes is None:
            return None
        if closes <= opens:
            self._envelope.refuse("A station closes before it opens.", place)
        return Hours(opens, closes)

    def _moment(self, place: _Element, tag: str) -> datetime | None:
        text = (place.findtext(tag) or "").strip()
        if not text:
            return None
        try:
            moment = datetime.fromisoformat(text)
        except ValueError:
            self._envelope.refuse(f"`{text[:40]}` is not a moment ({local(place)}).", place)
        return moment if moment.tzinfo else moment.replace(tzinfo=ZoneInfo("Europe/Amsterdam"))

    def _quarter(self, places: list[_Element]) -> str | None:
        """The district (wijk) that it lies in; of a mobile one with several, none."""
        said = {
            " ".join((place.findtext(names.DISTRICT) or place.findtext(names.NEIGHBOURHOOD) or "").split())
            for place in places
        }
        if len(said) != 1 or not (quarter := said.pop()):
            return None
        self._stated.add("quarter")
        return quarter[:120]

    def _location(self, places: list[_Element]) -> Location | None:
        """Its place where there is one; of a mobile one the first."""
        for place in places:
            latitude, longitude = (place.findtext(tag) for tag in (names.LATITUDE, names.LONGITUDE))
            if not latitude or not longitude:
                continue
            try:
                found = located(float(latitude), float(longitude))
            except ValueError as problem:
                text = problem.text if isinstance(problem, Refused) else "this is no number of degrees"
                where = f"{self._envelope.source}, line {place.sourceline}"
                self._envelope.oddities.append(odd("no-such-place", where, f"{text}; left out"))
                continue
            self._stated.add("location")
            return found
        return None

    def finish(self) -> StationsFile:
        envelope = self._envelope
        if not self._stations:
            envelope.refuse("It says it holds polling stations (110b) and holds none.")
        election = envelope.made()
        area = self._area or election.domain or Area(envelope.authority, envelope.authority_name)
        numbers = [each.number for each in self._stations]
        for number in numbers:
            if numbers.count(number) > 1:
                envelope.refuse(f"Station {number} stands in it twice.")
        envelope.oddities.extend(of_stations(envelope.source, self._electorate, self._stations))
        return StationsFile(
            envelope.source,
            election,
            area,
            tuple(self._stations),
            frozenset(self._stated),
            self._electorate,
            tuple(envelope.oddities),
        )
