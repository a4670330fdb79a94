// What the public site says of this station and its municipality: read from its data files, as anybody reads them.
// Nothing of a result comes by another way, and before the release moment nothing is asked.
import { code as receiptCode } from "./receipt.js";

const PATIENCE = 20_000;
const WAITS = new Set(["before", "not-released"]);
const INDEX = "/data/v1/index.json";
const LETTERS = { A: "poll_cards", B: "proxies", C: "voter_cards", D: "admitted", E: "candidate_votes", F: "blank", G: "invalid", H: "cast", I: "more", J: "fewer" };

export const released = (election, now) => now >= Date.parse(election.release);

// {state, at, …} of an election: "released" with `town` and `station` (null where its count is not public yet),
// "before" or "not-released" with the `release` moment, "gone" where what was public is not there any more, "absent"
// where the site has never had it, "unreached" with `before`, what was found earlier (which is given, if anything).
export async function look(election, base, before, now) {
  let found;
  try {
    found = await read(election, base);
  } catch (error) {
    if (!(error instanceof TypeError) && error.name !== "TimeoutError" && !(error instanceof NoAnswer)) throw error;
    return { state: "unreached", at: now, before };
  }
  if (found?.state === "released") return { ...found, at: now };
  if (before || (found && !WAITS.has(found.state))) return { state: "gone", at: now };
  return { ...(found ?? { state: "absent" }), at: now };
}

class NoAnswer extends Error {}

async function json(address) {
  // Asked anew each time: what a withdrawal took away must not come from a cache.
  const response = await fetch(address, { cache: "no-cache", credentials: "omit", referrerPolicy: "no-referrer", signal: AbortSignal.timeout(PATIENCE) });
  if (response.status === 404) return null;
  if (!response.ok) throw new NoAnswer(`status ${response.status}`);
  try {
    return await response.json();
  } catch {
    throw new NoAnswer("no JSON");
  }
}

async function read(election, base) {
  const root = base.replace(/\/+$/, "");
  const index = await json(root + INDEX);
  // A rehearsal shows no real results, and a real day none of a rehearsal.
  const listed = index?.rehearsal === election.rehearsal ? index.elections.find((each) => each.id === election.id) : null;
  if (!listed) return null;
  const body = await json(root + listed.data.replace(/election\.json$/, `${election.municipality.code}.json`));
  if (!body) return null;
  if (body.state !== "released") return { state: body.state, release: body.release };
  const { count } = body.stations.find((each) => each.number === election.station.number) ?? {};
  return { state: "released", town: of(body.result, body), kinds: body.ballot_types, station: count ? { ...of(count, body), version: count.version, since: count.since, code: await codeOf(election, count) } : null };
}

// The figures of one count or one sum, each list with its share: of the votes on lists, at a referendum also the blank.
function of(result, { ballot, referendum }) {
  const whole = result.candidate_votes + (referendum ? result.blank : 0);
  const votes = Object.fromEntries(result.lists.map((each) => [each.number, each.votes]));
  const lists = ballot.map(({ number, name }) => ({ number, name, votes: votes[number] ?? 0, share: whole ? (votes[number] ?? 0) / whole : null }));
  const { stations_counted, stations, blank, invalid, cast, admitted } = result;
  return { lists, blank, invalid, cast, admitted, counted: stations_counted, stations };
}

// The code that belongs to the published numbers (`receipt.js`), or null where no device sent them.
async function codeOf(election, count) {
  if (!count.random) return null;
  const numbers = Object.fromEntries(Object.entries(LETTERS).map(([letter, name]) => [letter, count[name]]));
  for (const each of count.lists) {
    numbers[`E.${each.number}`] = each.votes;
    numbers[`L.${each.number}`] = each.page_total ?? null;
    for (const [candidate, votes] of Object.entries(each.candidates ?? {})) numbers[`c.${each.number}.${candidate}`] = votes;
  }
  const place = { election: election.id, municipality: election.municipality.code, station: election.station.number };
  return receiptCode({ ...place, version: count.version, nonce: count.random }, numbers);
}
