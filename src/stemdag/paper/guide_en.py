"""The guide of two pages, in English."""

from __future__ import annotations

from typing import Final

GUIDE: Final = {
    "title": "The polling station's app",
    "lead": (
        "Your day on one sheet. The app works with and without a connection. The official record on paper"
        " leads."
    ),
    "phone": "Election office",
    "receipt": "Receipt code of the count",
    "trouble": "When something goes wrong",
    "never": "Mind this",
    "when": "You see or hear",
    "do": "What to do",
}

STEPS: Final = (
    (
        "In the days before",
        "Begin",
        (
            "See once that there is a connection. Scan the square on your card, or type the code.",
            "Choose a PIN. Who forgets it needs a new card.",
            "Leave the app open until it no longer says that it is being kept. From then on it needs no "
            "connection.",
        ),
    ),
    (
        "Before the door opens",
        "Opening and who is here",
        (
            "Go through the list and tick what is ready.",
            "Enter who is here. When somebody comes or goes later, note it at once.",
            "Report the station open when the first voter can come in.",
        ),
    ),
    (
        "At each voter",
        "Passes",
        (
            "Choose what the voter hands in: poll card, proxy or voter card. Scan the pass, or type its "
            "number.",
            "Green: the pass counts. Amber: read what it says; the chair decides, and the app records it.",
            "A mistake? Undo the last scan, and write why.",
        ),
    ),
    (
        "At the times asked for",
        "Turnout, queue, stock",
        (
            "You do not scan passes? Then report how many voters were admitted so far.",
            "Choose how long the queue is, all day. Voters see it on the public site.",
            "When ballot papers run out the app says so well before. Ask for more, and report what you "
            "received.",
        ),
    ),
    (
        "As soon as there is something",
        "Municipality and events",
        (
            "Write to the office under Municipality. In danger, call 112 first.",
            "Note under Events what can explain a difference: a voter who took the ballot paper home.",
        ),
    ),
    (
        "At closing time",
        "Closing",
        (
            "Who is in line then still votes. After that, report the station closed.",
            "Count the piles of passes and lay them beside the app's numbers. Look for a difference now, not "
            "later.",
        ),
    ),
    (
        "After counting",
        "Count",
        (
            "Take the numbers over from the record and press Check. Correct on paper and in the app.",
            "Send. If it does not agree after a long search, send all the same: the office looks along.",
            "Write the receipt code on the record. With it everybody can see later that this is your count.",
        ),
    ),
    (
        "At the end",
        "Packing",
        (
            "Go through the list. Nothing left under Not sent yet? Sign out: everything on the tablet is "
            "wiped.",
        ),
    ),
)

TROUBLE: Final = (
    (
        "No connection",
        "Go on working. What waits is safe on the tablet and goes by itself. The top of the screen says how "
        "much.",
    ),
    ("The tablet went off", "Turn it on, open the app and type your PIN. Everything is still there."),
    (
        "The tablet will not last",
        "Choose Not sent yet and seal what waits, as a file or QR codes. Only the office can open it. Or "
        "fill in the paper form and call.",
    ),
    ("The tablet is gone", "Call at once. The office shuts it out and gives you a new card."),
    (
        "The pass was used already",
        "Send nobody away. Read where and when, ask the voter, call when in doubt. The chair decides.",
    ),
    (
        "The pass may be invalid",
        "The app asks the register. If that takes long it says so; look at the list on paper.",
    ),
    ("The pass is invalid", "Nobody can vote with this pass. Keep it here and tell the voter why."),
    ("The clock is wrong", "Go on working. The app reckons with the office's time."),
    ("The numbers do not agree", "Read what it says. Count that one pile again first, not everything."),
    (
        "A mistake, seen after sending",
        "Choose Correct the count, correct it, say why, send again. Write the new code down.",
    ),
    (
        "The office asks you to look again",
        "Read why, look on paper, and send a correction. Also when all was right.",
    ),
    ("Not accepted", "Read why, and do it again where needed."),
    (
        "The building has to be cleared",
        "People first. Lock the ballot box and take it along if that is safe. Call, and note the times.",
    ),
)

NEVER: Final = (
    "No votes or numbers of the count in a message.",
    "No photo of a ballot paper or of a voter.",
    "No PIN on or near the tablet.",
    "Do not sign out while something waits.",
)
