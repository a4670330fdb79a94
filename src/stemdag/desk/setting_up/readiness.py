"""How far the set-up is: what stands, what is missing, what is odd, and where to do it."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from stemdag.desk.access import Official
from stemdag.desk.templatetags.desk import dated
from stemdag.domain.role import Role
from stemdag.domain.station import Counting, Kind
from stemdag.elections import tailored, values
from stemdag.elections.models import PassRegister, Station
from stemdag.journal.models import Entry


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the set-up. `state` is `done`, `missing`, `odd`, or `optional` where it may stay undone.

    `said` are lines in words; `page` is the page of the desk where it is done, `command` what whoever runs
    the system does.
    """

    key: str
    title: str
    state: str
    said: tuple[str, ...]
    page: str = ""
    anchor: str = ""
    command: str = ""


def parts(official: Official) -> list[Part]:
    """All parts in the order in which they are done."""
    row = official.municipality
    stations = list(row.stations.all())
    return [
        _election(official),
        _ballot(official),
        _stations(stations),
        _electorate(official, stations),
        _keys(official),
        _people(official),
        _cards(official, stations),
        _register(official),
        _app(official),
        _places(stations),
        _earlier(official),
    ]


def _election(official: Official) -> Part:
    election = official.municipality.election
    said = [
        f"{election.name} · {formats.date_format(election.date, 'l j F Y')}",
        _("Results open on %(moment)s.") % {"moment": dated(election.release)},
    ]
    if election.seats is None:
        said.append(_("The number of seats is not known: no seats are shown. A 110a has it."))
    return Part(
        "election", _("Election"), "odd" if election.seats is None else "done", tuple(said), anchor="files"
    )


def _ballot(official: Official) -> Part:
    ballot, title = values.ballot(official.municipality), _("Ballot")
    if not len(ballot):
        said = _("No lists yet. Bring in the candidate lists (230b).")
        return Part("ballot", title, "missing", (said,), anchor="files")
    people = sum(len(each.candidates) for each in ballot)
    lists = ngettext("%(n)s list", "%(n)s lists", len(ballot)) % {"n": len(ballot)}
    candidates = ngettext("%(n)s candidate", "%(n)s candidates", people) % {"n": people}
    said_all = [f"{lists} · {candidates}"]
    empty = [str(each.number) for each in ballot if not each.candidates]
    odd = bool(empty) and not ballot.referendum
    if odd and official.municipality.counting == Counting.DECENTRAL:
        said_all.append(_("No candidates on list %(lists)s.") % {"lists": ", ".join(empty)})
    return Part("ballot", title, "odd" if len(said_all) > 1 else "done", tuple(said_all), anchor="files")


def _stations(stations: list[Station]) -> Part:
    title, page = _("Polling stations"), "setup-stations"
    if not stations:
        return Part(
            "stations", title, "missing", (_("None yet. Bring in a 110b or a spreadsheet."),), anchor="files"
        )
    kinds = Counter(each.kind for each in stations)
    first = ngettext("%(n)s station", "%(n)s stations", len(stations)) % {"n": len(stations)}
    said = [first + "".join(f" · {_KINDS[kind](kinds[kind])}" for kind in _KINDS if kinds[kind])]
    odd = list(_odd(stations))
    return Part("stations", title, "odd" if odd else "done", (*said, *odd), page)


_KINDS = {
    Kind.POSTAL: lambda n: ngettext("%(n)s for postal votes", "%(n)s for postal votes", n) % {"n": n},
    Kind.EARLY: lambda n: ngettext("%(n)s for early voting", "%(n)s for early voting", n) % {"n": n},
    Kind.MOBILE: lambda n: ngettext("%(n)s mobile", "%(n)s mobile", n) % {"n": n},
    Kind.SPECIAL: lambda n: ngettext("%(n)s special", "%(n)s special", n) % {"n": n},
}


def _odd(stations: list[Station]) -> Iterator[str]:
    """What to look at: names that tell no station apart, and stations without opening hours."""
    names = Counter((each.name, each.postcode) for each in stations)
    same = sorted(each.number for each in stations if names[each.name, each.postcode] > 1)
    if same:
        yield _("Stations %(numbers)s have a name and postcode in common.") % {"numbers": listed(same)}
    shut = [each.number for each in stations if not each.hours and each.kind != Kind.POSTAL]
    if shut and len(shut) == sum(each.kind != Kind.POSTAL for each in stations):
        yield _("No station has opening hours yet. A 110b of version 1.2 has none; a spreadsheet does.")
    elif shut:
        yield _("No opening hours: %(numbers)s.") % {"numbers": listed(shut)}


def _electorate(official: Official, stations: list[Station]) -> Part:
    row, title, page = official.municipality, _("Electorate"), "setup-electorate"
    bare = [each.number for each in stations if not each.electorate and each.kind != Kind.POSTAL]
    said: list[str] = []
    state = "done"
    if not row.electorate:
        state = "missing"
        said.append(_("Not known: turnout is then a number without a percentage, inside and outside."))
    else:
        number = formats.number_format(row.electorate, use_l10n=True, force_grouping=True)
        said.append(_("%(number)s may vote.") % {"number": number})
    if row.other_electorate:
        state = "odd" if row.electorate else state
        other = formats.number_format(row.other_electorate, use_l10n=True, force_grouping=True)
        said.append(_("Another source says %(number)s. Set the right one.") % {"number": other})
    if bare:
        said.append(_("Not known of stations %(numbers)s.") % {"numbers": listed(bare)})
    if row.electorate and sum(each.electorate or 0 for each in stations) > row.electorate:
        state = "odd"
        said.append(_("Those of the stations add up to more than that of the municipality."))
    return Part("electorate", title, state, tuple(said), page)


def _keys(official: Official) -> Part:
    row, title = official.municipality, _("Keys")
    if not row.has_keys:
        said = _("None yet: nothing can be sealed. Whoever runs the system makes them.")
        return Part(
            "keys", title, "missing", (said,), command=f"stemdag keys make --election {row.election.eml_id}"
        )
    if row.intake_public is None:
        said = _("There is no key for photos and exports yet: unlock Control once.")
        return Part("keys", title, "odd", (said,), "control")
    return Part("keys", title, "done", (_("Release key, control key and intake key."),))


def _people(official: Official) -> Part:
    row, title = official.municipality, _("People")
    roles = Counter(row.officials.filter(user__is_active=True).values_list("role", flat=True))
    count = row.officials.filter(user__is_active=True).values("user").distinct().count()
    said = [ngettext("%(n)s account", "%(n)s accounts", count) % {"n": count}]
    if not (roles[Role.COORDINATOR] or roles[Role.KEY_HOLDER]):
        said.append(_("Nobody can release the results: that takes a coordinator or a key holder."))
    state = "missing" if not count else "odd" if len(said) > 1 else "done"
    return Part("people", title, state, tuple(said), "people")


def _cards(official: Official, stations: list[Station]) -> Part:
    row, title = official.municipality, _("Enrolment cards and paper forms")
    issued = Entry.objects.filter(
        chain__election=row.election.eml_id, chain__municipality=row.code, kind="codes.issued"
    )
    said_of = issued.values_list("facts", flat=True)
    handed = {number for facts in said_of for number in json.loads(facts)["stations"]}
    without = [each.number for each in stations if each.number not in handed]
    if not without and stations:
        return Part("cards", title, "done", (_("Every station has had a card."),), "paper")
    if not handed:
        return Part("cards", title, "missing", (_("No cards yet. Stations come in with one."),), "paper")
    said = _("No card yet for stations %(numbers)s.") % {"numbers": listed(without)}
    return Part("cards", title, "odd", (said,), "paper")


def _register(official: Official) -> Part:
    row, title, page = official.municipality, _("Register of invalid passes"), "setup-register"
    found = PassRegister.objects.filter(municipality=row).defer("filter").first()
    if found is None:
        if not tailored.tailoring(row).scanning:
            return Part("register", title, "optional", (_("Stations do not scan passes."),), page)
        return Part("register", title, "missing", (_("None yet: no pass is known to be invalid."),), page)
    passes = ngettext("%(n)s invalid pass", "%(n)s invalid passes", found.passes) % {
        "n": formats.number_format(found.passes, use_l10n=True, force_grouping=True)
    }
    said = _("%(passes)s, of %(moment)s.") % {"passes": passes, "moment": dated(found.loaded_at)}
    return Part("register", title, "done", (said,), page)


def _app(official: Official) -> Part:
    own = len(tailored.own(official.municipality))
    said = ngettext("%(n)s setting of your own.", "%(n)s settings of your own.", own) % {"n": own}
    usual = _("Checklists, texts and settings are as usual.")
    return Part(
        "app", _("Station app"), "done" if own else "optional", (said if own else usual,), "station-app"
    )


def _places(stations: list[Station]) -> Part:
    without = [each.number for each in stations if each.latitude is None and each.kind != Kind.POSTAL]
    title = _("Places on the map")
    if stations and not without:
        return Part("places", title, "done", (_("Every station has its place."),), "setup-stations")
    if not without:
        said = _("No stations yet.")
    elif len(without) == sum(each.kind != Kind.POSTAL for each in stations):
        said = _("No station has a place yet: there is no map.")
    else:
        said = _("No place: %(numbers)s.") % {"numbers": listed(without)}
    return Part("places", title, "optional", (said,), "setup-stations" if stations else "")


def _earlier(official: Official) -> Part:
    row, title = official.municipality, _("Earlier election")
    if row.earlier:
        return Part("earlier", title, "done", (_("Its result is there to compare with."),))
    said = _("None: results and turnout are shown without a comparison.")
    return Part("earlier", title, "optional", (said,), command="stemdag earlier")


def listed(numbers: list[int], most: int = 12) -> str:
    """Numbers of stations in a line; where there are many the first of them, and how many more."""
    shown = ", ".join(map(str, numbers[:most]))
    more = len(numbers) - most
    return _("%(shown)s and %(n)s more") % {"shown": shown, "n": more} if more > 0 else shown
