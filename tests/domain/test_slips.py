from __future__ import annotations

import pytest

from stemdag.domain.slips import Slip, slip


@pytest.mark.parametrize(
    ("stated", "expected", "found"),
    [
        (1267, 1276, Slip.SWAPPED), (2176, 1276, Slip.SWAPPED), (1672, 1276, None), (1277, 1276, None),
        (10, 1, Slip.EXTRA), (12776, 1276, Slip.EXTRA), (11276, 1276, Slip.EXTRA), (12745, 1276, None),
        (127, 1276, Slip.DROPPED), (276, 1276, Slip.DROPPED), (126, 1276, Slip.DROPPED), (162, 1276, None),
        (0, 10, None), (5, 0, None), (12, 1276, None), (1276, 1276, None),
    ],
)  # fmt: skip
def test_slips(stated: int, expected: int, found: Slip | None) -> None:
    assert slip(stated, expected) is found
