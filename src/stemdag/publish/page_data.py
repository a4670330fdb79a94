"""The page about the data: what there is, how to read it, how to cite it; its examples run as they stand."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from stemdag.publish import address, schemas
from stemdag.publish.data import LICENCE
from stemdag.publish.facts_together import ElectionFacts
from stemdag.publish.language import language
from stemdag.publish.rendering import render
from stemdag.publish.themes import Dress

#: What a reader puts the site's own address for, where the tree does not know at which name it stands.
SITE = "https://example.nl"


class Example(NamedTuple):
    """The parts of the addresses in the examples."""

    election: str = "GR2022_Nijmegen"
    municipality: str = "0268"


def example(elections: Sequence[ElectionFacts]) -> Example:
    """The first municipality of this site; a made-up one where there is none."""
    for facts in elections:
        if facts.folders:
            return Example(facts.folder, facts.folders[0])
    return Example()


def about(
    code: str,
    languages: Sequence[str],
    rehearsal: bool,
    of: Example,
    site: str = "",
    worn: Dress | None = None,
) -> bytes:
    """`site` is the site's own address, where it is known; `worn` its theme."""
    lang = language(code)
    say = lang.say
    election, part = say("election"), say("area")
    whole = f"/{address.DATA}/<{election}>"
    area = f"{whole}/<{part}>"
    rows = [
        ("/manifest.json", say("what changed last; under 500 bytes")),
        (f"/{address.DATA}/index.json", say("the elections, and where their data is")),
        (f"{area}.json", say("everything of an area: turnout, results, stations, candidates, corrections")),
        (f"{area}.csv", say("the same as a table: one row per place and measure")),
        (f"{area}{address.EML}", say("EML_NL 510 (preliminary), for election software; from the results on")),
        (f"{whole}/{address.RESULT}", say("EML_NL 520 (preliminary): who would be elected, once all is in")),
        (
            f"{area}{address.OSV}",
            say("OSV4-3 CSV of a municipality, one column per station; from the results on"),
        ),
        (
            f"{area}{address.DIFFERENCES}",
            say("the official count beside our preliminary one, per station; once there is one"),
        ),
        (
            f"{area}{address.TOTALS_CSV}",
            say("one sheet for the press: totals, and what is missing; also as JSON and as PDF"),
        ),
        (f"{area}.{code}{address.ATOM}", say("feed of changes; from the results on")),
        (f"{area}.{code}{address.FEED}", say("the same as JSON Feed")),
        (f"{whole}/{address.ARCHIVE}", say("all files of an election in one; from the results on")),
        (
            f"{whole}/versions/<{part}>.<SHA-256>.json",
            say("each version of JSON and CSV under its SHA-256, for quoting; from the results on"),
        ),
    ]
    return render(
        "data.html",
        lang,
        languages,
        (address.ABOUT,),
        rehearsal,
        steps=[(say("Elections"), f"/{code}/")],
        rows=rows,
        schemas=[(name, f"/{schemas.path(name)}") for name in schemas.SCHEMAS],
        site=site or SITE,
        frame=address.link(address.page(code, of.election, of.municipality, address.EMBED)),
        of=of,
        licence=LICENCE,
        theme=worn,
    )
