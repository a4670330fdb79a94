// Opening: reported when the door opens to voters.
import { button, h, message, next } from "../dom.js";
import { clock, t } from "../texts.js";

export const name = "opening";
export const shown = (device) => device.election.station.must_open;
export const done = (device) => Boolean(device.day.opened);
export const line = (device) => (done(device) ? t("day.opened", { time: clock(device.day.opened, device.zone) }) : t("day.unopened"));
export const act = (device) => t(done(device) ? "day.view" : "day.open");

export function screen(device) {
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
