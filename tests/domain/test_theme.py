"""What a municipality may set of its pages' look, and what is refused."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stemdag import publish
from stemdag.domain.errors import Refused
from stemdag.domain.logo import Logo
from stemdag.domain.logo import to_json as to_json_of_logo
from stemdag.domain.theme import (
    DARK,
    FIXED,
    LIGHT,
    USUAL,
    Theme,
    contrast,
    faint,
    from_mapping,
    on_plate,
    to_json,
)
from stemdag.files import theme as files
from stemdag.files.errors import Unreadable

LOGO = Logo("svg", b"<svg/>", 32, 32)
COLOUR = st.integers(0, 0xFFFFFF).map("#{:06x}".format)


@pytest.mark.parametrize(
    ("one", "other", "ratio"),
    [
        ("#000000", "#ffffff", 21.0),
        ("#ffffff", "#ffffff", 1.0),
        ("#777777", "#ffffff", 4.478),
        ("#767676", "#ffffff", 4.542),
        ("#ff0000", "#ffffff", 3.998),
        ("#0000ff", "#ffffff", 8.592),
    ],
)
def test_contrast_as_wcag_has_it(one: str, other: str, ratio: float) -> None:
    assert contrast(one, other) == pytest.approx(ratio, abs=0.0015)


@given(COLOUR, COLOUR)
def test_contrast_is_the_same_either_way_round(one: str, other: str) -> None:
    assert 1 <= contrast(one, other) == contrast(other, one) <= 21


def test_what_is_usual_is_what_the_style_sheet_has_and_is_seen_well() -> None:
    css = (Path(str(publish.__file__)).parent / "assets/tokens.css").read_text()
    light, dark = css.split("@media (prefers-color-scheme: dark)")
    for scheme, text in ((LIGHT, light), (DARK, dark)):
        found = dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{6});", text))
        assert {**USUAL[scheme], **FIXED[scheme]}.items() <= found.items()
    assert faint(Theme()) == []


def test_a_theme_holds_what_was_set_and_no_more() -> None:
    given = {"sender": " Gemeente  Nijmegen ", "light": {"link": "#7A1F3D", "data": "#7a1f3d"}}
    theme = from_mapping(given)
    assert theme == Theme("Gemeente Nijmegen", (("link", "#7a1f3d"), ("data", "#7a1f3d")))
    assert from_mapping(to_json(theme)) == theme
    bare = replace(theme, logo=LOGO, plate=False)
    assert from_mapping(to_json(bare)) == bare


@pytest.mark.parametrize(
    ("theme", "light", "dark"),
    [
        (Theme("A"), False, False),
        (Theme("A", logo=LOGO), False, True),
        (Theme("A", (("brand", "#7a1f3d"),), (("brand", "#eeeeee"),), LOGO), True, False),
        (Theme("A", (("brand", "#7a1f3d"),), logo=LOGO, plate=False), False, False),
    ],
)
def test_a_logo_stands_on_a_plate_where_the_bar_is_dark(theme: Theme, light: bool, dark: bool) -> None:
    assert (on_plate(theme, LIGHT), on_plate(theme, DARK)) == (light, dark)


@pytest.mark.parametrize(
    ("given", "code", "said"),
    [
        ({}, "theme.empty", "nothing is set"),
        ({"sender": "  ", "light": {}}, "theme.empty", "nothing is set"),
        ({"mark": "x"}, "theme.key", "'mark' cannot be set; known are sender, logo, plate, light, dark"),
        ({"sender": "A", "logo": "x"}, "theme.logo", "it is named in a theme's file"),
        ({"logo": to_json_of_logo(LOGO)}, "theme.logo", "write a sender too"),
        ({"sender": "A", "plate": False}, "theme.plate", "beside a logo"),
        ({"sender": "A", "logo": to_json_of_logo(LOGO), "plate": "no"}, "theme.plate", "plate: false"),
        ({"light": "#ffffff"}, "theme.key", "a table of colours"),
        ({"light": {"accent": "#00ff00"}}, "theme.key", "light: 'accent' cannot be set"),
        ({"light": {"badge": "#00ff00"}}, "theme.key", "'badge' cannot be set"),
        ({"light": {"font": "Comic"}}, "theme.key", "'font' cannot be set"),
        ({"light": {"link": "red"}}, "theme.colour", "light.link: a colour is written as"),
        ({"light": {"link": "#123"}}, "theme.colour", "light.link"),
        ({"light": {"link": "#12345678"}}, "theme.colour", "light.link"),
        ({"light": {"link": "url(https://example.org/x)"}}, "theme.colour", "light.link"),
        ({"light": {"link": "#17486a; } body { display: none"}}, "theme.colour", "light.link"),
        ({"light": {"link": "#17486a\n"}}, "theme.colour", "light.link"),
        ({"dark": {"link": 1}}, "theme.colour", "dark.link"),
        ({"sender": 3}, "theme.sender", "a name on one line"),
        ({"sender": "x" * 61}, "theme.sender", "at most 60"),
        ({"sender": "Gemeente\nNijmegen"}, "theme.sender", "one line"),
        ({"sender": "Gemeente \u202eNijmegen"}, "theme.sender", "one line"),
    ],
)
def test_what_is_refused(given: dict[str, object], code: str, said: str) -> None:
    with pytest.raises(Refused, match=re.escape(said)) as refused:
        from_mapping(given)
    assert refused.value.code == code


def test_every_pair_that_is_not_seen_well_is_named() -> None:
    """Against what is set and what is not, in light and dark; a hair's breadth is too little."""
    given = {
        "light": {"link": "#777777", "brand": "#ffd500", "brand-ink": "#ffffff"},
        "dark": {"paper": "#ffffff"},
    }
    with pytest.raises(Refused) as refused:
        from_mapping(given)
    assert refused.value.code == "theme.contrast"
    said = refused.value.text.split("; ")
    assert "light: link #777777 on card #ffffff has a contrast of 4.47, and needs 4.5" in said
    assert "light: brand-ink #ffffff on brand #ffd500 has a contrast of 1.42, and needs 4.5" in said
    assert "dark: ink #eef1f3 on paper #ffffff has a contrast of 1.13, and needs 4.5" in said
    assert any(each.startswith("dark: accent #ff8a80 on paper #ffffff") for each in said)
    assert not any(each.startswith("light: ink ") for each in said)


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (b"sender = ", "this is no TOML"),
        (b"[light]\nlink = '#17486a'\nlink = '#17486a'", "this is no TOML"),
        (b"sender = '\xff'", "no text in UTF-8"),
        (b"#" * 20_000, "larger than"),
        (b"[dark]\nlink = '#000000'", "dark: link #000000 on paper"),
        (b"", "nothing is set"),
    ],
)
def test_a_file_that_is_no_theme(tmp_path: Path, body: bytes, said: str) -> None:
    place = tmp_path / "theme.toml"
    place.write_bytes(body)
    with pytest.raises(Unreadable, match=said):
        files.read(place)


def test_a_file_with_a_theme(tmp_path: Path) -> None:
    place = tmp_path / "theme.toml"
    place.write_text("\ufeffsender = 'Gemeente Súdwest-Fryslân'\n[dark]\nlink = '#FFFFFF'\n")
    assert files.read(place) == Theme("Gemeente Súdwest-Fryslân", (), (("link", "#ffffff"),))
