"""Every setting that Stemdag takes from the environment, read once, with a clear word where one is wrong."""

from __future__ import annotations

import os
import re
import shlex
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote, urlsplit

from stemdag.desk.people.provider import Oidc
from stemdag.publish import language

LOOPBACK = frozenset({"localhost", "127.0.0.1", "[::1]"})


class WrongSetting(RuntimeError):
    """A setting that cannot be used: which, what is wrong, what to write."""

    def __init__(self, name: str, why: str) -> None:
        super().__init__(f"{name}: {why}")


@dataclass(frozen=True)
class Environment:
    """The settings; `docs/operator.md` explains each."""

    database_url: str
    secret_key: str
    control_secret: bytes
    text_secret: bytes
    hosts: tuple[str, ...]
    tls: bool
    rehearsal: bool
    second_factor: bool
    target: str
    beat_seconds: int
    custody_url: str
    custody_token: str
    gate_status: str
    write_log: str
    metrics_token: str
    public_url: str
    purge: str
    languages: tuple[str, ...]
    oidc: Oidc | None

    @property
    def site(self) -> str:
        """The public site's address where others reach it; "" where it is not encrypted, so not theirs."""
        parts = urlsplit(self.public_url)
        return f"https://{parts.netloc}" if parts.scheme == "https" else ""


def read(environ: Mapping[str, str] = os.environ) -> Environment:
    """The settings of this process, or `WrongSetting`."""
    rehearsal = _flag(environ, "STEMDAG_REHEARSAL", default=False)
    tls = _flag(environ, "STEMDAG_TLS", default=True)
    hosts = tuple(each.strip() for each in environ.get("STEMDAG_HOSTS", "localhost,127.0.0.1").split(","))
    if not tls and not set(hosts) <= LOOPBACK:
        raise WrongSetting("STEMDAG_TLS", "0 is for this machine alone; counts leave a device over TLS only")
    clock = environ.get("STEMDAG_CLOCK", "system")
    if clock != "system" and not rehearsal:
        raise WrongSetting("STEMDAG_CLOCK", "only a rehearsal (STEMDAG_REHEARSAL=1) may set its own clock")
    home = Path(environ.get("STEMDAG_HOME", "var"))
    return Environment(
        database_url=environ.get("STEMDAG_DATABASE_URL", f"sqlite:///{home / 'stemdag.sqlite3'}"),
        secret_key=_secret(environ, "STEMDAG_SECRET_KEY").decode(),
        control_secret=_secret(environ, "STEMDAG_CONTROL_SECRET"),
        text_secret=_secret(environ, "STEMDAG_TEXT_SECRET"),
        hosts=hosts,
        tls=tls,
        rehearsal=rehearsal,
        second_factor=_second_factor(environ, rehearsal=rehearsal),
        target=environ.get("STEMDAG_TARGET", str(home / "public")),
        beat_seconds=_whole(environ, "STEMDAG_BEAT_SECONDS", 30),
        custody_url=environ.get("STEMDAG_CUSTODY_URL", "http://127.0.0.1:8003"),
        custody_token=environ.get("STEMDAG_CUSTODY_TOKEN", ""),
        gate_status=environ.get("STEMDAG_GATE_STATUS", ""),
        write_log=environ.get("STEMDAG_WRITE_LOG", ""),
        metrics_token=environ.get("STEMDAG_METRICS_TOKEN", ""),
        public_url=_address(environ, "STEMDAG_PUBLIC_URL", "http://127.0.0.1:8001"),
        purge=_program(environ, "STEMDAG_PURGE"),
        languages=_languages(environ),
        oidc=_oidc(environ),
    )


def _address(environ: Mapping[str, str], name: str, default: str) -> str:
    """A web address. It goes into the content policy of a page, so nothing else may be in it."""
    given = environ.get(name, default)
    if not re.fullmatch(r"https?://[A-Za-z0-9.:\[\]-]+(?:/[A-Za-z0-9._~/-]*)?", given):
        raise WrongSetting(name, f"{given!r} is no address, as https://uitslagen.example.nl")
    return given


def _second_factor(environ: Mapping[str, str], *, rehearsal: bool) -> bool:
    """Whether the desk asks for one; a rehearsal, which holds no vote, does so only where it is told to."""
    given = environ.get("STEMDAG_SECOND_FACTOR", "off" if rehearsal else "required")
    if given not in {"required", "off"}:
        raise WrongSetting("STEMDAG_SECOND_FACTOR", f"{given!r}; write required or off")
    return given == "required"


def _oidc(environ: Mapping[str, str]) -> Oidc | None:
    """The office's own provider, where one is named; whole, or not at all."""
    issuer = environ.get("STEMDAG_OIDC_ISSUER", "").rstrip("/")
    if not issuer:
        return None
    parts = urlsplit(issuer)
    if parts.scheme != "https" and not (parts.scheme == "http" and parts.hostname in LOOPBACK):
        raise WrongSetting("STEMDAG_OIDC_ISSUER", f"{issuer!r} is no address with https")
    needed = ("STEMDAG_OIDC_CLIENT", "STEMDAG_OIDC_SECRET", "STEMDAG_OIDC_NAME")
    client, secret, name = (_given(environ, each) for each in needed)
    for setting, given in zip(needed, (client, secret, name), strict=True):
        if not given:
            raise WrongSetting(setting, "needed with STEMDAG_OIDC_ISSUER")
    mfa = environ.get("STEMDAG_OIDC_MFA", "")
    if mfa and not all(mfa.partition("=")):
        raise WrongSetting("STEMDAG_OIDC_MFA", f"{mfa!r}; write a claim and its value, as amr=mfa")
    claim = environ.get("STEMDAG_OIDC_CLAIM", "preferred_username")
    return Oidc(issuer, client, secret, name, claim, mfa)


def _languages(environ: Mapping[str, str]) -> tuple[str, ...]:
    """Those of the public pages, the first one being the front door's."""
    try:
        return language.of_environment(environ)
    except language.UnknownLanguage as wrong:
        raise WrongSetting(language.SETTING, str(wrong)) from None


def _program(environ: Mapping[str, str], name: str) -> str:
    """A program with its arguments, as in a shell; empty for none."""
    given = environ.get(name, "")
    try:
        shlex.split(given)
    except ValueError as error:
        raise WrongSetting(name, f"{given!r} is no program with arguments: {error}") from None
    return given


def database(url: str) -> dict[str, object]:
    """Django's setting for a database address: `sqlite:///path` or `postgresql://user@host/name`."""
    parts = urlsplit(url)
    if parts.scheme == "sqlite":
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": unquote(parts.path[1:]),
            "OPTIONS": {
                "transaction_mode": "IMMEDIATE",
                "timeout": 20,
                # Acknowledged means on disk, so FULL and not NORMAL; what is removed is overwritten.
                "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA secure_delete=ON;",
            },
        }
    if parts.scheme in {"postgresql", "postgres"}:
        query = dict(pair.split("=", 1) for pair in parts.query.split("&") if "=" in pair)
        return {
            "ENGINE": "django.db.backends.postgresql",
            "NAME": unquote(parts.path[1:]),
            "USER": unquote(parts.username or ""),
            "PASSWORD": unquote(parts.password or ""),
            "HOST": unquote(query.get("host", parts.hostname or "")),
            "PORT": str(parts.port or ""),
            "CONN_MAX_AGE": 600,
            "CONN_HEALTH_CHECKS": True,
        }
    raise WrongSetting("STEMDAG_DATABASE_URL", f"{parts.scheme!r} is neither sqlite nor postgresql")


def _secret(environ: Mapping[str, str], name: str) -> bytes:
    """A secret from the environment, or from the file that `<name>_FILE` names."""
    value = _given(environ, name)
    if value and len(value) < 32:
        raise WrongSetting(
            name,
            "shorter than 32 characters; this makes one: "
            "python3 -c 'import secrets; print(secrets.token_urlsafe(48))'",
        )
    # Empty is for commands that need none (check, seats); settings.py refuses it where a server starts.
    return value.encode()


def _given(environ: Mapping[str, str], name: str) -> str:
    if path := environ.get(f"{name}_FILE"):
        return Path(path).read_text().strip()
    return environ.get(name, "")


def _flag(environ: Mapping[str, str], name: str, *, default: bool) -> bool:
    value = environ.get(name, "1" if default else "0")
    if value not in {"0", "1"}:
        raise WrongSetting(name, f"{value!r}; write 0 or 1")
    return value == "1"


def _whole(environ: Mapping[str, str], name: str, default: int) -> int:
    value = environ.get(name, str(default))
    if not value.isdigit() or int(value) < 1:
        raise WrongSetting(name, f"{value!r}; write a whole number from 1")
    return int(value)
