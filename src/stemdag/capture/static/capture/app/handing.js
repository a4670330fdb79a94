// One pass at the table: from what was typed or read to what the device says of it, and what becomes of that.
import { usesOf } from "./pass_book.js";
import { recognise } from "./pass_numbers.js";
import { handIn, judge, newVisit, read } from "./passes.js";

const place = ({ municipality, station }) => ({ municipality: municipality.code, station: station.number });
const numbersOf = ({ tailoring }) => tailoring.pass_numbers;

/**
 * What the device says of a pass that is handed in as `kind`: the judgement of `passes.judge` with `print`, `kind`
 * and `visit`, the voter's visit with it. Throws a Problem where it cannot be taken in at all.
 */
export async function look(device, text, kind) {
  const { election } = device;
  const number = read(text);
  const others = device.pack.elections.filter((each) => each.id !== election.id);
  recognise(number, kind, numbersOf(election), Object.fromEntries(others.map((each) => [each.id, numbersOf(each)])));
  const print = await device.flow.register.fingerprint(election, number);
  return judged(device, print, kind);
}

/** The judgement of a fingerprint with what is known now: also after the register answered. */
export function judged(device, print, kind) {
  const { election } = device;
  const { visit: now, confirmed } = device.flow.table.at(election.id);
  const has = now.own === print || now.proxies.includes(print);
  // A second own pass is the next voter's.
  const visit = kind !== "proxy" && now.own !== null && !has ? newVisit(crypto.randomUUID()) : now;
  const after = handIn(visit, print, kind);
  const answer = confirmed[print];
  const known = {
    uses: usesOf(device.day.handed, print, place(election)),
    inFilter: device.flow.register.perhaps(election.id, print),
    reason: answer ?? null,
    cleared: answer === null,
  };
  return { ...judge(known, place(election), visit.name, device.now()), print, kind, visit: after };
}

/** The register's exact answer, kept; whether there was one. */
export async function ask(device, { print }) {
  const { id } = device.election;
  const answers = await device.flow.register.ask(id, [print], device.link);
  if (answers) await device.flow.table.confirm(id, answers);
  return answers !== null;
}

/** Takes the pass in: as it was judged, or as the chair `decided` ("admitted" or "refused"). On disk when it resolves. */
export async function takeIn(device, { print, kind, visit, verdict }, decided = null) {
  const now = device.flow.table.at(device.election.id).visit;
  // What was refused is given back: it is not part of the visit.
  const after = decided === "refused" ? (visit.name === now.name ? now : newVisit(visit.name)) : visit;
  await device.flow.hand({ fingerprint: print, kind, visit: visit.name, verdict, decided }, after);
}

/** Takes the last visit with a pass back, with a reason. A pass of the voter at the table is no longer theirs. */
export async function takeBack(device, { fingerprint, kind }, reason) {
  const { id } = device.election;
  await device.say("passes.undone", { kind, fingerprint }, { reason });
  const { visit } = device.flow.table.at(id);
  const own = visit.own === fingerprint;
  if (!own && !visit.proxies.includes(fingerprint)) return;
  // Under another name, so that the same pass scanned once more is another scan.
  await device.flow.table.setVisit(id, {
    name: crypto.randomUUID(),
    own: own ? null : visit.own,
    ownKind: own ? null : visit.ownKind,
    proxies: visit.proxies.filter((each) => each !== fingerprint),
  });
}

/** The chair looked at a pass that turned out to be used elsewhere or invalid, and lets it stand. */
export const letStand = (device, { row, why }) =>
  device.flow.hand({ fingerprint: row.fingerprint, kind: row.kind, visit: row.visit, verdict: why, decided: "admitted" });
