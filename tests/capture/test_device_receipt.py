"""The code of a receipt is the same on the device as on the server, and in what is published."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from stemdag.domain import receipt
from stemdag.domain.count import Count, fields
from tests.capture.device import APP, altered, generated, ran

PROGRAM = """
import { readFileSync } from "node:fs";
const [folder] = process.argv.slice(1);
const { code } = await import(`${folder}/receipt.js`);
const made = ({ sent, numbers }) => code(sent, numbers);
const given = JSON.parse(readFileSync(0, "utf8"));
process.stdout.write(JSON.stringify(await Promise.all(given.map(made))));
"""
COUNTS = generated()[::5]


def sent(turn: int, count: Count) -> receipt.Sent:
    nonce = hashlib.sha256(f"{turn}".encode()).digest()
    return receipt.Sent("TK2021_Zürich “x”", f"{turn:04}", turn - 1, turn + 1, nonce)


def both(folder: Path = APP) -> tuple[list[str], list[str]]:
    """What the device makes of each count, and what the server does."""
    cases = [(sent(turn, count), fields(count)) for turn, count in enumerate(COUNTS)]
    given = [
        {
            "sent": {
                "election": each.election,
                "municipality": each.municipality,
                "station": each.station,
                "version": each.version,
                "nonce": each.nonce.hex(),
            },
            "numbers": numbers,
        }
        for each, numbers in cases
    ]
    return ran(PROGRAM, given, folder), [receipt.code(*each) for each in cases]


def test_the_device_makes_the_code_that_the_server_makes() -> None:
    assert len(COUNTS) >= 600
    device, server = both()
    assert device == server
    assert len(set(device)) == len(device)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("[0, letter", "[2, letter"),
        ('"ELc".indexOf', '"LEc".indexOf'),
        ("marks.sort(inOrder)", "marks.sort()"),
        ("whole * 256n", "whole * 255n"),
        ("`version ${version}`", "`version 1`"),
        ("numbers[mark] !== null && ", ""),
    ],
)
def test_a_slip_in_the_module_is_noticed(old: str, new: str, tmp_path: Path) -> None:
    device, server = both(altered(tmp_path, "receipt.js", old, new))
    assert device != server
