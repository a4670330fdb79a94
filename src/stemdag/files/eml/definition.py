"""EML 110a: the election definition, with its tree of regions, seats and registered names."""

from __future__ import annotations

from lxml.etree import _Element

from stemdag.files.eml import names
from stemdag.files.eml.envelope import Envelope
from stemdag.files.model import DefinitionFile, Region
from stemdag.files.oddities import odd


class Definition:
    """Reads a 110a."""

    def __init__(self, envelope: Envelope) -> None:
        self._envelope = envelope
        self._seats: int | None = None
        self._threshold: int | None = None
        self._regions: list[Region] = []
        self._parties: list[str] = []

    def take(self, element: _Element) -> None:
        if element.tag == names.SEATS:
            self._seats = self._envelope.number(element)
        elif element.tag == names.THRESHOLD:
            self._threshold = self._envelope.number(element)
        elif element.tag == names.REGION:
            self._regions.append(self._region(element))
        else:
            self._parties.append((element.findtext(names.APPELLATION) or "").strip())

    def _region(self, element: _Element) -> Region:
        category = element.get("RegionCategory")
        if not category:
            self._envelope.refuse("A region has no category.", element)
        number = element.get("RegionNumber", "")
        name = (element.findtext(names.REGION_NAME) or "").strip()
        above = element.get("SuperiorRegionCategory")
        # There is one country, and its definitions give it no number.
        if not number and category != "STAAT":
            where = f"{self._envelope.source}, line {element.sourceline}"
            self._envelope.oddities.append(odd("region-without-number", where, f"{category} {name}"))
        return Region(
            category,
            number,
            name,
            (above, element.get("SuperiorRegionNumber", "")) if above else None,
            element.get("RomanNumerals") == "true",
        )

    def finish(self) -> DefinitionFile:
        envelope = self._envelope
        if not self._regions:
            envelope.refuse("It says it is a definition (110a) and holds no regions.")
        election = envelope.made(self._seats, self._threshold)
        return DefinitionFile(
            envelope.source, election, tuple(self._regions), tuple(self._parties), tuple(envelope.oddities)
        )
