"""When an election may be ended at a municipality: what is personal in it is destroyed then, for good."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from stemdag.domain.errors import Refused

#: Who never released, or never loaded its official count, waits for as long as records on paper are kept
#: (Kieswet N 12: three months).
WAITING: Final = timedelta(days=92)


def refuse_early(moment: datetime, now: datetime, *, released: bool, official: bool, rehearsal: bool) -> None:
    """`Refused("end.early")` before the results are released and official, or so long after the moment.

    A rehearsal may be ended at any time: nothing in it is real.
    """
    if rehearsal or (released and official) or now >= moment + WAITING:
        return
    missing = "its results are not released" if not released else "not every station's count is official"
    raise Refused(
        "end.early",
        f"{missing}; an election is ended after that, or from {(moment + WAITING).date().isoformat()} on",
    )
