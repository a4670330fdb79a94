"""What readers are told of a withdrawal: a page of its own, and a few lines on pages that stay.

A page of its own is the same at every address of a language, so that a whole country's is made once.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, tzinfo
from functools import lru_cache
from zoneinfo import ZoneInfo

from stemdag.domain.withdrawal import What, Withdrawal
from stemdag.publish import views
from stemdag.publish.language import Language, language
from stemdag.publish.rendering import link_to, render
from stemdag.publish.themes import Dress

#: Of pages that stand above any election.
_ZONE = ZoneInfo("Europe/Amsterdam")


@dataclass(frozen=True, slots=True)
class Lines:
    """Since when results are not shown, and why, in the words of the office."""

    since: views.Moment
    why: str


def lines(lang: Language, act: Withdrawal | None, zone: tzinfo, today: date) -> Lines | None:
    """What a page that stays says in the place of a result; None where nothing is withdrawn."""
    if act is None:
        return None
    local = act.at.astimezone(zone)
    return Lines(views.Moment(lang.brief(local, today), local.isoformat(timespec="minutes")), act.why)


@lru_cache(maxsize=64)
def page(
    path: str, languages: Sequence[str], act: Withdrawal, rehearsal: bool, worn: Dress | None = None
) -> bytes:
    """The page at an address of `path`'s language; at an address of no language it is in every one.

    `worn` is the theme of the site, where it has one.
    """
    head = path.partition("/")[0]
    chosen = (head,) if head in languages else tuple(languages)
    lang = language(chosen[0])
    texts = [_text(language(each), act) for each in chosen]
    return render(
        "notice.html",
        lang,
        languages,
        (),
        rehearsal,
        title=texts[0]["title"],
        texts=texts,
        theme=worn,
        whole=act.what is What.ALL,
    )


def same_page(path: str, languages: Sequence[str]) -> str:
    """A path whose page is that of `path`: one for each language, and the front door."""
    head = path.partition("/")[0]
    return head + "/" if head in languages else ""


def _text(lang: Language, act: Withdrawal) -> dict[str, object]:
    if act.what is What.ALL:
        title = lang.say("This site is offline")
        told = lang.say("The election office took it offline. Turnout and results are not shown here now.")
        after = lang.say("When the site is back, you find it at this same address.")
    else:
        title = lang.say("The results have been withdrawn")
        told = lang.say("The election office does not show results now.")
        after = lang.say("Turnout returns to this address within minutes, results once they are restored.")
    return {
        "code": lang.code,
        "title": title,
        "told": told,
        "after": after,
        "go_on": lang.say("Voting and counting go on as usual. They do not depend on this site."),
        "since": views.moment(lang, act.at, _ZONE),
        "since_said": lang.say("Since"),
        "why_said": lang.say("Why"),
        "why": act.why,
        "home": link_to(lang),
    }
