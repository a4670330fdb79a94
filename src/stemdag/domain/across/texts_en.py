"""The English texts of the checks across stations: (title, advice) by code, for the chair and the office."""

from __future__ import annotations

from stemdag.domain.station import Kind

AND = "and"
LIST = "list {list}"
CANDIDATE = "candidate {candidate} of list {list}"
KINDS: dict[Kind, str] = {
    Kind.REGULAR: "regular stations",
    Kind.POSTAL: "postal votes",
    Kind.EARLY: "early votes",
    Kind.MOBILE: "mobile station",
    Kind.SPECIAL: "special station",
}
#: How sure, by the least score from which the words hold.
SURE: tuple[tuple[float, str], ...] = (
    (3.0, "very strong evidence"),
    (2.0, "strong evidence"),
    (1.0, "evidence"),
    (0.0, "weak evidence"),
)

_PAPER = "If the signed paper says so, it stands: write down what the station says."

CHAIR: dict[str, tuple[str, str]] = {
    "S.201": (
        "Were {marks} swapped?",
        "Filled in is: {stated}. Look at the paper and the piles: which number belongs to which list?",
    ),
    "S.202": (
        "Are the votes right at {marks}?",
        "Filled in is: {stated}. See whether a pile was counted with the wrong list.",
    ),
    "S.203": (
        "Were {marks} swapped?",
        "Filled in is: {stated}. Look at the paper and the piles: which number belongs to which candidate?",
    ),
    "S.204": (
        "Is the number right at {marks}?",
        "Filled in is: {stated}. Look at the paper: were digits swapped, is one missing, or one too many?",
    ),
    "S.205": (
        "Was a page skipped, at {marks}?",
        "Everything there is 0. See whether the paper has votes there.",
    ),
}

OFFICE: dict[str, tuple[str, str]] = {
    "S.201": (
        "Two lists look swapped: {marks}.",
        "Have the station read both lists out from the paper, and look at the piles in case of doubt. Have a "
        f"corrected count sent. {_PAPER}",
    ),
    "S.202": (
        "A list's share is far from that of the other stations: {marks}.",
        "Ask whether a pile was counted with another list, and have these lists counted again. A "
        f"neighbourhood may really vote so. {_PAPER}",
    ),
    "S.203": (
        "Two candidates look swapped: {marks}.",
        "Have the station read these candidates out from the paper, and look at the piles in case of doubt. "
        f"A candidate may also live nearby. {_PAPER}",
    ),
    "S.204": (
        "In a number digits look swapped, dropped or doubled: {marks}.",
        "Have this number read out from the paper, and the totals below it. If the difference of D and H "
        f"fits, that is the explanation. {_PAPER}",
    ),
    "S.205": (
        "A page looks not filled in: {marks}.",
        f"Ask the station whether this page is empty on paper. If not, have a corrected count sent. {_PAPER}",
    ),
    "S.301": (
        "Missing from the total: {kind}.",
        "The municipality's result is not complete. Find the count of these ballots and take it in, or "
        "record that there were none.",
    ),
}
