"""What a line of the log is given, it also says: a field that is not allowed is dropped without a word."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

from stemdag.server.logs import ALLOWED
from tests.conftest import ROOT


def given(source: str) -> Iterator[str]:
    """The names of the fields in each `extra={…}`; an `extra` that is no such table has no name."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.keyword) and node.arg == "extra":
            keys = node.value.keys if isinstance(node.value, ast.Dict) else [None]
            yield from (each.value if isinstance(each, ast.Constant) else "?" for each in keys)


def test_every_field_that_is_given_is_allowed() -> None:
    fields = {
        (str(path.relative_to(ROOT)), name)
        for path in Path(ROOT, "src").rglob("*.py")
        for name in given(path.read_text())
    }
    assert len(fields) > 5
    assert {each for each in fields if each[1] not in ALLOWED} == set()


def test_a_field_that_is_not_is_found() -> None:
    assert set(given('log.info("x", extra={"station": 1, "votes": 2})')) == {"station", "votes"}
    assert list(given("log.info('x', extra=all_of_it)")) == ["?"]
