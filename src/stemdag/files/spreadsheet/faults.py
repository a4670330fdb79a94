"""What is wrong in a spreadsheet, by sheet, row and column: all of it at once, to be mended at once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

#: Every code with what it means; the desk says what to write instead (`desk.setting_up.sheet_words`).
CODES: Final[dict[str, str]] = {
    "damaged": "the file is no spreadsheet, or damaged",
    "large": "the file unpacks to more than a table of stations has",
    "locked": "the file has a password",
    "encoding": "the text is in no known encoding",
    "quotes": "a quote does not close",
    "empty": "there is nothing in it",
    "no-header": "no row names a column with the number and one with the name",
    "several-sheets": "several sheets hold stations",
    "double-column": "two columns hold the same",
    "no-stations": "no row below the names of columns is a station",
    "number-missing": "the row has no number",
    "number": "this is no station number",
    "number-twice": "the number stands in an earlier row",
    "name-missing": "the row has no name",
    "long": "this is too long",
    "kind": "this is no kind of station",
    "postcode": "this is no postcode",
    "electorate": "this is no number of voters",
    "hours": "this is no time of day, or no hours",
    "hours-half": "an opening without a closing, or the reverse",
    "hours-order": "it closes before it opens",
    "hours-day": "this is no voting day",
    "moment": "this is no moment",
    "degrees": "this is no latitude or longitude in degrees",
    "place": "this place is not in the Netherlands",
    "error": "the cell holds a formula that went wrong",
}


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong. `row` counts from 1 as the program does, 0 for the whole; `column` is a letter
    with `heading` its name; `said` is what stands there, or what it clashes with."""

    code: str
    sheet: str = ""
    row: int = 0
    column: str = ""
    heading: str = ""
    said: str = ""


class Faults(Exception):
    """A spreadsheet that is not taken in, with everything that is wrong in it."""

    def __init__(self, source: str, faults: tuple[Fault, ...]) -> None:
        super().__init__(source, faults)
        self.source = source
        self.faults = faults


def only(source: str, code: str, said: str = "") -> Faults:
    """One fault of the file as a whole."""
    return Faults(source, (Fault(code, said=said),))
