"""JSON Schemas of the data files: what stands in them, for programs that check or make types of it.

Keys that are about results are optional: they are absent before the release. New keys may come, so nothing
here forbids them; `docs/data.md` says what each key means.
"""

from __future__ import annotations

from typing import Any

from stemdag.domain.election import Category
from stemdag.domain.queue import Queue
from stemdag.domain.seats import StepKind
from stemdag.domain.station import Counting, Kind
from stemdag.domain.withdrawal import What as Withdrawn
from stemdag.publish import address
from stemdag.publish.events import What
from stemdag.publish.result import State
from stemdag.publish.seats import Why

Schema = dict[str, Any]

TEXT: Schema = {"type": "string"}
WHOLE: Schema = {"type": "integer"}
NUMBER: Schema = {"type": "integer", "minimum": 0}
YES_NO: Schema = {"type": "boolean"}
MOMENT: Schema = {"type": "string", "format": "date-time", "pattern": "Z$"}
DATE: Schema = {"type": "string", "format": "date"}
SHARE: Schema = {"type": ["number", "null"], "minimum": 0}
LANGUAGES: Schema = {"type": "object", "additionalProperties": TEXT, "minProperties": 1}


def _object(required: dict[str, Schema], **optional: Schema) -> Schema:
    return {"type": "object", "properties": {**required, **optional}, "required": sorted(required)}


def _list(of: Schema) -> Schema:
    return {"type": "array", "items": of}


def _or_null(of: Schema) -> Schema:
    return {"anyOf": [of, {"type": "null"}]}


def _one_of(values: type[Any]) -> Schema:
    return {"enum": [each.value for each in values]}


def _numbered(of: Schema) -> Schema:
    """An object whose keys are numbers, as of candidates."""
    return {"type": "object", "patternProperties": {"^[0-9]+$": of}, "additionalProperties": False}


IN_EACH: dict[str, Schema] = {
    "rehearsal": YES_NO,
    "preliminary": YES_NO,
    "note": LANGUAGES,
    "licence": TEXT,
    "schema": TEXT,
}
AREA = _object({"code": TEXT, "name": TEXT})
ELECTION_KEYS: dict[str, Schema] = {
    "id": TEXT,
    "category": _one_of(Category),
    "name": TEXT,
    "date": DATE,
    "days": _list(DATE),
    "zone": TEXT,
    "domain": _or_null(AREA),
}
TURNOUT = _object(
    {
        "admitted": NUMBER,
        "electorate": _or_null(NUMBER),
        "share": SHARE,
        "stations_reported": NUMBER,
        "stations": NUMBER,
        "curve": _list({"type": "array", "prefixItems": [MOMENT, NUMBER], "minItems": 2, "maxItems": 2}),
    }
)
RESULT = _object(
    {
        "stations_counted": NUMBER,
        "stations_official": NUMBER,
        "stations": NUMBER,
        "admitted": NUMBER,
        "blank": NUMBER,
        "invalid": NUMBER,
        "candidate_votes": NUMBER,
        "cast": NUMBER,
        "lists": _list(_object({"number": WHOLE, "votes": NUMBER, "share": SHARE})),
    }
)
BALLOT = _list(
    _object(
        {"number": WHOLE, "name": TEXT},
        candidates=_list(_object({"number": WHOLE, "name": TEXT})),
    )
)
COUNT_KEYS: dict[str, Schema] = {
    **dict.fromkeys(("poll_cards", "proxies", "admitted", "candidate_votes"), NUMBER),
    **dict.fromkeys(("blank", "invalid", "cast", "more", "fewer"), NUMBER),
    "voter_cards": _or_null(NUMBER),
    "lists": _list(
        _object({"number": WHOLE, "votes": NUMBER}, page_total=NUMBER, candidates=_numbered(NUMBER))
    ),
}
COUNT = _object(COUNT_KEYS)
RANDOM: Schema = {"type": "string", "pattern": "^[0-9a-f]{64}$"}
CHANGE = _object(
    {
        "version": NUMBER,
        "official": YES_NO,
        "since": _or_null(MOMENT),
        "at": MOMENT,
        "reason": TEXT,
        "before": _or_null(COUNT),
    },
    random=RANDOM,
)
DEGREES: Schema = {"type": "number"}
LOCATION = _object({"latitude": DEGREES, "longitude": DEGREES})
STATION = _object(
    {
        "number": WHOLE,
        "name": TEXT,
        "kind": _one_of(Kind),
        "postcode": _or_null(TEXT),
        "electorate": _or_null(NUMBER),
        "quarter": _or_null(TEXT),
        "hours": _list(_object({"opens": MOMENT, "closes": MOMENT})),
        "admitted": _or_null(NUMBER),
        "reported": _or_null(MOMENT),
    },
    count=_object(
        {
            **COUNT_KEYS,
            "version": NUMBER,
            "official": YES_NO,
            "since": MOMENT,
            "changes": _list(CHANGE),
        },
        random=RANDOM,
    ),
    location=LOCATION,
    queue=_object({"length": _one_of(Queue), "reported": MOMENT}),
)
WITHDRAWN = _object({"at": MOMENT, "why": TEXT})
EARLIER = _object(
    {
        "name": TEXT,
        "date": DATE,
        "admitted": NUMBER,
        "electorate": _or_null(NUMBER),
        "lists": _list(_object({"name": TEXT, "votes": NUMBER, "share": SHARE})),
    },
    curve=_list({"type": "array", "prefixItems": [WHOLE, {"type": "number", "minimum": 0}], "minItems": 2}),
)
PLACE = _object(
    {
        "name": TEXT,
        "folder": TEXT,
        "stations": _list({"type": "array", "prefixItems": [WHOLE, TEXT, _or_null(TEXT)], "minItems": 3}),
    },
    also=_list(TEXT),
)
BALLOT_TYPE = _object({"kind": _one_of(Kind), "stations": NUMBER, "counted": NUMBER, "missing": _list(WHOLE)})
STEP = _object(
    {"kind": _one_of(StepKind), "article": TEXT},
    list=_or_null(WHOLE),
    loser=_or_null(WHOLE),
    seats=NUMBER,
    residual=_or_null(NUMBER),
    figure=_or_null(TEXT),
    figures=_numbered(TEXT),
    equals=_list(WHOLE),
    by_lot=YES_NO,
)
CANDIDATE_KEYS: dict[str, Schema] = {"number": WHOLE, "name": TEXT}
ELECTED = _object(
    {
        "list": WHOLE,
        "candidates": _list(_object({**CANDIDATE_KEYS, "preference": YES_NO})),
        "open": _list(_object(CANDIDATE_KEYS)),
        "empty": NUMBER,
        "unsure": NUMBER,
    }
)
SEATS = _object(
    {
        "number": _or_null(NUMBER),
        "lists": _or_null(_list(_object({"number": WHOLE, "seats": NUMBER}))),
        "why": _or_null(_one_of(Why)),
        "steps": _list(STEP),
        "open_lots": _list(WHOLE),
        "elected": _or_null(_list(ELECTED)),
    }
)
TOLD = _object(
    {"kind": _one_of(What)},
    municipality=TEXT,
    station=WHOLE,
    version=NUMBER,
    count=COUNT,
    reason=TEXT,
    before=_or_null(COUNT),
    stations=NUMBER,
    differing=NUMBER,
)

SCHEMAS: dict[str, tuple[str, Schema]] = {
    "index": (
        "The elections of this site",
        _object({**IN_EACH, "elections": _list(_object({**ELECTION_KEYS, "data": TEXT}))}),
    ),
    "election": (
        "An election with its municipalities",
        _object(
            {
                **IN_EACH,
                "election": _object(ELECTION_KEYS),
                "release": MOMENT,
                "state": _one_of(State),
                "referendum": YES_NO,
                "complete": YES_NO,
                "places": TEXT,
                "earlier": _or_null(EARLIER),
                "turnout": TURNOUT,
                "municipalities": _list(
                    _object(
                        {
                            "code": TEXT,
                            "name": TEXT,
                            "data": TEXT,
                            "district": _or_null(TEXT),
                            "state": _one_of(State),
                            "admitted": NUMBER,
                            "electorate": _or_null(NUMBER),
                            "stations": NUMBER,
                            "stations_reported": NUMBER,
                        },
                        result=RESULT,
                    )
                ),
            },
            ballot=BALLOT,
            result=RESULT,
            seats=SEATS,
            withdrawn=WITHDRAWN,
        ),
    ),
    "municipality": (
        "A municipality with its stations and candidates",
        _object(
            {
                **IN_EACH,
                "election": _object(ELECTION_KEYS),
                "municipality": _object(
                    {
                        "code": TEXT,
                        "name": TEXT,
                        "electorate": _or_null(NUMBER),
                        "counting": _one_of(Counting),
                        "district": _or_null(AREA),
                    }
                ),
                "release": MOMENT,
                "state": _one_of(State),
                "referendum": YES_NO,
                "ballot": BALLOT,
                "earlier": _or_null(EARLIER),
                "turnout": TURNOUT,
                "stations": _list(STATION),
            },
            released=MOMENT,
            result=RESULT,
            ballot_types=_list(BALLOT_TYPE),
            withdrawn=WITHDRAWN,
        ),
    ),
    "totals": (
        "The total sheet of a municipality",
        _object(
            {
                **IN_EACH,
                "election": _object(ELECTION_KEYS),
                "municipality": AREA,
                "state": _one_of(State),
                "as_of": MOMENT,
                "turnout": _object({"admitted": NUMBER, "electorate": _or_null(NUMBER), "share": SHARE}),
                "result": RESULT,
                "ballot": BALLOT,
                "ballot_types": _list(BALLOT_TYPE),
                "missing": _list(_object({"number": WHOLE, "name": TEXT, "kind": _one_of(Kind)})),
            }
        ),
    ),
    "places": (
        "Names of an election's municipalities and stations, to search in",
        _object({**IN_EACH, "election": TEXT, "name": TEXT, "municipalities": _list(PLACE)}),
    ),
    "feed": (
        "Changes of a result, as JSON Feed 1.1",
        _object(
            {
                "version": {"const": "https://jsonfeed.org/version/1.1"},
                **dict.fromkeys(("title", "description", "language", "home_page_url", "feed_url"), TEXT),
                "items": _list(
                    _object(
                        {
                            **dict.fromkeys(("id", "url", "title", "content_text"), TEXT),
                            "date_published": MOMENT,
                            "_stemdag": TOLD,
                        }
                    )
                ),
                "_stemdag": _object(IN_EACH),
            }
        ),
    ),
    "manifest": (
        "What changed last",
        _object(
            {
                "as_of": MOMENT,
                "changed": _list(TEXT),
                "digest": {"type": "string", "pattern": "^[0-9a-f]{32}$"},
                "more": NUMBER,
                "rehearsal": YES_NO,
            },
            withdrawn={"enum": [each.value for each in Withdrawn if each is not Withdrawn.NOTHING]},
        ),
    ),
}


def path(name: str) -> str:
    """Where a schema lies in the tree."""
    return f"{address.DATA}/schema/{name}.json"


def schema(name: str) -> Schema:
    """A schema whole, under its name."""
    title, body = SCHEMAS[name]
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": f"/{path(name)}",
        "title": title,
        **body,
    }
