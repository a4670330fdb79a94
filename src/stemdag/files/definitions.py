"""The other door: files that somebody sent, in memory, of definitions alone. One with counts is not read."""

from __future__ import annotations

import io
from collections.abc import Iterator

from stemdag.domain.election import Area, Election
from stemdag.files import archives
from stemdag.files.eml import Foreign, form_of, read_eml
from stemdag.files.errors import Unreadable
from stemdag.files.kinds import HEAD, Kind, kind_of
from stemdag.files.model import CandidatesFile, DefinitionFile, OwnDefinition, Skipped, StationsFile
from stemdag.files.own import is_definition, read_definition
from stemdag.files.spreadsheet import is_workbook, read_stations

Definition = DefinitionFile | StationsFile | CandidatesFile | OwnDefinition
#: Messages with votes in them, or with what follows from votes.
COUNTS = ("510", "520")
_WHAT = "Give EML 110a, 110b or 230b, a spreadsheet of stations, a Stemdag definition, or a zip of these."


class HoldsCounts(Exception):
    """A file with counts: none of it was read, and it belongs elsewhere."""

    def __init__(self, source: str) -> None:
        super().__init__(source)
        self.source = source


class NoSheet(Exception):
    """A spreadsheet, where nothing says of which election and municipality it is."""

    def __init__(self, source: str) -> None:
        super().__init__(source)
        self.source = source


def read_definitions(
    source: str, data: bytes, place: tuple[Election, Area] | None = None, electorate: int | None = None
) -> Iterator[Definition | Skipped]:
    """The definitions in a file or zip, one by one.

    `place` is where a spreadsheet belongs, `electorate` the municipality's as it is known. Raises
    `HoldsCounts` before anything of a count is read, `Unreadable`, `spreadsheet.Faults`, and `NoSheet`.
    """
    if kind_of(data[:HEAD]) is not Kind.ZIP or is_workbook(data):
        yield _one(source, data, place, electorate)
        return
    with archives.opened(source, io.BytesIO(data)) as members:
        for member in members:
            inside = f"{source}/{member.name}"
            if member.size > _MEMBER:
                raise Unreadable(inside, "", f"It is larger than {_MEMBER >> 20} MB.", _WHAT)
            content = archives.stream(inside, member)
            try:
                yield _one(inside, content.read(_MEMBER), place, electorate)
            except Foreign as foreign:
                yield Skipped(inside, foreign.text)
            finally:
                content.close()


#: A member of a zip; the candidates of a whole country have 8 MB.
_MEMBER = 16 << 20


def _one(
    source: str, data: bytes, place: tuple[Election, Area] | None, electorate: int | None
) -> Definition | Skipped:
    head = data[:HEAD]
    kind = kind_of(head)
    if kind is Kind.CSV:
        raise HoldsCounts(source)
    if kind is Kind.XML:
        if form_of(source, head).startswith(COUNTS):
            raise HoldsCounts(source)
        found = read_eml(source, head, io.BytesIO(data))
        assert isinstance(found, DefinitionFile | StationsFile | CandidatesFile)
        return found
    if kind is Kind.JSON:
        if not is_definition(data):
            raise Unreadable(source, "", "It is JSON, and no definition of Stemdag.", _WHAT)
        return read_definition(source, data)
    if kind is Kind.ZIP and not is_workbook(data):
        raise Unreadable(
            source, "", "It is a zip within a zip.", "Unpack the outer zip and give the inner one."
        )
    if place is None:
        raise NoSheet(source)
    return read_stations(source, data, *place, electorate)
