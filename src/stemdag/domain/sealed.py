"""What goes into an envelope: a count, its codes and its random bytes, of one size per ballot.

Numbers, codes and ticked answers only; no text. The 32 random bytes are those of the device that sent the
count: with them the code of its receipt can be proved once the count is public (`domain.receipt`). Every
number takes four bytes (nine digits fit), every code a bit, and what a count lacks (candidates, list pages)
is made up with zeros, so that the length depends on the ballot and the kind of count alone. The layout is
canonical: one count with one set of codes has one encoding.

Layout, big-endian: version; form (bits: 0 decentral, 1 C present, 2 boxes present, 3 explained present, 4
to 6 the boxes, 7 and 8 the answers, 9 random bytes present); the code bits; A B C D E F G H I J; the number
of lists; the random bytes (zeros where there are none, as in an official file); per list its number, what
is present (bits: 0 L, 1 candidates), its code bits, E.n, L.n, the number of candidates, their numbers,
their votes; zeros.
"""

from __future__ import annotations

import struct
from collections.abc import Iterable, Mapping, Sequence
from enum import StrEnum
from typing import TypeVar

from stemdag.domain.ballot import Ballot
from stemdag.domain.count import LARGEST, Box, Count, Explained, ListCount
from stemdag.domain.errors import Refused
from stemdag.domain.receipt import NONCE_SIZE
from stemdag.domain.station import Counting

#: Version 1 had no random bytes; it is read still.
VERSION = 2

_Tick = TypeVar("_Tick", bound=StrEnum)

#: Codes by bit. Envelopes outlive a version of the software: append, never move, never reuse.
GENERAL_CODES: tuple[str, ...] = (
    *("F.201", "F.202", "F.203", "F.204"),
    *("F.301", "F.302", "F.303", "F.304", "F.305", "F.306", "F.307", "F.308", "F.309", "F.310"),
    *("F.312", "F.313"),
    *("W.201", "W.202", "W.203", "W.204"),
    *("S.101", "S.102", "S.103", "S.104", "S.201", "S.202", "S.203", "S.204", "S.205", "S.301"),
)
LIST_CODES: tuple[str, ...] = ("F.401", "F.402", "F.403", "S.201", "S.202", "S.203", "S.204", "S.205")

_HEAD = struct.Struct(">BHQ10IH")
_LIST = struct.Struct(">iBHIIH")
#: One candidate: its number and its votes.
_CANDIDATE_BYTES = 8

_DECENTRAL, _HAS_C, _HAS_BOXES, _HAS_EXPLAINED = 1, 2, 4, 8
_BOX_BITS = {Box.EQUAL: 16, Box.MORE: 32, Box.FEWER: 64}
_EXPLAINED_BITS = {Explained.YES: 128, Explained.NO: 256}
_HAS_NONCE = 512
_FORM_BITS = {1: 0x1FF, VERSION: 0x3FF}
_HAS_PAGE, _HAS_CANDIDATES = 1, 2
_GENERAL_BITS = {code: 1 << bit for bit, code in enumerate(GENERAL_CODES)}
_LIST_BITS = {code: 1 << bit for bit, code in enumerate(LIST_CODES)}


def padded_size(ballot: Ballot, counting: Counting) -> int:
    """The size in bytes of every encoded count of this ballot and kind of count.

    `counting` is the fullest form that may come for it: an official count brings candidates also where the
    stations count centrally, so it is sealed as decentral.
    """
    candidates = sum(len(each.candidates) for each in ballot) if counting is Counting.DECENTRAL else 0
    return _HEAD.size + NONCE_SIZE + len(ballot) * _LIST.size + candidates * _CANDIDATE_BYTES


def encode(
    count: Count, codes: Sequence[str], ballot: Ballot, counting: Counting, nonce: bytes | None = None
) -> bytes:
    """The count and its codes (`F.201`, `F.402:3`) as exactly `padded_size(ballot, counting)` bytes.

    `nonce` are the device's random bytes; ValueError where they are not `NONCE_SIZE`. `Refused` for what is
    not on the ballot, does not fit the kind of count, or has no place in an envelope.
    """
    general, by_list = _code_bits(codes, count.lists)
    size = padded_size(ballot, counting)
    if nonce is not None and len(nonce) != NONCE_SIZE:
        raise ValueError(f"a count has {NONCE_SIZE} random bytes, not {len(nonce)}")
    parts = [_head(count, general, nonce is not None), nonce or bytes(NONCE_SIZE)]
    for number in sorted(count.lists):
        parts.append(_list(number, count.lists[number], by_list.get(number, 0), ballot, counting))
    data = b"".join(parts)
    return data.ljust(size, b"\0")


def nonce_of(data: bytes) -> bytes | None:
    """The random bytes beside a count that `decode` reads; None where it was sealed without."""
    version, form = struct.unpack_from(">BH", data)
    return data[_HEAD.size : _HEAD.size + NONCE_SIZE] if version > 1 and form & _HAS_NONCE else None


def decode(data: bytes) -> tuple[Count, tuple[str, ...]]:
    """The count and its codes (in the order of the tables above, then by list); `Refused` where damaged."""
    reader = _Reader(data)
    version, form, general, *numbers = reader.take(_HEAD)
    if version not in _FORM_BITS:
        raise Refused(
            "sealed.version", f"the envelope holds a count of version {version}; this reads 1 to {VERSION}"
        )
    if form & ~_FORM_BITS[version]:
        raise _damaged("unknown form bits")
    if version > 1:
        reader.nonce(present=bool(form & _HAS_NONCE))
    a, b, c, d, e, f, g, h, i, j, lists = numbers
    _in_range(numbers[:10])
    found: dict[int, ListCount] = {}
    codes = list(_codes(general, GENERAL_CODES))
    last: int | None = None
    for _ in range(lists):
        number, present, bits, total, page, candidates = reader.take(_LIST)
        if last is not None and number <= last:
            raise _damaged("lists out of order")
        last = number
        _in_range((total, page))
        votes = reader.votes(candidates)
        if present & ~3 or (page and not present & _HAS_PAGE) or (votes and not present & _HAS_CANDIDATES):
            raise _damaged(f"list {number} holds what it says it does not have")
        found[number] = ListCount(
            total,
            page if present & _HAS_PAGE else None,
            votes if present & _HAS_CANDIDATES else None,
        )
        codes.extend(f"{code}:{number}" for code in _codes(bits, LIST_CODES))
    reader.rest_is_zero()
    count = Count(
        Counting.DECENTRAL if form & _DECENTRAL else Counting.CENTRAL,
        poll_cards=a,
        proxies=b,
        voter_cards=c if form & _HAS_C else None,
        admitted=d,
        lists=found,
        candidate_votes=e,
        blank=f,
        invalid=g,
        cast=h,
        more=i,
        fewer=j,
        boxes=_ticked(form, _BOX_BITS) if form & _HAS_BOXES else None,
        explained=_ticked(form, _EXPLAINED_BITS) if form & _HAS_EXPLAINED else None,
    )
    _refuse_second_encoding(count, form, c)
    return count, tuple(codes)


def _head(count: Count, general: int, has_nonce: bool) -> bytes:
    form = _DECENTRAL if count.counting is Counting.DECENTRAL else 0
    if has_nonce:
        form |= _HAS_NONCE
    if count.voter_cards is not None:
        form |= _HAS_C
    if count.boxes is not None:
        form |= _HAS_BOXES | sum(_BOX_BITS[box] for box in count.boxes)
    if count.explained is not None:
        form |= _HAS_EXPLAINED | sum(_EXPLAINED_BITS[answer] for answer in count.explained)
    return _HEAD.pack(
        VERSION,
        form,
        general,
        _number("A", count.poll_cards),
        _number("B", count.proxies),
        _number("C", count.voter_cards or 0),
        _number("D", count.admitted),
        _number("E", count.candidate_votes),
        _number("F", count.blank),
        _number("G", count.invalid),
        _number("H", count.cast),
        _number("I", count.more),
        _number("J", count.fewer),
        len(count.lists),
    )


def _list(number: int, each: ListCount, bits: int, ballot: Ballot, counting: Counting) -> bytes:
    known = ballot.by_number.get(number)
    if known is None:
        raise Refused("count.unknown", f"list {number} is not on this ballot", f"E.{number}", number=number)
    present = 0 if each.page_total is None else _HAS_PAGE
    if each.candidates is not None:
        present |= _HAS_CANDIDATES
    numbers = sorted(each.candidates or ())
    if numbers and counting is Counting.CENTRAL:
        raise Refused(
            "count.candidates",
            f"list {number} has candidates, and room was asked for a central count, which has none",
            f"L.{number}",
        )
    votes: list[int] = []
    if each.candidates:
        for unknown in sorted(set(numbers) - {c.number for c in known.candidates}):
            raise Refused(
                "count.unknown",
                f"candidate {unknown} of list {number} is not on this ballot",
                f"L.{number}",
                number=unknown,
            )
        votes = [each.candidates[candidate] for candidate in numbers]
        if votes and not 0 <= min(votes) <= max(votes) <= LARGEST:
            for candidate, one in zip(numbers, votes, strict=True):
                _number(f"c.{number}.{candidate}", one)
    head = _LIST.pack(
        number,
        present,
        bits,
        _number(f"E.{number}", each.total),
        _number(f"L.{number}", each.page_total or 0),
        len(numbers),
    )
    return head + struct.pack(f">{len(numbers)}i{len(votes)}I", *numbers, *votes)


def _number(mark: str, number: int) -> int:
    if not 0 <= number <= LARGEST:
        raise Refused(
            "count.number", f"{mark} holds {number}; a number from 0 to {LARGEST} belongs there", mark
        )
    return number


def _code_bits(codes: Iterable[str], lists: Mapping[int, ListCount]) -> tuple[int, dict[int, int]]:
    general = 0
    by_list: dict[int, int] = {}
    for label in codes:
        code, colon, number = label.partition(":")
        if not colon and code in _GENERAL_BITS:
            general |= _GENERAL_BITS[code]
        elif number.lstrip("-").isdecimal() and int(number) in lists and code in _LIST_BITS:
            by_list[int(number)] = by_list.get(int(number), 0) | _LIST_BITS[code]
        else:
            raise Refused("sealed.code", f"`{label}` is not a code that an envelope can hold", label)
    return general, by_list


def _codes(bits: int, table: tuple[str, ...]) -> Iterable[str]:
    if bits >> len(table):
        raise _damaged("a code that this version does not know")
    return (code for bit, code in enumerate(table) if bits >> bit & 1)


def _ticked(form: int, bits: Mapping[_Tick, int]) -> frozenset[_Tick]:
    return frozenset(each for each, bit in bits.items() if form & bit)


def _refuse_second_encoding(count: Count, form: int, c: int) -> None:
    if count.voter_cards is None and c:
        raise _damaged("C where the form has none")
    if (count.boxes is None and form & 0x70) or (count.explained is None and form & 0x180):
        raise _damaged("ticks where the form has no boxes")


def _in_range(numbers: Iterable[int]) -> None:
    if max(numbers, default=0) > LARGEST:
        raise _damaged("a number of more than nine digits")


def _damaged(what: str) -> Refused:
    return Refused("sealed.damaged", f"the envelope's content is damaged: {what}")


class _Reader:
    """Takes structures off the front; every fault is `Refused`."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._at = 0

    def take(self, layout: struct.Struct) -> tuple[int, ...]:
        try:
            found = layout.unpack_from(self._data, self._at)
        except struct.error:
            raise _damaged("it ends too soon") from None
        self._at += layout.size
        return found

    def nonce(self, *, present: bool) -> None:
        """Pass over the random bytes, which are zeros where there are none."""
        found = self._data[self._at : self._at + NONCE_SIZE]
        if len(found) != NONCE_SIZE:
            raise _damaged("it ends too soon")
        if not present and any(found):
            raise _damaged("random bytes where there are none")
        self._at += NONCE_SIZE

    def votes(self, candidates: int) -> dict[int, int]:
        found = self.take(struct.Struct(f">{candidates}i{candidates}I"))
        numbers = found[:candidates]
        _in_range(found[candidates:])
        if sorted(set(numbers)) != list(numbers):
            raise _damaged("candidates out of order")
        return dict(zip(numbers, found[candidates:], strict=True))

    def rest_is_zero(self) -> None:
        if self._data.count(0, self._at) != len(self._data) - self._at:
            raise _damaged("something stands after the count")
