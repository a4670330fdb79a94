// What is unsent: what, how many, since when; and the ways to send it.
import { button, download, h, message } from "../dom.js";
import { PHOTO } from "../outbox.js";
import { clock, t } from "../texts.js";
import { wordsOf } from "./codes.js";

export const name = "outbox";

export function screen(device) {
  const box = h("div", {});
  const said = h("div", { role: "alert" });
  // By the office's clock, as everywhere.
  const when = (moment) => new Date(moment).getTime() + (device.link.clockOff ?? 0);

  // For a tablet that will not last: the office takes the file in, and only the office can open it.
  async function seal() {
    try {
      download(await device.exported());
      said.replaceChildren(message("ok", t("day.export.made"), t("day.export.made.do")));
    } catch (error) {
      said.replaceChildren(message("error", t(...wordsOf(error))));
    }
  }

  function redraw() {
    const { waiting, refused } = device.outbox;
    const row = (fact, state, ...rest) => h("li", { data: { state } }, h("span", {}, t(`day.kind.${fact.kind}`)), h("time", {}, clock(when(fact.at), device.zone)), ...rest);
    box.replaceChildren(...[
      waiting.length
        ? message("warning", t("day.unsent", { n: waiting.length, count: waiting.length, time: clock(when(waiting[0].at), device.zone) }), t("day.unsent.safe", { n: waiting.length }))
        : message("ok", t("day.unsent.none")),
      waiting.length ? h("ul", { class: "outbox" }, ...waiting.map((fact) => row(fact, "waiting"))) : null,
      h("div", { class: "actions" }, button(t("day.send.now"), () => device.link.now(), waiting.length ? "primary" : "secondary")),
      waiting.some((fact) => fact.kind !== PHOTO) ? h("section", {}, h("h2", {}, t("export.dying")), h("p", {}, t("export.dying.do")),
        h("div", { class: "actions" }, button(t("day.export"), seal, "secondary"), h("a", { class: "nl-button nl-button--secondary", href: "#/codes" }, t("export.show")))) : null,
      refused.length ? h("section", {}, h("h2", {}, t("day.refused")), h("p", {}, t("day.refused.do")),
        h("ul", { class: "outbox" }, ...refused.map((fact) => row(fact, "failed", h("span", {}, refusal(fact)), button(t("day.refused.seen"), () => device.outbox.see(fact).then(redraw)))))) : null,
      h("p", {}, h("a", { href: "#/bring" }, t("frame.to.bring"))),
      h("p", { class: "note" }, device.link.spokeAt ? t("day.spoke", { time: clock(when(device.link.spokeAt), device.zone) }) : t("day.spoke.never")),
    ].filter(Boolean));
  }
  redraw();
  return { title: t("frame.to.outbox"), content: [h("h1", {}, t("frame.to.outbox")), box, said], redraw };
}

const KNOWN = new Set(["station.early", "turnout.unopened", "presence.order", "count.early", "count.unopened", "count.version", "keys.none", "journal.conflict", "text.long", "fact.election", "passes.form", "passes.unknown", "passes.destroyed", "export.form", "export.elsewhere", "export.many", "photo.large", "photo.form", "photo.unwanted", "photo.early", "photo.many", "keys.no-intake"]);

export const refusal = (fact) => (KNOWN.has(fact.refusal.code) ? t(`day.refusal.${fact.refusal.code}`) : t("day.refusal.other", { code: fact.refusal.code }));
