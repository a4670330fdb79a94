"""The election of today that the measures of the back office are made in; needs Django to be set up."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from stemdag.elections.models import Election


def election() -> Election:
    """A new election, in the whole country, that opens today and is released tomorrow."""
    from stemdag import clock
    from stemdag.elections.models import Election

    now = clock.now()
    return Election.objects.create(
        eml_id="TK_Bench",
        category="TK",
        name="Bench",
        date=now.date(),
        days=[now.date().isoformat()],
        release=now + timedelta(days=1),
        zone="Europe/Amsterdam",
        rehearsal=False,
    )
