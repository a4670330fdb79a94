"""A count as it was typed: read from a form, kept as typed, and turned into a `Count` where it can be.

Nothing here is stored, logged or put into an exception: a form before the release is votes.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final
from uuid import UUID

from django.http import QueryDict

from stemdag.domain.ballot import Ballot
from stemdag.domain.count import LARGEST, Box, Count, Explained, ListCount, fields, refuse_foreign
from stemdag.domain.election import Category
from stemdag.domain.errors import Refused
from stemdag.domain.receipt import NONCE_SIZE
from stemdag.domain.station import Counting

LETTERS: Final = tuple("ABCDEFGHIJ")
#: Everything a form carries besides its numbers.
TICKS: Final = frozenset({"boxes", "explained"})
ABOUT: Final = frozenset({"csrfmiddlewaretoken", "client_id", "nonce", "version", "reason", "seen", "action"})

# Numbers as they are written once: `E.01` would be a second name for `E.1`.
_NUMBER = r"(?:0|-?[1-9][0-9]{0,5})"
_MARK = re.compile(rf"[A-J]|[EL]\.{_NUMBER}|c\.{_NUMBER}\.{_NUMBER}")
_DIGITS = re.compile(r"[0-9]+")
#: The longest reason in bytes (`journal.aside`), and more fields at fault than a page need name.
LONGEST_REASON, MOST_PROBLEMS = 1_000, 50


@dataclass(frozen=True, slots=True)
class Problem:
    """Why a form cannot be taken: `code` for the text, `where` the mark or name of the field at fault."""

    code: str
    where: str = ""
    params: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Submission:
    """One posted form. `typed`: the numbers as typed, by mark; `count` is None while `problems` stand."""

    typed: Mapping[str, str]
    boxes: frozenset[str]
    explained: frozenset[str]
    reason: str
    seen: frozenset[str]
    sends: bool
    client_id: UUID | None
    nonce: bytes | None
    version: int
    count: Count | None
    problems: tuple[Problem, ...]

    def body(self) -> bytes:
        """What the sender vouches for, in one form only, so that `007` and `7` are the same body."""
        assert self.count is not None
        numbers = fields(self.count)
        return json.dumps(
            [
                self.version,
                {mark: numbers[mark] for mark in sorted(numbers)},
                sorted(self.boxes),
                sorted(self.explained),
                self.reason if self.version > 1 else "",
            ],
            separators=(",", ":"),
        ).encode()


def marks(given: str) -> tuple[str, ...]:
    """Fields of the form by their marks, as somebody writes them: `D, E.3 c.3.12`.

    `Refused("marks.unknown")` with the first word that is no mark.
    """
    found = tuple(dict.fromkeys(re.split(r"[\s,;]+", given.strip()))) if given.strip() else ()
    for each in found:
        if not (_MARK.fullmatch(each) or each in TICKS):
            raise Refused("marks.unknown", f"{each[:40]} is no field of the form", "marks", given=each[:40])
    return found


def read(post: QueryDict, ballot: Ballot, counting: Counting, category: Category) -> Submission:
    """The form of a station with this ballot and way of counting; never raises."""
    problems: list[Problem] = []
    typed: dict[str, str] = {}
    numbers: dict[str, int] = {}
    for name, given in post.lists():
        if name in ABOUT or name in TICKS:
            continue
        if not _MARK.fullmatch(name):
            problems.append(Problem("field.unknown", "", {"name": name[:40]}))
            continue
        typed[name] = given[-1][:40]
        if len(given) > 1:
            problems.append(Problem("field.twice", name))
        elif problem := _number_problem(name, given[0]):
            problems.append(problem)
        else:
            numbers[name] = int(given[0].strip() or "0")
    problems += _missing(typed, ballot, counting, category)
    boxes = frozenset(post.getlist("boxes"))
    explained = frozenset(post.getlist("explained"))
    problems += [Problem("field.tick", "boxes")] if boxes - set(Box) else []
    problems += [Problem("field.tick", "explained")] if explained - set(Explained) else []
    client_id, nonce, version = _uuid(post), _nonce(post), _version(post)
    sends = post.get("action") == "send"
    reason = _reason(post)
    if len(reason.encode()) > LONGEST_REASON:
        problems.append(Problem("reason.long", "reason"))
    if sends and version > 1 and not reason:
        problems.append(Problem("reason.missing", "reason"))
    if not client_id or not nonce or not version or post.get("action", "") not in {"", "check", "send"}:
        problems.append(Problem("form.incomplete"))
    count = None
    if not problems:
        count = _count(numbers, typed, boxes, explained, ballot, counting, category)
        try:
            refuse_foreign(count, ballot, counting)
        except Refused as refusal:
            problems.append(Problem(refusal.code, refusal.where, refusal.params))
            count = None
    return Submission(
        typed=typed,
        boxes=boxes & set(Box),
        explained=explained & set(Explained),
        reason=reason,
        seen=frozenset(re.split(r"[\s,]+", post.get("seen", ""))) - {""},
        sends=sends,
        client_id=client_id,
        nonce=nonce,
        version=version,
        count=count,
        problems=tuple(problems[:MOST_PROBLEMS]),
    )


def _number_problem(mark: str, given: str) -> Problem | None:
    """What is wrong with a number as typed; empty is 0, as on paper."""
    bare = given.strip()
    if not bare:
        return None
    if re.fullmatch(r"[-−]\s*[0-9]+", bare):
        return Problem("field.negative", mark)
    if not _DIGITS.fullmatch(bare):
        return Problem("field.number", mark)
    if len(bare.lstrip("0")) > len(str(LARGEST)):
        return Problem("field.large", mark)
    return None


def _missing(typed: Iterable[str], ballot: Ballot, counting: Counting, category: Category) -> list[Problem]:
    """Fields that such a form has and this one lacks; `refuse_foreign` judges lists and candidates."""
    given = set(typed)
    wanted = [mark for mark in LETTERS if mark != "C" or category.has_voter_cards]
    pages = {mark.split(".")[1] for mark in given if "." in mark}
    for number in sorted(pages, key=int):
        wanted.append(f"E.{number}")
        listed = ballot.by_number.get(int(number))
        if counting is Counting.DECENTRAL and listed and listed.candidates:
            wanted.append(f"L.{number}")
    return [Problem("field.missing", mark) for mark in wanted if mark not in given]


def _count(
    numbers: Mapping[str, int],
    typed: Mapping[str, str],
    boxes: frozenset[str],
    explained: frozenset[str],
    ballot: Ballot,
    counting: Counting,
    category: Category,
) -> Count:
    candidates: dict[int, dict[int, int]] = {}
    for mark, votes in numbers.items():
        if mark.startswith("c."):
            _, number, candidate = mark.split(".")
            candidates.setdefault(int(number), {})[int(candidate)] = votes
    paged = any(mark.startswith("L.") for mark in numbers)
    # A form tells its kind by its pages; where no list has candidates (a referendum) both kinds look alike.
    alike = not any(each.candidates for each in ballot)
    decentral = bool(paged or candidates) or (alike and counting is Counting.DECENTRAL)
    lists = {
        number: ListCount(
            votes,
            numbers.get(f"L.{number}"),
            candidates.get(number) if alike or not decentral else candidates.get(number, {}),
        )
        for number, votes in ((int(mark[2:]), votes) for mark, votes in numbers.items() if mark[:2] == "E.")
    }
    # Where the form has no C, an empty one is no zero but nothing.
    has_c = category.has_voter_cards or bool(typed.get("C", "").strip())
    return Count(
        counting=Counting.DECENTRAL if decentral else Counting.CENTRAL,
        poll_cards=numbers["A"],
        proxies=numbers["B"],
        voter_cards=numbers["C"] if has_c else None,
        admitted=numbers["D"],
        lists=lists,
        candidate_votes=numbers["E"],
        blank=numbers["F"],
        invalid=numbers["G"],
        cast=numbers["H"],
        more=numbers["I"],
        fewer=numbers["J"],
        boxes=frozenset(Box(each) for each in boxes),
        explained=frozenset(Explained(each) for each in explained),
    )


def _uuid(post: QueryDict) -> UUID | None:
    try:
        return UUID(post.get("client_id", ""))
    except ValueError:
        return None


def _nonce(post: QueryDict) -> bytes | None:
    try:
        nonce = bytes.fromhex(post.get("nonce", ""))
    except ValueError:
        return None
    return nonce if len(nonce) == NONCE_SIZE else None


def _version(post: QueryDict) -> int:
    """The version that is sent, from 1; 0 where it is none."""
    given = post.get("version", "")
    return int(given) if re.fullmatch(r"[1-9][0-9]{0,5}", given) else 0


def _reason(post: QueryDict) -> str:
    kept = "".join(each for each in post.get("reason", "") if each.isprintable() or each == "\n")
    return kept.strip()
