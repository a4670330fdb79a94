"""A system that was started as a rehearsal, as all that is played here."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from pytest_django.fixtures import Settings

from tests.embargo import world


@pytest.fixture
def rehearsal(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    """The processes of this test know that it is one."""
    monkeypatch.setenv("STEMDAG_REHEARSAL", "1")
    settings.STEMDAG = replace(settings.STEMDAG, rehearsal=True)


@pytest.fixture
def one_connection() -> Iterator[None]:
    """A request at the door leaves the connection open that the test's transaction is on."""
    with world.one_connection():
        yield
