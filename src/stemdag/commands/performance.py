"""What `demo` does: the day played through the real doors, told, read back, and compared with its twin."""

from __future__ import annotations

import tempfile
import time
from collections import Counter
from pathlib import Path
from typing import Any

import httpx
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from stemdag.commands.output import could_not, err, out, write_json
from stemdag.domain.errors import Refused
from stemdag.files import Unreadable, read
from stemdag.rehearsal.doors import DoorClosed
from stemdag.rehearsal.incidents.ground import Incident
from stemdag.rehearsal.incidents.listed import chosen, played
from stemdag.rehearsal.incidents.on_stage import on_stage
from stemdag.rehearsal.narration import Narrator
from stemdag.rehearsal.plan import Act, Event, Plan, plan
from stemdag.rehearsal.readback import NotPublic, depended_on_votes, read_back
from stemdag.rehearsal.replay import replay as replayed
from stemdag.rehearsal.scanning import with_scans
from stemdag.rehearsal.stage import Stage
from stemdag.rehearsal.tk2021 import tk2021
from stemdag.rehearsal.twin import beside
from stemdag.zones import NotUp


def perform(
    files: list[Path], only: list[str], speed: str, incidents: str, *, headless: bool, json: Path | None
) -> bool:
    """Play the day and the incidents.

    Whether the public tree said what the stations sent and nothing before its moment, and every incident
    ended as it should.
    """
    afterwards = _chosen(incidents)
    day = _plan(files, only)
    with tempfile.TemporaryDirectory(prefix="stemdag-") as folder:
        try:
            outcome = _play(day, Path(folder), _speed(speed), afterwards, headless=headless, json=json)
        except (NotUp, NotPublic, DoorClosed, httpx.HTTPError) as error:
            raise could_not(f"the rehearsal could not go on: {error}") from error
    ended = all(each["right"] for each in outcome["incidents"])
    return bool(outcome["equal"]) and not outcome["public_files_that_depended_on_votes"] and ended


def _plan(files: list[Path], only: list[str]) -> Plan:
    try:
        if files:
            return with_scans(plan(replayed((each for path in files for each in read(path)), only)))
        if only:
            raise could_not("--only chooses from the files of --replay; give those as well")
        return with_scans(plan([tk2021()]))
    except (Unreadable, Refused) as refusal:
        raise could_not(str(refusal)) from refusal


def _chosen(text: str) -> list[Incident]:
    try:
        return chosen(text)
    except Refused as refusal:
        raise could_not(refusal.text) from refusal


def _speed(text: str) -> float | None:
    if text == "max":
        return None
    try:
        speed = float(text)
    except ValueError:
        speed = 0
    if not speed > 0:
        raise could_not(f"--speed {text}: write a number over 0, or max")
    return speed


def _play(
    day: Plan,
    folder: Path,
    speed: float | None,
    incidents: list[Incident],
    *,
    headless: bool,
    json: Path | None,
) -> dict[str, Any]:
    out.print("Setting up: database, keys, station codes, three zones ...")
    stage = Stage(day, folder / "day", speed)
    with beside(day, folder / "other", stage.beats[0]) as other, stage:
        credentials = stage.set_up()
        narrator = Narrator(day, stage.zones.office, stage.zones.public, credentials, out.print)
        narrator.begin()
        counts = _acts(day, stage, narrator, credentials)
        with httpx.Client(base_url=stage.zones.public) as http:
            public = read_back(lambda path: http.get(path).raise_for_status().content)
        narrator.results(public)
        outcome = _outcome(day, stage, counts, public)
        outcome["incidents"] = _afterwards(incidents, stage, narrator)
        depended = depended_on_votes(stage.writes(day.release), other())
        outcome["public_files_that_depended_on_votes"] = len(depended)
        narrator.compared(outcome["public_files_before_release"], depended)
        write_json(json, {key: value for key, value in outcome.items() if key != "equal"})
        if not headless:
            narrator.stay()
            try:
                while True:
                    time.sleep(1)
            except KeyboardInterrupt:
                out.print("\nEnded; everything of this rehearsal is removed.")
    return outcome


def _acts(day: Plan, stage: Stage, narrator: Narrator, credentials: Any) -> Counter[Act]:
    """Play, with a bar on a terminal and the narrator's plain lines everywhere."""
    done: Counter[Act] = Counter()
    bar = Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        console=err,
        disable=not err.is_terminal,
    )
    with bar:
        task = bar.add_task("", total=len(day.events))

        def seen(event: Event) -> None:
            done[event.act] += 1
            narrator.see(event)
            bar.update(task, advance=1, description=f"{event.at:%d %b %H:%M}")

        stage.play(credentials, seen)
    return done


def _afterwards(incidents: list[Incident], stage: Stage, narrator: Narrator) -> list[dict[str, object]]:
    """The incidents, once the day has been read back: they are not in its way."""
    if not incidents:
        return []
    with on_stage(stage) as ground:
        narrator.before_incidents(ground.played.election)
        found = played(incidents, ground, narrator.incident)
    narrator.incidents(found)
    return [each.as_json() for each in found]


def _outcome(day: Plan, stage: Stage, acts: Counter[Act], public: dict[str, Any]) -> dict[str, Any]:
    before = {path for _, path, _, digest in stage.writes(day.release) if digest}
    return {
        "rehearsal": True,
        "public_files_before_release": len(before),
        "sealed_counts_at_release": day.sealed_at(day.release),
        "held_counts_accepted": acts[Act.ACCEPT],
        "seconds_release_to_first_result": stage.seconds_to_first_result,
        "elections": public,
        "equal": public == expected(day),
    }


def expected(day: Plan) -> dict[str, Any]:
    """What the public tree must say at the end: the counts on the forms, added up."""
    found: dict[str, Any] = {}
    for each in day.elections:
        towns = {}
        for town in each.municipalities:
            counts = town.counts.values()
            lists: Counter[int] = Counter({one.number: 0 for one in town.ballot})
            for count in counts:
                lists.update({number: votes.total for number, votes in count.lists.items()})
            towns[town.municipality.code] = {
                "stations": len(town.counts),
                "admitted": sum(count.admitted for count in counts),
                "blank": sum(count.blank for count in counts),
                "invalid": sum(count.invalid for count in counts),
                "lists": {str(number): votes for number, votes in sorted(lists.items())},
            }
        found[each.election.id] = {"municipalities": towns}
    return found
