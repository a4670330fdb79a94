"""Main is always true: what can be set, run or depended on stands in the documents, and nothing else does."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.core import TyperGroup
from typer.main import get_command

from stemdag import cli
from stemdag.capture import wire

ROOT = Path(__file__).resolve().parents[2]
SETTING = re.compile(r"STEMDAG_[A-Z][A-Z_]*[A-Z]")


def _dependencies() -> set[str]:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    named = [*project["project"]["dependencies"], *project["dependency-groups"]["dev"]]
    python = {re.split(r"[\[<>=~! ]", each, maxsplit=1)[0] for each in named}
    package = json.loads((ROOT / "package.json").read_text())
    return python | set(package["dependencies"]) | set(package["devDependencies"])


def _first_cells(document: str) -> set[str]:
    """The names in backticks in the first cell of each row of the document's tables."""
    rows = re.findall(r"^\| ([^|]+) \|", (ROOT / document).read_text(), re.MULTILINE)
    return {name for row in rows for name in re.findall(r"`([^`]+)`", row)}


def test_each_dependency_says_why_it_earns_its_place() -> None:
    assert _dependencies() == _first_cells("docs/dependencies.md")


def _settings_in_code() -> set[str]:
    files = [path for kind in ("*.py", "*.html", "*.js") for path in (ROOT / "src").rglob(kind)]
    files += [*(ROOT / "tests").rglob("*.py"), *(ROOT / "scripts").glob("*.py"), ROOT / "Makefile"]
    return {name for path in files for name in SETTING.findall(path.read_text())}


def test_each_setting_is_in_the_operators_table() -> None:
    documented = {name for name in _first_cells("docs/operator.md") if SETTING.fullmatch(name)}
    assert _settings_in_code() == documented


def _commands(group: TyperGroup, above: str = "stemdag") -> Iterator[tuple[str, set[str]]]:
    """Each command with the options it takes."""
    for name, command in sorted(group.commands.items()):
        path = f"{above} {name}"
        options = {option for each in command.params for option in each.opts if option.startswith("--")}
        if not isinstance(command, TyperGroup):
            yield path, options
            continue
        yield from _commands(command, path)
        if command.invoke_without_command:
            yield path, options


def sections() -> dict[str, str]:
    """What `docs/commands.md` says of each command, by the command in its heading."""
    parts = re.split(
        r"^#+ `(stemdag [^`]+)`.*\n", (ROOT / "docs/commands.md").read_text(), flags=re.MULTILINE
    )
    return dict(zip(parts[1::2], parts[2::2], strict=True))


def test_each_command_and_option_is_documented() -> None:
    group = get_command(cli.program())
    assert isinstance(group, TyperGroup)
    found = sections()
    commands = dict(_commands(group))
    assert sorted(commands) == sorted(found)
    missing = {
        (path, option)
        for path, options in commands.items()
        for option in options
        if not re.search(rf"`[^`]*{re.escape(option)}\b", found[path])
    }
    assert not missing


@pytest.mark.parametrize(
    "name",
    [
        "requirements/run.txt",
        "requirements/dev.txt",
        "package-lock.json",
        ".npmrc",
        "pyproject.toml",
        "Makefile",
    ],
)
def test_no_file_names_the_address_of_a_package_index(name: str) -> None:
    text = (ROOT / name).read_text()
    told = re.search(r'"resolved"|index-url *=|--(extra-)?index-url|--find-links|registry *=|file://', text)
    assert told is None, told


def test_every_locked_package_has_a_hash() -> None:
    for name in ("run", "dev"):
        for each in (
            (ROOT / f"requirements/{name}.txt").read_text().split("\n\n")[0].replace("\\\n", "").splitlines()
        ):
            assert re.match(r"\S+==\S+.* --hash=sha256:[0-9a-f]{64}", each), each
    packages = json.loads((ROOT / "package-lock.json").read_text())["packages"]
    assert all(each.get("integrity") for path, each in packages.items() if path)


def test_what_runs_is_locked_the_same_for_tests_and_in_earnest() -> None:
    def pins(name: str) -> set[str]:
        return set(re.findall(r"^\S+==\S+", (ROOT / f"requirements/{name}.txt").read_text(), re.MULTILINE))

    assert pins("run") < pins("dev")


def _pages() -> list[Path]:
    return [*(ROOT / "docs").rglob("*.md"), *ROOT.glob("*.md")]


@pytest.mark.parametrize("page", _pages(), ids=lambda page: str(page.relative_to(ROOT)))
def test_links_between_documents_lead_somewhere(page: Path) -> None:
    text = re.sub(r"<!--.*?-->", "", page.read_text(), flags=re.DOTALL)
    for target in re.findall(r"\]\((?!https?:|mailto:|#)([^)#]+)", text):
        assert (page.parent / target).exists(), target


def test_each_kind_of_fact_and_its_fields_stand_in_the_apps_document() -> None:
    row = re.compile(r"^\| `([a-z_.]+)` \|([^|]*)\|([^|]*)\|$", re.MULTILINE)
    rows = row.findall(_text("docs/station-app.md"))
    told = {kind: (names(fields), names(texts)) for kind, fields, texts in rows if kind in wire.SHAPES}
    assert told == {kind: (set(shape.fields), set(shape.texts)) for kind, shape in wire.SHAPES.items()}


def names(cell: str) -> set[str]:
    return set(re.findall(r"`([a-z_]+)`", cell))


def _text(document: str) -> str:
    return (ROOT / document).read_text()
