"""A system that was started as a rehearsal, as all that is played here."""

from __future__ import annotations

from dataclasses import replace

import pytest
from pytest_django.fixtures import Settings


@pytest.fixture
def rehearsal(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    """The processes of this test know that it is one."""
    monkeypatch.setenv("STEMDAG_REHEARSAL", "1")
    settings.STEMDAG = replace(settings.STEMDAG, rehearsal=True)
