"""EML 230b: the candidate lists of one contest."""

from __future__ import annotations

from lxml.etree import _Element

from stemdag.domain.ballot import Ballot, Candidate, CandidateList
from stemdag.domain.errors import Refused
from stemdag.files.eml import names
from stemdag.files.eml.envelope import Envelope, person
from stemdag.files.model import CandidatesFile


class Candidates:
    """Reads a 230b."""

    def __init__(self, envelope: Envelope) -> None:
        self._envelope = envelope
        self._lists: list[CandidateList] = []
        self._contests = 0

    def take(self, element: _Element) -> None:
        if element.tag == names.CONTEST:
            self._contests += 1
            if self._contests > 1:
                self._envelope.refuse("It holds the lists of several contests.", element)
            return
        identifier = element.find(names.AFFILIATION_ID)
        if identifier is None:
            self._envelope.refuse("A list has no AffiliationIdentifier.", element)
        self._lists.append(
            CandidateList(
                self._envelope.identity(identifier),
                (identifier.findtext(names.REGISTERED_NAME) or "").strip(),
                tuple(self._candidate(each) for each in element.iterchildren(names.CANDIDATE)),
            )
        )

    def _candidate(self, element: _Element) -> Candidate:
        identifier = element.find(names.CANDIDATE_ID)
        if identifier is None:
            self._envelope.refuse("A candidate has no CandidateIdentifier.", element)
        return Candidate(
            self._envelope.identity(identifier), person(element), identifier.get("ShortCode") or None
        )

    def finish(self) -> CandidatesFile:
        envelope = self._envelope
        if not self._lists or len(envelope.contests) != 1:
            envelope.refuse("It says it holds candidate lists (230b) and holds none, or no contest.")
        try:
            ballot = Ballot(tuple(self._lists))
        except Refused as refused:
            envelope.refuse(f"{refused.text}.")
        contest, name = envelope.contests[0]
        return CandidatesFile(
            envelope.source, envelope.made(), contest, name, ballot, tuple(envelope.oddities)
        )
