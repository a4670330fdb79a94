"""`release`: where the results of a municipality stand; arm, hold and go, as officials do at the desk."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated
from uuid import uuid4
from zoneinfo import ZoneInfo

import typer

from stemdag import clock
from stemdag.commands.output import could_not, django, out, write_json
from stemdag.domain.errors import Refused

if TYPE_CHECKING:
    from stemdag.desk.release.acts import Standing
    from stemdag.elections.models import Municipality

release = typer.Typer(help="Arm, hold or release the results of a municipality.", no_args_is_help=True)
Election = Annotated[str, typer.Argument(help="The election's id.")]
Code = Annotated[str, typer.Argument(help="The municipality's code.")]
Why = Annotated[str, typer.Option(help="A reason for the record.")]
Json = Annotated[Path | None, typer.Option("--json", help="Write the outcome here; - is standard output.")]


@release.command()
def status(
    election: Annotated[str | None, typer.Argument(help="The election's id; else all.")] = None,
    municipality: Annotated[str | None, typer.Argument(help="A code; else all of the election.")] = None,
    json: Json = None,
) -> None:
    """Say where each release stands: sealed (not armed), armed, held or released, and its moment."""
    with django():
        from stemdag.desk.release.acts import standing
        from stemdag.elections.models import Municipality

        rows = Municipality.objects.select_related("election").order_by("election__date", "election", "code")
        if election:
            rows = rows.filter(election__eml_id=election)
        if municipality:
            rows = rows.filter(code=municipality)
        if not rows:
            raise could_not("nothing of that name here; `stemdag release status` lists all")
        found = [(row, standing(row)) for row in rows]
        if json is None:
            for row, now in found:
                out.print(_line(row, now), markup=False)
        write_json(json, [_value(row, now) for row, now in found])


@release.command()
def arm(election: Election, municipality: Code, why: Why = "", json: Json = None) -> None:
    """Arm: the results open by themselves at the moment, or at once where it has passed."""
    with django():
        from stemdag.desk.release import acts as desk

        _do(election, municipality, json, lambda row: desk.arm(row, "cli", clock.now(), uuid4(), reason=why))


@release.command()
def hold(
    election: Election,
    municipality: Code,
    why: Why = "",
    json: Json = None,
) -> None:
    """Hold: nothing opens until somebody arms again."""
    with django():
        from stemdag.desk.release import acts as desk

        _do(election, municipality, json, lambda row: desk.hold(row, "cli", clock.now(), uuid4(), why))


@release.command()
def go(election: Election, municipality: Code, why: Why = "", json: Json = None) -> None:
    """Release now; refused before the moment, while held and a second time, and the refusal is recorded."""
    with django():
        from stemdag.desk.release import acts as desk

        _do(election, municipality, json, lambda row: desk.go(row, "cli", clock.now(), uuid4(), reason=why))


def _do(election: str, code: str, json: Path | None, act: Callable[[Municipality], Standing]) -> None:
    from stemdag.elections.models import Municipality

    row = Municipality.objects.filter(election__eml_id=election, code=code).select_related("election").first()
    if row is None:
        raise could_not(f"no municipality {code} in {election}; `stemdag release status` lists all")
    try:
        now = act(row)
    except Refused as refusal:
        raise could_not(f"refused ({refusal.code}): {refusal.text}") from refusal
    if json is None:
        out.print(_line(row, now), markup=False)
    write_json(json, _value(row, now))


def _line(row: Municipality, now: Standing) -> str:
    local = now.moment.astimezone(ZoneInfo(row.election.zone))
    return f"{row.election.eml_id} {row.code} {row.name}: {now.state}, moment {local:%Y-%m-%d %H:%M %Z}"


def _value(row: Municipality, now: Standing) -> dict[str, object]:
    return {
        "election": row.election.eml_id,
        "municipality": row.code,
        "name": row.name,
        "state": now.state,
        "moment": now.moment.astimezone(ZoneInfo(row.election.zone)).isoformat(),
        "since": now.at.astimezone(ZoneInfo(row.election.zone)).isoformat() if now.at else None,
    }
