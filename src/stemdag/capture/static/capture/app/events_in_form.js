// The events of the day beside the differences of the form: what was logged may be what explains them.
import { h } from "./dom.js";
import { chosen, clock, number, t } from "./texts.js";

export function eventsInForm(device) {
  const { events } = device.day;
  if (!events.length) return null;
  const name = (key) => device.tailoring.event_categories.find((each) => each.key === key)?.[chosen()] ?? key;
  return h("div", { class: "message", data: { kind: "info" }, id: "logged-events" },
    h("p", { class: "message__title" }, t("events.form")),
    h("ul", { class: "logged" }, ...events.map((each) => h("li", {},
      h("time", {}, clock(each.time, device.zone)), " ", h("strong", {}, name(each.category)),
      each.voters === null ? "" : ` · ${t("events.voters", { n: each.voters, count: number(each.voters) })}`,
      each.text ? h("span", { class: "logged__text" }, each.text) : null))),
    h("p", {}, t("events.form.do")));
}
