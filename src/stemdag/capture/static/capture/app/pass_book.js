// What was handed in at this station, as far as its devices know: a fold over the facts of the day, like `day.js`.
// It gives the totals that the server has once all of it arrived, in whatever order it did.
import { counted, sameScan, valid } from "./passes.js";

export const FIELDS = { poll_card: "poll_cards", proxy: "proxies", voter_card: "voter_cards" };

const none = () => ({ poll_cards: 0, proxies: 0, voter_cards: 0 });

/**
 * `facts` as `day.story` gives them, `place` this station, with the uses of its passes
 * `elsewhere` as the server last told of them. The result:
 * `rows` every scan by fingerprint, `counting` those that count, `totals` of them, `undos` what was taken back and
 * when, `elsewhere` the uses of a pass at other stations that the server told of.
 */
export function book(facts, place) {
  const rows = new Map();
  const undos = [];
  const add = (fingerprint, row) => {
    const those = rows.get(fingerprint);
    if (those) those.push(row);
    else rows.set(fingerprint, [row]);
  };
  const heardUndone = new Set();
  for (const fact of facts) {
    if (fact.kind !== "passes.scanned" || !fact.mine) continue;
    for (const scan of fact.facts.scans)
      add(scan.fingerprint, { ...scan, at: Date.parse(scan.at) + fact.off, time: fact.time, undone: null, mine: true });
  }
  for (const fact of facts) {
    if (fact.mine || !fact.kind.startsWith("passes.")) continue;
    if (fact.kind === "passes.undone") heardUndone.add(fact.entry);
    const these = fact.facts.uses.map((use) => heard(rows, add, use, fact.time));
    if (fact.kind === "passes.undone") undos.push({ time: fact.time, rows: these.flat() });
  }
  for (const fact of facts) {
    // What the server took back, it names; until then it is what it will most likely take.
    if (fact.kind !== "passes.undone" || !fact.mine || heardUndone.has(fact.receipt?.entry)) continue;
    undos.push({ time: fact.time, rows: takeBack(rows.get(fact.facts.fingerprint) ?? [], fact.facts.kind, fact.time) });
  }
  const counting = [];
  for (const those of rows.values()) {
    const living = those.filter((row) => row.undone === null && valid(row));
    counting.push(...(living.length > 1 ? counted(living) : living));
  }
  const totals = none();
  for (const row of counting) totals[FIELDS[row.kind]] += 1;
  return { rows, counting, totals, undos, elsewhere: elsewhere(place.elsewhere ?? []) };
}

// A scan as the server has it: of another device, or of this one where it was taken back.
function heard(rows, add, use, time) {
  const undone = use.undone && Date.parse(use.undone);
  const known = (rows.get(use.fingerprint) ?? []).filter((row) => row.visit === use.visit && (row.mine || row.at === Date.parse(use.at)));
  if (!known.length) {
    known.push({ ...use, at: Date.parse(use.at), time, undone: null, mine: false });
    add(use.fingerprint, known[0]);
  }
  if (undone) for (const row of known) row.undone = undone;
  return known;
}

// As `journal.scan_store.undo`: the last visit with this pass, and what was read again in it.
function takeBack(those, kind, time) {
  const living = those.filter((row) => row.undone === null);
  const heads = counted(living.filter(valid));
  const last = heads.filter((row) => row.kind === kind).at(-1);
  if (!last) return [];
  const gone = living.filter((row) => row === last || (!heads.includes(row) && sameScan(row.at, row.visit, last.at, last.visit)));
  for (const row of gone) row.undone = time;
  return gone;
}

function elsewhere(uses) {
  const found = new Map();
  for (const use of uses) found.set(use.fingerprint, [...(found.get(use.fingerprint) ?? []), { ...use, at: Date.parse(use.at) }]);
  return found;
}

/** What `passes.judge` needs of a pass: its uses here and elsewhere. */
export function usesOf({ rows, elsewhere: others }, fingerprint, place) {
  const living = (rows.get(fingerprint) ?? []).filter((row) => row.undone === null && valid(row));
  return [
    ...counted(living).map(({ at, visit, mine }) => ({ place, at, visit, mine })),
    ...(others.get(fingerprint) ?? []).map((each) => ({ ...each, place: { municipality: each.municipality, station: each.station } })),
  ];
}

/**
 * What the chair has to look at: passes that count and were used elsewhere, or that the register calls invalid by
 * now (`invalid`, the reason by fingerprint). `decided` where the chair did.
 */
export function toLookAt({ rows, counting, elsewhere: others }, invalid) {
  const found = [];
  for (const row of counting) {
    const decided = (verdict) => rows.get(row.fingerprint).some((each) => each.verdict === verdict && each.decided);
    for (const other of others.get(row.fingerprint) ?? [])
      found.push({ why: "used_elsewhere", row, other, decided: decided("used_elsewhere") });
    if (invalid[row.fingerprint]) found.push({ why: "invalid", row, reason: invalid[row.fingerprint], decided: decided("invalid") });
  }
  return found.sort((one, other) => one.decided - other.decided || other.row.at - one.row.at);
}

/** As `domain.turnout.Standing`: what the station last said, and passes on top of it; null where it knows nothing. */
export function admitted({ counting, undos }, reports) {
  const said = reports.at(-1);
  if (!said) return counting.length || undos.length ? counting.length : null;
  const more = counting.filter((row) => row.time > said.time).length;
  const fewer = undos.filter(({ time, rows: [first] }) => first && time > said.time && first.time <= said.time).length;
  return Math.max(0, said.admitted + more - fewer);
}
