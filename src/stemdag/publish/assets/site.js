/* Counts down to the release moment, and says when this page has newer figures. Pages work without it. */

const MANIFEST = "/manifest.json";
const lang = document.documentElement.lang;
const main = document.querySelector("main");
const countdown = document.querySelector(".countdown");

/** The difference between the site's clock and this device's, in milliseconds. */
let ahead = 0;
let digest = null;
let tag = null;

async function readManifest() {
  const asked = Date.now();
  const answer = await fetch(MANIFEST, { cache: "no-cache" });
  if (!answer.ok) throw new Error(`manifest: ${answer.status}`);
  const manifest = await answer.json();
  const age = Number(answer.headers.get("Age") ?? 0) * 1000;
  const shift = Date.parse(manifest.as_of) + age - asked;
  /* The beat is some seconds old; only a device clock that is clearly wrong is put right. */
  ahead = Math.abs(shift) > 60_000 ? shift : 0;
  return manifest;
}

function inWords(seconds) {
  const parts = [];
  const say = (value, unit) =>
    parts.push(new Intl.NumberFormat(lang, { style: "unit", unit, unitDisplay: "long" }).format(value));
  const days = Math.floor(seconds / 86400);
  const hours = Math.floor(seconds / 3600) % 24;
  const minutes = Math.floor(seconds / 60) % 60;
  if (days) say(days, "day");
  if (hours) say(hours, "hour");
  if (!days && minutes) say(minutes, "minute");
  if (!days && !hours) say(seconds % 60, "second");
  return parts.join(" ");
}

function tick() {
  const left = Math.ceil((Date.parse(countdown.dataset.until) - Date.now() - ahead) / 1000);
  const text = left > 0 ? countdown.dataset.left.replace("{time}", inWords(left)) : countdown.dataset.now;
  if (countdown.textContent !== text) countdown.textContent = text;
  countdown.hidden = false;
  setTimeout(tick, left > 3600 ? 20_000 : 1000);
}

async function ownTag() {
  return (await fetch(location.pathname, { method: "HEAD", cache: "no-cache" })).headers.get("ETag");
}

async function look() {
  try {
    const manifest = await readManifest();
    if (manifest.digest !== digest) {
      const now = await ownTag();
      if (tag && now && now !== tag) offerFresh();
      tag ??= now;
      digest = manifest.digest;
    }
  } catch (problem) {
    console.info("stemdag: no manifest this time;", problem.message);
  }
  setTimeout(look, 15_000 + Math.random() * 15_000);
}

function offerFresh() {
  if (document.querySelector(".fresh")) return;
  const link = Object.assign(document.createElement("a"), {
    className: "fresh",
    href: location.pathname,
    textContent: main.dataset.fresh,
  });
  const live = Object.assign(document.createElement("div"), { role: "status" });
  main.append(live);
  live.append(link);
}

if (countdown) tick();
look();
