// The word of the office where it hands a count back.
import { handedBack as returned } from "./conversation.js";
import { h, message } from "./dom.js";
import { t } from "./texts.js";

export function handedBack(day) {
  const found = returned(day);
  return found && message("warning", t("line.returned", { version: found.version }), h("p", { class: "quoted" }, found.reason), t("line.returned.do"));
}
