"""The lists of the station's app where a municipality sets none: what a tired chair reads."""

from __future__ import annotations

from stemdag.domain.wording import Item

OPENING = (
    Item("members", "Er zijn genoeg leden aanwezig, onder wie de voorzitter.",
         "Enough members are present, the chair among them."),
    Item("entrance", "De ingang is vrij. Wie in een rolstoel zit, kan naar binnen en kan stemmen.",
         "The entrance is clear. Someone in a wheelchair can come in and vote."),
    Item("booths", "De stemhokjes staan zo dat niemand kan meekijken.",
         "The voting booths stand so that nobody can look in."),
    Item("pencils", "In elk stemhokje ligt een rood potlood.",
         "There is a red pencil in every booth."),
    Item("candidates", "De kandidatenlijsten hangen of liggen waar kiezers ze kunnen lezen.",
         "The lists of candidates are where voters can read them."),
    Item("neutral", "Nergens in het stemlokaal hangt of ligt reclame voor een partij of kandidaat.",
         "Nowhere in the room is there anything that promotes a party or a candidate."),
    Item("ballots", "De stembiljetten zijn geteld. Het aantal is genoteerd.",
         "The ballot papers are counted. The number is written down."),
    Item("invalid_passes", "De lijst van ongeldige passen is er: op papier of in deze app.",
         "The list of invalid passes is here: on paper or in this app."),
    Item("record", "Het proces-verbaal ligt klaar. De namen van de leden staan erop.",
         "The official record is ready. The members' names are on it."),
    Item("box_empty", "De stembus is leeg. De aanwezigen hebben dat gezien.",
         "The ballot box is empty. Those present have seen it."),
    Item("box_locked", "De stembus is op slot. De sleutel is veilig opgeborgen.",
         "The ballot box is locked. The key is kept safe."),
    Item("device", "Dit apparaat is opgeladen en de lader ligt klaar.",
         "This device is charged and the charger is at hand."),
)  # fmt: skip

CLOSING = (
    Item("announced", "Er is omgeroepen dat de stemming sluit.",
         "It was announced that voting closes."),
    Item("queue", "Wie om sluitingstijd in het lokaal of bij de ingang stond, heeft gestemd.",
         "Everyone who was in the room or at its entrance at closing time has voted."),
    Item("last_voter", "De tijd van de laatste kiezer is genoteerd.",
         "The time of the last voter is written down."),
    Item("box_shut", "De stembus is afgesloten tot het tellen begint.",
         "The ballot box is shut until the count begins."),
    Item("passes", "De stempassen, volmachtbewijzen en kiezerspassen zijn geteld, elke soort apart.",
         "The poll cards, proxy certificates and voter cards are counted, each kind apart."),
    Item("admitted", "Het aantal toegelaten kiezers (D) staat op het proces-verbaal.",
         "The number of admitted voters (D) is on the official record."),
    Item("unused", "De stembiljetten die over zijn, zijn geteld en weggelegd.",
         "The ballot papers that are left are counted and put away."),
    Item("table", "De teltafel is leeg. Er liggen geen potloden op.",
         "The counting table is empty. There are no pencils on it."),
    Item("public", "Wie wil kijken bij de telling, kan erbij en zit niet in de weg.",
         "Whoever wants to watch the count can do so, and is not in the way."),
)  # fmt: skip

PACKING = (
    Item("signed", "Alle leden die er zijn, hebben het proces-verbaal ondertekend.",
         "All members present have signed the official record."),
    Item("receipt", "De code van ontvangst uit deze app staat op het proces-verbaal.",
         "The code of receipt from this app is on the official record."),
    Item("ballots", "De stembiljetten zijn ingepakt: per lijst, en blanco en ongeldig apart.",
         "The ballot papers are packed: by list, and blank and invalid ones apart."),
    Item("unused", "De stembiljetten die over zijn of zijn teruggegeven, zijn apart ingepakt.",
         "Ballot papers that are left or were handed back are packed apart."),
    Item("passes", "De stempassen, volmachtbewijzen en kiezerspassen zijn ingepakt.",
         "The poll cards, proxy certificates and voter cards are packed."),
    Item("sealed", "Elk pak is verzegeld. Erop staat wat erin zit, hoeveel, en uw stembureau.",
         "Each pack is sealed. It says what is in it, how many, and which polling station it is from."),
    Item("box_empty", "De stembus is leeg. Ook de hoeken en de bodem zijn nagekeken.",
         "The ballot box is empty. The corners and the bottom were looked at too."),
    Item("room", "In het stemlokaal ligt niets meer: ook niet in de stemhokjes en onder tafels.",
         "Nothing is left in the room: not in the booths or under tables either."),
    Item("handed_over", "Het proces-verbaal en de pakken zijn afgegeven. Tijd en naam zijn genoteerd.",
         "The record and the packs are handed over. Time and name are written down."),
)  # fmt: skip

INCIDENTS = (
    Item("queue", "Lange rij", "Long queue"),
    Item("shortage", "Iets is op of bijna op", "Something has run out, or nearly"),
    Item("disturbance", "Onrust, of iemand stoort de stemming", "Unrest, or someone disturbs the voting"),
    Item("fraud", "Vermoeden van fraude", "Suspected fraud"),
    Item("accessibility", "Iemand kan niet naar binnen, of kan niet zelf stemmen",
         "Someone cannot get in, or cannot vote without help"),
    Item("technical", "Apparaat, app, licht of stroom werkt niet",
         "Device, app, light or power does not work"),
    Item("other", "Iets anders", "Something else"),
)  # fmt: skip

EVENTS = (
    Item("ballot_taken", "Kiezer heeft het stembiljet niet in de stembus gedaan, maar meegenomen",
         "Voter took the ballot paper away instead of putting it in the box"),
    Item("two_ballots", "Kiezer heeft per ongeluk twee stembiljetten tegelijk gekregen",
         "Voter was handed two ballot papers at once by mistake"),
    Item("pass_without_vote", "Pas ingenomen, maar de kiezer heeft niet gestemd",
         "Pass taken in, but the voter did not vote"),
    Item("ballot_without_pass", "Stembiljet gegeven zonder dat een pas is ingenomen",
         "Ballot paper handed out without taking in a pass"),
    Item("ballot_missing", "Kiezer heeft te weinig stembiljetten gekregen, bijvoorbeeld bij een volmacht",
         "Voter was handed too few ballot papers, for instance with a proxy"),
    Item("wrong_box", "Stembiljet in de stembus van een andere verkiezing gedaan",
         "Ballot paper put in the box of another election"),
    Item("other", "Iets anders dat een verschil kan verklaren",
         "Something else that can explain a difference"),
)  # fmt: skip

MATERIALS = (
    Item("ballots", "Stembiljetten", "Ballot papers"),
    Item("pencils", "Rode potloden", "Red pencils"),
    Item("forms", "Formulieren en proces-verbaal", "Forms and the official record"),
    Item("packing", "Zakken, dozen en etiketten om in te pakken", "Bags, boxes and labels for packing"),
    Item("seals", "Zegels en tape", "Seals and tape"),
    Item("signs", "Borden en posters", "Signs and posters"),
    Item("aids", "Loep, leeslamp of stemmal", "Magnifier, reading lamp or voting template"),
    Item("device", "Ander apparaat of lader", "Another device or charger"),
    Item("people", "Extra leden of tellers", "More members or counters"),
    Item("other", "Iets anders", "Something else"),
)  # fmt: skip
