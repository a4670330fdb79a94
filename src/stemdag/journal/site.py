"""What is withdrawn of what is public, as the journal has it: for the whole site, and by municipality.

`site.withdrawn` and `site.restored` stand in the chain without election and municipality where they concern
the whole site, and in a municipality's own where they concern its results.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from stemdag.domain.errors import Refused
from stemdag.domain.withdrawal import What, Withdrawal, judge, newer
from stemdag.journal import aside
from stemdag.journal.models import Chain, Entry, SiteDay

if TYPE_CHECKING:
    from stemdag.journal.append import Fact

WITHDRAWN, RESTORED = "site.withdrawn", "site.restored"
#: Election and municipality of the chain for what concerns the whole site.
SITE = ("", "")
Place = tuple[str, str]


def standing(place: Place) -> Withdrawal | None:
    """The last act on what is public of a place; None where there was none."""
    return acts(place).get(place)


def acts(place: Place | None = None) -> dict[Place, Withdrawal]:
    """The last act by place: of one place, or of every one that has any."""
    rows = SiteDay.objects.select_related("chain", "entry__chain").prefetch_related("entry__asides")
    if place is not None:
        rows = rows.filter(chain__election=place[0], chain__municipality=place[1])
    return {(row.chain.election, row.chain.municipality): _act(row) for row in rows}


def refuse(chain: Chain, fact: Fact) -> None:
    """A reason is needed, and something to withdraw or restore.

    What was done at the target itself (`target`) has happened: it is taken as it is.
    """
    what = _what(fact)
    whole = (chain.election, chain.municipality) == SITE
    if what is What.ALL and not whole:
        raise Refused("site.part", "a municipality can withdraw its results; the site is everybody's")
    if not fact.facts.get("target"):
        judge(standing((chain.election, chain.municipality)), what, fact.texts.get("reason", ""))


def apply(chain: Chain, fact: Fact, entry: Entry) -> None:
    """The later act holds, whichever was told first."""
    row = SiteDay.objects.filter(chain=chain).select_related("entry").first()
    what, at = _what(fact), fact.at
    if fact.facts.get("target"):
        at = datetime.fromisoformat(str(fact.facts["done"]))
        act = Withdrawal(what, "", at, fact.by, fact.client_id)
        if row and newer(act, _without_why(row)) != act:
            return
    elif row:
        # Whoever acts here has seen what stands; another machine's clock must not put it before that.
        at = max(at, row.at + timedelta(microseconds=1))
    SiteDay.objects.update_or_create(
        chain=chain, defaults={"what": what.value, "at": at, "by": fact.by, "entry": entry}
    )


def _act(row: SiteDay) -> Withdrawal:
    found = next((each for each in row.entry.asides.all() if each.name == "reason"), None)
    why = (aside.read(found) or "") if found else ""
    return Withdrawal(What(row.what), why, row.at, row.by, row.entry.client_id)


def _without_why(row: SiteDay) -> Withdrawal:
    return Withdrawal(What(row.what), "", row.at, row.by, row.entry.client_id)


def _what(fact: Fact) -> What:
    if fact.kind == RESTORED:
        return What.NOTHING
    try:
        what = What(str(fact.facts.get("what")))
    except ValueError:
        what = What.NOTHING
    if what is What.NOTHING:
        raise Refused("site.what", "withdraw `all` or `results`")
    return what
