export default {
  nl: {
    "line": "De opkomst van {time} wordt gevraagd.",
    "now": "De opkomst van {time} wordt gevraagd.",
    "now.do": "Tel hoeveel kiezers er tot nu toe zijn toegelaten en geef het getal hieronder door. Is het druk? De kiezers gaan voor.",
  },
  en: {
    "line": "Turnout of {time} is asked for.",
    "now": "Turnout of {time} is asked for.",
    "now.do": "Count how many voters were admitted so far and report the number below. Is it busy? Voters come first.",
  },
};
