"""Candidates by one number each, also where a file names them by short code.

In a 510d of several kieskringen the total has short codes only, and each kieskring numbers its own list: one
number may be two people. Where the numbers of a list agree they are kept; where they do not, the list's
candidates are numbered in the order of the total, in the total and in every unit (`numbering-differs`).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import cast

from stemdag.files.eml.envelope import Envelope
from stemdag.files.eml.group import Group
from stemdag.files.oddities import odd


def numbered(envelope: Envelope, total: Group, units: Sequence[Group]) -> dict[int, dict[int, str | None]]:
    """Resolve every group; per list its candidates, by number, with their short codes."""
    groups = [total, *units]
    lists: dict[int, dict[int, str | None]] = {}
    differing: list[int] = []
    for number in dict.fromkeys(key for group in groups for key in group.candidates):
        having = [group for group in groups if number in group.candidates]
        if any(number in group.by_code for group in having):
            lists[number] = _by_code(envelope, number, having, differing)
        else:
            lists[number] = _by_number(number, having)
    if differing:
        envelope.oddities.append(
            odd(
                "numbering-differs",
                envelope.source,
                f"kieskringen number the candidates differently: lists {', '.join(map(str, differing))}",
            )
        )
    return lists


def _by_number(number: int, groups: Sequence[Group]) -> dict[int, str | None]:
    found: dict[int, str | None] = {}
    for group in groups:
        votes = cast("dict[int, int]", group.candidates[number])
        group.resolved[number] = votes
        if not votes.keys() <= found.keys():
            found.update((key, None) for key in votes if key not in found)
        for code, key in group.codes.get(number, {}).items():
            found[key] = found[key] or code
    return found


def _by_code(
    envelope: Envelope, number: int, groups: Sequence[Group], differing: list[int]
) -> dict[int, str | None]:
    known: dict[str, set[int]] = {}
    for group in groups:
        for key in group.candidates[number]:
            if isinstance(key, str):
                known.setdefault(key, set())
        for code, key in group.codes.get(number, {}).items():
            known.setdefault(code, set()).add(key)
        if group.codes.get(number) and len(group.codes[number]) < len(group.candidates[number]):
            envelope.refuse(f"List {number} of unit {group.id} has candidates without a short code.")
    numbers = _numbers(envelope, number, known, differing)
    for group in groups:
        code_of = {key: code for code, key in group.codes.get(number, {}).items()}
        votes = group.candidates[number]
        group.resolved[number] = {
            numbers[_code(envelope, number, group, key, code_of)]: votes[key] for key in votes
        }
    return {key: code for code, key in numbers.items()}


def _code(envelope: Envelope, number: int, group: Group, key: int | str, code_of: dict[int, str]) -> str:
    if isinstance(key, str):
        return key
    if key not in code_of:
        envelope.refuse(f"Candidate {key} of list {number}, unit {group.id}, has no short code; others have.")
    return code_of[key]


def _numbers(
    envelope: Envelope, number: int, known: dict[str, set[int]], differing: list[int]
) -> dict[str, int]:
    """One number for each short code of a list."""
    told = [key for keys in known.values() for key in keys]
    unknown = [code for code, keys in known.items() if not keys]
    if unknown:
        envelope.oddities.append(
            odd(
                "short-code-unknown",
                envelope.source,
                f"list {number}: no unit tells the number of {', '.join(unknown[:5])}; numbered on",
            )
        )
    if len(told) == len(set(told)) and all(len(keys) < 2 for keys in known.values()):
        free = max(told, default=0)
        numbers: dict[str, int] = {}
        for code, keys in known.items():
            if not keys:
                free += 1
            numbers[code] = min(keys, default=free)
        return numbers
    differing.append(number)
    return {code: place for place, code in enumerate(known, 1)}
