// The count after sending: which version stands, who sent it, its code for the paper, and the ways on from there.
import { button, h, message } from "../dom.js";
import { clock, t } from "../texts.js";
import { refusal } from "./outbox.js";

// How the count of this station stands: {state, version, own}. `own` is this device's fact where it is about that one.
// "waiting", "refused" until the chair has decided, "held", "received", or the last two of another device.
export function standing({ day, outbox, election }) {
  const own = outbox.facts.filter((each) => each.kind === "count.sent" && each.election === election.id).at(-1) ?? null;
  if (own?.state === "waiting") return { state: "waiting", version: own.facts.version, own };
  if (own?.state === "refused" && !own.seen) return { state: "refused", version: day.version, own };
  const mine = own?.state === "taken" && own.facts.version === day.version;
  const office = day.counts.some((each) => each.version === day.version && each.office);
  return { state: day.held ? "held" : "received", version: day.version, own: mine ? own : null, office };
}

// What is said of it, the worst first.
export function about({ state, version, own, office }) {
  if (state === "refused") {
    const overtaken = own.refusal.code === "count.version";
    return message("error", t("count.refused"), overtaken ? t("count.overtaken", { version }) : refusal(own));
  }
  const kind = { waiting: "warning", held: "warning", received: "ok" }[state];
  const other = own ? null : t(office ? "count.office" : "count.other");
  return message(kind, t(`day.count.${state}`, { version }), t(`day.count.${state}.do`), other);
}

// The code for the paper record, there as soon as the count is sent.
export function receipt({ state, own }) {
  if (!own?.code || state === "refused") return [];
  const said = own.receipt?.code;
  return [
    h("div", { class: "receipt" }, h("p", {}, t("day.receipt")), h("p", { class: "receipt__code" }, own.code), h("p", { class: "note" }, t("count.receipt.why"))),
    said && said !== own.code ? message("error", t("count.receipt.differs", { code: said }), t("count.receipt.differs.do")) : null,
  ].filter(Boolean);
}

// Every version, the last one first; nothing where there is one only and it is this device's.
export function versions({ day, zone, outbox }) {
  const counts = [...day.counts].sort((one, other) => other.version - one.version || other.time - one.time);
  if (counts.length < 2 && counts.every((each) => each.mine) && !outbox.refused.some((each) => each.kind === "count.sent")) return null;
  const state = (each) => (each.version < day.version ? "replaced" : each.state === "waiting" ? "waiting" : day.held ? "held" : "received");
  return h("section", {}, h("h2", {}, t("count.versions")),
    h("ul", { class: "outbox" }, ...counts.map((each) => h("li", { data: { state: state(each) === "waiting" ? "waiting" : "sent" } },
      h("span", {}, t(`count.version.${each.mine ? "mine" : each.office ? "office" : "other"}`, { version: each.version })), h("time", {}, clock(each.time, zone)), h("span", {}, t(`count.state.${state(each)}`))))));
}

// The ways on: correct it, or where another device was first, say which of the two is right.
export function ways(device, { state, own }, correct, redraw) {
  if (state === "waiting") return null;
  if (state !== "refused") return h("div", { class: "actions" }, button(t("day.count.correct"), correct));
  if (!device.day.version) return h("div", { class: "actions" }, button(t("count.again"), correct, "primary"));
  return h("div", { class: "actions" },
    button(t("count.mine"), correct, "primary"), button(t("count.theirs"), () => device.outbox.see(own).then(redraw), "secondary"));
}
