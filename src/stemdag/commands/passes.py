"""`passes`: the register of invalid passes in, how it stands, and the end of all passes of an election."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from stemdag import clock
from stemdag.commands.output import could_not, django, out, write_json
from stemdag.domain.errors import Refused

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from stemdag.elections.models import Municipality

Json = Annotated[Path | None, typer.Option("--json", help="Write the outcome here; - is standard output.")]
Election = Annotated[str | None, typer.Option(help="The election's id; needed where there are several.")]

passes = typer.Typer(help="Passes of voters: which are invalid, and the end of them.", no_args_is_help=True)


@passes.command()
def load(
    file: Annotated[Path, typer.Argument(help="A CSV of number and reason.")],
    election: Election = None,
    municipality: Annotated[str | None, typer.Option(help="A code; needed where there are several.")] = None,
    whole: Annotated[
        bool, typer.Option("--whole", help="The file holds all invalid passes; else it holds changes.")
    ] = False,
    json: Json = None,
) -> None:
    """Take in a municipality's invalid passes; stations get the new filter with their next request."""
    with django():
        from stemdag.elections import passes as register
        from stemdag.files.errors import Unreadable

        rows = list(_rows(election, municipality))
        if not rows:
            raise could_not("no such municipality; `stemdag import` brings definitions")
        if len(rows) > 1:
            raise could_not(
                "a register is one municipality's in one election; say which with --election "
                "and --municipality"
            )
        try:
            loaded = register.load_register(file, rows[0], clock.now(), "cli", whole=whole)
        except (Unreadable, Refused) as refusal:
            raise could_not(str(refusal)) from refusal
        out.print(
            f"{rows[0].name}: version {loaded.version}, {loaded.passes} invalid passes "
            f"({loaded.added} added, {loaded.changed} changed, {loaded.removed} removed)",
            markup=False,
        )
        write_json(json, asdict(loaded))


@passes.command()
def status(election: Election = None, json: Json = None) -> None:
    """How the registers stand, what was scanned, and how many passes were used twice."""
    with django():
        found = [_status(row) for row in _rows(election, None)]
        for each in found:
            register = f"register {each['version']}, {each['invalid']} invalid"
            parts = [
                register if each["version"] else "no register",
                f"{each['poll_cards']} poll cards",
                f"{each['proxies']} proxies",
                f"{each['voter_cards']} voter cards",
                f"{each['double']} used twice",
                f"destroyed {each['destroyed']}" if each["destroyed"] else "",
            ]
            place = f"{each['election']} {each['municipality']} {each['name']}"
            out.print(f"{place}: {', '.join(filter(None, parts))}", markup=False)
        write_json(json, found)


@passes.command()
def destroy(
    election: Annotated[str, typer.Argument(help="The election's id.")],
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
    json: Json = None,
) -> None:
    """Destroy the key, the scans and the registers of an election, for good. Totals stay."""
    with django():
        from stemdag.elections import passes as register
        from stemdag.elections.models import Election

        row = Election.objects.filter(eml_id=election).first()
        if row is None:
            raise could_not(f"no election {election}")
        if not yes:
            out.print("No double use can be found and no scan can be taken in after this.")
            if (
                typer.prompt(f"Write {election} to destroy its passes", default="", show_default=False)
                != election
            ):
                raise could_not("nothing was destroyed")
        try:
            gone = register.destroy(row, clock.now(), "cli")
        except Refused as refusal:
            raise could_not(refusal.text) from refusal
        out.print(f"{election}: {gone.scans} scans and {gone.invalid} invalid passes destroyed", markup=False)
        write_json(json, asdict(gone))


def _rows(election: str | None, code: str | None) -> QuerySet[Municipality]:
    from stemdag.elections.models import Municipality

    rows = Municipality.objects.select_related("election").order_by("election__eml_id", "code")
    if election:
        rows = rows.filter(election__eml_id=election)
    return rows.filter(code=code) if code else rows


def _status(row: Municipality) -> dict[str, object]:
    from django.db.models import Sum

    from stemdag.elections.models import PassRegister
    from stemdag.journal import scans
    from stemdag.journal.models import StationDay

    register = PassRegister.objects.filter(municipality=row).first()
    days = StationDay.objects.filter(chain__election=row.election.eml_id, chain__municipality=row.code)
    totals = days.aggregate(**{name: Sum(name, default=0) for name in scans.FIELDS.values()})
    destroyed = row.election.passes_destroyed_at
    return totals | {
        "election": row.election.eml_id,
        "municipality": row.code,
        "name": row.name,
        "version": register.version if register else 0,
        "digest": register.digest if register else "",
        "invalid": register.passes if register else 0,
        "loaded": register.loaded_at.isoformat() if register else None,
        "double": len(scans.double_uses(row.election.eml_id, row.code)),
        "destroyed": destroyed.isoformat() if destroyed else None,
    }
