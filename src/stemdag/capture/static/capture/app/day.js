// Where the day stands: a fold over this device's own facts and what it heard of the others. Nothing is stored of it.
import { admitted, book } from "./pass_book.js";

// Facts of one election in the order in which they happened; a refused one never did. `off` sets the clock right.
export function story(own, news, election, off = 0) {
  const mine = own
    .filter((fact) => fact.election === election && fact.state !== "refused")
    .map((fact) => ({ ...fact, time: Date.parse(fact.at) + off, off, mine: true }));
  const heard = news.map((fact) => ({ ...fact, time: Date.parse(fact.at), mine: false }));
  return [...mine, ...heard].sort((one, other) => one.time - other.time);
}

const blank = () => ({ opened: null, closed: null, lastVoter: null, ticks: {}, present: {}, turnout: [], queue: null, messages: [], read: [], seen: [], events: [], stock: [], deliveries: [], officeClosed: null, officeReopened: null, returned: null, counts: [], photos: [], version: 0, held: false });

// One message of the conversation. `entry` is its place in the office's record, known once it was taken.
const spoken = (fact, mine) => ({ time: fact.time, mine, text: fact.texts.text, state: fact.state, entry: fact.entry ?? fact.receipt?.entry ?? null });
const delivery = (state) => (day, fact) => ({ ...day, deliveries: [...day.deliveries, { state, at: fact.time, ...fact.facts, note: fact.texts.note ?? "", unsent: fact.state === "waiting" }] });
const counted = ({ facts, time, mine, state, by }) => ({ version: facts.version, time, mine, state, office: by === "office" });

const STEPS = {
  "station.opened": (day, fact) => ({ ...day, opened: day.opened ?? fact.time }),
  "station.closed": (day, fact) => ({ ...day, closed: fact.time, lastVoter: Date.parse(fact.facts.last_voter) }),
  "checklist.ticked": (day, { facts }) => ({ ...day, ticks: { ...day.ticks, [`${facts.list}.${facts.item}`]: facts.ticked } }),
  "presence.noted": (day, { facts, texts }) => ({ ...day, present: { ...day.present, [facts.person]: { ...facts, name: texts.name } } }),
  "turnout.reported": (day, fact) => ({ ...day, turnout: [...day.turnout, { time: fact.time, admitted: fact.facts.admitted, state: fact.state }] }),
  "queue.reported": (day, { facts }) => ({ ...day, queue: facts.queue }),
  "message.sent": (day, fact) => ({ ...day, messages: [...day.messages, { ...spoken(fact, fact.by !== "office"), toAll: fact.facts.to === "broadcast" }] }),
  // Read on this device: what the other one showed, this one still has to.
  "message.read": (day, fact) => (fact.mine ? { ...day, read: [...day.read, fact.facts.message] } : day),
  "message.seen": (day, fact) => ({ ...day, seen: [...day.seen, { upto: fact.facts.upto, time: fact.time }] }),
  "incident.reported": (day, fact) => ({ ...day, messages: [...day.messages, { ...spoken(fact, true), incident: fact.facts }] }),
  "event.logged": (day, fact) => ({ ...day, events: [...day.events, { time: fact.time, ...fact.facts, text: fact.texts.text ?? "", state: fact.state }] }),
  "stock.reported": (day, fact) => ({ ...day, stock: [...day.stock, { at: fact.time, number: fact.facts.ballots, state: fact.state }] }),
  "delivery.asked": delivery("asked"),
  "delivery.sent": delivery("sent"),
  "delivery.received": delivery("received"),
  "station.closed_by_office": (day, fact) => ({ ...day, officeClosed: { time: fact.time, reason: fact.texts.reason ?? "" }, officeReopened: null }),
  "station.reopened_by_office": (day, fact) => ({ ...day, officeClosed: null, officeReopened: { time: fact.time, reason: fact.texts.reason ?? "" } }),
  "count.sent": (day, fact) => ({ ...day, counts: [...day.counts, counted(fact)], version: Math.max(day.version, fact.facts.version), held: fact.held ?? false, counted: fact.time }),
  "count.received": (day, fact) => ({ ...day, counts: [...day.counts, counted(fact)], version: Math.max(day.version, fact.facts.version), held: fact.facts.held, counted: fact.time }),
  "record.photographed": (day, { time, mine, state }) => ({ ...day, photos: [...day.photos, { time, mine, state }] }),
  "count.accepted": (day) => ({ ...day, held: false }),
  "count.returned": (day, fact) => ({ ...day, returned: { version: fact.facts.version, reason: fact.texts.reason ?? "", marks: (fact.texts.marks ?? "").split(" ").filter(Boolean), time: fact.time } }),
};

// `place` is this station. `handed` is the book of passes, `passes` its totals, `admitted` the turnout as it stands.
export function fold(facts, place) {
  const day = facts.reduce((before, fact) => STEPS[fact.kind]?.(before, fact) ?? before, blank());
  const handed = book(facts, place);
  return { ...day, handed, passes: handed.totals, admitted: admitted(handed, day.turnout) };
}
