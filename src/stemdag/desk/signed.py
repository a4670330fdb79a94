"""Station numbers in addresses."""

from __future__ import annotations

from django.urls import register_converter


class Signed:
    """A whole number that may be below zero: official files hold a station −1."""

    regex = "-?[0-9]{1,9}"

    def to_python(self, value: str) -> int:
        return int(value)

    def to_url(self, value: int) -> str:
        return str(value)


register_converter(Signed, "signed")
