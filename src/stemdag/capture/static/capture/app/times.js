// Times as people type them, and the moments that they stand for. Moments are milliseconds.
const DAY = 86_400_000;
const MINUTE = 60_000;
// So far ahead a time may be meant; what is later on the clock was yesterday.
const AHEAD = 6 * 60 * MINUTE;
const CLOCK = /^([01]?[0-9]|2[0-3]) ?[:.]? ?([0-5][0-9])$/;

// Minutes of the day in "7:30", "07.30" or "0730"; null where it is no time.
export function readClock(text) {
  const found = CLOCK.exec(text.trim());
  return found && Number(found[1]) * 60 + Number(found[2]);
}

// Local midnight as a number of UTC, to reckon days with.
export const localDay = (moment, zone) => Math.floor((moment + offset(moment, zone)) / DAY) * DAY;

// The moment at which clocks in `zone` show this minute of a local day.
export function momentOn(day, minute, zone) {
  const local = day + minute * MINUTE;
  return local - offset(local - offset(local, zone), zone);
}

// What was meant by a time typed now: the last such moment, or one soon to come.
export const latest = (minute, now, zone) => Math.max(...around(minute, now, zone).filter((each) => each <= now + AHEAD));

// What was meant by a time that corrects another: the one nearest to it.
export const nearest = (minute, before, zone) =>
  around(minute, before, zone).reduce((one, other) => (Math.abs(other - before) < Math.abs(one - before) ? other : one));

const around = (minute, moment, zone) => [-1, 0, 1].map((turn) => momentOn(localDay(moment, zone) + turn * DAY, minute, zone));

// How far clocks in `zone` are ahead of UTC.
function offset(moment, zone) {
  const form = new Intl.DateTimeFormat("en-CA", {
    timeZone: zone, hourCycle: "h23",
    year: "numeric", month: "2-digit", day: "2-digit", hour: "2-digit", minute: "2-digit", second: "2-digit",
  });
  const local = Object.fromEntries(form.formatToParts(moment).map(({ type, value }) => [type, Number(value)]));
  return Date.UTC(local.year, local.month - 1, local.day, local.hour, local.minute, local.second) - Math.floor(moment / 1000) * 1000;
}
