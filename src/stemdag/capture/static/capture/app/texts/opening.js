export default {
  nl: {
    "list": "Wat er klaar moet zijn",
    "report": "Openen",
    "open.one": "1 punt van de lijst is nog niet afgevinkt:",
    "open.other": "{n} punten van de lijst zijn nog niet afgevinkt:",
    "open.do": "Doe ze als dat nog kan. Kunnen kiezers al naar binnen, meld het stembureau dan toch open.",
    "anyway": "Meld toch open",
    "back": "Terug naar de lijst",
    "line": "{done} van {all} klaar. Nog niet open gemeld.",
    "next": "Naar wie er aanwezig zijn",
  },
  en: {
    "list": "What must be ready",
    "report": "Opening",
    "open.one": "1 item of the list is not ticked yet:",
    "open.other": "{n} items of the list are not ticked yet:",
    "open.do": "Do them if there is time. If voters can come in already, report the station open all the same.",
    "anyway": "Report open all the same",
    "back": "Back to the list",
    "line": "{done} of {all} done. Not reported open yet.",
    "next": "To who is here",
  },
};
