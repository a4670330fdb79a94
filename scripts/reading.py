"""A page of the public site as a reader has it who was there before."""

from __future__ import annotations

from playwright.sync_api import Page, Response


def visit(page: Page, address: str) -> Response | None:
    """Goes there, and waits until all of it has come; what was answered.

    Twice: the letter never makes a reader wait, so who comes for the first time may read in another.
    """
    answer = None
    for _ in range(2):
        answer = page.goto(address)
        page.wait_for_load_state("networkidle")
        page.evaluate("document.fonts.load('1rem Inter').then(() => document.fonts.ready)")
    return answer
