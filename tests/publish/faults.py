"""A target that fails on purpose, in the two ways in which storage fails."""

from __future__ import annotations

from collections.abc import Sequence

from stemdag.publish.target import DirectoryTarget


class Failed(RuntimeError):
    """The fault that was asked for."""


class FaultyTarget(DirectoryTarget):
    """Fails at the file number `fail_at`: before it is written, or after, when `written`."""

    fail_at: int | None = None
    written = False
    puts = 0

    def put_all(self, files: Sequence[tuple[str, bytes]]) -> None:
        before = self.puts
        self.puts += len(files)
        if self.fail_at is None or not before < self.fail_at <= self.puts:
            super().put_all(files)
            return
        done = self.fail_at - before - (not self.written)
        super().put_all(files[:done])
        raise Failed(files[self.fail_at - before - 1][0])

    def put_any(self, files: Sequence[tuple[str, bytes]]) -> None:
        self.put_all(files)
