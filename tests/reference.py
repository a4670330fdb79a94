"""Where the reference elections lie: real files, never committed; a test without them skips, saying why."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

_BESIDE = Path(__file__).resolve().parents[2] / "shared" / "data"


def reference_root() -> Path | None:
    """The folder of reference data: `$STEMDAG_REFERENCE_DATA`, else `../shared/data`; None where absent."""
    root = Path(os.environ.get("STEMDAG_REFERENCE_DATA") or _BESIDE)
    return root if root.is_dir() else None


def reference(*parts: str) -> Path:
    """A reference file, or a skip that says what is missing."""
    root = reference_root()
    if root is None:
        pytest.skip("no reference data: put it at ../shared/data or set STEMDAG_REFERENCE_DATA")
    path = root.joinpath(*parts)
    if not path.exists():
        pytest.skip(f"reference data without {'/'.join(parts)}")
    return path
