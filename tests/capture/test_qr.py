"""QR codes made on the device are those that another maker makes of the same text."""

from __future__ import annotations

import json
import re
import subprocess
from random import Random

import segno

from stemdag.domain import export
from tests.capture.device import APP, node

#: Fills the outline of a code as SVG does (even-odd), module by module.
_PROGRAM = """
import { readFileSync } from "node:fs";
const { outline } = await import(process.argv[1] + "/qr.js");
const made = await Promise.all(JSON.parse(readFileSync(0, "utf8")).map((text) => outline(text)));
process.stdout.write(JSON.stringify(made));
"""


def outlines(texts: list[str]) -> list[tuple[str, int]]:
    done = subprocess.run(
        [str(node()), "--input-type=module", "--eval", _PROGRAM, APP.as_uri()],
        input=json.dumps(texts),
        capture_output=True,
        encoding="utf-8",
        check=True,
    )
    return [(each["path"], each["size"]) for each in json.loads(done.stdout)]


def modules(path: str, size: int) -> list[list[bool]]:
    """The dark modules inside an outline: those with an odd number of vertical edges to their left."""
    edges: dict[tuple[int, int], int] = {}
    for loop in path.strip("MZ").split("ZM"):
        points = [(int(x), int(y)) for x, y in (each.split() for each in loop.split("L"))]
        for (x, y), (to_x, to_y) in zip(points, points[1:] + points[:1], strict=True):
            if x == to_x:
                for row in range(min(y, to_y), max(y, to_y)):
                    edges[x, row] = edges.get((x, row), 0) + 1
    rows = []
    for row in range(size):
        dark, found = False, []
        for column in range(size):
            dark ^= edges.get((column, row), 0) % 2 == 1
            found.append(dark)
        rows.append(found)
    return rows


def form(found: list[list[bool]]) -> tuple[str, int]:
    """The level of correction and the mask, as a reader finds them beside the upper left square."""
    bits = int("".join(str(int(bit)) for bit in found[8][:5]), 2) ^ 0b10101
    return "MLHQ"[bits >> 3], bits & 0b111


def test_a_code_is_what_another_maker_makes() -> None:
    """Parts of an export, full and short: the same version, correction and mask give the same modules."""
    data = Random(3).randbytes(export.PART + 77)
    texts = export.split(data)
    for text, (path, size) in zip(texts, outlines(texts), strict=True):
        assert re.fullmatch(r"[A-Z0-9:/]+", text), "denser in a code than bytes"
        found = modules(path, size - 8)
        version, (level, mask) = (size - 8 - 17) // 4, form(found)
        assert version <= 21, "finer than a tablet's camera reads from another's screen"
        made = segno.make(text, version=version, error=level, mask=mask, boost_error=False)
        assert found == [[bool(bit) for bit in row] for row in made.matrix]
