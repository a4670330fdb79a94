// What stands around every screen: whose station, how the line is, what is unsent, and the steps of the day.
import { h, message } from "./dom.js";
import { leave as signOut } from "./leaving.js";
import { afterPress } from "./press.js";
import { BESIDE, SCREENS, STEPS } from "./screens/index.js";
import { shown as those, standing } from "./steps.js";
import { choose, chosen, clock, t } from "./texts.js";
import { typed } from "./typed.js";

export function frame(device, acts) {
  let shown = null;
  let redraw = null;
  let drawn = null;
  // What is open on this screen, for when it is drawn anew in another language.
  let open = {};

  function route() {
    const name = location.hash.replace(/^#\/?/, "");
    return SCREENS[name] ? name : "home";
  }

  function draw(focus, still = {}) {
    shown = route();
    open = still;
    drawn = device.election.id;
    const screen = SCREENS[shown].screen(device, { ...acts, steps: STEPS, beside: BESIDE, open });
    redraw = screen.redraw;
    document.title = `${screen.title} · ${device.election.station.name}`;
    const main = h("main", { class: "content", id: "content", tabindex: "-1" }, screen.content);
    document.body.replaceChildren(
      h("a", { class: "nl-skip-link nl-skip-link--visible-on-focus", href: "#content", on: { click: (event) => { event.preventDefault(); main.focus(); } } }, t("frame.skip")),
      ...(device.election.rehearsal ? [h("p", { class: "rehearsal-band", role: "note" }, t("frame.rehearsal"))] : []),
      bar(device, speak, acts),
      trouble(h("div", { id: "trouble" }), device),
      ...(shown === "home" ? [] : [where(shown)]),
      h("div", { class: "frame" }, main, aside(device, shown, acts)),
    );
    if (focus) main.focus();
    scrollTo(0, 0);
  }

  // The same screen in the language that was chosen.
  function speak() {
    const refill = typed();
    keepFocus(() => draw(false, open));
    refill();
  }

  // News must not take the keyboard away from who is typing: a screen says itself what it renews.
  function renew() {
    // A screen is of one election: what is typed on it must not become another one's.
    if (device.election.id !== drawn) keepFocus(() => draw(false));
    else if (redraw) keepFocus(redraw);
    else if (!document.activeElement?.matches("input, textarea, select")) keepFocus(() => draw(false));
    tell(document.querySelector("#line"), device);
    trouble(document.querySelector("#trouble"), device);
    const now = document.querySelector("#now");
    if (now) now.textContent = place(device);
    keepFocus(() => document.querySelector(".steps-aside")?.replaceWith(aside(device, shown, acts)));
  }

  addEventListener("hashchange", () => draw(true));
  device.addEventListener("change", afterPress(renew));
  device.addEventListener("go", (event) => { location.hash = `#/${event.to}`; });
  draw(false);
}

// After a new drawing the focus is where it was; where that is gone, at the content, not at the top of the page.
function keepFocus(act) {
  const { activeElement: before } = document;
  const { scrollX, scrollY } = window;
  act();
  if (before && before !== document.body && !before.isConnected) {
    (again(before) ?? document.getElementById("content"))?.focus({ preventScroll: true });
  }
  scrollTo(scrollX, scrollY);
}

// The same thing in the new drawing: by its id, else a link or a button that says the same.
function again(before) {
  if (before.id) return document.getElementById(before.id);
  if (!before.matches("a, button")) return null;
  const same = (each) => each.textContent === before.textContent && each.getAttribute("href") === before.getAttribute("href");
  return [...document.querySelectorAll(before.localName)].find(same);
}

function bar(device, draw, { lock }) {
  const { station } = device.election;
  const speak = (language) => () => {
    localStorage.setItem("language", language);
    choose(language);
    draw();
  };
  return h("header", { class: "bar" },
    h("div", { class: "bar__station" },
      h("a", { class: "bar__name", href: "#/" }, station.name),
      h("span", { class: "bar__place", id: "now" }, place(device))),
    h("div", { class: "bar__end" },
      tell(h("div", { id: "line", role: "status" }), device),
      h("div", { class: "languages", role: "group", "aria-label": t("frame.language") },
        ...["nl", "en"].map((each) => h("button", { type: "button", id: `speak-${each}`, lang: each, "aria-pressed": String(each === chosen()), on: { click: speak(each) } }, each)),
        h("button", { type: "button", id: "lock", on: { click: lock } }, t("frame.lock")))));
}

function place(device) {
  const { station, municipality } = device.election;
  return t("frame.place", { number: station.number, town: municipality.name, time: clock(device.now(), device.zone) });
}

// What this device cannot do any more, on every screen: "store", "facts" or "draft".
function trouble(box, device) {
  const { trouble: what } = device;
  if (box && box.dataset.what !== (what ?? "")) {
    box.dataset.what = what ?? "";
    box.replaceChildren(...(what ? [message("error", t(`frame.trouble.${what}`), t(`frame.trouble.${what}.do`))] : []));
  }
  return box;
}

// How the line stands, and what waits: always in sight, and read aloud where it changes.
function tell(box, device) {
  // Scans go as one message in a moment; without a connection they wait as all else does.
  const waiting = device.outbox.waiting.length + (device.link.state === "offline" && device.flow.waits ? 1 : 0);
  const state = device.link.state === "online" ? (waiting ? "waiting" : "online") : "offline";
  const words = [t(`frame.line.${device.link.state}`), waiting && t("frame.waiting", { n: waiting })].filter(Boolean).join(" · ");
  if (box?.textContent !== words || box.firstChild.dataset.state !== state) {
    box?.replaceChildren(h("a", { class: "link-state", href: "#/outbox", data: { state } },
      h("span", {}, t(`frame.line.${device.link.state}`), waiting ? " · " : ""), waiting ? h("b", {}, t("frame.waiting", { n: waiting })) : null));
  }
  return box;
}

function where(shown) {
  return h("nav", { class: "step-now", "aria-label": t("frame.step") }, h("span", {}, t(`frame.to.${shown}`)), h("a", { href: "#/" }, t("frame.steps.all")));
}

function aside(device, shown, { leave }) {
  const item = ({ name, mark }, state) => {
    const asks = mark?.(device);
    return h("li", { data: { state: name === shown ? "now" : asks ? "hand" : state } },
      h("a", { href: `#/${name}`, id: `to-${name}`, "aria-current": name === shown ? "step" : null }, t(`frame.to.${name}`),
        asks ? h("span", { class: "mark" }, asks) : null,
        state === "done" ? h("span", { class: "visually-hidden" }, ` (${t("frame.done")})`) : null));
  };
  return h("aside", { class: "steps-aside", id: "steps" }, h("div", {},
    device.pack.elections.length > 1 ? elections(device) : null,
    h("nav", { "aria-label": t("frame.steps") }, h("ol", { class: "steps" }, ...standing(device, STEPS).map(([step, state]) => item(step, state === "now" ? "todo" : state)))),
    h("nav", { "aria-label": t("frame.beside") }, h("ul", { class: "steps" }, ...those(device, BESIDE).map((each) => item(each, "todo")))),
    h("button", { type: "button", id: "leave", class: "as-link leave", on: { click: () => signOut(device, leave) } }, t("frame.leave"))));
}

function elections(device) {
  const pick = (event) => device.choose(event.target.value);
  return h("div", { class: "field" },
    h("label", { for: "election" }, t("frame.election")),
    h("select", { id: "election", on: { change: pick } },
      ...device.pack.elections.map((each) => h("option", { value: each.id, selected: each === device.election }, each.name))));
}
