// The office's telephone number, as the municipality set it: shown to tap on, also where nothing is unlocked.
import { h } from "./dom.js";
import { t } from "./texts.js";

// Null where the municipality set none.
export const call = (number) =>
  number ? h("p", { class: "call" }, t("line.call"), " ", h("a", { href: `tel:${number.replace(/[^+0-9]/g, "")}` }, number)) : null;

// A number of an office is no secret: it lies beside the vault, so that a locked device can show it.
export const keepPhone = (store, pack) => store.setMeta("phone", pack.elections.map((each) => each.tailoring.office_phone).find(Boolean) ?? null);
export const keptPhone = (store) => store.meta("phone");
