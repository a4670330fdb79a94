"""The register of invalid passes: how it stands, and a file of all of them or of changes."""

from __future__ import annotations

import json

from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext
from django.utils.translation import gettext as _

from stemdag import clock
from stemdag.desk.access import Official, open_to
from stemdag.desk.pages import page, unstored
from stemdag.desk.setting_up.readiness import listed
from stemdag.desk.setting_up.setup_tables import REGISTER_FAULTS
from stemdag.desk.setting_up.setup_words import Wrong
from stemdag.domain.errors import Refused
from stemdag.domain.role import PREPARES, SEES
from stemdag.elections import passes
from stemdag.elections.models import PassRegister
from stemdag.journal.models import Entry

#: Bytes of a file; some 100,000 passes.
LARGEST = 2_000_000


@open_to(SEES | PREPARES, acts=PREPARES)
def register(request: HttpRequest, official: Official) -> HttpResponse:
    """How it stands; and taking in a file. What is said of a file repeats no number of a pass."""
    if request.method != "POST":
        return _page(request, official)
    given, whole = request.FILES.get("file"), request.POST.get("what") == "all"
    if given is None or not given.size or given.size > LARGEST:
        wrong = Wrong(_("There is no file here"), _("Choose a CSV of at most 2 MB."))
        return _page(request, official, wrong)
    row, at = official.municipality, clock.now()
    try:
        loaded = passes.load_sent(str(given.name), given.read(), row, at, official.by, whole=whole)
    except Refused as refusal:
        return _page(request, official, _wrong(refusal, str(given.name)), _faults(refusal))
    except DatabaseError:
        return unstored(request, official, official.page("setup-register"))
    same = not (loaded.added or loaded.changed or loaded.removed)
    return redirect(f"{official.page('setup-register')}?{'same' if same else 'taken'}=1")


def _wrong(refusal: Refused, name: str) -> Wrong:
    if refusal.code == "register.lines":
        return Wrong(
            _("This register is not right yet"),
            _("Write a number and a reason on each line, such as 26A000123;vervangen."),
            name,
        )
    return Wrong(
        _("The passes of this election were destroyed"), _("Nothing can be taken in any more."), name
    )


def _faults(refusal: Refused) -> list[Wrong]:
    """What is wrong in a file, each once, with the lines where it is."""
    places: dict[str, list[int]] = {}
    lines = refusal.params.get("lines", ())
    assert isinstance(lines, tuple)
    for line, code in lines:
        places.setdefault(code if code in REGISTER_FAULTS else "pass", []).append(line)
    return [
        Wrong(
            gettext(REGISTER_FAULTS[code][0]),
            gettext(REGISTER_FAULTS[code][1]),
            _("line %(lines)s") % {"lines": listed(at)},
        )
        for code, at in places.items()
    ]


def _page(
    request: HttpRequest, official: Official, wrong: Wrong | None = None, faults: list[Wrong] | None = None
) -> HttpResponse:
    row = official.municipality
    loads = Entry.objects.filter(
        chain__election=row.election.eml_id, chain__municipality=row.code, kind="register.loaded"
    )
    last = loads.order_by("-seq").values_list("facts", flat=True).first()
    context: dict[str, object] = {
        "section": "setup",
        "register": PassRegister.objects.filter(municipality=row).defer("filter").first(),
        "last": json.loads(last) if last else None,
        "taken": "taken" in request.GET,
        "same": "same" in request.GET,
        "wrong": wrong,
        "faults": faults or [],
    }
    return page(request, official, "desk/setup_register.html", context, status=422 if wrong else 200)
