"""Exports as a device makes them: by its own modules in Node, or by hand where many are needed."""

from __future__ import annotations

import base64
import json
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from stemdag.domain import export, padded
from stemdag.elections import models
from stemdag.elections.sealing import intake_binding
from stemdag.seal import close
from tests.capture.device import APP, node

DEVICE = {"token": "geheim-van-het-toestel", "version": "1", "sent_at": "2022-03-16T21:40:00Z"}
#: Reads {"calls": [[module, function, arguments…], …]} and writes what each gives; bytes travel as base64.
_PROGRAM = """
import { readFileSync } from "node:fs";
const [folder] = process.argv.slice(1);
const inward = (_, value) => value?.base64 === undefined ? value : new Uint8Array(Buffer.from(value.base64, "base64"));
const outward = (value) => value instanceof Uint8Array ? { base64: Buffer.from(value).toString("base64") } : value;
const results = [];
for (const [module, name, ...given] of JSON.parse(readFileSync(0, "utf8"), inward).calls) {
  try {
    const found = await (await import(`${folder}/${module}.js`))[name](...given);
    results.push({ value: found?.bytes ? { ...found, bytes: outward(found.bytes) } : outward(found) });
  } catch (problem) {
    if (!problem.code) throw problem;
    results.push({ code: problem.code, params: problem.params });
  }
}
process.stdout.write(JSON.stringify(results));
"""  # noqa: E501


def on_the_device(calls: Sequence[Sequence[Any]], folder: Path = APP) -> list[Any]:
    """What the app's functions give, all in one run of Node; a `Problem` as {code, params}."""
    done = subprocess.run(
        [str(node()), "--input-type=module", "--eval", _PROGRAM, folder.as_uri()],
        input=json.dumps({"calls": calls}, default=_base64),
        capture_output=True,
        encoding="utf-8",
        check=False,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    return [_plain(each) for each in json.loads(done.stdout)]


def _base64(value: object) -> dict[str, str]:
    assert isinstance(value, bytes)
    return {"base64": base64.b64encode(value).decode()}


def _plain(value: Any) -> Any:
    if not isinstance(value, dict):
        return value
    if "base64" in value:
        return base64.b64decode(value["base64"])
    if "value" in value:
        return _plain(value["value"])
    return {name: _plain(each) for name, each in value.items()}


def fact(kind: str, seq: int = 1, **changed: Any) -> dict[str, Any]:
    """A fact on the wire."""
    return {
        "id": f"00000000-0000-4000-8000-{seq:012}",
        "seq": seq,
        "at": f"2022-03-16T20:{seq % 60:02}:00Z",
        "election": "GR2022_Almere",
        "kind": kind,
        "facts": {},
        "texts": {},
        **changed,
    }


def count_fact(numbers: Mapping[str, object], seq: int = 2, **changed: Any) -> dict[str, Any]:
    """A count on the wire, with each number as it was typed."""
    facts = {
        "version": 1,
        "numbers": {mark: str(number) for mark, number in numbers.items()},
        "boxes": ["equal"],
        "explained": [],
        "nonce": "ab" * 32,
    }
    return fact("count.sent", seq, facts=facts, **changed)


def place(row: models.Municipality, station: int) -> dict[str, Any]:
    """The place as the app's functions take it."""
    return {"election": row.election.eml_id, "municipality": row.code, "station": station}


def sealed_by_hand(row: models.Municipality, station: int, facts: object, device: object = DEVICE) -> bytes:
    """An export whose facts may be anything."""
    data = json.dumps({"device": device, "facts": facts}).encode()
    plain = padded.pad(padded.EXPORT, data, export.bucket(len(data) + padded.HEAD_SIZE))
    assert row.intake_public is not None
    sealed = close.close(plain, bytes(row.intake_public), intake_binding(row, station))
    return export.pack(export.Place(row.election.eml_id, row.code, station), sealed)
