// The checks on a count form, judged on the device: the rules of `stemdag.domain.checks` with Scope.COUNT and
// Scope.DAY, in its order and with its marks. A test holds the two tables equal; change them together.
import { lettersOf, NO_DAY } from "./letters.js";

// Blank and invalid votes from this share of H, and a difference from this share of H or this number.
const BLANK_PERCENT = 3;
const INVALID_PERCENT = 3;
const DIFFERENCE_PERCENT = 2;
const DIFFERENCE_VOTERS = 15;
// More voters than are eligible by more than this.
const BEYOND_ELECTORATE = 1_000;

const only = (...marks) => () => marks;
const passes = (x) => (x.C === null ? ["A", "B", "D"] : ["A", "B", "C", "D"]);
const lists = (x) => [...x.lists.map((number) => `E.${number}`), "E"];
const notZero = (x) => ["I", "J"].filter((mark) => x[mark] !== 0);
const pageTotal = (page) => [`L.${page.number}`];
const candidates = (page) => page.candidates.map((each) => `c.${page.number}.${each}`);
const wholePage = (page) => [...pageTotal(page), ...candidates(page)];

// F.204, which silences F.202 and F.203.
const noValidVotes = (x) => x.listsSum !== 0 && x.E === 0;

// F.401, which silences F.402 and F.403.
const emptyPage = (page) => (page.candidatesSum > 0 || page.listTotal > 0) && page.pageTotal === 0;

// Whether a part is at least ceil(percent of the whole); never where both are 0. Without division, so exact.
const fromPercent = (part, whole, percent) =>
  100 * part >= percent * whole && (part !== 0 || whole !== 0);

const difference = (x) => Math.abs(x.D - x.H);

// [code, when it stands, what it marks]; what a rule of PAGE reads is the page of one list.
const GENERAL = [
  ["F.201", (x) => x.A + x.B + (x.C ?? 0) !== x.D, passes],
  ["F.202", (x) => !noValidVotes(x) && x.listsSum !== x.E, lists],
  ["F.203", (x) => !noValidVotes(x) && x.E + x.F + x.G !== x.H, only("E", "F", "G", "H")],
  ["F.204", noValidVotes, only("E")],
  ["F.301", (x) => x.boxes.has("D=H") && x.D !== x.H, only("box")],
  ["F.302", (x) => x.boxes.has("H>D") && x.H <= x.D, only("box")],
  ["F.303", (x) => x.boxes.has("H<D") && x.H >= x.D, only("box")],
  ["F.304", (x) => x.boxes.size !== 1, only("boxes")],
  ["F.305", (x) => x.D === x.H && (x.I !== 0 || x.J !== 0), notZero],
  ["F.306", (x) => x.H > x.D && x.I !== x.H - x.D, only("I")],
  ["F.307", (x) => x.H > x.D && x.J !== 0, only("I", "J")],
  ["F.308", (x) => x.H < x.D && x.J !== x.D - x.H, only("J")],
  ["F.309", (x) => x.H < x.D && x.I !== 0, only("I", "J")],
  ["F.310", (x) => x.D !== x.H && x.explained.size !== 1, only("explained")],
  ["F.313", (x) => x.D === x.H && x.explained.size !== 0, only("explained")],
];
const PAGE = [
  ["F.401", emptyPage, pageTotal],
  ["F.402", (page) => !emptyPage(page) && page.pageTotal !== page.candidatesSum, wholePage],
  ["F.403", (page) => !emptyPage(page) && page.pageTotal !== page.listTotal, pageTotal],
];
const WARNINGS = [
  ["W.201", (x) => fromPercent(x.F, x.H, BLANK_PERCENT), only("F")],
  ["W.202", (x) => fromPercent(x.G, x.H, INVALID_PERCENT), only("G")],
  [
    "W.203",
    (x) => fromPercent(difference(x), x.H, DIFFERENCE_PERCENT) || difference(x) >= DIFFERENCE_VOTERS,
    only("D", "H"),
  ],
  ["W.204", (x) => x.H === 0, only("H")],
];

// Beside what the app knows of the day.
const DAY = [
  ["S.101", (x) => x.unlikeScanned.length > 0, (x) => x.unlikeScanned],
  ["S.102", (x) => x.day.admitted !== null && x.day.admitted !== x.D, only("D")],
  ["S.103", (x) => Boolean(x.day.electorate) && x.D > x.day.electorate + BEYOND_ELECTORATE, only("D")],
];

// What stands on a count form (`letters.js`), in the order of the table: [{code, marks, list}], where list is
// null unless the rule is on the page of one list.
export function check(count, day = NO_DAY) {
  const found = lettersOf(count, day);
  return [
    ...standing(GENERAL, found, null),
    // Rule by rule, and within a rule list by list.
    ...PAGE.flatMap((rule) => found.pages.flatMap((page) => standing([rule], page, page.number))),
    ...standing(WARNINGS, found, null),
    ...standing(DAY, found, null),
  ];
}

function standing(rules, judged, list) {
  return rules
    .filter(([, stands]) => stands(judged))
    .map(([code, , marks]) => ({ code, marks: marks(judged), list }));
}
