"""Municipalities by the names that people use, beside their official ones.

Source of the official names: CBS, Gemeenten alfabetisch. The others are the Dutch, Frisian or short name in
daily use.
"""

from __future__ import annotations

from collections.abc import Mapping

#: By code, so that a name that is written otherwise in a file does not matter: the name in Frisian, where the
#: official one is not.
FRISIAN: Mapping[str, str] = {
    "0060": "It Amelân",
    "0072": "Harns",
    "0074": "It Hearrenfean",
    "0080": "Ljouwert",
    "0085": "Eaststellingwerf",
    "0086": "Opsterlân",
    "0088": "Skiermûntseach",
    "0090": "Smellingerlân",
    "0093": "Skylge",
    "0096": "Flylân",
}
#: Other names in daily use, for searching alone.
ALSO: Mapping[str, tuple[str, ...]] = {
    "0518": ("Den Haag",),
    "0796": ("Den Bosch",),
    "0090": ("Drachten",),
    "0098": ("Wolvega",),
    "0737": ("Tietjerksteradeel",),
    "1891": ("Dantumadeel",),
    "1900": ("Zuidwest-Friesland", "Sneek"),
    "1940": ("De Friese Meren",),
    "1949": ("Franeker",),
    "1970": ("Noordoost-Friesland", "Dokkum"),
}


def also(code: str) -> tuple[str, ...]:
    """What else a municipality is called; nothing for most."""
    frisian = FRISIAN.get(code)
    return (*((frisian,) if frisian else ()), *ALSO.get(code, ()))
