// The line to the office: sends what waits, hears the news, and says plainly how it stands.
import { onTheWire, PHOTO } from "./outbox.js";

// At most so many facts in one request, and so long between two when nothing waits.
const BATCH = 50;
const BEAT = 30_000;
const PATIENCE = 20_000;
const PHOTO_PATIENCE = 180_000;
const FIRST_RETRY = 2_000;

// Bytes of facts in one request: well within what the office takes, and what a proxy before it usually does.
const LARGEST = 850_000;

// The first of those that wait, as many as go into one request, and always one.
export function batch(waiting) {
  let left = LARGEST;
  const fits = (fact, turn) => (left -= JSON.stringify(fact).length) >= 0 || turn === 0;
  const until = waiting.slice(0, BATCH).findIndex((fact, turn) => !fits(fact, turn));
  return waiting.slice(0, until < 0 ? BATCH : until);
}

const jitter = (time) => time * (0.75 + Math.random() / 2);

// Events: `change` whenever its state or the facts changed, `shut` when the office shut this device out.
export class Link extends EventTarget {
  #timer = 0;
  #busy = false;
  #again = false;
  #failures = 0;

  constructor({ outbox, token, shell, cursors, heard }) {
    super();
    Object.assign(this, { outbox, token, shell, cursors, heard });
    // "unknown" until the first answer; "online" or "offline" after it.
    this.state = "unknown";
    this.spokeAt = null;
    this.clockOff = null;
    this.newest = shell;
  }

  start() {
    addEventListener("online", () => this.now());
    addEventListener("offline", () => this.#stand("offline"));
    document.addEventListener("visibilitychange", () => document.hidden || this.now());
    this.now();
  }

  stop() {
    clearTimeout(this.#timer);
    this.stopped = true;
  }

  // Sends now; while one sending is under way, once more after it.
  async now() {
    if (this.stopped) return;
    if (this.#busy) {
      this.#again = true;
      return;
    }
    this.#busy = true;
    clearTimeout(this.#timer);
    try {
      let more = true;
      while (more && !this.stopped) more = await this.#once();
      this.#failures = 0;
      this.#stand("online");
    } catch (error) {
      this.#failures += 1;
      // The office was reached, and this device could not write down what it said: no matter of the line.
      this.#stand(error.code === "store.failed" ? "online" : "offline");
      // A connection that fails is the ordinary case; a mistake of ours is not.
      if (!(error instanceof Unreached)) Promise.reject(error);
    }
    this.#busy = false;
    if (this.#again) {
      this.#again = false;
      this.now();
    } else if (!this.stopped) {
      const wait = this.#failures ? Math.min(FIRST_RETRY * 2 ** (this.#failures - 1), BEAT) : BEAT;
      this.#timer = setTimeout(() => this.now(), jitter(wait));
    }
  }

  async #once() {
    const sent = batch(this.outbox.next);
    const photo = sent[0]?.kind === PHOTO;
    const before = Date.now();
    const body = {
      sent_at: new Date(before).toISOString(),
      cursors: this.cursors,
      unsent: this.outbox.waiting.length,
      shell: this.shell,
      facts: sent.map(onTheWire),
    };
    const patience = photo ? PHOTO_PATIENCE : PATIENCE;
    let response;
    try {
      response = await this.#reach("facts", { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) }, patience);
    } catch (error) {
      // Something on the way takes no body of this size; trying it for ever would help nobody.
      if (!photo || error.status !== 413) throw error;
      await this.outbox.answered({ id: sent[0].id, state: "refused", code: "photo.large", where: "" });
      return this.outbox.waiting.length > 0;
    }
    if (!response) return false;
    const answer = await read(response);
    this.spokeAt = Date.now();
    // The server looked at its clock somewhere on the way there and back: what lies within is no difference.
    const off = Date.parse(answer.server_time) - (before + this.spokeAt) / 2;
    this.clockOff = Math.abs(off) <= (this.spokeAt - before) / 2 ? 0 : off;
    for (const each of answer.answers) await this.outbox.answered(each);
    await this.heard(answer);
    this.newest = answer.shell;
    this.dispatchEvent(new Event("change"));
    const answered = new Set(answer.answers.map((each) => each.id));
    const progress = sent.some((fact) => answered.has(fact.id));
    return (progress && this.outbox.waiting.length > 0) || Object.values(answer.news).some((each) => each.more);
  }

  // Something else of the office's, as a response; null where it cannot be had now, or not any more.
  async ask(path, given = {}) {
    try {
      return await this.#reach(path, given);
    } catch (error) {
      if (!(error instanceof Unreached)) throw error;
      return null;
    }
  }

  async #reach(path, given, patience = PATIENCE) {
    let response;
    try {
      response = await fetch(path, {
        ...given,
        headers: { ...given.headers, Authorization: `Bearer ${this.token}` },
        cache: "no-store",
        signal: AbortSignal.timeout(patience),
      });
    } catch (error) {
      throw new Unreached(error.message);
    }
    if (response.status === 401 || response.status === 403) {
      const { code } = await response.json().catch(() => ({}));
      // A proxy's own 403 says nothing of this device.
      if (!code?.startsWith("device.")) throw new Unreached(`status ${response.status}`);
      this.stop();
      this.dispatchEvent(Object.assign(new Event("shut"), { code }));
      return null;
    }
    if (!response.ok && response.status !== 304) throw Object.assign(new Unreached(`status ${response.status}`), { status: response.status });
    return response;
  }

  #stand(state) {
    this.state = state;
    this.dispatchEvent(new Event("change"));
  }
}

class Unreached extends Error {}

// The page of a hotel's network is no answer of ours.
async function read(response) {
  try {
    return await response.json();
  } catch (error) {
    throw new Unreached(error.message);
  }
}
