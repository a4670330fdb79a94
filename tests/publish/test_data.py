"""The data files: documented, and telling the same as the counts."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import pytest

from stemdag.domain.withdrawal import What, Withdrawal
from stemdag.publish import address
from stemdag.publish.day import PublicDay, PublicElection
from stemdag.publish.table import COLUMNS
from stemdag.publish.tree import tree
from stemdag.publish.write import manifest
from tests.publish import days

NIGHT = days.CLOSES + timedelta(hours=2)
DOCUMENT = Path(__file__).parents[2] / "docs" / "data.md"


def full_day() -> PublicDay:
    made = days.corrected(days.municipality(now=NIGHT, in_already=9), 2)
    return PublicDay((PublicElection(days.election(), (made,)), days.local_referendum()), False, NIGHT)


def files(day: PublicDay) -> dict[str, bytes]:
    return {node.path: node.render() for node in tree(day)}


def keys(value: object) -> Iterator[str]:
    """Every key of a JSON value, but those that are numbers of lists and candidates."""
    if isinstance(value, dict):
        for key, inner in value.items():
            if not key.isdigit():
                yield key
            yield from keys(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from keys(inner)


def test_every_key_is_documented() -> None:
    documented = set(re.findall(r"`([^`\n]+)`", DOCUMENT.read_text()))
    act = Withdrawal(What.RESULTS, "x", NIGHT, "cli", UUID(int=1))
    gone = files(replace(full_day(), withdrawn=act))
    made = [*files(full_day()).items(), *gone.items()]
    bodies = [body for path, body in made if path.endswith(".json") and "/schema/" not in path]
    bodies.append(manifest(NIGHT, "0" * 64, False, ["a"], What.RESULTS))
    used = {key for body in bodies for key in keys(json.loads(body))}
    assert len(used) > 40
    assert used - documented == set()
    assert set(COLUMNS) - documented == set()


def test_every_value_of_measure_is_documented() -> None:
    documented = set(re.findall(r"`([^`\n]+)`", DOCUMENT.read_text()))
    for path, body in files(full_day()).items():
        if path.endswith(".csv") and not path.endswith(".osv4-3.csv"):
            measures = {row["measure"] for row in csv.DictReader(io.StringIO(body.decode()))}
            assert measures <= documented


def test_json_has_sorted_keys_and_no_spaces() -> None:
    for path, body in files(full_day()).items():
        if path.endswith(".json"):
            again = json.dumps(json.loads(body), sort_keys=True, separators=(",", ":"), ensure_ascii=False)
            assert body.decode() == again + "\n", path


def test_totals_are_the_sum_of_the_counts() -> None:
    body = json.loads(files(full_day())["data/v1/GR2022_Nijmegen/0268.json"])
    counts = [station["count"] for station in body["stations"] if "count" in station]
    assert body["result"]["stations_counted"] == len(counts) == 9
    for field in ("admitted", "blank", "invalid", "cast"):
        assert body["result"][field] == sum(count[field] for count in counts)
    for place, each in enumerate(body["result"]["lists"]):
        assert each["votes"] == sum(count["lists"][place]["votes"] for count in counts)
    assert sum(each["share"] for each in body["result"]["lists"]) == pytest.approx(1, abs=1e-5)


def test_csv_tells_the_same_as_json() -> None:
    made = files(full_day())
    body = json.loads(made["data/v1/GR2022_Nijmegen/0268.json"])
    table = list(csv.DictReader(io.StringIO(made["data/v1/GR2022_Nijmegen/0268.csv"].decode())))
    for station in body["stations"]:
        of = [row for row in table if row["station"] == str(station["number"])]
        votes = {int(row["list"]): int(row["number"]) for row in of if row["measure"] == "votes"}
        counted = station.get("count", {"lists": []})
        assert votes == {each["number"]: each["votes"] for each in counted["lists"]}
    whole = [row for row in table if row["candidate"] and row["list"] == "1"]
    assert sum(int(row["number"]) for row in whole) == body["result"]["lists"][0]["votes"]


def test_a_name_is_no_formula_in_a_spreadsheet() -> None:
    made = days.municipality(4, stations=(replace(days.stations(1)[0], name='=HYPERLINK("x")'),))
    table = files(days.day(made))["data/v1/GR2022_Nijmegen/0268.csv"].decode()
    names = {row["station_name"] for row in csv.DictReader(io.StringIO(table))}
    assert names == {' =HYPERLINK("x")'}


@pytest.mark.parametrize(
    ("path", "short"),
    [
        ("nl/GR2022/0268/12/index.html", "GR2022/0268/12"),
        ("en/GR2022/0268/index.html", "GR2022/0268"),
        ("data/v1/GR2022/0268.json", "GR2022/0268"),
        ("data/v1/GR2022/election.csv", "GR2022"),
        ("data/v1/GR2022/election.eml.xml", "GR2022"),
        ("data/v1/GR2022/0268.osv4-3.csv", "GR2022/0268"),
        ("data/v1/index.json", ""),
        ("nl/index.html", ""),
        ("assets/site.1.css", None),
        ("index.html", None),
    ],
)
def test_short_paths(path: str, short: str | None) -> None:
    assert address.short(path) == short
