"""EML 520 written: who would be elected as the count stands, in the shape of the official result."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime

from stemdag.files.eml.envelope_writing import head, identifier, token
from stemdag.files.model import Elected, ResultFile


def write_result(
    file: ResultFile,
    area: str,
    lists: Mapping[int, str],
    created: datetime,
    remark: str,
    rehearsal: bool = False,
    preliminary: bool = True,
) -> Iterator[bytes]:
    """The file as bytes, one piece per list; `lists` are the names of lists by number.

    A list without a seat has no place in the schema. Nor has a candidate without an address: where they
    live is not known here, so it is empty.
    """
    yield (
        head("520", ("CSB", area), created, remark, rehearsal, preliminary)
        + f"<Result><Election>{identifier(file.election)}\n"
        '<Contest><ContestIdentifier Id="alle"/>\n'
    ).encode()
    for number, seats in file.seats.items():
        if seats:
            yield (
                f'<Selection><AffiliationIdentifier Id="{number}"><RegisteredName>{token(lists[number])}'
                "</RegisteredName></AffiliationIdentifier><Elected>yes</Elected></Selection>\n"
                + "".join(_candidate(each) for each in file.elected if each.list == number)
            ).encode()
    yield b"</Contest></Election></Result></EML>\n"


def _candidate(of: Elected) -> str:
    last, comma, initials = of.name.rpartition(", ")
    if not comma:
        last, initials = of.name, ""
    line = f'<xnl:NameLine NameType="Initials">{token(initials)}</xnl:NameLine>' if initials else ""
    ranking = f"<Ranking>{of.ranking}</Ranking>" if of.ranking is not None else ""
    return (
        f'<Selection><Candidate><CandidateIdentifier Id="{of.number}"/><CandidateFullName><xnl:PersonName>'
        f"{line}<xnl:LastName>{token(last)}</xnl:LastName></xnl:PersonName></CandidateFullName>"
        "<QualifyingAddress><xal:Locality><xal:LocalityName/></xal:Locality></QualifyingAddress></Candidate>"
        f"{ranking}<Elected>yes</Elected></Selection>\n"
    )
