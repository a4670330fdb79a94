// The count form of one election: which fields it has, and a count from what was typed. As on paper: N 10-1, N 10-2, N 29.

const NUMBER = /^[0-9]+$/;
const DIGITS = 9;

// {numbers, boxes, explained, reason}: numbers as typed, by mark.
export const empty = () => ({ numbers: {}, boxes: [], explained: [], reason: "" });

export function letters(election) {
  return election.voter_cards ? [..."ABCDEFGH"] : [..."ABDEFGH"];
}

// Lists with a page of their own: candidates are counted at the station.
export function pages(election) {
  return election.municipality.counting === "decentral" ? election.lists.filter((each) => each.candidates.length) : [];
}

export function marks(election) {
  return [
    ...letters(election), "I", "J",
    ...election.lists.map((each) => `E.${each.number}`),
    ...pages(election).flatMap((list) => [...list.candidates.map((each) => `c.${list.number}.${each.number}`), `L.${list.number}`]),
  ];
}

// What is wrong with one number as typed: a code, or null. Empty is 0, as on paper.
export function problem(typed) {
  const bare = (typed ?? "").trim();
  if (!bare) return null;
  if (/^[-−]\s*[0-9]+$/.test(bare)) return "negative";
  if (!NUMBER.test(bare)) return "digits";
  return bare.replace(/^0+/, "").length > DIGITS ? "large" : null;
}

export const problems = (election, draft) =>
  Object.fromEntries(marks(election).map((mark) => [mark, problem(draft.numbers[mark])]).filter(([, code]) => code));

const value = (draft, mark) => (problem(draft.numbers[mark]) ? 0 : Number((draft.numbers[mark] ?? "").trim() || 0));

export const sum = (draft, marked) => marked.reduce((total, mark) => total + value(draft, mark), 0);

// The form as the checks read it (`letters.js`).
export function toCount(election, draft) {
  const paged = new Set(pages(election).map((each) => each.number));
  const lists = Object.fromEntries(
    election.lists.map((list) => [
      list.number,
      {
        total: value(draft, `E.${list.number}`),
        pageTotal: paged.has(list.number) ? value(draft, `L.${list.number}`) : null,
        candidates: paged.has(list.number)
          ? Object.fromEntries(list.candidates.map((each) => [each.number, value(draft, `c.${list.number}.${each.number}`)]))
          : null,
      },
    ]),
  );
  const found = Object.fromEntries([..."ABDEFGHIJ"].map((mark) => [mark, value(draft, mark)]));
  return { ...found, C: election.voter_cards ? value(draft, "C") : null, lists, boxes: draft.boxes, explained: draft.explained };
}

// The numbers of the form by mark; an empty one is 0, as on paper.
export const numbersOf = (election, draft) => Object.fromEntries(marks(election).map((mark) => [mark, value(draft, mark)]));

// The count as a fact: every field of the form, also the empty ones, and 32 random bytes of this device.
export function toFact(election, draft, version) {
  const numbers = Object.fromEntries(marks(election).map((mark) => [mark, (draft.numbers[mark] ?? "").trim()]));
  const nonce = Array.from(crypto.getRandomValues(new Uint8Array(32)), (byte) => byte.toString(16).padStart(2, "0")).join("");
  return { version, numbers, boxes: draft.boxes, explained: draft.explained, nonce };
}
