// Below the table: passes that the chair has to look at, and the last scans, which can be taken back with a reason.
import { button, h } from "../dom.js";
import { letStand } from "../handing.js";
import { clock, t } from "../texts.js";
import { elsewhereText } from "./passes_words.js";

const LAST = 8;
const LONGEST = 200;
const REASONS = ["misread", "left", "other_kind"];

/** What the chair can do with a pass that counts and should be looked at. */
export function lookButtons(device, each, back) {
  return [
    button(t("passes.look.stands"), () => letStand(device, each), "secondary"),
    button(t("passes.look.back"), () => back(each.row, t(`passes.undo.because.${each.why}`)), "secondary"),
  ];
}

/** Fills `box` with the passes of `looks`, those without a decision on top; empty where there are none. */
export function used(box, device, looks, back) {
  if (!looks.length) return box.replaceChildren();
  const row = (each) => h("li", { class: "card", data: each.decided ? {} : { hand: "" } },
    h("p", { class: "strong" }, t(`passes.look.${each.why}`, { kind: t(`passes.kind.${each.row.kind}`), time: clock(each.row.at, device.zone) })),
    h("p", {}, each.why === "invalid" ? t(`passes.reason.${each.reason}`) : elsewhereText(each.other, device.zone)),
    each.decided ? h("p", { class: "quiet" }, t("passes.look.decided")) : h("div", { class: "actions" }, ...lookButtons(device, each, back)));
  box.replaceChildren(h("h2", {}, t("passes.look")), h("p", { class: "note" }, t("passes.look.do")), h("ul", { class: "looks" }, ...looks.map(row)));
}

/**
 * Fills `box` with the last scans. `undoing` is the one whose reason is asked; `pick` chooses another or none,
 * `back` takes it back. Of a pass that was used twice only the last one: that is what the office would take back.
 */
export function lastScans(box, device, { undoing, pick, back }) {
  const newest = new Map();
  const rows = [...device.day.handed.counting].reverse().sort((one, other) => other.at - one.at).slice(0, LAST);
  for (const row of rows) if (!newest.has(row.fingerprint)) newest.set(row.fingerprint, row);
  const same = (one, other) => one !== null && one.fingerprint === other.fingerprint && one.visit === other.visit;
  const undo = (row, turn) => {
    const made = button(t("passes.undo"), () => pick(row));
    made.id = `undo-${turn}`;
    made.setAttribute("aria-label", t("passes.undo.of", { kind: t(`passes.kind.${row.kind}`), time: clock(row.at, device.zone) }));
    return made;
  };
  const item = (row, turn) => h("li", {},
    h("time", {}, clock(row.at, device.zone)),
    h("span", {}, t(`passes.kind.${row.kind}`), row.mine ? null : h("small", {}, ` ${t("passes.other_device")}`)),
    same(undoing, row) ? reasons(row, pick, back)
      : newest.get(row.fingerprint) === row ? undo(row, turn) : null);
  box.replaceChildren(...(rows.length ? [h("h2", {}, t("passes.last")), h("ol", { class: "scans" }, ...rows.map(item))] : []));
}

function reasons(row, pick, back) {
  const other = h("input", { id: "undo-other", maxlength: String(LONGEST), autocomplete: "off" });
  async function send(event) {
    event.preventDefault();
    const chosen = event.target.querySelector("input[type=radio]:checked")?.value;
    const text = other.value.trim() || (chosen && t(`passes.undo.${chosen}`));
    if (!text) return other.focus();
    await back(row, text);
  }
  return h("form", { class: "undo", novalidate: true, on: { submit: send } },
    h("fieldset", {}, h("legend", { class: "field__label" }, t("passes.undo.why")),
      h("div", { class: "choice" }, ...REASONS.map((each) => h("label", {}, h("input", { type: "radio", name: "why", value: each }), h("span", {}, t(`passes.undo.${each}`)))))),
    h("div", { class: "field" }, h("label", { for: "undo-other" }, t("passes.undo.other")), other),
    h("div", { class: "actions" },
      h("button", { type: "submit", class: "nl-button nl-button--primary" }, t("passes.undo")),
      button(t("passes.undo.not"), () => pick(null), "secondary")));
}
