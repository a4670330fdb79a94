// A pass at the table: `stemdag.domain.passes` on the device, which says why. Moments are milliseconds.
import { Problem } from "./problem.js";

export const LONGEST = 20;
export const MOST_PROXIES = 2;
export const VISIT = 5 * 60_000;

// Python's spaces and JavaScript's, and dashes, seen or not.
const JOINTS = /[\s\x1c-\x1f\x85\u00ad\u200b\ufeff\-\u2010-\u2015\u2212]+/g;
const NUMBER = /^(?=.*[0-9])[0-9A-Z]+$/;

const STEPS = {
  accepted: "count",
  again: "nothing",
  used_here: "decide",
  used_elsewhere: "decide",
  perhaps_invalid: "decide",
  invalid: "stop",
};

/** The number of a pass from what was typed or scanned. Throws a Problem: pass.empty, pass.foreign, pass.long. */
export function read(text) {
  const tidy = text.replace(JOINTS, "");
  if (!tidy) throw new Problem("pass.empty");
  // Before capitals: of some foreign letters those are plain ones.
  const number = /^[\x00-\x7f]+$/.test(tidy) ? tidy.toUpperCase() : "";
  if (!NUMBER.test(number)) throw new Problem("pass.foreign");
  if (number.length > LONGEST) throw new Problem("pass.long", { most: LONGEST });
  return number;
}

/** Whether a scan counts where it is the first of its visit: only the register and the chair stop a pass. */
export const valid = ({ verdict, decided }) => decided !== "refused" && (verdict !== "invalid" || decided === "admitted");

const order = (one, other) => (one < other ? -1 : Number(one > other));

/** Of all scans of one pass at one station those that count: the first of each visit, in order of time. */
export function counted(scans) {
  const found = [];
  const sorted = [...scans].sort((one, other) => one.at - other.at || order(one.visit, other.visit) || order(one.kind, other.kind));
  for (const scan of sorted) if (!found.some((each) => sameScan(scan.at, scan.visit, each.at, each.visit))) found.push(scan);
  return found;
}

const samePlace = (one, other) => one.municipality === other.municipality && one.station === other.station;

/** Whether a pass read twice at one station is one scan: in one visit, or within `VISIT`. */
export const sameScan = (at, visit, otherAt, otherVisit) => visit === otherVisit || Math.abs(at - otherAt) <= VISIT;

/**
 * What the device at `place` says of a pass scanned at `now` in `visit`: `{verdict, step, reason, here, elsewhere}`.
 *
 * `known` is `{uses, inFilter, reason, cleared}`, each use `{place, at, visit}`, a place `{municipality, station}`;
 * `reason` is null where the register did not answer that the pass is invalid.
 */
export function judge(known, place, visit, now) {
  const uses = [...known.uses].sort((one, other) => one.at - other.at);
  const ours = uses.filter((use) => samePlace(use.place, place));
  const same = ours.filter((use) => sameScan(now, visit, use.at, use.visit));
  const here = same[0] ?? ours[0] ?? null;
  const elsewhere = uses.find((use) => !samePlace(use.place, place)) ?? null;
  let verdict = "accepted";
  if (known.reason !== null) verdict = "invalid";
  else if (same.length) verdict = "again";
  else if (here) verdict = "used_here";
  else if (elsewhere) verdict = "used_elsewhere";
  else if (known.inFilter && !known.cleared) verdict = "perhaps_invalid";
  return { verdict, step: STEPS[verdict], reason: known.reason, here, elsewhere };
}

/** A voter at the table who has handed in nothing yet. */
export const newVisit = (name) => ({ name, own: null, ownKind: null, proxies: [] });

/** Whether the voter's own pass is there. */
export const complete = (visit) => visit.own !== null;

/**
 * The visit with one more pass; the very same visit where that pass is in it already. A fingerprint is anything
 * that `===` compares: a BigInt, or its text. Throws a Problem: pass.proxies, pass.own.
 */
export function handIn(visit, fingerprint, kind) {
  if (fingerprint === visit.own || visit.proxies.includes(fingerprint)) return visit;
  if (kind === "proxy") {
    if (visit.proxies.length === MOST_PROXIES) throw new Problem("pass.proxies", { most: MOST_PROXIES });
    return { ...visit, proxies: [...visit.proxies, fingerprint] };
  }
  if (visit.own !== null) throw new Problem("pass.own");
  return { ...visit, own: fingerprint, ownKind: kind };
}
