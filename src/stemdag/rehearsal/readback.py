"""Reads the results back from the public tree, by its own addresses, as anybody could."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from typing import Any

#: Fetches a path of the public site (`/data/v1/index.json`) and gives its bytes.
Get = Callable[[str], bytes]

#: One write at the public target: when, which path, how large, which digest.
Write = tuple[str, str, int, str]

INDEX = "/data/v1/index.json"


class NotPublic(RuntimeError):
    """The public tree does not say what it should: where, and what is wrong."""


def read_back(get: Get) -> dict[str, dict[str, Any]]:
    """The public results: `{ID: {"municipalities": {CODE: {"stations", "admitted", …, "lists": {…}}}}}`.

    Every number is added up from the counts of the stations and compared with the total that the tree
    itself shows. `stations` is the number of stations whose count is public. Raises `NotPublic` where a
    municipality has no results, where totals differ, and where a file does not say that it is a rehearsal.
    """
    found: dict[str, dict[str, Any]] = {}
    for each in _load(get, INDEX)["elections"]:
        election = _load(get, each["data"])
        towns = (_load(get, town["data"]) for town in election["municipalities"])
        found[each["id"]] = {"municipalities": {t["municipality"]["code"]: _municipality(t) for t in towns}}
    return found


def _load(get: Get, path: str) -> dict[str, Any]:
    body: dict[str, Any] = json.loads(get(path))
    if body.get("rehearsal") is not True:
        raise NotPublic(f"{path} does not say that it is a rehearsal")
    return body


def _municipality(body: dict[str, Any]) -> dict[str, Any]:
    name = body["municipality"]["name"]
    if "result" not in body:
        raise NotPublic(f"{name} has no results in the public tree (it is {body.get('state')})")
    counts = [station["count"] for station in body["stations"] if "count" in station]
    lists = Counter({each["number"]: 0 for each in body["ballot"]})
    for count in counts:
        for each in count["lists"]:
            lists[each["number"]] += each["votes"]
    summed = {
        "stations": len(counts),
        "admitted": sum(count["admitted"] for count in counts),
        "blank": sum(count["blank"] for count in counts),
        "invalid": sum(count["invalid"] for count in counts),
        "lists": {str(number): votes for number, votes in sorted(lists.items())},
    }
    shown = {
        "stations": body["result"]["stations_counted"],
        **{key: body["result"][key] for key in ("admitted", "blank", "invalid")},
        # A total without a single count shows no lists.
        "lists": {**dict.fromkeys(summed["lists"], 0), **_votes(body["result"]["lists"])},
    }
    if shown != summed:
        differ = ", ".join(key for key in summed if summed[key] != shown[key])
        raise NotPublic(f"{name}: the stations do not add up to the total shown ({differ})")
    return summed


def _votes(lists: Iterable[dict[str, Any]]) -> dict[str, int]:
    return {str(each["number"]): each["votes"] for each in lists}


def depended_on_votes(one: Sequence[Write], other: Sequence[Write]) -> list[str]:
    """The public files whose writes differ between two days with equal public facts; none, if all is well.

    A write differs by its moment, its path, its size or its bytes. Where only the order of writes differs,
    the paths at the places that differ are named.
    """
    mine, theirs = _histories(one), _histories(other)
    differing = {path for path in mine.keys() | theirs.keys() if mine.get(path) != theirs.get(path)}
    if not differing:
        for left, right in zip(one, other, strict=True):
            if left != right:
                differing |= {left[1], right[1]}
    return sorted(differing)


def _histories(writes: Iterable[Write]) -> dict[str, list[Write]]:
    found: dict[str, list[Write]] = {}
    for write in writes:
        found.setdefault(write[1], []).append(write)
    return found
