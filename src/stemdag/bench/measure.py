"""One measured figure, beside the floor or peer that was measured in the same run."""

from __future__ import annotations

from dataclasses import dataclass


class NotHere(RuntimeError):
    """What a measure needs is not on this machine; says what, and how to get it."""


@dataclass(frozen=True)
class Measure:
    """`value` in `unit`; `beside` says what stands next to it, `ratio` how they compare.

    `met` is None where a figure is reported without a goal.
    """

    name: str
    value: float
    unit: str
    beside: str
    ratio: float | None
    goal: str
    met: bool | None
