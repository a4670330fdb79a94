"""What a refusal says to a chair: what is wrong, where, and what to do. By code; the domain's own texts are
for logs and developers."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from stemdag.elections.form import Problem

#: At a field, or about the form as a whole.
PROBLEMS: Mapping[str, Promise] = {
    "field.number": _("Write a whole number in digits only, without dots, commas or spaces."),
    "field.negative": _("A number cannot be less than 0."),
    "field.large": _("This number is too large; at most nine digits fit."),
    "field.twice": _("%(mark)s was sent twice. Check it and send again."),
    "field.missing": _("%(mark)s is missing from what was sent. Check it and send again."),
    "field.unknown": _("“%(name)s” does not belong on this form. Check the numbers and send again."),
    "field.tick": _("One of the boxes that was ticked does not exist. Tick it again."),
    "count.unknown": _("List %(number)s is not on this ballot. Is this the form of another municipality?"),
    "count.missing": _("List %(number)s is missing from what was sent. Load the page again."),
    "count.unknown.candidate": _("Candidate %(number)s of list %(list)s is not on this ballot."),
    "count.missing.candidate": _("Candidate %(number)s of list %(list)s is missing from what was sent."),
    "count.form": _("This form is for another way of counting than this station's. Load the page again."),
    "count.candidates": _("This station counts per list; numbers per candidate do not belong here."),
    "count.number": _("A number from 0 to 999,999,999 belongs here."),
    "reason.missing": _("Say in a few words why the count is corrected."),
    "reason.long": _("This is too long; at most 1,000 characters fit."),
    "form.incomplete": _("The form did not come over whole. Check the numbers and try again."),
}

#: About the moment or the state of things; the form itself may be right.
REFUSALS: Mapping[str, Promise] = {
    "count.early": _("This station may count from the moment below. Nothing was sent."),
    "count.unopened": _(
        "The station was not opened in this app yet. Open it first; then the count can be sent."
    ),
    "count.version": _(
        "Another count of this station came in while you were typing. Look at the receipt. Is yours the "
        "better one? Then say why, and send it as a correction."
    ),
    "journal.conflict": _(
        "This form was sent before, with other numbers. The count that was received then stands. Is this one "
        "the better one? Then say why, and send it as a correction."
    ),
    "turnout.conflict": _(
        "This form was sent before, with another number. If the number below is right, report it once more."
    ),
    "keys.none": _(
        "The election office has not made the keys of this election yet, so no count can be received. "
        "Call the office."
    ),
    "store.failed": _(
        "The count could not be stored just now. Nothing was received. Try again in a moment; what you typed "
        "is still here."
    ),
    "open.failed": _("The opening could not be stored just now. Try again in a moment."),
    "turnout.failed": _(
        "The turnout could not be stored just now. Nothing was received. Try again in a moment; what you "
        "typed is still here."
    ),
    "station.early": _("The first day of this station has not come yet. It can be opened from then on."),
    "turnout.unopened": _(
        "The station was not opened in this app yet. Open it first; then report the turnout."
    ),
}


def problem_text(problem: Problem) -> str:
    """The text of a problem, with the field in it where that helps."""
    code, where = problem.code, problem.where
    params = {"mark": where, "name": "", "number": "", "list": where.partition(".")[2], **problem.params}
    if code in {"count.unknown", "count.missing"} and where.startswith("L."):
        code += ".candidate"
    return str(PROBLEMS.get(code, PROBLEMS["form.incomplete"])) % params
