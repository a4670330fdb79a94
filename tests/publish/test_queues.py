"""Which stations are busy: on the pages and in the data of the station that said so, and nowhere else."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import datetime

from stemdag.domain.queue import Queue, QueueReport
from stemdag.publish.day import PublicDay
from stemdag.publish.tree import tree
from tests.publish import days
from tests.publish.test_schemas import VALIDATORS, named
from tests.publish.test_tree import files, text

SAID = datetime(2022, 3, 16, 16, 5, tzinfo=days.ZONE)
PLACE = ("GR2022_Nijmegen", "0268")
PAGE = "nl/GR2022_Nijmegen/0268"


def busy(**queues: Queue) -> PublicDay:
    """Nijmegen in the afternoon; `s2=Queue.LONG` is what station 2 said."""
    said = {int(name[1:]): QueueReport(SAID, int(name[1:]), each) for name, each in queues.items()}
    day = days.day(days.placed(days.municipality()))
    return replace(day, queues={PLACE: said}) if said else day


def test_it_changes_the_pages_of_its_station_and_its_municipality_and_no_other_file() -> None:
    quiet, loud = files(busy()), files(busy(s2=Queue.LONG))
    assert quiet.keys() == loud.keys()
    assert {path for path in quiet if quiet[path] != loud[path]} == {
        f"data/v1/{PLACE[0]}/0268.json",
        *(f"{lang}/GR2022_Nijmegen/0268/{of}index.html" for lang in ("nl", "en") for of in ("", "2/")),
    }


def test_no_other_file_is_made_anew_for_it() -> None:
    quiet = {node.path: node.key for node in tree(busy())}
    anew = {node.path for node in tree(busy(s2=Queue.LONG)) if node.key != quiet[node.path]}
    assert len(anew) == 5


def test_it_is_said_with_its_time() -> None:
    made = files(busy(s2=Queue.LONG, s4=Queue.SHORT, s6=Queue.NONE), ("nl", "en", "fy"))
    whole = text(made[f"{PAGE}/index.html"].decode())
    assert "6502 AB · lange rij om 16:05" in whole
    assert "6504 AB · korte rij om 16:05" in whole
    assert whole.count("rij om") == 4  # in the list and on the map; that there is none is on its own page
    assert "Een lange rij om 16:05, meldt het stembureau." in text(made[f"{PAGE}/2/index.html"].decode())
    assert "Geen rij om 16:05" in text(made[f"{PAGE}/6/index.html"].decode())
    assert "In koarte rige om 16:05" in text(made["fy/GR2022_Nijmegen/0268/4/index.html"].decode())
    assert "queue" not in text(made["en/GR2022_Nijmegen/0268/1/index.html"].decode())


def test_the_data_say_it_as_their_schema_does() -> None:
    body = json.loads(files(busy(s2=Queue.LONG, s6=Queue.NONE))[f"data/v1/{PLACE[0]}/0268.json"])
    VALIDATORS[named(body)].validate(body)
    assert {each["number"]: each["queue"] for each in body["stations"] if "queue" in each} == {
        2: {"length": "long", "reported": "2022-03-16T15:05:00Z"},
        6: {"length": "none", "reported": "2022-03-16T15:05:00Z"},
    }
