// Which version of the app this device runs: frozen for the day, but for one that the office releases.
import * as kept from "./kept.js";

export class Versions {
  // A released version that lies here whole and waits for the next start.
  update = null;
  #frozen = null;
  #fetching = null;

  constructor(device) {
    this.device = device;
  }

  // It stays what it is from the opening until every election of this device has its sent count.
  async settle() {
    const { device } = this;
    const { elections } = device.pack;
    const over = !device.outbox.waiting.length && elections.every((each) => device.dayOf(each).version > 0);
    const frozen = elections.some((each) => begun(device, each)) && !over;
    if (frozen === this.#frozen) return;
    if (frozen) await kept.hold(this.update ?? device.shell);
    else await kept.free();
    this.#frozen = frozen;
  }

  // A version that the office released: taken at the next start, exactly that one, once it lies here whole.
  async take(version) {
    if (!version || [this.device.shell, this.update, this.#fetching].includes(version)) return;
    this.#fetching = version;
    const lies = await kept.has(version).finally(() => (this.#fetching = null));
    if (!lies) return;
    if (this.#frozen) await kept.hold(version);
    this.update = version;
    this.device.changed();
  }
}

const begun = (device, each) =>
  each.station.must_open ? device.dayOf(each).opened : device.now() >= Date.parse(each.station.counts_from);
