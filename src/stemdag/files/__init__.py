"""Election files to `domain` values: EML_NL, OSV4-3 CSV, our own definitions, and zips of these."""

from stemdag.files.door import read
from stemdag.files.errors import Unreadable
from stemdag.files.model import (
    CandidatesFile,
    CountFile,
    DefinitionFile,
    Elected,
    ElectionFile,
    Oddity,
    OwnDefinition,
    Region,
    ResultFile,
    Skipped,
    StationsFile,
    UnitCount,
)

__all__ = [
    "CandidatesFile",
    "CountFile",
    "DefinitionFile",
    "Elected",
    "ElectionFile",
    "Oddity",
    "OwnDefinition",
    "Region",
    "ResultFile",
    "Skipped",
    "StationsFile",
    "UnitCount",
    "Unreadable",
    "read",
]
