// A newer version of the page that is read, put into it without moving what the reader is at.
import { Idiomorph } from "idiomorph";

const main = () => document.querySelector("main");
const parse = (html) => new DOMParser().parseFromString(html, "text/html");
const script = (page) => page.querySelector('script[type="module"]')?.getAttribute("src");

// The page as it was last taken over.
let known = null;

// What did not change is not sent again: the browser asks by its ETag.
async function now(cache = "no-cache") {
  const answer = await fetch(location.pathname, { cache });
  if (!answer.ok) throw new Error(`page: ${answer.status}`);
  return answer.text();
}

/** The first look: what this page is a version of. The browser has it; it may be some seconds old already. */
export async function begin() {
  known = await now("force-cache");
}

/** Takes over what is new; gives what is to be said of it, or "" where nothing is. */
export async function renew() {
  const html = await now();
  if (html === known) return "";
  const page = parse(html);
  const fresh = page.querySelector("main");
  // A page of another version of the site has another style and script: the reader loads it when it suits.
  if (!fresh || script(page) !== script(document)) {
    offer();
    return "";
  }
  const { said: before } = main().dataset;
  const figures = numbers();
  Idiomorph.morph(main(), fresh, {
    restoreFocus: true,
    // What the reader opened stays open; the countdown goes on by itself, and so does what was said of before.
    callbacks: {
      beforeAttributeUpdated: (name) => name !== "open",
      beforeNodeMorphed: (node) => !node.classList?.contains("countdown") && !node.classList?.contains("since"),
    },
  });
  known = html;
  document.title = page.title;
  for (const [row, text] of numbers()) if (figures.has(row) && figures.get(row) !== text) flash(row);
  const { said = "" } = main().dataset;
  return said === before ? "" : said;
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
