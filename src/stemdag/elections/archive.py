"""Everything of an election that may be kept, as open files: definition, journal, envelopes, public keys.

Sealed counts stay sealed in it. Free text (reasons, messages, names) stays out unless it is asked for; the
salted hashes in the entries say that there was some. Of sealed photos and exports the digests are in it.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Iterable, Iterator
from datetime import UTC
from typing import Any, Final

from django.db.models import QuerySet

from stemdag.domain.chain import canonical
from stemdag.elections import models, values
from stemdag.elections.moment import in_force
from stemdag.files.model import OwnDefinition
from stemdag.files.own import write_definition
from stemdag.journal import aside
from stemdag.journal.models import Aside, Chain, Entry, Envelope
from stemdag.seal import keys

FORM: Final = "stemdag-archive"
VERSION: Final = 1
MANIFEST: Final = "manifest.json"
_AT_ONCE: Final = 500

Member = tuple[str, Iterable[bytes]]


def members(election: models.Election, heads: Iterable[Chain], *, texts: bool = False) -> Iterator[Member]:
    """The files of an archive by name, each as parts of its content; the same journal gives the same bytes.

    What came after these heads is not in it, so an election that goes on has one that fits together.
    """
    yield "definition.json", [write_definition(_definition(election))]
    yield "keys.json", [_json(_keys(election))]
    for chain in heads:
        name = chain.municipality or "election"
        yield f"journal/{name}.jsonl", _lines(_entry(each) for each in _entries(chain))
        if _sealed(chain).exists():
            yield f"envelopes/{name}.jsonl", _lines(_envelopes(chain))
        if texts:
            yield f"texts/{name}.jsonl", _lines(_texts(chain))


def chains(election: models.Election) -> list[Chain]:
    """The chains of an election: its own first, then those of its municipalities."""
    return list(Chain.objects.filter(election=election.eml_id).order_by("municipality"))


def manifest(
    election: models.Election, files: dict[str, str], heads: list[Chain], *, texts: bool, published: bool
) -> bytes:
    """What the archive holds: SHA-256 by name of file, and the heads of the chains."""
    return _json(
        {
            "form": FORM,
            "version": VERSION,
            "election": election.eml_id,
            "name": election.name,
            "date": election.date.isoformat(),
            "rehearsal": election.rehearsal,
            "release": in_force(election).astimezone(UTC).isoformat(),
            "texts": texts,
            "published": published,
            "heads": [
                {"municipality": each.municipality, "length": each.length, "head": each.head}
                for each in heads
            ],
            "files": files,
        }
    )


def _definition(row: models.Election) -> OwnDefinition:
    towns = tuple(
        (
            values.municipality(each),
            values.ballot(each),
            tuple(values.station(station) for station in each.stations.all()),
        )
        for each in row.municipalities.prefetch_related("stations")
    )
    return OwnDefinition("", values.election(row), towns)


def _keys(row: models.Election) -> list[dict[str, Any]]:
    found = []
    for each in row.municipalities.all():
        public = {
            "release": each.release_public,
            "control": each.control_public,
            "intake": each.intake_public,
        }
        made = {name: bytes(key) for name, key in public.items() if key is not None}
        found.append(
            {
                "municipality": each.code,
                "public": {name: _coded(key) for name, key in made.items()},
                "fingerprints": {name: keys.fingerprint(key) for name, key in made.items()},
            }
        )
    return found


def _entries(chain: Chain) -> Iterator[Entry]:
    rows = Entry.objects.filter(chain=chain, seq__lte=chain.length).order_by("seq")
    return rows.iterator(chunk_size=_AT_ONCE)


def _entry(entry: Entry) -> dict[str, Any]:
    return {
        "seq": entry.seq,
        "kind": entry.kind,
        "station": entry.station,
        "at": entry.at.astimezone(UTC).isoformat(),
        "by": entry.by,
        "client_id": str(entry.client_id),
        "commitment": bytes(entry.commitment).hex() if entry.commitment is not None else None,
        "facts": entry.facts,
        "hash": entry.hash,
    }


def _sealed(chain: Chain) -> QuerySet[Envelope]:
    return Envelope.objects.filter(entry__chain=chain, entry__seq__lte=chain.length)


def _envelopes(chain: Chain) -> Iterator[dict[str, Any]]:
    rows = _sealed(chain).select_related("entry").order_by("entry__seq")
    for each in rows.iterator(chunk_size=_AT_ONCE):
        yield {
            "seq": each.entry.seq,
            "station": each.entry.station,
            "source": each.source,
            "version": each.version,
            "release": _coded(bytes(each.release)),
            "control": _coded(bytes(each.control)),
        }


def _texts(chain: Chain) -> Iterator[dict[str, Any]]:
    those = Aside.objects.filter(entry__chain=chain, entry__seq__lte=chain.length)
    rows = those.select_related("entry__chain").order_by("entry__seq", "name")
    for each in rows.iterator(chunk_size=_AT_ONCE):
        yield {"seq": each.entry.seq, "name": each.name, "text": aside.read(each)}


def _lines(each: Iterable[dict[str, Any]]) -> Iterator[bytes]:
    return (canonical(one) + b"\n" for one in each)


def _json(value: object) -> bytes:
    return json.dumps(value, indent=1, sort_keys=True, ensure_ascii=False).encode() + b"\n"


def _coded(data: bytes) -> str:
    return base64.b64encode(data).decode()
