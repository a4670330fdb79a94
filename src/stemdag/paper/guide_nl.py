"""The guide of two pages, in Dutch."""

from __future__ import annotations

from typing import Final

GUIDE: Final = {
    "title": "De app van het stembureau",
    "lead": (
        "Uw dag op één blad. De app werkt met en zonder verbinding. Het proces-verbaal op papier blijft "
        "leidend."
    ),
    "phone": "Verkiezingsbureau",
    "receipt": "Ontvangstcode van de telling",
    "trouble": "Als er iets misgaat",
    "never": "Let hierop",
    "when": "U ziet of hoort",
    "do": "Wat u doet",
}

STEPS: Final = (
    (
        "In de dagen ervoor",
        "Aanmelden",
        (
            "Zorg één keer voor verbinding. Scan het vierkant op uw kaart, of typ de code.",
            "Kies een pincode. Wie hem vergeet, heeft een nieuwe kaart nodig.",
            "Laat de app open tot hij niet meer zegt dat hij bewaard wordt. Daarna werkt hij ook zonder "
            "verbinding.",
        ),
    ),
    (
        "Voor de deur opengaat",
        "Opening en aanwezigen",
        (
            "Loop de lijst na en vink af wat klaar is.",
            "Vul in wie er zijn. Komt of gaat er later iemand, noteer dat dan meteen.",
            "Meld het stembureau open als de eerste kiezer naar binnen kan.",
        ),
    ),
    (
        "Bij elke kiezer",
        "Passen",
        (
            "Kies wat de kiezer geeft: stempas, volmacht of kiezerspas. Scan de pas, of typ het nummer.",
            "Groen: de pas telt. Geel: lees wat er staat; de voorzitter beslist, en de app legt dat vast.",
            "Vergist? Maak de laatste scan ongedaan en schrijf waarom.",
        ),
    ),
    (
        "Op de gevraagde tijden",
        "Opkomst, drukte, voorraad",
        (
            "Scant u geen passen? Geef dan door hoeveel kiezers er tot nu toe zijn toegelaten.",
            "Kies de hele dag hoe lang de rij is. Kiezers zien het op de openbare site.",
            "Raken de stembiljetten op, dan zegt de app dat ruim op tijd. Vraag bij, en meld wat u ontving.",
        ),
    ),
    (
        "Zodra er iets is",
        "Gemeente en gebeurtenissen",
        (
            "Schrijf de gemeente onder Gemeente. Bij gevaar belt u eerst 112.",
            "Noteer onder Gebeurtenissen wat een verschil kan verklaren: een kiezer die zijn biljet meenam.",
        ),
    ),
    (
        "Om sluitingstijd",
        "Sluiting",
        (
            "Wie dan in de rij staat, stemt nog. Meld daarna het stembureau gesloten.",
            "Tel de stapels passen en leg ze naast de aantallen van de app. Zoek een verschil nu, niet "
            "straks.",
        ),
    ),
    (
        "Na het tellen",
        "Telling",
        (
            "Neem de aantallen over van het proces-verbaal en druk op Controleer. Verbeter op papier én in de"
            " app.",
            "Verstuur. Klopt het na lang zoeken nog niet, verstuur dan toch: de gemeente kijkt mee.",
            "Schrijf de ontvangstcode op het proces-verbaal. Daarmee kan iedereen later zien dat dit uw "
            "telling is.",
        ),
    ),
    (
        "Tot slot",
        "Inpakken",
        (
            "Loop de lijst na. Staat er niets meer onder Niet verzonden? Meld dan af: alles op de tablet "
            "wordt gewist.",
        ),
    ),
)

TROUBLE: Final = (
    (
        "Geen verbinding",
        "Werk door. Wat wacht, staat veilig op de tablet en gaat vanzelf mee. Bovenaan staat hoeveel het is.",
    ),
    ("De tablet viel uit", "Zet hem aan, open de app en typ uw pincode. Alles staat er nog."),
    (
        "De tablet houdt het niet vol",
        "Kies Niet verzonden en verzegel wat wacht, in een bestand of als QR-codes. Alleen de gemeente kan "
        "het openen. Of vul het noodformulier in en bel.",
    ),
    ("De tablet is weg", "Bel meteen. De gemeente sluit hem af en geeft u een nieuwe kaart."),
    (
        "De pas is al gebruikt",
        "Stuur niemand weg. Lees waar en wanneer, vraag de kiezer, bel bij twijfel. De voorzitter beslist.",
    ),
    (
        "De pas is misschien ongeldig",
        "De app vraagt het na. Duurt dat, dan zegt hij dat; kijk dan op de lijst op papier.",
    ),
    (
        "De pas is ongeldig",
        "Met deze pas kan niet gestemd worden. Houd hem hier en leg de kiezer uit waarom.",
    ),
    ("De klok loopt verkeerd", "Werk door. De app rekent met de tijd van de gemeente."),
    ("De aantallen kloppen niet", "Lees wat erbij staat. Tel eerst dat ene stapeltje opnieuw, niet alles."),
    (
        "Fout gezien na het versturen",
        "Kies Verbeter de telling, verbeter, zeg waarom, verstuur opnieuw. Schrijf de nieuwe code op.",
    ),
    (
        "De gemeente vraagt opnieuw te kijken",
        "Lees waarom, kijk op papier, en verstuur een verbetering. Ook als alles klopte.",
    ),
    ("Niet aangenomen", "Lees waarom, en doe het opnieuw waar dat nodig is."),
    (
        "Het gebouw moet leeg",
        "Eerst de mensen. Sluit de stembus af en neem hem mee als dat veilig kan. Bel, en noteer de tijden.",
    ),
)

NEVER: Final = (
    "Geen stemmen of aantallen van de telling in een bericht.",
    "Geen foto van een stembiljet of van een kiezer.",
    "Geen pincode op of bij de tablet.",
    "Niet afmelden zolang er iets wacht.",
)
