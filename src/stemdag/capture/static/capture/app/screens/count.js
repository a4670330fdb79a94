// The count, as on paper: numbers, lists, candidates, differences; checked here, saved at every key, sent once.
import { besideCount } from "../beside.js";
import { message as advice } from "../check_texts.js";
import { check } from "../checks.js";
import { handedBack as returned } from "../conversation.js";
import { button, h, message, next } from "../dom.js";
import { eventsInForm } from "../events_in_form.js";
import { handedBack } from "../handed_back.js";
import { letters, pages, problem, problems, sum, toCount } from "../form.js";
import { chosen, clock, number, t } from "../texts.js";
import { about, receipt, standing, versions, ways } from "./versions.js";

const BOXES = ["D=H", "H>D", "H<D"];
const EXPLAINED = ["yes", "no"];

export const name = "count";
export const locked = (device) => device.notCounting() !== null;
export const done = (device) => device.day.version > 0;
export const act = (device) => t(done(device) ? "day.count.look" : "day.count.begin");
export const line = (device) =>
  done(device) ? t("day.counted", { version: device.day.version }) : t("day.counts_from", { time: clock(device.election.station.counts_from, device.zone) });

export function screen(device) {
  const title = t(device.day.version ? "day.count.correct" : "day.count.title");
  const waiting = device.notCounting();
  if (waiting) {
    const when = clock(device.election.station.counts_from, device.zone);
    return { title, content: [h("h1", {}, title), message("info", t(`day.count.${waiting}`, { time: when })), waiting === "unopened" ? next("opening", t("day.to_opening")) : null].filter(Boolean) };
  }
  if (!device.correcting && (device.day.version || standing(device).state === "refused")) return sent(device, title);
  return form(device, title);
}

// After sending: where the count is, the code for the paper record, and the way to a correction.
function sent(device, title) {
  const box = h("div", {});
  function redraw() {
    const stands = standing(device);
    const correct = () => {
      device.correcting = true;
      device.dispatchEvent(new Event("change"));
      dispatchEvent(new Event("hashchange"));
    };
    box.replaceChildren(...[
      handedBack(device.day),
      about(stands),
      ...receipt(stands),
      ways(device, stands, correct, redraw),
      device.tailoring.photo_of_record && stands.state !== "refused" ? h("p", { class: "actions" }, h("a", { class: "nl-button nl-button--secondary", href: "#/photo" }, t("photo.to"))) : null,
      versions(device),
    ].filter(Boolean));
  }
  redraw();
  return { title, content: [h("h1", {}, t("day.count.sent")), box], redraw };
}

function form(device, title) {
  const { election } = device;
  const draft = structuredClone(device.draft);
  const correction = device.day.version > 0;
  const rows = new Map();
  const asked = new Set(returned(device.day)?.marks);
  const summary = h("div", { id: "summary", tabindex: "-1" });
  const meanwhile = h("div", {});
  const sending = h("div", { class: "actions" });
  const kept = h("p", { class: "note", id: "kept" }, t("day.kept"));
  let saving = null;
  let dirty = false;
  let checked = false;

  const keep = () => {
    dirty = true;
    kept.textContent = t("day.keeping");
    saving ??= save();
    checked = false;
    buttons();
  };

  // One writing at a time, of what stands there then; says so once all of it is on the device.
  async function save() {
    try {
      while (dirty) {
        dirty = false;
        await device.keep(structuredClone(draft));
      }
      kept.textContent = t("day.kept");
    } catch (error) {
      reportError(error);
      kept.textContent = "";
      summary.replaceChildren(message("error", t("day.store.failed"), t("day.store.failed.do")));
    }
    saving = null;
  }

  // One number: letter or place, name, field, and what it is beside its sum.
  function row(mark, label, small = "", adds = null) {
    const id = `v-${mark.replaceAll(".", "-")}`;
    const out = h("output", { class: "count-row__check", for: id });
    const notes = h("div", { class: "notes", id: `${id}-notes` });
    const input = h("input", { id, name: mark, inputmode: "numeric", autocomplete: "off", value: draft.numbers[mark] ?? "", "aria-describedby": `${id}-notes`,
      on: { input: () => { draft.numbers[mark] = input.value; keep(); sums(); }, keydown: (event) => event.key === "Enter" && onward(event, input) } });
    const shown = mark.startsWith("c.") || mark.startsWith("E.") ? mark.split(".").at(-1) : mark.split(".")[0];
    const line = h("div", { class: "count-row", data: { ...(adds ? { sum: "" } : {}), ...(asked.has(mark) ? { asked: "" } : {}) } }, h("span", { class: "count-row__letter" }, shown),
      h("label", { for: id }, label, small ? h("small", {}, small) : null, asked.has(mark) ? h("small", { class: "asked" }, t("count.asked")) : null), input, out);
    rows.set(mark, { line, input, out, notes, adds });
    return [line, notes];
  }

  // Enter goes to the next number, as on a keypad.
  function onward(event, input) {
    event.preventDefault();
    const inputs = [...document.querySelectorAll(".count-row input")];
    const next = inputs[inputs.indexOf(input) + 1];
    (next ?? document.querySelector("#check"))?.focus();
  }

  function sums() {
    for (const [mark, { line, input, out, adds }] of rows) {
      const wrong = problem(input.value);
      if (wrong) {
        out.textContent = t(`day.number.${wrong}`);
        line.dataset.state = "wrong";
        continue;
      }
      delete line.dataset.state;
      out.textContent = "";
      if (!adds) continue;
      const total = sum(draft, adds.marks);
      if (!input.value.trim() && !total) continue;
      const right = total === sum(draft, [mark]);
      line.dataset.state = right ? "ok" : "warn";
      out.textContent = right ? t("day.adds") : t("day.is", { what: adds.what, number: number(total) });
    }
  }

  function ticks(name, values, legend) {
    const id = `v-${name}`;
    return h("fieldset", { class: "field", id, tabindex: "-1" }, h("legend", { class: "field__label" }, legend, asked.has(name) ? h("small", { class: "asked" }, t("count.asked")) : null),
      h("div", { class: "choice choice--row" }, ...values.map((each) => h("label", {},
        h("input", { type: "checkbox", name, id: `${id}-${values.indexOf(each)}`, checked: draft[name].includes(each), on: { change: (event) => {
          draft[name] = event.target.checked ? [...draft[name], each] : draft[name].filter((one) => one !== each);
          keep();
        } } }), h("span", {}, t(`day.${name}.${each}`))))), h("div", { id: `${id}-notes` }));
  }

  const wrong = (row) => {
    row?.input.setAttribute("aria-invalid", "true");
    if (row) row.line.dataset.state = "wrong";
  };

  const target = (mark) => ({ box: "v-boxes", boxes: "v-boxes", explained: "v-explained" })[mark] ?? `v-${mark.replaceAll(".", "-")}`;

  function judge() {
    const found = toCount(election, draft);
    const unread = Object.keys(problems(election, draft));
    const beside = besideCount(device);
    const findings = unread.length ? [] : check(found, beside);
    for (const { line, notes, input } of rows.values()) {
      notes.replaceChildren();
      input.removeAttribute("aria-invalid");
      delete line.dataset.hand;
    }
    for (const id of ["v-boxes-notes", "v-explained-notes"]) document.getElementById(id)?.replaceChildren();
    sums();
    const told = findings.map((finding) => ({ finding, said: advice(finding, found, device.pack.check_texts[chosen()], beside) }));
    for (const { finding, said } of told) {
      const at = document.getElementById(`${target(finding.marks[0])}-notes`);
      at?.append(h("div", { class: "message", data: { kind: finding.code.startsWith("F") ? "error" : "warning" } },
        h("p", { class: "message__code" }, finding.code), h("p", { class: "message__title" }, said.title), h("p", {}, said.advice)));
      if (finding.code.startsWith("F")) for (const mark of finding.marks) wrong(rows.get(mark));
    }
    const errors = told.filter(({ finding }) => finding.code.startsWith("F"));
    const jump = (mark, text, code) => h("li", {}, h("a", { href: `#${target(mark)}`, on: { click: (event) => { event.preventDefault(); document.getElementById(target(mark))?.focus(); } } }, code ? h("span", { class: "code" }, code) : "", " ", h("span", {}, text)));
    if (unread.length) {
      summary.replaceChildren(h("div", { class: "error-summary", role: "alert" }, h("h2", {}, t("day.unread")), h("ul", {}, ...unread.map((mark) => jump(mark, `${mark}: ${t(`day.number.${problem(draft.numbers[mark])}`)}`)))));
    } else if (told.length) {
      summary.replaceChildren(h("div", { class: errors.length ? "error-summary" : "message", data: { kind: errors.length ? "error" : "warning" }, role: "alert" },
        h("h2", {}, t(errors.length ? "day.look" : "day.unusual")), h("ul", {}, ...told.map(({ finding, said }) => jump(finding.marks[0], said.title, finding.code)))));
    } else summary.replaceChildren(message("ok", t("day.agree"), t("day.agree.do")));
    checked = !unread.length;
    buttons(errors.length);
    summary.focus();
    summary.scrollIntoView({ block: "nearest" });
  }

  function buttons(errors = 0) {
    const now = button(t(checked ? "day.check.again" : "day.check"), judge, checked && !errors ? "secondary" : "primary");
    now.id = "check";
    sending.replaceChildren(now, ...(checked ? [Object.assign(button(t(errors ? "day.send.anyway" : "day.send"), send, errors ? "secondary" : "primary"), { id: "send" })] : []));
  }

  // Another device of the station was first: that is looked at before this one is sent.
  function overtaken() {
    const { version } = device.day;
    const found = !correction && version > 0;
    if (found && !meanwhile.hasChildNodes())
      meanwhile.replaceChildren(message("warning", t("count.meanwhile", { version }), t("count.meanwhile.do"),
        h("p", { class: "actions" }, button(t("count.meanwhile.look", { version }), () => dispatchEvent(new Event("hashchange")), "primary"))));
    return found;
  }

  async function send() {
    if (overtaken()) return meanwhile.scrollIntoView();
    if (correction && !draft.reason.trim()) {
      summary.replaceChildren(message("error", t("day.reason.missing")));
      return document.getElementById("v-reason").focus();
    }
    await saving;
    await device.sendCount();
    device.correcting = false;
    dispatchEvent(new Event("hashchange"));
  }

  const passes = election.voter_cards ? "A + B + C" : "A + B";
  const smalls = { D: [passes, { marks: election.voter_cards ? ["A", "B", "C"] : ["A", "B"], what: passes }], H: ["E + F + G", { marks: ["E", "F", "G"], what: "E + F + G" }],
    E: [t("day.small.E"), { marks: election.lists.map((each) => `E.${each.number}`), what: t("day.small.E") }] };
  const section = (id, heading, ...rest) => h("section", { id, "aria-labelledby": `${id}-title` }, h("h2", { id: `${id}-title` }, heading), ...rest);
  const reason = h("textarea", { id: "v-reason", rows: "2", maxlength: "1000", value: draft.reason, on: { input: () => { draft.reason = reason.value; keep(); } } });
  const pageOf = (list) => {
    const marks = list.candidates.map((each) => `c.${list.number}.${each.number}`);
    return h("details", { class: "list-page", id: `list-${list.number}`, open: true }, h("summary", {}, h("span", { class: "list-page__number" }, String(list.number)), h("span", {}, list.name)),
      ...list.candidates.flatMap((each) => row(`c.${list.number}.${each.number}`, each.name)),
      ...row(`L.${list.number}`, t("day.letter.L"), t("day.small.L"), { marks, what: t("day.small.L") }));
  };
  const paged = pages(election);
  const content = [
    h("h1", {}, title),
    h("p", { class: "lead" }, t("day.count.lead")),
    handedBack(device.day),
    meanwhile,
    summary,
    h("form", { class: "count-form", novalidate: true, on: { submit: (event) => event.preventDefault() } },
      correction ? h("div", { class: "field" }, h("label", { for: "v-reason" }, t("day.reason")), h("p", { class: "field__hint" }, t("day.reason.hint")), reason) : null,
      section("numbers", t("day.numbers"), ...letters(election).flatMap((mark) => row(mark, t(mark === "E" && election.referendum ? "day.letter.E.referendum" : `day.letter.${mark}`), ...(smalls[mark] ?? [])))),
      section("lists", t(election.referendum ? "day.options" : "day.lists"), ...election.lists.flatMap((list) => row(`E.${list.number}`, list.name))),
      paged.length ? section("candidates", t("day.candidates"), ...paged.map(pageOf)) : null,
      section("differences", t("day.differences"), eventsInForm(device), ticks("boxes", BOXES, t("day.boxes")), ...row("I", t("day.letter.I"), "H − D"), ...row("J", t("day.letter.J"), "D − H"), ticks("explained", EXPLAINED, t("day.explained"))),
      section("send-section", t("day.send.title"), h("p", {}, t("day.send.lead")), sending, kept)),
  ];
  buttons();
  sums();
  return { title, content, redraw: overtaken };
}
