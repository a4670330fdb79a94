// Who is at the station: what was noted of each person, and whether enough members are there. Kieswet J 12: the
// chair and two members throughout. Moments are milliseconds.
import { latest, nearest, readClock } from "./times.js";

export const ROLES = ["chair", "deputy", "member", "counter"];
const CHAIRS = ["chair", "deputy"];
// Clocks on walls differ: so far ahead is now.
const AHEAD = 5 * 60_000;

// The notes of a day, one a person, in the order in which they came. One that ends as it begins was struck out.
export function people(present) {
  return Object.values(present)
    .map((each) => ({ ...each, from: Date.parse(each.from), to: each.to === null ? null : Date.parse(each.to) }))
    .map((each) => ({ ...each, struck: each.to === each.from }))
    .sort((one, other) => one.from - other.from || one.name.localeCompare(other.name));
}

export const isHere = (person, now) => !person.struck && person.from <= now && (person.to === null || person.to > now);

// Counters count; they are no members of the polling station.
const members = (all, now) => all.filter((each) => each.at === "voting" && each.role !== "counter" && isHere(each, now));

// {here, least, chair}: too few members at the voting, or neither chair nor deputy. Null where enough are there.
export function shortage(all, least, now) {
  const found = members(all, now);
  const chair = found.some((each) => CHAIRS.includes(each.role));
  return found.length >= least && chair ? null : { here: found.length, least, chair };
}

// A note from what was typed: {facts, name}, or {problem, field}. `before` is the note that it corrects.
export function readNote(typed, before, now, zone) {
  const name = typed.name.trim().replace(/\s+/g, " ");
  if (!name) return { problem: "name", field: "name" };
  const [from, to] = ["from", "to"].map((field) => moment(typed[field], before?.[field], now, zone));
  if (from === undefined || from === null) return { problem: "time", field: "from" };
  if (to === undefined) return { problem: "time", field: "to" };
  if (from > now + AHEAD) return { problem: "future", field: "from" };
  if (to !== null && to > now + AHEAD) return { problem: "future", field: "to" };
  if (to !== null && to <= from) return { problem: "order", field: "to" };
  return { name, facts: { role: typed.role, at: typed.at, from: iso(from), to: to === null ? null : iso(to) } };
}

// Null where nothing was typed, undefined where it is no time.
function moment(text, before, now, zone) {
  if (!text.trim()) return null;
  const minute = readClock(text);
  if (minute === null) return undefined;
  if (before === null || before === undefined) return latest(minute, now, zone);
  const meant = nearest(minute, before, zone);
  // The time as it stood stays to the second.
  return Math.floor(meant / 60_000) === Math.floor(before / 60_000) ? before : meant;
}

export const iso = (moment) => new Date(moment).toISOString();

// Whether somebody of that name is here already, under another note.
export const namesake = (all, name, person, now) =>
  all.some((each) => each.person !== person && isHere(each, now) && each.name.toLowerCase() === name.toLowerCase());
