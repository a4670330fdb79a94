"""How the set-up's templates write values and addresses."""

from __future__ import annotations

from datetime import date

from django import template
from django.utils import formats

from stemdag.desk.access import Official
from stemdag.desk.setting_up import setup_words
from stemdag.domain.redefining import Value
from stemdag.domain.station import Hours

register = template.Library()


@register.filter
def shown(value: Value) -> str:
    """A value of a field in words."""
    return setup_words.shown(value)


@register.filter
def page_of(official: Official, name: str) -> str:
    """The address of a page of the official's municipality."""
    return official.page(name)


@register.filter
def shown_hours(hours: Hours) -> str:
    """The hours of one day in words."""
    return setup_words.shown((hours,))


@register.filter
def day_words(day: str) -> str:
    """A day of a form (2026-03-18) in words; as it is where it is none."""
    try:
        return formats.date_format(date.fromisoformat(day), "l j F Y")
    except ValueError:
        return day
