"""What is wrong in a file of definitions and what to do, what is odd, and why files are not taken in."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from django.utils.translation import gettext_noop as _

#: What is wrong in a spreadsheet, and what to write instead.
FAULTS: Final[Mapping[str, tuple[str, str]]] = {
    "damaged": (
        _("This is no spreadsheet, or it is damaged"),
        _("Save it as .xlsx or CSV and choose it again."),
    ),
    "large": (
        _("This is larger than a table of stations"),
        _("Leave in the file what is about stations alone."),
    ),
    "locked": (_("It has a password, or is of an old kind"), _("Save it as .xlsx without a password.")),
    "encoding": (_("The text cannot be read"), _("Save it as CSV UTF-8, or as .xlsx.")),
    "quotes": (
        _("A quote does not close"),
        _("Look at this row and the ones above it, or save it as .xlsx."),
    ),
    "empty": (_("There is nothing in it"), _("Choose the file with the stations.")),
    "no-header": (
        _("No row names a column for the number and one for the name"),
        _("Give one row with at least the names Number and Name (Nummer, Naam), above the stations."),
    ),
    "several-sheets": (
        _("Several sheets hold stations: %(said)s"),
        _("Keep one of them, or hide the others."),
    ),
    "double-column": (_("This says the same as column %(said)s"), _("Take one of the two away.")),
    "no-stations": (
        _("There are no stations below the names of the columns"),
        _("Add a row for each station."),
    ),
    "number-missing": (_("The number is missing"), _("Write the number of the station.")),
    "number": (_("“%(said)s” is no station number"), _("Write a whole number, such as 12.")),
    "number-twice": (
        _("This number stands in row %(said)s as well"),
        _("Give each station a number of its own."),
    ),
    "name-missing": (_("The name is missing"), _("Write the name of the station.")),
    "long": (_("This is too long"), _("Keep to %(said)s signs.")),
    "kind": (
        _("“%(said)s” is no kind of station"),
        _("Write regulier, brief, vervroegd, mobiel or bijzonder; or leave it empty."),
    ),
    "postcode": (_("“%(said)s” is no postcode"), _("Write it like 1234 AB, or leave it empty.")),
    "electorate": (
        _("“%(said)s” is no number of voters"),
        _("Write a whole number, such as 1450; leave it empty where it is not known."),
    ),
    "hours": (
        _("“%(said)s” are no opening hours"),
        _("Write 7:30 and 21:00, or 7:30 - 21:00; or leave it empty."),
    ),
    "hours-half": (_("It opens and does not close, or the reverse"), _("Write both, or neither.")),
    "hours-order": (_("It closes before it opens"), _("Look at both times.")),
    "hours-day": (
        _("“%(said)s” is not on a voting day"),
        _("Give a day up to the day of the election, or at most two weeks before it."),
    ),
    "moment": (
        _("“%(said)s” is no moment"),
        _("Write a time such as 21:00, with the day where it is another one."),
    ),
    "degrees": (_("“%(said)s” are no degrees"), _("Write a number such as 52.1042.")),
    "place": (
        _("%(said)s is not in the Netherlands"),
        _("Give latitude (50 to 54) and longitude (3 to 8) in degrees; look whether they changed places."),
    ),
    "error": (_("A formula went wrong here: %(said)s"), _("Correct the formula, or write the value.")),
}

#: What is odd in a definition and no reason to refuse it.
ODDITIES: Final[Mapping[str, str]] = {
    "no-electorate": _("It does not say how many may vote in the municipality."),
    "no-postcodes": _("No station has a postcode."),
    "some-postcodes-missing": _("Some stations have no postcode."),
    "equal-names": _("Stations have one name: they are told apart by number."),
    "station-without-electorate": _("It is not known how many may vote at the station."),
    "electorate-spread": _("Most stations have one and the same electorate: it was divided, not counted."),
    "electorate-repeated": _("Stations each have the electorate of the whole municipality."),
    "negative-number": _("The number is below 1."),
    "kind-doubtful": _("Its kind is regular, and its name says something else."),
    "no-such-place": _("Its place cannot be, and was left out."),
    "schema-version": _("It is of a version that is not known."),
    "region-without-number": _("A region has no number."),
    "name-differs": _("A list has several names; the first is kept."),
}

#: Title and advice of a refusal of files, by the code behind `setup.`.
REFUSED: Final[Mapping[str, tuple[str, str]]] = {
    "none": (
        _("There is no file here"),
        _("Choose one or more files, together at most 2 MB; pack larger ones in a zip."),
    ),
    "nothing": (
        _("There is no definition in this"),
        _("Choose EML 110a, 110b or 230b, a spreadsheet, or a Stemdag definition."),
    ),
    "counts": (
        _("This file holds counts"),
        _("It was not read, and nothing of it is kept. Official counts belong under Control."),
    ),
    "unreadable": (
        _("This file cannot be read"),
        _("Ask for it again where it was made, or correct it there."),
    ),
    "faults": (
        _("This spreadsheet is not right yet"),
        _("Correct these places in it, save it, and choose it again."),
    ),
    "no-place": (
        _("A spreadsheet does not say of which election it is"),
        _("Choose it together with a 110a or 110b, or bring it in at the municipality's set-up afterwards."),
    ),
    "elsewhere": (
        _("This is of another election, municipality or district: %(other)s"),
        _("Choose the file of this municipality and this election."),
    ),
    "several": (
        _("These files are of several elections: %(other)s"),
        _("Bring in one election at a time."),
    ),
    "no-definition": (
        _("Nothing in this says of which election it is"),
        _("Choose the election's definition (110a), or a Stemdag definition."),
    ),
    "codes": (
        _("Which municipalities?"),
        _("Write which work with this system, at most 30, and choose the files again. First are: %(other)s"),
    ),
    "unknown-towns": (
        _("Not in these files: %(other)s"),
        _("Write a municipality's name as the files do, or its code of four digits; choose the files again."),
    ),
    "no-towns": (
        _("These files do not say of which municipality they are"),
        _("Choose them again, together with the election's definition (110a) or the stations (110b)."),
    ),
    "known": (
        _("This is here already: %(other)s"),
        _("Change it on the municipality's set-up."),
    ),
    "expired": (
        _("This page stood open too long"),
        _("Nothing was changed. Bring the file in again."),
    ),
    "store": (
        _("This could not be stored just now"),
        _("Bring the files in again."),
    ),
    "mixed": (
        _("A rehearsal and a real election do not go together"),
        _("Give each a system of its own."),
    ),
}

#: Title and advice for lines of a register of invalid passes, by code; `pass` for what is no number of one.
REGISTER_FAULTS: Final[Mapping[str, tuple[str, str]]] = {
    "register.columns": (
        _("Not two columns"),
        _("Give each line a number and a reason, with a comma or semicolon between them."),
    ),
    "register.reason": (
        _("The reason is not known"),
        _("Write vervangen, omgezet, ten onrechte verstrekt, overleden or gestolen; geldig among changes."),
    ),
    "register.twice": (_("Another reason than above for the same pass"), _("Keep one of the lines.")),
    "register.encoding": (_("These letters cannot be read"), _("Save the file as CSV UTF-8.")),
    "register.quotes": (_("A quotation mark does not close"), _("Take it away, or close it.")),
    "pass": (_("This is no number of a pass"), _("Write its digits and letters, as they stand on the pass.")),
}
