"""The zones as processes: back office, holder of the key, gate, public server; started and ended together."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType

import httpx

from stemdag import home


class NotUp(RuntimeError):
    """A zone that ended or did not answer: which, and where its log lies."""


@dataclass(frozen=True, slots=True)
class Ports:
    """Where the zones listen on this machine."""

    office: int = 8000
    public: int = 8001
    custody: int = 8003

    @classmethod
    def free(cls) -> Ports:
        """Ports that nobody uses."""
        return cls(home.free_port(), home.free_port(), home.free_port())


@dataclass
class Zones:
    """The running zones of one home. A context manager: leaving it ends them."""

    settings: Mapping[str, str]
    ports: Ports
    logs: Path
    workers: int = 2
    _running: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)

    @property
    def office(self) -> str:
        return f"http://127.0.0.1:{self.ports.office}"

    @property
    def public(self) -> str:
        return f"http://127.0.0.1:{self.ports.public}"

    @property
    def environment(self) -> dict[str, str]:
        return home.environment(self.settings) | {
            "STEMDAG_CUSTODY_URL": f"http://127.0.0.1:{self.ports.custody}",
            "STEMDAG_PUBLIC_URL": self.public,
        }

    def __enter__(self) -> Zones:
        self.logs.mkdir(parents=True, exist_ok=True)
        try:
            self.run("migrate")
            for name, arguments in self._commands().items():
                self._start(name, *arguments)
            self.wait()
        except BaseException:
            self.stop()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def _commands(self) -> dict[str, list[str]]:
        return {
            "custody": ["custody", "serve", "--port", str(self.ports.custody)],
            "office": ["serve", "office", "--port", str(self.ports.office), "--workers", str(self.workers)],
            "public": ["serve", "public", "--port", str(self.ports.public)],
            "gate": ["publish"],
        }

    def run(self, *arguments: str, input: str | None = None) -> str:
        """Run one command of ours in this home and return what it printed; `NotUp` where it failed."""
        done = subprocess.run(  # noqa: S603 (our own program)
            [sys.executable, "-m", "stemdag", *arguments],
            env=self.environment,
            input=input,
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode:
            raise NotUp(f"stemdag {' '.join(arguments)}: exit {done.returncode}\n{done.stdout}{done.stderr}")
        return done.stdout

    def beside(self, name: str, settings: Mapping[str, str] | None = None) -> str:
        """Start another server of the back office, with settings of its own where given; its address."""
        port = home.free_port()
        self._start(name, "serve", "office", "--port", str(port), "--workers", "1", settings=settings or {})
        return f"http://127.0.0.1:{port}"

    def _start(self, name: str, *arguments: str, settings: Mapping[str, str] | None = None) -> None:
        log = (self.logs / f"{name}.log").open("ab")
        self._running[name] = subprocess.Popen(  # noqa: S603 (our own program)
            [sys.executable, "-m", "stemdag", *arguments],
            env=self.environment | dict(settings or {}),
            stdout=log,
            stderr=log,
            stdin=subprocess.DEVNULL,
            start_new_session=True,
        )
        log.close()

    def restart(self, name: str) -> None:
        """Start a zone again, ended or not."""
        self.kill(name)
        self._start(name, *self._commands()[name])

    def kill(self, name: str) -> None:
        """End a zone as a power cut would."""
        process = self._running[name]
        if process.poll() is None:
            os.killpg(process.pid, 9)
            process.wait()

    def ended(self) -> list[str]:
        """The zones that ended by themselves."""
        return [name for name, process in self._running.items() if process.poll() is not None]

    def wait(self, seconds: float = 30.0) -> None:
        """Until the back office, the holder and the public server answer."""
        until = time.monotonic() + seconds
        for name, url in {
            "office": self.office,
            "custody": f"http://127.0.0.1:{self.ports.custody}",
            "public": self.public,
        }.items():
            self.wait_for(name, url, until - time.monotonic())

    def wait_for(self, name: str, url: str, seconds: float = 30.0) -> None:
        """Until one answers at its address."""
        until = time.monotonic() + seconds
        while not self._answers(f"{url}/health"):
            if name in self.ended():
                raise NotUp(f"{name} ended; see {self.logs / name}.log")
            if time.monotonic() > until:
                raise NotUp(f"{name} does not answer at {url}; see {self.logs / name}.log")
            time.sleep(0.05)

    @staticmethod
    def _answers(url: str) -> bool:
        try:
            return httpx.get(url, timeout=2.0).status_code < 500
        except httpx.TransportError:
            return False

    def stop(self) -> None:
        """End all zones, politely first."""
        for process in self._running.values():
            if process.poll() is None:
                os.killpg(process.pid, 15)
        until = time.monotonic() + 5
        for process in self._running.values():
            try:
                process.wait(max(0.1, until - time.monotonic()))
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, 9)
                process.wait()
        self._running.clear()
