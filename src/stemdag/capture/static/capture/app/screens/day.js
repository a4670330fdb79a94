// The day before the count: where we are, opening, turnout.
import { button, h, message } from "../dom.js";
import { clock, date, number, t } from "../texts.js";

const QUEUES = ["none", "short", "long"];
const LARGEST = 999_999_999;
// More than any station admits (4,886 at the most), so it is asked about once: turnout is public at once.
const UNLIKELY = 5_000;

export function home(device) {
  const { day, election } = device;
  const last = day.turnout.at(-1);
  const hours = election.station.hours.map(([opens, closes]) => t("day.hours", { date: date(opens, device.zone), from: clock(opens, device.zone), to: clock(closes, device.zone) }));
  const card = (state, title, ...rest) => h("section", { class: "card", data: { state } }, h("h2", {}, title), ...rest);
  const go = (to, text, kind = "primary") => h("p", { class: "actions" }, h("a", { class: `nl-button nl-button--${kind}`, href: `#/${to}` }, text));
  const unopened = election.station.must_open && !day.opened;
  const counting = !device.notCounting();
  const content = [
    h("h1", {}, t("day.home")),
    h("p", { class: "lead" }, election.name, hours.length ? ` · ${hours.join(" · ")}` : ""),
    clockOff(device),
    device.kept ? null : message("info", t("day.unkept"), t("day.unkept.do")),
    h("div", { class: "day" },
      election.station.must_open
        ? card(unopened ? "now" : "done", t("frame.to.opening"),
          unopened ? h("p", {}, t("day.unopened")) : h("p", {}, t("day.opened", { time: clock(day.opened, device.zone) })), unopened ? go("opening", t("day.open")) : null)
        : null,
      card(!unopened && !counting ? "now" : last ? "done" : "todo", t("frame.to.turnout"),
        last ? h("p", { class: "figure" }, t("day.admitted.at", { number: number(last.admitted), time: clock(last.time, device.zone) })) : h("p", {}, t("day.turnout.none")),
        go("turnout", t("day.turnout.report"), !unopened && !counting ? "primary" : "secondary")),
      card(counting && !day.version ? "now" : day.version ? "done" : "todo", t("frame.to.count"),
        h("p", {}, day.version ? t("day.counted", { version: day.version }) : t("day.counts_from", { time: clock(election.station.counts_from, device.zone) })),
        go("count", t(day.version ? "day.count.look" : "day.count.begin"), counting && !day.version ? "primary" : "secondary"))),
  ];
  return { title: t("day.home"), content };
}

// A clock that is far off is said: times of what is made without a connection follow from it.
function clockOff(device) {
  const off = device.link.clockOff;
  if (off === null || Math.abs(off) < 5 * 60_000) return null;
  return message("warning", t(off > 0 ? "day.clock.slow" : "day.clock.fast", { minutes: number(Math.round(Math.abs(off) / 60_000)) }), t("day.clock.do"));
}

export function opening(device) {
  const { day, election } = device;
  if (day.opened)
    return { title: t("frame.to.opening"), content: [h("h1", {}, t("frame.to.opening")), message("ok", t("day.opened", { time: clock(day.opened, device.zone) })), next("turnout", t("day.to_turnout"))] };
  const early = device.beforeOpening();
  const [first] = election.station.hours;
  const content = [
    h("h1", {}, t("frame.to.opening")),
    h("p", { class: "lead" }, t("day.open.lead")),
    early ? message("info", t("day.open.early", { time: clock(first[0], device.zone) }), t("day.open.early.do")) : null,
    h("div", { class: "actions" }, button(t("day.open"), () => device.say("station.opened"), "primary")),
  ];
  return { title: t("frame.to.opening"), content };
}

const next = (to, text) => h("p", { class: "actions" }, h("a", { class: "nl-button nl-button--primary", href: `#/${to}` }, text));

export function turnout(device) {
  const said = h("div", {});
  const input = h("input", { id: "admitted", inputmode: "numeric", autocomplete: "off", "aria-describedby": "admitted-hint" });
  const below = h("div", {});
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
    const rows = [...day.turnout].reverse().map((each) => h("tr", {},
      h("td", {}, clock(each.time, device.zone)), h("td", { class: "num" }, number(each.admitted)), h("td", {}, each.state === "waiting" ? t("day.waits") : "")));
    below.replaceChildren(...[
      h("fieldset", { class: "queue" }, h("legend", { class: "field__label" }, t("day.queue")),
        h("div", { class: "choice choice--row" }, ...QUEUES.map((each) => h("label", {},
          h("input", { type: "radio", name: "queue", id: `queue-${each}`, value: each, checked: day.queue === each, on: { change: () => device.say("queue.reported", { queue: each }) } }),
          h("span", {}, t(`day.queue.${each}`)))))),
      rows.length ? h("table", { class: "reports" }, h("caption", { class: "visually-hidden" }, t("day.turnout.before")),
        h("thead", {}, h("tr", {}, h("th", { scope: "col" }, t("day.time")), h("th", { scope: "col", class: "num" }, t("day.admitted")), h("th", { scope: "col" }, h("span", { class: "visually-hidden" }, t("day.state"))))),
        h("tbody", {}, ...rows)) : null,
    ].filter(Boolean));
  }

  const locked = device.election.station.must_open && !device.day.opened;
  if (locked) return { title: t("frame.to.turnout"), content: [h("h1", {}, t("frame.to.turnout")), message("info", t("day.turnout.unopened")), next("opening", t("day.to_opening"))] };
  redraw();
  const content = [
    h("h1", {}, t("frame.to.turnout")),
    h("form", { novalidate: true, on: { submit: send } },
      h("div", { class: "field turnout-field" }, h("label", { for: "admitted" }, t("day.turnout.how_many")), h("p", { class: "field__hint", id: "admitted-hint" }, t("day.turnout.hint")), input),
      said,
      h("div", { class: "actions" }, h("button", { type: "submit", class: "nl-button nl-button--primary" }, t("day.turnout.send")))),
    below,
  ];
  return { title: t("frame.to.turnout"), content, redraw };
}
