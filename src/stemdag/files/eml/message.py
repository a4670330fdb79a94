"""The door of EML: opens a message safely, finds out which one it is, and hands its parts to its reader."""

from __future__ import annotations

import re
from contextlib import suppress
from datetime import datetime
from typing import Protocol
from zoneinfo import ZoneInfo

from lxml import etree
from lxml.etree import _Element

from stemdag.files.eml import names
from stemdag.files.eml.candidates import Candidates
from stemdag.files.eml.count import Counted
from stemdag.files.eml.definition import Definition
from stemdag.files.eml.envelope import EXPORT_AGAIN, Envelope
from stemdag.files.eml.result import Elections
from stemdag.files.eml.stations import Stations
from stemdag.files.errors import Unreadable
from stemdag.files.model import ElectionFile
from stemdag.files.oddities import odd

#: No unit, list or contest of a real file comes near this (a kieskring of 1,600 candidates: 0.3 MB).
UNIT_BYTES = 16 << 20

#: Encodings in which "<!DOCTYPE" is these very bytes: in others the look at the prolog would be blind.
_ENCODINGS = {"utf-8", "utf8", "us-ascii", "ascii", "iso-8859-1", "iso-8859-15", "windows-1252"}
_DECLARED = re.compile(rb"<\?xml[^>]*?encoding\s*=\s*[\"']([^\"']*)[\"']")
_BEFORE_ROOT = re.compile(rb"(?:\s+|<\?.*?\?>|<!--.*?-->)*", re.DOTALL)
_DOCTYPE = re.compile(rb"<!DOCTYPE\s*([^\s>\[]*)", re.IGNORECASE)


class Foreign(Unreadable):
    """XML of another kind, or an EML message without a reader: fine in a zip, useless on its own."""


class Payload(Protocol):
    """A reader of one kind of message: takes elements as they close, and gives the values at the end."""

    def take(self, element: _Element) -> None: ...

    def finish(self) -> ElectionFile: ...


class Bytes(Protocol):
    def read(self, size: int, /) -> bytes: ...


_PAYLOADS: dict[
    str, tuple[type[Definition | Stations | Candidates | Counted | Elections], frozenset[str]]
] = {
    "110a": (Definition, frozenset({names.SEATS, names.THRESHOLD, names.REGION, names.PARTY})),
    "110b": (Stations, frozenset({names.UNIT_ID, names.MAX_VOTES, names.POLLING_PLACE})),
    "230b": (Candidates, frozenset({names.AFFILIATION, names.CONTEST})),
    "510a": (Counted, frozenset({names.TOTAL, names.UNIT})),
    "510b": (Counted, frozenset({names.TOTAL, names.UNIT})),
    "510c": (Counted, frozenset({names.TOTAL, names.UNIT})),
    "510d": (Counted, frozenset({names.TOTAL, names.UNIT})),
    "520": (Elections, frozenset({names.CONTEST})),
}
_SHARED = {names.AUTHORITY, names.CREATED, names.ELECTION, names.CONTEST_ID}


class _Metered:
    """Counts the bytes read since the last element was taken and dropped: what the tree may hold."""

    def __init__(self, source: str, raw: Bytes) -> None:
        self._source = source
        self._raw = raw
        self.held = 0

    def read(self, size: int) -> bytes:
        data = self._raw.read(size)
        self.held += len(data)
        if self.held > UNIT_BYTES:
            raise Unreadable(
                self._source, "", f"One part of it is larger than {UNIT_BYTES >> 20} MB.", EXPORT_AGAIN
            )
        return data


def read_eml(source: str, head: bytes, content: Bytes) -> ElectionFile:
    """The values in an EML message; `head` is its beginning, `content` the whole as a stream."""
    root = _root(source, head)
    form = root.get("Id") or ""
    if form not in _PAYLOADS:
        raise Foreign(
            source,
            "element EML",
            f"EML {form or 'without an Id'} has no reader here.",
            f"Give one of {', '.join(_PAYLOADS)}.",
        )
    reader, tags = _PAYLOADS[form]
    envelope = Envelope(source, form)
    if root.get("SchemaVersion") != "5":
        envelope.oddities.append(
            odd("schema-version", source, f"schema version {root.get('SchemaVersion')}, where 5 was expected")
        )
    payload: Payload = reader(envelope)
    metered = _Metered(source, content)
    context = etree.iterparse(
        metered,
        events=("end",),
        tag=[*tags, *_SHARED],
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        for _, element in context:
            if element.tag in tags:
                payload.take(element)
                element.clear()
                metered.held = 0
            else:
                _shared(envelope, element)
    except etree.XMLSyntaxError as problem:
        # The log names the first fault and its place; the exception may name a consequence at line 0.
        faults = [(each.line, each.column, each.message) for each in context.error_log]
        line, column, said = faults[0] if faults else (*problem.position, str(problem.msg))
        raise Unreadable(
            source,
            f"line {line}, column {column}",
            f"This is not well-formed XML ({said}): damaged, cut off, or not {_encoding(head)}.",
            EXPORT_AGAIN,
        ) from None
    return payload.finish()


def form_of(source: str, head: bytes) -> str:
    """Which message it is (`110a`), before anything of it is read; empty where it does not say.

    `Foreign` where it is no EML, `Unreadable` where it may not be read.
    """
    return _root(source, head).get("Id") or ""


def _root(source: str, head: bytes) -> _Element:
    """The root element, from the head alone; no DTD, and an encoding in which the head can be looked into."""
    declared = _encoding(head)
    if declared.lower() not in _ENCODINGS:
        raise Unreadable(source, "line 1", f"Its encoding is {declared[:40]}.", "Save it as UTF-8.")
    start = _BEFORE_ROOT.match(head.removeprefix(b"\xef\xbb\xbf"))
    rest = head.removeprefix(b"\xef\xbb\xbf")[start.end() if start else 0 :]
    if doctype := _DOCTYPE.match(rest):
        if doctype[1].lower() == b"html":
            raise Foreign(source, "", "It is a web page, no election file.", EXPORT_AGAIN)
        raise Unreadable(
            source,
            "before the first element",
            "It has a document type (DTD), which no EML file has and which can do harm.",
            "Do not use it; ask where it came from.",
        )
    parser = etree.XMLPullParser(
        events=("start",), resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False
    )
    # What is wrong further on is for the full pass to say, with its place.
    with suppress(etree.XMLSyntaxError):
        parser.feed(head)
    _, element = next(iter(parser.read_events()), ("", None))
    if not isinstance(element, _Element):
        raise Foreign(source, "line 1", "It begins like XML, and no element follows.", EXPORT_AGAIN)
    if element.tag != names.ROOT:
        raise Foreign(
            source, f"element {element.tag}", "It is XML of another kind, not EML.", "Give an EML_NL file."
        )
    return element


def _encoding(head: bytes) -> str:
    found = _DECLARED.search(head[:256])
    return found[1].decode("ascii", "replace") if found else "UTF-8"


def _shared(envelope: Envelope, element: _Element) -> None:
    text = (element.text or "").strip()
    if element.tag == names.AUTHORITY:
        envelope.authority, envelope.authority_name = (element.get("Id") or "").strip(), text
    elif element.tag == names.CREATED:
        envelope.created = _moment(envelope, text, element)
    elif element.tag == names.ELECTION:
        if envelope.election is not None:
            envelope.refuse("It names a second election.", element)
        envelope.election = element
    elif element.tag == names.CONTEST_ID:
        name = (element.findtext(names.CONTEST_NAME) or "").strip()
        envelope.contests.append(((element.get("Id") or "").strip(), name))


def _moment(envelope: Envelope, text: str, element: _Element) -> datetime:
    """When the file was made: without an offset it is Dutch time; any number of fractional digits."""
    shortened = re.sub(r"(\.[0-9]{1,6})[0-9]*", r"\1", text)
    try:
        moment = datetime.fromisoformat(shortened)
    except ValueError:
        envelope.refuse(f"`{text[:40]}` is not a moment.", element)
    return moment if moment.tzinfo else moment.replace(tzinfo=ZoneInfo("Europe/Amsterdam"))
