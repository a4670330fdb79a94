"""The Dutch texts of the checks: (title, advice) by code, for the chair (with numbers) and for the office.

The office's texts hold no numbers: before the release the office sees differences and codes first.
"""

from __future__ import annotations

from stemdag.domain.slips import Slip

AND = "en"
SCANNED = "bij {mark} staat {number}, gescand zijn er {scanned}"
SLIPS: dict[Slip, str] = {
    Slip.SWAPPED: "Het lijkt of twee cijfers verwisseld zijn. ",
    Slip.DROPPED: "Het lijkt of er een cijfer ontbreekt. ",
    Slip.EXTRA: "Het lijkt of er een cijfer te veel staat. ",
}

_ACCEPT = "Staat het zo op het getekende papier, accepteer de telling dan met die reden."
_CALL = "Laat het stembureau deze getallen van het papier voorlezen en een verbeterde telling sturen."
_BOX = "Vraag het stembureau welk vakje op papier is aangekruist en laat een verbeterde telling sturen."

CHAIR: dict[str, tuple[str, str]] = {
    "F.201": (
        "{passes} zijn samen {passes_sum}, maar bij D staat {D}.",
        "{slip}Kijk op het papier of {passes} en D goed zijn overgenomen. Klopt ook het papier niet? Tel de "
        "stempassen en de andere passen nog eens.",
    ),
    "F.202": (
        "De lijsten zijn samen {lists_sum}, maar bij E staat {E}.",
        "{slip}Kijk per lijst of het totaal op het papier hetzelfde is. Kijk daarna naar E.",
    ),
    "F.203": (
        "E, F en G zijn samen {votes_sum}, maar bij H staat {H}.",
        "{slip}Kijk op het papier of E, F, G en H goed zijn overgenomen.",
    ),
    "F.204": (
        "De lijsten zijn samen {lists_sum}, maar bij E staat 0 of niets.",
        "Vul bij E in hoeveel stemmen er samen op de kandidaten zijn.",
    ),
    "F.301": (
        "Aangekruist is dat D en H gelijk zijn, maar bij D staat {D} en bij H staat {H}.",
        "Kijk eerst of D en H goed zijn overgenomen. Kruis daarna het vakje aan dat klopt.",
    ),
    "F.302": (
        "Aangekruist is dat H groter is dan D, maar bij H staat {H} en bij D staat {D}.",
        "Kijk eerst of D en H goed zijn overgenomen. Kruis daarna het vakje aan dat klopt.",
    ),
    "F.303": (
        "Aangekruist is dat H kleiner is dan D, maar bij H staat {H} en bij D staat {D}.",
        "Kijk eerst of D en H goed zijn overgenomen. Kruis daarna het vakje aan dat klopt.",
    ),
    "F.304": (
        "Kruis één van de drie vakjes aan.",
        "Nu is er geen aangekruist, of meer dan één. Kies: evenveel, meer of minder stemmen dan kiezers.",
    ),
    "F.305": (
        "D en H zijn gelijk ({D}), dus er is geen verschil. Toch staat er iets bij I of J.",
        "Maak I en J leeg als D en H kloppen. Kijk anders D en H na op het papier.",
    ),
    "F.306": (
        "H is {difference} meer dan D, maar bij I staat {I}.",
        "{slip}Bij I hoort het verschil. Kijk D, H en I na op het papier.",
    ),
    "F.307": (
        "H is meer dan D, maar bij J (minder stembiljetten) staat {J}.",
        "Zijn I en J verwisseld? Er zijn meer stembiljetten dan kiezers: vul I in en laat J leeg.",
    ),
    "F.308": (
        "H is {difference} minder dan D, maar bij J staat {J}.",
        "{slip}Bij J hoort het verschil. Kijk D, H en J na op het papier.",
    ),
    "F.309": (
        "H is minder dan D, maar bij I (meer stembiljetten) staat {I}.",
        "Zijn I en J verwisseld? Er zijn minder stembiljetten dan kiezers: vul J in en laat I leeg.",
    ),
    "F.310": (
        "Tussen D ({D}) en H ({H}) is een verschil. Geef aan of het helemaal is verklaard.",
        "Kies ja of nee, niet allebei. Ja, als de genoteerde gebeurtenissen het hele verschil verklaren.",
    ),
    "F.312": (
        "Bij D staat {D}. Met H ({H}), I ({I}) en J ({J}) komt het uit op {admitted_expected}.",
        "Deze getallen zijn van de hele gemeente. Het verkiezingsteam kijkt ze na.",
    ),
    "F.313": (
        "D en H zijn gelijk ({D}), dus er is niets te verklaren. Toch is ja of nee ingevuld.",
        "Haal het antwoord weg als D en H kloppen. Kijk anders D en H na op het papier.",
    ),
    "F.401": (
        "Op de bladzijde van lijst {list} is het totaal 0 of leeg. Toch zijn er stemmen op deze lijst.",
        "De kandidaten zijn samen {candidates_sum}. Kijk op het papier welk totaal onder aan de bladzijde "
        "staat en neem dat over.",
    ),
    "F.402": (
        "Lijst {list}: de kandidaten zijn samen {candidates_sum}, maar het totaal is {page_total}.",
        "{slip}Kijk de kandidaten één voor één na. Is er een regel overgeslagen of dubbel ingevuld?",
    ),
    "F.403": (
        "Lijst {list}: op de bladzijde is het totaal {page_total}, maar in het overzicht staat {list_total}.",
        "{slip}Kijk op het papier welk van de twee klopt. Kijk ook of lijsten zijn verwisseld.",
    ),
    "W.201": (
        "Er zijn {F} blanco stemmen, op {H} stemmen. Dat is veel.",
        "Kijk of F goed is overgenomen. Klopt het, dan hoeft er niets te gebeuren.",
    ),
    "W.202": (
        "Er zijn {G} ongeldige stemmen, op {H} stemmen. Dat is veel.",
        "Kijk of G goed is overgenomen. Klopt het, dan hoeft er niets te gebeuren.",
    ),
    "W.203": (
        "Bij D staat {D} en bij H staat {H}. Dat scheelt {difference}, en dat is veel.",
        "Kijk D en H na op het papier. Ligt er nog een stapel of een envelop die niet is meegeteld?",
    ),
    "W.204": (
        "Bij H staat 0: er is geen enkele stem geteld.",
        "Kijk of H is ingevuld. Klopt het, bel dan het verkiezingsteam.",
    ),
    "S.101": (
        "De passen zijn anders dan wat in de app is gescand: {beside_scanned}.",
        "Tel deze passen nog eens. Is een pas niet gescand, of dubbel? Klopt de stapel met het papier, dan "
        "hoeft er niets te gebeuren.",
    ),
    "S.102": (
        "Bij D staat {D}, maar na het sluiten is een opkomst van {reported} doorgegeven.",
        "Kijk of D goed is overgenomen. Klopt D, geef dan de opkomst opnieuw door.",
    ),
    "S.103": (
        "Bij D staan {D} kiezers. Dit stembureau heeft {electorate} kiesgerechtigden.",
        "Zoveel meer komt bijna nooit voor. Kijk of D goed is overgenomen. Klopt het, dan hoeft er niets te "
        "gebeuren.",
    ),
    "S.104": (
        "Bij C (kiezerspassen) staat: {voter_cards}. Dat past niet bij deze verkiezing.",
        "Kijk op het papier of C bestaat en wat er staat.",
    ),
}

OFFICE: dict[str, tuple[str, str]] = {
    "F.201": (
        "De toegelaten kiezers (D) zijn niet de som van de passen (A, B en C).",
        f"{_CALL} {_ACCEPT}",
    ),
    "F.202": (
        "De lijsten zijn samen niet gelijk aan E.",
        f"Eén lijst of E is fout overgenomen, of een lijst is overgeslagen. {_CALL} {_ACCEPT}",
    ),
    "F.203": ("E, F en G zijn samen niet gelijk aan H.", f"{_CALL} {_ACCEPT}"),
    "F.204": (
        "Er zijn stemmen per lijst, maar E is 0 of leeg.",
        f"E is vergeten. {_CALL} {_ACCEPT}",
    ),
    "F.301": ("Aangekruist is dat D en H gelijk zijn, en dat is niet zo.", f"{_BOX} {_ACCEPT}"),
    "F.302": ("Aangekruist is dat H groter is dan D, en dat is niet zo.", f"{_BOX} {_ACCEPT}"),
    "F.303": ("Aangekruist is dat H kleiner is dan D, en dat is niet zo.", f"{_BOX} {_ACCEPT}"),
    "F.304": ("Niet precies één van de drie vakjes is aangekruist.", f"{_BOX} {_ACCEPT}"),
    "F.305": (
        "D en H zijn gelijk, maar bij I of J is een verschil ingevuld.",
        f"Of I en J horen leeg te zijn, of D of H is fout overgenomen. {_CALL} {_ACCEPT}",
    ),
    "F.306": ("H is groter dan D, maar I is niet het verschil.", f"{_CALL} {_ACCEPT}"),
    "F.307": (
        "H is groter dan D, en toch is J (minder stembiljetten) ingevuld.",
        f"Vaak zijn I en J verwisseld. {_CALL} {_ACCEPT}",
    ),
    "F.308": ("H is kleiner dan D, maar J is niet het verschil.", f"{_CALL} {_ACCEPT}"),
    "F.309": (
        "H is kleiner dan D, en toch is I (meer stembiljetten) ingevuld.",
        f"Vaak zijn I en J verwisseld. {_CALL} {_ACCEPT}",
    ),
    "F.310": (
        "D en H verschillen, maar of het verschil is verklaard is niet ingevuld, of allebei.",
        f"Vraag of de genoteerde gebeurtenissen het hele verschil verklaren, en laat dat invullen. {_ACCEPT}",
    ),
    "F.312": (
        "Het totaal klopt niet: D is niet H, min I, plus J.",
        "Zoek het stembureau waarvan het verschil fout is opgeteld. Vraag wie het bestand maakte om een "
        "verbeterd bestand.",
    ),
    "F.313": (
        "D en H zijn gelijk, en toch is ingevuld of het verschil is verklaard.",
        f"Laat het antwoord weghalen, of D en H nakijken. {_ACCEPT}",
    ),
    "F.401": (
        "Lijst {list} heeft stemmen, maar het totaal op de bladzijde is 0 of leeg.",
        f"Het totaal is vergeten. {_CALL} {_ACCEPT}",
    ),
    "F.402": (
        "Lijst {list}: het totaal is niet de som van de kandidaten.",
        f"Een kandidaat is fout overgenomen, overgeslagen of dubbel ingevuld. {_CALL} {_ACCEPT}",
    ),
    "F.403": (
        "Lijst {list}: het totaal op de bladzijde is niet het totaal in het overzicht.",
        f"Let op verwisselde lijsten. {_CALL} {_ACCEPT}",
    ),
    "W.201": (
        "Veel blanco stemmen (F): 3 procent of meer.",
        "Kijk of F niet met een ander getal is verwisseld. De telling wordt er niet om opgehouden.",
    ),
    "W.202": (
        "Veel ongeldige stemmen (G): 3 procent of meer.",
        "Kijk of G niet met een ander getal is verwisseld. De telling wordt er niet om opgehouden.",
    ),
    "W.203": (
        "Groot verschil tussen D en H: 15 of meer, of 2 procent of meer.",
        "Vraag het stembureau naar een verklaring. Zonder verklaring kan het gemeentelijk stembureau morgen "
        "opnieuw tellen.",
    ),
    "W.204": (
        "Er is geen enkele stem geteld: H is 0.",
        "Bel het stembureau. Was er niemand, of is de telling leeg verstuurd?",
    ),
    "S.101": (
        "De getelde passen (A, B of C) zijn anders dan wat het stembureau in de app heeft gescand.",
        "Vraag het stembureau de passen nog eens te tellen. De stapel is leidend. De telling wordt er niet "
        "om opgehouden.",
    ),
    "S.102": (
        "De toegelaten kiezers (D) zijn anders dan de opkomst die na het sluiten is doorgegeven.",
        "Vraag het stembureau welk getal op papier staat. De telling wordt er niet om opgehouden.",
    ),
    "S.103": (
        "Er zijn veel meer kiezers toegelaten (D) dan het stembureau kiesgerechtigden heeft.",
        "Kijk of D en het aantal kiesgerechtigden van dit stembureau kloppen. De telling wordt er niet om "
        "opgehouden.",
    ),
    "S.104": (
        "Kiezerspassen (C) passen niet bij deze verkiezing.",
        "Bij een gemeenteraad of eilandsraad bestaan ze niet, bij andere horen ze in het bestand. "
        "Vraag wie het bestand maakte om het na te kijken. De telling wordt er niet om opgehouden.",
    ),
}
