// Packing: what goes where, the code for the paper, what is unsent still, and the end of the day on this device.
import { button, h, message } from "../dom.js";
import { leave } from "../leaving.js";
import { clock, t } from "../texts.js";
import { checklist, progressOf } from "../ticks.js";
import { receipt, standing } from "./versions.js";

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
  const [paper, end] = [h("div", {}), h("section", { "aria-labelledby": "end-title" })];

  function redraw() {
    list.redraw();
    paper.replaceChildren(...code(device));
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
      paper,
      list.content.length ? h("section", { "aria-labelledby": "list-title" }, h("h2", { id: "list-title" }, t("packing.list")), ...list.content) : null,
      end,
    ],
    redraw,
  };
}

// The code for the paper as the count's own screen has it; another device's code is not here.
function code(device) {
  const stands = standing(device);
  if (!stands.version) return [message("warning", t("packing.uncounted"), t("packing.uncounted.do"))];
  return stands.own ? receipt(stands) : [message("info", t("packing.code.other"))];
}
