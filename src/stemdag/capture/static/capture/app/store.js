// The device's storage (IndexedDB): what must be known before the PIN in the clear, all else sealed by the vault.
//
// meta: the vault's record and what the lock screen says, with how far the clock is off (`clock`, milliseconds).
// facts: own facts in their order; their state (waiting, taken, refused) and time are in the clear, so that what is
// unsent is in sight on the lock screen too.
// state: named values (token, pack, news, drafts, open batches of passes, filters).
import { openDB, deleteDB } from "idb";
import { Problem } from "./problem.js";
import * as vault from "./vault.js";

const NAME = "stemdag-station";

// A full storage refuses; what it refused is not kept, and the one who asked must not go on as if it were.
async function written(act) {
  try {
    await act();
  } catch (error) {
    console.warn("not stored:", error.name, error.message);
    throw new Problem("store.failed");
  }
}

// What lies there and does not open is not what was put there.
async function opened(open, key, place, sealed) {
  try {
    return await open(key, place, sealed);
  } catch (error) {
    console.warn("not readable:", place, error.name);
    throw new Problem("store.damaged");
  }
}

export async function open() {
  const db = await openDB(NAME, 1, {
    upgrade(made) {
      made.createObjectStore("meta");
      made.createObjectStore("facts", { keyPath: "seq" });
      made.createObjectStore("state");
    },
  });
  return new Store(db);
}

export class Store {
  #db;
  #key = null;

  constructor(db) {
    this.#db = db;
  }

  meta = (name) => this.#db.get("meta", name);
  setMeta = (name, value) => written(() => this.#db.put("meta", value, name));

  useKey(key) {
    this.#key = key;
  }

  async get(name) {
    const sealed = await this.#db.get("state", name);
    return sealed && opened(vault.open, this.#key, `state ${name}`, sealed);
  }

  async set(name, value) {
    const sealed = await vault.seal(this.#key, `state ${name}`, value);
    await written(() => this.#db.put("state", sealed, name));
  }

  // Bytes as they are: a filter of half a megabyte is not to pass through text.
  async getBytes(name) {
    const sealed = await this.#db.get("state", name);
    return sealed && opened(vault.openBytes, this.#key, `state ${name}`, sealed);
  }

  async setBytes(name, bytes) {
    const sealed = await vault.sealBytes(this.#key, `state ${name}`, bytes);
    await written(() => this.#db.put("state", sealed, name));
  }

  // A new fact under its place; fails where that place is taken, so that nothing is ever overwritten. `also` are
  // named values that change with it: all of it is kept, or nothing.
  async add(fact, also = {}) {
    const sealed = await vault.seal(this.#key, `fact ${fact.seq}`, fact);
    const values = await Promise.all(Object.entries(also).map(async ([name, value]) => [name, await vault.seal(this.#key, `state ${name}`, value)]));
    // Sealed before: a transaction does not wait for anything else. On the disk before the screen says that it is
    // kept, as a tablet may run out of power.
    await written(async () => {
      const change = this.#db.transaction(["facts", "state"], "readwrite", { durability: "strict" });
      const asked = [change.objectStore("facts").add({ seq: fact.seq, state: fact.state, at: fact.at, sealed }), ...values.map(([name, value]) => change.objectStore("state").put(value, name))];
      await Promise.all([...asked, change.done]);
    });
  }

  async change(fact) {
    const sealed = await vault.seal(this.#key, `fact ${fact.seq}`, fact);
    await written(() => this.#db.put("facts", { seq: fact.seq, state: fact.state, at: fact.at, sealed }));
  }

  // Own facts in their order, the last place that is taken, and how many cannot be read any more.
  async facts() {
    const rows = await this.#db.getAll("facts");
    const found = await Promise.all(rows.map((row) => opened(vault.open, this.#key, `fact ${row.seq}`, row.sealed).catch(() => null)));
    const facts = found.filter(Boolean);
    return { facts, last: rows.at(-1)?.seq ?? 0, damaged: rows.length - facts.length };
  }

  // What waits, readable without the PIN: how many, and since when (null where nothing does).
  async waiting() {
    const rows = (await this.#db.getAll("facts")).filter((row) => row.state === "waiting");
    const off = (await this.meta("clock")) ?? 0;
    return { count: rows.length, since: rows.length ? Date.parse(rows[0].at) + off : null };
  }

  async wipe() {
    this.#key = null;
    this.#db.close();
    await deleteDB(NAME);
  }
}
