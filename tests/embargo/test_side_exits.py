"""Each side exit that the design closes: a check that holds it shut, and leaks that the check must notice.

A leak is real: it changes a setting, a middleware or a function so that votes do get out by that way.
Leaks that the public tree would show are in `test_nothing_interferes`, those of a whole store in
`test_nothing_outside`; `docs/embargo.md` has the list.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import pytest
from pytest_django.fixtures import Settings

from stemdag import clock
from tests.embargo import exits_confirmed as confirmed
from tests.embargo import exits_control as together
from tests.embargo import exits_counts as counts
from tests.embargo import exits_doors as doors
from tests.embargo import exits_logs as logs
from tests.embargo import exits_pages as pages
from tests.embargo import exits_sealed as sealed
from tests.embargo import exits_setup as setting_up
from tests.embargo import exits_stores as stores
from tests.embargo.scene import Leak, Scene, at, wipe

pytestmark = [pytest.mark.store, pytest.mark.django_db(transaction=True)]


@dataclass(frozen=True)
class SideExit:
    """A way out for votes, in the words of the design; each leak opens it."""

    check: Callable[[Scene], None]
    leaks: tuple[Leak, ...]


@pytest.fixture
def scene(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, settings: Settings) -> Iterator[Scene]:
    monkeypatch.setattr(clock, "now", lambda: at("22:30"))
    with ExitStack() as stack:
        yield Scene(tmp_path, settings, stack)
    wipe()


SIDE_EXITS = (
    SideExit(doors.in_bodies_only, (doors.in_an_address, doors.in_a_cookie, doors.by_a_form_that_is_got)),
    SideExit(doors.answers_bare, (doors.a_refusal_that_repeats, doors.the_reason_of_a_correction)),
    SideExit(
        doors.handed_back_to_its_station_alone,
        (doors.to_every_station, doors.with_the_reason_in_the_address, doors.on_the_stations_page),
    ),
    SideExit(doors.over_tls_only, (doors.without_tls_for_others,)),
    SideExit(doors.not_to_be_kept, (doors.without_the_middleware, doors.a_receipt_that_may_be_cached)),
    SideExit(doors.reads_here_and_in_public, (doors.without_the_policy, doors.from_anywhere)),
    SideExit(doors.no_admin, (doors.an_admin,)),
    SideExit(doors.no_debug_pages, (doors.debug_pages,)),
    SideExit(doors.no_error_mail, (doors.error_mail,)),
    SideExit(doors.no_tracker, (doors.a_tracker,)),
    SideExit(logs.exceptions_bare, (logs.with_their_message, logs.with_locals)),
    SideExit(logs.neither_count_nor_code_logged, (logs.count_logged, logs.code_logged)),
    SideExit(logs.access_log_bare, (logs.query_logged, logs.size_logged)),
    SideExit(logs.no_statements, (logs.statements_logged,)),
    SideExit(logs.metrics_private, (logs.held_in_metrics, logs.metrics_for_all)),
    SideExit(logs.core_dumps_off, (logs.core_dumps,)),
    SideExit(stores.one_size, (stores.padding_left_out,)),
    SideExit(
        stores.in_envelopes_alone,
        (
            stores.in_the_session,
            stores.in_the_cache,
            stores.as_a_hash,
            stores.as_a_code,
            stores.as_plain_text,
        ),
    ),
    SideExit(stores.backups_tell_nothing, (stores.as_plain_text, stores.sessions_in_backups)),
    SideExit(stores.archives_tell_nothing, (stores.texts_in_every_archive,)),
    SideExit(stores.no_temporary_files, (stores.uploads_on_disk,)),
    SideExit(stores.opened_for_the_answer, (stores.key_in_the_session, stores.page_in_the_session)),
    SideExit(
        pages.nothing_got_by_an_address,
        (pages.in_a_row_of_the_board, pages.in_the_table_of_who_looked),
    ),
    SideExit(
        confirmed.a_confirmation_carries_no_count,
        (confirmed.all_that_was_sent, confirmed.the_form_in_the_session),
    ),
    SideExit(
        together.opened_together_for_the_answer,
        (
            together.the_comparison_in_the_session,
            together.numbers_beside_each_other_at_once,
            together.a_total_in_the_entry,
            together.where_it_differs_in_the_entry,
        ),
    ),
    SideExit(
        together.typed_records_sealed,
        (together.a_record_stored_as_typed, together.the_first_record_shown_at_once),
    ),
    SideExit(
        counts.typed_by_telephone_sealed,
        (counts.the_typed_form_in_the_session, counts.a_total_in_the_typed_entry),
    ),
    SideExit(counts.marked_fields_in_the_dark, (counts.marks_in_the_entry,)),
    SideExit(
        sealed.exports_of_one_size,
        (sealed.an_export_as_large_as_its_numbers, sealed.an_export_without_buckets),
    ),
    SideExit(sealed.photos_of_one_size, (sealed.a_photo_as_large_as_it_is,)),
    SideExit(
        sealed.sealed_where_it_lies,
        (
            sealed.stored_readable,
            sealed.taken_for_sealed,
            sealed.stored_as_another_device_sent_it,
            sealed.numbers_in_the_first_step,
            sealed.an_opened_export_in_the_session,
        ),
    ),
    SideExit(sealed.openings_are_not_kept, (sealed.a_photo_that_may_be_kept,)),
    SideExit(stores.official_files_sealed, (stores.import_says_figures,)),
    SideExit(
        setting_up.counts_are_no_definition,
        (setting_up.a_reader_that_repeats, setting_up.the_file_in_the_session),
    ),
    SideExit(stores.rehearsals_apart, (stores.at_any_address, stores.in_one_tree)),
)


@pytest.mark.parametrize("check", [each.check for each in SIDE_EXITS], ids=lambda each: each.__name__)
def test_the_side_exit_is_shut(check: Callable[[Scene], None], scene: Scene) -> None:
    check(scene)


@pytest.mark.parametrize(
    ("check", "leak"),
    [
        pytest.param(each.check, leak, id=f"{each.check.__name__}-{leak.__name__}")
        for each in SIDE_EXITS
        for leak in each.leaks
    ],
)
def test_a_leak_is_noticed(
    check: Callable[[Scene], None], leak: Leak, scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    leak(scene, monkeypatch)
    with pytest.raises((AssertionError, pytest.fail.Exception)):
        check(scene)
