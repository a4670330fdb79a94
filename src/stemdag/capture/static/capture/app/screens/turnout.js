// Turnout, typed; and how busy it is.
import { h, message, next } from "../dom.js";
import { asked } from "../asking.js";
import { clock, number, t } from "../texts.js";

const QUEUES = ["none", "short", "long"];
const LARGEST = 999_999_999;
// More than any station admits (4,886 at the most), so it is asked about once: turnout is public at once.
const UNLIKELY = 5_000;

export const name = "turnout";
export const locked = (device) => device.election.station.must_open && !device.day.opened;
export const done = (device) => device.notCounting() === null && device.day.admitted !== null;
export const hand = (device) => asked(device) !== null;
export const figure = (device) => device.day.admitted !== null;
export const act = () => t("day.turnout.report");

// Where passes are scanned the turnout follows from them; a total that is typed corrects it.
const scans = (device) => device.tailoring.scanning && device.day.handed.rows.size > 0;

export function line(device) {
  const hour = asked(device);
  if (hour !== null) return t("asking.line", { time: clock(hour, device.zone) });
  if (scans(device)) return t("passes.turnout", { n: device.day.admitted, number: number(device.day.admitted) });
  const last = device.day.turnout.at(-1);
  return last ? t("day.admitted.at", { number: number(last.admitted), time: clock(last.time, device.zone) }) : t("day.turnout.none");
}

export function screen(device) {
  const said = h("div", {});
  const input = h("input", { id: "admitted", inputmode: "numeric", autocomplete: "off", "aria-describedby": "admitted-hint" });
  const above = h("div", {});
  const below = h("div", {});
  const late = h("div", {});
  let confirmed = null;

  const ask = (admitted, last) => {
    if (last !== undefined && admitted < last) return t("day.turnout.lower", { number: number(admitted), last: number(last) });
    return admitted > UNLIKELY && admitted > 2 * (last ?? 0) ? t("day.turnout.many", { number: number(admitted) }) : null;
  };

  async function send(event) {
    event.preventDefault();
    const typed = input.value.trim();
    if (!/^[0-9]+$/.test(typed) || Number(typed) > LARGEST) {
      said.replaceChildren(message("error", t(typed.startsWith("-") ? "day.field.negative" : "day.field.digits")));
      return input.focus();
    }
    const admitted = Number(typed);
    const question = ask(admitted, device.day.turnout.at(-1)?.admitted);
    if (question && confirmed !== admitted) {
      confirmed = admitted;
      said.replaceChildren(message("warning", question, t("day.turnout.again")));
      return input.focus();
    }
    await device.say("turnout.reported", { admitted, source: "typed" });
    input.value = "";
    confirmed = null;
    said.replaceChildren(message("ok", t("day.turnout.kept", { number: number(admitted) })));
  }

  function redraw() {
    const { day } = device;
    const hour = asked(device);
    late.replaceChildren(...(hour === null ? [] : [message("warning", t("asking.now", { time: clock(hour, device.zone) }), t("asking.now.do"))]));
    const rows = [...day.turnout].reverse().map((each) => h("tr", {},
      h("td", {}, clock(each.time, device.zone)), h("td", { class: "num" }, number(each.admitted)), h("td", {}, each.state === "waiting" ? t("day.waits") : "")));
    above.replaceChildren(...(scans(device) ? [message("info", t("passes.turnout", { n: day.admitted, number: number(day.admitted) }), t("passes.turnout.do"))] : []));
    below.replaceChildren(...[
      h("fieldset", { class: "queue" }, h("legend", { class: "field__label" }, t("day.queue")), h("p", { class: "field__hint" }, t("day.queue.hint")),
        h("div", { class: "choice choice--row" }, ...QUEUES.map((each) => h("label", {},
          h("input", { type: "radio", name: "queue", id: `queue-${each}`, value: each, checked: day.queue === each, on: { change: () => device.say("queue.reported", { queue: each }) } }),
          h("span", {}, t(`day.queue.${each}`)))))),
      rows.length ? h("table", { class: "reports" }, h("caption", { class: "visually-hidden" }, t("day.turnout.before")),
        h("thead", {}, h("tr", {}, h("th", { scope: "col" }, t("day.time")), h("th", { scope: "col", class: "num" }, t("day.admitted")), h("th", { scope: "col" }, h("span", { class: "visually-hidden" }, t("day.state"))))),
        h("tbody", {}, ...rows)) : null,
    ].filter(Boolean));
  }

  if (locked(device)) return { title: t("frame.to.turnout"), content: [h("h1", {}, t("frame.to.turnout")), message("info", t("day.turnout.unopened")), next("opening", t("day.to_opening"))] };
  redraw();
  const content = [
    h("h1", {}, t("frame.to.turnout")),
    late,
    above,
    h("form", { novalidate: true, on: { submit: send } },
      h("div", { class: "field turnout-field" }, h("label", { for: "admitted" }, t("day.turnout.how_many")), h("p", { class: "field__hint", id: "admitted-hint" }, t("day.turnout.hint")), input),
      said,
      h("div", { class: "actions" }, h("button", { type: "submit", class: "nl-button nl-button--primary" }, t("day.turnout.send")))),
    below,
  ];
  return { title: t("frame.to.turnout"), content, redraw };
}
