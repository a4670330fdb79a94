// Finding a page of the manual: by every word that was typed, without regard to capitals and accents.
const plain = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();

const words = (page) => plain([page.title, ...page.text.flat()].join(" "));

// The pages that have all words, those with one in their title first.
export function find(pages, query) {
  const wanted = plain(query).split(/\s+/).filter(Boolean);
  const found = pages.filter((page) => wanted.every((word) => words(page).includes(word)));
  const titled = (page) => wanted.some((word) => plain(page.title).includes(word));
  return wanted.length ? [...found.filter(titled), ...found.filter((page) => !titled(page))] : found;
}
