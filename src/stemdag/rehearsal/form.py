"""A count as the fields of the station's form, by their marks: what a chair types in and ticks."""

from __future__ import annotations

from stemdag.domain.count import Count, fields

Fields = dict[str, str | list[str]]


def as_fields(count: Count) -> Fields:
    """The fields to post: numbers by mark (`A`, `E.3`, `c.3.12`), `boxes` and `explained` as they are ticked.

    Voter cards (C) are empty where the form has none; a council's file that holds some (S.104) sends them.
    """
    found: Fields = {mark: "" if number is None else str(number) for mark, number in fields(count).items()}
    found["boxes"] = sorted(count.boxes or ())
    found["explained"] = sorted(count.explained or ())
    return found
