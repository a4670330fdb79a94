"""`docs/tailoring.md` has every setting, every key that is there by default, and an example that is taken."""

from __future__ import annotations

import json
import re
from pathlib import Path

from stemdag.domain.tailoring import Tailoring, read, to_json

PAGE = (Path(__file__).resolve().parents[2] / "docs/tailoring.md").read_text(encoding="utf-8")
USUAL = to_json(Tailoring())


def _rows(heading: str) -> dict[str, str]:
    """The rows of the first table under a heading: what follows the name, by the name."""
    part = PAGE.split(f"\n## {heading}\n")[1].split("\n## ")[0]
    return dict(re.findall(r"^\| `(\w+)` \| (.*) \|$", part, re.MULTILINE))


def test_every_setting_has_its_row_in_order_and_no_row_is_left_over() -> None:
    assert list(_rows("Settings")) == list(USUAL)


def test_the_keys_by_default_stand_in_their_order() -> None:
    lists = {name: [each["key"] for each in value] for name, value in USUAL.items() if _has_keys(value)}
    assert {name: re.findall(r"`(\w+)`", row) for name, row in _rows("Items").items()} == lists
    for name, keys in lists.items():
        if said := re.search(r"(\d+) (?:items|pages)", _rows("Settings")[name]):
            assert int(said[1]) == len(keys), name


def _has_keys(value: object) -> bool:
    return isinstance(value, list) and bool(value) and isinstance(value[0], dict)


def test_what_is_said_to_be_usual_is() -> None:
    rows = _rows("Settings")
    for name, value in USUAL.items():
        if not isinstance(value, list | dict):
            assert re.search(rf"\| `?{json.dumps(value)}`?(:.*)?$", rows[name]), name
    assert rows["turnout_hours"].endswith(", ".join(USUAL["turnout_hours"]))


def test_every_key_inside_is_named() -> None:
    inside = {"prefix", "length", "key", "nl", "en", "title", "text"}
    assert inside <= set(re.findall(r"`(\w+)`", PAGE))
    assert {key for value in USUAL["opening"] for key in value} <= inside
    assert {key for each in USUAL["manuals"] for value in (each, each["nl"]) for key in value} <= inside


def test_the_example_is_taken() -> None:
    (example,) = re.findall(r"```json\n(.*?)```", PAGE, re.DOTALL)
    found = read(json.loads(example))
    assert found != Tailoring()
    assert [each.key for each in found.opening][6] == "flag"
