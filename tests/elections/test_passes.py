"""The register of invalid passes, and the end of all passes: numbers go in and are nowhere afterwards."""

from __future__ import annotations

import json
import logging
from pathlib import Path
from uuid import uuid4

import pytest
from django.db import connection
from typer.testing import CliRunner, Result

from stemdag import cli
from stemdag.domain.errors import Refused
from stemdag.domain.pass_filter import count, fingerprint, holds
from stemdag.domain.passes import PassKind, Reason
from stemdag.elections import models, passes
from stemdag.files.errors import Unreadable
from stemdag.journal import scans
from stemdag.journal.append import Fact, append, append_many
from stemdag.journal.models import DoubleUse, Entry, PassUse, StationDay
from tests.factories import MadeMunicipality, at, make_election

pytestmark = [pytest.mark.store, pytest.mark.django_db]

NUMBERS = ("3141592653", "2718281828", "1618033988", "5772156649")
NOW = at("09:30")


@pytest.fixture
def town() -> MadeMunicipality:
    return make_election().first


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "uittreksel.csv"


def load(town: MadeMunicipality, file: Path, *lines: str, whole: bool = False) -> passes.Loaded:
    file.write_text("\n".join(lines))
    return passes.load_register(file, town.row, NOW, "test", whole=whole)


def reasons(town: MadeMunicipality) -> list[Reason | None]:
    """What the register says of each number."""
    of = [fingerprint(passes.key(town.row.election), number) for number in NUMBERS]
    version, filter_bytes = passes.filter_for(town.row)
    confirmed = passes.confirm(town.row, of)
    assert version == models.PassRegister.objects.get().version
    assert count(filter_bytes) == len(confirmed)
    assert all(holds(filter_bytes, each) for each in confirmed)
    return [confirmed.get(each) for each in of]


def run(*words: object, given: str = "") -> Result:
    return CliRunner().invoke(cli.program(), ["passes", *map(str, words)], input=given)


def scan(town: MadeMunicipality, number: str, station: int) -> Fact:
    minute = at(f"10:{station * 10}")
    row = scans.Scan(
        fingerprint(passes.key(town.row.election), number),
        PassKind.POLL_CARD,
        minute,
        str(uuid4()),
        "accepted",
    )
    return Fact(
        "GR2022_Almere", "0034", scans.KIND, minute, f"station:{station}", uuid4(), station, scans=(row,)
    )


def test_the_key_is_made_once_and_is_not_what_lies_in_the_database(town: MadeMunicipality) -> None:
    first = passes.key(town.row.election)
    stored = models.Election.objects.get()
    assert (len(first), passes.key(stored)) == (32, first)
    assert bytes(stored.pass_key or b"") not in (b"", first)
    # Whoever still holds the row from before there was one gets the same.
    stale = models.Election.objects.get()
    stale.pass_key = None
    assert passes.key(stale) == first


def test_without_a_register_nothing_is_invalid(town: MadeMunicipality) -> None:
    version, filter_bytes = passes.filter_for(town.row)
    assert (version, count(filter_bytes), passes.confirm(town.row, [1, 2])) == (0, 0, {})


def test_a_whole_register_and_changes_to_it(town: MadeMunicipality, file: Path) -> None:
    first = load(
        town,
        file,
        "\ufeffnummer;reden",
        f"{NUMBERS[0]};overleden",
        f" {NUMBERS[1][:4]} {NUMBERS[1][4:]} ;Ten onrechte verstrekt",
        "",
        f"{NUMBERS[1]};wrongly_issued",
        whole=True,
    )
    assert (first.version, first.passes, first.added) == (1, 2, 2)
    assert reasons(town) == [Reason.DIED, Reason.WRONGLY_ISSUED, None, None]
    second = load(town, file, f"{NUMBERS[0]},geldig", f"{NUMBERS[1]},stolen", f'"{NUMBERS[2]}","omgezet"')
    assert (second.version, second.passes) == (2, 2)
    assert (second.added, second.changed, second.removed) == (1, 1, 1)
    assert reasons(town) == [None, Reason.STOLEN, Reason.CONVERTED, None]
    same = load(town, file, f"{NUMBERS[1]},gestolen", f"{NUMBERS[2]},converted", whole=True)
    assert (same.version, same.digest, same.added, same.removed) == (2, second.digest, 0, 0)
    third = load(town, file, f"{NUMBERS[3]},vervangen", whole=True)
    assert reasons(town) == [None, None, None, Reason.REPLACED]
    assert (third.version, third.removed) == (3, 2)
    entries = Entry.objects.filter(kind="register.loaded").order_by("seq")
    said = [json.loads(each.facts) for each in entries]
    assert [each["version"] for each in said] == [1, 2, 3]
    assert said[-1] == {
        "version": 3,
        "digest": third.digest,
        "passes": 1,
        "added": 1,
        "changed": 0,
        "removed": 2,
    }


def test_registers_of_two_municipalities_are_apart(file: Path) -> None:
    first, second = make_election().municipalities.values()
    load(first, file, f"{NUMBERS[0]},died")
    one = fingerprint(passes.key(first.row.election), NUMBERS[0])
    assert passes.confirm(first.row, [one]) == {one: Reason.DIED}
    assert passes.confirm(second.row, [one]) == {}
    assert passes.filter_for(second.row)[0] == 0


BAD = {
    f"{NUMBERS[0]}": "line 2: 1 columns",
    f"{NUMBERS[0]},died,1950": "line 2: 3 columns",
    f"{NUMBERS[0]},lost": "line 2: the reason is not one of",
    f"{NUMBERS[0]}é,died": "line 2: this is not the number of a pass",
    f"{NUMBERS[0]}{NUMBERS[1]}1,died": "line 2: a pass number has at most 20",
    ",died": "line 2: there is no number",
    f"{NUMBERS[3]},stolen": "line 2: another reason than on line 1 for the same pass",
    f'"{NUMBERS[0]},died': "line 2: has quotes that do not close",
}


@pytest.mark.parametrize("line", BAD)
def test_a_bad_line_is_named_without_its_number_and_nothing_is_lost(
    town: MadeMunicipality, file: Path, line: str
) -> None:
    load(town, file, f"{NUMBERS[2]},died")
    before = models.PassRegister.objects.get()
    file.write_text(f"{NUMBERS[3]},died\n{line}\n")
    done = run("load", file, "--municipality", "0034")
    assert done.exit_code == 2
    told = " ".join(done.output.split())
    assert BAD[line] in told
    assert not any(number in told for number in NUMBERS)
    assert models.PassRegister.objects.get().digest == before.digest
    assert models.InvalidPass.objects.count() == 1


def test_all_lines_at_fault_are_counted_and_twenty_are_named(town: MadeMunicipality, file: Path) -> None:
    with pytest.raises(Unreadable) as caught:
        load(town, file, *(f"{number},geldig" for number in range(100, 125)), whole=True)
    assert "line 20:" in caught.value.text
    assert "line 21:" not in caught.value.text
    assert "and 5 more" in caught.value.text


def test_a_file_in_another_encoding_says_where_and_how(town: MadeMunicipality, file: Path) -> None:
    file.write_bytes(f"{NUMBERS[0]},died\n{NUMBERS[1]},\xe9\n".encode("latin-1"))
    done = run("load", file, "--municipality", "0034")
    assert done.exit_code == 2
    assert "line 2: is not UTF-8. Save it as CSV UTF-8." in done.output
    assert run("load", file.with_name("none.csv"), "--municipality", "0034").exit_code == 2


def test_a_register_is_one_municipalitys(town: MadeMunicipality, file: Path) -> None:
    file.write_text("")
    assert "say which" in run("load", file).output
    assert run("load", file, "--election", "nothing").exit_code == 2


def test_numbers_are_nowhere(town: MadeMunicipality, file: Path, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        file.write_text("\n".join(f"{number},died" for number in NUMBERS))
        told = run("load", file, "--municipality", "0034", "--whole", "--json", "-").output
        append_many([scan(town, number, station) for number in NUMBERS for station in (1, 2)])
        told += run("status", "--json", "-").output
    kept = dump() + caplog.text + told
    for number in NUMBERS:
        forms = {number, number.encode().hex(), f"{int(number):x}"}
        assert not [each for each in forms if each in kept]
    assert passes.key(town.row.election).hex() not in kept
    # Nor do fingerprints stand in the chain, which outlives them.
    facts = " ".join(Entry.objects.values_list("facts", flat=True))
    for row in PassUse.objects.all():
        assert str(row.fingerprint) not in facts
        assert f"{scans.unsigned(row.fingerprint):016x}" not in facts


def dump() -> str:
    """Every row of every table, as text; bytes as hexadecimal and as they are."""
    found = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            for row in cursor.fetchall():
                for value in row:
                    plain = bytes(value) if isinstance(value, memoryview) else value
                    found.append(f"{plain!r}")
                    if isinstance(plain, bytes):
                        found.append(plain.hex())
    return "\n".join(found)


def test_destroying_leaves_totals_and_chain_and_nothing_of_a_pass(town: MadeMunicipality, file: Path) -> None:
    other = make_election(eml_id="PS2023", municipalities=[("0034", "Almere")]).first
    load(other, file, f"{NUMBERS[0]},died")
    load(town, file, f"{NUMBERS[0]},died")
    outcomes = append_many([scan(town, number, station) for number in NUMBERS[:2] for station in (1, 2)])
    assert not any(isinstance(each, Refused) for each in outcomes)
    assert DoubleUse.objects.count() == 2
    heads = [entry.hash for entry in Entry.objects.filter(chain__municipality="0034").order_by("pk")]
    assert run("destroy", "GR2022_Almere", given="no\n").exit_code == 2
    assert PassUse.objects.count() == 4
    done = run("destroy", "GR2022_Almere", "--json", "-", given="GR2022_Almere\n")
    assert done.exit_code == 0, done.output
    assert "4 scans and 1 invalid passes destroyed" in done.output
    assert (PassUse.objects.count(), DoubleUse.objects.count()) == (0, 0)
    assert list(models.InvalidPass.objects.values_list("municipality")) == [(other.row.pk,)]
    assert [each.hash for each in Entry.objects.filter(chain__municipality="0034").order_by("pk")] == heads
    assert set(StationDay.objects.values_list("poll_cards")) == {(2,)}
    gone = json.loads(Entry.objects.get(kind="passes.destroyed").facts)
    assert gone == {"scans": 4, "invalid": 1}
    for row in (models.Election.objects.get(eml_id="GR2022_Almere"), town.row.election):
        row.refresh_from_db()
        with pytest.raises(Refused) as refusal:
            passes.key(row)
        assert refusal.value.code == "passes.destroyed"
    assert run("destroy", "GR2022_Almere", "--yes").exit_code == 2
    assert run("destroy", "nothing", "--yes").exit_code == 2
    assert "destroyed 2" in run("status", "--election", "GR2022_Almere").output


def test_a_batch_sent_again_after_the_end_gets_its_receipt(town: MadeMunicipality) -> None:
    once = scan(town, NUMBERS[0], 1)
    first = append(once)
    passes.destroy(town.row.election, NOW, "test")
    again = append(once)
    assert (again.hash, again.repeated) == (first.hash, True)
