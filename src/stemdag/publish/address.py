"""The addresses of the public tree. They are stable: people share them and scripts read them."""

from __future__ import annotations

import re
from collections.abc import Iterable

MANIFEST = "manifest.json"
DATA = "data/v1"
#: The page about the data, below its language; no election is called so.
ABOUT = "data"
#: The folder of a municipality's screen for a hall.
SCREEN = "screen"
#: The folder of the short form of a page, which a page that is read asks for to take over what is new.
NOW = "now"
#: The folder of its official count beside the preliminary one, and the ending of the same as a table.
OFFICIAL, DIFFERENCES = "official", ".official.csv"
#: Endings of the total sheet of a municipality.
TOTALS_JSON, TOTALS_CSV, TOTALS_PDF = ".totals.json", ".totals.csv", ".totals.pdf"
#: The folders of an election's lists and of its electoral districts (kieskringen).
LIST, DISTRICT = "list", "district"
#: What no election and no municipality is called.
_TAKEN = frozenset({ABOUT, LIST, DISTRICT, NOW})
#: The folder of a municipality's page for the pages of others, in a frame.
EMBED = "embed"
#: Pictures of an area, beside its page.
PICTURE_RESULT, PICTURE_TURNOUT, PICTURE_SEATS = "result.svg", "turnout.svg", "seats.svg"
PREVIEW = "preview.png"
#: Endings of the files of an area; the JSON and CSV of our own have theirs alone.
EML, OSV = ".eml.xml", ".osv4-3.csv"
ARCHIVE, RESULT = "archive.zip", f"result{EML}"
_VERSION = re.compile(r"(data/v1/[^/]+)/versions/([^/]+)\.[0-9a-f]{64}(\.[a-z]+)(?:\.br|\.gz)?")
ATOM, FEED = ".atom", ".feed.json"
_ENDING = re.compile(
    r"(\.eml\.xml|\.osv4-3\.csv|\.official\.csv|\.totals\.(json|csv)|(\.[a-z]+)?\.totals\.pdf"
    r"|\.[a-z]+\.(atom|feed\.json)|\.json|\.csv)$"
)
_UNSAFE = re.compile(r"[^A-Za-z0-9._-]+")


def slug(identity: str) -> str:
    """An EML id or area code as one part of an address; everything unusual becomes a hyphen."""
    return _UNSAFE.sub("-", identity).strip(".") or "-"


def slugs(identities: Iterable[str]) -> dict[str, str]:
    """A part of an address for each identity, never the same for two of them."""
    found: dict[str, str] = {}
    for identity in identities:
        wanted, free, taken = slug(identity), slug(identity), {*_TAKEN, *found.values()}
        count = 1
        while free in taken:
            count += 1
            free = f"{wanted}-{count}"
        found[identity] = free
    return found


def page(language: str, *parts: str | int) -> str:
    """The path of a page, relative to the tree: `nl/TK2021/0268/12/index.html`."""
    return "/".join([language, *map(str, parts), "index.html"])


def beside(language: str, name: str, *parts: str | int) -> str:
    """The path of a file that belongs to a page: `nl/TK2021/0268/result.svg`."""
    return "/".join([language, *map(str, parts), name])


def link(path: str) -> str:
    """What a page's `href` says for a path: pages by their folder."""
    return "/" + path.removesuffix("index.html")


def version(path: str, digest: str) -> str:
    """Where a version of a data file lies by its content: `…/0268.json` → `…/versions/0268.<digest>.json`."""
    folder, _, name = path.rpartition("/")
    stem, _, ending = name.partition(".")
    return f"{folder}/versions/{stem}.{digest}.{ending}"


def version_of(path: str) -> str | None:
    """Which file a path is a version of; None where it is none. Its encodings are versions too."""
    found = _VERSION.fullmatch(path)
    return f"{found[1]}/{found[2]}{found[3]}" if found else None


def is_archived(path: str) -> bool:
    """Whether a path is of a data file that stands in the archive of its election: all but the feeds."""
    return path.startswith(f"{DATA}/") and path.endswith((".json", ".csv", EML)) and not path.endswith(FEED)


def short(path: str) -> str | None:
    """What a path is about, without language or format: `TK2021/0268/12`; None for what holds no figures."""
    head, _, rest = path.partition("/")
    if head in {"assets", "index.html"}:
        return None
    if head == "data":
        rest = rest.partition("/")[2]
        if rest.startswith("schema/") or version_of(path) is not None or rest.endswith(ARCHIVE):
            return None
        rest = _ENDING.sub("", rest)
        folder, _, name = rest.rpartition("/")
        if folder.endswith(f"/{DISTRICT}"):
            return folder.removesuffix(f"/{DISTRICT}")
        return folder if name in {"election", "index", "places", "result"} else rest
    if rest.endswith((".svg", ".png")):
        return rest.rpartition("/")[0]
    place = rest.removesuffix("index.html").strip("/")
    for beside in (SCREEN, NOW, OFFICIAL, EMBED):
        place = place.removesuffix(f"/{beside}")
    return place.partition(f"/{LIST}/")[0].partition(f"/{DISTRICT}/")[0]


def is_embed(path: str) -> bool:
    """Whether an address or a path is of a page that others may put in a frame."""
    return path.removesuffix("index.html").endswith(f"/{EMBED}/")
