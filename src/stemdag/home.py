"""A home: the folder in which one machine keeps an installation, with its settings in one file.

`stemdag.env` holds the settings that are not in the environment already, secrets included (0600).
Larger installations set the environment themselves and have no such file.
"""

from __future__ import annotations

import os
import secrets
import socket
from collections.abc import Mapping
from pathlib import Path

FILE = "stemdag.env"


def default() -> Path:
    """`$STEMDAG_HOME`, else `var` in this folder."""
    return Path(os.environ.get("STEMDAG_HOME", "var"))


def load(home: Path) -> None:
    """Put the settings of the home's file into the environment, where they are not set yet."""
    path = home / FILE
    if path.is_file():
        for line in path.read_text().splitlines():
            name, equals, value = line.partition("=")
            if equals and not line.startswith("#"):
                os.environ.setdefault(name.strip(), value.strip())
    os.environ.setdefault("STEMDAG_HOME", str(home))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "stemdag.server.settings")


def prepare(home: Path, **settings: str) -> dict[str, str]:
    """Make the home if it is not there: folders, secrets, ports; returns its settings.

    `settings` are further ones, by name without `STEMDAG_`, in capitals in the file. A home that is there
    keeps what it has.
    """
    home.mkdir(mode=0o700, parents=True, exist_ok=True)
    (home / "custody").mkdir(mode=0o700, exist_ok=True)
    path = home / FILE
    if path.exists():
        return read(path)
    home = home.resolve()
    fresh = {
        "STEMDAG_HOME": str(home),
        "STEMDAG_DATABASE_URL": f"sqlite:///{home / 'stemdag.sqlite3'}",
        "STEMDAG_SECRET_KEY": secrets.token_urlsafe(48),
        "STEMDAG_CONTROL_SECRET": secrets.token_urlsafe(48),
        "STEMDAG_TEXT_SECRET": secrets.token_urlsafe(48),
        "STEMDAG_CUSTODY_TOKEN": secrets.token_urlsafe(48),
        "STEMDAG_CUSTODY_FILE": str(home / "custody" / "timer.json"),
        "STEMDAG_TARGET": str(home / "public"),
        "STEMDAG_HOSTS": "localhost,127.0.0.1",
        # One machine, its own browser: the only place where a count may travel without TLS.
        "STEMDAG_TLS": "0",
    } | {f"STEMDAG_{name.upper()}": value for name, value in settings.items()}
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w") as file:
        file.writelines(f"{name}={value}\n" for name, value in fresh.items())
    return fresh


def read(path: Path) -> dict[str, str]:
    """The settings of a home's file."""
    pairs = (line.partition("=") for line in path.read_text().splitlines() if "=" in line)
    return {name.strip(): value.strip() for name, _, value in pairs}


def environment(settings: Mapping[str, str]) -> dict[str, str]:
    """The environment of a process of this home: ours, without other homes' settings."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("STEMDAG_")}
    return kept | dict(settings) | {"DJANGO_SETTINGS_MODULE": "stemdag.server.settings"}


def free_port() -> int:
    """A port of this machine that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
