// Closing: who is in line still votes; then the last voter, and the piles of passes counted by hand.
import { lastVoter } from "../closing.js";
import { button, h, message, next } from "../dom.js";
import { closesAt } from "../hours.js";
import { checklist } from "../ticks.js";
import { clock, t } from "../texts.js";
import { piles } from "./piles.js";

export const name = "closing";
export const shown = (device) => device.election.station.must_open;
export const done = (device) => Boolean(device.day.closed);
export const act = (device) => t(done(device) ? "closing.view" : "closing.act");

const early = (device) => device.now() < (closesAt(device.election.station) ?? 0);
export const locked = (device) => !device.day.opened || early(device);

const until = (device) => clock(closesAt(device.election.station), device.zone);

export function line(device) {
  if (device.day.closed) return t("closing.line.closed", { time: clock(device.day.lastVoter, device.zone) });
  return early(device) ? t("closing.line.until", { time: until(device) }) : t("closing.line.open");
}

export function screen(device, { open }) {
  const title = t("frame.to.closing");
  const list = checklist(device, "closing");
  const state = h("div", {});
  const below = h("div", {});
  const said = h("div", { role: "alert" });
  const input = h("input", { id: "last", type: "text", inputmode: "numeric", maxlength: "7", autocomplete: "off", "aria-describedby": "last-hint" });
  const send = h("button", { type: "submit", class: "nl-button nl-button--primary" });
  let counted = null;
  // Still so when the screen is drawn anew in another language.
  open.changing ??= false;

  async function report(event) {
    event.preventDefault();
    const { problem, moment } = lastVoter(input.value, device.day.opened, device.now(), device.zone);
    if (problem) {
      said.replaceChildren(message("error", t(`closing.problem.${problem}`, { time: clock(device.day.opened ?? 0, device.zone) })));
      input.setAttribute("aria-invalid", "true");
      return input.focus();
    }
    input.removeAttribute("aria-invalid");
    said.replaceChildren();
    input.value = "";
    open.changing = false;
    return device.everywhere("station.closed", { last_voter: new Date(moment).toISOString() }, {}, (election) => election.station.must_open);
  }

  const form = h("form", { novalidate: true, on: { submit: report } },
    h("div", { class: "field clock-field" }, h("label", { for: "last" }, t("closing.last.time")), h("p", { class: "field__hint", id: "last-hint" }, t("closing.last.hint")), input),
    said, h("div", { class: "actions" }, send));
  const again = h("p", { class: "note" }, t("closing.again"));
  const change = h("div", { class: "actions" }, Object.assign(button(t("closing.change"), () => {
    open.changing = true;
    redraw();
    input.focus();
  }, "secondary"), { id: "change" }));
  const last = h("section", { "aria-labelledby": "last-title" }, h("h2", { id: "last-title" }, t("closing.last")), state, change, again, form);

  function redraw() {
    const { day } = device;
    list.redraw();
    state.replaceChildren(...(day.closed ? [message("ok", t("closing.closed", { time: clock(day.closed, device.zone), last: clock(day.lastVoter, device.zone) }))] : []));
    change.hidden = !day.closed || open.changing;
    again.hidden = !day.closed || !open.changing;
    form.hidden = Boolean(day.closed) && !open.changing;
    send.textContent = t(day.closed ? "closing.report.again" : "closing.report");
    last.hidden = !day.closed && locked(device);
    if (day.closed) {
      counted ??= piles(device);
      if (!counted.content.isConnected) below.replaceChildren(counted.content);
      counted.redraw();
    }
  }

  redraw();
  const closes = closesAt(device.election.station);
  const waits = device.day.closed ? null : !device.day.opened ? message("info", t("closing.unopened")) : early(device) ? message("info", t("closing.early", { time: until(device) }), t("closing.early.do")) : null;
  return {
    title,
    content: [
      h("h1", {}, t("closing.title")),
      h("p", { class: "lead" }, closes ? t("closing.lead", { time: clock(closes, device.zone) }) : t("closing.lead.open")),
      waits,
      waits && !device.day.opened ? next("opening", t("day.to_opening")) : null,
      list.content.length ? h("section", { "aria-labelledby": "list-title" }, h("h2", { id: "list-title" }, t("closing.list")), ...list.content) : null,
      last,
      below,
    ],
    redraw,
  };
}
