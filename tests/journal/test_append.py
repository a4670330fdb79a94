"""The journal takes each fact once, in order, whole."""

from __future__ import annotations

import hashlib
import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from django.db import DatabaseError, connection
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from stemdag.domain.chain import genesis
from stemdag.domain.errors import Refused
from stemdag.journal import aside, projections
from stemdag.journal.append import Fact, File, Sealed, append, entry_hash
from stemdag.journal.models import (
    Aside,
    AsideKey,
    Chain,
    Entry,
    Envelope,
    ReleaseDay,
    SealedFile,
    StationDay,
    TurnoutReport,
)

pytestmark = [pytest.mark.store, pytest.mark.django_db]

AT = datetime(2022, 3, 16, 9, 30, tzinfo=UTC)
MOMENT = datetime(2022, 3, 16, 20, 0, tzinfo=UTC)


def fact(kind: str, **changed: object) -> Fact:
    given = {
        "election": "GR2022_0268",
        "municipality": "0268",
        "kind": kind,
        "at": AT,
        "by": "station:1",
        "client_id": uuid4(),
        "station": 1,
    }
    return Fact(**(given | changed))  # type: ignore[arg-type]


def count(version: int, *, held: bool = False, **changed: object) -> Fact:
    sealed = Sealed("station", version, b"release" * 9, b"control" * 9)
    return fact("count.received", sealed=sealed, facts={"held": held}, **changed)


def day() -> StationDay:
    return StationDay.objects.get(station=1)


def test_first_entry_follows_the_name_of_its_chain() -> None:
    receipt = append(fact("station.opened"))
    entry = Entry.objects.get()
    assert receipt.seq == 1
    assert entry.hash == receipt.hash == entry_hash(entry, genesis("GR2022_0268", "0268"))
    assert Chain.objects.get().head == entry.hash


def test_a_repeat_gets_the_receipt_and_writes_nothing() -> None:
    once = fact("turnout.reported", facts={"admitted": 12})
    first, again = append(once), append(once)
    assert (again.seq, again.hash, again.repeated) == (first.seq, first.hash, True)
    assert (Entry.objects.count(), TurnoutReport.objects.count()) == (1, 1)


@pytest.mark.parametrize(
    "other",
    [
        {"facts": {"admitted": 13}},
        {"station": 2},
        {"kind": "station.opened", "facts": {}},
        {"commitment": b"x" * 32},
    ],
)
def test_the_same_id_for_something_else_is_a_conflict(other: dict[str, object]) -> None:
    same: dict[str, object] = {"client_id": UUID(int=7), "facts": {"admitted": 12}}
    append(fact("turnout.reported", **same))
    with pytest.raises(Refused) as refusal:
        append(
            fact(
                str(other.get("kind", "turnout.reported")),
                **(same | {k: v for k, v in other.items() if k != "kind"}),
            )
        )
    assert refusal.value.code == "journal.conflict"
    assert Entry.objects.count() == 1


def test_the_same_id_in_another_municipality_is_another_submission() -> None:
    append(fact("station.opened", client_id=UUID(int=7)))
    append(fact("station.opened", client_id=UUID(int=7), municipality="0014"))
    assert sorted(Chain.objects.values_list("municipality", "length")) == [("0014", 1), ("0268", 1)]


def test_a_count_without_errors_is_accepted_at_once_and_a_held_one_by_the_office() -> None:
    append(count(1, held=True))
    assert (day().state, day().public) == ("held", 0)
    append(fact("count.accepted", facts={"version": 1}, texts={"reason": "explained by telephone"}))
    assert (day().state, day().public) == ("accepted", 1)
    append(count(2, texts={"reason": "two digits were swapped"}))
    assert (day().state, day().public, Envelope.objects.count()) == ("accepted", 2, 2)


def test_a_held_correction_leaves_the_earlier_count_public() -> None:
    append(count(1))
    append(count(2, held=True, texts={"reason": "a pile was found"}))
    assert (day().state, day().version, day().public) == ("held", 2, 1)


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        (lambda: count(2), "count.version"),
        (lambda: fact("count.received", facts={"held": False}), "count.unsealed"),
        (lambda: fact("count.accepted", facts={"version": 1}, texts={"reason": "x"}), "count.not-held"),
        (lambda: fact("station.sold"), "journal.kind"),
        (lambda: fact("station.opened", station=None), "journal.station"),
        (lambda: fact("station.opened", texts={"reason": "x" * 2_000}), "text.long"),
    ],
)
def test_what_cannot_follow_is_refused_and_nothing_is_kept(wrong: object, code: str) -> None:
    with pytest.raises(Refused) as refusal:
        append(wrong())  # type: ignore[operator]
    assert refusal.value.code == code
    assert (Entry.objects.count(), StationDay.objects.count(), Aside.objects.count()) == (0, 0, 0)


def test_a_correction_and_an_acceptance_need_a_reason() -> None:
    append(count(1, held=True))
    for wrong in (count(2), count(2, texts={"reason": "  "}), fact("count.accepted", facts={"version": 1})):
        with pytest.raises(Refused) as refusal:
            append(wrong)
        assert refusal.value.code == "count.reason"


def test_release_follows_the_rules_of_the_domain() -> None:
    def release(kind: str, at: datetime) -> Fact:
        return fact(kind, station=None, at=at, facts={"moment": MOMENT.isoformat()})

    append(release("release.armed", AT))
    with pytest.raises(Refused, match="nothing opens before it"):
        append(release("release.released", MOMENT - timedelta(seconds=1)))
    append(release("release.held", AT))
    with pytest.raises(Refused, match="held"):
        append(release("release.released", MOMENT))
    append(release("release.armed", MOMENT))
    append(release("release.released", MOMENT))
    with pytest.raises(Refused, match="already"):
        append(release("release.held", MOMENT))


def put_later(hours: int, at: datetime = AT) -> Fact:
    facts = {"from": MOMENT.isoformat(), "moment": (MOMENT + timedelta(hours=hours)).isoformat()}
    return fact("release.postponed", municipality="", station=None, at=at, facts=facts)


def test_the_moment_is_put_later_and_never_earlier() -> None:
    append(put_later(1))
    for hours in (0, 1):
        with pytest.raises(Refused, match="only be put later"):
            append(put_later(hours))


def test_a_moment_that_has_passed_is_not_put_later() -> None:
    """Neither the first nor one that was put later: what came in since stands in public, with its times."""
    with pytest.raises(Refused) as refusal:
        append(put_later(1, MOMENT))
    assert refusal.value.code == "release.passed"
    assert (Entry.objects.count(), ReleaseDay.objects.count()) == (0, 0)
    append(put_later(1, MOMENT - timedelta(seconds=1)))
    append(put_later(2, MOMENT + timedelta(minutes=59)))
    with pytest.raises(Refused) as refusal:
        append(put_later(3, MOMENT + timedelta(hours=2)))
    assert refusal.value.code == "release.passed"
    assert ReleaseDay.objects.get().moment == MOMENT + timedelta(hours=2)


def test_a_moment_is_not_put_later_for_an_election_of_which_something_is_released() -> None:
    """A gate whose clock is ahead handed over already."""
    for kind, when in (("release.armed", AT), ("release.released", MOMENT)):
        append(fact(kind, station=None, at=when, facts={"moment": MOMENT.isoformat()}))
    with pytest.raises(Refused) as refusal:
        append(put_later(1))
    assert refusal.value.code == "release.twice"


def test_a_text_lies_beside_its_entry_and_goes_with_its_key() -> None:
    append(count(1))
    append(count(2, texts={"reason": "twee cijfers verwisseld"}))
    stored, chain = Aside.objects.get(), Chain.objects.get()
    entry = Entry.objects.get(seq=2)
    assert aside.read(stored) == "twee cijfers verwisseld"
    assert b"cijfers" not in bytes(stored.sealed)
    assert "cijfers" not in entry.facts
    assert hashlib.sha256(b"twee cijfers verwisseld").hexdigest() not in entry.facts
    assert len(bytes(stored.sealed)) == aside.LONGEST + 12 + 16
    AsideKey.objects.filter(chain=chain).delete()
    assert aside.read(stored) is None


def test_a_failing_projection_takes_its_entry_with_it(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise DatabaseError

    monkeypatch.setitem(projections._APPLY, "station.opened", fail)
    with pytest.raises(DatabaseError):
        append(fact("station.opened"))
    assert (Entry.objects.count(), Chain.objects.count()) == (0, 0)


def test_each_changed_column_breaks_the_chain() -> None:
    append(fact("turnout.reported", facts={"admitted": 12}))
    entry = Entry.objects.get()
    start = genesis("GR2022_0268", "0268")
    for column, value in {
        "seq": 2,
        "kind": "station.opened",
        "station": 2,
        "at": AT + timedelta(seconds=1),
        "by": "station:2",
        "client_id": uuid4(),
        "commitment": b"x",
        "facts": json.dumps({"admitted": 13}),
    }.items():
        changed = Entry.objects.get()
        setattr(changed, column, value)
        assert entry_hash(changed, start) != entry.hash, column


class Chains(TestCase):  # type: ignore[misc]
    @given(st.lists(st.tuples(st.sampled_from(["0014", "0268"]), st.integers(0, 3_000)), max_size=12))
    @settings(max_examples=15, deadline=None)
    def test_every_chain_holds(self, reports: list[tuple[str, int]]) -> None:
        for municipality, admitted in reports:
            append(fact("turnout.reported", municipality=municipality, facts={"admitted": admitted}))
        for chain in Chain.objects.all():
            before = genesis(chain.election, chain.municipality)
            entries = list(chain.entries.order_by("seq"))
            assert [entry.seq for entry in entries] == list(range(1, chain.length + 1))
            for entry in entries:
                assert entry.hash == entry_hash(entry, before)
                before = entry.hash
            assert chain.head == before


def test_sqlite_writes_through_to_disk() -> None:
    if connection.vendor != "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("SHOW synchronous_commit")
            assert cursor.fetchone() == ("on",)
        return
    with connection.cursor() as cursor:
        assert cursor.execute("PRAGMA synchronous").fetchone() == (2,)
        assert connection.settings_dict["OPTIONS"]["transaction_mode"] == "IMMEDIATE"


# Sealed files


def photo(sealed: bytes = b"sealed" * 9, **changed: object) -> Fact:
    return fact("record.photographed", file=File("photo", sealed), facts={"size": 1 << 20}, **changed)


def test_a_file_lies_beside_its_entry_which_holds_the_hash_of_what_is_sealed() -> None:
    append(photo())
    kept = SealedFile.objects.get()
    assert (kept.kind, bytes(kept.sealed)) == ("photo", b"sealed" * 9)
    assert json.loads(kept.entry.facts) == {
        "size": 1 << 20,
        "file": hashlib.sha256(b"sealed" * 9).hexdigest(),
    }


def test_a_photo_sent_again_is_sealed_anew_and_is_still_a_repeat() -> None:
    same = uuid4()
    first, again = append(photo(client_id=same)), append(photo(b"sealed anew", client_id=same))
    assert (again.hash, again.repeated) == (first.hash, True)
    assert SealedFile.objects.count() == 1


@pytest.mark.parametrize(
    "changed",
    [{"file": None}, {"file": File("export", b"x")}, {"station": None}, {"kind": "export.carried"}],
)
def test_a_file_without_its_kind_or_station_is_refused(changed: dict[str, object]) -> None:
    with pytest.raises(Refused) as refusal:
        append(replace(photo(), **changed))  # type: ignore[arg-type]
    assert refusal.value.code == "journal.file"
    assert not Entry.objects.exists()
    assert not SealedFile.objects.exists()
