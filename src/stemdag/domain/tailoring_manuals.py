"""The manual of the station's app where a municipality sets none: one page a task, in short steps.

Articles are those of the Kieswet. A page names one only where the chair may be asked for it.
"""

from __future__ import annotations

from stemdag.domain.wording import Manual, Page

MANUALS = (
    Manual(
        "opening",
        Page(
            "Openen",
            (
                "Begin een half uur voordat de deur opengaat. Loop de lijst Openen in deze app na.",
                (
                    "Zet de stemhokjes neer en leg in elk een rood potlood.",
                    "Tel de stembiljetten en schrijf het aantal op.",
                    "Laat aan iedereen die er is zien dat de stembus leeg is. Doe hem daarna op slot.",
                    "Vul in deze app in wie er zijn.",
                    "Meld het stembureau open als de eerste kiezer naar binnen kan.",
                ),
                "Is er iets niet op tijd klaar? Bel de gemeente. Laat de kiezers niet zonder uitleg wachten.",
                "U bent open tot de sluitingstijd van uw stembureau, en nooit later dan 21.00 uur "
                "(artikel J 1).",
            ),
        ),
        Page(
            "Opening",
            (
                "Begin half an hour before the door opens. Go through the list Opening in this app.",
                (
                    "Set up the booths and put a red pencil in each.",
                    "Count the ballot papers and write the number down.",
                    "Show everyone present that the ballot box is empty. Then lock it.",
                    "Enter in this app who is present.",
                    "Report the station open when the first voter can come in.",
                ),
                "Is something not ready in time? Call the municipality. Do not let voters wait without a "
                "word.",
                "You are open until your station's closing time, and never later than 21:00 (article J 1).",
            ),
        ),
    ),
    Manual(
        "admitting",
        Page(
            "Een kiezer toelaten",
            (
                (
                    "Vraag om de stempas of kiezerspas, en om een identiteitsbewijs. Dat mag hoogstens "
                    "vijf jaar verlopen zijn.",
                    "Kijk of de naam op de pas bij het identiteitsbewijs hoort, en de foto bij de kiezer.",
                    "Scan de pas of typ het nummer. De app vergelijkt het met de ongeldige passen "
                    "(artikel J 7a).",
                    "Zegt de app dat het goed is? Houd de pas hier en geef één stembiljet.",
                    "Let op dat de kiezer het stembiljet zelf in de stembus doet.",
                ),
                "Zegt de app dat de pas ongeldig is? Dan kan deze kiezer er niet mee stemmen. Houd de "
                "pas hier.",
                "Zegt de app dat de pas al gebruikt is, of misschien ongeldig? Stuur niemand meteen weg. "
                "De voorzitter kijkt wat de app erbij zegt, en belt bij twijfel de gemeente.",
                "Heeft de kiezer zich vergist? Neem het stembiljet terug en geef één keer een nieuw. Leg "
                "het oude apart.",
                "Werkt de app niet? Ga door met de lijst op papier.",
            ),
        ),
        Page(
            "Admitting a voter",
            (
                (
                    "Ask for the poll card or voter card, and for proof of identity. It may have expired "
                    "at most five years ago.",
                    "See that the name on the pass belongs to the proof of identity, and the photo to "
                    "the voter.",
                    "Scan the pass or type its number. The app compares it with the invalid passes "
                    "(article J 7a).",
                    "Does the app say that it is right? Keep the pass and hand out one ballot paper.",
                    "See that the voter puts the ballot paper in the box.",
                ),
                "Does the app say that the pass is invalid? Then this voter cannot vote with it. Keep "
                "the pass.",
                "Does the app say that the pass was used already, or is perhaps invalid? Do not send "
                "anybody away at once. The chair looks at what the app says with it and, in doubt, calls "
                "the municipality.",
                "Did the voter make a mistake? Take the ballot paper back and give a new one, once. Put "
                "the old one apart.",
                "Does the app not work? Go on with the list on paper.",
            ),
        ),
    ),
    Manual(
        "proxies",
        Page(
            "Volmachten",
            (
                "Een kiezer mag voor hoogstens twee anderen stemmen (artikel L 4), en alleen tegelijk "
                "met de eigen stem.",
                (
                    "Neem eerst de eigen pas van de kiezer in.",
                    "Kijk of het volmachtbewijs is ingevuld, met de naam van deze kiezer als gemachtigde.",
                    "Is het de achterkant van een stempas of kiezerspas? Dan staan er twee "
                    "handtekeningen op. Vraag om een kopie van het identiteitsbewijs van wie de volmacht "
                    "geeft; op een telefoon mag ook.",
                    "Is het een volmachtbewijs dat de gemeente heeft gemaakt? Dan is geen kopie nodig.",
                    "Scan het als volmacht, houd het hier en geef er één stembiljet voor.",
                ),
                "Een derde volmacht neemt u niet aan. Geef het bewijs terug.",
            ),
        ),
        Page(
            "Proxies",
            (
                "A voter may vote for at most two others (article L 4), and only together with the own vote.",
                (
                    "First take in the voter's own pass.",
                    "See that the proxy certificate is filled in, with this voter's name as the proxy.",
                    "Is it the back of a poll card or voter card? Then there are two signatures on it. "
                    "Ask for a copy of the identity document of the person who gives the proxy; on a "
                    "telephone will do.",
                    "Is it a proxy certificate that the municipality made? Then no copy is needed.",
                    "Scan it as a proxy, keep it and hand out one ballot paper for it.",
                ),
                "Do not take a third proxy. Hand the certificate back.",
            ),
        ),
    ),
    Manual(
        "closing",
        Page(
            "Sluiten",
            (
                (
                    "Roep om sluitingstijd om dat de stemming sluit.",
                    "Kijk wie er in het lokaal en bij de ingang staan. Zij mogen nog stemmen (artikel J "
                    "30). Wie later komt niet meer.",
                    "Scan ook hun passen. De app gaat na sluitingstijd gewoon door.",
                    "Meld na de laatste kiezer in deze app dat het stembureau gesloten is.",
                    "Sluit de stembus af tot het tellen begint.",
                ),
                "De deur hoeft niet op slot: iedereen mag bij de telling kijken.",
            ),
        ),
        Page(
            "Closing",
            (
                (
                    "At closing time, announce that voting closes.",
                    "See who is in the room and at its entrance. They may still vote (article J 30). Who "
                    "comes later may not.",
                    "Scan their passes too. The app goes on after closing time.",
                    "After the last voter, report in this app that the station is closed.",
                    "Shut the ballot box until the count begins.",
                ),
                "The door need not be locked: everyone may watch the count.",
            ),
        ),
    ),
    Manual(
        "counting",
        Page(
            "Tellen",
            (
                "Neem de tijd. Twee keer rustig tellen gaat sneller dan zoeken naar een fout.",
                (
                    "Tel de stempassen (A), de volmachtbewijzen (B) en de kiezerspassen (C), elke soort "
                    "apart. Samen zijn dat de toegelaten kiezers (D, artikel N 1a). De app laat zien "
                    "hoeveel er gescand zijn.",
                    "Maak de stembus open en leeg hem helemaal.",
                    "Leg de stembiljetten op stapels: per lijst, blanco, en ongeldig.",
                    "Tel elke stapel. Laat een ander dezelfde stapel nog eens tellen.",
                    "Telt u ook per kandidaat? Doe dat lijst voor lijst, en kijk of het totaal van de "
                    "lijst klopt.",
                    "Tel alles op: dat zijn de uitgebrachte stemmen (H). Vergelijk H met D.",
                    "Vul het proces-verbaal in. Neem daarna de getallen over in deze app.",
                ),
                "Zijn H en D niet gelijk? Tel de passen en de stembiljetten opnieuw. Blijft het "
                "verschil, kijk dan wat er is opgeschreven van de dag: een kiezer die zijn stembiljet "
                "meenam, twee stembiljetten tegelijk. Schrijf het verschil op zoals het is. Maak het "
                "nooit passend.",
                "Het papier is leidend. Wat u in deze app zet, is een voorlopige telling.",
            ),
        ),
        Page(
            "Counting",
            (
                "Take your time. Counting twice in peace is faster than looking for a mistake.",
                (
                    "Count the poll cards (A), the proxy certificates (B) and the voter cards (C), each "
                    "kind apart. Together they are the admitted voters (D, article N 1a). The app shows "
                    "how many were scanned.",
                    "Open the ballot box and empty it entirely.",
                    "Put the ballot papers on piles: by list, blank, and invalid.",
                    "Count each pile. Have someone else count the same pile again.",
                    "Do you count by candidate too? Do so list by list, and see that the list's total is "
                    "right.",
                    "Add everything up: these are the votes cast (H). Compare H with D.",
                    "Fill in the official record. Then copy the numbers into this app.",
                ),
                "Are H and D not equal? Count the passes and the ballot papers again. If the difference "
                "stays, look at what was written down during the day: a voter who took the ballot paper "
                "home, two ballot papers at once. Write the difference down as it is. Never make it fit.",
                "The paper leads. What you enter in this app is a preliminary count.",
            ),
        ),
    ),
    Manual(
        "packing",
        Page(
            "Inpakken",
            (
                (
                    "Laat alle leden die er zijn het proces-verbaal ondertekenen.",
                    "Schrijf de code van ontvangst uit deze app op het proces-verbaal.",
                    "Pak de stembiljetten in: per lijst, en blanco en ongeldig apart.",
                    "Pak apart in: wat over is, wat is teruggegeven, en de passen per soort.",
                    "Verzegel elk pak. Zet erop wat erin zit, hoeveel, en het nummer van uw stembureau.",
                    "Kijk of de stembus, de stemhokjes en de tafels leeg zijn.",
                    "Geef het proces-verbaal en de pakken af. Schrijf op hoe laat en aan wie.",
                ),
                "Het proces-verbaal gaat niet in een pak: de gemeente heeft het meteen nodig.",
            ),
        ),
        Page(
            "Packing",
            (
                (
                    "Have all members present sign the official record.",
                    "Write the code of receipt from this app on the record.",
                    "Pack the ballot papers: by list, and blank and invalid ones apart.",
                    "Pack apart: what is left, what was handed back, and the passes by kind.",
                    "Seal each pack. Write on it what is in it, how many, and your station's number.",
                    "See that the ballot box, the booths and the tables are empty.",
                    "Hand over the record and the packs. Write down when and to whom.",
                ),
                "The record does not go into a pack: the municipality needs it at once.",
            ),
        ),
    ),
)
