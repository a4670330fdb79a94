// The shape of a voting day: `stemdag.domain.day_shape` on the device. Moments are milliseconds.

export const MINUTE = 60_000;
const OPENS = 450;

// Tilburg, March 2021; the Python module names the sources.
const POINTS = {
  "-2": [[780, 4.2], [1020, 7.6], [1140, 7.9], [1260, 7.9]],
  "-1": [[690, 10.4], [960, 13.3], [1260, 14.6]],
  "0": [[600, 22.3], [780, 33.9], [960, 45.8], [1260, 72.2]],
};

/**
 * Opening hours (`{opens, closes}`) as spans: with the day, counted back from the last voting day (`2026-03-18`),
 * and the minute of the day at which it opens there, both as clocks in `zone` say.
 */
export function spans(hours, last, zone) {
  const form = new Intl.DateTimeFormat("en-CA", {
    timeZone: zone, hourCycle: "h23",
    year: "numeric", month: "2-digit", day: "2-digit", hour: "2-digit", minute: "2-digit",
  });
  return hours.map(({ opens, closes }) => {
    const local = Object.fromEntries(form.formatToParts(opens).map(({ type, value }) => [type, Number(value)]));
    const day = Math.round((Date.UTC(local.year, local.month - 1, local.day) - Date.parse(last)) / (1440 * MINUTE));
    return { opens, closes, day, minute: local.hour * 60 + local.minute };
  });
}

// What had come when a day began: the most of all days before it.
function start(day) {
  const earlier = Object.keys(POINTS).filter((each) => Number(each) < day);
  return Math.max(0, ...earlier.flatMap((each) => POINTS[each].map(([, percent]) => percent)));
}

// Percentage points that came on a day up to a minute of it; a day without points is as the last.
function rise(day, minute) {
  const known = day in POINTS ? day : 0;
  const begin = start(known);
  let before = OPENS;
  let low = begin;
  for (const [at, percent] of POINTS[known]) {
    if (minute < at) return low - begin + ((percent - low) * Math.max(0, minute - before)) / (at - before);
    before = at;
    low = percent;
  }
  return low - begin;
}

const passed = (span, at) => Math.max(0, Math.floor((Math.min(at, span.closes) - span.opens) / MINUTE));

/** Which part of its voters a station with these spans has had by `at`: from 0 to 1, never falling. */
export function share(openIn, at) {
  let [whole, come, minutes, gone] = [0, 0, 0, 0];
  for (const span of openIn) {
    const length = passed(span, span.closes);
    const until = passed(span, at);
    const before = rise(span.day, span.minute);
    whole += rise(span.day, span.minute + length) - before;
    come += rise(span.day, span.minute + until) - before;
    minutes += length;
    gone += until;
  }
  if (whole > 0) return Math.min(1, come / whole);
  if (minutes > 0) return gone / minutes;
  return openIn.length && at >= openIn.at(-1).closes ? 1 : 0;
}

/** The first moment, in whole minutes from `after`, by which a share has come; at most the close. */
export function moment(openIn, wanted, after) {
  let low = 0;
  let high = Math.max(0, Math.ceil((openIn.at(-1).closes - after) / MINUTE));
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    if (share(openIn, after + middle * MINUTE) >= wanted) high = middle;
    else low = middle + 1;
  }
  return after + low * MINUTE;
}
