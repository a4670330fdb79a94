"""Django's settings for the tests: those of the server, in an environment that is the tests' own.

`STEMDAG_TEST_DATABASE=postgresql` runs the tests on a PostgreSQL that lives as long as the run. It starts
here, because pytest-django loads the settings before it reads any conftest. The workers of pytest-xdist
inherit the address and make a database each.

Where the system keeps a folder in memory, and there is room in it, temporary files go there: a day outside is
tens of thousands of small ones. `TMPDIR` chooses another place.
"""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile
from pathlib import Path

from stemdag.bench import postgresql

_MEMORY, _ROOM = Path("/dev/shm"), 4 << 30
if "TMPDIR" not in os.environ and os.access(_MEMORY, os.W_OK) and shutil.disk_usage(_MEMORY).free > _ROOM:
    os.environ["TMPDIR"] = str(_MEMORY)
    tempfile.tempdir = None

os.environ.update(
    STEMDAG_SECRET_KEY="a secret of the tests, good for nothing else",
    STEMDAG_CONTROL_SECRET="another secret of the tests, good for nothing",
    STEMDAG_TEXT_SECRET="a third secret of the tests, good for nothing",
    STEMDAG_TLS="0",
    STEMDAG_HOSTS="localhost,127.0.0.1",
    # Its own tests ask for it; the others go in by the session.
    STEMDAG_SECOND_FACTOR="off",
)

_ON = os.environ.get("STEMDAG_TEST_DATABASE", "sqlite")
if _ON not in {"sqlite", "postgresql"}:
    raise RuntimeError(f"STEMDAG_TEST_DATABASE={_ON}: write sqlite or postgresql")
if _ON == "postgresql" and "PYTEST_XDIST_WORKER" not in os.environ:
    _server = postgresql.running(postgresql.TEST_OPTIONS)
    os.environ["STEMDAG_DATABASE_URL"] = _server.__enter__()
    atexit.register(_server.__exit__, None, None, None)
elif _ON == "sqlite":
    _folder = tempfile.TemporaryDirectory(prefix="stemdag-tests-")
    atexit.register(_folder.cleanup)
    # What a connection outside the tests' own database would open: nothing of ours, and gone afterwards.
    os.environ["STEMDAG_DATABASE_URL"] = f"sqlite:///{_folder.name}/outside.sqlite3"

from stemdag.server.settings import *  # noqa: E402, F403
from stemdag.server.settings import DATABASES  # noqa: E402

if _ON == "sqlite":
    # A file, as in earnest: SQLite in memory gives a second writer no turn and has no write-ahead log.
    DATABASES["default"]["TEST"] = {"NAME": str(Path(_folder.name) / "test.sqlite3")}
# The live server's threads end with their last request; a connection kept open would outlast the database.
DATABASES["default"]["CONN_MAX_AGE"] = 0
