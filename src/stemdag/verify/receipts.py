"""The codes of receipts, made anew from what is public: from the data files, and from nothing else.

A code that a chair wrote on paper when the count was sent, and that comes out here, proves that the count on
the public site is that count (`domain.receipt`).
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from stemdag.domain import receipt
from stemdag.publish import address

#: Fetches a path of the public site (`/data/v1/index.json`) and gives its bytes.
Get = Callable[[str], bytes]

_LETTERS = {
    "A": "poll_cards",
    "B": "proxies",
    "C": "voter_cards",
    "D": "admitted",
    "E": "candidate_votes",
    "F": "blank",
    "G": "invalid",
    "H": "cast",
    "I": "more",
    "J": "fewer",
}


@dataclass(frozen=True, slots=True)
class Proof:
    """One published count and the code that belongs to it; None where no device sent it.

    `stands` is false for a version that was public and was replaced.
    """

    election: str
    municipality: str
    station: int
    name: str
    version: int
    stands: bool
    code: str | None


def proofs(get: Get) -> Iterator[Proof]:
    """Every published count of a public site, with those that were replaced.

    Raises KeyError, TypeError or ValueError where a file is not one of ours (`docs/data.md`).
    """
    for election in json.loads(get(f"/{address.DATA}/index.json"))["elections"]:
        for town in json.loads(get(election["data"]))["municipalities"]:
            body = json.loads(get(town["data"]))
            for station in body["stations"]:
                if "count" in station:
                    yield from _station(election["id"], body["municipality"]["code"], station)


def numbers(count: Mapping[str, Any]) -> dict[str, int | None]:
    """The numbers of a published count by the marks of the form."""
    found: dict[str, int | None] = {letter: count[name] for letter, name in _LETTERS.items()}
    for each in count["lists"]:
        number = each["number"]
        found[f"E.{number}"] = each["votes"]
        found[f"L.{number}"] = each.get("page_total")
        for candidate, votes in each.get("candidates", {}).items():
            found[f"c.{number}.{candidate}"] = votes
    return found


def _station(election: str, municipality: str, station: Mapping[str, Any]) -> Iterator[Proof]:
    count = station["count"]
    versions = [(each, each["before"], False) for each in count["changes"] if each["before"]]
    for about, counted, stands in [*versions, (count, count, True)]:
        code = None
        if random := about.get("random"):
            place = (election, municipality, station["number"], about["version"])
            code = receipt.code(receipt.Sent(*place, bytes.fromhex(random)), numbers(counted))
        yield Proof(
            election, municipality, station["number"], station["name"], about["version"], stands, code
        )
