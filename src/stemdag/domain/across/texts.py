"""What a check across stations says: to the chair what to look at again, to the office what the remedy is.

The chair's text holds only what that station itself sent, never what others have. The office's text holds no
votes: these stand in `compared`, for who has opened the counts.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import ModuleType

from stemdag.domain.across import texts_en, texts_nl
from stemdag.domain.across.ballot_types import MissingType
from stemdag.domain.across.beside import Compared, Suspicion
from stemdag.domain.check_texts import Language, Message, Reader
from stemdag.domain.errors import Refused

LANGUAGES: Mapping[str, ModuleType] = {"nl": texts_nl, "en": texts_en}

#: A page is named by its first fields, so that a text stays one that can be read.
_NAMED = 4


def text(found: Suspicion | MissingType, reader: Reader, language: Language) -> Message:
    """The message on what was found; `Refused` where its code, the reader or the language has none."""
    words = _words(language)
    table = {"chair": words.CHAIR, "office": words.OFFICE}.get(reader, {})
    if found.code not in table:
        raise Refused("checks.no-text", f"{found.code} has no text for the {reader} in {language}")
    title, advice = table[found.code]
    if isinstance(found, MissingType):
        values = {"kind": words.KINDS[found.kind]}
    else:
        first = found.compared[:_NAMED]
        names = [_name(each, words) for each in first]
        stated = [f"{name}: {each.stated}" for name, each in zip(names, first, strict=True)]
        values = {
            "marks": _together(names, words, len(found.compared)),
            "stated": "; ".join(stated),
        }
    return Message(title.format(**values), advice.format(**values))


def sure(found: Suspicion, language: Language) -> str:
    """How sure it is, in words."""
    said: str = next(
        (each for least, each in _words(language).SURE if found.score >= least),
        _words(language).SURE[-1][1],
    )
    return said


def _words(language: str) -> ModuleType:
    words = LANGUAGES.get(language)
    if words is None:
        raise Refused("checks.no-text", f"the checks have no texts in {language}")
    return words


def _name(compared: Compared, words: ModuleType) -> str:
    letter, *numbers = compared.mark.split(".")
    template: str = words.LIST if letter == "E" else words.CANDIDATE
    return template.format(list=numbers[0], candidate=numbers[-1])


def _together(names: Sequence[str], words: ModuleType, of: int) -> str:
    """`list 3 and list 4`; with three dots where there are more."""
    if of > len(names):
        return ", ".join(names) + ", …"
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} {words.AND} {names[-1]}"
