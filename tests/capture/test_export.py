"""The emergency export: the server opens what the app seals, in one size; its texts join in any order."""

from __future__ import annotations

import base64
import json
import re
import subprocess
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from playwright.sync_api import Page
from pytest_django.live_server_helper import LiveServer

from stemdag.domain import export, padded
from stemdag.domain.errors import Refused
from stemdag.seal import keys
from stemdag.seal.binding import Binding
from stemdag.seal.envelope import OVERHEAD
from stemdag.seal.open import NotOpened, Opener
from tests.capture.device import APP, node
from tests.capture.test_device_checks import altered
from tests.exports import DEVICE, count_fact, fact, on_the_device

PLACE = {"election": "GR2022_Almere", "municipality": "0034", "station": 12}
HERE = Binding("intake", "GR2022_Almere", "0034", 12, "station", 1)


@cache
def pair() -> keys.KeyPair:
    return keys.new_pair()


def exported(facts: list[dict[str, Any]], folder: Path = APP, **more: object) -> Any:
    where = {"intakePublic": pair().public, **PLACE, "device": DEVICE} | more
    return on_the_device([["export", "sealExport", facts, where]], folder)[0]


def opened(data: bytes) -> export.Contents:
    found = export.read(data)
    return export.contents(Opener(pair().private).open(found.sealed, HERE))


# Sealing


def test_what_the_app_seals_opens_here_and_nowhere_else() -> None:
    dice = Random(7)
    sizes = [0, 1, 15, 16, 17, 255, 256, 65_535, 65_536, *(dice.randint(0, 200_000) for _ in range(40))]
    plains = [dice.randbytes(size) for size in sizes]
    bindings = [
        Binding(
            dice.choice(["release", "control", "remarks", "intake"]),  # type: ignore[arg-type]
            dice.choice(["GR2022_Almere", "", "Süd"]),
            "0034",
            dice.choice([-1, 0, 1, 12, 2**31, 2**63 - 1]) if dice.random() < 0.3 else dice.randint(-1, 900),
            dice.choice(["station", "official"]),  # type: ignore[arg-type]
            dice.randint(1, 2**53 - 1),
        )
        for _ in plains
    ]
    bindings = [replace(each, station=min(each.station, 2**53 - 1)) for each in bindings]
    given = [
        ["seal", "close", plain, pair().public, {name: getattr(each, name) for name in each.__slots__}]
        for plain, each in zip(plains, bindings, strict=True)
    ]
    opener = Opener(pair().private)
    for plain, binding, sealed in zip(plains, bindings, on_the_device(given), strict=True):
        assert len(sealed) == len(plain) + OVERHEAD
        assert opener.open(sealed, binding) == plain
        for wrong in (
            replace(binding, station=binding.station + 1),
            replace(binding, version=binding.version + 1),
            replace(binding, municipality="0035"),
            replace(binding, purpose="control" if binding.purpose != "control" else "intake"),
        ):
            with pytest.raises(NotOpened):
                opener.open(sealed, wrong)


def test_no_key_and_half_a_key_seal_nothing() -> None:
    assert exported([], intakePublic=None) == {"code": "export.no-key", "params": {}}
    with pytest.raises(AssertionError, match="a public key has 1216 bytes"):
        exported([], intakePublic=pair().public[:-1])


@pytest.mark.browser
@pytest.mark.store
@pytest.mark.django_db(transaction=True)
def test_a_browser_seals_the_same_under_our_content_policy(page: Page, live_server: LiveServer) -> None:
    errors: list[str] = []
    page.on("console", lambda line: errors.append(line.text) if line.type == "error" else None)
    page.goto(f"{live_server.url}/station/sign-in")
    text, parts, missing = page.evaluate(
        """async ([facts, place, device, key]) => {
          const { sealExport } = await import("/static/capture/app/export.js");
          const { splitParts, joinParts } = await import("/static/capture/app/parts.js");
          const intakePublic = Uint8Array.from(atob(key), (letter) => letter.charCodeAt(0));
          const bytes = await sealExport(facts, { ...place, device, intakePublic });
          const parts = await splitParts(bytes);
          const { missing } = await joinParts(parts.slice(1));
          return [btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join("")), parts, missing];
        }""",
        [[fact("station.opened")], PLACE, DEVICE, base64.b64encode(pair().public).decode()],
    )
    data = base64.b64decode(text)
    assert opened(data) == export.Contents(dict(DEVICE), [fact("station.opened")])
    assert export.join(parts).data == data
    assert missing == [1]
    assert errors == []


def test_the_app_has_words_for_each_problem_in_both_languages() -> None:
    program = "process.stdout.write(JSON.stringify((await import(process.argv[1])).default))"
    done = subprocess.run(
        [str(node()), "--input-type=module", "--eval", program, (APP / "texts/export.js").as_uri()],
        capture_output=True,
        check=True,
    )
    texts = json.loads(done.stdout)
    code = re.compile(r'Problem\("(export\.[a-z-]+)"')
    codes = {name for path in APP.glob("*.js") for name in code.findall(path.read_text())}
    assert codes > {"export.large", "export.mixed"}
    for language in ("nl", "en"):
        assert codes <= {f"export.{each}" for each in texts[language]}
    holes = {
        language: {key: set(re.findall(r"{(\w+)}", text)) for key, text in texts[language].items()}
        for language in texts
    }
    assert holes["nl"] == holes["en"]


# What is in it, and its size


def test_the_facts_come_out_as_they_went_in() -> None:
    facts = [
        fact("station.opened", 1),
        count_fact({"A": 90, "E.1": 60}),
        fact("message.sent", 3, texts={"text": "é€😀"}),
    ]
    data = exported(facts)
    assert opened(data) == export.Contents(dict(DEVICE), facts)
    assert export.read(data).place == export.Place(**PLACE)
    for hidden in (b"count.sent", b"geheim", b"E.1"):
        assert hidden not in data


MARKS = ["A", "B", "D", *(f"E.{n}" for n in range(1, 20)), "F", "G", "H"]


def sizes(counts: list[list[dict[str, Any]]], folder: Path = APP) -> set[int]:
    return {len(exported(each, folder)) for each in counts}


def near_a_boundary(count: dict[str, Any]) -> list[dict[str, Any]]:
    """The count behind facts of such a size that one byte more is the next bucket, if it is not padded."""
    room = export.SMALLEST - padded.HEAD_SIZE
    facts = [fact("message.sent", 1, texts={"text": ""}), count]
    used = len(json.dumps({"device": DEVICE, "facts": facts}, separators=(",", ":")))
    return [fact("message.sent", 1, texts={"text": "x" * (room - used)}), count]


def test_votes_and_what_follows_from_them_do_not_change_the_size() -> None:
    small = near_a_boundary(count_fact(dict.fromkeys(MARKS, 0)))
    filler = small[0]
    large = count_fact(dict.fromkeys(MARKS, 271_828_183))
    ticked = count_fact(dict.fromkeys(MARKS, 7))
    ticked["facts"] |= {"boxes": ["more", "fewer"], "explained": ["yes", "no"]}
    ticked["texts"] = {"reason": "é" * 500}
    every = [[filler, each] for each in (small[1], large, ticked)]
    assert len(sizes(every)) == 1


def test_padding_of_counts_left_out_is_noticed(tmp_path: Path) -> None:
    small = near_a_boundary(count_fact(dict.fromkeys(MARKS, 0)))
    leaky = altered(tmp_path, "export.js", 'fact.kind !== "count.sent"', "true")
    (tmp_path / "lib").symlink_to(APP.parent / "lib")
    assert len(sizes([small, [small[0], count_fact(dict.fromkeys(MARKS, 10))]], leaky)) == 2


@given(st.integers(0, export.LARGEST))
def test_a_bucket_is_large_enough_and_not_much_too_large(size: int) -> None:
    found = export.bucket(size)
    assert size <= found <= max(export.SMALLEST, size * 3 // 2 + 1)


def test_both_sides_know_the_same_buckets() -> None:
    asked = [0, 8192, 8193, 12_288, 12_289, 16_385, 1 << 20, (1 << 20) + 1, 3 << 19, (3 << 19) + 1, 1 << 21]
    found = on_the_device([["export", "bucket", size] for size in [*asked, (1 << 21) + 1]])
    assert found[:-1] == [export.bucket(size) for size in asked]
    assert found[-1] == {"code": "export.large", "params": {}}
    with pytest.raises(Refused) as refusal:
        export.bucket((1 << 21) + 1)
    assert refusal.value.code == "export.large"


def refused(act: Callable[[], object]) -> tuple[str, object]:
    with pytest.raises(Refused) as refusal:
        act()
    return refusal.value.code, refusal.value.params.get("n")


@given(st.binary(max_size=300))
def test_any_other_file_is_no_export(data: bytes) -> None:
    for each in (data, b"SDX1" + data, b"SDX1\0\x02{}" + data, b"SDX1\0\x04null" + data):
        assert refused(lambda each=each: export.read(each))[0] == "export.form"  # type: ignore[misc]


@pytest.mark.parametrize(
    "place",
    [
        {"election": 1, "municipality": "0034", "station": 1},
        {"election": "x", "municipality": None, "station": 1},
        {"election": "x", "municipality": "0034", "station": True},
        {"election": "x", "municipality": "0034", "station": 1 << 40},
        {"election": "x", "municipality": "0034", "station": 1, "more": 1},
        ["x", "0034", 1],
    ],
)
def test_a_place_that_is_none_is_no_export(place: object) -> None:
    head = json.dumps(place).encode()
    data = b"SDX1" + len(head).to_bytes(2, "big") + head + b"sealed"
    assert refused(lambda: export.read(data))[0] == "export.form"


@pytest.mark.parametrize(
    "inside",
    [
        b"", b"{", b"[]", b"null", b'{"facts": []}', b'{"device": {}}', b'{"device": {}, "facts": [1]}',
        b'{"device": {}, "facts": [{"id": "x", "kind": "y", "at": "", "election": "", "seq": true}]}',
        b"\xff", b"[" * 100_000,
    ],
)  # fmt: skip
def test_an_opened_export_with_something_else_in_it_is_damaged(inside: bytes) -> None:
    plain = padded.pad(padded.EXPORT, inside, len(inside) + 99)
    assert refused(lambda: export.contents(plain))[0] == "export.damaged"


def test_a_photo_is_never_taken_for_an_export() -> None:
    plain = padded.pad(padded.PHOTO, b'{"device": {}, "facts": []}', 99)
    assert refused(lambda: export.contents(plain))[0] in ("sealed.damaged", "export.damaged")


# QR texts

files = st.binary(min_size=1, max_size=5 * export.PART)


@given(files, st.randoms(use_true_random=False), st.data())
def test_texts_join_in_any_order_some_twice(data: bytes, dice: Random, draw: st.DataObject) -> None:
    texts = export.split(data)
    again = texts + draw.draw(st.lists(st.sampled_from(texts), max_size=3))
    dice.shuffle(again)
    assert export.join(again) == export.Joined(len(texts), (), data)
    written = draw.draw(st.sampled_from(["\n", "\r\n", " ", ""])).join(again)
    at = draw.draw(st.integers(0, len(written)))
    pasted = export.pasted(f"{written[:at]}\n{written[at:]}".lower())
    assert export.join(pasted).data == data


@given(st.binary(min_size=export.PART + 1, max_size=6 * export.PART), st.data())
def test_what_is_missing_is_named(data: bytes, draw: st.DataObject) -> None:
    texts = export.split(data)
    gone = draw.draw(st.sets(st.integers(1, len(texts)), min_size=1, max_size=len(texts) - 1))
    left = [text for n, text in enumerate(texts, 1) if n not in gone]
    assert export.join(left) == export.Joined(len(texts), tuple(sorted(gone)), None)


@given(files, files, st.data())
def test_parts_of_another_export_are_told(one: bytes, other: bytes, draw: st.DataObject) -> None:
    if one == other:
        return
    texts = export.split(one)
    at = draw.draw(st.integers(1, len(texts)))
    foreign = draw.draw(st.sampled_from(export.split(other)))
    assert refused(lambda: export.join([*texts[:at], foreign, *texts[at:]])) == ("export.mixed", at + 1)


@given(files, st.data())
@settings(max_examples=300)
def test_a_damaged_text_never_joins_to_something_else(data: bytes, draw: st.DataObject) -> None:
    texts = export.split(data)
    n = draw.draw(st.integers(0, len(texts) - 1))
    at = draw.draw(st.integers(0, len(texts[n]) - 1))
    letter = draw.draw(st.sampled_from("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567:/1890 é"))
    cut = draw.draw(st.booleans())
    texts[n] = texts[n][:at] + ("" if cut else letter + texts[n][at + 1 :])
    assert outcome(texts) in ("export.damaged", "export.not-ours", "export.mixed", data, None)


def outcome(texts: list[str]) -> object:
    """What the texts join to, or the code of the refusal."""
    try:
        return export.join(texts).data
    except Refused as refusal:
        return refusal.code


def test_nothing_and_something_else_have_words_of_their_own() -> None:
    assert refused(lambda: export.join([]))[0] == "export.none"
    assert refused(lambda: export.join(export.pasted("  \n"))) == ("export.none", None)
    assert refused(lambda: export.join(export.pasted("https://example.nl"))) == ("export.not-ours", 1)


def test_both_sides_split_and_join_alike() -> None:
    dice = Random(3)
    whole = [dice.randbytes(size) for size in (1, 2, 3, 4, 5, 799, 800, 801, 9_000)]
    texts = [export.split(each) for each in whole]
    assert on_the_device([["parts", "splitParts", each] for each in whole]) == texts
    tried: list[list[str]] = []
    for each in texts:
        tried += [
            each,
            each[::-1] + each[:1],
            each[1:],
            [*each, texts[0][0]],
            [each[0].replace("SDX1", "SDX2")],
        ]
        for _ in range(20):
            n = dice.randrange(len(each))
            at = dice.randrange(len(each[n]))
            letter = dice.choice("ABCXYZ234567:/18")
            tried.append([*each[:n], each[n][:at] + letter + each[n][at + 1 :], *each[n + 1 :]])
    answers = on_the_device([["parts", "joinParts", each] for each in tried])
    assert answers == [as_the_app_says(each) for each in tried]


def as_the_app_says(texts: list[str]) -> dict[str, object]:
    try:
        joined = export.join(texts)
    except Refused as refusal:
        return {"code": refusal.code, "params": refusal.params}
    return {"all": joined.all, "missing": list(joined.missing), "bytes": joined.data}
