"""What a shared link shows elsewhere: title, sentence and picture, and no result before the moment."""

from __future__ import annotations

import functools
import re
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import pytest

from stemdag.domain.withdrawal import What, Withdrawal
from stemdag.publish import shared, write
from stemdag.publish.day import PublicDay
from stemdag.publish.node import Node
from stemdag.publish.target import DirectoryTarget
from stemdag.publish.tree import tree
from stemdag.publish.withdrawn import hidden
from stemdag.publish.write import Writer
from tests.publish import days

NIGHT = days.CLOSES + timedelta(hours=2)
SITE = "https://uitslagen.example.nl"
PAGE = "nl/GR2022_Nijmegen/0268/"
PICTURE = PAGE + "preview.png"


@pytest.fixture(autouse=True)
def drawn(monkeypatch: pytest.MonkeyPatch) -> None:
    """The drawing in place of its pixels: the picture follows from it, and it can be read."""
    monkeypatch.setattr(shared, "to_png", bytes)


def evening(**other: object) -> PublicDay:
    return replace(days.day(days.municipality(), **other), site=SITE)


def night(in_already: int = 6) -> PublicDay:
    return replace(days.day(days.municipality(now=NIGHT, in_already=in_already)), site=SITE)


def nodes(day: PublicDay) -> dict[str, Node]:
    return {node.path: node for node in tree(day)}


def head(day: PublicDay, path: str = PAGE + "index.html") -> dict[str, str]:
    html = nodes(day)[path].render().decode()
    return dict(re.findall(r'<meta (?:property|name)="((?:og|twitter):[^"]+)" content="([^"]*)">', html))


def test_before_the_moment_a_link_tells_turnout_and_when_results_come() -> None:
    said = head(evening())
    assert said["og:title"] == "Nijmegen – Gemeenteraad 2022"
    assert said["og:description"] == "Opkomst 2,5%. Uitslag vanaf woensdag 16 maart, 21:00."
    assert said["og:image"] == f"{SITE}/{PICTURE}"
    assert said["og:url"] == f"{SITE}/{PAGE}"
    picture = nodes(evening())[PICTURE].render().decode()
    assert "2,5%" in picture
    assert "21:00" in picture
    assert "uitslagen.example.nl" in picture
    assert "Voorlopig" not in picture


def test_before_the_moment_no_vote_changes_what_a_link_shows() -> None:
    """A count that is public an hour later gives the same bytes up to then, and others from then on."""
    one = {path: node.render() for path, node in nodes(evening()).items() if path.endswith(".png")}
    assert len(one) == 4
    assert not any("D66" in body.decode() for body in one.values())
    assert "D66" in nodes(night())[PICTURE].render().decode()


def test_with_results_a_link_tells_who_leads_and_how_far_the_count_is() -> None:
    said = head(night(), "en/GR2022_Nijmegen/index.html")
    assert said["og:title"] == "Gemeenteraad 2022 – 16 March 2022"
    assert re.fullmatch(
        r"6 of 12 stations counted; D66 leads with [\d.]+%\. Turnout [\d.]+%\.", said["og:description"]
    )


def test_without_an_address_of_its_own_the_site_offers_no_picture() -> None:
    day = replace(evening(), site="")
    said = head(day)
    assert said.keys() == {"og:type", "og:site_name", "og:title", "og:description"}
    assert not any(path.endswith(".png") for path in nodes(day))


def test_a_rehearsal_says_so_in_title_and_picture() -> None:
    day = replace(days.day(days.municipality(), rehearsal=True), site=SITE)
    assert head(day)["og:title"].startswith("Oefening: ")
    assert "Oefening" in nodes(day)[PICTURE].render().decode()


def test_while_something_is_withdrawn_there_is_no_picture_of_it_nor_of_a_total() -> None:
    """Pictures follow slowly; what is withdrawn must go at once."""
    act = Withdrawal(What.RESULTS, "opnieuw geteld", NIGHT, "cli", UUID(int=1))
    nijmegen = days.municipality(now=NIGHT, in_already=6)
    almere = replace(nijmegen, municipality=replace(nijmegen.municipality, code="0034", name="Almere"))
    day = replace(days.day(hidden(nijmegen, act), almere, domain=None), site=SITE)
    left = {path for path in nodes(day) if path.endswith(".png")}
    assert left == {f"{code}/GR2022_Nijmegen/0034/preview.png" for code in ("nl", "en")}
    assert "og:image" not in head(day)
    assert head(day)["og:description"].endswith("De uitslagen zijn ingetrokken.")


def test_equal_keys_mean_equal_pictures() -> None:
    one, other = nodes(night())[PICTURE], nodes(night(7))[PICTURE]
    assert one.key == nodes(night())[PICTURE].key
    assert one.key != other.key
    assert one.render() != other.render()


def spare(how_many: int, said: str) -> list[Node]:
    """So many pictures, and a page."""
    pictures = [
        Node(f"nl/{n}/preview.png", said, functools.partial(bytes, said.encode()), spare=True)
        for n in range(how_many)
    ]
    return [*pictures, Node("nl/index.html", 1, functools.partial(bytes, b"page"))]


def test_pictures_are_written_after_the_manifest_a_few_at_a_time_and_at_last_all(tmp_path: Path) -> None:
    writer = Writer(DirectoryTarget(tmp_path, durable=False), rehearsal=False)
    first = [each.path for each in writer.write(spare(20, "a"), NIGHT)]
    assert first[-write.SPARE - 1] == "manifest.json"
    assert sum(path.endswith(".png") for path in first) == write.SPARE
    assert not any(path.endswith((".png.br", ".png.gz")) for path in first)
    digest = writer.digest
    soon = writer.write(spare(20, "a"), NIGHT + timedelta(seconds=1))
    assert [each.path for each in soon] == ["manifest.json"], "the beat; no picture so soon"
    for turn in (1, 2):
        writer.write(spare(20, "a"), NIGHT + turn * write.SPARE_APART)
    assert len(list(tmp_path.rglob("*.png"))) == 20
    assert writer.digest == digest, "no reader has to look because of a picture"


def test_what_was_never_made_comes_before_what_is_old(tmp_path: Path) -> None:
    writer = Writer(DirectoryTarget(tmp_path, durable=False), rehearsal=False)
    some = [replace(node, pace=write.Pace(0)) if node.spare else node for node in spare(12, "a")]
    writer.write(some, NIGHT)
    newer = [replace(node, key="b", render=lambda: b"b") if node.spare else node for node in some]
    written = writer.write(newer, NIGHT + write.SPARE_APART)
    made = [each.path for each in written if each.path.endswith(".png")]
    assert made[:4] == [f"nl/{n}/preview.png" for n in range(8, 12)]
    assert len(made) == write.SPARE


def test_a_writer_that_begins_anew_leaves_pictures_as_they_lie(tmp_path: Path) -> None:
    target = DirectoryTarget(tmp_path, durable=False)
    for turn in range(3):
        Writer(target, rehearsal=False).write(spare(8, "a"), NIGHT + turn * write.SPARE_APART)
    stamps = {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*.png")}
    writer = Writer(target, rehearsal=False)
    for turn in range(3, 6):
        writer.write(spare(20, "a"), NIGHT + turn * write.SPARE_APART)
    assert len(list(tmp_path.rglob("*.png"))) == 20
    assert all(path.stat().st_mtime_ns == stamp for path, stamp in stamps.items())


def test_a_picture_that_left_the_tree_is_removed_at_once(tmp_path: Path) -> None:
    writer = Writer(DirectoryTarget(tmp_path, durable=False), rehearsal=False)
    writer.write(spare(8, "a"), NIGHT)
    writer.write(spare(0, "a"), NIGHT + timedelta(seconds=1))
    assert list(tmp_path.rglob("*.png")) == []
