"""Keys are wrapped at the cost that is used in earnest."""

from __future__ import annotations

import pytest

from stemdag.seal import keys

EARNEST = {name: getattr(keys, name) for name in ("_PASSES", "_LANES", "_MEMORY_KIB")}


@pytest.fixture(autouse=True)
def earnest(quick_secrets: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """As the module has it."""
    for name, value in EARNEST.items():
        monkeypatch.setattr(keys, name, value)
