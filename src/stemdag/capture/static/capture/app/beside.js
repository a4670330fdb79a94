// What this device knows of the day beside the form (`letters.js`): scans, the turnout after closing, the electorate.
import { NO_DAY } from "./letters.js";

export function besideCount({ day, election }) {
  const { hours, counts_from, electorate } = election.station;
  const { poll_cards: A = 0, proxies: B = 0, voter_cards: C = 0 } = day.passes ?? {};
  const closes = Date.parse(hours.at(-1)?.[1] ?? counts_from);
  const last = day.turnout.filter((each) => each.time >= closes).at(-1);
  return { ...NO_DAY, scanned: A || B || C ? { A, B, C } : null, admitted: last?.admitted ?? null, electorate: electorate || null };
}
