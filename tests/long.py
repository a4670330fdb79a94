"""Whether the long runs are asked for (`make soak`); `make test` has a short version of each."""

from __future__ import annotations

import os

LONG = os.environ.get("STEMDAG_TEST_LONG", "0") == "1"
