"""The files of the tree that are there from the first public count on: exchange files and feeds.

Files for other software hold every number of a municipality at once, so they follow at most once a minute,
and tables and feeds of all municipalities at most once in ten seconds: the pages and the JSON come first.
What is released and what is complete shows at once in them as well.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial

from stemdag.publish import address, data, exchange, exchange_result, feeds, page_data, schemas, table, totals
from stemdag.publish.archive import compressed, zipped
from stemdag.publish.facts import MunicipalityFacts, StationFacts
from stemdag.publish.facts_together import DistrictFacts, ElectionFacts
from stemdag.publish.language import language
from stemdag.publish.node import Node, Pace
from stemdag.publish.result import Status
from stemdag.publish.themes import Dress

#: Seconds between two versions of a table or feed of a whole election.
TEN_SECONDS = 10
#: Of an exchange file.
MINUTE = 60
#: And between two archives: there is no hurry, and in a bucket they are read together one by one.
TEN_MINUTES = 600


def about(
    languages: Sequence[str],
    rehearsal: bool,
    elections: Sequence[ElectionFacts],
    site: str = "",
    worn: Dress | None = None,
) -> Iterator[Node]:
    """The schemas, and the page that says how to read the data, with an area of this site as its example."""
    for name in schemas.SCHEMAS:
        yield Node(schemas.path(name), name, partial(_schema, name))
    example = page_data.example(elections)
    for code in languages:
        yield Node(
            address.page(code, address.ABOUT),
            (languages, rehearsal, example, site, worn),
            partial(page_data.about, code, languages, rehearsal, example, site, worn),
        )


def _schema(name: str) -> bytes:
    return data.to_bytes(schemas.schema(name))


def of_municipality(languages: Sequence[str], facts: MunicipalityFacts, part: str) -> Iterator[Node]:
    """The files of a municipality; none before its first count is public."""
    if not facts.has_counts:
        return
    base = f"{address.DATA}/{facts.folder}/{part}"
    pace = Pace(MINUTE, (facts.all_in, facts.status))
    if exchange.municipality_in_eml(facts):
        yield Node(base + address.EML, facts, partial(exchange.municipality_eml, facts), pace=pace)
    if facts.status is not Status.PRELIMINARY:
        yield Node(base + address.DIFFERENCES, facts, partial(table.official_csv, facts))
    if exchange.municipality_in_csv(facts):
        yield Node(base + address.OSV, facts, partial(exchange.municipality_osv, facts), pace=pace)
    yield Node(base + address.TOTALS_JSON, facts, partial(totals.totals_json, facts))
    yield Node(base + address.TOTALS_CSV, facts, partial(totals.totals_csv, facts))
    for code in languages:
        made = partial(totals.totals_pdf, code, facts)
        # A sheet takes the press some time, and a country has hundreds: it follows when the rest is there.
        yield Node(f"{base}.{code}{address.TOTALS_PDF}", facts, made, pace=pace, spare=True)
        yield Node(f"{base}.{code}{address.ATOM}", facts, partial(feeds.municipality_atom, code, facts, part))
        yield Node(f"{base}.{code}{address.FEED}", facts, partial(feeds.municipality_json, code, facts, part))


def of_election(languages: Sequence[str], facts: ElectionFacts) -> Iterator[Node]:
    """The files of an election; none before the first count of it is public."""
    if not any(each.has_counts for each in facts.municipalities):
        return
    base = f"{address.DATA}/{facts.folder}/election"
    pace = Pace(MINUTE, urgent(facts))
    if exchange.election_in_eml(facts):
        yield Node(base + address.EML, facts, partial(exchange.election_eml, facts), wide=True, pace=pace)
    for each in facts.districts:
        if any(one.has_counts for one in each.part.municipalities) and exchange.district_in_eml(each):
            made = partial(exchange.district_eml, each)
            paced = Pace(MINUTE, urgent(each.part))
            yield Node(_of_district(each), (each.area, each.part), made, wide=True, pace=paced)
    if exchange_result.exists(facts):
        path = f"{address.DATA}/{facts.folder}/{address.RESULT}"
        yield Node(path, facts, partial(exchange_result.election_result, facts), wide=True)
    latest, soon = feeds.Latest(facts), together(facts)
    for code in languages:
        yield Node(f"{base}.{code}{address.ATOM}", facts, partial(latest.atom, code), wide=True, pace=soon)
        yield Node(f"{base}.{code}{address.FEED}", facts, partial(latest.json, code), wide=True, pace=soon)


def _of_district(district: DistrictFacts) -> str:
    return f"{address.DATA}/{district.part.folder}/{address.DISTRICT}/{district.folder}{address.EML}"


def archive(facts: ElectionFacts, files: Sequence[Node]) -> Iterator[Node]:
    """All data files of an election as one zip."""
    if any(each.has_counts for each in facts.municipalities):
        yield Node(
            f"{address.DATA}/{facts.folder}/{address.ARCHIVE}",
            facts,
            partial(_archive, tuple(files)),
            wide=True,
            pace=Pace(TEN_MINUTES, urgent(facts)),
            parts=tuple(each.path for each in files),
        )


def _archive(files: Sequence[Node]) -> bytes:
    return zipped((each.path.removeprefix(f"{address.DATA}/"), compressed(each.render())) for each in files)


def kept(facts: MunicipalityFacts) -> Pace | None:
    """Each version of a municipality's data, once it holds results."""
    return Pace(0) if facts.has_counts else None


def together(facts: ElectionFacts) -> Pace | None:
    """How a table or feed of a whole election follows; at once where the election is one municipality."""
    return (
        Pace(TEN_SECONDS, (urgent(facts), facts.state, facts.moment))
        if len(facts.municipalities) > 1
        else None
    )


def followed(facts: ElectionFacts) -> Pace:
    """How pages follow that hold many numbers of all municipalities; what stands on top of them at once."""
    return Pace(MINUTE, (urgent(facts), facts.state, facts.moment))


def kept_together(facts: ElectionFacts) -> Pace | None:
    """One version a minute of an election's."""
    return Pace(MINUTE, urgent(facts)) if any(each.has_counts for each in facts.municipalities) else None


def municipality_links(code: str, facts: MunicipalityFacts, part: str) -> list[tuple[str, str]]:
    """What a page links to as data: a name and an address each."""
    base = f"/{address.DATA}/{facts.folder}/{part}"
    found = [("CSV", base + ".csv"), ("JSON", base + ".json")]
    if facts.has_counts:
        if exchange.municipality_in_eml(facts):
            found.append(("EML", base + address.EML))
        if exchange.municipality_in_csv(facts):
            found.append(("OSV4-3", base + address.OSV))
        if facts.status is not Status.PRELIMINARY:
            found.append((language(code).say("official, CSV"), base + address.DIFFERENCES))
        found.append((language(code).say("total sheet, PDF"), f"{base}.{code}{address.TOTALS_PDF}"))
        found.append((language(code).say("total sheet, CSV"), base + address.TOTALS_CSV))
        found.append((language(code).say("total sheet, JSON"), base + address.TOTALS_JSON))
        found.append(("Atom", f"{base}.{code}{address.ATOM}"))
        if facts.alone:
            found.append(("ZIP", f"/{address.DATA}/{facts.folder}/{address.ARCHIVE}"))
    return found


def station_links(facts: StationFacts, part: str) -> list[tuple[str, str]]:
    """A station stands in the files of its municipality."""
    base = f"/{address.DATA}/{facts.folder}/{part}"
    return [("CSV", base + ".csv"), ("JSON", base + ".json")]


def list_links(facts: ElectionFacts) -> list[tuple[str, str]]:
    """A list stands in the files of its election."""
    base = f"/{address.DATA}/{facts.folder}/election"
    return [("CSV", base + ".csv"), ("JSON", base + ".json")]


def district_links(district: DistrictFacts) -> list[tuple[str, str]]:
    """The tables of its election, and its own count for other software."""
    found = list_links(district.part)
    counted = any(each.has_counts for each in district.part.municipalities)
    if counted and exchange.district_in_eml(district):
        found.append(("EML", f"/{_of_district(district)}"))
    return found


def election_links(code: str, facts: ElectionFacts) -> list[tuple[str, str]]:
    base = f"/{address.DATA}/{facts.folder}/election"
    found = [("CSV", base + ".csv"), ("JSON", base + ".json")]
    if any(each.has_counts for each in facts.municipalities):
        if exchange.election_in_eml(facts):
            found.append(("EML", base + address.EML))
        if exchange_result.exists(facts):
            found.append(("EML 520", f"/{address.DATA}/{facts.folder}/{address.RESULT}"))
        found.append(("Atom", f"{base}.{code}{address.ATOM}"))
        found.append(("ZIP", f"/{address.DATA}/{facts.folder}/{address.ARCHIVE}"))
    return found


def urgent(facts: ElectionFacts) -> object:
    """What nobody waits a minute for: which municipalities are public, whether all is in, and official."""
    return (
        tuple(each.municipality.code for each in facts.municipalities if each.has_counts),
        all(each.all_in for each in facts.municipalities),
        facts.status,
    )
