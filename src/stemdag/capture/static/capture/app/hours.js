// The hours of a station, and the set hours at which its turnout is asked for. Moments are milliseconds.
import { localDay, momentOn, readClock } from "./times.js";

// A report so shortly before a set hour is of that hour.
const BEFORE = 15 * 60_000;
const HOUR = 3_600_000;

// The set hour whose turnout is still asked for: the last that passed today while the station was open, without a
// report of it. Null where none is.
export function askedFor(set, open, reports, now, zone) {
  const today = localDay(now, zone);
  const passed = set
    .map((each) => momentOn(today, readClock(each), zone))
    .filter((each) => each <= now && open.some(([opens, closes]) => Date.parse(opens) < each && each <= Date.parse(closes)));
  const last = passed.at(-1);
  return last === undefined || reports.some((each) => each >= last - BEFORE) ? null : last;
}

// Whether the turnout is to be typed, since passes are not scanned here, or hardly.
export const scansLittle = (passes, turnout) => {
  const scanned = Object.values(passes ?? {}).reduce((total, each) => total + each, 0);
  return scanned === 0 || 2 * scanned < (turnout.at(-1)?.admitted ?? 0);
};

// Whether it is night between two of the station's days: from well after the one until shortly before the next.
export const betweenDays = (hours, now) =>
  hours.some(([, closes], turn) => turn + 1 < hours.length && now > Date.parse(closes) + 2 * HOUR && now < Date.parse(hours[turn + 1][0]) - HOUR);

// When voting ends for good; null for a station without hours.
export const closesAt = (station) => (station.hours.length ? Date.parse(station.hours.at(-1)[1]) : null);
