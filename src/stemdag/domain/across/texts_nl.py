"""The Dutch texts of the checks across stations: (title, advice) by code, for the chair and the office."""

from __future__ import annotations

from stemdag.domain.station import Kind

AND = "en"
LIST = "lijst {list}"
CANDIDATE = "kandidaat {candidate} van lijst {list}"
KINDS: dict[Kind, str] = {
    Kind.REGULAR: "gewone stembureaus",
    Kind.POSTAL: "briefstembureau",
    Kind.EARLY: "vervroegd stemmen",
    Kind.MOBILE: "mobiel stembureau",
    Kind.SPECIAL: "bijzonder stembureau",
}
#: How sure, by the least score from which the words hold.
SURE: tuple[tuple[float, str], ...] = (
    (3.0, "zeer sterke aanwijzing"),
    (2.0, "sterke aanwijzing"),
    (1.0, "aanwijzing"),
    (0.0, "zwakke aanwijzing"),
)

_PAPER = "Staat het zo op het getekende papier, dan blijft het staan: schrijf op wat het stembureau zegt."

CHAIR: dict[str, tuple[str, str]] = {
    "S.201": (
        "Zijn {marks} verwisseld?",
        "Ingevuld is: {stated}. Kijk op het papier en bij de stapels welk getal bij welke lijst hoort.",
    ),
    "S.202": (
        "Klopt het aantal stemmen bij {marks}?",
        "Ingevuld is: {stated}. Kijk of een stapel bij de verkeerde lijst is geteld.",
    ),
    "S.203": (
        "Zijn {marks} verwisseld?",
        "Ingevuld is: {stated}. Kijk op het papier en bij de stapels welk getal bij welke kandidaat hoort.",
    ),
    "S.204": (
        "Klopt het getal bij {marks}?",
        "Ingevuld is: {stated}. Kijk op het papier of cijfers zijn verwisseld, en of er een ontbreekt of te "
        "veel staat.",
    ),
    "S.205": (
        "Is er een bladzijde overgeslagen, bij {marks}?",
        "Ingevuld is overal 0. Kijk op het papier of daar stemmen staan.",
    ),
}

OFFICE: dict[str, tuple[str, str]] = {
    "S.201": (
        "Twee lijsten lijken verwisseld: {marks}.",
        "Laat het stembureau beide lijsten van het papier voorlezen en bij twijfel de stapels bekijken. Laat "
        f"een verbeterde telling sturen. {_PAPER}",
    ),
    "S.202": (
        "Het aandeel van een lijst valt ver buiten dat van de andere stembureaus: {marks}.",
        "Vraag of een stapel bij een andere lijst is geteld, en laat deze lijsten opnieuw tellen. Een wijk "
        f"kan ook echt zo stemmen. {_PAPER}",
    ),
    "S.203": (
        "Twee kandidaten lijken verwisseld: {marks}.",
        "Laat het stembureau deze kandidaten van het papier voorlezen en bij twijfel de stapels bekijken. "
        f"Een kandidaat kan ook uit deze buurt komen. {_PAPER}",
    ),
    "S.204": (
        "In een getal lijken cijfers verwisseld, weggevallen of dubbel: {marks}.",
        "Laat dit getal van het papier voorlezen, en de totalen eronder. Past het verschil tussen D en H "
        f"erbij, dan is dat de verklaring. {_PAPER}",
    ),
    "S.205": (
        "Een bladzijde lijkt niet ingevuld: {marks}.",
        "Vraag het stembureau of deze bladzijde op papier leeg is. Laat anders een verbeterde telling "
        f"sturen. {_PAPER}",
    ),
    "S.301": (
        "In het totaal ontbreekt: {kind}.",
        "De uitslag van de gemeente is niet volledig. Zoek de telling van deze stembiljetten en voer die in, "
        "of leg vast dat er geen waren.",
    ),
}
