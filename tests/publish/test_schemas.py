"""The schemas that we publish say exactly what our files hold."""

from __future__ import annotations

import json
from copy import deepcopy
from datetime import timedelta
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from stemdag.publish import schemas
from stemdag.publish.day import PublicDay
from stemdag.publish.tree import tree
from stemdag.publish.write import manifest
from tests.publish import days
from tests.publish.test_feeds import day_of, whole
from tests.publish.test_tree import ALL_DAYS

NIGHT = days.CLOSES + timedelta(hours=2)


def strict(schema: Any) -> Any:
    """The same, but refusing every key that it does not name: a new key must come into the schema."""
    if isinstance(schema, dict):
        if "properties" in schema:
            schema["additionalProperties"] = False
        for each in schema.values():
            strict(each)
    elif isinstance(schema, list):
        for each in schema:
            strict(each)
    return schema


VALIDATORS = {
    name: Draft202012Validator(
        strict(deepcopy(schemas.schema(name))), format_checker=Draft202012Validator.FORMAT_CHECKER
    )
    for name in schemas.SCHEMAS
}


def named(body: dict[str, Any]) -> str:
    """The schema that a file names."""
    address: str = body.get("_stemdag", body)["schema"]
    return address.removeprefix("/data/v1/schema/").removesuffix(".json")


def check(day: PublicDay) -> set[str]:
    used = set()
    for node in tree(day):
        if node.path.endswith(".json") and "/schema/" not in node.path:
            body = json.loads(node.render())
            VALIDATORS[named(body)].validate(body)
            used.add(named(body))
    return used


@pytest.mark.parametrize("name", schemas.SCHEMAS)
def test_each_is_a_schema_and_lies_where_it_says(name: str) -> None:
    Draft202012Validator.check_schema(schemas.schema(name))
    files = {node.path: node for node in tree(PublicDay(()))}
    found = json.loads(files[f"data/v1/schema/{name}.json"].render())
    assert found["$id"] == f"/data/v1/schema/{name}.json"
    assert found == schemas.schema(name)


@pytest.mark.parametrize("name", ALL_DAYS)
def test_each_file_of_each_day_is_as_its_schema_says(name: str) -> None:
    assert "index" in check(ALL_DAYS[name])


def test_a_corrected_and_complete_one_uses_all_of_them() -> None:
    assert check(day_of(whole())) == schemas.SCHEMAS.keys() - {"manifest"}


def test_the_manifest_is_as_its_schema_says() -> None:
    VALIDATORS["manifest"].validate(json.loads(manifest(NIGHT, "a" * 64, False, ["", "x/y"])))


@pytest.mark.parametrize(
    "path", [("turnout", "admitted"), ("stations", 0, "count", "lists", 0, "votes"), ("ballot", 0, "name")]
)
def test_a_schema_notices_what_is_missing_and_what_is_wrong(path: tuple[str | int, ...]) -> None:
    [body] = [json.loads(node.render()) for node in tree(day_of(whole())) if node.path.endswith("/0268.json")]
    *way, last = path
    place: Any = body
    for each in way:
        place = place[each]
    right = place[last]
    for wrong in (None, -1, []):
        place[last] = wrong
        assert not VALIDATORS["municipality"].is_valid(body)
    del place[last]
    assert not VALIDATORS["municipality"].is_valid(body)
    place[last] = right
    assert VALIDATORS["municipality"].is_valid(body)
