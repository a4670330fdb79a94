// The line to the office: messages both ways, and incidents.
import { readByOffice, unread } from "../conversation.js";
import { h, message } from "../dom.js";
import { onward } from "../notices.js";
import { call } from "../phone.js";
import { chosen, clock, t } from "../texts.js";

const LONGEST = 1_000;
const WAYS = ["message", "incident"];

export const name = "office";
export const mark = (device) => unread(device.day).length || null;

// Never what was written: who looks at a screen that lies about need not read it.
export function notice(device) {
  const { length } = unread(device.day);
  return length ? message("info", t("line.new", { n: length, count: length }), onward("office", t("line.new.go"))) : null;
}

// What is on screen is read, once each. Nothing is written while nobody looks.
function read(device, said) {
  if (document.visibilityState !== "visible") return;
  for (const { entry } of unread(device.day)) {
    if (said.has(entry)) continue;
    said.add(entry);
    device.say("message.read", { message: entry });
  }
}

export function screen(device) {
  const title = t("frame.to.office");
  const list = h("div", { id: "talk" });
  const votes = h("div", {});
  const told = new Set();
  const redraw = () => {
    votes.replaceChildren(...(device.notCounting() === null ? [message("warning", t("line.no_votes"))] : []));
    list.replaceChildren(conversation(device));
    read(device, told);
  };
  redraw();
  return { title, redraw, content: [h("h1", {}, title), call(device.tailoring.office_phone), list, votes, writing(device)] };
}

function conversation(device) {
  const { day } = device;
  if (!day.messages.length) return h("p", { class: "quiet" }, t("line.none"));
  const called = (key) => device.tailoring.incident_categories.find((each) => each.key === key)?.[chosen()] ?? key;
  const who = (each) => {
    if (each.incident) return [t("line.me"), " · ", t(each.incident.urgent ? "line.incident.urgent" : "line.incident"), " · ", called(each.incident.category)];
    return [each.mine ? t("line.me") : t("line.office"), each.toAll ? ` · ${t("line.to_all")}` : ""];
  };
  return h("ol", { class: "talk" }, ...day.messages.map((each) => h("li", { data: { from: each.mine ? "me" : each.toAll ? "all" : "office" } },
    h("p", { class: "talk__who" }, ...who(each)), h("p", {}, each.text),
    h("time", {}, clock(each.time, device.zone), each.mine ? ` · ${sent(day, each, device.zone)}` : ""))));
}

function sent(day, each, zone) {
  if (each.state === "waiting") return t("day.waits");
  const read = readByOffice(day, each);
  return read ? t("line.read", { time: clock(read, zone) }) : t("line.delivered");
}

// Two ways of writing; which one is chosen first, as an incident asks more.
function writing(device) {
  const said = h("div", { role: "alert" });
  const box = h("textarea", { id: "text", rows: "3", maxlength: String(LONGEST) });
  const label = h("label", { for: "text" });
  const button = h("button", { type: "submit", class: "nl-button nl-button--primary" });
  const urgent = h("input", { type: "checkbox", id: "urgent" });
  const categories = h("fieldset", { class: "field" }, h("legend", { class: "field__label" }, t("line.incident.what")),
    h("div", { class: "choice choice--row" }, ...device.tailoring.incident_categories.map((each) => h("label", {}, h("input", { type: "radio", name: "category", id: `incident-${each.key}`, value: each.key }), h("span", {}, each[chosen()])))));
  const more = h("div", { class: "incident", hidden: true }, categories,
    h("div", { class: "choice" }, h("label", {}, urgent, h("span", {}, t("line.urgent"), h("small", {}, t("line.urgent.what"))))));
  let way = "message";

  function turn(to) {
    way = to;
    more.hidden = way !== "incident";
    label.textContent = t(`line.write.${way}`);
    button.textContent = t(`line.send.${way}`);
    said.replaceChildren();
  }

  const refuse = (words, at) => {
    said.replaceChildren(message("error", t(words)));
    at?.focus();
  };

  async function send(event) {
    event.preventDefault();
    const text = box.value.trim();
    const ticked = more.querySelector("input[name=category]:checked");
    if (way === "incident" && !ticked) return refuse("line.incident.which", more.querySelector("input[name=category]"));
    if (!text) return refuse("line.empty", box);
    if (new TextEncoder().encode(text).length > LONGEST) return refuse("line.long", box);
    if (way === "message") await device.say("message.sent", { to: "office" }, { text });
    else await device.say("incident.reported", { category: ticked.value, urgent: urgent.checked }, { text });
    box.value = "";
    if (ticked) ticked.checked = urgent.checked = false;
    turn("message");
    form.querySelector("#way-message").checked = true;
  }

  const form = h("form", { class: "talk-form", novalidate: true, on: { submit: send, input: () => said.replaceChildren() } },
    h("fieldset", { class: "field" }, h("legend", { class: "field__label" }, t("line.way")),
      h("div", { class: "choice choice--row" }, ...WAYS.map((each) => h("label", {},
        h("input", { type: "radio", name: "way", id: `way-${each}`, value: each, checked: each === way, on: { change: () => turn(each) } }), h("span", {}, t(`line.way.${each}`), h("small", {}, t(`line.way.${each}.what`))))))),
    more,
    h("div", { class: "field" }, label, box), said,
    h("div", { class: "actions" }, button));
  turn(way);
  return form;
}
