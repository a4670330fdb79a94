// The piles of passes, typed beside what was scanned, and taken over into the form. A part of the closing's screen.
import { button, h, message } from "../dom.js";
import { compare, pileMarks, takeOver } from "../piles.js";
import { saving } from "../saving.js";
import { number, t } from "../texts.js";

export function piles(device) {
  const marks = pileMarks(device.election);
  const typed = { ...device.draft.piles };
  const [findings, outcome] = [h("div", {}), h("div", { role: "alert" })];
  const kept = h("p", { class: "note", role: "status" }, t("closing.piles.kept"));
  const keep = saving(() => device.keep({ ...device.draft, piles: { ...typed } }), tell);
  const rows = new Map(marks.map((mark) => [mark, row(mark)]));

  function tell(state) {
    if (state === "failed") outcome.replaceChildren(message("error", t("day.store.failed"), t("day.store.failed.do")));
    else kept.textContent = t(state === "keeping" ? "day.keeping" : "closing.piles.kept");
  }

  function row(mark) {
    const id = `pile-${mark}`;
    const out = h("output", { class: "count-row__check", for: id });
    const input = h("input", { id, inputmode: "numeric", autocomplete: "off", value: typed[mark] ?? "", on: { input: () => { typed[mark] = input.value; keep.soon(); redraw(); } } });
    const small = mark === "D" ? h("small", {}, marks.slice(0, -1).join(" + ")) : null;
    const line = h("div", { class: "count-row", data: mark === "D" ? { sum: "" } : {} }, h("span", { class: "count-row__letter" }, mark), h("label", { for: id }, t(`day.letter.${mark}`), small), input, out);
    return { line, input, out };
  }

  // In words, beside the pile.
  function words({ mark, problem, other, apart }) {
    if (problem) return t(`day.number.${problem}`);
    if (mark === "D") {
      if (other === null) return "";
      return apart === 0 ? t("closing.sum.same") : t("closing.sum.is", { what: marks.slice(0, -1).join(" + "), other: number(other) });
    }
    if (apart === null) return "";
    if (apart === 0) return t("closing.same");
    return t(apart > 0 ? "closing.more" : "closing.fewer", { apart: number(Math.abs(apart)), other: number(other) });
  }

  function redraw() {
    const found = compare(marks, typed, device.tailoring.scanning ? device.day.passes : null);
    for (const each of found) {
      const { line, out } = rows.get(each.mark);
      const state = each.problem ? "wrong" : each.apart === 0 ? "ok" : each.apart ? "warn" : "";
      if (state) line.dataset.state = state;
      else delete line.dataset.state;
      out.textContent = words(each);
    }
    const sum = found.at(-1);
    findings.replaceChildren(...[
      found.some((each) => each.mark !== "D" && each.apart) ? message("warning", t("closing.differs"), t("closing.differs.do")) : null,
      sum.apart ? message("warning", t("closing.sum.differs", { other: number(sum.other), typed: number(sum.typed) }), t("closing.sum.differs.do")) : null,
    ].filter(Boolean));
  }

  async function over() {
    const unread = compare(marks, typed, null).filter((each) => each.problem);
    if (unread.length) {
      outcome.replaceChildren(message("error", t("closing.unread", { marks: unread.map((each) => each.mark).join(", ") })));
      return rows.get(unread[0].mark).input.focus();
    }
    await keep.after();
    const { draft, kept: before } = takeOver(device.draft, marks);
    await device.keep(draft);
    if (!before.length) return device.dispatchEvent(Object.assign(new Event("go"), { to: "count" }));
    return outcome.replaceChildren(message("warning", t("closing.kept.before", { marks: before.join(", ") }), t("closing.kept.before.do"),
      h("p", { class: "actions" }, h("a", { class: "nl-button nl-button--primary", href: "#/count" }, t("closing.to.count")))));
  }

  redraw();
  const content = h("section", { "aria-labelledby": "piles-title", class: "count-form" },
    h("h2", { id: "piles-title" }, t("closing.piles")), h("p", {}, t("closing.piles.lead")),
    h("div", {}, ...[...rows.values()].map(({ line }) => line)),
    findings, outcome, h("div", { class: "actions" }, Object.assign(button(t("closing.over"), over, "primary"), { id: "over" })), kept);
  return { content, redraw };
}
