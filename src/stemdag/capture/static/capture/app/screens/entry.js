// Before the day: the code of the card, the PIN, and a device that was shut out.
import { button, download, h, message } from "../dom.js";
import { call, keepPhone } from "../phone.js";
import { clock, t } from "../texts.js";
import * as vault from "../vault.js";

const REFUSALS = new Set(["code.refused", "code.limited", "unreached", "request.form"]);

// The first start: a code from the office's card, and a PIN of one's own. Needs the office once.
export function enrol(store, done) {
  const said = h("div", { role: "alert" });
  const code = h("input", { id: "code", class: "code-input", autocomplete: "off", autocapitalize: "characters", spellcheck: "false", placeholder: "XXXX-XXXX-XXXX", required: true });
  // From the card's address: also where this page was open already when the card was scanned.
  const given = () => {
    const found = new URLSearchParams(location.hash.slice(1)).get("code");
    if (!found) return;
    code.value = found;
    history.replaceState(null, "", location.pathname);
  };
  given();
  addEventListener("hashchange", () => code.isConnected && given());
  const pin = secret("pin");
  const again = secret("again");
  const complain = (text) => said.replaceChildren(message("error", text));

  async function send(event) {
    event.preventDefault();
    if (!code.value.trim()) return complain(t("entry.code.empty"));
    if (!vault.goodPin(pin.value)) return complain(t("entry.pin.bad"));
    if (pin.value !== again.value) return complain(t("entry.pin.differ"));
    const submit = event.submitter;
    if (submit) submit.disabled = true;
    const answer = await ask(code.value);
    if (submit) submit.disabled = false;
    if (answer.refused) return complain(t(`entry.${answer.refused}`));
    const { key, record } = await vault.make(pin.value);
    store.useKey(key);
    try {
      await store.set("token", answer.token);
      await store.set("pack", answer.pack);
      await keepPhone(store, answer.pack);
    } catch (error) {
      if (error.code !== "store.failed") throw error;
      return complain(t("entry.storage.enrolled"));
    }
    // Last: from here on the device is one of the station's.
    await store.setMeta("vault", record);
    navigator.storage?.persist?.();
    done();
  }

  return h("div", { class: "narrow" },
    h("h1", {}, t("entry.title")),
    h("p", { class: "lead" }, t("entry.lead")),
    said,
    h("form", { novalidate: true, on: { submit: send } },
      h("div", { class: "field" }, h("label", { for: "code" }, t("entry.code")), code),
      h("p", {}, t("entry.pin.why")),
      h("div", { class: "field-row" },
        h("div", { class: "field" }, h("label", { for: "pin" }, t("entry.pin")), pin),
        h("div", { class: "field" }, h("label", { for: "again" }, t("entry.pin.again")), again)),
      h("div", { class: "actions" }, h("button", { type: "submit", class: "nl-button nl-button--primary" }, t("entry.begin")))));
}

const secret = (id) => h("input", { id, type: "password", inputmode: "numeric", autocomplete: "off", maxlength: "12", required: true });

async function ask(code) {
  let response;
  try {
    response = await fetch("enrol", { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify({ code }), cache: "no-store" });
    const answer = await response.json();
    if (response.ok) return answer;
    return { refused: REFUSALS.has(answer.code) ? answer.code : "unreached" };
  } catch (error) {
    console.warn("not reached:", error.message);
    return { refused: "unreached" };
  }
}

// A device that was enrolled: its PIN, also without a connection. `unlocked` goes on, `anew` wipes.
export function lock(store, record, phone, unlocked, anew) {
  const said = h("div", { role: "alert" });
  const pin = secret("pin");
  const unsent = h("p", { class: "note", id: "unsent" });
  store.waiting().then((waiting) => {
    if (waiting.count) unsent.textContent = t("entry.unsent", { n: waiting.count, count: waiting.count, time: clock(waiting.since) });
  });

  async function send(event) {
    event.preventDefault();
    const now = Date.now();
    if (now < record.until) return said.replaceChildren(message("error", t("entry.pin.wait", { time: clock(record.until) })));
    record = vault.tried(record, now);
    await store.setMeta("vault", record);
    const key = await vault.unlock(record, pin.value);
    pin.value = "";
    if (!key) {
      pin.focus();
      const text = record.until ? t("entry.pin.wait", { time: clock(record.until) }) : t("entry.pin.wrong");
      return said.replaceChildren(message("error", text));
    }
    await store.setMeta("vault", vault.forgiven(record));
    store.useKey(key);
    unlocked();
  }

  return h("div", { class: "narrow" },
    h("h1", {}, t("entry.locked")),
    h("p", { class: "lead" }, t("entry.locked.lead")),
    unsent, said,
    h("form", { novalidate: true, on: { submit: send } },
      h("div", { class: "field" }, h("label", { for: "pin" }, t("entry.pin")), pin),
      h("div", { class: "actions" }, h("button", { type: "submit", class: "nl-button nl-button--primary" }, t("entry.unlock")))),
    call(phone),
    other(store, anew));
}

// Somebody else's turn: everything here is destroyed, so what is unsent is said first.
function other(store, anew) {
  const ask = async () => {
    const { count } = await store.waiting();
    if (confirm(count ? t("entry.anew.unsent", { n: count, count }) : t("entry.anew.sure"))) anew();
  };
  return h("div", { class: "other" }, h("button", { type: "button", class: "as-link", on: { click: ask } }, t("entry.anew")));
}

// What lies here does not open any more: what can still be read goes into a sealed file, then all is wiped.
export function damaged(waiting, phone, exported, anew) {
  const said = h("div", { role: "alert" });
  const seal = async () => {
    try {
      download(await exported());
      said.replaceChildren(message("ok", t("day.export.made"), t("day.export.made.do")));
    } catch (error) {
      reportError(error);
      said.replaceChildren(message("error", t("export.failed")));
    }
  };
  return h("div", { class: "narrow" },
    h("h1", {}, t("entry.damaged")),
    message("error", t("entry.damaged.what"), t("entry.damaged.do")),
    call(phone),
    waiting.count ? h("p", {}, t("entry.unsent", { n: waiting.count, count: waiting.count, time: clock(waiting.since) })) : null,
    said,
    h("div", { class: "actions" }, exported && waiting.count ? button(t("day.export"), seal, "primary") : null,
      button(t("entry.anew"), () => confirm(t(waiting.count ? "entry.anew.unsent" : "entry.anew.sure", { n: waiting.count || 2, count: waiting.count })) && anew())));
}

// The office shut this device out; it neither sends nor reads.
export function shut(code, waiting, phone, anew) {
  return h("div", { class: "narrow" },
    h("h1", {}, t("entry.shut")),
    message("error", t(`entry.${code}`), t("entry.shut.do")),
    call(phone),
    waiting.count ? h("p", {}, t("entry.unsent", { n: waiting.count, count: waiting.count, time: clock(waiting.since) })) : null,
    h("div", { class: "actions" }, button(t("entry.anew"), () => confirm(t(waiting.count ? "entry.anew.unsent" : "entry.anew.sure", { n: waiting.count || 2, count: waiting.count })) && anew())));
}
