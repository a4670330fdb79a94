// Packing: what goes where, the code for the paper, what is unsent still, and the end of the day on this device.
import { button, h, message } from "../dom.js";
import { leave } from "../leaving.js";
import { clock, t } from "../texts.js";
import { checklist, progressOf } from "../ticks.js";

export const name = "packing";
export const locked = (device) => device.day.version === 0;
export const act = () => t("packing.act");

export function done(device) {
  const { done: packed, all } = progressOf(device, "packing");
  return device.day.version > 0 && packed === all;
}

export function line(device) {
  const { done: packed, all } = progressOf(device, "packing");
  return locked(device) ? t("packing.line.waits") : t("packing.line", { done: packed, all });
}

export function screen(device, acts) {
  const list = checklist(device, "packing");
  const [code, end] = [h("div", {}), h("section", { "aria-labelledby": "end-title" })];

  function redraw() {
    list.redraw();
    code.replaceChildren(receipt(device));
    const { waiting } = device.outbox;
    end.replaceChildren(
      h("h2", { id: "end-title" }, t("packing.end")),
      waiting.length
        ? message("warning", t("day.unsent", { n: waiting.length, count: waiting.length, time: clock(waiting[0].at, device.zone) }), t("packing.end.wait"))
        : message("ok", t("packing.sent")),
      h("p", {}, t("packing.end.lead")),
      h("div", { class: "actions" }, Object.assign(button(t(waiting.length ? "packing.see" : "packing.leave"), () => leave(device, acts.leave), "secondary"), { id: "sign-out" })));
  }

  redraw();
  return {
    title: t("frame.to.packing"),
    content: [
      h("h1", {}, t("packing.title")),
      code,
      list.content.length ? h("section", { "aria-labelledby": "list-title" }, h("h2", { id: "list-title" }, t("packing.list")), ...list.content) : null,
      end,
    ],
    redraw,
  };
}

// The code of the version that stands; another device's code is not here.
function receipt({ day, outbox, election }) {
  if (!day.version) return message("warning", t("packing.uncounted"), t("packing.uncounted.do"));
  if (day.receipt) return h("div", { class: "receipt" }, h("p", {}, t("packing.code", { version: day.version })), h("p", { class: "receipt__code" }, day.receipt.code));
  const mine = outbox.waiting.some((fact) => fact.kind === "count.sent" && fact.election === election.id);
  return mine ? message("warning", t("packing.code.none"), t("packing.code.none.do")) : message("info", t("packing.code.other"));
}
