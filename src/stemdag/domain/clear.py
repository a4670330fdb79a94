"""Letters for codes that are read from paper and typed: none that is taken for another."""

from __future__ import annotations

from typing import Final

#: Without 0 and O, 1, I and L, U and V's twin: nothing that is read wrongly from paper.
LETTERS: Final = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
