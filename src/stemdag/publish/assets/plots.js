// The pictures that are explored: a file of its own, with Observable Plot in it. Each shows the table that stands
// beside it, and nothing else; who cannot point goes through it by arrow keys.
import { drawn } from "./plots_draw.js";
import { tableAt, read } from "./plots_table.js";

// What is open, by its box: the table as it was drawn, the measure, the row that was gone to by key.
const shown = new Map();
const widths = new ResizeObserver((entries) => entries.forEach(({ target }) => shown.has(target) && draw(target, true)));

const look = new CSSStyleSheet();
look.replaceSync(`
.explored { margin: .5rem 0 1rem; }
.explored [tabindex] { min-height: inherit; }
.explored svg { display: block; max-width: 100%; font-variant-numeric: tabular-nums; --plot-background: var(--card); }
.explored svg text { white-space: pre; }
.explored .measures { display: flex; flex-wrap: wrap; gap: .5rem; margin-bottom: .5rem; }
.explored [aria-pressed="true"] { background: var(--data); color: var(--card); border-color: var(--data); }
@media (forced-colors: active) {
  .explored { --data: CanvasText; --ink: CanvasText; --ink-soft: CanvasText; --field: CanvasText; --accent: Highlight; --card: Canvas; }
  .explored [aria-pressed="true"] { forced-color-adjust: none; background: CanvasText; color: Canvas; }
}`);
document.adoptedStyleSheets.push(look);

/** Opens the picture at this place in its box. */
export function show(place, box) {
  const measures = Object.assign(document.createElement("div"), { className: "measures" });
  const plot = Object.assign(document.createElement("div"), { tabIndex: 0 });
  plot.setAttribute("role", "group");
  plot.addEventListener("keydown", (event) => step(box, event));
  plot.addEventListener("pointermove", (event) => point(box, event));
  const said = Object.assign(document.createElement("p"), { className: "hidden", role: "status" });
  box.append(measures, plot, said);
  shown.set(box, { place, measures, plot, said, measure: 0, row: null, text: null });
  draw(box);
  widths.observe(box);
}

/** Draws anew what is open and whose table says something else; forgets what is closed. */
export function refresh() {
  for (const box of shown.keys()) if (box.isConnected) draw(box);
}

function draw(box, anyway = false) {
  const state = shown.get(box);
  if (!box.isConnected) {
    widths.unobserve(box);
    return shown.delete(box);
  }
  const table = tableAt(state.place);
  if (!table) return box.remove();
  // Out of sight as it is printed, or in a part that the browser leaves for later.
  if (!box.clientWidth) return;
  const text = table.textContent;
  if (!anyway && text === state.text) return;
  const found = read(table);
  state.text = text;
  state.rows = found.rows;
  state.measure = Math.min(state.measure, found.measures.length - 1);
  state.plot.setAttribute("aria-label", found.caption);
  choices(box, state, found);
  const { svg, order } = drawn(found, found.measures[state.measure], box.clientWidth, state.row);
  state.order = order;
  // The place of the picture is kept while it is drawn anew, so that nothing moves.
  box.style.minHeight = `${svg.getAttribute("height")}px`;
  svg.setAttribute("aria-hidden", "true");
  state.plot.replaceChildren(svg);
}

function choices(box, state, { measures }) {
  const { children } = state.measures;
  if (measures.length < 2) return state.measures.replaceChildren();
  if (children.length !== measures.length) {
    state.measures.replaceChildren(...measures.map((_, at) => {
      const made = Object.assign(document.createElement("button"), { type: "button" });
      made.addEventListener("click", () => {
        Object.assign(state, { measure: at, row: null });
        draw(box, true);
      });
      return made;
    }));
  }
  measures.forEach(({ name }, at) => {
    children[at].textContent = name;
    children[at].setAttribute("aria-pressed", String(at === state.measure));
  });
}

// Who points again is done with keys. A drawing that comes under a still pointer moves nothing.
function point(box, { movementX, movementY }) {
  const state = shown.get(box);
  if (state.row === null || (!movementX && !movementY)) return;
  state.row = null;
  draw(box, true);
}

const STEPS = { ArrowLeft: -1, ArrowUp: -1, ArrowRight: 1, ArrowDown: 1, Home: -Infinity, End: Infinity };

function step(box, event) {
  const state = shown.get(box);
  if (event.key === "Escape" && state.row !== null) state.row = null;
  else if (event.key in STEPS) {
    const at = state.row === null ? (STEPS[event.key] > 0 ? -1 : state.order.length) : state.order.indexOf(state.row);
    const next = Math.max(0, Math.min(state.order.length - 1, at + STEPS[event.key]));
    state.row = state.order[event.key === "End" ? state.order.length - 1 : event.key === "Home" ? 0 : next];
  } else return;
  event.preventDefault();
  state.said.textContent = state.row === null ? "" : state.rows[state.row].said.replaceAll("\n", ", ");
  draw(box, true);
}
