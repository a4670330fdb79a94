"""The guides say the same in Dutch and in English: the same headings in order, and no link to nowhere."""

from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import unquote

import pytest

DOCS = Path(__file__).resolve().parents[2] / "docs"
GUIDES = {
    "desk": ("desk.md", "desk.nl.md"),
    "operator": ("operator.md", "operator.nl.md"),
    "station": ("station-guide/en.md", "station-guide/nl.md"),
}
FENCE = re.compile(r"^```.*?^```", re.MULTILINE | re.DOTALL)
HEADING = re.compile(r"^(#+) (.+)$", re.MULTILINE)
LINK = re.compile(r"\]\(([^)\s]+)\)")


def _text(guide: Path) -> str:
    return FENCE.sub("", guide.read_text())


def _anchors(document: Path) -> set[str]:
    """The fragment of each heading, as GitHub and GitLab make it."""
    titles = (found[2].strip().lower() for found in HEADING.finditer(_text(document)))
    return {re.sub(r"[^\w\- ]", "", each).replace(" ", "-") for each in titles}


def _resolves(guide: Path, link: str) -> bool:
    path, _, fragment = link.partition("#")
    target = guide.parent / path if path else guide
    if not target.exists():
        return False
    return not fragment or unquote(fragment) in _anchors(target)


@pytest.mark.parametrize("name", GUIDES)
def test_a_guide_has_the_same_sections_in_both_languages(name: str) -> None:
    english, dutch = (
        [len(found[1]) for found in HEADING.finditer(_text(DOCS / each))] for each in GUIDES[name]
    )
    assert dutch == english
    assert len(dutch) > 5


@pytest.mark.parametrize("guide", [each for pair in GUIDES.values() for each in pair])
def test_each_link_of_a_guide_leads_somewhere(guide: str) -> None:
    links = [each for each in LINK.findall(_text(DOCS / guide)) if "://" not in each]
    assert [each for each in links if not _resolves(DOCS / guide, each)] == []


def test_a_link_to_nowhere_is_noticed() -> None:
    desk = DOCS / "desk.md"
    assert _resolves(desk, "operator.md#settings")
    assert not _resolves(desk, "operator.md#instellingen")
    assert not _resolves(desk, "nowhere.md")
