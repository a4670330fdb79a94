"""A timer hands its key over from the moment on, when armed and not held; and never otherwise."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stemdag.custody.timer import Timer
from stemdag.domain.errors import Refused
from stemdag.domain.release import ReleaseState
from tests.custody.holding import MOMENT, MORNING, OTHER, PLACE, PRIVATE, SECOND, Clocks, log_lines, timer

ELSEWHERE = ("GR2022_Utrecht", "0345")


@contextmanager
def refused(code: str) -> Iterator[None]:
    with pytest.raises(Refused) as refusal:
        yield
    assert refusal.value.code == code


def test_an_armed_key_goes_at_the_moment_and_not_a_microsecond_before(holder: Timer, clocks: Clocks) -> None:
    holder.arm(*PLACE, MORNING, 5)
    clocks.set(MOMENT - timedelta(microseconds=1))
    with refused("release.early"):
        holder.hand_over(*PLACE)
    clocks.set(MOMENT)
    assert holder.hand_over(*PLACE) == PRIVATE


def test_an_unarmed_key_stays(holder: Timer, clocks: Clocks) -> None:
    clocks.set(MOMENT)
    with refused("release.unarmed"):
        holder.hand_over(*PLACE)


def test_a_held_key_stays_until_it_is_armed_again(holder: Timer, clocks: Clocks) -> None:
    holder.arm(*PLACE, MORNING, 5)
    holder.hold(*PLACE, MORNING, 6)
    clocks.set(MOMENT)
    with refused("release.held"):
        holder.hand_over(*PLACE)
    holder.arm(*PLACE, MOMENT, 7)
    assert holder.hand_over(*PLACE) == PRIVATE


def test_a_hold_silences_one_municipality_only(holder: Timer, clocks: Clocks) -> None:
    holder.register(*ELSEWHERE, OTHER, MOMENT)
    holder.arm(*PLACE, MORNING, 1)
    holder.arm(*ELSEWHERE, MORNING, 1)
    holder.hold(*PLACE, MORNING, 2)
    clocks.set(MOMENT)
    with refused("release.held"):
        holder.hand_over(*PLACE)
    assert holder.hand_over(*ELSEWHERE) == OTHER


def test_an_unknown_municipality_is_said_to_be_unknown(holder: Timer) -> None:
    for act in (
        lambda: holder.hand_over(*ELSEWHERE),
        lambda: holder.arm(*ELSEWHERE, MORNING, 1),
        lambda: holder.hold(*ELSEWHERE, MORNING, 1),
        lambda: holder.postpone(*ELSEWHERE, MOMENT, MORNING, 1),
    ):
        with refused("custody.unknown"):
            act()


@pytest.mark.parametrize("apart", [6, -6, 3600, -86400])
def test_clocks_that_disagree_hand_nothing_over(holder: Timer, clocks: Clocks, apart: int) -> None:
    holder.arm(*PLACE, MORNING, 5)
    clocks.set(MOMENT + timedelta(days=2))
    clocks.wall += apart * SECOND
    with refused("custody.clocks"):
        holder.hand_over(*PLACE)


@pytest.mark.parametrize("ahead", ["wall", "second"])
def test_both_clocks_must_have_reached_the_moment(holder: Timer, clocks: Clocks, ahead: str) -> None:
    holder.arm(*PLACE, MORNING, 5)
    clocks.set(MOMENT - SECOND)
    setattr(clocks, ahead, MOMENT + 3 * SECOND)
    with refused("release.early"):
        holder.hand_over(*PLACE)


def test_it_hands_over_again_to_a_gate_that_restarts(holder: Timer, clocks: Clocks, tmp_path: Path) -> None:
    holder.arm(*PLACE, MORNING, 5)
    clocks.set(MOMENT)
    holder.hand_over(*PLACE)
    clocks.set(MOMENT + timedelta(hours=1))
    again = timer(tmp_path, clocks)  # the holder restarted as well
    assert again.hand_over(*PLACE) == PRIVATE
    (status,) = again.status()
    assert (status.state, status.handed_over) == (ReleaseState.RELEASED, MOMENT)


def test_a_clock_put_back_ends_repeating_too(holder: Timer, clocks: Clocks) -> None:
    holder.arm(*PLACE, MORNING, 5)
    clocks.set(MOMENT)
    holder.hand_over(*PLACE)
    clocks.set(MOMENT - SECOND)
    with refused("release.early"):
        holder.hand_over(*PLACE)


def test_after_the_hand_over_nothing_can_be_held_or_put_later(holder: Timer, clocks: Clocks) -> None:
    holder.arm(*PLACE, MORNING, 5)
    clocks.set(MOMENT)
    holder.hand_over(*PLACE)
    with refused("release.twice"):
        holder.hold(*PLACE, MOMENT, 6)
    with refused("release.twice"):
        holder.postpone(*PLACE, MOMENT + SECOND, MOMENT, 7)
    holder.arm(*PLACE, MORNING, 5)  # what a restarting gate tells again does no harm
    holder.postpone(*PLACE, MOMENT)
    assert holder.hand_over(*PLACE) == PRIVATE


@given(
    order=st.permutations([(1, "arm"), (2, "hold"), (3, "arm"), (4, "hold"), (5, "arm")]),
    last=st.integers(1, 5),
)
@settings(max_examples=25, deadline=None)
def test_the_newest_arm_or_hold_counts_in_whatever_order_they_arrive(
    tmp_path_factory: pytest.TempPathFactory, order: list[tuple[int, str]], last: int
) -> None:
    clocks = Clocks()
    holder = timer(tmp_path_factory.mktemp("holder"), clocks)
    holder.register(*PLACE, PRIVATE, MOMENT)
    for seq, act in order:
        if seq <= last:
            for _ in range(2):
                getattr(holder, act)(*PLACE, MORNING, seq)
    (status,) = holder.status()
    assert status.seq == last
    assert status.state is (ReleaseState.ARMED if last % 2 else ReleaseState.HELD)


def test_the_moment_moves_later_only(holder: Timer, clocks: Clocks) -> None:
    later = MOMENT + timedelta(hours=1)
    holder.arm(*PLACE, MORNING, 5)
    holder.postpone(*PLACE, later, MORNING, 6)
    with refused("release.earlier"):
        holder.postpone(*PLACE, MOMENT, MORNING, 7)
    with refused("release.earlier"):
        holder.postpone(*PLACE, MOMENT)
    holder.postpone(*PLACE, MOMENT, MORNING, 4)  # an older fact, arriving late
    holder.register(*PLACE, PRIVATE, MOMENT)  # the paper still knows the first moment
    assert holder.status()[0].not_before == later
    clocks.set(MOMENT)
    with refused("release.early"):
        holder.hand_over(*PLACE)
    clocks.set(later)
    assert holder.hand_over(*PLACE) == PRIVATE


def test_a_second_key_for_the_same_municipality_is_refused(holder: Timer, clocks: Clocks) -> None:
    with refused("custody.registered"):
        holder.register(*PLACE, OTHER, MOMENT - timedelta(days=1))
    holder.register(*PLACE, PRIVATE, MOMENT + SECOND)
    holder.arm(*PLACE, MORNING, 1)
    clocks.set(MOMENT + SECOND)
    assert holder.hand_over(*PLACE) == PRIVATE


@pytest.mark.parametrize(
    ("place", "private", "moment"),
    [
        (("", "0344"), PRIVATE, MOMENT),
        (("GR2022_Utrecht", ""), PRIVATE, MOMENT),
        (PLACE, PRIVATE[:-1], MOMENT),
        (PLACE, PRIVATE, MOMENT.replace(tzinfo=None)),
    ],
)
def test_what_is_no_part_is_refused(
    tmp_path: Path, clocks: Clocks, place: tuple[str, str], private: bytes, moment: datetime
) -> None:
    holder = timer(tmp_path, clocks)
    with refused("custody.malformed"):
        holder.register(*place, private, moment)
    assert holder.status() == ()


def test_an_act_needs_its_number_and_zone(holder: Timer) -> None:
    with refused("custody.malformed"):
        holder.arm(*PLACE, MORNING, 0)
    with refused("custody.malformed"):
        holder.hold(*PLACE, MORNING.replace(tzinfo=None), 3)
    with refused("custody.malformed"):
        holder.postpone(*PLACE, MOMENT.replace(tzinfo=None), MORNING, 3)
    assert holder.status()[0].seq == 0


def test_two_timers_on_one_file_see_each_other(holder: Timer, clocks: Clocks, tmp_path: Path) -> None:
    other = timer(tmp_path, clocks)
    holder.arm(*PLACE, MORNING, 1)
    other.register(*ELSEWHERE, OTHER, MOMENT)
    other.hold(*PLACE, MORNING, 2)
    clocks.set(MOMENT)
    with refused("release.held"):
        holder.hand_over(*PLACE)
    assert [each.municipality for each in holder.status()] == ["0344", "0345"]


def test_every_hand_over_and_refusal_is_in_the_log_without_secrets(
    holder: Timer, clocks: Clocks, tmp_path: Path
) -> None:
    with refused("release.early"):
        holder.hand_over(*PLACE)
    holder.arm(*PLACE, MORNING, 5)
    with refused("custody.registered"):
        holder.register(*PLACE, OTHER, MOMENT)
    clocks.set(MOMENT)
    clocks.second -= timedelta(hours=1)
    with refused("custody.clocks"):
        holder.hand_over(*PLACE)
    clocks.set(MOMENT)
    holder.hand_over(*PLACE)
    holder.hand_over(*PLACE)
    lines = log_lines(tmp_path)
    assert [(line["act"], line["outcome"]) for line in lines] == [
        ("register", "done"),
        ("hand-over", "release.early"),
        ("arm", "done"),
        ("register", "custody.registered"),
        ("hand-over", "custody.clocks"),
        ("hand-over", "done"),
        ("hand-over", "done"),
    ]
    assert all((line["election"], line["municipality"]) == PLACE for line in lines)
    assert lines[4]["second"] == (MOMENT - timedelta(hours=1)).isoformat()
    assert (tmp_path / "timer.json.log").stat().st_mode & 0o777 == 0o600
    told = (tmp_path / "timer.json.log").read_bytes()
    private = (tmp_path / "timer.json").read_text().split('"private": "')[1].split('"')[0]
    for secret in (PRIVATE, OTHER, PRIVATE.hex().encode(), private[:20].encode()):
        assert secret not in told


def test_a_gate_that_keeps_asking_does_not_fill_the_log(
    holder: Timer, clocks: Clocks, tmp_path: Path
) -> None:
    for _ in range(50):
        with refused("release.early"):
            holder.hand_over(*PLACE)
    clocks.set(MORNING + timedelta(minutes=2))
    with refused("release.early"):
        holder.hand_over(*PLACE)
    asked = [line for line in log_lines(tmp_path) if line["act"] == "hand-over"]
    assert [line.get("untold") for line in asked] == [None, 49]


def test_a_part_does_not_show_its_key(holder: Timer, tmp_path: Path) -> None:
    from stemdag.custody.file import HolderFile

    (part,) = HolderFile(tmp_path / "timer.json").read().values()
    assert part.private == PRIVATE
    assert repr(PRIVATE)[2:20] not in repr(part)
