"""The checks on a count, as a table: each rule says when it stands and what it marks.

Codes and letters are those of the paper form and of the Kiesraad's own software. F is an error and holds the
count until it is corrected or accepted with a reason; W and S are warnings and hold nothing back.
What the codes mean to people stands in `check_texts` and in `docs/checks.md`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from enum import Enum

from stemdag.domain.count import Box, Count, Explained, box_of
from stemdag.domain.election import Category
from stemdag.domain.errors import Refused
from stemdag.domain.letters import NO_DAY, Day, Letters, Page, letters_of

#: Blank and invalid votes from this share of H, and a difference from this share of H or this number.
BLANK_PERCENT = INVALID_PERCENT = 3
DIFFERENCE_PERCENT = 2
DIFFERENCE_VOTERS = 15
#: More voters than are eligible (Z) are common: anybody may vote anywhere in the municipality. By more than
#: this it was one of 6,624 real stations.
BEYOND_ELECTORATE = 1_000


@dataclass(frozen=True, slots=True)
class Finding:
    """A rule that stands on a count: `marks` are the fields to look at (`A`, `E.3`, `c.3.12`, `box`)."""

    code: str
    marks: tuple[str, ...]
    list: int | None = None

    @property
    def is_error(self) -> bool:
        """Whether it holds the count (F), or only warns."""
        return self.code.startswith("F.")

    @property
    def label(self) -> str:
        """The code with its list, as an envelope holds it: `F.201`, `F.402:3`."""
        return self.code if self.list is None else f"{self.code}:{self.list}"


class Scope(Enum):
    """What a rule is judged on."""

    COUNT = "count"  # a form, or a station in a file
    DAY = "day"  # only a form, beside what the app knows of the day
    FILE = "file"  # only a station in a file, with the type of election known
    TOTAL = "total"  # only the total of a municipality in a file


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule on a count; `reads` are the fields that decide it."""

    code: str
    reads: tuple[str, ...]
    stands: Callable[[Letters], bool]
    marks: Callable[[Letters], tuple[str, ...]]
    scope: Scope = Scope.COUNT


@dataclass(frozen=True, slots=True)
class PageRule:
    """A rule on the page of one list with candidates."""

    code: str
    reads: tuple[str, ...]
    stands: Callable[[Page], bool]
    marks: Callable[[Page], tuple[str, ...]]


def _only(*marks: str) -> Callable[[Letters], tuple[str, ...]]:
    return lambda _: marks


def _passes(x: Letters) -> tuple[str, ...]:
    return ("A", "B", "D") if x.C is None else ("A", "B", "C", "D")


def _lists(x: Letters) -> tuple[str, ...]:
    return (*(f"E.{number}" for number in x.lists), "E")


def _not_zero(x: Letters) -> tuple[str, ...]:
    return tuple(mark for mark, number in (("I", x.I), ("J", x.J)) if number)


def _page_total(page: Page) -> tuple[str, ...]:
    return (page.total_mark,)


def _whole_page(page: Page) -> tuple[str, ...]:
    return (page.total_mark, *(f"c.{page.number}.{candidate}" for candidate in page.candidates))


def _no_valid_votes(x: Letters) -> bool:
    """F.204, which silences F.202 and F.203."""
    return x.lists_sum != 0 and x.E == 0


def _one_box_wrong(box: Box) -> Callable[[Letters], bool]:
    return lambda x: x.boxes is not None and box in x.boxes and box is not box_of(x.D, x.H)


def _from_percent(part: int, whole: int, percent: int) -> bool:
    """Whether a part is at least ceil(percent of the whole); never where both are 0."""
    return 100 * part >= percent * whole and (part, whole) != (0, 0)


def _empty_page(page: Page) -> bool:
    """F.401, which silences F.402 and F.403."""
    return (page.candidates_sum > 0 or page.list_total > 0) and page.page_total == 0


def _foreign_voter_cards(x: Letters) -> bool:
    if x.category is None:
        return False
    return x.C is None if x.category.has_voter_cards else bool(x.C)


def _scanned_passes(x: Letters) -> tuple[str, ...]:
    return x.unlike_scanned() or _passes(x)[:-1]


def _unlike_turnout(x: Letters) -> bool:
    return x.day.admitted is not None and x.day.admitted != x.D


def _beyond_electorate(x: Letters) -> bool:
    return bool(x.day.electorate) and x.D - (x.day.electorate or 0) > BEYOND_ELECTORATE


_HOW_MANY = ("D", "H", "I", "J")

RULES: tuple[Rule | PageRule, ...] = (
    Rule("F.201", ("A", "B", "C", "D"), lambda x: x.A + x.B + (x.C or 0) != x.D, _passes),
    Rule("F.202", ("E.n", "E"), lambda x: not _no_valid_votes(x) and x.lists_sum != x.E, _lists),
    Rule(
        "F.203",
        ("E", "F", "G", "H"),
        lambda x: not _no_valid_votes(x) and x.E + x.F + x.G != x.H,
        _only("E", "F", "G", "H"),
    ),
    Rule("F.204", ("E.n", "E"), _no_valid_votes, _only("E")),
    Rule("F.301", ("D", "H", "box"), _one_box_wrong(Box.EQUAL), _only("box")),
    Rule("F.302", ("D", "H", "box"), _one_box_wrong(Box.MORE), _only("box")),
    Rule("F.303", ("D", "H", "box"), _one_box_wrong(Box.FEWER), _only("box")),
    Rule("F.304", ("boxes",), lambda x: x.boxes is not None and len(x.boxes) != 1, _only("boxes")),
    Rule("F.305", _HOW_MANY, lambda x: x.D == x.H and (x.I, x.J) != (0, 0), _not_zero),
    Rule("F.306", ("D", "H", "I"), lambda x: x.H > x.D and x.I != x.H - x.D, _only("I")),
    Rule("F.307", ("D", "H", "J"), lambda x: x.H > x.D and x.J != 0, _only("I", "J")),
    Rule("F.308", ("D", "H", "J"), lambda x: x.H < x.D and x.J != x.D - x.H, _only("J")),
    Rule("F.309", ("D", "H", "I"), lambda x: x.H < x.D and x.I != 0, _only("I", "J")),
    Rule(
        "F.310",
        ("D", "H", "explained"),
        lambda x: x.explained is not None and x.D != x.H and len(x.explained) != 1,
        _only("explained"),
    ),
    Rule("F.312", _HOW_MANY, lambda x: x.D != x.H - x.I + x.J, _only(*_HOW_MANY), Scope.TOTAL),
    Rule(
        "F.313",
        ("D", "H", "explained"),
        lambda x: x.explained is not None and x.D == x.H and bool(x.explained),
        _only("explained"),
    ),
    PageRule("F.401", ("c.n", "E.n", "L.n"), _empty_page, _page_total),
    PageRule(
        "F.402",
        ("c.n", "L.n"),
        lambda p: not _empty_page(p) and p.page_total != p.candidates_sum,
        _whole_page,
    ),
    PageRule(
        "F.403", ("E.n", "L.n"), lambda p: not _empty_page(p) and p.page_total != p.list_total, _page_total
    ),
    Rule("W.201", ("F", "H"), lambda x: _from_percent(x.F, x.H, BLANK_PERCENT), _only("F")),
    Rule("W.202", ("G", "H"), lambda x: _from_percent(x.G, x.H, INVALID_PERCENT), _only("G")),
    Rule(
        "W.203",
        ("D", "H"),
        lambda x: (
            _from_percent(abs(x.D - x.H), x.H, DIFFERENCE_PERCENT) or abs(x.D - x.H) >= DIFFERENCE_VOTERS
        ),
        _only("D", "H"),
    ),
    Rule("W.204", ("H",), lambda x: x.H == 0, _only("H")),
    Rule("S.101", ("A", "B", "C"), lambda x: bool(x.unlike_scanned()), _scanned_passes, Scope.DAY),
    Rule("S.102", ("D",), _unlike_turnout, _only("D"), Scope.DAY),
    Rule("S.103", ("D", "Z"), _beyond_electorate, _only("D"), Scope.DAY),
    Rule("S.104", ("C",), _foreign_voter_cards, _only("C"), Scope.FILE),
)

BY_CODE: dict[str, Rule | PageRule] = {rule.code: rule for rule in RULES}


def check(count: Count, category: Category | None = None, day: Day = NO_DAY) -> tuple[Finding, ...]:
    """What stands on a count, in the order of the table.

    A form has boxes and answers; where a count has none (it came from a file) the rules on them are skipped,
    and S.104 is judged where the type of election is given. A form is also set beside its `day`.
    """
    scopes = {Scope.COUNT, Scope.FILE if count.boxes is None else Scope.DAY}
    return tuple(_stand(letters_of(count, category, day), scopes))


def check_file(
    count: Count, unexplained: int, category: Category, is_total: bool = False
) -> tuple[Finding, ...]:
    """What stands on a count from a file, where `unexplained` is its number without an explanation.

    `is_total`: the count is the sum of a municipality or larger area, on which only F.312 is judged.
    """
    if is_total:
        return tuple(_stand(letters_of(count, category), {Scope.TOTAL}))
    found = letters_of(replace(count, boxes=None), category)
    return tuple(
        _stand(
            replace(
                found,
                boxes=frozenset({box_of(found.D, found.H)}),
                explained=_explanation(count, unexplained),
            ),
            {Scope.COUNT, Scope.FILE},
        )
    )


def _explanation(count: Count, unexplained: int) -> frozenset[Explained]:
    """The answer that follows from a file: explained unless `unexplained` is over 0; none where D = H."""
    if count.admitted == count.cast:
        return frozenset()
    return frozenset({Explained.NO if unexplained > 0 else Explained.YES})


def finding(label: str, count: Count) -> Finding:
    """The finding that a label (`F.402:3`) names on a count, with its marks; `Refused` for an unknown one."""
    code, _, number = label.partition(":")
    rule = BY_CODE.get(code)
    found = letters_of(count)
    if isinstance(rule, Rule) and not number:
        return Finding(code, rule.marks(found))
    if isinstance(rule, PageRule):
        for page in found.pages:
            if str(page.number) == number:
                return Finding(code, rule.marks(page), page.number)
    raise Refused("checks.unknown", f"`{label}` is not the code of a check on this count", label)


def _stand(found: Letters, scopes: Iterable[Scope]) -> Iterator[Finding]:
    for rule in RULES:
        if isinstance(rule, PageRule):
            if Scope.COUNT in scopes:
                for page in found.pages:
                    if rule.stands(page):
                        yield Finding(rule.code, rule.marks(page), page.number)
        elif rule.scope in scopes and rule.stands(found):
            yield Finding(rule.code, rule.marks(found))
