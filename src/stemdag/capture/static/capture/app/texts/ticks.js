export default {
  nl: {
    "count": "{done} van {all} klaar",
    "empty": "Uw gemeente heeft hier geen lijst.",
  },
  en: {
    "count": "{done} of {all} done",
    "empty": "Your municipality has no list here.",
  },
};
