"""Incident 1 (17 March 2021, opkomstenuitslag.nl): votes that were counted before the release moment."""

from __future__ import annotations

import gzip
import json
import re
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import brotli
import pytest

from stemdag.domain.count import Count
from stemdag.rehearsal.plan import Act, Plan, ordered, plan
from tests.embargo.world import BEAT, World, election, form
from tests.scenarios.playing import Files, at_moments, data, readable

pytestmark = [pytest.mark.store, pytest.mark.django_db]

#: The postal votes of that morning, by municipality (CBS code): 5,942 ballots.
POSTAL = {
    "0014": form((911, 612, 218), blank=1),  # Groningen
    "0268": form((1313, 811, 364), blank=2),  # Nijmegen, almost 2,500
    "0518": form((71, 52, 23), blank=1),  # Den Haag, 147
    "0772": form((838, 512, 212), blank=1),  # Eindhoven
}
COUNTED = timedelta(hours=11, minutes=30)
#: Keys of the data files that say something of votes.
OF_RESULTS = {"result", "released", "count", "lists", "ballot_types", "seats"}


def the_day() -> Plan:
    """Four municipalities; their postal stations send at 11:30, and a station reports at 20:59."""
    others = {1: form((160, 130, 81)), 2: form((110, 180, 45)), 4: form((99, 97, 93))}
    made = plan([election({code: {**others, 3: count} for code, count in POSTAL.items()})])
    midnight = made.release.replace(hour=0)
    events = [
        replace(each, at=midnight + COUNTED) if each.act is Act.COUNT and each.station == 3 else each
        for each in made.events
        # Signing in comes with the first act.
        if not (each.act is Act.SIGN_IN and each.station == 3)
    ]
    last = next(each for each in events if each.act is Act.TURNOUT and each.station == 1)
    events.append(replace(last, at=midnight + timedelta(hours=20, minutes=59), admitted=371))
    return replace(made, events=ordered(events))


def marks(counts: Iterable[Count]) -> set[int]:
    """The numbers by which a count is known; those under 1,000 stand in every page by chance."""
    found: set[int] = set()
    for count in counts:
        found |= {each.total for each in count.lists.values()} | {count.candidate_votes, count.cast}
    return {number for number in found if number >= 1_000}


def sums(counts: Iterable[Count]) -> set[int]:
    """What several of them come to: per list and together, and two lists of one count."""
    given = list(counts)
    found = {sum(each.lists[number].total for each in given) for number in (1, 2, 5)}
    found |= {sum(each.candidate_votes for each in given), sum(each.cast for each in given)}
    return found | {each.lists[1].total + each.lists[2].total for each in given} - set(range(1_000))


def told(files: Files, numbers: set[int]) -> set[int]:
    """Which of these numbers stand anywhere in the tree, grouped as in Dutch or English or not."""
    everything = "\n".join(text for _, text in readable(files))
    found = {int(re.sub(r"[.,]", "", each)) for each in re.findall(r"\d{1,3}(?:[.,]\d{3})+|\d+", everything)}
    return found & numbers


def shares(counts: Iterable[Count]) -> set[str]:
    """The share of each list as the data files write one."""
    return {
        str(round(each.total / count.candidate_votes, 6)) for count in counts for each in count.lists.values()
    }


def test_postal_votes_counted_in_the_morning(tmp_path: Path) -> None:
    """17 March 2021: 5,942 postal votes, counted that morning, could be read before 21:00 behind the pages.

    At noon and at 20:59 no file of the tree holds a number, a sum or a share of them, nothing lies at an
    address that only results have, and nothing was written because they came in. At 21:00 they are there.
    """
    day = the_day()
    world, kept = World(day, tmp_path), dict[str, Files]()
    noon = day.release.replace(hour=12)
    clock = {"12:00": noon, "20:59": day.release - timedelta(minutes=1), "21:00": day.release}

    def keep(name: str) -> None:
        kept[name] = world.files()

    at_moments(world, {moment: lambda name=name: keep(name) for name, moment in clock.items()})
    with world.set_up() as credentials:
        done = world.play(credentials, day.release + timedelta(minutes=10))
    assert sum(each.count.cast for each in done if each.count and each.station == 3) == 5_942

    shown = marks(POSTAL.values())
    results = [data(kept["21:00"], f"GR2022_Proef/{each}.json")["result"] for each in (*POSTAL, "election")]
    secret = shown | sums(POSTAL.values()) | {each["cast"] for each in results if each["cast"] > 999}
    for name in ("12:00", "20:59"):
        assert told(kept[name], secret) == set()
        for path, text in readable(kept[name]):
            assert not any(share in text for share in shares(POSTAL.values())), path
            of_day = path.endswith(".json") and "/schema/" not in path
            assert not of_day or not OF_RESULTS & keys(text), path
            if path != "manifest.json":  # what is served compressed is the same
                assert gzip.decompress(kept[name][f"{path}.gz"]).decode() == text
                assert brotli.decompress(kept[name][f"{path}.br"]).decode() == text
    assert told(kept["21:00"], shown) == shown
    assert OF_RESULTS & keys(kept["21:00"]["data/v1/GR2022_Proef/0268.json"].decode())
    assert data(kept["21:00"], "GR2022_Proef/0268.json")["stations"][2]["count"]["cast"] == 2_490

    # A reader who guesses: what there is with results only (feeds, EML, versions) has no address before them.
    assert kept["12:00"].keys() == kept["20:59"].keys() < kept["21:00"].keys()
    assert not [path for path in kept["20:59"] if "presentatie" in path]

    # Between 11:00 and 12:00 nothing came but those counts: the beat says so, and nothing else is written.
    writes = [(datetime.fromisoformat(at), path) for at, path, *_ in world.writes(day.release)]
    assert all((at - day.release) % BEAT == timedelta(0) for at, _ in writes)
    # Previews follow a few at a time, whatever is counted.
    assert {path for at, path in writes if at == noon and "preview.png" not in path} == {"manifest.json"}
    assert len([path for at, path in writes if at == noon + 2 * BEAT]) > 1


def keys(body: str) -> set[str]:
    """Every key in a JSON file."""
    found: set[str] = set()

    def take(pairs: list[tuple[str, object]]) -> None:
        found.update(key for key, _ in pairs)

    json.loads(body, object_pairs_hook=take)
    return found
