"""Each picture that a document shows is there, and none lies there that no document shows."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
DOCUMENTS = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
SHOWN = re.compile(r"""!\[[^\]]*\]\((?P<plain>[^)]+\.png)\)|<img src="(?P<tag>[^"]+\.png)"(?P<more>[^>]*)>""")


def _shown() -> list[tuple[Path, Path, str]]:
    """Where, which picture, and what an image element says besides."""
    return [
        (document, (document.parent / (found["plain"] or found["tag"])).resolve(), found["more"])
        for document in DOCUMENTS
        for found in SHOWN.finditer(document.read_text())
    ]


def test_pictures_and_documents_agree() -> None:
    shown = {picture for _, picture, _ in _shown()}
    assert shown == set((ROOT / "docs/pictures").rglob("*.png"))
    assert len(shown) > 30


def test_a_guide_has_its_own_language_and_says_what_a_picture_shows() -> None:
    for language in ("nl", "en"):
        theirs = [
            each for each in _shown() if each[0].parent.name == "station-guide" and each[0].stem == language
        ]
        assert {picture.parent.name for _, picture, _ in theirs} == {language}
        assert all(re.search(r'alt="[^"]{20,}"', more) for _, _, more in theirs)


@pytest.mark.parametrize("guide", ["desk", "operator"])
def test_the_guides_of_the_desk_show_the_same_in_their_own_language(guide: str) -> None:
    shown = {
        language: [each for each in _shown() if each[0].name == name]
        for language, name in (("en", f"{guide}.md"), ("nl", f"{guide}.nl.md"))
    }
    for language, theirs in shown.items():
        assert {picture.parent.name for _, picture, _ in theirs} == {language}
        assert all(re.search(r'alt="[^"]{20,}"', more) for _, _, more in theirs)
    english, dutch = ([picture.name for _, picture, _ in shown[each]] for each in ("en", "nl"))
    assert english == dutch


def test_the_pictures_stay_small() -> None:
    assert sum(each.stat().st_size for each in (ROOT / "docs/pictures").rglob("*.png")) <= 3_000_000
