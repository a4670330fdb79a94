// The last voter, as the chair types the time.
import { latest, readClock } from "./times.js";

// Clocks on walls differ: so far ahead is now.
const AHEAD = 5 * 60_000;

// {moment} of the last voter, or {problem}. `opened` is when the station opened, or null.
export function lastVoter(text, opened, now, zone) {
  const minute = readClock(text);
  if (minute === null) return { problem: "time" };
  const moment = latest(minute, now, zone);
  if (moment > now + AHEAD) return { problem: "future" };
  // The minute of opening is typed without its seconds.
  return opened && moment < opened - 60_000 ? { problem: "before" } : { moment };
}
