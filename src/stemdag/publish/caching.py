"""How long anyone may keep a file of the tree: one table, for our own server and for buckets."""

from __future__ import annotations

#: Pages, manifest: seconds. At most 60 s in all, so that a withdrawal works everywhere within a minute;
#: never stale-if-error, or a broken origin would keep a withdrawn result alive.
PAGES = "public, max-age=5, stale-while-revalidate=15"
#: Data files hold results until they are official.
DATA = "public, max-age=15, stale-while-revalidate=30"
#: Assets carry their content hash in their name.
ASSETS = "public, max-age=31536000, immutable"
NEVER = "no-store"

_TYPES = {
    "html": "text/html; charset=utf-8",
    "json": "application/json",
    "csv": "text/csv; charset=utf-8",
    "css": "text/css; charset=utf-8",
    "woff2": "font/woff2",
    "js": "text/javascript; charset=utf-8",
    "svg": "image/svg+xml",
    "png": "image/png",
    "xml": "application/xml",
    "atom": "application/atom+xml; charset=utf-8",
    "zip": "application/zip",
    "pdf": "application/pdf",
}

#: Encodings written beside each file, by the ending of the file that holds them.
ENCODINGS = {".br": "br", ".gz": "gzip"}


#: Endings of what is compressed already: it has no encodings beside it.
PACKED = (".zip", ".png", ".pdf")


def plain_path(path: str) -> tuple[str, str | None]:
    """The path without the ending of its encoding, and the encoding."""
    for ending, encoding in ENCODINGS.items():
        if path.endswith(ending):
            return path.removesuffix(ending), encoding
    return path, None


def cache_control(path: str) -> str:
    """The `Cache-Control` of a file of the tree."""
    if path.startswith("assets/"):
        return ASSETS
    return DATA if path.startswith("data/") else PAGES


def content_type(path: str) -> str:
    """The `Content-Type` of a file of the tree."""
    return _TYPES.get(plain_path(path)[0].rpartition(".")[2], "application/octet-stream")
