"""The public site taken offline and brought back, whole or its results only. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from stemdag.domain.errors import Refused

#: Characters; a reason is read on a phone.
LONGEST = 250


class What(StrEnum):
    """What is withdrawn."""

    ALL = "all"
    RESULTS = "results"
    NOTHING = "nothing"  # brought back


@dataclass(frozen=True, slots=True)
class Withdrawal:
    """The last act on what is public: what is withdrawn since `at`, and why, in the words of the office.

    `by` is a pseudonym, as in the journal. `id` is that of the act, so that the target and the journal know
    the same one as the same. Of an act that brings the site back, `what` is NOTHING.
    """

    what: What
    why: str
    at: datetime
    by: str
    id: UUID

    @property
    def hides(self) -> bool:
        return self.what is not What.NOTHING


def judge(standing: Withdrawal | None, wanted: What, why: str) -> None:
    """`Refused` where an act cannot follow on what stands: without a reason, twice, or nothing to restore."""
    if not why.strip():
        raise Refused("site.reason", "say why in a line: it stands on the public pages", "why")
    if len(why) > LONGEST:
        raise Refused("site.long", f"the reason is longer than {LONGEST} characters; shorten it", "why")
    now = standing.what if standing else What.NOTHING
    if wanted is What.NOTHING and now is What.NOTHING:
        raise Refused("site.not-withdrawn", "nothing is withdrawn, so there is nothing to restore")
    if wanted is now and standing:
        raise Refused(
            "site.withdrawn",
            f"{_NAMED[wanted]} withdrawn already, since {standing.at.isoformat(timespec='minutes')}",
        )


def newer(one: Withdrawal | None, other: Withdrawal | None) -> Withdrawal | None:
    """The later of two acts; of two at one moment the one that hides more."""
    if one is None or other is None:
        return one or other
    return max(one, other, key=lambda each: (each.at, _ORDER.index(each.what), each.id))


_ORDER = (What.NOTHING, What.RESULTS, What.ALL)
_NAMED = {What.ALL: "the site is", What.RESULTS: "the results are"}
