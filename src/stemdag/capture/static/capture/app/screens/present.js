// Who is here, from when to when, as the official record asks; and whether enough members are.
import { button, h, message } from "../dom.js";
import { betweenDays } from "../hours.js";
import { isHere, iso, namesake, people, readNote, ROLES, shortage } from "../people.js";
import { clock, t } from "../texts.js";

// The journal keeps texts of at most a thousand bytes; the record has one line for a name.
const LONGEST = 100;

export const name = "present";
export const act = () => t("present.title");

const noted = (device) => people(device.day.present).filter((each) => !each.struck);

// Too few members while the station is open; null while all is well.
function short(device) {
  const { day, election, tailoring } = device;
  const open = day.opened && !day.closed && !betweenDays(election.station.hours, device.now());
  return open ? shortage(people(day.present), tailoring.least_members, device.now()) : null;
}

export const hand = (device) => short(device) !== null;
export const done = (device) => noted(device).length > 0 && !short(device);

export function line(device) {
  const lack = short(device);
  const all = noted(device);
  if (!all.length) return t("present.none");
  if (lack) return lack.here < lack.least ? t("present.line.short", lack) : t("present.line.chairless");
  const here = all.filter((each) => isHere(each, device.now())).length;
  return here ? t("present.line", { n: here }) : t("present.line.noted", { n: all.length });
}

// `open.note` is the note that is being written: the screen may be drawn anew in another language meanwhile.
export function screen(device, { open }) {
  const title = t("frame.to.present");
  const [warning, list, form] = [h("div", {}), h("div", {}), h("div", { id: "note" })];

  const note = (person, name, facts) => device.everywhere("presence.noted", { person, ...facts }, { name });

  // One form for who comes, who leaves and what was wrong; `leaving` fills in the time.
  function edit(before, leaving = false) {
    open.note = [before, leaving];
    form.replaceChildren(fields(device, before, leaving, note, close));
    form.querySelector(leaving ? "#to" : "#name").focus();
    form.scrollIntoView({ block: "nearest" });
  }
  const close = () => {
    delete open.note;
    form.replaceChildren(add());
  };
  const add = () => h("div", { class: "actions" }, Object.assign(button(t("present.add"), () => edit(null), "primary"), { id: "add" }));

  const group = (key, some) => (some.length ? [h("h2", {}, t(`present.${key}`)), h("ul", { class: "people" }, ...some.map((each) => row(device, each, edit)))] : []);

  // Whoever is here when voting has ended stays for the count, from the last voter on.
  async function over(event) {
    event.target.disabled = true;
    const from = device.day.lastVoter ?? device.day.closed;
    for (const { person, name: who, role, from: came } of staying(device)) {
      await note(person, who, { role, at: "voting", from: iso(came), to: iso(Math.max(from, came + 60_000)) });
      await note(crypto.randomUUID(), who, { role, at: "counting", from: iso(Math.max(from, came + 60_000)), to: null });
    }
  }

  function redraw() {
    const all = people(device.day.present);
    const lack = short(device);
    const key = lack && (lack.here < lack.least ? "short" : "chairless");
    warning.replaceChildren(...(key ? [message("warning", t(`present.${key}`, lack), t(`present.${key}.do`))] : []));
    const stay = device.day.closed ? staying(device) : [];
    list.replaceChildren(...[
      ...group("here", all.filter((each) => isHere(each, device.now()))),
      ...group("gone", all.filter((each) => !isHere(each, device.now()))),
      all.length ? null : h("p", { class: "quiet" }, t("present.none")),
      stay.length ? h("div", {}, h("p", { class: "note" }, t("present.over.lead")), Object.assign(button(t("present.over"), over, "secondary"), { id: "over" })) : null,
    ].filter(Boolean));
  }

  redraw();
  if (open.note) edit(...open.note);
  else form.replaceChildren(add());
  return { title, content: [h("h1", {}, t("present.title")), h("p", { class: "lead" }, t("present.lead")), warning, list, form], redraw };
}

const staying = (device) => noted(device).filter((each) => each.at === "voting" && each.to === null);

function row(device, person, edit) {
  const [from, to] = [person.from, person.to].map((each) => each && clock(each, device.zone));
  const times = person.struck ? t("present.struck") : to ? t("present.between", { from, to }) : t("present.since", { from });
  const here = isHere(person, device.now());
  const named = (key, press) =>
    h("button", { type: "button", id: `${key}-${person.person}`, class: "nl-button nl-button--secondary", "aria-label": t(`present.${key}.who`, { name: person.name }), on: { click: press } }, t(`present.${key}`));
  return h("li", { data: { state: person.struck ? "struck" : here ? "here" : "gone" } },
    h("p", { class: "people__name" }, person.name),
    h("p", { class: "people__what" }, t(`present.role.${person.role}`), person.at === "counting" ? ` · ${t("present.at.counting").toLowerCase()}` : "", " · ", h("span", { class: "people__times" }, times)),
    h("div", { class: "people__do" }, here && person.to === null ? named("leaves", () => edit(person, true)) : null, named("correct", () => edit(person))));
}

function fields(device, before, leaving, note, close) {
  const { day, zone } = device;
  const said = h("div", { role: "alert" });
  const time = (moment) => (moment ? clock(moment, zone) : "");
  const text = (id, value, more = {}) => h("input", { id, type: "text", autocomplete: "off", value, ...more });
  const clocked = { inputmode: "numeric", maxlength: "7" };
  const inputs = {
    name: text("name", before?.name ?? "", { maxlength: String(LONGEST), autocapitalize: "words", spellcheck: "false", "aria-describedby": "name-hint" }),
    from: text("from", time(before ? before.from : device.now()), { ...clocked, "aria-describedby": "from-hint" }),
    to: text("to", leaving ? time(device.now()) : before?.struck ? "" : time(before?.to), { ...clocked, "aria-describedby": "to-hint" }),
  };
  const first = people(day.present).some((each) => each.role === "chair" && isHere(each, device.now()));
  const role = before?.role ?? (day.closed ? "counter" : first ? "member" : "chair");
  const at = before?.at ?? (day.closed ? "counting" : "voting");
  const picks = (key, values, chosen) => h("fieldset", { class: "field" }, h("legend", { class: "field__label" }, t(`present.${key}`)),
    h("div", { class: "choice choice--row" }, ...values.map((each) => h("label", {}, h("input", { type: "radio", name: key, id: `${key}-${each}`, value: each, checked: each === chosen }), h("span", {}, t(`present.${key}.${each}`))))));
  const field = (key) => h("div", { class: "field" }, h("label", { for: key }, t(`present.${key}`)), h("p", { class: "field__hint", id: `${key}-hint` }, t(`present.${key}.hint`)), inputs[key]);
  let asked = null;

  function wrong(id, ...words) {
    said.replaceChildren(message(...words));
    for (const each of Object.values(inputs)) each.toggleAttribute("aria-invalid", false);
    inputs[id].setAttribute("aria-invalid", "true");
    inputs[id].focus();
  }

  async function save(event) {
    event.preventDefault();
    const picked = (key) => form.querySelector(`[name="${key}"]:checked`).value;
    const typed = { name: inputs.name.value, from: inputs.from.value, to: inputs.to.value, role: picked("role"), at: picked("at") };
    const known = before?.struck ? { ...before, to: null } : before;
    const found = readNote(typed, known, device.now(), zone);
    if (found.problem) return wrong(found.field, "error", t(`present.problem.${found.problem}`));
    // The field counts signs; the journal counts bytes.
    if (found.name.length > LONGEST) return wrong("name", "error", t("present.problem.long"));
    const twice = !found.facts.to && namesake(people(device.day.present), found.name, before?.person, device.now());
    if (twice && asked !== found.name) {
      asked = found.name;
      return wrong("name", "warning", t("present.twice", { name: found.name }), t("present.twice.do"));
    }
    await note(before?.person ?? crypto.randomUUID(), found.name, found.facts);
    return close();
  }

  // A row that never was: it ends as it begins, and stays in the record of what was noted.
  const strike = async () => {
    await note(before.person, before.name, { role: before.role, at: before.at, from: iso(before.from), to: iso(before.from) });
    close();
  };

  const form = h("form", { class: "card", novalidate: true, on: { submit: save } },
    field("name"), picks("role", ROLES, role), picks("at", ["voting", "counting"], at),
    h("div", { class: "field-row" }, field("from"), field("to")), said,
    h("div", { class: "actions" }, h("button", { type: "submit", class: "nl-button nl-button--primary" }, t("present.save")), button(t("present.cancel"), close, "secondary"),
      before && !before.struck && !leaving ? button(t("present.strike"), strike) : null));
  return form;
}
