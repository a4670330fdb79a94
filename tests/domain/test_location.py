"""Where something lies: degrees in the Netherlands, and nothing else."""

from __future__ import annotations

import pytest

from stemdag.domain.errors import Refused
from stemdag.domain.location import Location, kilometres, located

UTRECHT = (52.0907374, 5.1214201)


@pytest.mark.parametrize("point", [UTRECHT, (50.7554, 5.7), (53.5537, 6.4), (12.1443, -68.2655)])
def test_a_point_in_the_netherlands(point: tuple[float, float]) -> None:
    assert located(*point) == Location(round(point[0], 6), round(point[1], 6))


@pytest.mark.parametrize(
    ("latitude", "longitude", "code"),
    [
        (5.1214201, 52.0907374, "location.swapped"),
        (136_000.0, 455_900.0, "location.rd"),
        (455_900.0, 136_000.0, "location.rd"),
        (0.0, 0.0, "location.outside"),
        (48.8566, 2.3522, "location.outside"),
        (520907374.0, 51214201.0, "location.outside"),  # a spreadsheet ate the point
        (float("nan"), 5.1, "location.outside"),
    ],
)
def test_what_cannot_be_is_refused_by_name(latitude: float, longitude: float, code: str) -> None:
    with pytest.raises(Refused) as refusal:
        located(latitude, longitude)
    assert refusal.value.code == code


def test_how_far_apart() -> None:
    groningen, maastricht = located(53.2194, 6.5665), located(50.8514, 5.6910)
    assert kilometres(groningen, maastricht) == pytest.approx(270, rel=0.01)
    assert kilometres(groningen, groningen) == 0
