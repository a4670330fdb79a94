// What the app says of an emergency export that cannot be made or joined; the codes are those of `Problem`.
export default {
  nl: {
    "no-key": "Er is geen sleutel om mee te verzegelen. Bel de gemeente: die maakt hem door de controle één keer te ontgrendelen.",
    "large": "De export is te groot. Maak hem zonder foto's; een foto kan in een export van zichzelf.",
    "none": "Er is nog geen code gescand.",
    "not-ours": "Tekst {n} is geen code van een export. Scan alleen de codes van het andere toestel.",
    "mixed": "Code {n} is van een andere export. Maakte het toestel een nieuwe, scan dan alle codes van de nieuwe.",
    "damaged": "De export is niet heel. Scan de codes opnieuw, of neem het bestand.",
    "missing": "Nog niet gescand: {missing}, van de {all} codes.",
  },
  en: {
    "no-key": "There is no key to seal with. Call the municipality: it makes one by unlocking its control view once.",
    "large": "The export is too large. Make it without photos; a photo can go in an export of its own.",
    "none": "No code has been scanned yet.",
    "not-ours": "Text {n} is no code of an export. Scan the other device's codes only.",
    "mixed": "Code {n} is of another export. If the device made a new one, scan all codes of the new one.",
    "damaged": "The export is not whole. Scan the codes again, or take the file.",
    "missing": "Not scanned yet: {missing}, of {all} codes.",
  },
};
