"""What stays of a day, and of its tree, while something is withdrawn: a pure function of both."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from stemdag.domain.withdrawal import Withdrawal
from stemdag.publish import notice
from stemdag.publish.day import PublicDay, PublicMunicipality
from stemdag.publish.themes import Dress

if TYPE_CHECKING:
    from stemdag.publish.tree import Node


def without_results(day: PublicDay, act: Withdrawal) -> PublicDay:
    """The same day as if no count was released, every municipality withdrawn by this act."""
    elections = tuple(
        replace(each, municipalities=tuple(hidden(one, act) for one in each.municipalities))
        for each in day.elections
    )
    return replace(day, elections=elections)


def hidden(municipality: PublicMunicipality, act: Withdrawal) -> PublicMunicipality:
    """The municipality without its results, which this act withdrew."""
    return replace(municipality, released=None, withdrawn=act)


def offline(
    nodes: Iterable[Node], languages: Sequence[str], act: Withdrawal, rehearsal: bool, worn: Dress | None
) -> Iterator[Node]:
    """The tree of a site that is offline: a notice at every page's address, assets as they are, no data.

    `worn` is the theme of the site.
    """
    languages = tuple(languages)
    for node in nodes:
        if is_page(node.path):
            same = notice.same_page(node.path, languages)
            made = partial(notice.page, same, languages, act, rehearsal, worn)
            yield replace(
                node, key=(same, languages, act, rehearsal, worn), render=made, wide=False, pace=None
            )
        elif is_asset(node.path):
            yield node


def is_page(path: str) -> bool:
    return path.endswith(".html")


def is_asset(path: str) -> bool:
    """What looks and nothing else: style, script, mark."""
    return path.startswith("assets/")
