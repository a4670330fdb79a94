// The line to the office, and what is unsent.
import { button, h, message } from "../dom.js";
import { clock, t } from "../texts.js";

const LONGEST = 1_000;

export function office(device) {
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

export function outbox(device) {
  const box = h("div", {});
  const said = h("div", { role: "alert" });

  // For a tablet that will not last: the office takes the file in, and only the office can open it.
  async function seal() {
    try {
      for (const { name, bytes } of await device.exported()) {
        const address = URL.createObjectURL(new Blob([bytes], { type: "application/octet-stream" }));
        h("a", { href: address, download: name }).click();
        setTimeout(() => URL.revokeObjectURL(address), 60_000);
      }
      said.replaceChildren(message("ok", t("day.export.made"), t("day.export.made.do")));
    } catch (error) {
      if (!error.code?.startsWith("export.")) throw error;
      said.replaceChildren(message("error", t(error.code, error.params)));
    }
  }

  function redraw() {
    const { waiting, refused } = device.outbox;
    const row = (fact, state, ...rest) => h("li", { data: { state } }, h("span", {}, t(`day.kind.${fact.kind}`)), h("time", {}, clock(fact.at, device.zone)), ...rest);
    box.replaceChildren(...[
      waiting.length
        ? message("warning", t("day.unsent", { n: waiting.length, count: waiting.length, time: clock(waiting[0].at, device.zone) }), t("day.unsent.safe"))
        : message("ok", t("day.unsent.none")),
      waiting.length ? h("ul", { class: "outbox" }, ...waiting.map((fact) => row(fact, "waiting"))) : null,
      h("div", { class: "actions" }, button(t("day.send.now"), () => device.link.now(), waiting.length ? "primary" : "secondary"), waiting.length ? button(t("day.export"), seal, "secondary") : null),
      refused.length ? h("section", {}, h("h2", {}, t("day.refused")), h("p", {}, t("day.refused.do")),
        h("ul", { class: "outbox" }, ...refused.map((fact) => row(fact, "failed", h("span", {}, refusal(fact)), button(t("day.refused.seen"), () => device.outbox.see(fact).then(redraw)))))) : null,
      h("p", { class: "note" }, device.link.spokeAt ? t("day.spoke", { time: clock(device.link.spokeAt, device.zone) }) : t("day.spoke.never")),
    ].filter(Boolean));
  }
  redraw();
  return { title: t("frame.to.outbox"), content: [h("h1", {}, t("frame.to.outbox")), box, said], redraw };
}

const KNOWN = new Set(["station.early", "turnout.unopened", "count.early", "count.unopened", "count.version", "keys.none", "journal.conflict", "text.long", "fact.election", "passes.form", "passes.unknown", "passes.destroyed"]);

export const refusal = (fact) => (KNOWN.has(fact.refusal.code) ? t(`day.refusal.${fact.refusal.code}`) : t("day.refusal.other", { code: fact.refusal.code }));
