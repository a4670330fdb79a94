"""The report of the control, as PDF or CSV: the answer to a POST, as what it says may be secret still."""

from __future__ import annotations

from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import get_language

from stemdag import clock
from stemdag.desk.access import Official, open_to
from stemdag.desk.control import gathered, report
from stemdag.desk.control import opening as control
from stemdag.desk.control.views import locked
from stemdag.desk.pages import refused
from stemdag.desk.people.fresh import confirmed
from stemdag.domain.errors import Refused
from stemdag.domain.role import SEES


@open_to(SEES)
@confirmed("form")
def make(request: HttpRequest, official: Official) -> HttpResponse:
    """The report; before the release for who looked at the comparison of these counts."""
    if request.method != "POST":
        return redirect(official.page("compare"))
    private = control.key(request, official)
    if private is None:
        return locked(request, official)
    form = request.POST.get("form", "")
    if form not in ("pdf", "csv"):
        raise BadRequest("the report is a PDF or a CSV")
    row = official.municipality
    try:
        found = gathered.gather(official, private, "report", gathered.NUMBERS, "")
    except Refused as refusal:
        return refused(request, official, refusal, official.page("compare"))
    if form == "csv":
        made = report.table(official, found).encode("utf-8-sig")
        response = HttpResponse(made, content_type="text/csv; charset=utf-8")
    else:
        language = "en" if get_language() == "en" else "nl"
        is_public = gathered.released(row)
        pdf = report.pdf(official, found, is_public=is_public, language=language)
        response = HttpResponse(pdf, content_type="application/pdf")
    name = report.file_name(row, clock.now(), form)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
