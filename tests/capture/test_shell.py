"""The app's shell: what a device keeps is whole, small enough for a poor line, and built of these sources."""

from __future__ import annotations

import json
import posixpath
import re
from base64 import b64encode
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from django.contrib.staticfiles import finders
from django.test import Client

from stemdag.capture import shell

START = ("/station/app/", "/station/app/sw.js")
#: Bytes on the wire of all that the app is without what it loads late.
MOST = 150_000


@pytest.fixture
def listed(client: Client) -> dict[str, Any]:
    """What the worker keeps on a device."""
    found = re.search(r"const SHELL = (.*);\n", client.get("/station/app/sw.js").content.decode())
    assert found is not None
    shell_of_worker: dict[str, Any] = json.loads(found[1])
    return shell_of_worker


def test_the_shell_is_whole(client: Client, listed: dict[str, Any]) -> None:
    """Every file that the worker lists is served with the hash that it says; the page names only these."""
    page = client.get("/station/app/").content.decode()
    assert listed["version"] in page
    for address, integrity in [*listed["files"], *listed["later"]]:
        body = b"".join(client.get(address))
        assert integrity == "sha256-" + b64encode(sha256(body).digest()).decode(), address
        assert b"sourceMappingURL" not in body, address
    assert {*re.findall(r'(?:href|src)="(/static/[^"]+)"', page)} <= {each for each, _ in listed["files"]}


def test_the_whole_app_comes_over_a_poor_line(client: Client, listed: dict[str, Any]) -> None:
    addresses = [*START, *(address for address, _ in listed["files"])]
    wire = {
        each: len(b"".join(client.get(each, headers={"accept-encoding": "br, gzip"}))) for each in addresses
    }
    assert sum(wire.values()) <= MOST, wire


def test_late_are_the_libraries_that_the_app_asks_for(listed: dict[str, Any]) -> None:
    """One that is not listed would not be there without a connection; the app itself waits for nothing."""
    path = finders.find("capture/built/main.js")
    assert path is not None
    program = Path(path).read_text()
    asked = re.findall(r'\bimport\("([^"]+)"\)', program)
    late = {address for address, _ in listed["later"]}
    assert late == {
        *(posixpath.normpath(posixpath.join("/static/capture/built", each)) for each in asked),
        # Beside the library that reads it.
        "/static/capture/lib/zxing_reader.wasm",
    }
    assert not re.search(r'\bimport\s*["{*]', program)


def test_the_app_is_built_of_these_sources(built: None) -> None:
    """The fixture compares, as it does before every test with a browser."""


def test_an_app_that_was_not_built_says_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    shell.files.cache_clear()
    find = finders.find
    monkeypatch.setattr(
        finders, "find", lambda name: None if name.startswith("capture/built") else find(name)
    )
    with pytest.raises(RuntimeError, match="run `make setup`"):
        shell.files()
