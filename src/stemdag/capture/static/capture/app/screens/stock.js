// Ballots and materials: what is left, until when, what was asked for and is on its way.
import { button, h, message } from "../dom.js";
import { onward } from "../notices.js";
import { BALLOTS, stockNow } from "../supplies.js";
import { chosen, clock, number, t } from "../texts.js";

const MOST = 100_000;
const LONGEST = 300;

export const name = "stock";
export const shown = (device) => device.election.station.must_open;
const standing = (device) => stockNow(device.election, device.day, device.now());
export const mark = (device) => (standing(device).alarm ? t("stock.mark") : null);

const materials = ({ tailoring }) => {
  const known = tailoring.materials;
  return known.some((each) => each.key === BALLOTS) ? known : [{ key: BALLOTS, nl: t("stock.ballots"), en: t("stock.ballots") }, ...known];
};
const called = (device, key) => materials(device).find((each) => each.key === key)?.[chosen()] ?? key;
const amountOf = ({ amount }) => (amount === null ? "" : `${number(amount)} × `);

// How long the ballots last, in plain words.
function outlook(device, stock) {
  const { left, outAt, level } = stock;
  if (left === null) return message("info", t("stock.unknown"), t("stock.unknown.do"));
  const about = t("stock.left", { n: left, count: number(left) });
  if (level === "short") {
    const until = outAt && left > 0 ? t(stock.alarm ? "stock.until.ask" : "stock.until", { time: clock(outAt, device.zone) }) : null;
    if (!stock.alarm) return message("warning", until ?? about, until ? about : "", t("stock.coming"));
    return message("error", until ?? t(left > 0 ? "stock.few" : "stock.none"), about, t("stock.ask_now"));
  }
  if (level === "watch") return message("warning", outAt ? t("stock.until", { time: clock(outAt, device.zone) }) : t("stock.watch"), about, t("stock.watch.do"));
  return message(level === "enough" ? "ok" : "info", about, level === "enough" ? t("stock.enough") : "");
}

// On the overview only what cannot wait.
export function notice(device) {
  if (!shown(device)) return null;
  const stock = standing(device);
  if (!stock.alarm) return null;
  const asked = stock.deliveries.some((each) => each.what === BALLOTS && each.state === "asked");
  const found = outlook(device, stock);
  found.append(onward("stock", t(asked ? "stock.notice.look" : "stock.notice.go")));
  return found;
}

// A whole number that was typed, or null with the reason on screen.
function typed(input, said, smallest) {
  const text = input.value.trim();
  if (/^[0-9]{1,6}$/.test(text) && Number(text) >= smallest && Number(text) <= MOST) return Number(text);
  said.replaceChildren(message("error", t("stock.number", { smallest, most: number(MOST) })));
  input.focus();
  return null;
}

const field = (id, label, hint, input) => h("div", { class: "field" }, h("label", { for: id }, label), hint ? h("p", { class: "field__hint", id: `${id}-hint` }, hint) : null, input);
const digits = (id, given = {}) => h("input", { id, inputmode: "numeric", autocomplete: "off", ...given });

export function screen(device) {
  const title = t("frame.to.stock");
  const look = h("div", { class: "stack-of", id: "outlook" });
  const list = h("div", { id: "deliveries" });
  return {
    title,
    redraw: () => draw(device, look, list),
    content: [h("h1", {}, title), ...draw(device, look, list), counting(device), h("h2", {}, t("stock.ask.title")), asking(device), list],
  };
}

function draw(device, look, list) {
  const stock = standing(device);
  const last = device.day.stock.at(-1);
  look.replaceChildren(...[outlook(device, stock), last ? h("p", { class: "note" }, t("stock.last", { count: number(last.number), time: clock(last.at, device.zone) }), last.state === "waiting" ? ` · ${t("day.waits")}` : "") : null].filter(Boolean));
  // Somebody may be typing in it.
  if (!document.activeElement?.matches("#deliveries input")) {
    list.replaceChildren(...(stock.deliveries.length ? [h("h2", {}, t("stock.list")), h("ul", { class: "card-list" }, ...stock.deliveries.map((each) => row(device, each)))] : []));
  }
  return [look];
}

function counting(device) {
  const said = h("div", {});
  const input = digits("left", { "aria-describedby": "left-hint" });
  async function send(event) {
    event.preventDefault();
    const ballots = typed(input, said, 0);
    if (ballots === null) return;
    await device.say("stock.reported", { ballots });
    input.value = "";
    said.replaceChildren(message("ok", t("stock.kept", { count: number(ballots) })));
  }
  return h("form", { novalidate: true, class: "card", on: { submit: send } },
    field("left", t("stock.how_many"), t("stock.how_many.hint"), input), said,
    h("div", { class: "actions" }, h("button", { type: "submit", class: "nl-button nl-button--secondary" }, t("stock.send"))));
}

function asking(device) {
  const said = h("div", {});
  const what = h("select", { id: "what" }, ...materials(device).map((each) => h("option", { value: each.key }, each[chosen()])));
  const amount = digits("amount");
  const note = h("input", { id: "note", maxlength: String(LONGEST), autocomplete: "off" });
  async function send(event) {
    event.preventDefault();
    // Of other things a number may say nothing; of ballots it says what to put in the car.
    const bare = !amount.value.trim() && what.value !== BALLOTS;
    const asked = bare ? null : typed(amount, said, 1);
    if (!bare && asked === null) return;
    await device.say("delivery.asked", { what: what.value, amount: asked }, note.value.trim() ? { note: note.value.trim() } : {});
    said.replaceChildren(message("ok", t("stock.asked", { what: called(device, what.value) }), t("stock.asked.do")));
    amount.value = note.value = "";
  }
  return h("form", { novalidate: true, class: "card", on: { submit: send } },
    h("div", { class: "field-row" }, field("what", t("stock.what"), null, what), field("amount", t("stock.amount"), null, amount)),
    field("note", t("stock.note"), null, note), said,
    h("div", { class: "actions" }, h("button", { type: "submit", class: "nl-button nl-button--primary" }, t("stock.ask"))));
}

function row(device, each) {
  const said = h("div", {});
  const id = `got-${each.what}`;
  const input = each.what === BALLOTS && each.state !== "received" ? digits(id, { value: each.amount === null ? "" : String(each.amount) }) : null;
  async function received() {
    const amount = input ? typed(input, said, 1) : each.amount;
    if (input && amount === null) return;
    document.activeElement?.blur();
    await device.say("delivery.received", { what: each.what, amount });
  }
  return h("li", { class: "card", data: { state: each.state } },
    h("h3", {}, amountOf(each), called(device, each.what)),
    h("p", {}, t(`stock.state.${each.state}`, { time: clock(each.at, device.zone) }), each.unsent ? ` · ${t("day.waits")}` : ""),
    each.note ? h("p", { class: "quoted" }, each.note) : null,
    each.state === "received" ? null : h("div", { class: "receive" }, input ? field(id, t("stock.received.how_many"), null, input) : null, said, button(t("stock.received"), received, "secondary")));
}
