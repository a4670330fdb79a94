"""Numbers, moments and sentences in both languages; no sentence without its translation."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

from stemdag import publish
from stemdag.publish import language as module
from stemdag.publish.language import CatalogueMissing, language
from tests.publish.days import ZONE

ROOM = Path(str(publish.__file__)).parent
NL, EN = language("nl"), language("en")
AT = datetime(2021, 3, 17, 20, 5, tzinfo=UTC).astimezone(ZONE)


@pytest.mark.parametrize(
    ("part", "whole", "nl", "en"),
    [
        (1, 3, "33,3%", "33.3%"),
        (2, 3, "66,7%", "66.7%"),
        (1, 2000, "0,1%", "0.1%"),
        (0, 5, "0,0%", "0.0%"),
        (117, 100, "117,0%", "117.0%"),
        (1234, 100, "1.234,0%", "1,234.0%"),
    ],
)
def test_percentages(part: int, whole: int, nl: str, en: str) -> None:
    assert (NL.percent(part, whole), EN.percent(part, whole)) == (nl, en)


def test_numbers_and_moments() -> None:
    assert (NL.number(1234567), EN.number(1234567)) == ("1.234.567", "1,234,567")
    assert NL.moment(AT) == "woensdag 17 maart, 21:05"
    assert EN.moment(AT) == "Wednesday 17 March, 21:05"
    assert NL.brief(AT, date(2021, 3, 17)) == "21:05"
    assert NL.brief(AT, date(2021, 3, 15)) == "wo 17 mrt 21:05"
    assert (NL.own_name, EN.own_name) == ("Nederlands", "English")


def test_a_missing_catalogue_says_what_to_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_LOCALE", tmp_path)
    with pytest.raises(CatalogueMissing, match="make setup"):
        module.Language("nl")


def test_every_sentence_is_translated() -> None:
    methods = [("**.py", "python"), ("templates/**.html", "jinja2")]
    keywords = {"say": None, "_": None, "gettext": None, "ngettext": (1, 2)}
    used = set()
    for _file, _line, message, _comments, _context in extract_from_dir(ROOM, methods, keywords=keywords):
        used.add(message)
    with (ROOM / "locale/nl/LC_MESSAGES/messages.po").open("rb") as file:
        catalogue = read_po(file, locale="nl")
    known = {message.id: message for message in catalogue if message.id}
    assert len(used) > 60
    assert used - known.keys() == set()
    assert known.keys() - used == set()
    for message in known.values():
        assert message.string, message.id
        assert not message.fuzzy, message.id
        assert not list(message.check(catalogue)), message.id
