"""`site`: take the public site offline and bring it back, at the target itself.

No database and no back office is needed, for the day on which neither can be reached. The gate obeys what
these write, and journals it when it can.
"""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Annotated
from uuid import uuid4

import typer

from stemdag import clock
from stemdag.commands.output import FOUND, could_not, err, out, write_json
from stemdag.domain.errors import Refused
from stemdag.domain.withdrawal import What, Withdrawal, judge
from stemdag.publish import offline, tombstone
from stemdag.publish.purge import PurgeFailed, purge
from stemdag.publish.target import StoreFailed, Target, open_target
from stemdag.publish.tombstone import UnreadableTombstone
from stemdag.publish.write import WrongTarget
from stemdag.server import environment

site = typer.Typer(help="Take the public site offline and bring it back.", no_args_is_help=True)
Why = Annotated[str, typer.Option(help="One line; it stands on the public pages.")]
Address = Annotated[str | None, typer.Option("--target", help="A directory or s3://bucket/prefix.")]
Json = Annotated[Path | None, typer.Option("--json", help="Write the outcome here; - is standard output.")]


@site.command()
def withdraw(
    why: Why = "",
    results_only: Annotated[
        bool, typer.Option("--results-only", help="Results alone; turnout goes on.")
    ] = False,
    target: Address = None,
    json: Json = None,
) -> None:
    """Put a notice in the place of the public site, or of its results, at once.

    Given again after it stopped half way, it finishes that.
    """
    _do(What.RESULTS if results_only else What.ALL, why, target, json)


@site.command()
def restore(why: Why = "", target: Address = None, json: Json = None) -> None:
    """Lift what was withdrawn; the gate publishes again within seconds."""
    _do(What.NOTHING, why, target, json)


def _do(what: What, why: str, target: str | None, json: Path | None) -> None:
    try:
        env = environment.read()
    except environment.WrongSetting as wrong:
        raise could_not(str(wrong)) from wrong
    address = target or env.target
    if "://" not in address and not Path(address).is_dir():
        raise could_not(f"{address} is not there; give the target that the gate writes at (--target)")
    try:
        at = open_target(address, durable=not env.rehearsal, beside=True)
        offline.kind_of(at, env.rehearsal)
        standing = _standing(at)
        how = (env.rehearsal, env.languages)
        if standing and standing.what is what and offline.is_unfinished(at, standing, *how):
            _tell(at, standing, offline.carry_out(at, standing, *how), env.purge, json)
            return
        judge(standing, what, why)
        moment = clock.now()
        if standing:
            # Who acts here has seen what stands; another machine's clock must not put it before that.
            moment = max(moment, standing.at + timedelta(microseconds=1))
        act = Withdrawal(what, " ".join(why.split()), moment, "cli", uuid4())
        done = offline.carry_out(at, act, *how)
    except Refused as refusal:
        raise could_not(f"refused ({refusal.code}): {refusal.text}") from refusal
    except (WrongTarget, ValueError) as refusal:
        raise could_not(str(refusal)) from refusal
    except (OSError, StoreFailed) as error:
        raise could_not(f"{address} cannot be written: {error}; run the command again") from error
    _tell(at, act, done, env.purge, json)


def _tell(at: Target, act: Withdrawal, done: offline.Done, hook: str, json: Path | None) -> None:
    failure = _purge(hook, done.changed)
    if json is None:
        out.print(_line(act, done), markup=False)
    write_json(json, _value(at, act, done, purged=None if not hook else failure is None))
    if failure:
        err.print(f"{failure}; what is withdrawn stays so, and caches follow within a minute", markup=False)
        raise typer.Exit(FOUND)


def _standing(target: Target) -> Withdrawal | None:
    try:
        return tombstone.read(target)
    except UnreadableTombstone as unreadable:
        err.print(f"{unreadable}: this act replaces it", markup=False)
        return None


def _purge(command: str, paths: tuple[str, ...]) -> PurgeFailed | None:
    try:
        if paths:
            purge(command, paths)
    except PurgeFailed as failure:
        return failure
    return None


def _line(act: Withdrawal, done: offline.Done) -> str:
    if not act.hides:
        return "restored: the gate publishes again within seconds"
    named = "the site" if act.what is What.ALL else "its results"
    if not done.pages:
        return f"withdrawn: {named}. No result is public here; the gate puts the notice on each page"
    return f"withdrawn: {named}. {len(done.pages)} pages are a notice now, {len(done.removed)} files are gone"


def _value(target: Target, act: Withdrawal, done: offline.Done, *, purged: bool | None) -> dict[str, object]:
    return {
        "target": target.name,
        "withdrawn": act.what.value,
        "why": act.why,
        "at": act.at.isoformat(),
        "pages": len(done.pages),
        "removed": len(done.removed),
        "purged": purged,
    }
