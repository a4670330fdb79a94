"""Numbers, moments and sentences in each language; no sentence without its translation."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime
from pathlib import Path
from uuid import UUID

import pytest
from babel.messages import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

from stemdag import publish
from stemdag.domain.station import Municipality
from stemdag.domain.withdrawal import What, Withdrawal
from stemdag.publish import language as module
from stemdag.publish import offline, tombstone, words
from stemdag.publish.language import KNOWN, CatalogueMissing, UnknownLanguage, language, of_environment
from stemdag.publish.server import App
from stemdag.publish.target import DirectoryTarget
from stemdag.publish.tree import tree
from stemdag.publish.write import Writer
from stemdag.server import environment
from tests.publish import days
from tests.publish.days import ZONE

ROOM = Path(str(publish.__file__)).parent
NL, EN, FY = language("nl"), language("en"), language("fy")
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


def test_frisian_numbers_and_moments() -> None:
    """Months are small, as in Dutch; CLDR gives them a capital."""
    assert (FY.number(1234567), FY.percent(1, 3), FY.decimal(51233, 2)) == ("1.234.567", "33,3%", "512,33")
    assert FY.moment(AT) == "woansdei 17 maart, 21:05"
    assert FY.brief(AT, date(2021, 3, 15)) == "wo 17 mrt 21:05"
    assert (FY.day(AT.date()), FY.own_name) == ("17 maart 2021", "Frysk")


def test_a_municipality_has_its_frisian_name_on_a_frisian_page() -> None:
    here = Municipality("0080", "Leeuwarden", None)
    assert [words.place(lang, here) for lang in (FY, NL, EN)] == ["Ljouwert", "Leeuwarden", "Leeuwarden"]
    assert words.place(FY, Municipality("0268", "Nijmegen", None)) == "Nijmegen"


@pytest.mark.parametrize(
    ("setting", "languages"),
    [("fy,nl,en", ("fy", "nl", "en")), ("nl", ("nl",)), (" nl , fy ", ("nl", "fy"))],
)
def test_a_site_is_in_the_languages_of_its_setting(setting: str, languages: tuple[str, ...]) -> None:
    assert of_environment({"STEMDAG_LANGUAGES": setting}) == languages


@pytest.mark.parametrize("environ", [{}, {"STEMDAG_LANGUAGES": ""}])
def test_a_site_is_in_dutch_and_english_where_nothing_is_set(environ: dict[str, str]) -> None:
    assert of_environment(environ) == ("nl", "en")


@pytest.mark.parametrize(
    ("setting", "said"),
    [
        ("nl,de", "'de' is no language of the public pages; write some of nl,en,fy"),
        ("NL", "'NL' is no language"),
        ("nl,", "'' is no language"),
        ("nl;en", "'nl;en' is no language"),
        ("../nl", "no language"),
        ("nl,en,nl", "names a language twice"),
    ],
)
def test_a_language_that_is_not_there_is_refused_at_the_start(setting: str, said: str) -> None:
    with pytest.raises(UnknownLanguage, match=re.escape(said)):
        of_environment({"STEMDAG_LANGUAGES": setting})
    with pytest.raises(environment.WrongSetting, match=f"^STEMDAG_LANGUAGES: .*{re.escape(said)}"):
        environment.read({"STEMDAG_LANGUAGES": setting})


Catalogued = Mapping[str, Message]
TRANSLATED = [code for code in KNOWN if code != "en"]


def used() -> set[str]:
    """Every sentence that the public pages say; English is what they are written in."""
    methods = [("**.py", "python"), ("templates/**.html", "jinja2")]
    keywords = {"say": None, "_": None, "gettext": None, "ngettext": (1, 2)}
    found = extract_from_dir(ROOM, methods, keywords=keywords)
    return {said if isinstance(said, str) else said[0] for _file, _line, said, _comments, _context in found}


def catalogue(code: str, text: str | None = None) -> tuple[Catalog, Catalogued]:
    body = (ROOM / f"locale/{code}/LC_MESSAGES/messages.po").read_bytes() if text is None else text.encode()
    whole = read_po(io.BytesIO(body), locale=code)
    return whole, {str(each.id[0] if each.pluralizable else each.id): each for each in whole if each.id}


def wrong(code: str, sentences: set[str], text: str | None = None) -> list[str]:
    """What is not right in the catalogue of a language, a line each; nothing where it is complete."""
    whole, known = catalogue(code, text)
    return [
        *(f"{code}: not translated: {each!r}" for each in sorted(sentences - known.keys())),
        *(f"{code}: said nowhere any more: {each!r}" for each in sorted(known.keys() - sentences)),
        *(
            f"{code}: {fault}: {key!r}"
            for key, each in sorted(known.items())
            for fault in faults(each, whole)
        ),
    ]


def faults(of: Message, whole: Catalog) -> Iterator[str]:
    said = of.string if isinstance(of.string, (tuple, list)) else (of.string,)
    first = str(of.id[0] if of.pluralizable else of.id)
    if len(said) != (whole.num_plurals if of.pluralizable else 1) or not all(said):
        yield "empty"
    elif any(placeholders(each) != placeholders(first) for each in said):
        yield "other placeholders or tags"
    elif any(each.count("|") != first.count("|") for each in said):
        yield "other parts"
    if of.fuzzy:
        yield "fuzzy"


def placeholders(text: str) -> list[str]:
    return sorted(re.findall(r"%\(\w+\)s|\{\w+\}|</?\w+>|%(?!\()", text))


@pytest.mark.parametrize("code", TRANSLATED)
def test_every_sentence_is_translated(code: str) -> None:
    """A new string without Frisian or Dutch fails here; the lines say which, and in which catalogue."""
    sentences = used()
    assert len(sentences) > 60
    found = wrong(code, sentences)
    assert not found, f"src/stemdag/publish/locale/{code}/LC_MESSAGES/messages.po:\n" + "\n".join(found)


HEAD = 'msgid ""\nmsgstr ""\n"Plural-Forms: nplurals=2; plural=(n != 1);\\n"\n'


@pytest.mark.parametrize(
    ("entry", "said"),
    [
        ("", "fy: not translated: '%(n)s of {m}'"),
        ('msgid "%(n)s of {m}"\nmsgstr ""', "fy: empty: '%(n)s of {m}'"),
        ('#, fuzzy\nmsgid "%(n)s of {m}"\nmsgstr "%(n)s fan {m}"', "fy: fuzzy: '%(n)s of {m}'"),
        ('msgid "%(n)s of {m}"\nmsgstr "%(n)s fan m"', "fy: other placeholders or tags: '%(n)s of {m}'"),
        ('msgid "%(n)s of {m}"\nmsgstr "%(m)s fan {m}"', "fy: other placeholders or tags: '%(n)s of {m}'"),
        (
            'msgid "%(n)s of {m}"\nmsgid_plural "%(n)s of {m}"\nmsgstr[0] "%(n)s fan {m}"\nmsgstr[1] ""',
            "fy: empty: '%(n)s of {m}'",
        ),
        (
            'msgid "%(n)s of {m}"\nmsgstr "%(n)s fan {m}"\n\nmsgid "old"\nmsgstr "âld"',
            "fy: said nowhere any more: 'old'",
        ),
    ],
    ids=["new", "empty", "fuzzy", "placeholder", "other", "plural", "old"],
)
def test_what_is_not_complete_in_frisian_is_named(entry: str, said: str) -> None:
    assert wrong("fy", {"%(n)s of {m}"}, f"{HEAD}\n{entry}\n") == [said]


def test_what_is_complete_is_not_named() -> None:
    assert wrong("fy", {"%(n)s of {m}"}, f'{HEAD}\nmsgid "%(n)s of {{m}}"\nmsgstr "{{m}}: %(n)s"\n') == []


def test_a_site_in_three_languages_links_each_page_to_the_others() -> None:
    day = days.day(days.municipality(in_already=8))
    nodes = tree(day, ("fy", "nl", "en"))
    of = {each.path: each.render().decode() for each in nodes if each.path.endswith((".html", ".atom"))}
    page = of["fy/GR2022_Nijmegen/0268/index.html"]
    assert '<html lang="fy">' in page
    assert "<b>8 fan 12</b> stimburo’s teld" in page
    for code in ("nl", "en"):
        assert f'<link rel="alternate" hreflang="{code}" href="/{code}/GR2022_Nijmegen/0268/">' in page
        assert f'href="/{code}/GR2022_Nijmegen/0268/" lang="{code}" hreflang="{code}"' in page
    assert 'hreflang="fy" href="/fy/GR2022_Nijmegen/0268/"' in of["nl/GR2022_Nijmegen/0268/index.html"]
    # The front door speaks the first of them.
    assert '<html lang="fy">' in of["index.html"]
    assert "Foarriedige telling" in of["data/v1/GR2022_Nijmegen/0268.fy.atom"]
    assert not any(each.path.startswith("fy/") for each in tree(day))


def test_the_notice_of_a_site_that_is_offline_is_in_its_languages(tmp_path: Path) -> None:
    """From the command or the gate, and from our own server where only the tombstone was written."""
    target, languages = DirectoryTarget(tmp_path, durable=False), ("fy", "nl")
    Writer(target, rehearsal=False).write(tree(days.day(days.municipality(3)), languages), days.CLOSES)
    act = Withdrawal(What.ALL, "Storing.", days.CLOSES, "cli", UUID(int=1))
    tombstone.write(target, act)
    answered = App(tmp_path, languages=languages).answer("GET", "/fy/GR2022_Nijmegen/")[2]
    offline.carry_out(target, act, False, languages)
    assert (tmp_path / "fy/GR2022_Nijmegen/index.html").read_bytes() == answered
    assert "It ferkiezingsburo hat de side offline helle" in answered.decode()
    door = (tmp_path / "index.html").read_text()
    assert "Dizze side is offline" in door
    assert "Deze site is offline" in door
    assert "This site" not in door
