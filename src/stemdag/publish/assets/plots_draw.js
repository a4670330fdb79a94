// The drawings, by Observable Plot, in the colours of the page: they follow light, dark and a municipality's theme.
import { axisX, axisY, barX, barY, dot, gridX, gridY, lineY, plot, pointerX, pointerY, ruleX, ruleY, tip } from "@observablehq/plot";

const [INK, SOFT, LINE, FIELD, DATA, CARD, ACCENT] = ["ink", "ink-soft", "line", "field", "data", "card", "accent"].map((name) => `var(--${name})`);
const NARROW = 480;
const HIGH = 280;
const ROW = 28;

const locale = document.documentElement.lang === "en" ? "en" : "nl";
const spoken = ({ unit = "", sign }) => {
  const format = new Intl.NumberFormat(locale, sign ? { signDisplay: "exceptZero" } : {});
  return (value) => `${format.format(value)}${unit}`;
};

/** The drawing of one measure at this width, and the rows in the order in which it shows them; `row` is marked. */
export function drawn(found, measure, width, row) {
  const shown = found.rows.filter((each) => measure.of(each) !== null);
  if (found.kind === "lists") shown.sort((one, other) => measure.of(other) - measure.of(one) || one.at - other.at);
  const options = { lists, hours, day }[found.kind](found, measure, shown, width, shown.filter((each) => each.at === row));
  const svg = plot({ ...options, width, className: "plot", style: { color: INK, background: "none", fontFamily: "inherit", fontSize: "13px", overflow: "visible" } });
  // Plot puts a style sheet into its drawing, which the site's policy would refuse; its rules are in `plots.js`.
  svg.querySelectorAll("style").forEach((each) => each.remove());
  return { svg, order: shown.map((each) => each.at) };
}

const tips = { title: "said", fill: CARD, stroke: FIELD, fontSize: 14, textPadding: 10, lineHeight: 1.35, pointerSize: 8, maxRadius: Infinity };
const across = { stroke: LINE, strokeOpacity: 1 };

function day({ rows, before, time }, measure, shown, width, marked) {
  const at = { x: time, y: measure.of };
  const then = before ? rows.filter((each) => before.of(each) !== null) : [];
  const last = Math.max(0, ...shown.map(measure.of), ...then.map((each) => before.of(each)));
  const every = Math.max(1, Math.ceil(rows.length / (width < NARROW ? 4 : 8)));
  const ticks = rows.filter((each) => (rows.length - 1 - each.at) % every === 0);
  return {
    height: HIGH, marginLeft: 52, marginTop: 16, marginRight: 24, marginBottom: 28,
    x: { domain: [time(rows[0]), time(rows.at(-1))], insetLeft: 12, label: null }, y: { domain: [0, last || 1], nice: true, label: null },
    marks: [
      gridY({ ...across, ticks: 5 }), ruleY([0], { stroke: FIELD }),
      axisX(ticks.map(time), { tickFormat: (value) => rows.find((each) => time(each) === value).name, tickSize: 0, fill: SOFT }),
      axisY({ ticks: 5, tickFormat: spoken(measure), tickSize: 0, fill: SOFT }),
      lineY(then, { x: time, y: before?.of, stroke: FIELD, strokeWidth: 2, strokeDasharray: "5 4" }),
      lineY(shown, { ...at, stroke: DATA, strokeWidth: 3 }), dot(shown, { ...at, fill: DATA, r: 4 }),
      ruleX(shown, pointerX({ x: time, stroke: ACCENT })), ruleX(marked, { x: time, stroke: ACCENT }),
      tip(shown, pointerX({ ...at, ...tips })), tip(marked, { ...at, ...tips }),
    ],
  };
}

function hours({ rows }, measure, shown, width, marked) {
  const at = { x: "at", y: measure.of };
  const every = Math.max(1, Math.ceil(rows.length / (width < NARROW ? 5 : 10)));
  return {
    height: HIGH, marginLeft: 52, marginTop: 16, marginBottom: 28,
    x: { type: "band", domain: rows.map((each) => each.at), label: null }, y: { label: null, nice: true },
    marks: [
      gridY({ ...across, ticks: 5 }), ruleY([0], { stroke: FIELD }),
      axisX({ ticks: rows.filter((each) => each.at % every === 0).map((each) => each.at), tickFormat: (n) => rows[n].name.split("\u2013")[0], tickSize: 0, fill: SOFT }),
      axisY({ ticks: 5, tickFormat: spoken(measure), tickSize: 0, fill: SOFT }),
      barY(shown, { ...at, fill: DATA }), barY(shown, pointerX({ ...at, fill: ACCENT })), barY(marked, { ...at, fill: ACCENT }),
      tip(shown, pointerX({ ...at, ...tips })), tip(marked, { ...at, ...tips }),
    ],
  };
}

function lists({ rows }, measure, shown, width, marked) {
  const at = { x: measure.of, y: "at" };
  const left = Math.round(Math.min(200, width * 0.36));
  return {
    height: shown.length * ROW + 40, marginLeft: left, marginTop: 28, marginRight: 24, marginBottom: 12,
    x: { label: null, nice: true }, y: { type: "band", domain: shown.map((each) => each.at), label: null },
    marks: [
      gridX({ ...across, ticks: width < NARROW ? 3 : 6 }),
      axisX({ anchor: "top", ticks: width < NARROW ? 3 : 6, tickFormat: spoken(measure), tickSize: 0, fill: SOFT }),
      axisY({ tickFormat: (n) => rows[n].name, tickSize: 0, lineWidth: (left - 10) / 13, textOverflow: "ellipsis" }),
      barX(shown, { ...at, fill: DATA }), barX(shown, pointerY({ ...at, fill: ACCENT })), barX(marked, { ...at, fill: ACCENT }),
      ruleX([0], { stroke: FIELD }), tip(shown, pointerY({ ...at, ...tips })), tip(marked, { ...at, ...tips }),
    ],
  };
}
