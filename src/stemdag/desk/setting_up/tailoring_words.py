"""What the settings of the station app are called, and what a refusal of a file says."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

from stemdag.desk.refusals import UNKNOWN
from stemdag.domain.errors import Refused

LISTS: Final[Mapping[str, str]] = {
    "opening": _("Checklist before opening"),
    "closing": _("Checklist at closing"),
    "packing": _("Checklist for packing"),
    "incident_categories": _("Kinds of incidents"),
    "event_categories": _("Kinds of events that explain a difference"),
    "materials": _("What can be asked for"),
}
NUMBERS: Final[Mapping[str, str]] = {
    "least_members": _("Members present, at least"),
    "turnout_hours": _("Turnout asked for at"),
    "scanning": _("Stations scan passes"),
    "pass_numbers": _("Numbers of passes"),
    "ballots_at_start": _("Ballot papers at the start"),
    "warn_left": _("Warn when so many ballot papers are left"),
    "lead_minutes": _("Minutes that a delivery takes"),
    "reserve_percent": _("Reserve of voters, in percent"),
    "photo_of_record": _("Photo of the official record"),
    "office_phone": _("Telephone number of the office"),
}

#: Title and advice by the code behind `tailoring.`, with what the refusal names.
REFUSED: Final[Mapping[str, tuple[str, str]]] = {
    "none": (_("There is no file here"), _("Choose a JSON file of at most 2 MB.")),
    "large": (_("This file is too large"), _("Choose a JSON file of at most 2 MB.")),
    "json": (
        _("This file is no JSON"),
        _("Look at the comma, quote or bracket at this place or just before it, and save the file as UTF-8."),
    ),
    "unknown": (
        _("This name is not known here"),
        _("Correct the spelling, or leave it out. Known here: %(known)s."),
    ),
    "missing": (_("A field is missing"), _("Add the field %(field)s.")),
    "kind": (_("Something else belongs here"), _("Write %(wanted)s.")),
    "range": (_("This number cannot be"), _("Write a whole number from %(least)s to %(most)s.")),
    "empty": (_("There is nothing here"), _("Write a text, or leave out what it belongs to.")),
    "long": (_("This text is too long"), _("Keep to %(most)s signs.")),
    "many": (_("There are too many of these"), _("Keep to %(most)s.")),
    "signs": (_("There is an invisible sign in this text"), _("Take out the line end or tab.")),
    "twice": (_("“%(key)s” stands here more than once"), _("Leave one out, or give it a key of its own.")),
    "key": (
        _("This is no key"),
        _("Write small letters, digits and _, at most 40, beginning with a letter."),
    ),
    "time": (_("This is not a time"), _("Write it like 13:00.")),
    "order": (_("These times do not rise"), _("Put them in order, each once.")),
    "phone": (
        _("This is no telephone number"),
        _("Write digits and spaces, like 024 555 01 00; or null where none is to be shown."),
    ),
    "number": (
        _("This says nothing of numbers of passes"),
        _("Give prefix (digits and capitals A to Z), length, or both; or write null."),
    ),
}
_WANTED: Final[Mapping[str, str]] = {
    "object": _("an object: { … }"),
    "list": _("a list: [ … ]"),
    "text": _("text between quotes"),
    "number": _("a whole number"),
    "truth": _("true or false"),
}


def refusal(refused: Refused) -> tuple[str, str]:
    """Title and advice, in the language of the page."""
    title, advice = REFUSED.get(refused.code.removeprefix("tailoring."), UNKNOWN)
    params = dict(refused.params)
    known = params.get("known")
    if isinstance(known, list):
        params["known"] = ", ".join(known)
    if "wanted" in params:
        params["wanted"] = gettext(_WANTED[str(params["wanted"])])
    return gettext(title) % params, gettext(advice) % params


def place(refused: Refused) -> str:
    """Where in the file, as it is written there; empty where it is about all of it."""
    if "line" in refused.params:
        return gettext("line %(line)s") % {"line": refused.params["line"]}
    return "" if refused.where == "top" else refused.where
