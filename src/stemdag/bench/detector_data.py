"""Real stations to judge: municipalities of one election with the counts of their stations."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from stemdag.bench.measure import NotHere
from stemdag.domain.count import Count, ListCount
from stemdag.domain.election import Category
from stemdag.domain.station import Counting
from stemdag.files import CountFile, read

_BESIDE = Path(__file__).resolve().parents[4] / "shared" / "data"

COUNCILS = ("gr2022/gr2022_stembureaus_osv4-3_csv.zip",)
NATION = ("tk2021/EML_bestanden_TK2021_deel_1.zip",)
OTHERS = (
    "tk2023/Telling_TK2023_gemeente_Aa_en_Hunze.eml.xml",
    "ps2019_ab2019/Telling_PS2019_Fryslan_gemeente_Tytsjerksteradiel.eml.xml",
    "ps2019_ab2019/Telling_AB2019_Fryslan_gemeente_Tytsjerksteradiel.eml.xml",
)


@dataclass(frozen=True, slots=True)
class Place:
    """The stations of a municipality in one election; or the municipalities of a kieskring."""

    name: str
    category: Category
    counts: Mapping[int, Count]


def places(paths: tuple[str, ...]) -> Iterator[Place]:
    """Each municipality of these files; `NotHere` where the reference data are not on this machine."""
    root = Path(os.environ.get("STEMDAG_REFERENCE_DATA") or _BESIDE)
    for path in paths:
        if not (root / path).is_file():
            raise NotHere(f"no {path} in ../shared/data or $STEMDAG_REFERENCE_DATA")
        for file in read(root / path):
            # 510d says again what the kieskringen said.
            if isinstance(file, CountFile) and file.form != "510d" and len(file.units) > 1:
                counts = {at: unit.count for at, unit in enumerate(file.units)}
                yield Place(f"{file.election.id} {file.area.name}", file.election.category, counts)


def by_list(place: Place) -> Place:
    """The same stations as if they had been counted centrally: no candidates."""
    return replace(
        place,
        counts={
            number: replace(
                count,
                counting=Counting.CENTRAL,
                lists={each: ListCount(found.total) for each, found in count.lists.items()},
            )
            for number, count in place.counts.items()
        },
    )
