"""The table in docs/roles.md is what the code says: each address, who reads, who acts, what asks again."""

from __future__ import annotations

from pathlib import Path

import pytest

from stemdag.desk import access, urls
from stemdag.domain.role import Role

pytestmark = pytest.mark.once
ROLES = (Role.COORDINATOR, Role.STAFF, Role.KEY_HOLDER, Role.AUDITOR, Role.PRESENTER, Role.OPERATOR)
DOCUMENT = Path(__file__).resolve().parents[2] / "docs/roles.md"


def _row(route: str, whom: access.Audience, confirmed: bool) -> str:
    cells = ["acts" if role in whom.acts else "reads" if role in whom.reads else "" for role in ROLES]
    if whom is access.SIGNED_IN:
        cells = ["acts"] * len(ROLES)
    elif whom is access.OPERATORS:
        cells = ["acts" if role is Role.OPERATOR else "" for role in ROLES]
    place = route.replace("<election>/<code>/", "…/")
    return f"| `/desk/{place}` | {' | '.join(cells)} | {'yes' if confirmed else ''} |"


def _rows() -> list[str]:
    return [
        _row(str(each.pattern), each.callback.audience, getattr(each.callback, "confirmed", False))
        for each in urls.urlpatterns
        if each.callback.audience is not access.EVERYONE
    ]


def test_the_table_is_what_the_code_says() -> None:
    rows = [line for line in DOCUMENT.read_text().splitlines() if line.startswith("| `/desk/")]
    assert rows == _rows(), "\n".join(_rows())


def test_the_open_doors_are_named() -> None:
    words = DOCUMENT.read_text()
    doors = [each for each in urls.urlpatterns if each.callback.audience is access.EVERYONE]
    assert [each.name for each in doors if f"`/desk/{each.pattern}`" not in words] == []
