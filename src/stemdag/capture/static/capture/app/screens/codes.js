// What waits, sealed, as a series of QR codes for another device's camera: one at a time, large.
import { button, h, message, next } from "../dom.js";
import { drawn } from "../qr.js";
import { t } from "../texts.js";

const PACE = 2_500;

export const name = "codes";

export function screen(device) {
  const box = h("div", { class: "codes" });
  // Where the series is: [parts, which one, the timer that goes on by itself].
  let parts = [];
  let at = 0;
  let timer = 0;

  const picture = h("div", { class: "codes__picture" });
  const where = h("p", { class: "codes__where", role: "status" });
  const which = h("p", { class: "quiet" });
  const step = (by) => () => {
    stop();
    at = (at + by + parts.length) % parts.length;
    show();
  };
  const back = button(t("export.back"), step(-1), "secondary");
  const on = button(t("export.on"), step(1), "primary");
  const self = button(t("export.self"), () => (timer ? stop() : start()), "secondary");

  function start() {
    self.textContent = t("export.stop");
    timer = setInterval(() => {
      if (!box.isConnected) return stop();
      at = (at + 1) % parts.length;
      show();
    }, PACE);
  }

  function stop() {
    clearInterval(timer);
    timer = 0;
    self.textContent = t("export.self");
  }

  async function show() {
    const { text, n, all, election } = parts[at];
    picture.replaceChildren(await drawn(text, t("export.code", { n, all })));
    where.textContent = t("export.code", { n, all });
    which.textContent = device.pack.elections.length > 1 ? election.name : "";
  }

  async function begin() {
    if (!device.outbox.waiting.length) return box.replaceChildren(message("ok", t("day.unsent.none")), next("outbox", t("frame.to.outbox")));
    try {
      parts = await device.series();
      at = 0;
      await show();
    } catch (error) {
      return box.replaceChildren(message("error", t(...wordsOf(error))));
    }
    box.replaceChildren(picture, where, which, h("div", { class: "actions" }, back, on, self), h("p", { class: "note" }, t("export.codes.why")));
  }

  begin();
  return {
    title: t("frame.to.codes"),
    content: [h("h1", {}, t("frame.to.codes")), h("p", { class: "lead" }, t("export.codes.lead")), box],
    // What was sent meanwhile needs no code; a series that is being read stays as it is.
    redraw: () => device.outbox.waiting.length || begin(),
  };
}

/** What the app says of an export that cannot be made or taken: the key of the text and what it quotes. */
export function wordsOf(error) {
  if (error.code?.startsWith("export.")) return [error.code, error.params];
  // A library that is loaded late and does not lie here yet, or a storage that gives nothing.
  reportError(error);
  return ["export.failed"];
}
