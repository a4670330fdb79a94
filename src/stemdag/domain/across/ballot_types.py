"""S.301: a ballot type that the municipality has is missing from its total.

Deventer, Ommen, Raalte and Tubbergen lost postal or early votes in 2021, Haringey in 2022.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from stemdag.domain.count import Count
from stemdag.domain.station import Kind

CODE = "S.301"


@dataclass(frozen=True, slots=True)
class MissingType:
    """A kind of station of which not one vote is in the total, though the municipality has it.

    `stations` are the numbers of its stations, none where none was set up. `counted` are those of them with a
    count, in which then H is 0. It is certain: the numbers say so.
    """

    kind: Kind
    stations: tuple[int, ...]
    counted: tuple[int, ...]
    code: str = CODE


def uncounted_types(stations: Mapping[int, Kind], received: Collection[int]) -> tuple[MissingType, ...]:
    """The ballot types of which no station has a count, in the order of `Kind`: known without any vote."""
    kinds = dict.fromkeys(kind for kind in Kind if kind in stations.values())
    of = {kind: tuple(sorted(each for each, one in stations.items() if one is kind)) for kind in kinds}
    return tuple(
        MissingType(kind, numbers, ()) for kind, numbers in of.items() if not set(numbers) & set(received)
    )


def missing_types(
    has: Collection[Kind], stations: Mapping[int, Kind], counts: Mapping[int, Count]
) -> tuple[MissingType, ...]:
    """The ballot types without a vote in the total of `counts`, in the order of `Kind`.

    `has` are the types that the municipality says it has; those of its `stations` (kind by number) are added.
    Ask when the count is to be complete: before that a type that is still counted is missing too.
    """
    found = []
    for kind in Kind:
        numbers = tuple(sorted(number for number, each in stations.items() if each is kind))
        if kind not in has and not numbers:
            continue
        counted = tuple(number for number in numbers if number in counts)
        if not any(counts[number].cast for number in counted):
            found.append(MissingType(kind, numbers, counted))
    return tuple(found)
