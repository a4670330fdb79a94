// The piles of passes as they were counted by hand at closing, beside what was scanned, and the way into the form.
import { problem } from "./form.js";

const SCANNED = { A: "poll_cards", B: "proxies", C: "voter_cards" };

export const pileMarks = (election) => (election.voter_cards ? ["A", "B", "C", "D"] : ["A", "B", "D"]);

// What a pile holds as it was typed: null where nothing stands there that can be read.
const typed = (piles, mark) => {
  const text = (piles[mark] ?? "").trim();
  return text && !problem(text) ? Number(text) : null;
};

// Each pile beside what it should be: {mark, problem, typed, other, apart}. `other` is what was scanned, and for D the
// sum of the piles; null where it is not known, as `apart` is.
export function compare(marks, piles, passes) {
  const counted = marks.filter((mark) => mark !== "D").map((mark) => typed(piles, mark));
  const sum = counted.includes(null) ? null : counted.reduce((total, each) => total + each, 0);
  return marks.map((mark) => {
    const found = typed(piles, mark);
    const other = mark === "D" ? sum : (passes?.[SCANNED[mark]] ?? null);
    return { mark, problem: problem(piles[mark]), typed: found, other, apart: found === null || other === null ? null : found - other };
  });
}

// The draft of the form with the piles in its empty fields; `kept` names those where another number stood already.
export function takeOver(draft, marks) {
  const piles = draft.piles ?? {};
  const numbers = { ...draft.numbers };
  const [taken, kept] = [[], []];
  for (const mark of marks.filter((each) => typed(piles, each) !== null)) {
    const before = (numbers[mark] ?? "").trim();
    if (!before) {
      numbers[mark] = piles[mark].trim();
      taken.push(mark);
    } else if (before !== piles[mark].trim()) kept.push(mark);
  }
  return { draft: { ...draft, numbers }, taken, kept };
}
