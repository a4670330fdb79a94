// What a check says to the chair: `stemdag.domain.check_texts` on the device. The words come from the server as
// its `table` makes them: {and, scanned, slips: {swapped, dropped, extra}, chair: {code: {title, advice}}}.
import { lettersOf, NO_DAY } from "./letters.js";
import { slip } from "./slips.js";

// {title, advice} of a finding on its count and day; throws where the texts have none for this code and reader.
export function message(finding, count, texts, day = NO_DAY, reader = "chair") {
  const words = texts[reader]?.[finding.code];
  if (!words) throw new Error(`${finding.code} has no text for the ${reader}`);
  const found = lettersOf(count, day);
  const page = found.pages.find((each) => each.number === finding.list) ?? null;
  const probable = slipOf(finding.code, found, page);
  const values = {
    ...valuesOf(found, page, texts),
    slip: probable ? texts.slips[probable] : "",
    list: finding.list ?? 0,
  };
  return { title: fill(words.title, values), advice: fill(words.advice, values) };
}

function fill(template, values) {
  return template.replace(/\{(\w+)\}/g, (_, name) => {
    // Half a sentence would be worse than none.
    if (!Object.hasOwn(values, name)) throw new Error(`no value for {${name}}`);
    return String(values[name]);
  });
}

function valuesOf(found, page, texts) {
  const { A, B, C, D, E, F, G, H, I, J } = found;
  return {
    A, B, C: C ?? 0, D, E, F, G, H, I, J,
    passes: C === null ? `A ${texts.and} B` : `A, B ${texts.and} C`,
    passes_sum: A + B + (C ?? 0),
    votes_sum: E + F + G,
    voter_cards: C === null ? "-" : C,
    difference: Math.abs(D - H),
    admitted_expected: H - I + J,
    lists_sum: found.listsSum,
    list_total: page?.listTotal ?? 0,
    page_total: page?.pageTotal ?? 0,
    candidates_sum: page?.candidatesSum ?? 0,
    beside_scanned: found.unlikeScanned.map((mark) => fill(texts.scanned, { mark, number: found[mark], scanned: found.day.scanned[mark] })).join("; "),
    reported: found.day.admitted ?? 0,
    electorate: found.day.electorate ?? 0,
  };
}

// The slip that explains a sum that does not hold: what was written against what it should be.
function slipOf(code, found, page) {
  const { A, B, C, D, E, F, G, H, I, J, listsSum } = found;
  const pairs = {
    "F.201": [D, A + B + (C ?? 0)],
    "F.202": [E, listsSum],
    "F.203": [H, E + F + G],
    "F.306": [I, H - D],
    "F.308": [J, D - H],
  };
  if (page) {
    pairs["F.402"] = [page.pageTotal, page.candidatesSum];
    pairs["F.403"] = [page.pageTotal, page.listTotal];
  }
  return pairs[code] ? slip(...pairs[code]) : null;
}
