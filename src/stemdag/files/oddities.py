"""What is odd in a count file: the table of codes, and the search for them in what was read."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence

from stemdag.domain.count import Count
from stemdag.domain.election import Category
from stemdag.domain.station import Kind as StationKind
from stemdag.domain.station import Station
from stemdag.files.model import Oddity, UnitCount

#: Every code and what it means; `docs/files.md` documents each, and a test holds them together.
CODES: dict[str, str] = {
    "no-postcodes": "the file holds no postcode for any station",
    "some-postcodes-missing": "some stations have no postcode",
    "equal-names": "two or more stations have the same name; tell them apart by number",
    "no-electorate": "the total electorate is 0: turnout has no percentage",
    "station-without-electorate": "the station has an electorate of 0",
    "area-without-electorate": "the municipality or kieskring has an electorate of 0",
    "electorate-spread": "most stations have one and the same electorate: it was divided, not counted",
    "electorate-repeated": "several stations each have the electorate of the whole municipality",
    "more-admitted-than-eligible": "more voters were admitted than the station's electorate",
    "area-more-admitted-than-eligible": "more voters were admitted than the electorate of the total or area",
    "no-ballots": "no ballot was found at the station",
    "voter-cards": "voter cards are counted at an election that has none",
    "negative-number": "a station number is below 1",
    "repeated-number": "two or more stations have the same number",
    "repeated-unit": "two or more areas have the same id",
    "no-units": "the file holds a total and no stations or areas below it",
    "list-differs-from-candidates": "the total of a list is not the sum of its candidates",
    "valid-differs-from-lists": "the valid votes are not the sum of the lists",
    "found-differs-from-parts": "the ballots found are not the sum of valid, blank and invalid",
    "total-differs-from-units": "the total as filed is not the sum of the stations or areas",
    "empty-cell": "an empty cell stands where a number belongs; read as 0",
    "stray-quote": "a quote stands where no quoted field begins; read as part of the text",
    "missing-row": "a row that belongs in the file is missing; read as 0",
    "unknown-row": "a row of the table has a name that is not known",
    "missing-figure": "a figure that belongs in the count is missing; read as 0",
    "figure-derived": "admitted voters or poll cards are not in the file; taken from the other figures",
    "unknown-reason": "a figure has a reason code that is not known",
    "short-code-unknown": "a candidate of the total has a short code that no unit resolves",
    "numbering-differs": "kieskringen number candidates differently; renumbered in order of the total",
    "name-differs": "one list has several names in the file; the first is kept",
    "schema-version": "the schema version is not 5",
    "region-without-number": "a region of the tree has no number",
    "electorate-differs": "another source that was imported has another electorate for the municipality",
    "station-not-defined": "the definition has no station of this number: its count is in no total",
    "kind-doubtful": "the name of a regular station says that it is for postal votes, mobile or early",
    "no-such-place": "where the station is cannot be: not in the Netherlands, or no degrees; left out",
    "unknown-list": "a candidate was elected whose list the file does not name",
}


def odd(code: str, where: str, text: str = "") -> Oddity:
    """An oddity of the table, with its meaning where no closer text is given."""
    return Oddity(code, where, text or CODES[code])


def place(source: str, unit: UnitCount) -> str:
    """Where a unit stands: `file.csv, station 12 (Stadhuis)`."""
    if unit.number is not None:
        return f"{source}, station {unit.number} ({unit.name})"
    return f"{source}, {unit.id} ({unit.name})" if unit.id else source


def of_stations(source: str, electorate: int | None, stations: Sequence[Station]) -> Iterator[Oddity]:
    """Everything odd in a list of stations."""
    if not electorate:
        yield odd("no-electorate", source, "it does not say how many may vote in the municipality")
    bare = [each.number for each in stations if not each.postcode]
    if len(bare) == len(stations):
        yield odd("no-postcodes", source)
    elif bare:
        yield odd("some-postcodes-missing", source, f"stations {', '.join(map(str, bare))} have no postcode")
    names: dict[str, list[int]] = {}
    for each in stations:
        names.setdefault(each.name, []).append(each.number)
    for name, numbers in names.items():
        if len(numbers) > 1:
            yield odd("equal-names", source, f"{name}: stations {', '.join(map(str, numbers))}")
    for each in stations:
        where = f"{source}, station {each.number} ({each.name})"
        if not each.electorate and each.kind is not StationKind.POSTAL:
            yield odd("station-without-electorate", where)
        if each.number < 1:
            yield odd("negative-number", where)
        word = next((word for word in _KIND_WORDS if word in each.name.casefold()), "")
        if each.kind is StationKind.REGULAR and word:
            yield odd("kind-doubtful", where, f"its kind is regular, and its name says `{word}`")
    sizes = {each.electorate for each in stations if each.electorate}
    if len(stations) >= 5 and len(sizes) == 1:
        [size] = sizes
        code = "electorate-repeated" if size == electorate else "electorate-spread"
        yield odd(code, source)


#: Words in the name of a station that is seldom a regular one.
_KIND_WORDS = ("briefstem", "briefstembureau", "mobiel", "vervroegd")


def of_units(
    source: str, total: UnitCount, units: Sequence[UnitCount], category: Category
) -> Iterator[Oddity]:
    """Everything odd in a count that was read: about the file, its stations, and its sums."""
    if not units:
        yield odd("no-units", source)
    if total.electorate == 0:
        yield odd("no-electorate", source)
    stations = [unit for unit in units if unit.number is not None]
    yield from _of_stations(source, total, stations)
    for unit in (total, *units):
        if unit.number is not None:
            continue
        if unit.electorate == 0 and unit is not total:
            yield odd("area-without-electorate", place(source, unit))
        elif 0 < unit.electorate < unit.count.admitted:
            yield odd(
                "area-more-admitted-than-eligible",
                place(source, unit),
                f"{unit.count.admitted} admitted, {unit.electorate} eligible",
            )
    repeated = [key for key, times in Counter(u.id for u in units if u.number is None).items() if times > 1]
    if repeated:
        yield odd("repeated-unit", source, f"areas with one id: {', '.join(repeated)}")
    if not category.has_voter_cards:
        cards = sum(unit.count.voter_cards or 0 for unit in units) or total.count.voter_cards or 0
        if cards:
            yield odd("voter-cards", source, f"{cards} voter cards at an election that has none ({category})")
    yield from _of_sums(source, total, units)


def _of_stations(source: str, total: UnitCount, stations: Sequence[UnitCount]) -> Iterator[Oddity]:
    if not stations:
        return
    bare = [unit for unit in stations if unit.postcode is None]
    if len(bare) == len(stations):
        yield odd("no-postcodes", source)
    elif bare:
        yield odd("some-postcodes-missing", source, f"stations without postcode: {_numbers(bare)}")
    names = Counter(unit.name for unit in stations)
    same = [name for name, times in names.items() if times > 1]
    if same:
        yield odd("equal-names", source, f"{len(same)} names stand at more than one station: {same[0]}, …")
    numbers = Counter(unit.number for unit in stations)
    twice = [str(number) for number, times in numbers.items() if times > 1]
    if twice:
        yield odd("repeated-number", source, f"stations with one number: {', '.join(twice)}")
    electorates = Counter(unit.electorate for unit in stations if unit.electorate)
    for value, times in electorates.most_common(1):
        if value == total.electorate and times > 1:
            yield odd("electorate-repeated", source, f"{times} stations have {value}, the whole electorate")
        elif times >= 5 and times * 2 > sum(electorates.values()):
            yield odd("electorate-spread", source, f"{times} stations have an electorate of {value}")
    for unit in stations:
        if unit.number is not None and unit.number < 1:
            yield odd("negative-number", place(source, unit))
        if unit.electorate == 0:
            yield odd("station-without-electorate", place(source, unit))
        elif unit.count.admitted > unit.electorate:
            yield odd(
                "more-admitted-than-eligible",
                place(source, unit),
                f"{unit.count.admitted} admitted, {unit.electorate} eligible",
            )
        if unit.count.cast == 0:
            yield odd("no-ballots", place(source, unit))


def _of_sums(source: str, total: UnitCount, units: Sequence[UnitCount]) -> Iterator[Oddity]:
    for unit in (total, *units):
        where = f"{source}, total" if unit is total else place(source, unit)
        count = unit.count
        for number, each in count.lists.items():
            if each.candidates is not None and (votes := sum(each.candidates.values())) != each.total:
                yield odd(
                    "list-differs-from-candidates",
                    where,
                    f"list {number} has {each.total} votes, its candidates {votes}",
                )
        if (votes := sum(each.total for each in count.lists.values())) != count.candidate_votes:
            yield odd(
                "valid-differs-from-lists",
                where,
                f"{count.candidate_votes} valid votes, lists add up to {votes}",
            )
        if (parts := count.candidate_votes + count.blank + count.invalid) != count.cast:
            yield odd(
                "found-differs-from-parts",
                where,
                f"{count.cast} ballots found, their parts add up to {parts}",
            )
    if not units:
        return
    for what, of in _SUMMED.items():
        filed, added = of(total), sum(of(unit) for unit in units)
        if filed != added:
            yield odd("total-differs-from-units", source, f"{what}: {filed} as filed, {added} added up")
    lists = dict.fromkeys(total.count.lists, 0)
    for unit in units:
        for number, each in unit.count.lists.items():
            lists[number] = lists.get(number, 0) + each.total
    for number, added in lists.items():
        listed = total.count.lists.get(number)
        if (filed := listed.total if listed else 0) != added:
            yield odd(
                "total-differs-from-units", source, f"list {number}: {filed} as filed, {added} added up"
            )
    for number, listed in total.count.lists.items():
        yield from _of_candidates(source, number, listed.candidates or {}, units)


def _of_candidates(
    source: str, number: int, filed: Mapping[int, int], units: Sequence[UnitCount]
) -> Iterator[Oddity]:
    added = dict.fromkeys(filed, 0)
    for unit in units:
        if number in unit.count.lists:
            for candidate, votes in (unit.count.lists[number].candidates or {}).items():
                added[candidate] = added.get(candidate, 0) + votes
    if added != filed:
        differing = [candidate for candidate, votes in added.items() if filed.get(candidate, 0) != votes]
        first = differing[0]
        yield odd(
            "total-differs-from-units",
            source,
            f"list {number}: {len(differing)} candidates, such as candidate {first}: "
            f"{filed.get(first, 0)} as filed, {added[first]} added up",
        )


def _of(count: Callable[[Count], int]) -> Callable[[UnitCount], int]:
    return lambda unit: count(unit.count)


_SUMMED: dict[str, Callable[[UnitCount], int]] = {
    "electorate": lambda unit: unit.electorate,
    "poll cards": _of(lambda count: count.poll_cards),
    "proxies": _of(lambda count: count.proxies),
    "voter cards": _of(lambda count: count.voter_cards or 0),
    "admitted": _of(lambda count: count.admitted),
    "valid": _of(lambda count: count.candidate_votes),
    "blank": _of(lambda count: count.blank),
    "invalid": _of(lambda count: count.invalid),
    "found": _of(lambda count: count.cast),
    "more": _of(lambda count: count.more),
    "fewer": _of(lambda count: count.fewer),
    "unexplained": lambda unit: unit.unexplained,
}


def _numbers(units: Sequence[UnitCount]) -> str:
    return ", ".join(str(unit.number) for unit in units)
