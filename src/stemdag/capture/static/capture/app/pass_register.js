// The register of invalid passes on the device: a filter for each election, in memory and encrypted on disk, and the
// exact answer from the office after its "perhaps".
import { count, fingerprint, holds, passKey } from "./pass_filter.js";

const hex = (value) => value.toString(16).padStart(16, "0");

// The page of a hotel's network is no filter: what is here stays.
function isFilter(bytes) {
  try {
    return count(bytes) >= 0;
  } catch (error) {
    console.warn("no filter:", error.message);
    return false;
  }
}

export class PassRegister {
  #store;
  #keys = {};
  #filters = {};

  static async read(store, elections, read) {
    const register = new PassRegister();
    register.#store = store;
    register.versions = (await read("registers")) ?? {};
    for (const { id } of elections) {
      // One that cannot be read is as one that never came: it comes again.
      const filter = await store.getBytes(`filter ${id}`).catch(() => null);
      if (filter) register.#filters[id] = filter;
    }
    return register;
  }

  // Whether the filter was ever here: without it no pass is known to be invalid.
  has = (election) => election in this.#filters;

  // What is kept of a number: sixteen hexadecimal digits.
  async fingerprint({ id, passes }, number) {
    if (this.#keys[id]?.text !== passes.key)
      this.#keys[id] = { text: passes.key, key: await passKey(Uint8Array.from(atob(passes.key), (each) => each.charCodeAt(0))) };
    return hex(await fingerprint(this.#keys[id].key, number));
  }

  perhaps(election, print) {
    const filter = this.#filters[election];
    return filter ? holds(filter, BigInt(`0x${print}`)) : false;
  }

  // The filters of which the office has another version; whether any came.
  async renew(versions, link) {
    let news = false;
    for (const [id, version] of Object.entries(versions)) {
      const held = this.versions[id];
      if (held?.version === version && this.has(id)) continue;
      const headers = held && this.has(id) ? { "If-None-Match": held.tag } : {};
      const response = await link.ask(`filter/${encodeURIComponent(id)}`, { headers });
      if (!response) continue;
      if (response.status !== 304) {
        const bytes = new Uint8Array(await response.arrayBuffer());
        if (!isFilter(bytes)) continue;
        await this.#store.setBytes(`filter ${id}`, bytes);
        this.#filters[id] = bytes;
        news = true;
      }
      const tag = response.headers.get("ETag");
      this.versions = { ...this.versions, [id]: { version: Number(response.headers.get("Stemdag-Register")), tag } };
      await this.#store.set("registers", this.versions);
    }
    return news;
  }

  // For each fingerprint the reason why it is invalid, or null where it is not; null where nobody answered.
  async ask(election, prints, link) {
    const body = JSON.stringify({ election, fingerprints: prints });
    const response = await link.ask("passes/confirm", { method: "POST", headers: { "Content-Type": "application/json" }, body });
    if (!response) return null;
    let invalid;
    try {
      ({ invalid } = await response.json());
    } catch (error) {
      console.warn("no answer of the register:", error.message);
      return null;
    }
    return Object.fromEntries(prints.map((print) => [print, invalid[print] ?? null]));
  }
}
