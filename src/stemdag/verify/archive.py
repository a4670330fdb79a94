"""An archive checked with nothing but itself: every file, every hash of every chain, every envelope."""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from stemdag.domain.chain import envelope_digest, genesis, link

MANIFEST, FORM, VERSION = "manifest.json", "stemdag-archive", 1
_BLOCK = 1 << 20


@dataclass(frozen=True, slots=True)
class Checked:
    """What was found. `wrong` says what does not fit, in words; empty where all is well."""

    election: str
    files: int
    entries: int
    envelopes: int
    wrong: tuple[str, ...]


def is_archive(folder: Path) -> bool:
    """Whether a folder says that it is one."""
    try:
        told = json.loads((folder / MANIFEST).read_bytes())
    except (OSError, ValueError):
        return False
    return isinstance(told, dict) and told.get("form") == FORM


def check(folder: Path) -> Checked:
    """Hold an archive against its manifest, and its journal against its hashes.

    Raises KeyError, TypeError or ValueError where it is of another form.
    """
    told = json.loads((folder / MANIFEST).read_bytes())
    if told["form"] != FORM or told["version"] != VERSION:
        raise ValueError(f"{told.get('form')} {told.get('version')} is no archive that this version knows")
    wrong = list(_files(folder, told["files"]))
    entries = envelopes = 0
    for head in told["heads"]:
        name = head["municipality"] or "election"
        named: dict[int, str] = {}
        journal = list(_lines(folder / "journal" / f"{name}.jsonl"))
        entries += len(journal)
        wrong += _chain(told["election"], head, journal, named)
        for each in _lines(folder / "envelopes" / f"{name}.jsonl"):
            envelopes += 1
            both = (base64.b64decode(each[key], validate=True) for key in ("release", "control"))
            if named.pop(each["seq"], None) != envelope_digest(*both):
                wrong.append(f"the envelope of entry {each['seq']} of {name} is not the one that it names")
        wrong += [f"the envelope of entry {seq} of {name} is missing" for seq in sorted(named)]
    return Checked(told["election"], len(told["files"]), entries, envelopes, tuple(wrong))


def _files(folder: Path, told: dict[str, str]) -> Iterator[str]:
    there = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()} - {MANIFEST}
    yield from (f"{name} is missing" for name in sorted(told.keys() - there))
    yield from (f"{name} is not of this archive" for name in sorted(there - told.keys()))
    for name in sorted(told.keys() & there):
        sha = hashlib.sha256()
        with (folder / name).open("rb") as file:
            while block := file.read(_BLOCK):
                sha.update(block)
        if sha.hexdigest() != told[name]:
            yield f"{name} was changed"


def _chain(
    election: str, head: dict[str, Any], journal: list[dict[str, Any]], named: dict[int, str]
) -> Iterator[str]:
    """What does not fit in a chain; fills `named` with the digests of envelopes by place."""
    code = head["municipality"]
    name, last = code or "election", genesis(election, code)
    for place, each in enumerate(journal, 1):
        made = link(
            last,
            each["seq"],
            each["kind"],
            each["station"],
            each["at"],
            each["by"],
            each["client_id"],
            each["commitment"],
            each["facts"],
        )
        if each["seq"] != place or made != each["hash"]:
            yield f"entry {place} of {name} does not follow on the one before it"
            return
        last = made
        if digest := json.loads(each["facts"]).get("envelope"):
            named[place] = digest
    if (len(journal), last) != (head["length"], head["head"]):
        yield f"the chain {name} ends elsewhere than the manifest says"


def _lines(path: Path) -> Iterator[dict[str, Any]]:
    if path.is_file():
        with path.open("rb") as file:
            for line in file:
                yield json.loads(line)
