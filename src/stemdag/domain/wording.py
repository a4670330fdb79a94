"""Words in both languages that a municipality may set: items of a list, and pages of a manual. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

Language = Literal["nl", "en"]

#: A paragraph, or the steps of a numbered list. No other form: what is shown is always plain text.
Block: TypeAlias = str | tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Item:
    """One thing of a list, under a key that stays when its words change: a fact of the day names the key."""

    key: str
    nl: str
    en: str

    def text(self, language: Language) -> str:
        return self.nl if language == "nl" else self.en


@dataclass(frozen=True, slots=True)
class Page:
    """A page of a manual in one language."""

    title: str
    text: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class Manual:
    """A page of the manual, in both languages."""

    key: str
    nl: Page
    en: Page

    def page(self, language: Language) -> Page:
        return self.nl if language == "nl" else self.en
