"""`read-eml`: the EML of a national election into values, beside bare lxml and the published Python bindings.

The files are those of Tweede Kamer 2021 (62 MB) where the reference data are present, else made-up ones of
like size and shape. Floor and reader take turns in one run, so that load on the machine hits both alike.
Times are of the processor: one thread computes and nothing waits, so other work on the machine is left out.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from lxml import etree

from stemdag.bench.measure import Measure
from stemdag.files import read

NAMES = ("read-eml", "read-eml-memory", "read-eml-pyeml")

ROUNDS = 5
FLOOR_GOAL, MEMORY_GOAL, PEER_GOAL = 1.5, 100, 8

_BESIDE = Path(__file__).resolve().parents[4] / "shared" / "data"
_NAME = Path("tk2021") / "EML_bestanden_TK2021_deel_1.zip"
_EML = "{urn:oasis:names:tc:evs:schema:eml}"
_UNITS = {_EML + "ReportingUnitVotes", _EML + "TotalVotes", _EML + "Affiliation"}

#: The kernel's high-water mark of this very process; `ru_maxrss` would carry over that of the parent.
_PEAK = """
import re, resource, sys
from pathlib import Path
from stemdag.files import read
for _ in read(sys.argv[1]):
    pass
status = Path("/proc/self/status")
if status.exists():
    print(int(re.search(r"VmHWM:\\s*(\\d+) kB", status.read_text())[1]) * 1024)
else:
    print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
"""


def measures() -> Iterator[Measure]:
    """Seconds for all files, against the floor; peak memory; and how many times faster than the bindings."""
    with _files() as (path, what):
        ours, floor = _take_turns(lambda: _ours(path), lambda: _floor(path))
        ratio = ours / floor
        yield Measure(
            "read-eml",
            ours,
            "s",
            f"bare lxml iterparse over all end events: {floor:.2f} s, {what}",
            ratio,
            f"≤ {FLOOR_GOAL} × bare",
            ratio <= FLOOR_GOAL,
        )
        peak = _peak(path)
        yield Measure(
            "read-eml-memory",
            peak,
            "MB",
            f"whole process, {what}",
            None,
            f"≤ {MEMORY_GOAL} MB",
            peak <= MEMORY_GOAL,
        )
        peer = _peer(path)
        # Ours once more right after it, so that both meet the machine as it is then.
        [ours] = _take_turns(lambda: _ours(path)) if peer is not None else [ours]
        times = None if peer is None else peer / ours
        yield Measure(
            "read-eml-pyeml",
            ours,
            "s",
            "pyeml-bindings is not installed" if peer is None else f"pyeml-bindings: {peer:.2f} s, {what}",
            times,
            f"≥ {PEER_GOAL} × faster",
            None if times is None else times >= PEER_GOAL,
        )


def _take_turns(*jobs: Callable[[], None]) -> list[float]:
    """The median processor seconds of each job, after one round that is not counted."""
    seconds: list[list[float]] = [[] for _ in jobs]
    for turn in range(ROUNDS + 1):
        for job, found in zip(jobs, seconds, strict=True):
            start = time.process_time()
            job()
            if turn:
                found.append(time.process_time() - start)
    return [median(found) for found in seconds]


def _ours(path: Path) -> None:
    for _ in read(path):
        pass


def _floor(path: Path) -> None:
    """Every end event seen and nothing done with it; units cleared, so that memory stays flat."""
    with zipfile.ZipFile(path) as archive:
        for name in _messages(archive):
            with archive.open(name) as content:
                for _, element in etree.iterparse(content):
                    if element.tag in _UNITS:
                        element.clear()


def _messages(archive: zipfile.ZipFile) -> list[str]:
    return [name for name in archive.namelist() if name.endswith(".xml")]


def _peak(path: Path) -> float:
    """Peak memory in MB of a process that reads the files and nothing else."""
    done = subprocess.run(  # noqa: S603 - our own interpreter and program
        [sys.executable, "-c", _PEAK, str(path)], check=True, capture_output=True, text=True
    )
    return int(done.stdout) / 1e6


def _peer(path: Path) -> float | None:
    """Seconds that the published bindings take for the same files; one round, as it is many times slower."""
    try:
        import pyeml_bindings as bindings
        from xsdata.formats.dataclass.parsers import XmlParser
    except ImportError:
        return None
    kinds = {
        b"110a": bindings.Eml110a,
        b"230b": bindings.Eml230,
        b"510b": bindings.Eml510,
        b"510c": bindings.Eml510,
        b"510d": bindings.Eml510,
        b"520": bindings.Eml520,
    }
    parser = XmlParser()
    start = time.process_time()
    with zipfile.ZipFile(path) as archive:
        for name in _messages(archive):
            data = archive.read(name)
            kind = next(kinds[form] for form in kinds if b'Id="' + form + b'"' in data[:2000])
            parser.from_bytes(data, kind)
    return time.process_time() - start


@contextmanager
def _files() -> Iterator[tuple[Path, str]]:
    """The zip to read, and what it holds in words."""
    path = Path(os.environ.get("STEMDAG_REFERENCE_DATA") or _BESIDE) / _NAME
    if path.is_file():
        yield path, "TK2021, 62 MB"
        return
    with TemporaryDirectory() as folder:
        made = Path(folder) / "made.zip"
        with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
            for number in range(1, 20):
                archive.writestr(f"kieskring_{number}.eml.xml", _made(number))
        yield made, "made-up files, 62 MB"


def _made(kieskring: int, units: int = 18, lists: int = 31, candidates: int = 44) -> str:
    """A 510c of one kieskring, of the size of a real one (3 MB), on one line as they come."""

    def group(seed: int) -> str:
        parts = []
        for list_ in range(1, lists + 1):
            votes = [(seed * 7 + list_ * 5 + place * 3) % 400 for place in range(1, candidates + 1)]
            parts.append(
                f'<Selection><AffiliationIdentifier Id="{list_}"><RegisteredName>List {list_}'
                f"</RegisteredName></AffiliationIdentifier><ValidVotes>{sum(votes)}</ValidVotes></Selection>"
            )
            parts.extend(
                f'<Selection><Candidate><CandidateIdentifier Id="{place}"></CandidateIdentifier></Candidate>'
                f"<ValidVotes>{each}</ValidVotes></Selection>"
                for place, each in enumerate(votes, 1)
            )
        figures = "".join(
            f'<UncountedVotes ReasonCode="{reason}">0</UncountedVotes>'
            for reason in ("geldige stempassen", "geldige volmachtbewijzen", "toegelaten kiezers")
        )
        return (
            "".join(parts) + "<Cast>0</Cast><TotalCounted>0</TotalCounted>"
            '<RejectedVotes ReasonCode="ongeldig">0</RejectedVotes>'
            f'<RejectedVotes ReasonCode="blanco">0</RejectedVotes>{figures}'
        )

    below = "".join(
        f'<ReportingUnitVotes><ReportingUnitIdentifier Id="HSB{kieskring}::{unit:04}">Unit {unit}'
        f"</ReportingUnitIdentifier>{group(unit)}</ReportingUnitVotes>"
        for unit in range(1, units + 1)
    )
    return (
        '<EML xmlns="urn:oasis:names:tc:evs:schema:eml" xmlns:kr="http://www.kiesraad.nl/extensions" '
        'Id="510c" SchemaVersion="5"><TransactionId>1</TransactionId><ManagingAuthority>'
        f'<AuthorityIdentifier Id="HSB{kieskring}">Kieskring</AuthorityIdentifier>'
        "<AuthorityAddress></AuthorityAddress></ManagingAuthority>"
        "<kr:CreationDateTime>2021-03-19T18:19:52.801</kr:CreationDateTime><Count>"
        '<EventIdentifier></EventIdentifier><Election><ElectionIdentifier Id="TK2021">'
        "<ElectionName>Tweede Kamer 2021</ElectionName><ElectionCategory>TK</ElectionCategory>"
        "<kr:ElectionDate>2021-03-17</kr:ElectionDate></ElectionIdentifier><Contests><Contest>"
        f'<ContestIdentifier Id="{kieskring}"></ContestIdentifier><TotalVotes>{group(0)}</TotalVotes>'
        f"{below}</Contest></Contests></Election></Count></EML>"
    )
