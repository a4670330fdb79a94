"""The guide of two pages for a polling station: the day on the front, what may go wrong on the back."""

from __future__ import annotations

from stemdag.domain.errors import Refused
from stemdag.paper import guide_en, guide_nl
from stemdag.paper.press import press

_GUIDES = {"nl": guide_nl, "en": guide_en}


def guide(*, language: str = "nl", phone: str = "") -> bytes:
    """The guide as a PDF of one sheet, both sides.

    `phone` is the office's; without it a line is left to write it on. `Refused("paper.language")`.
    """
    words = _GUIDES.get(language)
    if words is None:
        raise Refused("paper.language", f"there is no paper in {language}: nl or en", "language")
    return press(
        "guide",
        {
            "language": language,
            "title": words.GUIDE["title"],
            "words": words.GUIDE,
            "phone": phone,
            "steps": [{"when": when, "name": name, "do": lines} for when, name, lines in words.STEPS],
            "trouble": words.TROUBLE,
            "never": words.NEVER,
        },
    )
