// A newer version of the page that is read, put into it without moving what the reader is at.
//
// A page may have a short form, of what moves with each count. It is asked for as long as the rest (candidates,
// stations) is out of sight; the whole page is when the rest is looked at.
import { Idiomorph } from "idiomorph";

const main = () => document.querySelector("main");
const later = () => document.querySelector("#later");
const parse = (html) => new DOMParser().parseFromString(html, "text/html");
const script = (page) => page.querySelector("main")?.dataset.script ?? page.querySelector('script[type="module"]')?.getAttribute("src");

// The page and its short form as they were last taken over, by address.
const known = new Map();
// Whether the rest of the page is older than what moves.
let behind = false;

// What did not change is not sent again: the browser asks by its ETag.
async function ask(address, cache = "no-cache") {
  const answer = await fetch(address, { cache });
  if (!answer.ok) throw new Error(`page: ${answer.status}`);
  return answer.text();
}

/** The first look: what this page is a version of. The browser has it; it may be some seconds old already. */
export async function begin() {
  known.set(location.pathname, await ask(location.pathname, "force-cache"));
  watch();
}

const sight = new IntersectionObserver(seen);

function watch() {
  if (main().dataset.now) sight.observe(later());
}

// The rest comes into sight. Where that fails, the next look brings it.
function seen(entries) {
  if (behind && entries.some((each) => each.isIntersecting)) renew(true).catch((problem) => console.info("stemdag:", problem.message));
}

function inSight(part) {
  const { top, bottom } = part.getBoundingClientRect();
  return top < innerHeight && bottom > 0;
}

/** Takes over what is new; gives what is to be said of it, or "" where nothing is. */
export async function renew(whole = false) {
  const { now } = main().dataset;
  const short = now && !whole && !inSight(later());
  const address = short ? now : location.pathname;
  const html = await ask(address);
  if (html === known.get(address)) return "";
  const page = parse(html);
  const fresh = page.querySelector("main");
  // A page of another version of the site has another style and script: the reader loads it when it suits.
  if (!fresh || script(page) !== script(document)) {
    offer();
    return "";
  }
  const { said: before } = main().dataset;
  const figures = numbers();
  // A notice that took the place of a page has no parts.
  const part = short && fresh.querySelector("#now");
  morph(part ? document.querySelector("#now") : main(), part || fresh);
  behind = Boolean(part);
  if (!part) known.clear();
  known.set(address, html);
  // Whether a count is official stands under the page as well, and what data there is.
  const [foot, newer] = [document, page].map((each) => each.querySelector(part ? "footer p" : "footer"));
  morph(foot, newer);
  watch();
  document.title = page.title;
  for (const [row, text] of numbers()) if (figures.has(row) && figures.get(row) !== text) flash(row);
  const { said = "" } = fresh.dataset;
  main().dataset.said = said;
  return said === before ? "" : said;
}

function morph(old, fresh) {
  Idiomorph.morph(old, fresh, {
    restoreFocus: true,
    // What the reader opened stays open, also what is explored; the countdown goes on by itself, and so does what was
    // said of before.
    callbacks: {
      beforeAttributeUpdated: (name) => name !== "open",
      beforeNodeMorphed: (node) => !node.matches?.(".countdown, .since, explore-picture"),
    },
  });
}

const numbers = () => new Map([...document.querySelectorAll("table.results tr")].map((row) => [row, row.textContent]));

function flash(row) {
  row.classList.remove("changed");
  // Read, so that a change soon after another is seen as well.
  void row.offsetWidth;
  row.classList.add("changed");
}

function offer() {
  if (document.querySelector(".fresh")) return;
  main().append(Object.assign(document.createElement("a"), { className: "fresh", href: location.pathname, textContent: main().dataset.fresh }));
}
