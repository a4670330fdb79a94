"""What a process uses, its children with it: time of the processor and memory, where the system has /proc."""

from __future__ import annotations

import os
import re
import subprocess
import time
from pathlib import Path

_PROC = Path("/proc")
_TICKS = os.sysconf("SC_CLK_TCK")
_PEAK = re.compile(r"VmHWM:\s*(\d+) kB")

#: Whether anything here can be told.
KNOWN = (_PROC / "self" / "status").exists()


def family(pid: int) -> list[int]:
    """A process and all below it."""
    found = [pid]
    for each in found:
        found += _children(each)
    return found


def _children(pid: int) -> list[int]:
    """Of each thread, as Linux keeps them by thread; none where the process has ended."""
    found = []
    try:
        for thread in (_PROC / str(pid) / "task").iterdir():
            found += [int(each) for each in (thread / "children").read_text().split()]
    except OSError:
        return []
    return found


def processor_seconds(pid: int) -> float:
    """Of the process and all below it so far, those that ended included."""
    total = 0
    for each in family(pid):
        try:
            stat = (_PROC / str(each) / "stat").read_text()
        except OSError:
            continue
        # After the name, which may hold anything: state is field 3, the four times are fields 14 to 17.
        total += sum(int(field) for field in stat.rpartition(")")[2].split()[11:15])
    return total / _TICKS


def peak_memory(process: subprocess.Popen[str], every: float = 0.1) -> int | None:
    """Bytes that the process and all below it held at most, each at its own peak, added up.

    Returns when the process has ended. None where the system does not tell.
    """
    peaks: dict[int, int] = {}
    while process.poll() is None:
        for pid in family(process.pid) if KNOWN else []:
            try:
                peak = _PEAK.search((_PROC / str(pid) / "status").read_text())
            except OSError:
                continue
            if peak:
                peaks[pid] = int(peak[1]) * 1024
        time.sleep(every)
    return sum(peaks.values()) or None
