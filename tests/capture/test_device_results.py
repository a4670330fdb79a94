"""Results in the app: what it makes of the public site's own files, in every state of these."""

from __future__ import annotations

import json
from copy import deepcopy
from datetime import timedelta
from typing import Any

from stemdag.publish.day import PublicDay, PublicElection, PublicMunicipality
from stemdag.publish.tree import tree
from stemdag.verify.receipts import proofs
from tests.capture.device import ran
from tests.publish import days

PROGRAM = """
import { readFileSync } from "node:fs";
const [folder] = process.argv.slice(1);
const { look, released } = await import(`${folder}/published.js`);
const { cases, election } = JSON.parse(readFileSync(0, "utf8"));
const found = [];
for (const { files, before, broken } of cases) {
  const asked = [];
  globalThis.fetch = async (address, given) => {
    asked.push([address, given.credentials, given.cache]);
    if (broken === "line") throw new TypeError("fetch failed");
    const body = files[new URL(address).pathname];
    if (body === undefined) return { ok: false, status: broken === "server" ? 500 : 404 };
    return { ok: true, status: 200, json: async () => JSON.parse(body) };
  };
  found.push({ ...(await look(election, "https://uitslag.example/", before, 1000)), asked });
}
const edge = Date.parse(election.release);
const times = [edge - 1, edge].map((now) => released(election, now));
process.stdout.write(JSON.stringify({ found, edge: times }));
"""
NIGHT = days.CLOSES + timedelta(hours=2)
ELECTION = {
    "id": "GR2022_Nijmegen",
    "release": days.CLOSES.isoformat(),
    "rehearsal": False,
    "municipality": {"code": "0268"},
    "station": {"number": 2},
}


def site(town: PublicMunicipality, **other: Any) -> dict[str, str]:
    day = PublicDay((PublicElection(days.election(), (town,)), days.local_referendum()), as_of=NIGHT, **other)
    return {f"/{each.path}": each.render().decode() for each in tree(day) if each.path.endswith(".json")}


def looked(*cases: dict[str, Any], election: dict[str, Any] = ELECTION) -> list[dict[str, Any]]:
    given = [{"files": {}, "before": None, "broken": None} | each for each in cases]
    answer = ran(PROGRAM, {"cases": given, "election": election})
    assert answer["edge"] == [False, True]
    found: list[dict[str, Any]] = answer["found"]
    return found


def test_the_stations_and_the_municipalitys_results_are_those_of_the_files() -> None:
    files = site(days.corrected(days.municipality(now=NIGHT, in_already=9), 2))
    [found] = looked({"files": files})
    body = json.loads(files["/data/v1/GR2022_Nijmegen/0268.json"])
    assert found["state"] == "released"
    assert [each["votes"] for each in found["town"]["lists"]] == [
        each["votes"] for each in body["result"]["lists"]
    ]
    assert [round(each["share"], 6) for each in found["town"]["lists"]] == [
        each["share"] for each in body["result"]["lists"]
    ]
    assert (found["town"]["counted"], found["town"]["stations"]) == (9, 12)
    # Postal votes among them, and said apart.
    assert {"kind": "postal", "stations": 1, "counted": 0, "missing": [3]} in found["kinds"]
    count = next(each["count"] for each in body["stations"] if each["number"] == 2)
    assert [each["votes"] for each in found["station"]["lists"]] == [each["votes"] for each in count["lists"]]
    assert (found["station"]["version"], found["station"]["cast"]) == (2, count["cast"])
    codes = {(p.station, p.version): p.code for p in proofs(lambda path: files[path].encode())}
    assert found["station"]["code"] == codes[2, 2]
    assert [each[1:] for each in found["asked"]] == [["omit", "no-cache"]] * 2


def test_a_referendum_has_its_blank_votes_in_the_whole() -> None:
    files = site(days.municipality(now=NIGHT, in_already=0))
    [found] = looked({"files": files}, election=ELECTION | {"id": "LR2022_Nijmegen"})
    result = json.loads(files["/data/v1/LR2022_Nijmegen/0268.json"])["result"]
    assert [round(each["share"], 6) for each in found["town"]["lists"]] == [
        each["share"] for each in result["lists"]
    ]


def test_every_state_without_results() -> None:
    before = site(days.municipality(now=NIGHT, moment=NIGHT + timedelta(hours=1)))
    withheld = site(days.municipality(now=NIGHT))
    out = site(days.municipality(now=NIGHT, in_already=9))
    [read] = looked({"files": out})
    tombstone = deepcopy(out) | {"/data/v1/GR2022_Nijmegen/0268.json": '{"state": "withdrawn"}'}
    missing = {path: body for path, body in out.items() if not path.endswith("0268.json")}
    found = looked(
        {"files": before},
        {"files": withheld},
        {"files": {}},
        {"broken": "line"},
        {"broken": "line", "before": read},
        {"broken": "server", "before": read},
        {"files": withheld, "before": read},
        {"files": missing, "before": read},
        {"files": tombstone},
        {"files": {}, "before": {"state": "gone"}},
        {"files": out, "before": {"state": "gone"}},
        {"files": site(days.municipality(now=NIGHT, in_already=9), rehearsal=True)},
    )
    assert [each["state"] for each in found] == [
        "before", "not-released", "absent", "unreached", "unreached", "unreached",
        "gone", "gone", "gone", "gone", "released", "absent",
    ]  # fmt: skip
    assert found[0]["release"] == "2022-03-16T23:00:00Z"
    assert found[4]["before"] == read
    for each in found[:4] + found[6:10]:
        assert "town" not in json.dumps(each)


def test_a_station_whose_count_is_not_public_yet() -> None:
    [found] = looked(
        {"files": site(days.municipality(now=NIGHT, in_already=9))},
        election=ELECTION | {"station": {"number": 12}},
    )
    assert (found["state"], found["station"]) == ("released", None)
