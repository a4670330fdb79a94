"""What is written around the payload of an EML message, and when a message cannot be written at all.

What is written here is never an official file, and says so where a program and a person look: the
transaction id, a processing instruction and a comment.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import datetime
from xml.sax.saxutils import escape, quoteattr
from zoneinfo import ZoneInfo

from stemdag.domain.ballot import Ballot
from stemdag.domain.election import Category, Election

#: The transaction id, which official software sets to 1.
PRELIMINARY, COPY, REHEARSAL = "voorlopig", "afschrift", "oefening"

_ELECTION_ID = re.compile(r"(EP|EK|TK|GR|BC|GC|ER|PS|AB|NR|PR|LR|IR)2[0-9]{3}([0-9]{4})?(_[\w-]*)?", re.ASCII)
_DOMAIN_ID = re.compile(r"[0-9]{4}|[12]?[0-9]")
_SUBCATEGORIES = frozenset(
    ("PS1", "PS2", "AB1", "AB2", "GR1", "GR2", "BC", "GC", "ER1", "TK", "EK", "EP", "NR", "PR", "LR", "IR")
)
_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_NAMESPACES = (
    'xmlns="urn:oasis:names:tc:evs:schema:eml" xmlns:kr="http://www.kiesraad.nl/extensions" '
    'xmlns:xal="urn:oasis:names:tc:ciq:xsdschema:xAL:2.0" '
    'xmlns:xnl="urn:oasis:names:tc:ciq:xsdschema:xNL:2.0"'
)
_AMSTERDAM = ZoneInfo("Europe/Amsterdam")


def sayable(
    election: Election, ballot: Ballot, municipalities: Iterable[str], stations: Iterable[int]
) -> bool:
    """Whether the schema has room for these: it knows no electoral college and no number below 0 or 1.

    Nothing is bent to fit: a number that is not the real one would be another station or list.
    """
    given = list(stations)
    return (
        election.category is not Category.KC
        and _ELECTION_ID.fullmatch(election.id) is not None
        and len(ballot) > 0
        and all(each.number > 0 and all(c.number > 0 for c in each.candidates) for each in ballot)
        and all(re.fullmatch("[0-9]{4}", code) for code in municipalities)
        and all(number >= 0 for number in given)
        and len(set(given)) == len(given)
    )


def token(value: str) -> str:
    """A text as XML holds it: spaces tidied, what XML has no place for left out."""
    return " ".join(escape(_NOT_XML.sub("", value)).split())


def head(
    form: str,
    authority: tuple[str, str],
    created: datetime | None,
    remark: str,
    rehearsal: bool,
    preliminary: bool,
) -> str:
    """From the declaration to what comes before the payload; `remark` is the comment that people read.

    What is not `preliminary` is a copy of an official count.
    """
    standing = REHEARSAL if rehearsal else PRELIMINARY if preliminary else COPY
    code, name = authority
    moment = ""
    if created is not None:
        local = created.astimezone(_AMSTERDAM).replace(tzinfo=None)
        moment = f"<kr:CreationDateTime>{local.isoformat(timespec='milliseconds')}</kr:CreationDateTime>"
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<?stemdag preliminary="{_said(preliminary)}" rehearsal="{_said(rehearsal)}"?>\n'
        f"<!-- {_NOT_XML.sub('', remark).replace('--', '- -')} -->\n"
        f'<EML {_NAMESPACES} Id="{form}" SchemaVersion="5"><TransactionId>{standing}</TransactionId>'
        f"<ManagingAuthority><AuthorityIdentifier Id={quoteattr(code)}>{token(name)}</AuthorityIdentifier>"
        f"<AuthorityAddress/></ManagingAuthority>{moment}\n"
    )


def _said(value: bool) -> str:
    return "true" if value else "false"


def identifier(election: Election) -> str:
    """The ElectionIdentifier."""
    subcategory = domain = ""
    if election.subcategory in _SUBCATEGORIES:
        subcategory = f"<kr:ElectionSubcategory>{election.subcategory}</kr:ElectionSubcategory>"
    if election.domain is not None:
        known = f' Id="{election.domain.code}"' if _DOMAIN_ID.fullmatch(election.domain.code) else ""
        domain = f"<kr:ElectionDomain{known}>{token(election.domain.name)}</kr:ElectionDomain>"
    return (
        f'<ElectionIdentifier Id="{election.id}"><ElectionName>{token(election.name)}</ElectionName>'
        f"<ElectionCategory>{election.category}</ElectionCategory>{subcategory}{domain}"
        f"<kr:ElectionDate>{election.date.isoformat()}</kr:ElectionDate></ElectionIdentifier>"
    )
