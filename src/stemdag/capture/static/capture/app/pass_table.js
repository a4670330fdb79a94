// The table where passes are handed in: the voter who stands there, and the scans that are not a fact yet. Both lie
// on the device's disk before anybody is told "accepted", so that a crash loses nothing.
import { newVisit } from "./passes.js";
import { FIELDS } from "./pass_book.js";

// A batch of so many is a fact; where one could not be made in time, the server takes twice as many.
export const MOST = 25;

const stateOf = (election) => `passes ${election}`;
const fresh = () => ({ scans: [], visit: newVisit(crypto.randomUUID()), confirmed: {} });

export class PassTable {
  #store;
  #outbox;
  #last = Promise.resolve();

  // `read` gives a value of the store; of one that cannot be read it says what it was.
  static async read(store, outbox, elections, read) {
    const table = new PassTable();
    table.#store = store;
    table.#outbox = outbox;
    table.tables = {};
    table.revision = 0;
    for (const id of elections) table.tables[id] = (await read(stateOf(id), "facts")) ?? fresh();
    return table;
  }

  at(election) {
    this.tables[election] ??= fresh();
    return this.tables[election];
  }

  // Elections with scans that are not a fact yet.
  get open() {
    return Object.keys(this.tables).filter((id) => this.tables[id].scans.length);
  }

  // When the oldest of those was made, by the device's clock.
  get since() {
    const moments = this.open.map((id) => Date.parse(this.tables[id].scans[0].at));
    return moments.length ? Math.min(...moments) : null;
  }

  // The open batch as the fact that it will be, for the fold.
  asFact(election) {
    const { scans } = this.at(election);
    return scans.length ? [{ id: "open", at: scans.at(-1).at, election, kind: "passes.scanned", state: "open", facts: { scans } }] : [];
  }

  // One more scan, and the visit with it.
  add = (election, scan, visit) => this.#change(election, (now) => ({ ...now, scans: [...now.scans, scan], visit }));

  setVisit = (election, visit) => this.#change(election, (now) => ({ ...now, visit }));

  // What the register answered exactly: the reason by fingerprint, null for one that is not invalid.
  confirm = (election, answers) => this.#change(election, (now) => ({ ...now, confirmed: { ...now.confirmed, ...answers } }));

  nextVoter = (election) => this.setVisit(election, newVisit(crypto.randomUUID()));

  // The open batch becomes a fact: fact and emptied batch are written together.
  close(election) {
    return this.#inTurn(async () => {
      const now = this.at(election);
      if (!now.scans.length) return null;
      const scans = now.scans.slice(0, 2 * MOST);
      const totals = Object.fromEntries(Object.entries(FIELDS).map(([kind, field]) => [field, scans.filter((scan) => scan.kind === kind).length]));
      const after = { ...now, scans: now.scans.slice(scans.length) };
      const fact = await this.#outbox.make(election, "passes.scanned", { ...totals, scans }, {}, { also: { [stateOf(election)]: after } });
      this.tables[election] = after;
      this.revision += 1;
      return fact;
    });
  }

  // One after the other: two changes at once would lose one of them.
  #inTurn(act) {
    const turn = this.#last.then(act);
    this.#last = turn.catch(() => {});
    return turn;
  }

  #change(election, to) {
    return this.#inTurn(async () => {
      const after = to(this.at(election));
      await this.#store.set(stateOf(election), after);
      this.tables[election] = after;
      this.revision += 1;
    });
  }
}
