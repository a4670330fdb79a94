// What changed since the reader last looked at this page. The browser keeps what was seen; nothing is sent.
const LONGEST = 6 * 86_400_000;
const KEY = `stemdag ${location.pathname}`;
const { lang } = document.documentElement;

let before = null;
let ahead = () => 0;

const figure = (text) => Number((text ?? "").replace(/\D/g, ""));
// The page's own result: those of quarters come after it.
const rows = () => [...(document.querySelector("table.results")?.tBodies[0].rows ?? [])];
const name = (row) => row.cells[0].firstChild.textContent.trim();
const votes = (row) => figure(row.querySelector("td .votes")?.textContent);

// Storage may be full, or shut by the reader: then nothing is remembered.
function stored(act) {
  try {
    return act(localStorage);
  } catch {
    return null;
  }
}

function seen() {
  const { counted } = document.querySelector(".status")?.dataset ?? {};
  if (!rows().length || counted === undefined) return null;
  return { at: Date.now() + ahead(), counted: figure(counted), votes: Object.fromEntries(rows().map((row) => [name(row), votes(row)])) };
}

function recall() {
  const found = stored((store) => JSON.parse(store.getItem(KEY)));
  return found?.votes && Date.now() + ahead() - found.at < LONGEST ? found : null;
}

// A result that is withdrawn is not kept here either.
function remember() {
  const now = seen();
  stored((store) => (now ? store.setItem(KEY, JSON.stringify(now)) : store.removeItem(KEY)));
  before = now;
}

/** Says on the page what differs from what was last seen, and marks the rows; the place for it is there already. */
export function sayWhatChanged() {
  const box = document.querySelector(".since");
  const now = seen();
  if (!box || !now || !before) return;
  const changed = rows().filter((row) => name(row) in before.votes && votes(row) !== before.votes[name(row)]);
  for (const row of rows()) row.classList.toggle("since-last", changed.includes(row));
  const by = (row) => votes(row) - before.votes[name(row)];
  const [most] = changed.toSorted((one, other) => Math.abs(by(other)) - Math.abs(by(one)));
  const more = now.counted - before.counted;
  const [one, many] = box.dataset.stations.split("|");
  const what = [];
  if (more > 0) what.push(more === 1 ? one : many.replace("{number}", number(more)));
  if (most) what.push(`${name(most)} ${by(most) > 0 ? "+" : "−"}${number(Math.abs(by(most)))}`);
  box.textContent = what.length ? box.dataset.since.replace("{time}", time(before.at)).replace("{what}", what.join(", ")) : "";
}

// Where a browser does not know Frisian, it has Dutch.
const number = (value) => new Intl.NumberFormat([lang, "nl"]).format(value);

function time(at) {
  const day = new Date(at).toDateString() === new Date(Date.now() + ahead()).toDateString() ? {} : { weekday: "short" };
  return new Intl.DateTimeFormat([lang, "nl"], { ...day, hour: "2-digit", minute: "2-digit", hourCycle: "h23" }).format(at);
}

/** `clock`: gives how many milliseconds the site's clock is ahead of this device's. */
export function keepWhatIsSeen(clock) {
  ahead = clock;
  before = recall();
  sayWhatChanged();
  if (!seen()) stored((store) => store.removeItem(KEY));
  document.addEventListener("visibilitychange", () => document.hidden && remember());
  addEventListener("pagehide", remember);
}
