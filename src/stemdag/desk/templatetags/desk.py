"""How the desk writes moments and shares."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from fractions import Fraction

from django import template
from django.utils import formats, timezone
from django.utils.translation import get_language, gettext, gettext_noop

from stemdag import clock
from stemdag.desk.access import Official
from stemdag.domain.count_state import CountState
from stemdag.domain.role import Role
from stemdag.domain.station import Kind

register = template.Library()
#: Until six in the morning the count of the day before goes on.
NIGHT = timedelta(hours=6)

_KINDS = {
    Kind.REGULAR: gettext_noop("Regular"),
    Kind.POSTAL: gettext_noop("Postal votes"),
    Kind.EARLY: gettext_noop("Early voting"),
    Kind.MOBILE: gettext_noop("Mobile"),
    Kind.SPECIAL: gettext_noop("Special"),
}

_ROLES = {
    Role.COORDINATOR: gettext_noop("coordinator"),
    Role.STAFF: gettext_noop("office staff"),
    Role.KEY_HOLDER: gettext_noop("key holder"),
    Role.AUDITOR: gettext_noop("auditor"),
    Role.PRESENTER: gettext_noop("presenter"),
    Role.OPERATOR: gettext_noop("operator"),
}

_STATES = {
    CountState.EXPECTED: gettext_noop("Expected"),
    CountState.RECEIVED: gettext_noop("To look at"),
    CountState.HELD: gettext_noop("Held"),
    CountState.RETURNED: gettext_noop("Handed back"),
    CountState.PROPOSED: gettext_noop("To be confirmed"),
    CountState.ACCEPTED: gettext_noop("Received"),
    CountState.CORRECTED: gettext_noop("Corrected by telephone"),
    CountState.OFFICIAL: gettext_noop("Official"),
}


@register.filter
def wall(moment: datetime | None) -> str:
    """The time on the wall in the election's zone (21.00 in Dutch, 21:00 in English); with the day when it is
    another one than the day that is being worked on, which lasts into the night."""
    if moment is None:
        return ""
    if _working_day(moment) == _working_day(clock.now()):
        return hour(moment)
    day_and_month = formats.date_format(timezone.localtime(moment), "j M")
    # Django writes months with a capital in Dutch as well.
    return f"{day_and_month.lower() if get_language() == 'nl' else day_and_month} {hour(moment)}"


def _working_day(moment: datetime) -> date:
    return (timezone.localtime(moment) - NIGHT).date()


@register.filter
def hour(moment: datetime) -> str:
    """The time on the wall alone."""
    local = timezone.localtime(moment)
    return f"{local:%H.%M}" if get_language() == "nl" else f"{local:%H:%M}"


@register.filter
def dated(moment: datetime) -> str:
    """Day, month and time on the wall: 16 maart, 21.00 in Dutch, 16 March, 21:00 in English."""
    return f"{formats.date_format(timezone.localtime(moment), 'j F')}, {hour(moment)}"


@register.filter
def day(moment: datetime) -> str:
    """The day in words: Wednesday 16 March 2022."""
    return formats.date_format(timezone.localtime(moment), "l j F Y")


@register.filter
def percent(share: Fraction | str | None, decimals: int = 0) -> str:
    """A share in percent, rounded; over 100 is shown as it is. Empty where it is not known."""
    if share is None or isinstance(share, str):
        return ""
    return f"{formats.number_format(round(float(share * 100), decimals), decimals)}%"


@register.filter
def signed(number: int) -> str:
    """A difference: +4, −3 (with a minus, not a hyphen) or 0."""
    return f"+{number}" if number > 0 else str(number).replace("-", "\u2212")


@register.filter
def points(share: Fraction) -> str:
    """A difference of shares in points, with its sign and one decimal: +1.4."""
    number = round(float(share * 100), 1)
    written = formats.number_format(abs(number), 1)
    return f"+{written}" if number > 0 else f"\u2212{written}" if number < 0 else written


@register.filter
def length_of(share: Fraction | None) -> str:
    """A share as the length of a meter, 0 to 100."""
    return str(min(100, round(share * 100))) if share is not None else ""


@register.filter
def kind_name(kind: Kind) -> str:
    """A kind of polling station in words."""
    return gettext(_KINDS[kind])


@register.filter
def reads(official: Official, name: str) -> bool:
    """Whether a page of the desk is for this official."""
    return official.may_read(name)


@register.filter
def acts(official: Official, name: str) -> bool:
    """Whether what a page of the desk offers to do is for this official."""
    return official.may_act(name)


@register.filter
def role_name(role: Role) -> str:
    """A role in words."""
    return gettext(_ROLES[role])


@register.filter
def state_name(state: CountState) -> str:
    """Where a count stands, in a word or three."""
    return gettext(_STATES[CountState(state)])
