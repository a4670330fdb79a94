"""EML 510b, 510c and 510d written: a preliminary count in the shape of the official one, unit by unit.

All numbers of a unit go into one text made for the ballot once, so that a country is written in seconds.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from stemdag.domain.ballot import Ballot
from stemdag.domain.count import Count
from stemdag.files.eml.envelope_writing import head, identifier, token
from stemdag.files.model import CountFile, UnitCount
from stemdag.files.names import UNEXPLAINED, station_name


def write_count(
    file: CountFile, remark: str, rehearsal: bool = False, preliminary: bool = True
) -> Iterator[bytes]:
    """The file as bytes, one piece per unit; `file.form` is 510b, 510c or 510d, and it must be `sayable`.

    Candidates stand in it where every unit has them. Explanations that are 0 are left out.
    """
    code = {"510c": f"HSB{file.area.code}", "510d": "CSB"}.get(file.form, file.area.code)
    yield (
        head(file.form, (code, file.area.name), file.created, remark, rehearsal, preliminary)
        + f"<Count><EventIdentifier/><Election>{identifier(file.election)}\n<Contests><Contest>"
        f"{_contest(file)}\n"
    ).encode()
    votes = _Votes(file.ballot, file.has_candidates)
    yield f"<TotalVotes>{votes.group(file.total)}</TotalVotes>\n".encode()
    for unit in file.units:
        yield (
            f'<ReportingUnitVotes><ReportingUnitIdentifier Id="{unit.id}">{_name(unit)}'
            f"</ReportingUnitIdentifier>{votes.group(unit)}</ReportingUnitVotes>\n"
        ).encode()
    yield b"</Contest></Contests></Election></Count></EML>\n"


def _contest(file: CountFile) -> str:
    if file.form == "510c":
        name = f"<ContestName>{token(file.area.name)}</ContestName>"
        return f'<ContestIdentifier Id="{file.area.code}">{name}</ContestIdentifier>'
    return f'<ContestIdentifier Id="{"alle" if file.form == "510d" else "geen"}"/>'


class _Votes:
    """The votes of a unit as text."""

    def __init__(self, ballot: Ballot, candidates: bool) -> None:
        self._lists = [
            (each.number, [c.number for c in each.candidates] if candidates else []) for each in ballot
        ]
        self._text = "".join(_selections(ballot, candidates))

    def group(self, unit: UnitCount) -> str:
        return self._text % tuple(self._numbers(unit.count)) + _figures(unit)

    def _numbers(self, count: Count) -> Iterator[int]:
        lists = count.lists
        for number, candidates in self._lists:
            found = lists.get(number)
            yield found.total if found else 0
            votes: Mapping[int, int] = (found.candidates if found else None) or {}
            for each in candidates:
                yield votes.get(each, 0)


def _selections(ballot: Ballot, candidates: bool) -> Iterator[str]:
    """A place for each number of the ballot, in order: a list, then its candidates."""
    for each in ballot:
        name = token(each.name).replace("%", "%%")
        of = (
            f'<ReferendumOptionIdentifier Id="{each.number}">{name}</ReferendumOptionIdentifier>'
            if ballot.referendum
            else f'<AffiliationIdentifier Id="{each.number}"><RegisteredName>{name}</RegisteredName>'
            "</AffiliationIdentifier>"
        )
        yield f"<Selection>{of}<ValidVotes>%d</ValidVotes></Selection>"
        for one in each.candidates if candidates else ():
            yield (
                f'<Selection><Candidate><CandidateIdentifier Id="{one.number}"/></Candidate>'
                "<ValidVotes>%d</ValidVotes></Selection>"
            )


def _figures(unit: UnitCount) -> str:
    count = unit.count
    figures = {
        "geldige stempassen": count.poll_cards,
        "geldige volmachtbewijzen": count.proxies,
        "geldige kiezerspassen": count.voter_cards,
        "toegelaten kiezers": count.admitted,
        "meer getelde stembiljetten": count.more,
        "minder getelde stembiljetten": count.fewer,
    }
    figures |= {reason: number for reason, number in sorted(unit.reasons.items()) if number}
    if unit.unexplained:
        figures[UNEXPLAINED] = unit.unexplained
    return (
        f"<Cast>{unit.electorate}</Cast><TotalCounted>{count.candidate_votes}</TotalCounted>"
        f'<RejectedVotes ReasonCode="ongeldig">{count.invalid}</RejectedVotes>'
        f'<RejectedVotes ReasonCode="blanco">{count.blank}</RejectedVotes>'
    ) + "".join(
        f'<UncountedVotes ReasonCode="{reason}">{number}</UncountedVotes>'
        for reason, number in figures.items()
        if number is not None
    )


def _name(unit: UnitCount) -> str:
    """A station's name as official files have it: with the word before it and the postcode behind it."""
    if unit.number is None:
        return token(unit.name)
    full = f"Stembureau {unit.name}" + (f" (postcode: {unit.postcode})" if unit.postcode else "")
    # A name without a letter ("12") would keep the word when it is read.
    return token(full if station_name(full)[0] == unit.name else full.removeprefix("Stembureau "))
