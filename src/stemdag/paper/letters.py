"""Letters of invitation: what somebody gets on paper to come in at the election office's desk."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urljoin

from stemdag.domain.errors import Refused
from stemdag.domain.role import Role
from stemdag.paper import words as w
from stemdag.paper.cards import picture
from stemdag.paper.press import press


@dataclass(frozen=True, slots=True)
class Letter:
    """One letter: a user name and a code that works once, until `expires` (aware, shown in its own zone)."""

    municipality: str
    election: str
    name: str
    full_name: str
    roles: tuple[Role, ...]
    code: str
    expires: datetime
    rehearsal: bool = False


def link(address: str, code: str) -> str:
    """What the picture holds: the page with the code in the fragment, which no server gets to see."""
    return urljoin(address, f"/desk/invited/#{code}")


def letters(given: Sequence[Letter], *, address: str, language: str = "nl") -> bytes:
    """The letters as a PDF, one to an A4. `address` is the office's. `Refused` where there are none."""
    words = w.words(language)
    if not given:
        raise Refused("paper.empty", "there is nobody to write a letter to")
    return press(
        "letters",
        {
            "language": language,
            "title": words["letter.title"].format(municipality=given[0].municipality),
            "words": words,
            "letters": [_values(each, address, words, language) for each in given],
        },
    )


def _values(letter: Letter, address: str, words: w.Words, language: str) -> dict[str, object]:
    shown = urljoin(address, "/desk/invited/").split("://", 1)[-1]
    return {
        "municipality": letter.municipality,
        "election": letter.election,
        "who": letter.full_name or letter.name,
        "name": letter.name,
        "roles": ", ".join(words[f"role.{role}"] for role in letter.roles),
        "code": letter.code,
        "picture": picture(link(address, letter.code)),
        "address": words["letter.step.1"].format(address=shown),
        "until": words["letter.until"].format(until=w.moment(letter.expires, language)),
        "rehearsal": letter.rehearsal,
    }
