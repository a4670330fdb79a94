"""The English texts of the checks: (title, advice) by code, for the chair (with numbers) and for the office.

The office's texts hold no numbers: before the release the office sees differences and codes first.
"""

from __future__ import annotations

from stemdag.domain.slips import Slip

AND = "and"
SCANNED = "{mark} says {number}, scanned were {scanned}"
SLIPS: dict[Slip, str] = {
    Slip.SWAPPED: "Two digits seem to be swapped. ",
    Slip.DROPPED: "One digit seems to be missing. ",
    Slip.EXTRA: "There seems to be one digit too many. ",
}

_ACCEPT = "If the signed paper says the same, accept the count and give that as the reason."
_CALL = "Have the station read these numbers out from the paper and send a corrected count."
_BOX = "Ask the station which box is ticked on paper and have a corrected count sent."

CHAIR: dict[str, tuple[str, str]] = {
    "F.201": (
        "{passes} are {passes_sum} together, but D says {D}.",
        "{slip}Look at the paper: were {passes} and D copied correctly? Is the paper wrong as well? "
        "Then count the poll cards and the other passes again.",
    ),
    "F.202": (
        "The lists are {lists_sum} together, but E says {E}.",
        "{slip}Compare the total of each list with the paper. Then look at E.",
    ),
    "F.203": (
        "E, F and G are {votes_sum} together, but H says {H}.",
        "{slip}Look at the paper: were E, F, G and H copied correctly?",
    ),
    "F.204": (
        "The lists are {lists_sum} together, but E is 0 or empty.",
        "Fill in at E how many votes there are on all candidates together.",
    ),
    "F.301": (
        "The box for D and H being equal is ticked, but D says {D} and H says {H}.",
        "First check that D and H were copied correctly. Then tick the box that is true.",
    ),
    "F.302": (
        "The box for H being more than D is ticked, but H says {H} and D says {D}.",
        "First check that D and H were copied correctly. Then tick the box that is true.",
    ),
    "F.303": (
        "The box for H being less than D is ticked, but H says {H} and D says {D}.",
        "First check that D and H were copied correctly. Then tick the box that is true.",
    ),
    "F.304": (
        "Tick one of the three boxes.",
        "Now none is ticked, or more than one. Choose: as many votes as voters, more, or fewer.",
    ),
    "F.305": (
        "D and H are equal ({D}), so there is no difference. Yet something stands at I or J.",
        "Empty I and J if D and H are right. Otherwise check D and H on the paper.",
    ),
    "F.306": (
        "H is {difference} more than D, but I says {I}.",
        "{slip}The difference belongs at I. Check D, H and I on the paper.",
    ),
    "F.307": (
        "H is more than D, but J (fewer ballots) says {J}.",
        "Were I and J swapped? There are more ballots than voters: that belongs at I, and J stays empty.",
    ),
    "F.308": (
        "H is {difference} less than D, but J says {J}.",
        "{slip}The difference belongs at J. Check D, H and J on the paper.",
    ),
    "F.309": (
        "H is less than D, but I (more ballots) says {I}.",
        "Were I and J swapped? There are fewer ballots than voters: that belongs at J, and I stays empty.",
    ),
    "F.310": (
        "D ({D}) and H ({H}) differ. Say whether the difference is fully explained.",
        "Choose yes or no, and not both. Yes, if the noted events explain the whole difference.",
    ),
    "F.312": (
        "D says {D}. From H ({H}), I ({I}) and J ({J}) it should be {admitted_expected}.",
        "These are numbers of the whole municipality. The election office looks at them.",
    ),
    "F.313": (
        "D and H are equal ({D}), so there is nothing to explain. Yet yes or no is filled in.",
        "Clear the answer if D and H are right. Otherwise check D and H on the paper.",
    ),
    "F.401": (
        "On the page of list {list} the total is 0 or empty. Yet there are votes on this list.",
        "The candidates are {candidates_sum} together. Look at the total at the foot of the page on paper "
        "and copy it.",
    ),
    "F.402": (
        "List {list}: the candidates are {candidates_sum} together, but its total is {page_total}.",
        "{slip}Check the candidates one by one. Watch for a line that was skipped or filled in twice.",
    ),
    "F.403": (
        "List {list}: the total on its page is {page_total}, but the summary says {list_total}.",
        "{slip}Look at the paper: which of the two is right? Look also whether lists were swapped.",
    ),
    "W.201": (
        "There are {F} blank votes, out of {H}. That is a lot.",
        "Check that F was copied correctly. If it was, nothing needs to be done.",
    ),
    "W.202": (
        "There are {G} invalid votes, out of {H}. That is a lot.",
        "Check that G was copied correctly. If it was, nothing needs to be done.",
    ),
    "W.203": (
        "D says {D} and H says {H}. The difference is {difference}, and that is a lot.",
        "Check D and H on the paper. Is there still a pile or an envelope that was not counted?",
    ),
    "W.204": (
        "H says 0: not a single vote was counted.",
        "Check that H is filled in. If it is right, call the election office.",
    ),
    "S.101": (
        "The passes differ from what was scanned in the app: {beside_scanned}.",
        "Count these passes again. Was one not scanned, or twice? If the pile agrees with the paper, there "
        "is nothing to do.",
    ),
    "S.102": (
        "D says {D}, but after closing a turnout of {reported} was reported.",
        "Look at the paper: was D copied correctly? If D is right, report the turnout again.",
    ),
    "S.103": (
        "D says {D} voters. This station has {electorate} eligible voters.",
        "So many more hardly ever happens. Was D copied correctly? If so, there is nothing to do.",
    ),
    "S.104": (
        "At C (voter cards) stands: {voter_cards}. That does not fit this election.",
        "Look at the paper: does C exist, and what does it say?",
    ),
}

OFFICE: dict[str, tuple[str, str]] = {
    "F.201": (
        "Admitted voters (D) are not the sum of the passes (A, B and C).",
        f"{_CALL} {_ACCEPT}",
    ),
    "F.202": (
        "The lists together are not E.",
        f"One list or E was copied wrong, or a list was skipped. {_CALL} {_ACCEPT}",
    ),
    "F.203": ("E, F and G together are not H.", f"{_CALL} {_ACCEPT}"),
    "F.204": ("There are votes per list, but E is 0 or empty.", f"E was forgotten. {_CALL} {_ACCEPT}"),
    "F.301": ("The box says that D and H are equal, and they are not.", f"{_BOX} {_ACCEPT}"),
    "F.302": ("The box says that H is more than D, and it is not.", f"{_BOX} {_ACCEPT}"),
    "F.303": ("The box says that H is less than D, and it is not.", f"{_BOX} {_ACCEPT}"),
    "F.304": ("Not exactly one of the three boxes is ticked.", f"{_BOX} {_ACCEPT}"),
    "F.305": (
        "D and H are equal, but I or J holds a difference.",
        f"Either I and J should be empty, or D or H was copied wrong. {_CALL} {_ACCEPT}",
    ),
    "F.306": ("H is more than D, but I is not the difference.", f"{_CALL} {_ACCEPT}"),
    "F.307": (
        "H is more than D, and yet J (fewer ballots) is filled in.",
        f"Often I and J were swapped. {_CALL} {_ACCEPT}",
    ),
    "F.308": ("H is less than D, but J is not the difference.", f"{_CALL} {_ACCEPT}"),
    "F.309": (
        "H is less than D, and yet I (more ballots) is filled in.",
        f"Often I and J were swapped. {_CALL} {_ACCEPT}",
    ),
    "F.310": (
        "D and H differ, but whether the difference is explained was not filled in, or both were.",
        f"Ask whether the noted events explain the whole difference, and have it filled in. {_ACCEPT}",
    ),
    "F.312": (
        "The total does not add up: D is not H, less I, plus J.",
        "Find the station whose difference was added up wrong. Ask the maker for a corrected file.",
    ),
    "F.313": (
        "D and H are equal, and yet it says whether the difference is explained.",
        f"Have the answer cleared, or D and H checked. {_ACCEPT}",
    ),
    "F.401": (
        "List {list} has votes, but the total on its page is 0 or empty.",
        f"The total was forgotten. {_CALL} {_ACCEPT}",
    ),
    "F.402": (
        "List {list}: the total is not the sum of the candidates.",
        f"One candidate was copied wrong, skipped or filled in twice. {_CALL} {_ACCEPT}",
    ),
    "F.403": (
        "List {list}: the total on its page is not the total in the summary.",
        f"Watch for swapped lists. {_CALL} {_ACCEPT}",
    ),
    "W.201": (
        "Many blank votes (F): 3 percent or more.",
        "Check that F was not swapped with another number. The count is not held for it.",
    ),
    "W.202": (
        "Many invalid votes (G): 3 percent or more.",
        "Check that G was not swapped with another number. The count is not held for it.",
    ),
    "W.203": (
        "Large difference between D and H: 15 or more, or 2 percent or more.",
        "Ask the station for an explanation. Without one, the municipal committee can count again tomorrow.",
    ),
    "W.204": (
        "Not a single vote was counted: H is 0.",
        "Call the station. Was nobody there, or was the count sent empty?",
    ),
    "S.101": (
        "The passes that were counted (A, B or C) differ from what the station scanned in the app.",
        "Ask the station to count its passes again. The pile leads. The count is not held for it.",
    ),
    "S.102": (
        "The admitted voters (D) differ from the turnout that was reported after closing.",
        "Ask the station which number the paper has. The count is not held for it.",
    ),
    "S.103": (
        "Far more voters were admitted (D) than are eligible at this station.",
        "Look whether D and the station's number of eligible voters are right. The count is not held for it.",
    ),
    "S.104": (
        "Voter cards (C) do not fit this election.",
        "At municipal and island elections there are none; at other elections they belong in the file. "
        "Ask the maker of the file to look. The count is not held for it.",
    ),
}
