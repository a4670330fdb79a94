"""How a reader says that it cannot read a file: what is wrong, where, and what to do."""

from __future__ import annotations


class Unreadable(Exception):
    """A file that cannot be read, or may not be.

    `source` is the file (and the member of a zip), `where` the line and column or the element where that is
    known, `text` what is wrong, `remedy` what the reader's user can do about it.
    """

    def __init__(self, source: str, where: str, text: str, remedy: str) -> None:
        super().__init__(source, where, text, remedy)
        self.source = source
        self.where = where
        self.text = text
        self.remedy = remedy

    def __str__(self) -> str:
        place = f"{self.source}, {self.where}" if self.where else self.source
        return f"{place}: {self.text} {self.remedy}".rstrip()
