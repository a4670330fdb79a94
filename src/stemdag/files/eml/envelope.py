"""What every EML message has around its payload, and what its readers share."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import NoReturn

from lxml.etree import _Element

from stemdag.domain.count import LARGEST
from stemdag.domain.election import Area, Category, Election, default_release
from stemdag.domain.errors import Refused
from stemdag.files.eml import names
from stemdag.files.errors import Unreadable
from stemdag.files.model import Oddity
from stemdag.files.names import voting_day

EXPORT_AGAIN = "Export the file again from the software that made it, or fetch the original."

#: Most numbers in a count are small; one object for each saves time and memory.
SMALL = {str(number): number for number in range(10_000)}


@dataclass(slots=True)
class Envelope:
    """The envelope of one message, filled while it is read; `form` is the message number (`510b`)."""

    source: str
    form: str
    authority: str = ""
    authority_name: str = ""
    created: datetime | None = None
    election: _Element | None = None
    contests: list[tuple[str, str]] = field(default_factory=list)
    oddities: list[Oddity] = field(default_factory=list)

    def refuse(self, text: str, element: _Element | None = None, remedy: str = EXPORT_AGAIN) -> NoReturn:
        """Raise `Unreadable`, with the line of the element and the unit it lies in."""
        where = ""
        if element is not None:
            where = f"line {element.sourceline}, element {local(element)}"
            units = [element, *element.iterancestors()]
            inside = next((each.find(names.UNIT_ID) for each in units if each.tag == names.UNIT), None)
            if inside is not None:
                where += f", unit {inside.get('Id')}"
        raise Unreadable(self.source, where, text, remedy)

    def number(self, element: _Element) -> int:
        """The whole number that an element holds, 0 to 999,999,999."""
        text = element.text
        if (small := SMALL.get(text or "")) is not None:
            return small
        return self.parsed(text, element)

    def parsed(self, text: str | None, element: _Element) -> int:
        """A whole number from text: refused where it is none, negative or too large."""
        trimmed = (text or "").strip()
        if not (trimmed.isascii() and trimmed.isdigit()) or len(trimmed.lstrip("0")) > len(str(LARGEST)):
            # Not what stands there: it may be votes, and an import says this where others read along.
            self.refuse(f"What stands here is no number from 0 to {LARGEST}.", element)
        return int(trimmed)

    def identity(self, element: _Element) -> int:
        """The number in an element's `Id`: of a list or a candidate."""
        found = element.get("Id")
        if (small := SMALL.get(found or "")) is not None:
            return small
        if not found:
            self.refuse("It has no Id.", element)
        return self.parsed(found, element)

    def made(self, seats: int | None = None, threshold: int | None = None) -> Election:
        """The election that the message names."""
        found = self.election
        if found is None:
            self.refuse("It names no election (no ElectionIdentifier).")
        identity = (found.get("Id") or "").strip()
        if not identity:
            self.refuse("The election has no Id.", found)
        text = _texts(found)
        category = self._category(text(names.CATEGORY), found)
        day = voting_day(text(names.DATE))
        if day is None:
            self.refuse(f"`{text(names.DATE)}` is not an election date.", found)
        domain = found.find(names.DOMAIN)
        try:
            return Election(
                id=identity,
                category=category,
                name=text(names.ELECTION_NAME),
                date=day,
                days=(day,),
                release=default_release(category, day),
                subcategory=text(names.SUBCATEGORY) or None,
                domain=self._domain(domain) if domain is not None else None,
                seats=seats,
                threshold=threshold,
            )
        except Refused as refused:
            self.refuse(f"{refused.text}.", found)

    def _category(self, text: str, element: _Element) -> Category:
        try:
            return Category(text)
        except ValueError:
            self.refuse(f"`{text}` is not a known category of election.", element)

    @staticmethod
    def _domain(element: _Element) -> Area | None:
        code, name = (element.get("Id") or "").strip(), (element.text or "").strip()
        return Area(code, name) if code or name else None


def _texts(element: _Element) -> Callable[[str], str]:
    return lambda tag: (element.findtext(tag) or "").strip()


def local(element: _Element) -> str:
    """An element's name without its namespace."""
    return str(element.tag).rpartition("}")[2]


def person(element: _Element) -> str:
    """A candidate's name as on the ballot and in the CSV: `van Ark, T.`."""
    initials = next(
        (line.text or "" for line in element.iter(names.NAME_LINE) if line.get("NameType") == "Initials"), ""
    )
    prefix = next((each.text or "" for each in element.iter(names.NAME_PREFIX)), "")
    last = next((each.text or "" for each in element.iter(names.LAST_NAME)), "")
    family = " ".join(f"{prefix} {last}".split())
    return f"{family}, {initials.strip()}" if initials.strip() else family
