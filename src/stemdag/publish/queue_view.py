"""What stations say of their queues, in words: quiet ones, with the time at which it was said."""

from __future__ import annotations

from stemdag.domain.election import Election
from stemdag.domain.queue import Queue, QueueReport
from stemdag.publish.language import Language


def sentence(lang: Language, of: QueueReport, election: Election) -> str:
    """For the station's own page."""
    said = {
        Queue.NONE: lang.say("No queue at %(time)s, says the polling station."),
        Queue.SHORT: lang.say("A short queue at %(time)s, says the polling station."),
        Queue.LONG: lang.say("A long queue at %(time)s, says the polling station."),
    }[of.queue]
    return said % {"time": _time(lang, of, election)}


def after(lang: Language, said: str, of: QueueReport, election: Election) -> str:
    """Behind what a list says of a station; that there is none stands on its page."""
    if of.queue is Queue.NONE:
        return said
    named = (
        lang.say("short queue at %(time)s") if of.queue is Queue.SHORT else lang.say("long queue at %(time)s")
    )
    queue = named % {"time": _time(lang, of, election)}
    return f"{said} · {queue}" if said else queue


def _time(lang: Language, of: QueueReport, election: Election) -> str:
    return lang.brief(of.at.astimezone(election.tz), election.date)
