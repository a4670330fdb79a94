"""What all tests of screens lean on: a breach is noticed, and told so that it can be mended."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

pytestmark = [pytest.mark.browser, pytest.mark.once]

PAGE = """<html lang="nl"><title>Uitslag</title><main><h1>Uitslag</h1>{}</main>"""


@pytest.mark.parametrize(
    ("breach", "told"),
    [
        ("<p style='color: #ccc; background: #fff'>bleek</p>", "color-contrast: .*bleek.*insufficient"),
        ("<img src='kaart.png'>", "image-alt: .*kaart.*alt attribute"),
        ("<input type='text'>", "label: .*input"),
    ],
)
def test_a_breach_is_noticed_and_told(
    page: Page, accessible: Callable[[Page], None], breach: str, told: str
) -> None:
    page.set_content(PAGE.format("<p>Voorlopig</p>"))
    accessible(page)
    page.set_content(PAGE.format(breach))
    with pytest.raises(AssertionError, match=told):
        accessible(page)
