"""From the chair's paper to the public site: the code proves the published count, and nothing before it."""

from __future__ import annotations

import json
import secrets
from dataclasses import replace
from pathlib import Path

import pytest
from django.test import Client
from typer.testing import CliRunner

from stemdag import cli
from stemdag.domain import receipt
from stemdag.domain.count import fields
from stemdag.domain.station import Counting
from stemdag.journal.models import Aside, Entry, Envelope, StationDay
from stemdag.verify.receipts import proofs
from tests.capture.conftest import SignIn, Wall, form
from tests.capture.public import files, publish
from tests.capture.tablet import ELECTION, Tablet
from tests.factories import Made, at, make_count, make_election

pytestmark = [pytest.mark.store, pytest.mark.django_db]


@pytest.fixture
def made(db: None) -> Made:
    return make_election(counting=Counting.DECENTRAL)


@pytest.fixture
def codes(made: Made, wall: Wall, sign_in: SignIn) -> dict[int, str]:
    """What chairs wrote on paper: of station 1 by the app, corrected; of station 3 by the older pages."""
    wall.set("21:30")
    tablet = Tablet(made)
    first = make_count(Counting.DECENTRAL)
    [_, one, two] = tablet.send(
        tablet.fact("station.opened"),
        tablet.count(first),
        tablet.count(replace(first, poll_cards=89, proxies=11), 2, reason="Nageteld"),
    )
    assert one["receipt"]["code"] != two["receipt"]["code"]
    postal: Client = sign_in(made.first.stations[3])
    answer = postal.post("/station/count", form(first))
    page = postal.get(answer["Location"]).content.decode()
    code = page.partition('receipt__code">')[2].partition("<")[0]
    return {1: two["receipt"]["code"], 3: code, -1: one["receipt"]["code"]}


def published(made: Made, folder: Path) -> Path:
    return publish(made, folder, at("22:00"))


def test_the_code_is_made_of_what_the_device_sent(made: Made) -> None:
    tablet, count = Tablet(made), make_count(Counting.DECENTRAL)
    tablet.send(tablet.fact("station.opened"))
    fact = tablet.count(count)
    [answer] = tablet.send(fact)
    sent = receipt.Sent(ELECTION, "0034", 1, 1, bytes.fromhex(fact["facts"]["nonce"]))
    assert answer["receipt"]["code"] == receipt.code(sent, fields(count))


def test_the_published_counts_prove_their_codes(made: Made, codes: dict[int, str], tmp_path: Path) -> None:
    folder = published(made, tmp_path)
    found = {each.station: each for each in proofs(lambda path: (folder / path[1:]).read_bytes())}
    assert {number: each.code for number, each in found.items()} == {1: codes[1], 3: codes[3]}
    assert (found[1].version, found[1].stands) == (2, True)
    assert codes[1] in (folder / f"nl/{ELECTION}/0034/1/index.html").read_text()


def test_verify_says_to_which_count_a_code_belongs(made: Made, codes: dict[int, str], tmp_path: Path) -> None:
    folder = published(made, tmp_path)
    typed = codes[1].lower().replace("-", " ")
    done = CliRunner().invoke(cli.program(), ["verify", str(folder), typed, codes[3]])
    assert done.exit_code == 0, done.output
    assert f"{codes[1]}: {ELECTION}, 0034, station 1 (Buurthuis Het Oude Weeshuis), version 2" in done.output
    assert "3 published counts, 3 of them with the code of a receipt." in done.output
    done = CliRunner().invoke(cli.program(), ["verify", str(folder), codes[-1], "AAAA", "--json", "-"])
    assert f"{codes[-1]}: {ELECTION}, 0034, station 1 (Buurthuis Het Oude Weeshuis), version 1" in done.stderr
    assert "a count that was public and was replaced" in done.stderr
    assert (done.exit_code, "AAAA: of no published count" in done.stderr) == (1, True)
    assert json.loads(done.stdout)["unknown"] == ["AAAA"]


def test_a_count_that_was_changed_on_its_way_to_the_public_is_found_out(
    made: Made, codes: dict[int, str], tmp_path: Path
) -> None:
    folder = published(made, tmp_path)
    file = folder / f"data/v1/{ELECTION}/0034.json"
    before = file.read_text()
    for old, new in (
        ('"blank":1', '"blank":2'),
        ('"page_total":60', '"page_total":61'),
        ('"1":60', '"1":59'),
    ):
        assert old in before
        file.write_text(before.replace(old, new))
        done = CliRunner().invoke(cli.program(), ["verify", str(folder), codes[1], codes[3]])
        assert done.exit_code == 1, (old, done.output)


def test_what_is_no_public_site_is_said(tmp_path: Path) -> None:
    done = CliRunner().invoke(cli.program(), ["verify", str(tmp_path / "nowhere")])
    assert (done.exit_code, "cannot be read" in done.output) == (2, True)
    (tmp_path / "data/v1").mkdir(parents=True)
    (tmp_path / "data/v1/index.json").write_text('{"elections": [{}]}')
    done = CliRunner().invoke(cli.program(), ["verify", str(tmp_path)])
    assert (done.exit_code, "no public site" in done.output) == (2, True)


def test_before_the_release_no_public_byte_knows_of_it(
    made: Made, codes: dict[int, str], tmp_path: Path
) -> None:
    """Neither the code nor the random bytes, nor that there is one: the same files as without any count."""
    sealed = files(publish(made, tmp_path / "sealed", at("20:59"), released=False))
    told = {path: body for path, body in sealed.items() if path.endswith(".json") and "/schema/" not in path}
    assert not [path for path, body in told.items() if b"random" in body]
    for code in codes.values():
        assert not [path for path, body in sealed.items() if code.encode() in body]
    Aside.objects.all().delete()
    Envelope.objects.all().delete()
    Entry.objects.filter(kind="count.received").delete()
    StationDay.objects.update(version=0, public=0)
    without = files(publish(made, tmp_path / "without", at("20:59"), released=False))
    assert without == sealed


def test_random_bytes_of_another_length_are_refused(made: Made) -> None:
    tablet = Tablet(made)
    fact = tablet.count(make_count(Counting.DECENTRAL))
    fact["facts"]["nonce"] = secrets.token_hex(31)
    [answer] = tablet.send(fact)
    assert (answer["state"], json.dumps(answer).count("nonce")) == ("refused", 0)
