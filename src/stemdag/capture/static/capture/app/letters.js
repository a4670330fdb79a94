// A count form under the letters of the paper, with its sums added up once: `stemdag.domain.letters` on the
// device.
//
// A form is {A … J, lists: {number: {total, pageTotal, candidates: {number: votes}}}, boxes, explained}: whole
// numbers of at most nine digits, so every sum and product here is exact. C is null where the form has no C,
// `candidates` where they are not counted; a page total left empty (null) is 0, as on paper. A plain object
// keeps its numbers in ascending order, which is the order of a ballot.

// The day is what the app itself knows beside the form: {scanned: {A, B, C}, admitted, electorate}, each null
// where it knows nothing.
export const NO_DAY = { scanned: null, admitted: null, electorate: null };

export function lettersOf(count, day = NO_DAY) {
  const lists = Object.entries(count.lists);
  const C = count.C ?? null;
  return {
    ...count,
    C,
    day,
    unlikeScanned: day.scanned ? Object.entries({ A: count.A, B: count.B, C }).filter(([mark, number]) => number !== null && number !== day.scanned[mark]).map(([mark]) => mark) : [],
    lists: lists.map(([number]) => Number(number)),
    listsSum: sum(lists.map(([, each]) => each.total)),
    boxes: new Set(count.boxes),
    explained: new Set(count.explained),
    pages: lists.map(([number, each]) => pageOf(Number(number), each)).filter(Boolean),
  };
}

// The page of one list; none in a central count, or at a referendum.
function pageOf(number, { total, pageTotal, candidates }) {
  const votes = Object.values(candidates ?? {});
  if (!votes.length) return null;
  return {
    number,
    listTotal: total,
    pageTotal: pageTotal ?? 0,
    candidatesSum: sum(votes),
    candidates: Object.keys(candidates).map(Number),
  };
}

function sum(numbers) {
  return numbers.reduce((before, each) => before + each, 0);
}
