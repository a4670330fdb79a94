// Where we are: the steps of the day with how each stands, what is now on top of one's mind.
import { button, h, message } from "../dom.js";
import { notices } from "../notices.js";
import { standing } from "../steps.js";
import { clock, date, number, t } from "../texts.js";

export const name = "home";

export function screen(device, { steps, beside }) {
  const { election } = device;
  const hours = election.station.hours.map(([opens, closes]) => t("day.hours", { date: date(opens, device.zone), from: clock(opens, device.zone), to: clock(closes, device.zone) }));
  const content = [
    h("h1", {}, t("day.home")),
    h("p", { class: "lead" }, election.name, hours.length ? ` · ${hours.join(" · ")}` : ""),
    ...notices(device, [...steps, ...beside]),
    clockOff(device),
    device.versions.update ? message("info", t("day.update"), t("day.update.do"), h("div", { class: "actions" }, button(t("day.update.now"), () => location.reload()))) : null,
    { "": message("info", t("day.unkept"), t("day.unkept.do")), failed: message("error", t("day.unkept.failed"), t("day.unkept.failed.do")) }[device.kept] ?? null,
    h("div", { class: "day" }, ...standing(device, steps).map(([step, state]) => card(device, step, state))),
  ];
  return { title: t("day.home"), content };
}

function card(device, step, state) {
  const hand = step.hand?.(device) ?? false;
  return h("section", { class: "card", data: hand ? { state, hand: "" } : { state } },
    h("h2", {}, t(`frame.to.${step.name}`)),
    h("p", { class: hand ? "hand" : step.figure?.(device) ? "figure" : null }, step.line(device)),
    state === "locked" ? null : h("p", { class: "actions" },
      h("a", { class: `nl-button nl-button--${state === "now" ? "primary" : "secondary"}`, href: `#/${step.name}` }, step.act(device))));
}

// A clock that is far off is said: times of what is made without a connection follow from it.
function clockOff(device) {
  const off = device.link.clockOff;
  if (off === null || Math.abs(off) < 5 * 60_000) return null;
  const minutes = Math.round(Math.abs(off) / 60_000);
  const time = minutes < 120 ? t("day.clock.minutes", { number: number(minutes) }) : t("day.clock.hours", { number: number(Math.round(minutes / 60)) });
  return message("warning", t(off > 0 ? "day.clock.slow" : "day.clock.fast", { time }), t("day.clock.do"));
}
