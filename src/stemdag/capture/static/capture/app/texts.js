// Every word on screen, by language: one module an area, both languages side by side.
import asking from "./texts/asking.js";
import closing from "./texts/closing.js";
import count from "./texts/count.js";
import day from "./texts/day.js";
import entry from "./texts/entry.js";
import events from "./texts/events.js";
import exported from "./texts/export.js";
import frame from "./texts/frame.js";
import line from "./texts/line.js";
import manuals from "./texts/manuals.js";
import opening from "./texts/opening.js";
import packing from "./texts/packing.js";
import pass from "./texts/pass.js";
import passes from "./texts/passes.js";
import photo from "./texts/photo.js";
import present from "./texts/present.js";
import results from "./texts/results.js";
import stock from "./texts/stock.js";
import ticks from "./texts/ticks.js";

export const AREAS = { asking, closing, count, day, entry, events, export: exported, frame, line, manuals, opening, packing, pass, passes, photo, present, results, stock, ticks };
export const LANGUAGES = ["nl", "en"];
let language = "nl";

export const chosen = () => language;

export function choose(wanted) {
  language = LANGUAGES.includes(wanted) ? wanted : "nl";
  document.documentElement.lang = language;
}

// The text of "area.key", with {names} filled in. `n` chooses between `key.one` and `key.other`.
export function t(key, values = {}) {
  const [area, ...rest] = key.split(".");
  const words = AREAS[area]?.[language] ?? {};
  const name = rest.join(".");
  const plural = "n" in values ? words[`${name}.${new Intl.PluralRules(language).select(values.n)}`] : undefined;
  const found = plural ?? words[name];
  if (found === undefined) throw new Error(`no text ${key} in ${language}`);
  return found.replace(/\{(\w+)\}/g, (_, each) => String(values[each]));
}

// What writes numbers and times is dear to make, and is asked for at each drawing.
const made = new Map();

function writer(kind, tongue, how) {
  const name = `${kind.name} ${tongue} ${JSON.stringify(how)}`;
  if (!made.has(name)) made.set(name, new kind(tongue, how));
  return made.get(name);
}

export const number = (value) => writer(Intl.NumberFormat, language, {}).format(value);

// As on paper: 21.30 in Dutch, 21:30 in English.
export function clock(moment, zone) {
  const text = writer(Intl.DateTimeFormat, language === "nl" ? "nl" : "en-GB", { hour: "2-digit", minute: "2-digit", timeZone: zone }).format(new Date(moment));
  return language === "nl" ? text.replace(":", ".") : text;
}

export const date = (moment, zone) =>
  writer(Intl.DateTimeFormat, language === "nl" ? "nl" : "en-GB", { weekday: "long", day: "numeric", month: "long", timeZone: zone }).format(new Date(moment));
