// The board in the browser: filter, search and order at once, by what stands in its rows; keys that walk through
// them; and of the renewal (htmx asks every ten seconds) the marks of what is here, so that only what changed comes.
// Without this file the same addresses are answered by the server.

const $ = (selector) => document.querySelector(selector);
const table = $("table.stations");
const UPWARD = ["number", "name", "opened", "count"];
const heads = table ? [...table.tHead.rows[0].cells] : [];
const sorts = heads.map((head) => head.firstElementChild.dataset.sort);
const cells = table ? [...firstRow().cells].map(({ className, scope }) => ({ className, scope })) : [];
const asked = Object.fromEntries(new URLSearchParams(location.search));

function firstRow() {
  return table.querySelector("tr[data-h]");
}

const rows = () => [...table.querySelectorAll("tr[data-h]")];
const linkOf = (row) => row.cells[1].firstElementChild;
const known = new WeakMap();

// What is asked of a row, read off it once.
function about(row) {
  if (!known.has(row)) {
    const { in: under = "", find = "", quarter, kind = "regular", s } = row.dataset;
    const name = linkOf(row).textContent.toLowerCase();
    known.set(row, { number: Number(row.id.slice(1)), name, under: under.split(" "), find, quarter, kind, keys: s.split(",") });
  }
  return known.get(row);
}

// The same as `Line.answers` and `Asked.shows`.
function shows({ number, name, under, find, quarter, kind }, query) {
  return (
    (!asked.show || asked.show === "all" || under.includes(asked.show)) &&
    (!asked.quarter || quarter === asked.quarter) &&
    (!asked.kind || kind === asked.kind) &&
    (!query ||
      (/^-*\d+$/.test(query)
        ? String(number) === query || name.includes(query)
        : name.includes(query) || find.includes(query.replaceAll(" ", ""))))
  );
}

function compare() {
  const sort = asked.sort ?? "";
  const name = sort.replace("-", "");
  const turn = sort.startsWith("-") ? -1 : 1;
  if (name === "name") return (a, b) => turn * a.name.localeCompare(b.name) || a.number - b.number;
  const place = name ? sorts.indexOf(name) + 1 : 0;
  return ({ keys: a, number: one }, { keys: b, number: other }) => {
    if ((a[place] === "") !== (b[place] === "")) return a[place] === "" ? 1 : -1;
    return turn * (a[place] - b[place]) || one - other;
  };
}

// Each row in its place; only what stands elsewhere moves.
function order() {
  const focused = document.activeElement;
  const before = compare();
  for (const body of table.tBodies) {
    const here = [...body.querySelectorAll("tr[data-h]")];
    let next = here[0];
    for (const row of [...here].sort((one, other) => before(about(one), about(other)))) {
      if (row === next) next = next.nextElementSibling;
      else body.insertBefore(row, next);
    }
  }
  if (focused !== document.activeElement && focused?.isConnected) focused.focus({ preventScroll: true });
}

function filter() {
  const query = (asked.q ?? "").trim().toLowerCase();
  const all = rows();
  let shown = 0;
  for (const row of all) {
    const hidden = !shows(about(row), query);
    if (row.hidden !== hidden) row.hidden = hidden;
    shown += !hidden;
  }
  for (const group of table.querySelectorAll(".group")) {
    const body = group.parentElement;
    group.hidden = !body.querySelector("tr[data-h]:not([hidden])");
    const told = group.querySelector("[data-hands]");
    const hands = body.querySelectorAll("[data-need]").length;
    told.hidden = !hands;
    told.querySelector("b").textContent = hands;
  }
  const status = $("#shown");
  const text = shown === all.length ? "" : status.dataset.text.replace("{n}", shown).replace("{all}", all.length);
  if (status.textContent !== text) status.textContent = text;
  $("#none").hidden = shown > 0;
}

// What is asked for now, in the address, in the chips and in the heads of the columns.
function ask(changes) {
  for (const [name, value] of Object.entries(changes)) {
    if (value && !(name === "show" && value === "all")) asked[name] = value;
    else delete asked[name];
  }
  history.replaceState(null, "", address({}) || location.pathname);
  for (const chip of document.querySelectorAll(".filters [data-show]")) {
    chip.toggleAttribute("aria-current", false);
    if (chip.dataset.show === (asked.show ?? "all")) chip.setAttribute("aria-current", "true");
    chip.href = address({ show: chip.dataset.show }) || location.pathname;
  }
  for (const [turn, head] of heads.entries()) {
    const name = sorts[turn];
    const aria = { [name]: "ascending", [`-${name}`]: "descending" }[asked.sort];
    if (aria) head.setAttribute("aria-sort", aria);
    else head.removeAttribute("aria-sort");
  }
  const group = $("#by-quarter");
  if (group) group.href = address({ by: asked.by ? "" : "quarter" }) || location.pathname;
  if ("sort" in changes) order();
  filter();
}

function address(changes) {
  const given = Object.entries({ ...asked, ...changes }).filter(([name, value]) => value && !(name === "show" && value === "all"));
  return given.length ? `?${new URLSearchParams(given)}` : "";
}

// As `_next` of the server: one way, the other, and back to what needs a hand.
function turned(name) {
  const ways = UPWARD.includes(name) ? [name, `-${name}`] : [`-${name}`, name];
  return { [ways[0]]: ways[1], [ways[1]]: "" }[asked.sort] ?? ways[0];
}

// What a row that comes in anew does not bring along: it has that of the one whose place it takes.
function complete(row, old) {
  row.insertBefore(linkOf(old).parentElement.cloneNode(true), row.cells[1]);
  for (const name of ["find", "quarter", "kind"]) if (name in old.dataset) row.dataset[name] = old.dataset[name];
  for (const [turn, cell] of [...row.cells].entries()) {
    cell.className = cells[turn].className;
    if (cells[turn].scope) cell.scope = cells[turn].scope;
    cell.setAttribute("role", cell.tagName === "TH" ? "rowheader" : "cell");
    if (/\b(num)\b/.test(cell.className) && turn && cell.textContent.trim()) {
      cell.dataset.label = heads[turn].textContent;
    }
  }
  row.setAttribute("role", "row");
}

function walk(step, from) {
  const all = rows().filter((row) => !row.hidden);
  const to = from ? all[all.indexOf(from) + step] : all[0];
  if (to) {
    linkOf(to).focus();
    to.scrollIntoView({ block: "nearest" });
  }
  return Boolean(to);
}

function keys(event) {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const field = event.target.closest("input, select, textarea");
  const row = event.target.closest("tr[data-h]");
  if (field?.id === "q") {
    if (event.key === "ArrowDown" && walk(1, null)) event.preventDefault();
  } else if (!field && event.key === "/" && $("#slash").checked) {
    event.preventDefault();
    $("#q").focus();
    $("#q").select();
  } else if (row) {
    const step = { ArrowDown: 1, j: 1, ArrowUp: -1, k: -1 }[event.key];
    if (step && walk(step, row)) event.preventDefault();
  }
}

function start() {
  const search = $("#q");
  search.addEventListener("input", () => ask({ q: search.value }));
  $("#tools").addEventListener("submit", (event) => event.preventDefault());
  for (const name of ["quarter", "kind"]) {
    document.getElementById(name)?.addEventListener("change", (event) => ask({ [name]: event.target.value }));
  }
  document.addEventListener("click", (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
    const link = event.target.closest("a[data-show], a[data-sort]");
    if (!link) return;
    event.preventDefault();
    ask(link.dataset.sort ? { sort: turned(link.dataset.sort) } : { show: link.dataset.show });
  });
  document.addEventListener("keydown", keys);
  const slash = $("#slash");
  slash.checked = localStorage.getItem("stemdag.slash") !== "off";
  slash.addEventListener("change", () => localStorage.setItem("stemdag.slash", slash.checked ? "on" : "off"));
  document.body.addEventListener("htmx:configRequest", (event) => {
    if (event.detail.elt.id !== "board") return;
    const marks = rows().sort((one, other) => about(one).number - about(other).number);
    const parts = [$("#tiles"), $("#board"), ...marks];
    event.detail.parameters.have = parts.map((part) => part.dataset.h).join("");
  });
  document.body.addEventListener("htmx:oobBeforeSwap", (event) => {
    const row = event.detail.fragment.firstElementChild;
    if (row?.matches("tr[data-h]")) complete(row, event.detail.target);
  });
  document.body.addEventListener("htmx:afterRequest", (event) => {
    if (event.detail.elt.id !== "board" || event.detail.xhr.status !== 200) return;
    order();
    filter();
  });
}

if (table) start();
