"""Roles at the election office: who may do what."""

from __future__ import annotations

from enum import StrEnum
from typing import Final


class Role(StrEnum):
    """What an official is to a municipality in one election; somebody can be several things at once.

    `coordinator` leads the office; `staff` works there on the day; `key_holder` (sleutelhouder) arms, holds
    and releases; `auditor` reads all and changes nothing; `presenter` has the page for the beamer and
    nothing else. An `operator` runs the system for every municipality in it, sets up, watches and withdraws,
    and reads no message and no count.
    """

    COORDINATOR = "coordinator"
    STAFF = "staff"
    KEY_HOLDER = "key_holder"
    AUDITOR = "auditor"
    PRESENTER = "presenter"
    OPERATOR = "operator"


Roles = frozenset[Role]

#: Who does the day's work: messages, deliveries, held counts.
WORKS: Final[Roles] = frozenset({Role.COORDINATOR, Role.STAFF})
#: Who leads the office.
LEADS: Final[Roles] = frozenset({Role.COORDINATOR})
#: Who reads what passes between office and stations.
SEES: Final[Roles] = WORKS | {Role.AUDITOR}
#: Who sees the board: where every station stands, and no text.
WATCHES: Final[Roles] = SEES | {Role.KEY_HOLDER, Role.OPERATOR}
#: Who sets up: stations, papers, the station's app, people.
PREPARES: Final[Roles] = frozenset({Role.COORDINATOR, Role.OPERATOR})
#: Who arms, holds and releases.
RELEASES: Final[Roles] = frozenset({Role.COORDINATOR, Role.KEY_HOLDER})
#: Who withdraws the public site and brings it back.
PUBLISHES: Final[Roles] = frozenset({Role.COORDINATOR, Role.OPERATOR})
#: Who sees who looked at what.
AUDITS: Final[Roles] = frozenset({Role.COORDINATOR, Role.AUDITOR})
#: Who has the page for the beamer.
PRESENTS: Final[Roles] = WATCHES | {Role.PRESENTER}
