"""A municipality's theme, from the command to the gate."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from stemdag import cli, clock
from stemdag.domain.errors import Refused
from stemdag.domain.theme import Theme
from stemdag.elections import models, themes
from stemdag.gate.day import Days
from stemdag.journal.models import Entry
from tests.factories import make_election

pytestmark = pytest.mark.django_db
RED = Theme("Gemeente Rood", (("link", "#7a1f3d"),))


def shown(days: Days) -> dict[str, Theme | None]:
    days.define()
    [election] = days.public(clock.now()).elections
    return {each.municipality.code: each.theme for each in election.municipalities}


def test_the_gate_takes_it_up_and_lets_it_go(db: None) -> None:
    made = make_election()
    code, days = made.first.row.code, Days(rehearsal=False)
    assert shown(days)[code] is None
    assert themes.put(code, RED, clock.now(), "cli") == (made.row.eml_id,)
    assert {code: theme for code, theme in shown(days).items() if theme} == {code: RED}
    themes.put(code, Theme("Gemeente Anders"), clock.now(), "cli")
    assert shown(days)[code] == Theme("Gemeente Anders")
    themes.put(code, None, clock.now(), "cli")
    assert shown(days)[code] is None
    assert Entry.objects.filter(kind="theme.put", chain__municipality="").count() == 3


def test_a_municipality_that_is_not_here_is_refused(db: None) -> None:
    make_election()
    with pytest.raises(Refused, match="no election here has a municipality with the code 9999"):
        themes.put("9999", RED, clock.now(), "cli")
    assert not models.Theme.objects.exists()


def test_what_an_older_version_took_in_stops_no_publication(db: None) -> None:
    made = make_election()
    models.Theme.objects.create(code=made.first.row.code, given={"light": {"shade": "#000000"}})
    assert shown(Days(rehearsal=False))[made.first.row.code] is None


def run(*arguments: str) -> tuple[int, str]:
    result = CliRunner().invoke(cli.program(), ["theme", *arguments])
    return result.exit_code, result.output


def test_the_command(db: None, tmp_path: Path) -> None:
    code = make_election().first.row.code
    place = tmp_path / "theme.toml"
    place.write_text("sender = 'Gemeente Rood'\n[light]\nlink = '#7a1f3d'\n")
    status, said = run(code, str(place), "--json", str(tmp_path / "out.json"))
    assert (status, f"{code}: has its theme" in said) == (0, True)
    told = json.loads((tmp_path / "out.json").read_text())
    assert told["theme"] == {"sender": "Gemeente Rood", "light": {"link": "#7a1f3d"}, "dark": {}}
    assert told["municipality"] == code
    assert len(told["elections"]) == 1
    assert run(code, "--usual")[0] == 0
    assert not models.Theme.objects.exists()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[light]\nlink = '#777777'", "light: link #777777 on paper #fcfbf8 has a contrast of"),
        ("[light]\naccent = '#777777'", "'accent' cannot be set"),
        ("logo = 'https://example.org/logo.svg'", "logo: the name of a file, SVG or PNG, in the same folder"),
        ("logo = '../logo.svg'", "logo: the name of a file, SVG or PNG, in the same folder"),
        ("logo = 'none.svg'", "logo: none.svg cannot be read: No such file"),
        ("logo = 'theme.toml'", "logo: this is no PNG and no SVG"),
        ("sender = 'A'\nplate = false", "plate: false, beside a logo"),
    ],
)
def test_the_command_says_what_is_wrong_with_a_file(db: None, tmp_path: Path, text: str, said: str) -> None:
    code = make_election().first.row.code
    place = tmp_path / "theme.toml"
    place.write_text(text)
    status, told = run(code, str(place))
    assert status == 2
    assert said in told
    assert "Nothing was changed" in told
    assert not models.Theme.objects.exists()


def test_a_logo_goes_with_it_to_the_gate(db: None, tmp_path: Path) -> None:
    code = make_election().first.row.code
    place = tmp_path / "theme.toml"
    place.write_text("sender = 'Gemeente Rood'\nlogo = 'red.svg'\nplate = false\n")
    (tmp_path / "red.svg").write_text(
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><path d="M0 0h9v9z"/></svg>'
    )
    assert run(code, str(place), "--json", str(tmp_path / "out.json"))[0] == 0
    theme = shown(Days(rehearsal=False))[code]
    assert theme is not None
    assert theme.logo is not None
    assert (theme.logo.kind, theme.logo.width, theme.plate) == ("svg", 32, False)
    told = json.loads((tmp_path / "out.json").read_text())["theme"]
    assert (set(told), told["logo"]["kind"]) == ({"sender", "light", "dark", "logo", "plate"}, "svg")


def test_the_command_wants_a_file_or_none(db: None, tmp_path: Path) -> None:
    make_election()
    assert run("0268")[0] == 2
    assert run("0268", str(tmp_path / "none.toml"))[0] == 2
    assert run("0268", str(tmp_path / "none.toml"), "--usual")[0] == 2
