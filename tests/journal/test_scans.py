"""Scans of passes: each counted once a visit, in whatever order they come in; a second use is told."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from threading import Barrier, Thread
from uuid import UUID, uuid4

import pytest
from django.db import connection
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from stemdag.domain.errors import Refused
from stemdag.domain.passes import PassKind
from stemdag.domain.turnout import latest
from stemdag.gate.watch import Watch
from stemdag.journal import scans
from stemdag.journal.append import Fact, Receipt, Told, append, append_many
from stemdag.journal.models import Chain, DoubleUse, Entry, PassUse, StationDay
from stemdag.journal.scans import Scan
from tests.journal.test_append import fact
from tests.long import LONG

pytestmark = [pytest.mark.store, pytest.mark.django_db]

AT = datetime(2022, 3, 16, 9, 30, tzinfo=UTC)
TOP = (1 << 64) - 1


def scan(fingerprint: int, minute: float = 0, **changed: object) -> Scan:
    given = {
        "kind": PassKind.POLL_CARD,
        "visit": f"at-{minute}".replace(".", "-"),
        "verdict": "accepted",
    } | changed
    return Scan(fingerprint, at=AT + timedelta(minutes=minute), **given)  # type: ignore[arg-type]


def batch(*of: Scan, **changed: object) -> Fact:
    return fact("passes.scanned", scans=of, **changed)


def undone(fingerprint: int, kind: str = "poll_card", minute: float = 1, **changed: object) -> Fact:
    given: dict[str, object] = {"facts": {"kind": kind}, "texts": {"reason": "verkeerde stapel"}} | told(
        minute
    )
    return fact("passes.undone", fingerprint=fingerprint, **(given | changed))


def told(minute: float, device: int = 7) -> dict[str, object]:
    """By a device that sends at `AT` what happened some minutes after it."""
    return {"told": Told(device, 1, AT, 0, AT + timedelta(minutes=minute))}


def taken(*facts: Fact) -> list[Receipt]:
    found = append_many(facts)
    assert all(isinstance(each, Receipt) for each in found), found
    return found  # type: ignore[return-value]


def totals(station: int = 1, municipality: str = "0268") -> tuple[int, int, int]:
    day = StationDay.objects.get(station=station, chain__municipality=municipality)
    return day.poll_cards, day.proxies, day.voter_cards


def stored(seq: int = 1) -> dict[str, object]:
    facts: dict[str, object] = json.loads(Entry.objects.get(seq=seq).facts)
    return facts


def test_a_batch_is_an_entry_of_numbers_and_rows_of_fingerprints() -> None:
    proxy, card = (
        scan(TOP, kind=PassKind.PROXY),
        scan(2, kind=PassKind.VOTER_CARD, verdict="used_elsewhere", decided="admitted"),
    )
    refused = scan(3, verdict="used_here", decided="refused")
    taken(batch(scan(0), scan(1), proxy, card, refused, scan(4, verdict="invalid"), **told(0)))
    numbers = {"poll_cards": 2, "proxies": 1, "voter_cards": 1, "scans": 6, "again": 0, "refused": 2}
    facts = stored()
    assert facts.pop("told")
    assert facts == numbers
    assert totals() == (2, 1, 1)
    rows = scans.scans_of(Chain.objects.get(), [1])[1]
    assert {(scans.unsigned(row.fingerprint), row.counts, row.device) for row in rows} == {
        (0, True, 7),
        (1, True, 7),
        (TOP, True, 7),
        (2, True, 7),
        (3, False, 7),
        (4, False, 7),
    }
    assert StationDay.objects.get().admitted == 4


def test_a_batch_costs_as_many_queries_whether_it_is_small_or_large(
    django_assert_num_queries: object,
) -> None:
    append(batch(scan(1)))
    for size in (1, 50):
        turn = [batch(*(scan(size * 1000 + place * 100 + n) for n in range(size))) for place in range(4)]
        with django_assert_num_queries(7):  # type: ignore[operator]
            assert all(isinstance(each, Receipt) for each in append_many(turn))


def test_a_pass_read_again_in_its_visit_counts_once() -> None:
    """One voter at the table, two devices, a camera that goes on reading."""
    same_visit, within = scan(9, 8, visit="at-0"), scan(9, 4.9)
    first, other, late = taken(batch(scan(9)), batch(within), batch(same_visit, same_visit))
    assert (first.again, other.again, late.again) == (0, 1, 2)
    assert totals() == (1, 0, 0)
    assert scans.double_uses("GR2022_0268") == []


@pytest.mark.parametrize("place", [{"municipality": "0014"}, {"station": 2}, {}])
def test_a_pass_used_in_another_visit_is_said_and_counted(place: dict[str, object]) -> None:
    append(batch(scan(5), scan(9)))
    (said,) = taken(batch(scan(9, 61), scan(6, 61), **place))
    assert said.doubles == (scans.Double(9, "0268", 1, AT, "at-0"),)
    assert said.again == 0
    ((earlier, later),) = scans.double_uses("GR2022_0268")
    assert (earlier.station, earlier.at, later.at) == (1, AT, AT + timedelta(minutes=61))
    assert later.chain.municipality == place.get("municipality", "0268")
    for municipality, pairs in (("0268", 1), ("0014", "municipality" in place), ("0003", 0)):
        assert len(scans.double_uses("GR2022_0268", municipality)) == pairs


def test_the_same_number_in_another_election_is_another_pass() -> None:
    append(batch(scan(9)))
    (said,) = taken(batch(scan(9, 61), election="PS2023"))
    assert (said.doubles, said.again) == ((), 0)
    (said,) = taken(batch(scan(9, 190), election="PS2023"))
    assert [each.at for each in said.doubles] == [AT + timedelta(minutes=61)]
    assert scans.double_uses("GR2022_0268") == []


def test_a_repeat_is_answered_as_the_first_time_though_more_is_known_by_then() -> None:
    append(batch(scan(9)))
    once = batch(scan(9, 61), scan(9, 62), station=2, **told(61, 3))
    first = append(once)
    append(batch(scan(9, 200), station=3))
    measured = replace(once, told=Told(3, 1, AT, 90, AT))
    for again in (append(once), *taken(measured), *taken(once, once)):
        assert (again.hash, again.doubles, again.again) == (first.hash, first.doubles, 1)
        assert again.repeated
    assert (totals(2), PassUse.objects.count()) == ((1, 0, 0), 4)


def test_a_batch_twice_in_one_request_is_one_batch() -> None:
    once = batch(scan(9))
    first, again = taken(once, once)
    assert (first.repeated, again.repeated, first.hash) == (False, True, again.hash)
    assert totals() == (1, 0, 0)


def test_other_scans_under_the_same_id_are_a_conflict() -> None:
    append(batch(scan(9), client_id=UUID(int=7)))
    (refusal,) = append_many([batch(scan(8), client_id=UUID(int=7))])
    assert isinstance(refusal, Refused)
    assert refusal.code == "journal.conflict"
    assert totals() == (1, 0, 0)


def test_a_refused_fact_leaves_nothing_and_the_others_stand() -> None:
    facts = [
        fact("station.opened"),
        batch(scan(1)),
        fact("count.accepted", station=5, facts={"version": 1}, texts={"reason": "gebeld"}),
        batch(scan(2), scan(3)),
        batch(),
        fact("station.opened", texts={"reason": "x" * 2_000}, station=6),
        fact("keys.made", station=None),
        fact("turnout.reported", facts={"admitted": 12}, municipality="0014"),
        fact("station.closed.by.nobody"),
    ]
    found = append_many(facts)
    codes = [each.code if isinstance(each, Refused) else each.seq for each in found]
    assert codes == [1, 2, "count.not-held", 3, "passes.form", "text.long", 4, 1, "journal.kind"]
    assert set(StationDay.objects.values_list("station", "chain__municipality")) == {(1, "0268"), (1, "0014")}
    assert sorted(Chain.objects.values_list("municipality", "length")) == [("0014", 1), ("0268", 4)]
    entries = list(Entry.objects.filter(chain__municipality="0268").order_by("seq"))
    assert [each.seq for each in entries] == [1, 2, 3, 4]
    assert entries[-1].hash == Chain.objects.get(municipality="0268").head


@pytest.mark.parametrize(
    "wrong",
    [
        batch(),
        batch(scan(1), station=None),
        batch(scan(1), texts={"reason": "x"}),
        batch(scan(1 << 64)),
        batch(scan(-1)),
        batch(scan(1, visit="")),
        batch(scan(1, visit="x" * 37)),
        batch(scan(1, visit="a,b")),
        batch(scan(1, verdict="perhaps")),
        batch(scan(1, decided="later")),
    ],
)
def test_scans_that_cannot_be_kept_are_refused(wrong: Fact) -> None:
    with pytest.raises(Refused) as refusal:
        append(wrong)
    assert refusal.value.code == "passes.form"
    assert (Entry.objects.count(), PassUse.objects.count(), Chain.objects.count()) == (0, 0, 0)


def test_undoing_takes_the_pass_off_the_totals_with_what_was_read_again() -> None:
    append_many([batch(scan(9), scan(8, kind=PassKind.PROXY)), batch(scan(9, 2), **told(2, 2))])
    assert totals() == (1, 1, 0)
    append(undone(9, minute=6))
    assert totals() == (0, 1, 0)
    assert StationDay.objects.get().admitted == 1
    assert set(PassUse.objects.filter(undone_at=None).values_list("fingerprint")) == {(8,)}
    entry = stored(3)
    assert entry.pop("texts")
    assert entry.pop("told")
    assert entry == {"kind": "poll_card"}
    # A device that was slow brings a reading from before; then the pass is handed in once more.
    (late,) = taken(batch(scan(9, 3), **told(3, 3)))
    assert (late.again, totals()) == (1, (0, 1, 0))
    (anew,) = taken(batch(scan(9, 7)))
    assert (anew.doubles, totals()) == ((), (1, 1, 0))


def test_undoing_one_of_two_uses_takes_the_double_away() -> None:
    append_many([batch(scan(9)), batch(scan(9, 61), station=2)])
    assert len(scans.double_uses("GR2022_0268")) == 1
    append(undone(9, minute=62, station=2))
    assert scans.double_uses("GR2022_0268") == []
    (said,) = taken(batch(scan(9, 90), station=3))
    assert [each.station for each in said.doubles] == [1]


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        (undone(8), "passes.unknown"),
        (undone(9, station=2), "passes.unknown"),
        (undone(9, kind="proxy"), "passes.unknown"),
        (undone(9, municipality="0014"), "passes.unknown"),
        (undone(9, kind="ballot"), "passes.form"),
        (fact("passes.undone", facts={"kind": "proxy"}, texts={"reason": "x"}), "passes.form"),
    ],
)
def test_what_is_not_counted_cannot_be_undone(wrong: Fact, code: str) -> None:
    append(batch(scan(9)))
    (refusal,) = append_many([wrong])
    assert isinstance(refusal, Refused)
    assert refusal.code == code
    assert (totals(), Entry.objects.count(), StationDay.objects.count()) == ((1, 0, 0), 1, 1)


def test_what_a_station_says_itself_stands_and_scans_come_on_top() -> None:
    append(batch(scan(1), **told(0)))
    append(fact("turnout.reported", facts={"admitted": 50}, **told(10)))
    append(
        batch(scan(2), scan(3), at=AT + timedelta(minutes=11), **told(5))
    )  # sent late: those were among the 50
    append(fact("turnout.reported", facts={"admitted": 30}, **told(6)))  # another device, late as well
    append(batch(scan(4), at=AT + timedelta(minutes=12), **told(11)))
    assert (StationDay.objects.get().admitted, totals()) == (51, (4, 0, 0))
    watch = Watch()
    watch.refresh()
    reports = watch.readers["GR2022_0268", "0268"].reports
    assert [each.admitted for each in reports] == [1, 50, 30, 51]
    assert latest(reports)[1].admitted == 51


def test_the_public_turnout_follows_scans_by_the_quarter_of_an_hour() -> None:
    def at(minute: float) -> dict[str, object]:
        return {"at": AT + timedelta(minutes=minute)}

    watch = Watch()
    for turn, minute in enumerate((1, 2, 14, 16, 17)):
        append(batch(scan(turn, minute), scan(turn + 100, minute), **at(minute)))
        append(batch(scan(turn, minute, decided="refused"), station=1, **at(minute + 0.5)))
        if turn % 2:
            watch.refresh()
    append(undone(4, minute=18, **at(18)))
    watch.refresh()
    found = watch.readers["GR2022_0268", "0268"].reports
    assert [((each.at - AT).total_seconds() / 60, each.admitted) for each in found] == [(14, 6), (18, 9)]
    assert StationDay.objects.get().admitted == 9


@pytest.mark.django_db(transaction=True)
def test_two_municipalities_at_the_same_moment_find_each_other() -> None:
    """The second waits for the first, and then sees it; also where each brings several of the same passes."""
    barrier = Barrier(2)
    found: list[scans.Double] = []

    def send(municipality: str, order: Sequence[int]) -> None:
        facts = [batch(*(scan(n) for n in order), municipality=municipality)]
        barrier.wait()
        for each in append_many(facts):
            assert isinstance(each, Receipt)
            found.extend(each.doubles)
        connection.close()

    append_many([batch(scan(999), municipality=each) for each in ("0014", "0268")])
    threads = [Thread(target=send, args=each) for each in (("0268", range(50)), ("0014", range(49, -1, -1)))]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert Counter(each.fingerprint for each in found) == Counter(range(50))
    assert DoubleUse.objects.count() == 51


#: Few passes, places and minutes, so that everything meets.
SCANS = st.builds(
    scan,
    st.integers(0, 2),
    st.integers(0, 14),
    kind=st.sampled_from(PassKind),
    visit=st.sampled_from("abcdefgh"),
    decided=st.sampled_from([None, None, "admitted", "refused"]),
)
PLACES = st.sampled_from([("0268", 1), ("0268", 2), ("0014", 1)])
BATCHES = st.lists(st.tuples(PLACES, st.lists(SCANS, min_size=1, max_size=5)), min_size=1, max_size=5)


class Orders(TestCase):  # type: ignore[misc]
    @given(BATCHES, st.data())
    @settings(max_examples=200 if LONG else 25, deadline=None)
    def test_any_order_and_repetition_gives_equal_totals_and_pairs(
        self, given: list[tuple[tuple[str, int], list[Scan]]], data: st.DataObject
    ) -> None:
        outcomes = []
        for turn in range(2):
            election = f"GR2022_{uuid4().hex[:8]}"
            # A fingerprint belongs to an election; the two plays must not meet in the unique first row.
            facts = [
                batch(
                    *(
                        scan(
                            each.fingerprint + turn * 1000,
                            (each.at - AT).total_seconds() / 60,
                            kind=each.kind,
                            visit=each.visit,
                            decided=each.decided,
                        )
                        for each in of
                    ),
                    election=election,
                    municipality=municipality,
                    station=station,
                )
                for (municipality, station), of in given
            ]
            if turn:
                facts = data.draw(st.permutations([*facts, *data.draw(st.lists(st.sampled_from(facts)))]))
            while facts:
                size = data.draw(st.integers(1, len(facts))) if turn else 1
                taken(*facts[:size])
                facts = facts[size:]
            outcomes.append((_totals(election), _pairs(election)))
            assert _totals(election) == _told(election)
        assert outcomes[0] == outcomes[1]


def _totals(election: str) -> dict[tuple[str, int], tuple[int, int, int]]:
    days = StationDay.objects.filter(chain__election=election).select_related("chain")
    return {(day.chain.municipality, day.station): totals_of(day) for day in days}


def totals_of(day: StationDay) -> tuple[int, int, int]:
    assert day.admitted in (None, day.poll_cards + day.proxies + day.voter_cards)
    return day.poll_cards, day.proxies, day.voter_cards


def _told(election: str) -> dict[tuple[str, int], tuple[int, int, int]]:
    """The totals as the chains say them."""
    found: dict[tuple[str, int], Counter[str]] = {}
    for entry in Entry.objects.filter(chain__election=election).select_related("chain"):
        assert entry.station is not None
        facts = json.loads(entry.facts)
        of = found.setdefault((entry.chain.municipality, entry.station), Counter())
        of.update({name: facts[name] for name in scans.FIELDS.values()})
    return {place: (of["poll_cards"], of["proxies"], of["voter_cards"]) for place, of in found.items()}


def _pairs(election: str) -> list[object]:
    return sorted(
        sorted(
            (use.chain.municipality, use.station, use.at, use.visit, use.kind, use.fingerprint % 1000)
            for use in pair
        )
        for pair in scans.double_uses(election)
    )
