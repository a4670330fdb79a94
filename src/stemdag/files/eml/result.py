"""EML 520: the official result, as the lists and candidates that were elected."""

from __future__ import annotations

from collections import Counter

from lxml.etree import _Element

from stemdag.files.eml import names
from stemdag.files.eml.envelope import Envelope, person
from stemdag.files.model import Elected, ResultFile
from stemdag.files.oddities import odd


class Elections:
    """Reads a 520; the list of a candidate is the one whose Selection stands before it."""

    def __init__(self, envelope: Envelope) -> None:
        self._envelope = envelope
        self._elected: list[Elected] = []
        self._lists: list[int] = []

    def take(self, element: _Element) -> None:
        current: int | None = None
        for selection in element.iterchildren(names.SELECTION):
            list_ = selection.find(names.AFFILIATION_ID)
            if list_ is not None:
                current = self._envelope.identity(list_)
                self._lists.append(current)
                continue
            candidate = selection.find(names.CANDIDATE)
            if candidate is None:
                self._envelope.refuse("A selection is neither a list nor a candidate.", selection)
            if (selection.findtext(names.ELECTED) or "").strip() == "yes":
                self._elected.append(self._one(current, selection, candidate))

    def _one(self, list_: int | None, selection: _Element, candidate: _Element) -> Elected:
        identifier = candidate.find(names.CANDIDATE_ID)
        if identifier is None:
            self._envelope.refuse("A candidate has no CandidateIdentifier.", candidate)
        ranking = selection.find(names.RANKING)
        name = person(candidate)
        if list_ is None:
            self._envelope.oddities.append(odd("unknown-list", self._envelope.source, f"{name}: no list"))
        return Elected(
            list_,
            self._envelope.identity(identifier),
            identifier.get("ShortCode") or None,
            name,
            self._envelope.number(ranking) if ranking is not None else None,
        )

    def finish(self) -> ResultFile:
        envelope = self._envelope
        if not self._lists and not self._elected:
            envelope.refuse("It says it is a result (520) and names nobody.")
        seats = Counter(each.list for each in self._elected if each.list is not None)
        return ResultFile(
            envelope.source,
            envelope.made(),
            {number: seats[number] for number in self._lists},
            tuple(self._elected),
            tuple(envelope.oddities),
        )
