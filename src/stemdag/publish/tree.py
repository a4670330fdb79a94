"""The public tree: a pure function from what may be known to the files that the public reads.

Same day, same bytes. `tree` derives nothing itself; a file's bytes are made when somebody calls `render`,
so a writer renders only what changed.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial

from stemdag.domain.turnout import TurnoutReport
from stemdag.domain.withdrawal import What
from stemdag.publish import (
    address,
    data,
    open_data,
    page_list,
    page_municipality,
    page_official,
    page_station,
    pages,
    pictures,
    places,
    shared,
    table,
    themes,
    withdrawn,
)
from stemdag.publish.assets import assets
from stemdag.publish.day import PublicDay, PublicElection, PublicMunicipality, Queues
from stemdag.publish.facts import MunicipalityFacts, StationFacts
from stemdag.publish.facts_together import ElectionFacts, agree, is_complete
from stemdag.publish.language import LANGUAGES
from stemdag.publish.node import Node as Node
from stemdag.publish.result import Status


class Kept:
    """What one tree leaves to the next: the nodes of each municipality, with all that their facts worked out.

    Of equal facts the nodes are equal, so they are taken over as they are; one more count in a country is
    then the work of one municipality.
    """

    def __init__(self) -> None:
        self._nodes: dict[tuple[str, str], tuple[object, MunicipalityFacts, tuple[Node, ...]]] = {}

    def facts(self, made: MunicipalityFacts, part: str) -> MunicipalityFacts:
        """The facts of before where they are the same."""
        before = self._nodes.get((made.folder, part))
        return before[1] if before is not None and before[1] == made else made

    def nodes(
        self, languages: tuple[str, ...], facts: MunicipalityFacts, part: str, queues: Queues
    ) -> tuple[Node, ...]:
        """The nodes of a municipality, made where there are none of these facts."""
        place, shown = (facts.folder, part), (languages, queues)
        before = self._nodes.get(place)
        if before is not None and before[1] is facts and before[0] == shown:
            return before[2]
        found = tuple(_municipality(languages, facts, part, queues))
        self._nodes[place] = (shown, facts, found)
        return found


def tree(day: PublicDay, languages: Sequence[str] = LANGUAGES, kept: Kept | None = None) -> Iterator[Node]:
    """Every file of the day but the manifest, which the writer makes; the first language is the default.

    `kept` makes it faster where one tree follows another; the files are the same without.

    In the order of writing: what is linked stands before what links to it, so that each address that a page
    shows already answers; municipality by municipality, so that the first results appear at once. An archive
    is written last, for it is made of the others.
    """
    act, kept = day.withdrawn, kept or Kept()
    if act is not None and act.what is What.ALL:
        worn = themes.of_site(day)
        yield from withdrawn.offline(_tree(day, languages, kept), languages, act, day.rehearsal, worn)
    elif act is not None and act.what is What.RESULTS:
        yield from _tree(withdrawn.without_results(day, act), languages, kept)
    else:
        yield from _tree(day, languages, kept)


def _tree(day: PublicDay, languages: Sequence[str], kept: Kept) -> Iterator[Node]:
    for path, body in assets().files:
        yield Node(path, body, partial(bytes, body))
    yield from themes.nodes(each.theme for public in day.elections for each in public.municipalities)
    worn = themes.of_site(day)
    languages = tuple(languages)
    folders = address.slugs(each.election.id for each in day.elections)
    elections = tuple(_election_facts(day, each, folders[each.election.id], kept) for each in day.elections)
    yield from open_data.about(languages, day.rehearsal, elections, day.site, worn)
    for facts in elections:
        yield from _election(languages, facts, day, kept)
    yield Node(
        "index.html",
        (languages, day.rehearsal, worn),
        partial(pages.root, languages, day.rehearsal, worn),
    )
    yield Node(
        f"{address.DATA}/index.json",
        (day.rehearsal, [(each.election, each.folder) for each in elections]),
        partial(data.index_json, day.rehearsal, elections),
        wide=True,
    )
    for code in languages:
        yield Node(
            address.page(code),
            (languages, day.rehearsal, elections),
            partial(pages.index, code, languages, day.rehearsal, elections, worn),
            wide=True,
        )


def _election_facts(day: PublicDay, public: PublicElection, folder: str, kept: Kept) -> ElectionFacts:
    alone = len(public.municipalities) == 1 and is_complete(public)
    ballots = [each.ballot for each in public.municipalities]
    districts = _districts(public)
    listed = agree(ballots) and not any(each.referendum for each in ballots)
    parts = tuple(address.slugs(each.municipality.code for each in public.municipalities).values())
    return ElectionFacts(
        day.rehearsal,
        folder,
        public,
        tuple(
            kept.facts(
                MunicipalityFacts(
                    day.rehearsal,
                    folder,
                    public.election,
                    each,
                    _withheld(day, each),
                    alone,
                    listed,
                    districts.get(each.municipality.code, ""),
                    day.site,
                ),
                part,
            )
            for each, part in zip(public.municipalities, parts, strict=True)
        ),
        parts,
        day.site,
    )


def _districts(public: PublicElection) -> dict[str, str]:
    """By municipality the folder of its district's page; none where the election has but one district."""
    of = {each.municipality.code: each.municipality.district for each in public.municipalities}
    codes = sorted({each.code for each in of.values() if each}, key=lambda code: (len(code), code))
    if len(codes) < 2:
        return {}
    folders = address.slugs(codes)
    return {code: folders[each.code] for code, each in of.items() if each}


def _withheld(day: PublicDay, public: PublicMunicipality) -> bool:
    """Whether the moment has passed and the municipality has not released."""
    return public.released is None and day.as_of is not None and day.as_of >= public.moment


def _election(languages: tuple[str, ...], facts: ElectionFacts, day: PublicDay, kept: Kept) -> Iterator[Node]:
    files: list[Node] = []
    for node in _data_and_places(languages, facts, day, kept):
        if address.is_archived(node.path):
            files.append(node)
        yield node
    yield from open_data.archive(facts, files)
    yield from _lists(languages, facts)
    yield from _district_pages(languages, facts)
    yield from pictures.nodes(languages, facts, facts.folder, wide=True)
    yield from shared.nodes(languages, facts, facts.folder, wide=True)
    for code in languages:
        yield Node(
            address.page(code, facts.folder),
            (languages, facts),
            partial(pages.election, code, languages, facts),
            wide=True,
        )
        yield Node(
            address.page(code, facts.folder, address.NOW),
            (languages, facts),
            partial(pages.election, code, languages, facts, short=True),
            wide=True,
        )


def _district_pages(languages: tuple[str, ...], facts: ElectionFacts) -> Iterator[Node]:
    for each in facts.districts:
        for code in languages:
            yield Node(
                address.page(code, facts.folder, address.DISTRICT, each.folder),
                (languages, each.area, each.part),
                partial(pages.election, code, languages, each.part, each),
                wide=True,
            )


def _lists(languages: tuple[str, ...], facts: ElectionFacts) -> Iterator[Node]:
    """The pages of the lists: each holds all municipalities, so they follow at most once a minute."""
    if not page_list.exist(facts):
        return
    key, pace = page_list.key(facts), open_data.followed(facts)
    for each in facts.ballot:
        for code in languages:
            yield Node(
                address.page(code, facts.folder, address.LIST, each.number),
                (languages, key),
                partial(page_list.candidate_list, code, languages, facts, each.number),
                wide=True,
                pace=pace,
            )


def _data_and_places(
    languages: tuple[str, ...], facts: ElectionFacts, day: PublicDay, kept: Kept
) -> Iterator[Node]:
    for each, part in zip(facts.municipalities, facts.folders, strict=True):
        queues = day.queues.get((each.election.id, each.municipality.code), {})
        yield from kept.nodes(languages, each, part, queues)
    folder, pace = f"{address.DATA}/{facts.folder}", open_data.kept_together(facts)
    yield Node(f"{folder}/election.json", facts, partial(data.election_json, facts), wide=True, kept=pace)
    soon = open_data.together(facts)
    csv = partial(table.election_csv, facts)
    yield Node(f"{folder}/election.csv", facts, csv, wide=True, pace=soon, kept=pace)
    yield Node(f"{folder}/places.json", places.key(facts), partial(places.places_json, facts), wide=True)
    yield from open_data.of_election(languages, facts)


def _municipality(
    languages: tuple[str, ...], facts: MunicipalityFacts, part: str, queues: Queues
) -> Iterator[Node]:
    folder = f"{address.DATA}/{facts.folder}"
    # First, for they hold every result at once: a hundred pages of stations take their time.
    kept = open_data.kept(facts)
    whole = partial(data.municipality_json, facts, queues)
    yield Node(f"{folder}/{part}.json", (facts, queues), whole, kept=kept)
    yield Node(f"{folder}/{part}.csv", facts, partial(table.municipality_csv, facts), kept=kept)
    reports: dict[int, list[TurnoutReport]] = {}
    for report in facts.public.reports:
        reports.setdefault(report.station, []).append(report)
    released = facts.public.released
    for station in facts.public.stations:
        shown = StationFacts(
            facts.rehearsal,
            facts.folder,
            facts.election,
            facts.municipality,
            facts.public.ballot,
            station,
            tuple(reports.get(station.number, ())),
            facts.public.moment,
            released.counts.get(station.number) if released else None,
            facts.public.withdrawn,
            facts.public.theme,
            queues.get(station.number),
        )
        for code in languages:
            yield Node(
                address.page(code, facts.folder, part, station.number),
                (languages, shown),
                partial(page_station.station, code, languages, shown, part),
            )
    yield from open_data.of_municipality(languages, facts, part)
    if facts.status is not Status.PRELIMINARY:
        for code in languages:
            yield Node(
                address.page(code, facts.folder, part, address.OFFICIAL),
                (languages, facts),
                partial(page_official.official, code, languages, facts, part),
            )
    yield from pictures.nodes(languages, facts, facts.folder, part)
    yield from shared.nodes(languages, facts, facts.folder, part)
    for code in languages:
        yield Node(
            address.page(code, facts.folder, part),
            (languages, facts, queues),
            partial(page_municipality.municipality, code, languages, facts, part, queues),
        )
        yield Node(
            address.page(code, facts.folder, part, address.NOW),
            (languages, facts),
            partial(page_municipality.now, code, languages, facts, part),
        )
        yield Node(
            address.page(code, facts.folder, part, address.SCREEN),
            (languages, facts),
            partial(page_municipality.screen, code, languages, facts, part),
        )
        yield Node(
            address.page(code, facts.folder, part, address.EMBED),
            (languages, facts),
            partial(page_municipality.embed, code, languages, facts, part),
        )
