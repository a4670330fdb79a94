// The drawings, by Observable Plot, in the colours of the page: they follow light, dark and a municipality's theme.
import { axisX, axisY, barX, barY, dot, gridX, gridY, lineY, plot, pointerX, pointerY, ruleX, ruleY, tip } from "@observablehq/plot";

const [INK, SOFT, LINE, FIELD, DATA, CARD, ACCENT] = ["ink", "ink-soft", "line", "field", "data", "card", "accent"].map((name) => `var(--${name})`);
const NARROW = 480;
const HIGH = 280;
const LOW = 180;
const ROW = 28;

const locale = document.documentElement.lang === "en" ? "en" : "nl";
const spoken = ({ unit = "", sign }) => {
  const format = new Intl.NumberFormat(locale, sign ? { signDisplay: "exceptZero" } : {});
  return (value) => `${format.format(value)}${unit}`;
};

/** The drawing of one measure at this width, and the rows in the order in which it shows them; `row` is marked, and
    else what the pointer is at. */
export function drawn(found, measure, width, row) {
  const shown = found.rows.filter((each) => measure.of(each) !== null);
  if (found.kind === "lists") shown.sort((one, other) => measure.of(other) - measure.of(one) || one.at - other.at);
  const options = { lists, hours, day }[found.kind](found, measure, shown, width, marking(shown, row));
  const svg = plot({ ...options, width, className: "plot", style: { color: INK, background: "none", fontFamily: "inherit", fontSize: "13px", overflow: "visible" } });
  // Plot puts a style sheet into its drawing, which the site's policy would refuse; its rules are in `plots.js`.
  svg.querySelectorAll("style").forEach((each) => each.remove());
  return { svg, order: shown.map((each) => each.at) };
}

const tips = { title: "said", fill: CARD, stroke: FIELD, fontSize: 13, textPadding: 8, lineHeight: 1.35, pointerSize: 8, maxRadius: Infinity };
// Words break where a tip has room beside what it speaks of, on either side.
const beside = (width) => ({ ...tips, lineWidth: Math.min(20, (width / 2 - 16) / 14) });
const across = { stroke: LINE, strokeOpacity: 1 };

// Marks of what is marked: of one row, or of that at the pointer, found by `near`.
function marking(shown, row) {
  if (row === null) return (mark, near, options) => mark(shown, near({ ...options }));
  return (mark, _, options) => mark(shown.filter((each) => each.at === row), options);
}

// The last of these and, before it, all whose words have room; `place` is where one stands, in pixels.
function apart(rows, words, place) {
  const half = (row) => 3.75 * words(row).length + 6;
  return rows.toReversed().reduce((kept, row) => {
    const next = kept.at(-1);
    return next && place(next) - place(row) < half(next) + half(row) ? kept : [...kept, row];
  }, []);
}

function day({ rows, before, time }, measure, shown, width, marked) {
  const at = { x: time, y: measure.of };
  const then = before ? rows.filter((each) => before.of(each) !== null) : [];
  const last = Math.max(0, ...shown.map(measure.of), ...then.map((each) => before.of(each)));
  const [begin, end] = [time(rows[0]), time(rows.at(-1))];
  const ticks = apart(rows, ({ name }) => name, (row) => (width - 88) * (time(row) - begin) / (end - begin || 1));
  return {
    height: HIGH, marginLeft: 52, marginTop: 16, marginRight: 24, marginBottom: 28,
    x: { domain: [begin, end], insetLeft: 12, label: null }, y: { domain: [0, last || 1], nice: true, label: null },
    marks: [
      gridY({ ...across, ticks: 5 }), ruleY([0], { stroke: FIELD }),
      axisX(ticks.map(time), { tickFormat: (value) => rows.find((each) => time(each) === value).name, tickSize: 0, fill: SOFT }),
      axisY({ ticks: 5, tickFormat: spoken(measure), tickSize: 0, fill: SOFT }),
      lineY(then, { x: time, y: before?.of, stroke: FIELD, strokeWidth: 2, strokeDasharray: "5 4" }),
      lineY(shown, { ...at, stroke: DATA, strokeWidth: 3 }), dot(shown, { ...at, fill: DATA, r: 4 }),
      marked(ruleX, pointerX, { x: time, stroke: ACCENT }), marked(tip, pointerX, { ...at, ...beside(width) }),
    ],
  };
}

function hours({ rows }, measure, shown, width, marked) {
  const at = { x: "at", y: measure.of };
  const hour = ({ name }) => name.split("\u2013")[0];
  const ticks = apart(rows, hour, (row) => (width - 72) * row.at / rows.length);
  return {
    height: HIGH, marginLeft: 52, marginTop: 16, marginBottom: 28,
    x: { type: "band", domain: rows.map((each) => each.at), label: null }, y: { label: null, nice: true },
    marks: [
      gridY({ ...across, ticks: 5 }), ruleY([0], { stroke: FIELD }),
      axisX({ ticks: ticks.map((each) => each.at), tickFormat: (n) => hour(rows[n]), tickSize: 0, fill: SOFT }),
      axisY({ ticks: 5, tickFormat: spoken(measure), tickSize: 0, fill: SOFT }),
      barY(shown, { ...at, fill: DATA }), marked(barY, pointerX, { ...at, fill: ACCENT }), marked(tip, pointerX, { ...at, ...beside(width) }),
    ],
  };
}

function lists({ rows }, measure, shown, width, marked) {
  const at = { x: measure.of, y: "at" };
  const left = Math.round(Math.min(200, width * 0.36));
  return {
    height: Math.max(LOW, shown.length * ROW + 40), marginLeft: left, marginTop: 28, marginRight: 24, marginBottom: 12,
    x: { label: null, nice: true }, y: { type: "band", domain: shown.map((each) => each.at), label: null },
    marks: [
      gridX({ ...across, ticks: width < NARROW ? 3 : 6 }),
      axisX({ anchor: "top", ticks: width < NARROW ? 3 : 6, tickFormat: spoken(measure), tickSize: 0, fill: SOFT }),
      axisY({ tickFormat: (n) => rows[n].name, tickSize: 0, lineWidth: (left - 10) / 13, textOverflow: "ellipsis" }),
      barX(shown, { ...at, fill: DATA }), marked(barX, pointerY, { ...at, fill: ACCENT }), ruleX([0], { stroke: FIELD }),
      marked(tip, pointerY, { ...at, ...tips }),
    ],
  };
}
