"""Borders of an election's municipalities, for the maps on its pages."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import uuid4

from django.db import transaction

from stemdag.domain.borders import Point, simplified
from stemdag.domain.errors import Refused
from stemdag.domain.outline import Outline, outline
from stemdag.elections import models
from stemdag.journal.append import Fact, append

#: How far a border may move, in parts of a degree: some fifty metres, a pixel on the map of a town.
_TOLERANCE = 5


@dataclass(frozen=True, slots=True)
class Loaded:
    """Municipalities of the election by code: those that got borders, and those that have none now.

    `others` counts the areas of the file that are not in this election.
    """

    taken: tuple[str, ...]
    missing: tuple[str, ...]
    others: int


def load(
    election: models.Election,
    areas: Mapping[str, Sequence[Sequence[Point]]],
    credit: str,
    at: datetime,
    by: str,
) -> Loaded:
    """Take in borders, in parts of a degree; those of before are replaced, of areas not given they stay.

    `Refused`: `areas.nothing` where none is of a municipality of the election.
    """
    with transaction.atomic():
        rows = {row.code: row for row in election.municipalities.all()}
        here = {code: rings for code, rings in areas.items() if code in rows}
        if not here:
            raise Refused(
                "areas.nothing",
                f"no area of the file is a municipality of {election.eml_id}; look at the codes",
            )
        for code, rings in simplified(here, _TOLERANCE).items():
            rows[code].outline = {"rings": outline(rings).text, "credit": credit}
        models.Municipality.objects.bulk_update([rows[code] for code in here], ["outline"], batch_size=100)
        facts = {"municipalities": len(here), "credit": credit}
        append(Fact(election.eml_id, "", "areas.loaded", at=at, by=by, client_id=uuid4(), facts=facts))
    missing = (code for code, row in rows.items() if not row.outline)
    return Loaded(tuple(sorted(here)), tuple(sorted(missing)), len(areas) - len(here))


def value(row: models.Municipality) -> Outline | None:
    """The outline of a municipality; None where none was loaded."""
    return Outline(row.outline["rings"], row.outline["credit"]) if row.outline else None
