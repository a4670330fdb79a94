// Why a pass cannot be taken in: by the code of the refusal.
export default {
  nl: {
    "empty": "Er staat geen nummer. Scan de pas opnieuw, of typ het nummer dat op de pas staat.",
    "foreign": "Dit is niet het nummer van een pas. Scan de code op de stempas, of typ het nummer over: alleen cijfers en letters.",
    "long": "Dit nummer is te lang. Een pas heeft hoogstens {most} cijfers en letters. Typ het opnieuw over.",
    "proxies": "Deze kiezer heeft al {most} volmachten. Meer mag niet. Geef de derde volmacht terug.",
    "own": "De eigen pas van deze kiezer is er al. Begin bij de volgende kiezer, of geef aan dat deze pas een volmacht is.",
    "other_election": "Deze pas is voor een andere verkiezing: {election}. Scan hem bij die verkiezing.",
    "other_municipality": "Deze stempas is niet van uw gemeente, of niet van deze verkiezing. Kijk wat erop staat. Twijfelt u? Bel dan de gemeente.",
  },
  en: {
    "empty": "There is no number. Scan the pass again, or type the number that is on it.",
    "foreign": "This is not the number of a pass. Scan the code on the poll card, or type the number: digits and letters only.",
    "long": "This number is too long. A pass has at most {most} digits and letters. Type it again.",
    "proxies": "This voter already has {most} proxies. More is not allowed. Give the third proxy back.",
    "own": "This voter's own pass is already here. Begin the next voter, or say that this pass is a proxy.",
    "other_election": "This pass is for another election: {election}. Scan it at that election.",
    "other_municipality": "This poll card is not from your municipality, or not for this election. Look at what it says. In doubt? Call the municipality.",
  },
};
