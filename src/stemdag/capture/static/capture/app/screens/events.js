// Events that can explain a difference later: written down when they happen, found again beside the form.
import { h, message } from "../dom.js";
import { chosen, clock, number, t } from "../texts.js";

const LONGEST = 1_000;
const MOST = 999_999_999;

export const name = "events";

export function screen(device) {
  const title = t("frame.to.events");
  const list = h("div", { id: "logged" });
  const said = h("div", { id: "said" });
  const voters = h("input", { id: "voters", inputmode: "numeric", autocomplete: "off", "aria-describedby": "voters-hint" });
  const text = h("textarea", { id: "event-text", rows: "2", maxlength: String(LONGEST), "aria-describedby": "event-hint" });
  const categories = device.tailoring.event_categories;
  const called = (key) => categories.find((each) => each.key === key)?.[chosen()] ?? key;
  const ticked = () => document.querySelector("input[name=category]:checked");
  const refuse = (words, at) => {
    said.replaceChildren(message("error", t(words)));
    at?.focus();
  };

  async function send(event) {
    event.preventDefault();
    const category = ticked()?.value;
    if (!category) return refuse("events.which", document.querySelector("input[name=category]"));
    const typed = voters.value.trim();
    if (typed && (!/^[0-9]{1,9}$/.test(typed) || Number(typed) > MOST)) return refuse("day.field.digits", voters);
    const words = text.value.trim();
    if (category === "other" && !words) return refuse("events.say", text);
    if (new TextEncoder().encode(words).length > LONGEST) return refuse("line.long", text);
    await device.say("event.logged", { category, voters: typed ? Number(typed) : null }, words ? { text: words } : {});
    ticked().checked = false;
    voters.value = text.value = "";
    said.replaceChildren(message("ok", t("events.kept"), t("events.kept.do")));
  }

  function redraw() {
    const { events } = device.day;
    list.replaceChildren(...(events.length ? [h("h2", {}, t("events.list")), h("ol", { class: "card-list" }, ...[...events].reverse().map((each) => h("li", { class: "card" },
      h("p", { class: "strong" }, called(each.category)),
      h("p", { class: "note" }, clock(each.time, device.zone), each.voters === null ? "" : ` · ${t("events.voters", { n: each.voters, count: number(each.voters) })}`, each.state === "waiting" ? ` · ${t("day.waits")}` : ""),
      each.text ? h("p", {}, each.text) : null)))] : []));
  }

  redraw();
  return {
    title,
    redraw,
    content: [
      h("h1", {}, title),
      h("p", { class: "lead" }, t("events.lead")),
      h("form", { novalidate: true, on: { submit: send, input: () => said.replaceChildren() } },
        h("fieldset", { class: "field" }, h("legend", { class: "field__label" }, t("events.what")),
          h("div", { class: "choice" }, ...categories.map((each) => h("label", {}, h("input", { type: "radio", name: "category", id: `category-${each.key}`, value: each.key }), h("span", {}, each[chosen()]))))),
        h("div", { class: "field" }, h("label", { for: "voters" }, t("events.how_many")), h("p", { class: "field__hint", id: "voters-hint" }, t("events.how_many.hint")), h("div", { class: "short" }, voters)),
        h("div", { class: "field" }, h("label", { for: "event-text" }, t("events.text")), h("p", { class: "field__hint", id: "event-hint" }, t("events.text.hint")), text),
        said,
        h("div", { class: "actions" }, h("button", { type: "submit", class: "nl-button nl-button--primary" }, t("events.send")))),
      list,
    ],
  };
}
