"""The count page as values for its template: rows by mark, and what is said at each."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from stemdag.capture.place import Place
from stemdag.capture.texts import problem_text
from stemdag.domain.check_texts import Language, text
from stemdag.domain.checks import Finding
from stemdag.domain.count import Box, Explained
from stemdag.domain.station import Counting
from stemdag.elections.form import Problem, Submission

LABELS: Mapping[str, Promise] = {
    "A": _("Poll cards"),
    "B": _("Proxy certificates"),
    "C": _("Voter cards"),
    "D": _("Admitted voters"),
    "E": _("Votes on candidates"),
    "F": _("Blank votes"),
    "G": _("Invalid votes"),
    "H": _("Votes cast"),
    "I": _("More ballots than voters"),
    "J": _("Fewer ballots than voters"),
}
BOXES: Mapping[Box, Promise] = {
    Box.EQUAL: _("D and H are equal"),
    Box.MORE: _("H is more than D"),
    Box.FEWER: _("H is less than D"),
}
EXPLAINED: Mapping[Explained, Promise] = {Explained.YES: _("Yes"), Explained.NO: _("No")}


@dataclass(slots=True)
class Note:
    """What a check found, or why a field cannot be read: shown after the field that `target` names.

    `code` is the check's code, or the mark of the field that cannot be read.
    """

    id: str
    target: str
    kind: str
    code: str
    title: str
    advice: str = ""


@dataclass(slots=True)
class Field:
    """One number, or one set of boxes (`options`: value, label, ticked)."""

    mark: str
    letter: str = ""
    label: str = ""
    hint: str = ""
    value: str = ""
    #: The marks whose sum (or, with a minus, difference) belongs here, for the running sums.
    sums: str = ""
    options: list[tuple[str, str, bool]] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)
    described: list[str] = field(default_factory=list)
    state: str = ""
    #: Whether the office asks to look at it again.
    asked: bool = False

    @property
    def id(self) -> str:
        return html_id(self.mark)

    @property
    def describedby(self) -> str:
        return " ".join(self.described)


@dataclass(slots=True)
class Page:
    """The page of one list in a decentral count: candidates, then L.n."""

    number: str
    name: str
    rows: list[Field]

    @property
    def hand(self) -> bool:
        return any(row.state == "wrong" for row in self.rows)


class Sheet:
    """Everything the template of the count page shows of a form."""

    def __init__(
        self, place: Place, given: Submission | None = None, findings: Sequence[Finding] = ()
    ) -> None:
        typed = given.typed if given else {}
        self._given, self._place = given, place
        self.reason = Field("reason", value=given.reason if given else "")
        self.numbers = [_letter(mark, typed, place) for mark in _letters(place, typed)]
        self.lists = [
            Field(f"E.{each.number}", str(each.number), each.label, value=typed.get(f"E.{each.number}", ""))
            for each in place.ballot
        ]
        self.pages = _pages(place, typed) if place.counting is Counting.DECENTRAL else []
        self.differences = [_letter("I", typed, place), _letter("J", typed, place)]
        ticked = given.boxes if given else frozenset()
        answers = given.explained if given else frozenset()
        self.boxes = Field("boxes", options=[(b, str(label), b in ticked) for b, label in BOXES.items()])
        self.explained = Field(
            "explained", options=[(e, str(label), e in answers) for e, label in EXPLAINED.items()]
        )
        self.notes: list[Note] = []
        #: Notes that belong to no field of the page.
        self.loose: list[Note] = []
        self._fields = {each.mark: each for each in self._all()}
        for mark in place.to_look_at & self._fields.keys():
            self._fields[mark].asked = True
        for problem in given.problems if given else ():
            self._problem(problem)
        for finding in findings:
            self._finding(finding)
        self.errors = [note for note in self.notes if note.kind == "error"]
        self.warnings = [note for note in self.notes if note.kind == "warning"]

    def _all(self) -> Iterable[Field]:
        yield self.reason
        yield from self.numbers
        yield from self.lists
        for page in self.pages:
            yield from page.rows
        yield self.boxes
        yield from self.differences
        yield self.explained

    def _problem(self, problem: Problem) -> None:
        at = self._fields.get(problem.where)
        mark = at.mark if at and at.letter else ""
        note = Note(self._id(), at.id if at else "form", "error", mark, problem_text(problem))
        self.notes.append(note)
        if at is None:
            self.loose.append(note)
        else:
            _attach(note, at, [at])

    def _finding(self, finding: Finding) -> None:
        assert self._given is not None
        assert self._given.count is not None
        language: Language = "en" if get_language() == "en" else "nl"
        said = text(finding, self._given.count, "chair", language, self._place.known)
        marked = [self._fields[mark] for mark in _marks(finding) if mark in self._fields]
        at = _place_of(marked)
        kind = "error" if finding.is_error else "warning"
        note = Note(self._id(), at.id if at else "form", kind, finding.code, said.title, said.advice)
        self.notes.append(note)
        if at is None:
            self.loose.append(note)
        else:
            _attach(note, at, marked)

    def _id(self) -> str:
        return f"note-{len(self.notes) + 1}"

    def hand(self, fields: Iterable[Field]) -> bool:
        """Whether something among these fields needs a hand."""
        return any(each.state == "wrong" for each in fields)

    @property
    def hand_numbers(self) -> bool:
        return self.hand(self.numbers)

    @property
    def hand_lists(self) -> bool:
        return self.hand(self.lists) or any(page.hand for page in self.pages)

    @property
    def hand_differences(self) -> bool:
        return self.hand([self.boxes, *self.differences, self.explained])


def html_id(mark: str) -> str:
    """The id of a field's input."""
    return "v-" + mark.replace(".", "-")


def _attach(note: Note, at: Field, marked: Iterable[Field]) -> None:
    at.notes.append(note)
    for each in marked:
        each.described.append(note.id)
        if each.state != "wrong":
            each.state = "wrong" if note.kind == "error" else "warn"


def _marks(finding: Finding) -> list[str]:
    """The fields that a finding marks; the three boxes are one field here."""
    return ["boxes" if mark == "box" else mark for mark in finding.marks]


def _place_of(marked: Sequence[Field]) -> Field | None:
    """Where the message stands: after the last letter that is marked, a list's total, or the last field."""
    letters = [each for each in marked if each.mark in LABELS]
    totals = [each for each in marked if each.mark.startswith("L.")]
    found = letters or totals or marked
    return found[-1] if found else None


def _letters(place: Place, typed: Mapping[str, str]) -> str:
    shows_c = place.election.category.has_voter_cards or typed.get("C", "").strip()
    return "ABCDEFGH" if shows_c else "ABDEFGH"


def _letter(mark: str, typed: Mapping[str, str], place: Place) -> Field:
    passes = [each for each in _letters(place, typed) if each in "ABC"]
    sums = {
        "D": " ".join(passes),
        "E": " ".join(f"E.{each.number}" for each in place.ballot),
        "H": "E F G",
        "I": "H -D",
        "J": "D -H",
    }.get(mark, "")
    hints = {
        "D": " + ".join(passes),
        "E": str(_("all lists together")),
        "H": "E + F + G",
        "I": "H − D",
        "J": "D − H",
    }
    label = LABELS[mark]
    if mark == "E" and place.ballot.referendum:
        label = _("Votes for and against")
    return Field(mark, mark, str(label), hints.get(mark, ""), typed.get(mark, ""), sums)


def _pages(place: Place, typed: Mapping[str, str]) -> list[Page]:
    found = []
    for each in place.ballot:
        if not each.candidates:
            continue
        marks = [f"c.{each.number}.{c.number}" for c in each.candidates]
        rows = [
            Field(mark, str(c.number), c.name, value=typed.get(mark, ""))
            for mark, c in zip(marks, each.candidates, strict=True)
        ]
        total = f"L.{each.number}"
        rows.append(
            Field(
                total,
                "L",
                str(_("Total of this list")),
                str(_("all candidates together")),
                typed.get(total, ""),
                " ".join(marks),
            )
        )
        found.append(Page(str(each.number), each.label, rows))
    return found
