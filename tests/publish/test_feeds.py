"""The feeds: valid Atom, the same changes in each form and language, and names that stay."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from lxml import etree

from stemdag.domain.station import Municipality
from stemdag.publish import feeds
from stemdag.publish.day import PublicDay, PublicElection, PublicMunicipality
from stemdag.publish.tree import tree
from tests.publish import days

NIGHT = days.CLOSES + timedelta(hours=2)
TOWN, WHOLE = "data/v1/GR2022_Nijmegen/0268", "data/v1/GR2022_Nijmegen/election"
ATOM = "{http://www.w3.org/2005/Atom}"


def day_of(*made: PublicMunicipality) -> PublicDay:
    return PublicDay((PublicElection(days.election(), made),), False, NIGHT)


def files(day: PublicDay) -> dict[str, bytes]:
    return {node.path: node.render() for node in tree(day) if node.path.endswith((".atom", ".feed.json"))}


def items(day: PublicDay, path: str = TOWN, code: str = "nl") -> list[dict[str, Any]]:
    return json.loads(files(day)[f"{path}.{code}.feed.json"])["items"]


def whole(in_already: int = 12) -> PublicMunicipality:
    """Every station of Nijmegen is in, the postal one as well; station 2 was corrected."""
    made = days.municipality(4, now=NIGHT, in_already=in_already)
    assert made.released is not None
    postal = days.counted(made.stations, made.ballot)[3]
    counts = dict(sorted({**made.released.counts, 3: postal}.items()))
    return days.corrected(replace(made, released=replace(made.released, counts=counts)), 2)


def test_there_is_none_before_the_first_count() -> None:
    assert files(days.day(days.municipality())) == {}
    assert files(day_of(days.municipality(now=NIGHT, in_already=0))) == {}
    assert len(files(day_of(days.municipality(now=NIGHT, in_already=1)))) == 8


def valid(body: bytes) -> list[etree._Element]:
    """The entries of a feed that has what RFC 4287 asks of it."""
    feed = etree.fromstring(body)
    assert feed.tag == ATOM + "feed"
    entries = feed.findall(ATOM + "entry")
    for each in (feed, *entries):
        for name in ("id", "title", "updated"):
            assert len(each.findall(ATOM + name)) == 1, name
        assert (each.findtext(ATOM + "id") or "").startswith("urn:uuid:")
        assert each.findtext(ATOM + "title")
        assert datetime.fromisoformat(each.findtext(ATOM + "updated") or "").tzinfo is not None
        links = [(link.get("rel"), link.get("type")) for link in each.findall(ATOM + "link")]
        assert len(set(links)) == len(links)
    assert feed.findtext(f"{ATOM}author/{ATOM}name")
    assert ("self", "application/atom+xml") in [
        (link.get("rel"), link.get("type")) for link in feed.findall(ATOM + "link")
    ]
    for each in entries:
        assert each.find(ATOM + "link").get("href")  # type: ignore[union-attr]
        assert each.find(ATOM + "content").get("type") == "text"  # type: ignore[union-attr]
    ids = [each.findtext(ATOM + "id") for each in entries]
    assert len(set(ids)) == len(ids)
    moments = [each.findtext(ATOM + "updated") or "" for each in entries]
    assert moments == sorted(moments, reverse=True)
    if moments:
        assert feed.findtext(ATOM + "updated") == moments[0]
    return entries


def test_atom_is_valid_and_tells_what_json_feed_tells() -> None:
    made = files(day_of(whole()))
    bases = {path.removesuffix(".atom") for path in made if path.endswith(".atom")}
    assert bases == {f"{area}.{code}" for area in (TOWN, WHOLE) for code in ("nl", "en")}
    for base in bases:
        entries = valid(made[base + ".atom"])
        told = json.loads(made[base + ".feed.json"])
        assert told["feed_url"] == f"/{base}.feed.json"
        assert told["language"] == base[-2:]
        for entry, item in zip(entries, told["items"], strict=True):
            assert entry.findtext(ATOM + "id") == item["id"]
            assert entry.findtext(ATOM + "title") == item["title"]
            assert entry.findtext(ATOM + "content") == item["content_text"]
            assert entry.findtext(ATOM + "updated") == item["date_published"]
            assert entry.find(ATOM + "category").get("term") == item["_stemdag"]["kind"]  # type: ignore[union-attr]


def test_what_came_in_what_was_corrected_and_what_is_complete() -> None:
    found = items(day_of(whole()))
    assert [(each["_stemdag"]["kind"], each["_stemdag"].get("station")) for each in found] == [
        ("corrected", 2),
        ("complete", None),
        ("counted", 4),
        ("counted", 3),
        ("counted", 2),
        ("counted", 1),
    ]
    corrected, complete, *_, second, first = found
    assert corrected["title"] == "Stadhuis (2) is gecorrigeerd"
    assert corrected["content_text"].startswith("Reden: Lijst 1 en 2 waren verwisseld. GroenLinks ")
    assert corrected["_stemdag"]["reason"] == "Lijst 1 en 2 waren verwisseld."
    before, after = corrected["_stemdag"]["before"], corrected["_stemdag"]["count"]
    votes = before["lists"][0]["votes"], after["lists"][0]["votes"]
    assert (
        f"GroenLinks {votes[0]} → {votes[1]}; Stadspartij Nijmegen {votes[1]} → {votes[0]}"
        in (corrected["content_text"])
    )
    assert "count" not in second["_stemdag"]
    assert all(each.keys() == {"number", "votes"} for each in before["lists"])
    assert (second["_stemdag"]["version"], corrected["_stemdag"]["version"]) == (1, 2)
    assert complete["title"] == "Nijmegen: alle stembureaus zijn binnen"
    assert first["title"] == "De Schakel (1) is binnen"
    assert first["url"] == "/nl/GR2022_Nijmegen/0268/1/"
    assert first["content_text"].startswith("Uitgebrachte stemmen: ")


def test_names_stay_in_each_language_feed_and_state() -> None:
    early = {each["id"] for each in items(day_of(days.municipality(4, now=NIGHT, in_already=2)))}
    late = day_of(whole())
    ids = [each["id"] for each in items(late)]
    assert early < set(ids)
    assert [each["id"] for each in items(late, code="en")] == ids
    assert set(ids) < {each["id"] for each in items(late, WHOLE)}


def test_an_election_is_complete_when_all_its_municipalities_are() -> None:
    here = whole()
    there = replace(here, municipality=Municipality("0228", "Ede", 90_000))
    part = replace(there, released=replace(here.released, counts={}) if here.released else None)
    kinds = [
        (each["_stemdag"]["kind"], each["_stemdag"].get("municipality"))
        for each in items(day_of(here, there), WHOLE)
    ]
    assert kinds.count(("complete", None)) == 1
    assert {("complete", "0268"), ("complete", "0228")} < set(kinds)
    titles = [each["title"] for each in items(day_of(here, there), WHOLE, "en")]
    assert "Ede: De Schakel (1) came in" in titles
    some = [each["_stemdag"] for each in items(day_of(here, part), WHOLE)]
    assert [each.get("municipality") for each in some if each["kind"] == "complete"] == ["0268"]


def test_a_feed_keeps_to_the_newest(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(feeds, "LATEST", 2)
    assert [each["_stemdag"]["kind"] for each in items(day_of(whole()))] == ["corrected", "complete"]
    assert len(items(day_of(whole()), WHOLE)) == 2


def _texts(of: object) -> Iterator[str]:
    if isinstance(of, dict):
        for each in of.values():
            yield from _texts(each)
    elif isinstance(of, list):
        for each in of:
            yield from _texts(each)
    elif isinstance(of, str):
        yield of


def test_names_and_reasons_are_text_and_never_markup() -> None:
    nasty = "<script>alert('x')</script> & \x0b]]>"
    made = days.municipality(
        now=NIGHT, in_already=2, stations=tuple(replace(each, name=nasty) for each in days.stations(3))
    )
    made = days.corrected(made, 1)
    assert made.released is not None
    released = made.released.counts[1]
    change = replace(released.changes[0], reason=nasty)
    counts = {**made.released.counts, 1: replace(released, changes=(change,))}
    made = replace(made, released=replace(made.released, counts=counts))
    for entry in valid(files(day_of(made))[TOWN + ".nl.atom"]):
        assert len(entry.find(ATOM + "content")) == 0  # type: ignore[arg-type]
        assert "<script>alert('x')</script> & ]]>" in (entry.findtext(ATOM + "title") or "")
    assert any(nasty in each for each in _texts(items(day_of(made))))
