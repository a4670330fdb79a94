"""A backup of a running election, and what it gives back in a house where nothing is."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace
from uuid import UUID, uuid4

import psycopg
import pytest
from django.conf import settings as django_settings
from django.contrib.sessions.models import Session
from django.db import connection
from pytest_django.fixtures import Settings
from typer.testing import CliRunner

from stemdag import cli, home
from stemdag.domain.errors import Refused
from stemdag.journal.append import Receipt, append
from stemdag.journal.models import Chain, Entry, Envelope
from stemdag.journal.proof import prove
from stemdag.server import backup as backups
from stemdag.server import backup_file
from stemdag.server.restore import restore
from tests.factories import make_election
from tests.journal.test_append import count, fact

NOW = datetime(2022, 3, 16, 21, 30, tzinfo=UTC)
#: Sends the facts again to the restored system, and tells what it answered.
AGAIN = """
import json, sys
from datetime import datetime
from uuid import UUID
import django
django.setup()
from stemdag.journal.append import append
from stemdag.journal.models import StationDay
from tests.journal.test_append import fact
said = [
    append(fact("turnout.reported", client_id=UUID(key), facts={"admitted": admitted}))
    for key, admitted in json.load(sys.stdin)
]
print(json.dumps([[each.seq, each.hash, each.repeated] for each in said]))
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "nacht.backup"


@contextmanager
def fresh_home(tmp_path: Path) -> Iterator[dict[str, str]]:
    """The environment of a home with the same secrets and a database of its own, in which nothing is."""
    given = home.prepare(tmp_path / "elsewhere")
    kept = ("SECRET_KEY", "CONTROL_SECRET", "TEXT_SECRET")
    made = home.environment(given | {f"STEMDAG_{each}": os.environ[f"STEMDAG_{each}"] for each in kept})
    if connection.vendor == "sqlite":
        yield made
        return
    ours, name = django_settings.DATABASES["default"], f"restored_{uuid4().hex}"
    admin = psycopg.connect(dbname="postgres", user=ours["USER"], host=ours["HOST"], autocommit=True)
    try:
        admin.execute(f"CREATE DATABASE {name}")
        yield made | {"STEMDAG_DATABASE_URL": f"postgresql://{ours['USER']}@/{name}?host={ours['HOST']}"}
        admin.execute(f"DROP DATABASE {name} WITH (FORCE)")
    finally:
        admin.close()


def run(environment: dict[str, str], *arguments: str, said: str = "") -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, *arguments], env=environment, input=said, capture_output=True, text=True, check=False
    )


class Stations(threading.Thread):
    """A station that reports on and on; `acknowledged` is what has its receipt."""

    def __init__(self) -> None:
        super().__init__()
        self.acknowledged: list[tuple[UUID, int, Receipt]] = []
        self.enough = threading.Event()
        self.some = threading.Event()

    def run(self) -> None:
        try:
            while not self.enough.is_set() and len(self.acknowledged) < 5_000:
                key, admitted = uuid4(), len(self.acknowledged) + 1
                receipt = append(fact("turnout.reported", client_id=key, facts={"admitted": admitted}))
                self.acknowledged.append((key, admitted, receipt))
                if len(self.acknowledged) > 10:
                    self.some.set()
        finally:
            connection.close()


@pytest.mark.store
@pytest.mark.django_db(transaction=True)
def test_what_was_acknowledged_before_it_began_is_there_and_what_came_after_can_be_sent_again(
    tmp_path: Path, file: Path
) -> None:
    make_election()
    append(count(1))
    stations = Stations()
    stations.start()
    assert stations.some.wait(20)
    before = len(stations.acknowledged)
    done = CliRunner().invoke(cli.program(), ["backup", str(file), "--json", str(tmp_path / "told.json")])
    after = len(stations.acknowledged)
    stations.enough.set()
    stations.join()
    assert done.exit_code == 0, done.output
    assert file.stat().st_mode & 0o777 == 0o600
    with fresh_home(tmp_path) as elsewhere:
        told = run(elsewhere, "-m", "stemdag", "restore", str(file), "--json", "-")
        assert told.returncode == 0, told.stderr
        said = json.loads(told.stdout[told.stdout.index("{") :])
        assert said["other_secrets"] == []
        [chain] = [each for each in said["chains"] if each["municipality"] == "0268"]
        assert chain == json.loads((tmp_path / "told.json").read_text())["chains"][0]
        # The count, then the reports.
        assert before + 1 <= chain["length"] <= after + 2
        sent = [[str(key), admitted] for key, admitted, _ in stations.acknowledged]
        again = run(elsewhere, "-c", AGAIN, said=json.dumps(sent))
        assert again.returncode == 0, again.stderr
        second = run(elsewhere, "-m", "stemdag", "restore", str(file))
        assert second.returncode == 2
        assert "holds something" in second.stderr
    answers = json.loads(again.stdout)
    kept = chain["length"] - 1
    assert [each[2] for each in answers] == [True] * kept + [False] * (len(sent) - kept)
    receipts = [receipt for _, _, receipt in stations.acknowledged]
    # Nobody else wrote, so what is sent again in its order has the very receipts of before.
    assert [each[:2] for each in answers] == [[each.seq, each.hash] for each in receipts]


@pytest.mark.store
@pytest.mark.django_db(transaction=True)
def test_a_living_database_is_not_overwritten(file: Path) -> None:
    make_election()
    append(count(1))
    backups.backup(file, NOW)
    append(fact("station.opened"))
    with pytest.raises(Refused, match="holds something"):
        restore(file)
    assert Entry.objects.count() == 2


@pytest.mark.store
@pytest.mark.django_db(transaction=True)
def test_nobody_is_signed_in_by_a_backup_and_none_takes_the_place_of_another(file: Path) -> None:
    Session.objects.create(session_key="abcdefghijkl", session_data="x", expire_date=NOW)
    backups.backup(file, NOW)
    whole = b"".join(members(file).values())
    assert b"abcdefghijkl" not in whole
    assert b"django_migrations" in whole or b"0001_initial" in whole
    with pytest.raises(Refused) as refusal:
        backups.backup(file, NOW)
    assert refusal.value.code == "backup.there"
    assert [each.name for each in file.parent.iterdir()] == [file.name]


@pytest.mark.once
@pytest.mark.django_db(transaction=True)
def test_the_same_database_is_the_same_bytes(tmp_path: Path) -> None:
    append(count(1))
    one, two = tmp_path / "one", tmp_path / "two"
    for path in (one, two):
        backups.backup(path, NOW)
    assert one.read_bytes() == two.read_bytes()


def members(file: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(file) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def packed(file: Path, parts: dict[str, bytes]) -> None:
    with zipfile.ZipFile(file, "w") as archive:
        for name, body in parts.items():
            archive.writestr(name, body)


@pytest.mark.once
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("how", "code"),
    [
        ("cut off", "backup.damaged"),
        ("one byte other", "backup.damaged"),
        ("a member other", "backup.damaged"),
        ("a member missing", "backup.damaged"),
        ("a stranger", "backup.form"),
        ("another form", "backup.form"),
        ("no zip", "backup.damaged"),
        ("none", "backup.none"),
        ("of a rehearsal", "restore.rehearsal"),
        ("of another engine", "restore.engine"),
        ("of a newer version", "restore.newer"),
    ],
)
def test_what_is_no_whole_backup_of_ours_is_refused(how: str, code: str, file: Path) -> None:
    append(count(1))
    backups.backup(file, NOW)
    parts, whole = members(file), file.read_bytes()
    manifest = json.loads(parts["manifest.json"])
    if how == "cut off":
        file.write_bytes(whole[: len(whole) * 2 // 3])
    elif how == "one byte other":
        file.write_bytes(whole[:5_000] + bytes([whole[5_000] ^ 1]) + whole[5_001:])
    elif how == "no zip":
        file.write_bytes(b"PK" * 500)
    elif how == "none":
        file.unlink()
    elif how == "a member missing":
        packed(file, {"manifest.json": parts["manifest.json"]})
    elif how == "a member other":
        packed(file, parts | {"database.sqlite3": parts["database.sqlite3"] + b"\0"})
    elif how == "a stranger":
        packed(file, {"readme.txt": b"holiday"})
    else:
        changed = {
            "another form": {"version": 9},
            "of a rehearsal": {"rehearsal": True},
            "of another engine": {"engine": "postgresql"},
            "of a newer version": {"migrations": manifest["migrations"] | {"journal": "0999_later"}},
        }[how]
        packed(file, parts | {"manifest.json": json.dumps(manifest | changed).encode()})
    with pytest.raises(Refused) as refusal:
        restore(file)
    assert refusal.value.code == code


@pytest.mark.store
@pytest.mark.django_db
@pytest.mark.parametrize(
    "change",
    [
        lambda: Entry.objects.filter(seq=1).update(facts='{"held":true}'),
        lambda: Entry.objects.filter(seq=2).delete(),
        lambda: Envelope.objects.update(control=b"another"),
        lambda: Chain.objects.update(length=1),
        lambda: Chain.objects.update(head="f" * 64),
    ],
)
def test_a_journal_that_was_changed_is_not_whole(change: Callable[[], object]) -> None:
    append(count(1))
    append(fact("station.opened"))
    [chain] = Chain.objects.all()
    prove(chain)
    change()
    [chain] = Chain.objects.all()
    with pytest.raises(Refused) as refusal:
        prove(chain)
    assert refusal.value.code == "journal.broken"


@pytest.mark.once
@pytest.mark.django_db(transaction=True)
def test_what_is_refused_leaves_nothing(tmp_path: Path, file: Path) -> None:
    append(count(1))
    manifest = backups.backup(tmp_path / "first", NOW)
    Chain.objects.update(length=2)
    backups.backup(tmp_path / "second", NOW)
    changed = members(tmp_path / "second")["database.sqlite3"]
    with backup_file.writing(file) as into:
        with into.member("database.sqlite3") as member:
            member.write(changed)
        into.close(manifest)
    with fresh_home(tmp_path) as elsewhere:
        done = run(elsewhere, "-m", "stemdag", "restore", str(file))
        assert done.returncode == 2
        assert "Nothing was restored" in done.stderr
        assert not list(Path(elsewhere["STEMDAG_HOME"]).glob("*restoring*"))


@pytest.mark.once
@pytest.mark.django_db(transaction=True)
def test_other_secrets_are_named(file: Path, settings: Settings) -> None:
    manifest = backups.backup(file, NOW)
    assert backup_file.differing(manifest, backups.marks()) == []
    settings.STEMDAG = SimpleNamespace(
        secret_key="another", control_secret=b"another", text_secret=django_settings.STEMDAG.text_secret
    )
    assert backup_file.differing(manifest, backups.marks()) == [
        "STEMDAG_CONTROL_SECRET",
        "STEMDAG_SECRET_KEY",
    ]
    assert Chain.objects.count() == 0
