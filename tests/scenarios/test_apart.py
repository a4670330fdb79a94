"""Incident 9: what was only tried, at the address of what was real (Orange County, Pembrokeshire)."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings as configured
from django.db import transaction
from pytest_django.fixtures import Settings

from stemdag.elections.models import Election
from stemdag.rehearsal.day import definition
from stemdag.rehearsal.plan import plan
from tests.embargo.world import World, form
from tests.factories import make_election
from tests.scenarios.playing import at_moments, command, readable, town, words

pytestmark = [pytest.mark.store, pytest.mark.django_db]

PLACE = ("GR2022_Proef", "0088")
COUNT = form((300, 100, 67))
SAID = {"nl": "Niets op deze pagina is echt", "en": "Nothing on this page is real"}
INSIDE = "Oefening: niets op deze pagina is een echte stem"


@contextmanager
def rehearsed(folder: Path, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Iterator[World]:
    """A rehearsal that was played to its end, with its database; afterwards a real system without any."""
    with monkeypatch.context() as patched, transaction.atomic():
        patched.setenv("STEMDAG_REHEARSAL", "1")
        real = configured.STEMDAG
        settings.STEMDAG = replace(real, rehearsal=True)
        yield World(plan([town(COUNT, 400)]), folder, by_pages=frozenset(range(1, 9)))
        transaction.set_rollback(True)
    settings.STEMDAG = real


def test_every_page_and_file_says_that_it_is_a_rehearsal(
    tmp_path: Path, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """2022, Pembrokeshire: dummy results with real names were public. Here none can be taken for real."""
    with rehearsed(tmp_path, settings, monkeypatch) as world:
        inside: list[str] = []

        def look() -> None:
            office = world.office(PLACE).visitor
            chair = next(iter(world.player._stations.values())).visitor
            desk = f"/desk/{'/'.join(PLACE)}/"
            inside.extend(office.get(desk + page).text for page in ("", "control/", "release/"))
            inside.extend(chair.get(f"/station/{page}").text for page in ("", "open", "turnout", "count"))

        at_moments(world, {world.plan.release + timedelta(hours=1): look})
        with world.set_up() as credentials:
            world.play(credentials)
    assert all(INSIDE in words(page) for page in inside)
    seen = set()
    for path, text in readable(world.files()):
        seen.add(path.rpartition(".")[2])
        if path.endswith(".html"):
            assert any(each in words(text) for each in SAID.values()), path
        elif "/schema/" in path:
            continue
        elif path.endswith(".json"):
            told = json.loads(text)
            assert told.get("_stemdag", told)["rehearsal"] is True, path
        elif path.endswith((".xml", ".atom", ".osv4-3.csv")):
            assert re.search("oefening|rehearsal", text, re.IGNORECASE), path
        else:
            rows = list(csv.DictReader(io.StringIO(text)))
            assert rows
            assert {each["rehearsal"] for each in rows} == {"true"}, path
    assert seen == {"html", "json", "csv", "xml", "atom"}


def test_a_rehearsal_and_a_real_day_share_nothing(
    tmp_path: Path, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """2014, Orange County: an upload test landed on the address of a past election and showed real votes.

    Target, database, definition and keys of a rehearsal are refused by a real system, and the other way
    around; by its own commands, which change nothing then.
    """
    with rehearsed(tmp_path, settings, monkeypatch) as world:
        with world.set_up() as credentials:
            world.play(credentials)
        tried = world.files()
        settings.STEMDAG = replace(configured.STEMDAG, rehearsal=False)
        for words_ in (["publish", "--once", "--target", str(tmp_path / "elsewhere")], ["release", "status"]):
            told = command(*words_)
            assert told.exit_code == 2
            assert "this database holds GR2022_Proef, a rehearsal, and this is a real system" in told.output
        assert not (tmp_path / "elsewhere").exists()

    # A real system with a database of its own.
    make_election()
    real = tmp_path / "real"
    assert command("publish", "--once", "--target", str(real)).exit_code == 0
    assert b'"rehearsal":false' in (real / "manifest.json").read_bytes()
    told = command("publish", "--once", "--target", str(world.public))
    assert told.exit_code == 2
    assert "is the address of a rehearsal; a real day needs another one" in told.output
    assert world.files() == tried
    keys = command("custody", "status", "--file", str(tmp_path / "custody" / "timer.json"))
    assert keys.exit_code == 2
    assert "holds the keys of a rehearsal" in keys.output
    path = tmp_path / "tried.json"
    path.write_text(json.dumps(definition(world.plan.elections[0])))
    told = command("import", str(path))
    assert told.exit_code == 2
    assert "is a rehearsal's definition" in told.output
    assert [each.eml_id for each in Election.objects.all()] == ["GR2022_Almere"]

    # A rehearsal in front of what is real: the database, and with one of its own the address.
    settings.STEMDAG = replace(configured.STEMDAG, rehearsal=True)
    told = command("import", str(path))
    assert told.exit_code == 2
    assert "this database holds GR2022_Almere, a real election, and this is a rehearsal" in told.output
    Election.objects.all().delete()
    before = {each: each.read_bytes() for each in real.rglob("*") if each.is_file()}
    told = command("publish", "--once", "--target", str(real))
    assert told.exit_code == 2
    assert "is the address of a real day; a rehearsal needs another one" in told.output
    assert before == {each: each.read_bytes() for each in real.rglob("*") if each.is_file()}
