"""What stays of a tree while something is withdrawn: a pure function of the day."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest

from stemdag.domain.errors import Refused
from stemdag.domain.withdrawal import LONGEST, What, Withdrawal, judge, newer
from stemdag.publish import caching
from stemdag.publish.day import PublicDay, PublicElection
from stemdag.publish.tree import tree
from stemdag.publish.withdrawn import hidden, is_asset
from stemdag.publish.write import manifest
from tests.publish import days
from tests.publish.days import CLOSES

NIGHT = CLOSES + timedelta(hours=2)
WHY = "Wij controleren <de telling>."
NAMES = {"votes", "result", "count", "seats", "ballot_types", "released"}


def act(what: What, hour: int = 1) -> Withdrawal:
    return Withdrawal(what, WHY, CLOSES + timedelta(hours=hour, minutes=14), "cli", UUID(int=hour))


def evening() -> PublicDay:
    made = days.corrected(days.municipality(6, now=NIGHT, in_already=4), 2)
    return PublicDay((PublicElection(days.election(), (made,)), days.local_referendum()), False, NIGHT)


def without_counts(day: PublicDay) -> PublicDay:
    return replace(
        day,
        elections=tuple(
            replace(one, municipalities=tuple(replace(each, released=None) for each in one.municipalities))
            for one in day.elections
        ),
    )


def files(day: PublicDay) -> dict[str, str]:
    return {node.path: node.render().decode(errors="replace") for node in tree(day)}


def test_offline_is_a_notice_at_every_page_and_no_data() -> None:
    before, now = files(evening()), files(replace(evening(), withdrawn=act(What.ALL)))
    assert {path for path in before if path.endswith(".html")} == {p for p in now if p.endswith(".html")}
    assert {path for path in before if path.startswith("assets/")} < now.keys()
    assert not [path for path in now if path.startswith("data/")]
    for path, page in now.items():
        if path.endswith(".html"):
            assert "Wij controleren &lt;de telling&gt;." in page, path
            assert "22:14" in page, path
    assert len({now[path] for path in now if path.startswith("nl/")}) == 1
    assert "Deze site is offline" in now["nl/GR2022_Nijmegen/0268/2/index.html"]
    assert "Het stemmen en tellen gaat gewoon door" in now["nl/index.html"]
    assert "Voting and counting go on as usual" in now["en/index.html"]
    for said in ("Deze site is offline", "This site is offline", 'lang="en"'):
        assert said in now["index.html"]


def test_without_results_it_is_the_day_on_which_no_count_was_released() -> None:
    one = replace(evening(), withdrawn=act(What.RESULTS))
    other = replace(without_counts(evening()), withdrawn=act(What.RESULTS))
    assert files(one) == files(other)
    assert files(one) != files(evening())
    town = json.loads(files(one)["data/v1/GR2022_Nijmegen/0268.json"])
    assert not NAMES & town.keys()
    assert all("count" not in each for each in town["stations"])
    assert (town["state"], town["withdrawn"]["why"]) == ("withdrawn", WHY)
    assert town["turnout"]["admitted"] > 0


@pytest.mark.parametrize("page", ["", "0268/", "0268/2/", "0268/screen/"])
@pytest.mark.parametrize(("language", "said"), [("nl", "De uitslag is ingetrokken"), ("en", "withdrawn at")])
def test_each_page_says_it_in_the_place_of_its_result(page: str, language: str, said: str) -> None:
    shown = files(replace(evening(), withdrawn=act(What.RESULTS)))[
        f"{language}/GR2022_Nijmegen/{page}index.html"
    ]
    assert said in shown
    assert "22:14" in shown
    assert "&lt;de telling&gt;" in shown
    assert 'class="results"' not in shown
    assert 'class="curve"' in shown, "turnout goes on"
    assert "Jansen" not in shown


def test_before_the_moment_it_says_so_and_a_restoration_shows_no_result() -> None:
    early = days.day(days.municipality())
    now = files(replace(early, withdrawn=act(What.RESULTS)))["nl/GR2022_Nijmegen/0268/index.html"]
    assert "countdown" not in now
    restored = act(What.NOTHING, 2)
    assert files(replace(early, withdrawn=restored)) == files(early)
    assert "countdown" in files(early)["nl/GR2022_Nijmegen/0268/index.html"]


def two_towns(withdrawn: bool) -> PublicDay:
    nijmegen = days.municipality(6, now=NIGHT, in_already=4)
    other = replace(nijmegen, municipality=replace(nijmegen.municipality, code="0034", name="Almere"))
    if withdrawn:
        nijmegen = hidden(nijmegen, act(What.RESULTS))
    return days.day(nijmegen, other, domain=None)


def test_one_municipality_withdraws_its_own_alone() -> None:
    before, now = files(two_towns(False)), files(two_towns(True))
    gone = before.keys() - now.keys()
    assert now.keys() <= before.keys()
    assert gone
    assert all(re.search("/0268[./]", path) for path in gone), (
        "files of results alone, of that municipality alone"
    )
    mine = {path for path in now if before[path] != now[path]}
    assert not [path for path in mine if "/0034" in path]
    election = now["nl/GR2022_Nijmegen/index.html"]
    assert "Uitslag ingetrokken:" in election
    told = json.loads(now["data/v1/GR2022_Nijmegen/election.json"])
    assert told["state"] == "released"
    assert {each["code"]: each["state"] for each in told["municipalities"]} == {
        "0268": "withdrawn",
        "0034": "released",
    }
    votes = json.loads(now["data/v1/GR2022_Nijmegen/0034.json"])["result"]["cast"]
    assert told["result"]["cast"] == votes


def test_equal_keys_mean_equal_bytes_and_another_act_is_another_key() -> None:
    one, two = (replace(evening(), withdrawn=act(What.ALL, hour)) for hour in (1, 2))
    keys = [{node.path: node.key for node in tree(each)} for each in (one, two)]
    pages = [path for path in keys[0] if path.endswith(".html")]
    assert all(keys[0][path] != keys[1][path] for path in pages)
    assert keys[0] == {node.path: node.key for node in tree(replace(evening(), withdrawn=act(What.ALL)))}


def test_nothing_but_assets_may_be_kept_longer_than_a_minute() -> None:
    """Whatever the tree comes to hold, under its name or under a hash: a withdrawal works everywhere then."""
    for path in [*files(evening()), "manifest.json", f"data/v1/sha256/{'0' * 64}.json"]:
        header = caching.cache_control(path)
        if is_asset(path):
            assert "immutable" in header
            continue
        assert sum(int(part.split("=")[1]) for part in header.split(", ") if "=" in part) <= 60, path
        assert "stale-if-error" not in header


def test_the_manifest_says_it_and_says_nothing_else_of_it() -> None:
    told = [json.loads(manifest(NIGHT, "0" * 64, False, [], what)) for what in What]
    assert [each.get("withdrawn") for each in told] == ["all", "results", None]
    assert len(manifest(NIGHT, "0" * 64, False, ["x" * 400] * 3, What.RESULTS)) < 500


@pytest.mark.parametrize(
    ("standing", "wanted", "why", "code"),
    [
        (None, What.ALL, " ", "site.reason"),
        (None, What.ALL, "x" * (LONGEST + 1), "site.long"),
        (None, What.NOTHING, "x", "site.not-withdrawn"),
        (act(What.NOTHING), What.NOTHING, "x", "site.not-withdrawn"),
        (act(What.ALL), What.ALL, "x", "site.withdrawn"),
        (act(What.RESULTS), What.RESULTS, "x", "site.withdrawn"),
    ],
)
def test_what_is_refused(standing: Withdrawal | None, wanted: What, why: str, code: str) -> None:
    with pytest.raises(Refused) as refusal:
        judge(standing, wanted, why)
    assert refusal.value.code == code


def test_from_offline_turnout_may_come_back_first() -> None:
    """The site need not show results for a moment in between."""
    judge(act(What.ALL), What.RESULTS, "turnout is in order")
    judge(act(What.RESULTS), What.ALL, "it is not")
    judge(act(What.RESULTS), What.NOTHING, "all is in order")


def test_the_later_act_holds_and_of_two_at_once_the_one_that_hides_more() -> None:
    assert newer(act(What.ALL, 1), act(What.NOTHING, 2)) == act(What.NOTHING, 2)
    assert newer(None, act(What.ALL)) == newer(act(What.ALL), None) == act(What.ALL)
    assert newer(act(What.NOTHING), act(What.ALL)) == act(What.ALL)
