// Keeps a page up to date while it is read. Pages work without it.
import { countDown } from "./countdown.js";
import { offerExploring } from "./explore.js";
import { readManifest, siteAhead } from "./manifest.js";
import { begin, renew } from "./renew.js";
import { offerPng } from "./save.js";
import { cycle } from "./screen.js";
import { sayWherePrinted } from "./print.js";
import { offerSearch } from "./search.js";
import { keepWhatIsSeen, sayWhatChanged } from "./since.js";

const { live, behind } = document.querySelector("main").dataset;
// Looks so far apart, in milliseconds, and by chance up to as much more: not everybody at once.
const EVERY = 10_000;
// Between two looks at least, also for who goes to and fro between pages.
const AT_LEAST = 2_000;
// A beat that does not move for so long, by this device's own stopwatch, is behind.
const SILENT = 300_000;

const status = Object.assign(document.createElement("p"), { className: "hidden", role: "status" });
document.body.append(status);
let digest = null;
let beat = null;
let moved = performance.now();
let looked = 0;
let timer = 0;

async function look() {
  clearTimeout(timer);
  looked = performance.now();
  try {
    const manifest = await readManifest();
    if (manifest.as_of !== beat) [beat, moved] = [manifest.as_of, performance.now()];
    if (digest === null) await begin();
    if (manifest.digest !== digest) {
      const said = await renew();
      sayWhatChanged();
      offerExploring();
      if (said) status.textContent = live.replace("{said}", said);
    }
    digest = manifest.digest;
  } catch (problem) {
    console.info("stemdag: no news this time;", problem.message);
  }
  sayBehind(performance.now() - moved > SILENT);
  timer = setTimeout(look, EVERY * (1 + Math.random()));
}

// Plainly, on the page: nobody is to take old figures for the newest.
function sayBehind(is) {
  const shown = document.querySelector(".behind");
  if (!is || beat === null) return shown?.remove();
  const time = new Intl.DateTimeFormat(document.documentElement.lang, { hour: "2-digit", minute: "2-digit", hourCycle: "h23" }).format(Date.parse(beat));
  const box = shown ?? Object.assign(document.createElement("p"), { className: "behind", role: "status" });
  const text = behind.replace("{time}", time);
  if (box.textContent !== text) box.textContent = text;
  if (!shown) document.querySelector("main").before(box);
}

// Who comes back to the page does not wait.
document.addEventListener("visibilitychange", () => {
  if (!document.hidden && performance.now() - looked > AT_LEAST) look();
});
countDown(siteAhead);
offerSearch();
offerPng();
offerExploring();
keepWhatIsSeen(siteAhead);
sayWherePrinted();
cycle();
look();
