// The line to the office.
import { h, message } from "../dom.js";
import { clock, t } from "../texts.js";

const LONGEST = 1_000;

export const name = "office";

export function screen(device) {
  const list = h("div", {});
  const box = h("textarea", { id: "text", rows: "3", maxlength: String(LONGEST) });
  const said = h("div", { role: "alert" });

  async function send(event) {
    event.preventDefault();
    const text = box.value.trim();
    if (!text) return box.focus();
    if (new TextEncoder().encode(text).length > LONGEST) return said.replaceChildren(message("error", t("day.text.long")));
    said.replaceChildren();
    await device.say("message.sent", { to: "office" }, { text });
    box.value = "";
  }

  function redraw() {
    const { messages } = device.day;
    list.replaceChildren(messages.length
      ? h("ol", { class: "talk" }, ...messages.map((each) => h("li", { data: { from: each.mine ? "me" : "office" } },
        h("p", { class: "talk__who" }, t(each.mine ? "day.talk.me" : "day.talk.office")), h("p", {}, each.text),
        h("time", {}, clock(each.time, device.zone), each.state === "waiting" ? ` · ${t("day.waits")}` : each.state === "taken" ? ` · ${t("day.delivered")}` : ""))))
      : h("p", { class: "quiet" }, t("day.talk.none")));
  }

  redraw();
  const counting = device.notCounting() === null;
  const content = [
    h("h1", {}, t("frame.to.office")),
    counting ? message("warning", t("day.talk.no_votes")) : null,
    list,
    h("form", { class: "talk-form", on: { submit: send } },
      h("div", { class: "field" }, h("label", { for: "text" }, t("day.talk.write")), box), said,
      h("div", { class: "actions" }, h("button", { type: "submit", class: "nl-button nl-button--primary" }, t("day.talk.send")))),
  ];
  return { title: t("frame.to.office"), content, redraw };
}
