"""The places of an election by name, for the search of the pages: municipalities and their stations."""

from __future__ import annotations

from typing import Any

from stemdag.domain.place_names import also
from stemdag.publish.data import in_each, to_bytes
from stemdag.publish.facts import MunicipalityFacts
from stemdag.publish.facts_together import ElectionFacts


def key(facts: ElectionFacts) -> object:
    """What the file shows: definitions alone, so that it changes with nothing else."""
    of = [(each.municipality.code, each.municipality.name, each.stations) for each in facts.municipalities]
    return facts.rehearsal, facts.election.name, of


def places_json(facts: ElectionFacts) -> bytes:
    """Names with the parts of their address; stations as number, name and postcode."""
    return to_bytes(
        {
            **in_each(facts.rehearsal, "places"),
            "election": facts.folder,
            "name": facts.election.name,
            "municipalities": [
                _municipality(each, folder)
                for each, folder in zip(facts.municipalities, facts.folders, strict=True)
            ],
        }
    )


def _municipality(each: MunicipalityFacts, folder: str) -> dict[str, Any]:
    of = each.municipality
    found: dict[str, Any] = {
        "name": of.name,
        "folder": folder,
        "stations": [[one.number, one.name, one.postcode] for one in each.stations],
    }
    if names := also(of.code):
        found["also"] = list(names)
    return found
