"""Times and days as they are said at a station: in its election's time zone, which the view has set."""

from __future__ import annotations

from datetime import date, datetime

from django import template
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language

from stemdag import clock

register = template.Library()


@register.filter
def wall(moment: datetime) -> str:
    """The time on the wall: 22.47 in Dutch, 22:47 in English."""
    local = timezone.localtime(moment)
    return f"{local:%H:%M}" if get_language() == "en" else f"{local:%H.%M}"


@register.filter
def weekday(moment: datetime | date) -> str:
    """The day in words: woensdag 16 maart, Wednesday 16 March."""
    local = timezone.localtime(moment) if isinstance(moment, datetime) else moment
    return date_format(local, "l j F")


@register.filter
def day_and_time(moment: datetime) -> str:
    """Both, or the time alone where it is of today."""
    local = timezone.localtime(moment)
    if local.date() == timezone.localtime(clock.now()).date():
        return wall(moment)
    return f"{weekday(moment)}, {wall(moment)}"
