"""Puts the sentences of a language into a template when it is read, not each time a page is made.

A page says some thirty sentences that never change; looked up and escaped for each of twenty thousand
pages they cost more than its numbers.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import cast

from jinja2.ext import Extension
from jinja2.lexer import Token, TokenStream

#: `{{ _("A sentence") }}`, and nothing else between the braces.
_SHAPE = ("variable_begin", "name", "lparen", "string", "rparen", "variable_end")
_NAME, _SENTENCE = 1, 3


class Said(Extension):
    """`{{ _("…") }}` becomes the words of the catalogue; in an expression it stays a call."""

    def filter_stream(self, stream: TokenStream) -> Iterable[Token]:
        """The tokens of a template; those of a sentence alone between braces are text."""
        return self._put_in(list(stream))

    def _put_in(self, tokens: Sequence[Token]) -> Iterator[Token]:
        say = cast(Callable[[str], str], self.environment.globals["_"])
        at = 0
        while at < len(tokens):
            token = tokens[at]
            found = tokens[at : at + len(_SHAPE)] if token.type == _SHAPE[0] else ()
            if found and tuple(each.type for each in found) == _SHAPE and found[_NAME].value == "_":
                yield Token(token.lineno, "data", say(found[_SENTENCE].value))
                at += len(_SHAPE)
            else:
                yield token
                at += 1
