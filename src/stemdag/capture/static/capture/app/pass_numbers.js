// Whose pass a number is of: `stemdag.domain.pass_numbers` on the device.
import { Problem } from "./problem.js";

const fit = ({ prefix, length }, number) => number.startsWith(prefix) && (length === null || length === number.length);

/**
 * Whose a number is that `read` gave: `{whose: "ours" | "unknown" | "other_election" | "neither", election}`.
 * `own` is `{prefix, length}` or null; `others` the same for the device's other elections, by id.
 */
export function origin(number, own, others) {
  if (own === null) return { whose: "unknown", election: null };
  if (fit(own, number)) return { whose: "ours", election: null };
  const other = Object.entries(others).find(([, numbers]) => numbers !== null && fit(numbers, number));
  return other ? { whose: "other_election", election: other[0] } : { whose: "neither", election: null };
}

/** The origin of a pass handed in as `kind`. Throws a Problem: pass.other_election, pass.other_municipality. */
export function recognise(number, kind, own, others) {
  const found = origin(number, own, others);
  if (found.whose === "other_election") throw new Problem("pass.other_election", { election: found.election });
  if (found.whose === "neither" && kind === "poll_card")
    throw new Problem("pass.other_municipality", { prefix: own.prefix, length: own.length });
  return found;
}
