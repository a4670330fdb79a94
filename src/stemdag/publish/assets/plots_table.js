// What a picture shows, read from its table: the words of its cells, and the numbers in them. Numbers are written as
// the page's language has it; a share and a change always have one decimal, all else is whole.
const text = (cell) => cell?.textContent.trim() ?? "";
const digits = (said) => Number(said.replace(/\D/g, "")) * (/^[-\u2212]/.test(said) ? -1 : 1);
const whole = (said) => (/\d/.test(said) ? digits(said) : null);
const tenths = (said) => (/\d/.test(said) ? digits(said) / 10 : null);

/** The table of the picture at this place: before it, or folded after it. */
export function tableAt(place) {
  const { previousElementSibling: before, nextElementSibling: after } = place;
  return before?.matches("table.results") ? before : after?.querySelector(":scope > table") ?? null;
}

/** Its rows with what is said of each, and the measures: a name, and the value of a row. `kind` says how it is drawn. */
export function read(table) {
  const heads = [...table.tHead.rows[0].cells].map(text);
  const rows = [...table.tBodies[0].rows].map((row, at) => {
    const cells = [...row.cells];
    const votes = row.querySelector("td .votes");
    const said = cells.map((cell) => (votes?.parentElement === cell ? `${text(cell.querySelector("b"))} (${text(votes)})` : text(cell)));
    return { at, name: text(cells[0]), said: [said[0], ...said.slice(1).map((each, n) => `${heads[n + 1]}: ${each}`)].join("\n"), cells: said, votes: text(votes) };
  });
  const caption = text(table.caption);
  if (table.matches(".results")) return { kind: "lists", caption, rows, measures: ofLists(table, heads) };
  if (table.matches(".hourly")) return { kind: "hours", caption, rows, measures: [{ name: heads[1], of: (row) => whole(row.cells[1]) }] };
  const [, voters, share, then] = heads;
  const times = clock(rows);
  const before = then && { name: then, of: (row) => tenths(row.cells[3]) };
  const measure = share ? { name: share, unit: "%", of: (row) => tenths(row.cells[2]) } : { name: voters, of: (row) => whole(row.cells[1]) };
  return { kind: "day", caption, rows, measures: [measure], before, time: (row) => times[row.at] };
}

function ofLists(table, heads) {
  const at = (head) => [...table.tHead.rows[0].cells].indexOf(head);
  const [seats, last] = [table.tHead.querySelector(".n"), heads.length - 1];
  const found = [{ name: heads[seats ? 2 : 1], of: (row) => whole(row.votes) }];
  if (seats) found.push({ name: heads[at(seats)], of: (row) => whole(row.cells[at(seats)]) });
  if (table.querySelector("td.change")) found.push({ name: heads[last], sign: true, of: (row) => tenths(row.cells[last]) });
  return found;
}

// Minutes since the first midnight: where the clock goes back, another day has begun.
function clock(rows) {
  let day = 0;
  let before = -1;
  return rows.map(({ name }) => {
    const [, hours, minutes] = name.match(/(\d+):(\d+)$/) ?? [0, 0, 0];
    const at = 60 * hours + Number(minutes);
    if (at <= before) day += 1440;
    before = at;
    return day + at;
  });
}
