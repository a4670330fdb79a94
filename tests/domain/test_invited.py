"""A list of people to invite: what it may look like, and what is odd in it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stemdag.domain.invited import MOST, Problem, read
from stemdag.domain.role import Role

HEADS = "name;full name;role\n"


@pytest.mark.parametrize("apart", [";", ",", "\t"])
@pytest.mark.parametrize(
    ("heads", "role"),
    [(("name", "full name", "role"), "key holder"), (("Gebruikersnaam", "Naam", "Rol"), "Sleutelhouder")],
)
def test_a_list_as_a_spreadsheet_gives_it(apart: str, heads: tuple[str, str, str], role: str) -> None:
    lines = [heads, ("jan.j", "Jan Jansen", role), ("", "", ""), (" els ", "Els de Boer", "staff + auditor")]
    people, problems = read("\r\n".join(apart.join(line) for line in lines))
    assert problems == []
    assert [(each.row, each.name, each.full_name) for each in people] == [
        (2, "jan.j", "Jan Jansen"),
        (4, "els", "Els de Boer"),
    ]
    assert [each.roles for each in people] == [{Role.KEY_HOLDER}, {Role.STAFF, Role.AUDITOR}]


def test_the_order_of_columns_is_free_and_others_are_left_alone() -> None:
    people, problems = read("rol;telefoon;naam;gebruikersnaam\ncoördinator;06;Cora Vis;cora")
    assert (problems, people[0].name, people[0].roles) == ([], "cora", {Role.COORDINATOR})


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", Problem(1, "empty")),
        (HEADS, Problem(1, "empty")),
        ("jan;Jan Jansen;staff", Problem(1, "heads", "name, full_name, role")),
        ("name;role\njan;staff", Problem(1, "heads", "full_name")),
        (f"{HEADS}jan jansen;Jan;staff", Problem(2, "name", "jan jansen")),
        (f"{HEADS};Jan;staff", Problem(2, "name", "")),
        (f"{HEADS}jan;Jan;chief", Problem(2, "role", "chief")),
        (f"{HEADS}jan;Jan", Problem(2, "role", "")),
        (f"{HEADS}jan;Jan;operator", Problem(2, "role", "operator")),
        (f"{HEADS}jan;{'J' * 151};staff", Problem(2, "long", "jan")),
        (f"{HEADS}jan;Jan;staff\nJAN;Jan;staff", Problem(3, "twice", "JAN")),
        (HEADS + "".join(f"p{n};P;staff\n" for n in range(MOST + 1)), Problem(MOST + 2, "most", str(MOST))),
    ],
)
def test_what_is_odd_is_said_by_row(text: str, expected: Problem) -> None:
    assert expected in read(text)[1]


@given(st.text(max_size=200))
def test_whatever_is_pasted_is_read_or_refused_by_row(text: str) -> None:
    people, problems = read(text)
    assert people or problems
    assert all(each.roles and Role.OPERATOR not in each.roles for each in people)
