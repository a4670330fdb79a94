// Ballots left, and whether they last: `stemdag.domain.stock` on the device, which says why. Moments are milliseconds.
import { MINUTE, moment, share } from "./day_shape.js";

const LEAST_SHARE = 0.03;
const LEAST_VOTERS = 20;
const QUIET_SHARE = 0.25;
const USUAL_WEIGHT = 0.1;

/** Names as in the municipality's settings, which can be passed as they are. */
export const RULES = { warn_left: 100, lead_minutes: 120, reserve_percent: 10 };

// In order of time. What was told has happened, whatever the clock of who told it says.
const told = (seen, now) =>
  [...seen]
    .sort((one, other) => one.at - other.at || one.number - other.number)
    .map(({ at, number }) => ({ at: Math.min(at, now), number }));
const whole = (number) => Math.floor(number + 0.5);

// How many ballots the station had been given by then; null where the start is not known.
function by(supply, at) {
  if (supply.atStart === null) return null;
  return supply.deliveries.reduce((sum, each) => (each.at <= at ? sum + each.number : sum), supply.atStart);
}

// A report with what was delivered after it, up to `at`.
const since = (supply, report, at) =>
  supply.deliveries.reduce((sum, each) => (report.at < each.at && each.at <= at ? sum + each.number : sum), report.number);

// Each number against its share, rising: a later one that is lower corrects those before it.
function pointsOf(begin, seen, shareAt) {
  let found = begin;
  for (const each of seen) {
    const at = shareAt(each.at);
    const number = Math.max(0, each.number);
    found = [...found.filter(([one, earlier]) => earlier <= number && one < at), [at, number]];
  }
  // A correction may have taken away what stood at the very beginning.
  return [...begin.filter(([at]) => found.every(([one]) => one !== at)), ...found];
}

function slopeOf(part, number, usual) {
  if (usual !== null) return (number + USUAL_WEIGHT * usual) / (part + USUAL_WEIGHT);
  if (part >= QUIET_SHARE || (part >= LEAST_SHARE && number >= LEAST_VOTERS)) return number / part;
  return null;
}

function courseOf(reports, supply, admitted, shareAt, usual, most) {
  let points;
  if (admitted.length || !reports.length) {
    points = pointsOf([[0, 0]], admitted, shareAt);
  } else {
    const given = supply.atStart !== null ? by : (its, at) => since(its, reports[0], at);
    const used = reports.map(({ at, number }) => ({ at, number: Math.max(0, given(supply, at) - number) }));
    points = pointsOf(supply.atStart !== null ? [[0, 0]] : [], used, shareAt);
  }
  const begin = points[0][0];
  const [end, number] = points.at(-1);
  let slope = slopeOf(end - begin, number, usual);
  if (slope !== null && most !== null && end < 1) slope = Math.max(0, Math.min(slope, (most - number) / (1 - end)));
  return { points, slope, begin };
}

// Ballots used by a share of the day.
function usedBy({ points, slope }, part) {
  let [before, low] = points[0];
  for (const [at, number] of points.slice(1)) {
    if (part < at) return low + ((number - low) * Math.max(0, part - before)) / (at - before);
    [before, low] = [at, number];
  }
  return low + (slope ?? 0) * Math.max(0, part - before);
}

function leftAt(reports, supply, course, shareAt, now) {
  if (!reports.length) {
    const given = by(supply, now);
    return given === null ? null : Math.max(0, given - usedBy(course, shareAt(now)));
  }
  const last = reports.at(-1);
  const counted = { at: last.at, number: Math.min(last.number, by(supply, last.at) ?? last.number) };
  const gone = usedBy(course, shareAt(now)) - usedBy(course, shareAt(last.at));
  return Math.max(0, since(supply, counted, now) - gone);
}

function levelOf(left, rest, soon, now, given, rules) {
  const few = rules.warn_left !== null && left <= rules.warn_left;
  if (left <= 0) return "short";
  if (rest === null) {
    if (few && given !== null && 2 * left < given) return "short";
    return few ? "watch" : "enough";
  }
  if (soon !== null && soon - now <= 2 * rules.lead_minutes * MINUTE) return "short";
  return soon !== null || (few && left < 2 * rest) ? "watch" : "enough";
}

/**
 * The forecast at `now`: `{voters, left, outAt, level}`, each null where it cannot be said.
 *
 * `supply` is `{atStart, deliveries, reports}`, `admitted` reports of voters so far; each of these has
 * `{at, number}`. `openIn` comes from `spans` in `day_shape.js`.
 */
export function forecast(supply, admitted, openIn, now, { usual = null, most = null, rules = RULES } = {}) {
  const shareAt = (at) => share(openIn, at);
  const reports = told(supply.reports, now);
  supply = { ...supply, deliveries: told(supply.deliveries, now), reports };
  const course = courseOf(reports, supply, told(admitted, now), shareAt, openIn.length ? usual : null, most);
  const here = shareAt(now);
  const left = leftAt(reports, supply, course, shareAt, now);
  const { slope } = course;
  const rest = slope === null ? null : slope * (1 - here);
  const outAt = (pace) =>
    left === null || !slope || !rest || left >= rest * pace ? null : moment(openIn, here + left / (slope * pace), now);
  const soon = outAt((100 + rules.reserve_percent) / 100);
  return {
    voters: slope === null ? null : whole(usedBy(course, 1) + course.begin * slope),
    left: left === null ? null : whole(left),
    outAt: outAt(1),
    level: left === null ? null : levelOf(left, rest, soon, now, by(supply, now), rules),
  };
}
