"""Slips of the pen: what may have happened to one number, when it should have been another."""

from __future__ import annotations

from enum import StrEnum


class Slip(StrEnum):
    """How a number was probably written down wrong."""

    SWAPPED = "swapped"  # 1267 for 1276
    DROPPED = "dropped"  # 127 for 1276
    EXTRA = "extra"  # 12776 for 1276


def slip(stated: int, expected: int) -> Slip | None:
    """The slip of one digit, or of two neighbouring ones, that turns `expected` into `stated`; else None."""
    wrong, right = str(stated), str(expected)
    if len(wrong) == len(right):
        differ = [at for at in range(len(right)) if wrong[at] != right[at]]
        if len(differ) == 2 and differ[1] == differ[0] + 1:
            one, other = differ
            if wrong[one] == right[other] and wrong[other] == right[one]:
                return Slip.SWAPPED
        return None
    if len(wrong) == len(right) - 1 and _without_a_digit(right, wrong):
        return Slip.DROPPED
    if len(wrong) == len(right) + 1 and _without_a_digit(wrong, right):
        return Slip.EXTRA
    return None


def _without_a_digit(longer: str, shorter: str) -> bool:
    # A lone 0 is an empty field, not a number that lost a digit.
    return shorter != "0" and any(longer[:at] + longer[at + 1 :] == shorter for at in range(len(longer)))
