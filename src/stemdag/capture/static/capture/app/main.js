// Starts the app: by itself without a connection, from what lies on the device.
import { Device } from "./device.js";
import { frame } from "./frame.js";
import { keepAll, register } from "./kept.js";
import * as entry from "./screens/entry.js";
import { keptPhone } from "./phone.js";
import * as stores from "./store.js";
import { choose, chosen, t } from "./texts.js";
import { h, message } from "./dom.js";
import { typed } from "./typed.js";

// Whether the app could be laid down on this device, which is known before there is anybody to tell.
const kept = Object.assign(new EventTarget(), { failed: false });
const shell = document.querySelector('meta[name="stemdag-shell"]').content;

async function start() {
  choose(localStorage.getItem("language") ?? navigator.language.slice(0, 2));
  if (!(await alone())) return show(message("warning", t("entry.twice"), t("entry.twice.do")));
  register(() => { kept.failed = true; kept.dispatchEvent(new Event("failed")); });
  let store;
  try {
    store = await stores.open();
  } catch (error) {
    reportError(error);
    return show(message("error", t("entry.storage"), t("entry.storage.do")));
  }
  await enter(store);
}

// One tab at a time: two would give one place in the order twice.
function alone() {
  return new Promise((found) => {
    navigator.locks.request("stemdag-station", { ifAvailable: true }, (lock) => {
      found(Boolean(lock));
      return lock ? new Promise(() => {}) : undefined;
    });
  });
}

async function enter(store) {
  const vault = await store.meta("vault");
  const shut = await store.meta("shut");
  const phone = await keptPhone(store);
  const anew = () => fresh(store);
  if (shut) return show(entry.shut(shut, await store.waiting(), phone, anew), restart(store));
  if (!vault) return show(entry.enrol(store, () => enter(store)), restart(store));
  show(entry.lock(store, vault, phone, () => unlocked(store), anew), restart(store));
}

const restart = (store) => () => enter(store);

async function fresh(store) {
  await store.wipe();
  location.replace("./");
}

async function unlocked(store) {
  let device = null;
  try {
    device = await Device.read(store, shell);
  } catch (error) {
    if (error.code !== "store.damaged") throw error;
  }
  if (!device || device.damaged) return show(entry.damaged(await store.waiting(), await keptPhone(store), device && (() => device.exported()), () => fresh(store)), () => unlocked(store));
  const failed = () => device.isKept("failed");
  if (kept.failed) failed();
  kept.addEventListener("failed", failed);
  keepAll(shell, () => device.isKept());
  const lock = () => {
    device.stop();
    location.replace("./");
  };
  device.addEventListener("shut", lock);
  // Whoever asked for something to be kept stops there; that it was not is said on every screen.
  addEventListener("unhandledrejection", (event) => {
    if (event.reason?.code !== "store.failed") return;
    event.preventDefault();
    device.troubled("store");
  });
  frame(device, { lock, leave: () => fresh(store) });
  device.start();
}

// A page before the day's own: one column, with the choice of a language.
function show(content, again = start) {
  const speak = (language) => async () => {
    localStorage.setItem("language", language);
    choose(language);
    const refill = typed();
    await again();
    refill();
  };
  const field = [...(content.querySelectorAll?.("input") ?? [])].find((each) => !each.value);
  const languages = h("div", { class: "languages", role: "group", "aria-label": t("frame.language") },
    ...["nl", "en"].map((each) => h("button", { type: "button", lang: each, "aria-pressed": String(each === chosen()), on: { click: speak(each) } }, each)));
  document.title = t("frame.title");
  document.body.replaceChildren(
    h("header", { class: "bar" }, h("span", { class: "bar__name" }, "Stemdag"), h("div", { class: "bar__end" }, languages)),
    h("div", { class: "frame" }, h("main", { class: "content", id: "content", tabindex: "-1" }, content)),
  );
  // The PIN can be typed at once; the message of a device that is shut out is read at once.
  (field ?? document.getElementById("content")).focus();
}

start();
