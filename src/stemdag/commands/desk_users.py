"""`desk-user`: an account for an official, and the municipalities it works for."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Annotated

import typer

from stemdag.commands.output import could_not, django, out, write_json
from stemdag.domain.errors import Refused
from stemdag.domain.role import Role


def desk_user_add(
    name: Annotated[str, typer.Argument(help="The name to sign in with.")],
    municipality: Annotated[
        list[str] | None,
        typer.Option(help="A municipality's code; may be given more than once. An operator needs none."),
    ] = None,
    election: Annotated[
        str | None, typer.Option(help="The election's id; else every election of these municipalities.")
    ] = None,
    role: Annotated[
        list[Role] | None, typer.Option(help="What it may do there; more than once. Else coordinator.")
    ] = None,
    password_stdin: Annotated[
        bool, typer.Option("--password-stdin", help="Read the password from standard input.")
    ] = False,
    reset_factor: Annotated[
        bool, typer.Option("--reset-factor", help="Take a lost second factor away and end its sessions.")
    ] = False,
    json: Annotated[
        Path | None, typer.Option("--json", help="Write the account here; - is standard output.")
    ] = None,
) -> None:
    """Make an account for the desk, or add municipalities to one.

    The password comes from standard input, else from STEMDAG_DESK_PASSWORD, else a new account gets a
    generated one, which is printed once. An account that exists keeps its password where none is given.
    """
    codes = municipality or []
    if not codes and set(role or ()) != {Role.OPERATOR}:
        raise could_not("say for which municipality: --municipality CODE; only --role operator goes without")
    with django():
        from stemdag.desk.people.accounts import add, reset_factor_of
        from stemdag.elections.models import Municipality

        rows = Municipality.objects.filter(code__in=codes).select_related("election")
        if election:
            rows = rows.filter(election__eml_id=election)
        if missing := sorted(set(codes) - {row.code for row in rows}):
            where = f" in {election}" if election else ""
            raise could_not(f"no municipality {', '.join(missing)}{where}; import its definition first")
        given = (
            sys.stdin.readline().rstrip("\r\n") if password_stdin else os.environ.get("STEMDAG_DESK_PASSWORD")
        )
        if password_stdin and not given:
            raise could_not("standard input held no password")
        try:
            account = add(name, rows, given or None, role or (Role.COORDINATOR,))
        except Refused as refusal:
            raise could_not(refusal.text) from refusal
        if reset_factor:
            reset_factor_of(name)
        if json is None:
            places = [f"{of} {code} ({what})" for of, code, what in account.places]
            places += ["the whole system (operator)"] if account.operator else []
            done = "made" if account.created else "changed"
            out.print(f"{done}: {account.name}, for {', '.join(places)}", markup=False)
            if account.password and not given:
                out.print(f"password (shown once): {account.password}", markup=False)
        write_json(
            json,
            {
                "name": account.name,
                "password": None if given else account.password,
                "created": account.created,
                "municipalities": [
                    {"election": of, "municipality": code, "role": what} for of, code, what in account.places
                ],
                "operator": account.operator,
            },
        )
