// This device at its station: what it was given, what it made, what it heard. The screens read it and act through it.
import { base64, judge } from "./carry.js";
import { fold, story } from "./day.js";
import { exportName, sealExport } from "./export.js";
import { Link } from "./link.js";
import { onTheWire, Outbox, PHOTO } from "./outbox.js";
import { splitParts } from "./parts.js";
import { PassFlow } from "./pass_flow.js";
import { keepPhone } from "./phone.js";
import { empty, numbersOf, toFact } from "./form.js";
import { code as receiptCode } from "./receipt.js";
import { Versions } from "./versions.js";

const NONE = [];
const same = (one, other) => JSON.stringify(one) === JSON.stringify(other);

// Events: `change` when something that a screen shows is another, `shut` when the office shut this device out.
export class Device extends EventTarget {
  #days = new Map();
  #clock = null;

  // Everything read and unlocked; nothing is sent before `start`.
  static async read(store, shell) {
    const device = new Device();
    const [{ facts, last, damaged }, pack] = await Promise.all([store.facts(), store.get("pack")]);
    Object.assign(device, { store, shell, pack, drafts: {}, kept: "", renewed: false, trouble: damaged ? "facts" : null });
    // What is not whole any more is as if it had never been, and is said; without its token it can send nothing.
    const read = (name, trouble) =>
      store.get(name).catch(() => {
        device.trouble = trouble ?? device.trouble;
        return null;
      });
    const token = await read("token");
    device.damaged = !token;
    device.news = (await read("news")) ?? {};
    for (const each of pack.elections) device.drafts[each.id] = (await read(`draft ${each.id}`, "draft")) ?? empty();
    device.outbox = new Outbox(store, facts, last);
    device.flow = await PassFlow.read(device, read);
    device.versions = new Versions(device);
    device.link = new Link({
      outbox: device.outbox,
      token,
      shell,
      cursors: Object.fromEntries(Object.entries(device.news).map(([id, each]) => [id, each.cursor])),
      heard: (answer) => device.#hear(answer),
    });
    device.link.clockOff = (await store.meta("clock")) ?? null;
    device.link.addEventListener("change", () => {
      device.#keepClock();
      device.changed();
    });
    device.link.addEventListener("shut", async (event) => {
      await store.setMeta("shut", event.code);
      device.dispatchEvent(new Event("shut"));
    });
    device.election = pack.elections[0];
    return device;
  }

  start() {
    this.link.start();
    this.flow.later();
  }
  stop = () => this.link.stop();

  get zone() {
    return this.election.zone;
  }

  // Now, by the office's clock as far as it was heard.
  now = () => Date.now() + (this.link.clockOff ?? 0);

  // Folded once for all who ask before something changes: there may be thousands of passes in it.
  get day() {
    return this.dayOf(this.election);
  }

  dayOf(election) {
    const { outbox, flow } = this;
    const { facts: news = NONE, elsewhere = NONE } = this.news[election.id] ?? {};
    const off = this.link.clockOff ?? 0;
    const of = [election, news, elsewhere, off, outbox.revision, flow.table.revision];
    const known = this.#days.get(election.id);
    if (known && of.every((each, turn) => each === known.of[turn])) return known.is;
    const facts = story([...outbox.facts, ...flow.table.asFact(election.id)], news, election.id, off);
    const is = fold(facts, { municipality: election.municipality.code, station: election.station.number, elsewhere });
    this.#days.set(election.id, { of, is });
    return is;
  }

  // How the municipality tailored this app for the election.
  get tailoring() {
    return this.election.tailoring;
  }

  get draft() {
    return this.drafts[this.election.id];
  }

  // The whole app lies on this device: from now on it starts without a connection. Or it "failed" to.
  isKept(how = "kept") {
    this.kept = how;
    this.changed();
  }

  choose(id) {
    this.election = this.pack.elections.find((each) => each.id === id);
    this.changed();
  }

  // Why no count can be sent yet: "early", "unopened", or null.
  notCounting() {
    if (this.now() < Date.parse(this.election.station.counts_from)) return "early";
    return this.election.station.must_open && !this.day.opened ? "unopened" : null;
  }

  // Whether scanning and turnout are locked still: before the first hour of the station.
  beforeOpening() {
    const [first] = this.election.station.hours;
    return Boolean(first) && this.now() < Date.parse(first[0]);
  }

  // `own` is what this device keeps beside the fact for itself.
  async say(kind, facts = {}, texts = {}, { election = this.election.id, own = {} } = {}) {
    // Scans that are not a fact yet come first, so that the order is that of the day.
    await this.flow.settle();
    const fact = await this.outbox.make(election, kind, facts, texts, { own });
    this.#made();
    return fact;
  }

  // What is so at the station is so for each of its elections: said once by the chair, kept once for each. `fits` says
  // of an election whether it has to do with it.
  async everywhere(kind, facts = {}, texts = {}, fits = () => true) {
    // As in `say`: what was scanned before this happened comes first.
    await this.flow.settle();
    const elections = this.pack.elections.filter((each) => each === this.election || fits(each));
    await Promise.all(elections.map((each) => this.outbox.make(each.id, kind, facts, texts)));
    if (kind === "station.opened") await this.versions.settle();
    this.#made();
  }

  // A fact lies on the disk: what is shown changes, and it goes as soon as it can.
  #made() {
    if (this.trouble === "store") this.trouble = null;
    this.changed();
    this.link.now();
  }

  async keep(draft) {
    this.drafts[this.election.id] = draft;
    await this.store.set(`draft ${this.election.id}`, draft);
  }

  async sendCount() {
    const version = this.day.version + 1;
    const texts = version > 1 ? { reason: this.draft.reason } : {};
    const facts = toFact(this.election, this.draft, version);
    const { id, municipality, station } = this.election;
    const sent = { election: id, municipality: municipality.code, station: station.number, version, nonce: facts.nonce };
    return this.say("count.sent", facts, texts, { own: { code: await receiptCode(sent, numbersOf(this.election, this.draft)) } });
  }

  // What waits but photos, which would not fit, sealed to the municipality's intake key, as files: one an election. For
  // a tablet that dies.
  async exported() {
    await this.flow.settle();
    const token = await this.store.get("token").catch(() => "");
    const files = [];
    for (const election of this.pack.elections) {
      const facts = this.outbox.waiting.filter((fact) => fact.election === election.id && fact.kind !== PHOTO).map(onTheWire);
      if (!facts.length) continue;
      const place = { election: election.id, municipality: election.municipality.code, station: election.station.number };
      const key = election.intake_public && Uint8Array.from(atob(election.intake_public), (byte) => byte.charCodeAt(0));
      files.push({ election, name: exportName(place), bytes: await sealExport(facts, { ...place, intakePublic: key, device: { token } }) });
    }
    return files;
  }

  // The same as the texts of QR codes, in order: {text, n, all, election}. The same ones until something else waits,
  // so that a camera that missed one can have it later.
  async series() {
    await this.flow.settle();
    const waiting = this.outbox.waiting.map((fact) => fact.id).join();
    if (this.made?.waiting !== waiting) this.made = { waiting, parts: await this.#parts() };
    return this.made.parts;
  }

  async #parts() {
    const files = await this.exported();
    const parts = [];
    for (const { bytes, election } of files) {
      const texts = await splitParts(bytes);
      parts.push(...texts.map((text, turn) => ({ text, n: turn + 1, all: texts.length, election })));
    }
    return parts;
  }

  // Takes on what another device sealed, to send it; `Problem` where this device cannot. Gives the place it is of.
  async carry(bytes) {
    const place = judge(bytes, this.pack.elections);
    await this.say("export.carried", { export: base64(bytes) }, {}, { election: place.election });
    return place;
  }

  // A photo of the signed record, as a JPEG in base64; it lies in the outbox until it was sent.
  photograph = (photo) => this.say(PHOTO, { photo });

  // Something of this device's went wrong that every screen must say.
  troubled(what) {
    this.trouble = what;
    this.changed();
  }

  // What failed while nobody waited for it.
  failed = (error) => (error.code === "store.failed" ? this.troubled("store") : reportError(error));

  async #hear({ news: heard, packs, registers, release }) {
    await this.#renew(packs);
    const before = this.news;
    for (const [id, each] of Object.entries(heard)) {
      const facts = [...(before[id]?.facts ?? []), ...each.facts];
      const elsewhere = each.elsewhere && !same(each.elsewhere, before[id]?.elsewhere) ? each.elsewhere : before[id]?.elsewhere;
      this.news = { ...this.news, [id]: { cursor: each.cursor, facts, elsewhere } };
      this.link.cursors = { ...this.link.cursors, [id]: each.cursor };
    }
    if (Object.keys(heard).some((id) => this.news[id].cursor !== before[id]?.cursor || this.news[id].elsewhere !== before[id]?.elsewhere)) await this.store.set("news", this.news);
    // Not waited for: half a megabyte would hold up what is to be sent, and so would a version of the app.
    this.flow.renew(registers);
    await this.versions.settle().catch(this.failed);
    this.versions.take(release).catch(this.failed);
  }

  // The pack anew, where the office changed something since, and once after each start.
  async #renew(packs) {
    if (this.renewed && this.pack.elections.every((each) => packs[each.id] === each.version)) return;
    const response = await this.link.ask("pack");
    if (!response) return;
    this.pack = await response.json();
    await this.store.set("pack", this.pack);
    await keepPhone(this.store, this.pack);
    for (const each of this.pack.elections) this.drafts[each.id] ??= empty();
    this.election = this.pack.elections.find((each) => each.id === this.election.id) ?? this.pack.elections[0];
    this.renewed = true;
  }

  // How far the clock is off outlives a restart without a connection: when passes were used elsewhere follows from it.
  #keepClock() {
    if (this.link.clockOff === null) return;
    // Half a minute matters to nothing that is said of a pass.
    const off = Math.abs(this.link.clockOff) < 30_000 ? 0 : this.link.clockOff;
    if (this.#clock !== null && Math.abs(off - this.#clock) < 1_000) return;
    this.#clock = off;
    this.store.setMeta("clock", off).catch(this.failed);
  }

  changed() {
    this.dispatchEvent(new Event("change"));
  }
}
