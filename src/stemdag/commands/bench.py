"""`bench`: each measure beside a floor or a peer, in the same run on the same machine."""

from __future__ import annotations

import os
import platform
from collections.abc import Iterator
from dataclasses import asdict
from importlib import import_module
from pathlib import Path
from typing import Annotated

import typer

from stemdag.bench.measure import Measure, NotHere
from stemdag.commands.output import FOUND, could_not, err, out, write_json

#: The modules that measure; each yields its measures in turn.
GROUPS = (
    "read",
    "seal",
    "release",
    "tree",
    "wire",
    "news",
    "paint",
    "evening",
    "serve",
    "scans",
    "stations",
    "board",
    "app",
    "detector",
)


def bench(
    names: Annotated[list[str] | None, typer.Argument(help="Groups or measures; else all.")] = None,
    json: Annotated[
        Path | None, typer.Option("--json", help="Write the list here; - is standard output.")
    ] = None,
) -> None:
    """Measure, and set each figure beside its floor. Exit 1 when a goal is not met."""
    found = []
    for measure in _measures(names or []):
        found.append(asdict(measure) | {"machine": machine()})
        ratio = "" if measure.ratio is None else f"  ratio {measure.ratio:.2f}"
        verdict = {True: "met", False: "NOT MET", None: "reported"}[measure.met]
        out.print(
            f"{measure.name:<18} {measure.value:>12,.3f} {measure.unit:<12} beside {measure.beside}{ratio}"
            f"  goal {measure.goal}: {verdict}",
            markup=False,
        )
    write_json(json, found)
    if any(each["met"] is False for each in found):
        raise typer.Exit(FOUND)


def machine() -> str:
    """What the figures were measured on."""
    python = platform.python_version()
    return f"{platform.machine()} {platform.system()}, {os.cpu_count()} cores, Python {python}"


def _measures(names: list[str]) -> Iterator[Measure]:
    left = set(names)
    for group in GROUPS:
        module = import_module(f"stemdag.bench.{group}")
        provided: tuple[str, ...] = module.NAMES
        if names and group not in names and not set(provided) & set(names):
            continue
        left -= {group, *provided}
        err.print(f"measuring {group} ...")
        wanted = set(provided) if not names or group in names else set(provided) & set(names)
        try:
            for measure in module.measures():
                if measure.name in wanted:
                    yield measure
                    wanted.remove(measure.name)
                if not wanted:  # those that come after may take minutes
                    break
        except NotHere as missing:
            if names:
                raise could_not(f"{group} cannot be measured here: {missing}") from missing
            err.print(f"{group} is left out: {missing}")
    if left:
        raise could_not(f"no such measure: {', '.join(sorted(left))}; groups are {', '.join(GROUPS)}")
