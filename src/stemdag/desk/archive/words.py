"""What goes and what stays at the end of an election, and why, in words."""

from __future__ import annotations

from django.utils.translation import gettext_noop as _

#: By the names in `elections.ending`: what it is, and what becomes of it or why it may stay.
GOES = {
    "texts": (
        _("Messages, names of who was present, reasons"),
        _("Their key is destroyed: nobody reads them any more."),
    ),
    "keys": (
        _("Control and intake key"),
        _("They are destroyed: no sealed count, photo or export opens here any more."),
    ),
    "unlocked": (
        _("Control views that stand unlocked"),
        _("They are locked: the keys in their sessions go as well."),
    ),
    "scans": (_("Scans of passes"), _("They are removed; the totals stay.")),
    "invalid": (_("Invalid passes"), _("The register is removed.")),
    "codes": (_("Station codes"), _("They stop working.")),
    "devices": (_("Devices of stations"), _("They can neither send nor read any more.")),
    "roles": (
        _("Roles of officials"),
        _("They are removed; who has no other work here has no account left."),
    ),
    "accounts": (_("Accounts that work for nothing else"), _("They are removed, with the names.")),
}
STAYS = {
    "entries": (
        _("Entries of the journal"),
        _("What happened when, chained by hash. Who did it stands there as a pseudonym only."),
    ),
    "envelopes": (
        _("Sealed counts"),
        _("They prove what the stations sent. The counts themselves are public."),
    ),
    "files": (
        _("Sealed photos and exports"),
        _("Without their key they cannot be opened. Only their digests tell that they were there."),
    ),
    "stations": (_("Polling stations"), _("They were made public before the election.")),
    "candidates": (_("Names of candidates"), _("They were made public with the lists.")),
    "names": (
        _("Accounts behind pseudonyms"),
        _("They work for another election or run the system, so their names stay with them."),
    ),
}
