// What asks for the chair's eye, on top of the overview: the office's own acts first, then what each screen has.
import { handedBack } from "./conversation.js";
import { h, message } from "./dom.js";
import { clock, t } from "./texts.js";

export const onward = (to, text) => h("p", {}, h("a", { class: "notice__go", href: `#/${to}` }, text));

// A screen's module may have `notice(device)`: an element, or null.
export function notices(device, screens) {
  return [closed(device), again(device), ...screens.map((each) => each.notice?.(device))].filter(Boolean);
}

function closed({ day, zone }) {
  if (day.officeClosed)
    return message("error", t("line.closed", { time: clock(day.officeClosed.time, zone) }), quoted(day.officeClosed.reason), t("line.closed.do"));
  if (day.officeReopened)
    return message("info", t("line.reopened", { time: clock(day.officeReopened.time, zone) }), quoted(day.officeReopened.reason));
  return null;
}

const quoted = (text) => (text ? h("p", { class: "quoted" }, text) : "");

function again({ day }) {
  const found = handedBack(day);
  return found && message("warning", t("line.returned", { version: found.version }), quoted(found.reason), onward("count", t("line.returned.go")));
}
