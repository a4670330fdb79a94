// What a station has and waits for: `stemdag.desk.stock` on the device. A test holds the two equal.
import { MINUTE, spans } from "./day_shape.js";
import { forecast } from "./stock.js";

// The key under which ballot papers stand among the materials.
export const BALLOTS = "ballots";

const seen = (deliveries, state) =>
  deliveries.filter((each) => each.what === BALLOTS && each.state === state && each.amount !== null).map(({ at, amount }) => ({ at, number: amount }));

// Each material as it stands: asked, sent or received, whichever was said last.
export const deliveries = (day) => [...new Map(day.deliveries.map((each) => [each.what, each])).values()];

// Voters so far, at moments: as typed, and with what scans add, when the last of these was.
function admitted(day) {
  const typed = day.turnout.map(({ time, admitted: number }) => ({ at: time, number }));
  const last = day.handed.counting.reduce((latest, { time }) => Math.max(latest, time), typed.at(-1)?.at ?? 0);
  return last ? [...typed, { at: last, number: day.admitted }] : typed;
}

/**
 * The stock at `now`: {left, outAt, level, alarm, deliveries}. The first three are null where they cannot be said;
 * `alarm` is whether ballots are short and none are on their way, or have been for longer than a delivery takes.
 */
export function stockNow(election, day, now) {
  const { tailoring, station } = election;
  const standing = deliveries(day);
  const hours = station.hours.map(([opens, closes]) => ({ opens: Date.parse(opens), closes: Date.parse(closes) }));
  const nothing = { left: null, outAt: null, level: null, alarm: false, deliveries: standing };
  if (!hours.length || (tailoring.ballots_at_start === null && !day.stock.length)) return nothing;
  const supply = { atStart: tailoring.ballots_at_start, deliveries: seen(day.deliveries, "received"), reports: day.stock };
  const minute = Math.floor(now / MINUTE) * MINUTE;
  const { left, outAt, level } = forecast(supply, admitted(day), spans(hours, election.date, election.zone), minute, { rules: tailoring });
  const votesStill = now < hours.at(-1).closes && !day.officeClosed && !day.version;
  if (!votesStill) return { ...nothing, left };
  const coming = standing.some((each) => each.what === BALLOTS && each.state === "sent" && now - each.at <= tailoring.lead_minutes * MINUTE);
  return { left, outAt, level, alarm: level === "short" && !coming, deliveries: standing };
}
