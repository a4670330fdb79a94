"""How the domain says no."""

from __future__ import annotations


class Refused(ValueError):
    """Something that cannot be taken in: `code` for machines and translations, `text` for people.

    `where` names the place (a field letter, a list, a line); `params` holds what a translation may quote.
    """

    def __init__(self, code: str, text: str, where: str = "", **params: object) -> None:
        super().__init__(text)
        self.code = code
        self.text = text
        self.where = where
        self.params = params
