// Passes of this device on their way: from the table into facts, and with the register of invalid ones.
import { PassRegister } from "./pass_register.js";
import { MOST, PassTable } from "./pass_table.js";

// Scans wait so long for others to go with them: with a connection, and without one.
const SOON = 5_000;
const LATER = 60_000;
// Fingerprints in one question to the register.
const ASKED = 50;

export class PassFlow {
  #device;
  #timer = 0;
  #renewing = null;

  static async read(device, read) {
    const flow = new PassFlow();
    flow.#device = device;
    flow.table = await PassTable.read(device.store, device.outbox, device.pack.elections.map((each) => each.id), read);
    flow.register = await PassRegister.read(device.store, device.pack.elections, read);
    return flow;
  }

  // Whether scans wait here of which the outbox does not know yet.
  get waits() {
    return this.table.open.length > 0;
  }

  // A pass as it was scanned, on disk when this resolves; `visit` where the voter's visit changes with it.
  async hand(scan, visit = undefined) {
    const { id } = this.#device.election;
    await this.table.add(id, { ...scan, at: new Date().toISOString() }, visit ?? this.table.at(id).visit);
    this.later(this.table.at(id).scans.length >= MOST ? 0 : SOON);
    // The verdict comes first: all else that is drawn anew takes longer than it.
    setTimeout(() => this.#device.changed());
  }

  // Scans that are not a fact yet become one.
  async settle() {
    if (!this.waits) return;
    while (this.waits) for (const id of this.table.open) await this.table.close(id);
    this.#device.changed();
    this.#device.link.now();
  }

  // The same in a moment: a fact for each voter would be many.
  later(wait = SOON) {
    clearTimeout(this.#timer);
    const { link } = this.#device;
    if (!this.waits || link.stopped) return;
    this.#timer = setTimeout(() => {
      const waited = Date.now() - this.table.since;
      if (wait && link.state !== "online" && waited >= 0 && waited < LATER) return this.later();
      this.settle().catch((error) => {
        this.#device.failed(error);
        this.later();
      });
    }, wait);
  }

  // Filters of which the office has another version, and answers that did not come when they were asked for.
  renew(versions) {
    this.#renewing ??= this.#renew(versions)
      .catch(this.#device.failed)
      .finally(() => { this.#renewing = null; });
  }

  async #renew(versions) {
    const { election, day, link } = this.#device;
    const news = await this.register.renew(versions, link);
    const { confirmed } = this.table.at(election.id);
    const open = day.handed.counting.filter((row) => row.mine && row.verdict === "perhaps_invalid" && confirmed[row.fingerprint] === undefined);
    const prints = [...new Set(open.map((row) => row.fingerprint))].slice(0, ASKED);
    const answers = prints.length ? await this.register.ask(election.id, prints, link) : null;
    if (answers) await this.table.confirm(election.id, answers);
    if (news || answers) this.#device.changed();
  }
}
