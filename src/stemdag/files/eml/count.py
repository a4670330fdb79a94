"""EML 510a, 510b, 510c and 510d: the count of a station, a municipality, a kieskring, or the whole.

A 510a may have no `TotalVotes`: its one unit is all of it.

`TotalVotes` comes first, and in a 510d it may name candidates by short code only; which number a code has
stands further on, in the units. So groups are kept as read and resolved at the end (`codes`).
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Final

from lxml.etree import _Element

from stemdag.domain.ballot import Ballot, Candidate, CandidateList
from stemdag.domain.count import Count, ListCount
from stemdag.domain.election import Area
from stemdag.domain.errors import Refused
from stemdag.domain.station import Counting
from stemdag.files.eml import names
from stemdag.files.eml.codes import numbered
from stemdag.files.eml.envelope import SMALL, Envelope
from stemdag.files.eml.group import Group, Key
from stemdag.files.model import CountFile, UnitCount
from stemdag.files.names import UNEXPLAINED, station_name
from stemdag.files.oddities import odd, of_units

_STATION = re.compile(r"SB(-?[0-9]{1,9})")
_OF_STATION = re.compile(r"(?:^|::)([0-9]{4})::")
_FIGURES: Final = (names.CAST, names.TOTAL_COUNTED, names.REJECTED, names.UNCOUNTED)
_PARTS: Final = (names.VALID, names.CANDIDATE_ID, names.AFFILIATION_ID, names.OPTION_ID)
_ADMITTED = "toegelaten kiezers"
_CARDS = "geldige stempassen"
_MORE, _FEWER = "meer getelde stembiljetten", "minder getelde stembiljetten"
#: Reason codes of UncountedVotes that are explanations of a difference.
_REASONS = {
    "meegenomen stembiljetten",
    "te weinig uitgereikte stembiljetten",
    "te veel uitgereikte stembiljetten",
    "geen briefstembiljetten",
    "te veel briefstembiljetten",
    "kwijtgeraakte stembiljetten",
    "andere verklaring",
}


class Counted:
    """Reads a 510a, 510b, 510c or 510d."""

    def __init__(self, envelope: Envelope) -> None:
        self._envelope = envelope
        self._total: Group | None = None
        self._units: list[Group] = []
        self._names: dict[int, str] = {}
        self._referendum = False

    def take(self, element: _Element) -> None:
        if element.tag == names.UNIT:
            self._units.append(self._group(element))
        elif self._total is not None:
            self._envelope.refuse("It holds the totals of several contests.", element)
        else:
            self._total = self._group(element)

    def _group(self, element: _Element) -> Group:
        envelope = self._envelope
        identifier = element.find(names.UNIT_ID)
        if element.tag == names.UNIT and identifier is None:
            envelope.refuse("A unit has no ReportingUnitIdentifier.", element)
        group = (
            Group("", "")
            if identifier is None
            else Group((identifier.get("Id") or "").strip(), (identifier.text or "").strip())
        )
        self._votes(element, group)
        self._figures(element, group)
        return group

    def _votes(self, element: _Element, group: Group) -> None:
        """The hot loop: one pass over identifiers and votes, in order; a list holds what follows it."""
        number, identity, small = self._envelope.number, self._envelope.identity, SMALL.get
        list_: int | None = None
        candidates: dict[Key, int] = {}
        candidate: Key | None = None
        opened = False
        for part in element.iter(*_PARTS):
            tag = part.tag
            if tag == names.VALID:
                # What is no small number is looked at closely, and refused where it is none at all.
                votes = small(part.text or "")
                if votes is None:
                    votes = number(part)
                if candidate is not None:
                    candidates[candidate] = votes
                    candidate = None
                elif opened and list_ is not None:
                    group.totals[list_] = votes
                    opened = False
                else:
                    self._envelope.refuse("Votes stand without a list or candidate.", part)
            elif tag == names.CANDIDATE_ID:
                if list_ is None or candidate is not None:
                    self._envelope.refuse("A candidate stands before a list, or another has no votes.", part)
                code = part.get("ShortCode")
                if code is not None and part.get("Id") is None:
                    candidate = code
                    group.by_code.add(list_)
                else:
                    candidate = small(part.get("Id") or "")
                    if candidate is None:
                        candidate = identity(part)
                    if code is not None:
                        group.codes.setdefault(list_, {})[code] = candidate
                if candidate in candidates:
                    self._envelope.refuse(f"Candidate {candidate} stands in list {list_} twice.", part)
            else:
                list_ = self._list(part, tag == names.OPTION_ID)
                if list_ in group.candidates:
                    self._envelope.refuse(f"List {list_} stands in one unit twice.", part)
                group.candidates[list_] = candidates = {}
                opened = True
        if not group.totals:
            self._envelope.refuse("A unit has no votes.", element)
        if len(group.totals) != len(group.candidates):
            self._envelope.refuse("A list has no votes.", element)

    def _list(self, part: _Element, option: bool) -> int:
        found = self._envelope.identity(part)
        self._referendum |= option
        name = (part.text if option else part.findtext(names.REGISTERED_NAME)) or ""
        if self._names.setdefault(found, name.strip()) != name.strip():
            self._envelope.oddities.append(
                odd("name-differs", self._envelope.source, f"list {found}: also `{name.strip()}`")
            )
        return found

    def _figures(self, element: _Element, group: Group) -> None:
        figures = group.figures
        for part in element.iterchildren(*_FIGURES):
            key = part.get("ReasonCode") or part.tag
            if key in figures:
                self._envelope.refuse(f"The figure `{key}` stands in one unit twice.", part)
            figures[key] = self._envelope.number(part)
        if names.TOTAL_COUNTED not in figures:
            self._envelope.refuse("A unit has no TotalCounted.", element)

    def finish(self) -> CountFile:
        envelope = self._envelope
        if envelope.form == "510a":
            if len(self._units) != 1:
                envelope.refuse(
                    f"It says it is the count of one station (510a) and holds {len(self._units)}."
                )
            self._total = self._total or replace(self._units[0])
        if self._total is None:
            envelope.refuse(f"It says it is a count ({envelope.form}) and holds no TotalVotes.")
        election = envelope.made()
        area = self._area(election.domain)
        self._total.id, self._total.name = area.code, area.name
        lists = numbered(envelope, self._total, self._units)
        self._report_figures()
        try:
            ballot = Ballot(
                tuple(
                    CandidateList(
                        number,
                        self._names[number],
                        tuple(Candidate(key, code or "", code) for key, code in candidates.items()),
                    )
                    for number, candidates in lists.items()
                ),
                referendum=self._referendum,
            )
        except Refused as refused:
            envelope.refuse(f"{refused.text}.")
        central = not any(lists.values())
        total = self._unit(self._total, central)
        units = tuple(self._unit(group, central) for group in self._units)
        envelope.oddities.extend(of_units(envelope.source, total, units, election.category))
        return CountFile(
            envelope.source,
            envelope.form,
            election,
            area,
            ballot,
            total,
            units,
            tuple(envelope.oddities),
            envelope.created,
        )

    def _area(self, domain: Area | None) -> Area:
        envelope = self._envelope
        if envelope.form == "510d":
            return domain or Area(envelope.authority, envelope.authority_name)
        if envelope.form == "510a":
            return self._municipality(domain)
        return Area(envelope.authority.removeprefix("HSB"), envelope.authority_name)

    def _municipality(self, domain: Area | None) -> Area:
        """The municipality of a 510a: its authority may be the station (SB12), its unit says which."""
        found = _OF_STATION.search(self._units[0].id)
        code = found[1] if found else self._envelope.authority
        if not re.fullmatch("[0-9]{4}", code):
            code = domain.code if domain else ""
        if not re.fullmatch("[0-9]{4}", code):
            self._envelope.refuse("It does not say of which municipality the station is.")
        if domain is not None and domain.code == code:
            return domain
        own = self._envelope.authority == code
        return Area(code, self._envelope.authority_name if own else code)

    def _report_figures(self) -> None:
        """Report figures that are missing in units, once per figure."""
        envelope = self._envelope
        groups = [group for group in (self._total, *self._units) if group is not None]
        needed = (names.CAST, "blanco", "ongeldig", _CARDS, "geldige volmachtbewijzen", _ADMITTED)
        for key in needed:
            without = [group for group in groups if key not in group.figures]
            if without:
                label = key.rpartition("}")[2]
                code = "figure-derived" if key in (_ADMITTED, _CARDS) else "missing-figure"
                where = "total" if without[0] is self._total else without[0].id
                envelope.oddities.append(
                    odd(code, envelope.source, f"no `{label}` at {len(without)} units, {where} the first")
                )
        known = {*needed, *_REASONS, names.TOTAL_COUNTED, "geldige kiezerspassen", _MORE, _FEWER, UNEXPLAINED}
        strange = {key for group in groups for key in group.figures if key not in known}
        for key in sorted(strange):
            envelope.oddities.append(odd("unknown-reason", envelope.source, f"reason code `{key}`"))

    def _unit(self, group: Group, central: bool) -> UnitCount:
        figures = group.figures
        found = _STATION.fullmatch(group.id.rpartition("::")[2])
        name, code = station_name(group.name) if found else (group.name, None)
        return UnitCount(
            id=group.id,
            name=name,
            number=int(found[1]) if found else None,
            postcode=code,
            electorate=figures.get(names.CAST, 0),
            count=_count(group, central),
            unexplained=figures.get(UNEXPLAINED, 0),
            reasons={key: figures[key] for key in figures.keys() - _NOT_REASONS if figures[key]},
        )


_NOT_REASONS = {
    names.CAST,
    names.TOTAL_COUNTED,
    "blanco",
    "ongeldig",
    _CARDS,
    "geldige volmachtbewijzen",
    "geldige kiezerspassen",
    _ADMITTED,
    _MORE,
    _FEWER,
    UNEXPLAINED,
}


def _count(group: Group, central: bool) -> Count:
    figures = group.figures
    valid = figures[names.TOTAL_COUNTED]
    blank, invalid = figures.get("blanco", 0), figures.get("ongeldig", 0)
    cast = valid + blank + invalid
    more, fewer = figures.get(_MORE, 0), figures.get(_FEWER, 0)
    proxies, voter_cards = figures.get("geldige volmachtbewijzen", 0), figures.get("geldige kiezerspassen")
    # A kieskring of 2021 files neither: D then follows from H, I and J, and A from D (`figure-derived`).
    admitted = figures.get(_ADMITTED, max(0, cast - more + fewer))
    return Count(
        counting=Counting.CENTRAL if central else Counting.DECENTRAL,
        poll_cards=figures.get(_CARDS, max(0, admitted - proxies - (voter_cards or 0))),
        proxies=proxies,
        voter_cards=voter_cards,
        admitted=admitted,
        lists={
            number: ListCount(
                votes,
                None,
                None if central else group.resolved[number],
            )
            for number, votes in group.totals.items()
        },
        candidate_votes=valid,
        blank=blank,
        invalid=invalid,
        cast=cast,
        more=more,
        fewer=fewer,
    )
