// Opening: the municipality's checklist, then reported when the door opens to voters.
import { button, h, message, next } from "../dom.js";
import { chosen, clock, t } from "../texts.js";
import { checklist, progressOf } from "../ticks.js";

export const name = "opening";
export const shown = (device) => device.election.station.must_open;
export const done = (device) => Boolean(device.day.opened);
export const act = (device) => t(done(device) ? "day.view" : "day.open");

export function line(device) {
  if (device.day.opened) return t("day.opened", { time: clock(device.day.opened, device.zone) });
  const { done: ticked, all } = progressOf(device, "opening");
  return ticked ? t("opening.line", { done: ticked, all }) : t("day.unopened");
}

export function screen(device) {
  const title = t("frame.to.opening");
  const list = checklist(device, "opening");
  const report = h("section", { "aria-labelledby": "report-title" });
  let asking = false;

  // A chair may open with items that are open; which ones is said once.
  function open() {
    asking = !asking && progressOf(device, "opening").open.length > 0;
    if (!asking) return device.everywhere("station.opened", {}, {}, (election) => election.station.must_open);
    redraw();
    report.querySelector(".message")?.scrollIntoView({ block: "nearest" });
    return report.querySelector("button")?.focus();
  }

  const back = () => {
    asking = false;
    redraw();
    document.querySelector(".checklist input:not(:checked)")?.focus();
  };

  function question() {
    const { open: items } = progressOf(device, "opening");
    const text = message("warning", t("opening.open", { n: items.length }), h("ul", { class: "list" }, ...items.map((each) => h("li", {}, each[chosen()]))), t("opening.open.do"));
    return [text, h("div", { class: "actions" }, Object.assign(button(t("opening.anyway"), open, "primary"), { id: "anyway" }), Object.assign(button(t("opening.back"), back, "secondary"), { id: "back" }))];
  }

  function state() {
    const { day, election } = device;
    if (day.opened) return [message("ok", t("day.opened", { time: clock(day.opened, device.zone) })), next("present", t("opening.next"))];
    const early = device.beforeOpening();
    if (asking && progressOf(device, "opening").open.length) return question();
    return [
      early ? message("info", t("day.open.early", { time: clock(election.station.hours[0][0], device.zone) }), t("day.open.early.do")) : null,
      h("div", { class: "actions" }, Object.assign(button(t("day.open"), open, "primary"), { id: "open" })),
    ];
  }

  function redraw() {
    list.redraw();
    report.replaceChildren(...[h("h2", { id: "report-title" }, t("opening.report")), ...state()].filter(Boolean));
  }

  redraw();
  const items = h("section", { "aria-labelledby": "list-title" }, h("h2", { id: "list-title" }, t("opening.list")), ...list.content);
  // Once it is open, that comes first.
  const parts = [list.content.length ? items : null, report];
  return { title, content: [h("h1", {}, title), h("p", { class: "lead" }, t("day.open.lead")), ...(device.day.opened ? parts.reverse() : parts)], redraw };
}
