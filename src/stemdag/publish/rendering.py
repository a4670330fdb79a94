"""Jinja2 set up for the public pages, and what every page is given."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template
from markupsafe import Markup

from stemdag.publish import address, views
from stemdag.publish.assets import assets
from stemdag.publish.language import Language, language
from stemdag.publish.result import Status
from stemdag.publish.said import Said


@lru_cache
def _environment(code: str) -> Environment:
    lang = language(code)
    made = Environment(
        loader=FileSystemLoader(Path(__file__).with_name("templates")),
        extensions=["jinja2.ext.i18n", Said],
        autoescape=True,
        undefined=StrictUndefined,
        auto_reload=False,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    made.install_gettext_translations(lang.translations, newstyle=True)  # type: ignore[attr-defined]

    @lru_cache
    def sentence(message: str) -> Markup:
        return Markup(lang.say(message))  # noqa: S704 (our own words)

    made.globals.update(lang=lang, assets=assets(), _=sentence)
    return made


@lru_cache
def _template(code: str, name: str) -> Template:
    return _environment(code).get_template(name)


def render(
    template: str, lang: Language, languages: Sequence[str], at: Sequence[str], rehearsal: bool, **values: Any
) -> bytes:
    """Render a page; `at` is its folder below the language, so that the other languages can be linked."""
    others = [
        {"code": each, "name": language(each).own_name, "link": address.link(address.page(each, *at))}
        for each in languages
        if each != lang.code
    ]
    values.setdefault("data", None)
    values.setdefault("said", "")
    values.setdefault("places", ())
    values.setdefault("now", None)
    values.setdefault("whole", None)
    values.setdefault("status", views.status(lang, Status.PRELIMINARY))
    values.setdefault("shared", None)
    values.setdefault("theme", None)
    html = _template(lang.code, template).render(rehearsal=rehearsal, others=others, **values)
    return html.encode()


def link_to(lang: Language, *parts: str | int) -> str:
    return address.link(address.page(lang.code, *parts))


def draw(template: str, lang: Language, **values: Any) -> bytes:
    """A picture: SVG of its own, from a template."""
    drawn: str = _template(lang.code, template).render(**values)
    return drawn.lstrip().encode()
