"""Who would be elected, on a page: names by list, each with how, and what is open."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from stemdag.domain.ballot import Ballot
from stemdag.publish import words
from stemdag.publish.chosen import ListChosen
from stemdag.publish.language import Language


class ElectedList(NamedTuple):
    """The elected of one list: names, each with how; `link` is the list's page; `notes` what is open."""

    name: str
    link: str
    seats: str
    rows: tuple[tuple[str, str], ...]
    notes: tuple[str, ...]


def view(
    lang: Language, ballot: Ballot, chosen: Mapping[int, ListChosen], links: str
) -> tuple[ElectedList, ...]:
    """The lists with seats, those with most of them first; () where the elected cannot be told."""
    names = {each.number: words.list_name(lang, ballot, each) for each in ballot}
    return tuple(
        ElectedList(
            names[each.number],
            f"{links}{each.number}/" if links else "",
            lang.number(each.seats),
            tuple((one.name, how(lang, own)) for one, own in each.chosen),
            sentences(lang, each),
        )
        for each in sorted(chosen.values(), key=lambda each: (-each.seats, each.number))
    )


def how(lang: Language, preference: bool) -> str:
    """How somebody is elected."""
    return lang.say("elected by own votes") if preference else lang.say("elected by the order of the list")


def sentences(lang: Language, of: ListChosen) -> tuple[str, ...]:
    """What is open on the seats of a list, in sentences; () where all of them are filled."""
    said = []
    if of.open:
        names = ", ".join(each.name for each in of.open)
        said.append(lang.say("Lots must be drawn between %(names)s", names=names))
    if of.unsure > 1:
        said.append(
            lang.say(
                "%(seats)s seats go by the order of lists that differ between electoral districts; "
                "the central electoral committee decides who takes them.",
                seats=lang.number(of.unsure),
            )
        )
    elif of.unsure:
        said.append(
            lang.say(
                "One seat goes by the order of lists that differ between electoral districts; "
                "the central electoral committee decides who takes it."
            )
        )
    if of.empty:
        said.append(
            lang.say(
                "Seats for which the list has no candidate left: %(seats)s.", seats=lang.number(of.empty)
            )
        )
    return tuple(said)


def as_json(chosen: Mapping[int, ListChosen]) -> list[dict[str, Any]] | None:
    """The elected for `election.json`; None where they cannot be told."""
    if not chosen:
        return None
    return [
        {
            "list": each.number,
            "candidates": [
                {"number": one.number, "name": one.name, "preference": own} for one, own in each.chosen
            ],
            "open": [{"number": one.number, "name": one.name} for one in each.open],
            "empty": each.empty,
            "unsure": each.unsure,
        }
        for each in chosen.values()
    ]
