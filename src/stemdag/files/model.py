"""The values that readers give: what stands in a file, in the domain's own types."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from stemdag.domain.ballot import Ballot
from stemdag.domain.count import Count
from stemdag.domain.election import Area, Election
from stemdag.domain.station import Municipality, Station


@dataclass(frozen=True, slots=True)
class Oddity:
    """Something odd in a file: reported, never swallowed, never a reason to refuse it.

    `code` is stable and stands in `docs/files.md`; `where` names the file and the line or unit; `text` says
    what it means.
    """

    code: str
    where: str
    text: str


@dataclass(frozen=True, slots=True)
class UnitCount:
    """The count of one reporting unit: a station, a municipality, a kieskring or the whole.

    `id` is as in the file (`0268::SB12`); `name` has no "Stembureau " before it and no postcode after it.
    `number` and `postcode` are a station's; None elsewhere.
    `electorate` is the number of voters called up (opgeroepenen, EML `Cast`); 0 where it is not known.
    `unexplained` is the part of the difference without an explanation (geen verklaring).
    `reasons` are the other explanations that are not 0, by EML reason code.
    """

    id: str
    name: str
    number: int | None
    postcode: str | None
    electorate: int
    count: Count
    unexplained: int
    reasons: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class CountFile:
    """A count: EML 510a, 510b, 510c or 510d, or an OSV4-3 CSV.

    `form` is `510a`, `510b`, `510c`, `510d` or `osv4-3`. `area` is the municipality, the kieskring or the
    country. A 510a is of one station, which is its only unit and its total.
    `ballot` holds the lists and candidates that the file names; where kieskringen differ, all of them.
    `total` is the total as filed; `units` are the stations, municipalities or kieskringen below it.
    `created` is when the file was made: of two files of one name the later is the correction.
    """

    source: str
    form: str
    election: Election
    area: Area
    ballot: Ballot
    total: UnitCount
    units: tuple[UnitCount, ...]
    oddities: tuple[Oddity, ...] = ()
    created: datetime | None = None

    @property
    def has_candidates(self) -> bool:
        """Whether every unit tells the votes of candidates: only then does a sum of them mean something."""
        having = [each.number for each in self.ballot if each.candidates]
        return bool(having) and all(
            number in unit.count.lists and unit.count.lists[number].candidates is not None
            for unit in (self.total, *self.units)
            for number in having
        )


@dataclass(frozen=True, slots=True)
class Region:
    """An area of the election tree (EML 110a).

    `category` is the EML word (`GEMEENTE`, `KIESKRING`, …), `number` the number within it (not padded; empty
    where the file has none), and `above` the category and number of the area it lies in.
    """

    category: str
    number: str
    name: str
    above: tuple[str, str] | None = None
    roman: bool = False


@dataclass(frozen=True, slots=True)
class DefinitionFile:
    """An election definition (EML 110a); `election.seats` and `.threshold` are known here."""

    source: str
    election: Election
    regions: tuple[Region, ...]
    parties: tuple[str, ...]
    oddities: tuple[Oddity, ...] = ()

    @property
    def municipalities(self) -> tuple[Area, ...]:
        """The municipalities of the tree, with four-digit codes (the tree itself does not pad them)."""
        return tuple(Area(r.number.zfill(4), r.name) for r in self.regions if r.category == "GEMEENTE")


@dataclass(frozen=True, slots=True)
class StationsFile:
    """The polling stations of a municipality: EML 110b, or a spreadsheet.

    `stated` are the fields of a station that the file speaks of beside its number and name: of the others
    it says nothing, which is not the same as that there are none. `area` is the municipality; `electorate`
    is the municipality's, where the file has it.
    """

    source: str
    election: Election
    area: Area
    stations: tuple[Station, ...]
    stated: frozenset[str]
    electorate: int | None = None
    oddities: tuple[Oddity, ...] = ()
    #: Columns of a spreadsheet that nobody reads.
    unread: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class CandidatesFile:
    """The candidate lists of one contest (EML 230b); `contest` is its id (`1`, `XIV`, `geen`, `alle`)."""

    source: str
    election: Election
    contest: str
    contest_name: str
    ballot: Ballot
    oddities: tuple[Oddity, ...] = ()


@dataclass(frozen=True, slots=True)
class Elected:
    """An elected candidate (EML 520): `list` is None where the file does not tie it to one."""

    list: int | None
    number: int
    short_code: str | None
    name: str
    ranking: int | None


@dataclass(frozen=True, slots=True)
class ResultFile:
    """An official result (EML 520): seats by list number, counted from the elected candidates."""

    source: str
    election: Election
    seats: Mapping[int, int]
    elected: tuple[Elected, ...]
    oddities: tuple[Oddity, ...] = ()


@dataclass(frozen=True, slots=True)
class OwnDefinition:
    """Our own definition: an election with its municipalities, their ballots and stations."""

    source: str
    election: Election
    municipalities: tuple[tuple[Municipality, Ballot, tuple[Station, ...]], ...]
    oddities: tuple[Oddity, ...] = ()


@dataclass(frozen=True, slots=True)
class Skipped:
    """A member of a zip that is not an election file, and why."""

    source: str
    why: str


ElectionFile = (
    CountFile | DefinitionFile | StationsFile | CandidatesFile | ResultFile | OwnDefinition | Skipped
)
