"""Elections that fall on one day: one station, one device, several ballots."""

from __future__ import annotations

from stemdag.elections import models


def elections_by_station(row: models.Municipality) -> dict[int, tuple[str, ...]]:
    """The names of all elections of each of a municipality's stations, by station number; its own first.

    It is the same station where municipality, number, name and day agree; rehearsals stay among themselves.
    """
    own = row.election
    found = {each.number: (each.name, [own.name]) for each in row.stations.all()}
    others = models.Station.objects.filter(
        municipality__code=row.code,
        municipality__election__date=own.date,
        municipality__election__rehearsal=own.rehearsal,
    ).exclude(municipality=row)
    for each in others.select_related("municipality__election").order_by("municipality__election__eml_id"):
        name, elections = found.get(each.number, ("", []))
        if name == each.name:
            elections.append(each.municipality.election.name)
    return {number: tuple(elections) for number, (_, elections) in found.items()}
