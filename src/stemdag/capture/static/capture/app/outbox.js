// The outbox: facts made whole on the device, in the device's own order, kept also after they were taken.

// A photo of the record is large: it goes by itself, after all else, and is not kept once it was answered.
export const PHOTO = "record.photographed";

export class Outbox {
  #store;
  #last = Promise.resolve();
  #seq;

  // `last`: the highest place that is taken, by a fact that can be read or not.
  constructor(store, facts, last = facts.at(-1)?.seq ?? 0) {
    this.#store = store;
    this.#seq = last;
    this.facts = facts;
    // Counts up with each change, for who keeps what follows from the facts.
    this.revision = 0;
  }

  get waiting() {
    return this.facts.filter((fact) => fact.state === "waiting");
  }

  // What is to go next, in its order: all but photos, or one photo where nothing else waits.
  get next() {
    const light = this.waiting.filter((fact) => fact.kind !== PHOTO);
    return light.length ? light : this.waiting.slice(0, 1);
  }

  get refused() {
    return this.facts.filter((fact) => fact.state === "refused" && !fact.seen);
  }

  // Makes a fact and resolves once it is on the device's disk. One after the other, so that no place is given twice.
  // `own` is kept in the fact and not sent; `also` are values of the store that change with it.
  make(election, kind, facts = {}, texts = {}, { own = {}, also = {} } = {}) {
    const turn = this.#last.then(() => this.#make(election, kind, facts, texts, own, also));
    this.#last = turn.catch(() => {});
    return turn;
  }

  async #make(election, kind, facts, texts, own, also) {
    const seq = this.#seq + 1;
    const fact = { id: crypto.randomUUID(), seq, at: new Date().toISOString(), election, kind, facts, texts, state: "waiting", ...own };
    await this.#store.add(fact, also);
    this.#seq = seq;
    this.facts.push(fact);
    this.revision += 1;
    return fact;
  }

  // What the office's server answered. A taken count leaves its numbers in the form's draft only.
  async answered(answer) {
    const fact = this.facts.find((each) => each.id === answer.id);
    if (!fact || fact.state === "taken") return;
    if (answer.state === "refused") Object.assign(fact, { state: "refused", refusal: { code: answer.code, where: answer.where } });
    else Object.assign(fact, { state: "taken", receipt: answer.receipt, held: answer.held });
    if (fact.kind === "count.sent" && fact.state === "taken") fact.facts = { version: fact.facts.version };
    if (fact.kind === "export.carried" && fact.state === "taken") fact.facts = {};
    if (fact.kind === PHOTO) fact.facts = {};
    this.revision += 1;
    await this.#store.change(fact);
  }

  async see(fact) {
    fact.seen = true;
    await this.#store.change(fact);
  }
}

// A fact as it goes over the wire.
export const onTheWire = ({ id, seq, at, election, kind, facts, texts }) => ({ id, seq, at, election, kind, facts, texts });
