// The results, from the release moment on: this station's and the municipality's, as the public site has them.
import { button, h, message } from "../dom.js";
import { look, released } from "../published.js";
import { chosen, clock, number, t } from "../texts.js";

// Milliseconds between two looks while the screen is open.
const FRESH = 60_000;

export const name = "results";
export const shown = (device) => released(device.election, device.now());

export function screen(device) {
  const { election } = device;
  const title = t("frame.to.results");
  if (!shown(device)) return { title, content: [h("h1", {}, title), message("info", t("results.early", { time: clock(election.release, device.zone) }), t("results.early.do"))] };
  const box = h("div", {});
  const said = h("p", { class: "note", role: "status" });
  let asking = false;
  let found = null;

  async function ask() {
    if (asking) return;
    asking = true;
    said.textContent = t("results.asking");
    const kept = `results ${election.id}`;
    try {
      const before = await device.store.get(kept);
      found = await look(election, device.pack.public_url, before, device.now());
      // What was withdrawn is not shown from here either.
      if (found.state === "released" || found.state === "gone") await device.store.set(kept, found);
      draw();
    } catch (error) {
      reportError(error);
      box.replaceChildren(message("error", t("results.unread"), t("results.unread.do")));
    }
    asking = false;
    said.textContent = "";
  }

  function draw() {
    const unreached = found.state === "unreached";
    const last = unreached ? (found.before ?? found) : found;
    const shows = last.state === "released" ? last : null;
    box.replaceChildren(...[
      unreached && shows ? message("warning", t("results.old", { time: clock(shows.at, device.zone) }), t("results.unreached.do")) : null,
      shows ? null : why(last, device.zone),
      ...(shows ? [own(device, shows), town(election, shows)] : []),
    ].filter(Boolean));
  }

  ask();
  const content = [
    h("h1", {}, title),
    h("p", { class: "lead" }, t("results.lead")),
    box, said,
    h("div", { class: "actions" }, button(t("results.again"), ask)),
  ];
  return { title, content, redraw: () => found && device.now() - found.at > FRESH && ask() };
}

// Where there is nothing to show: why, and what to do.
function why({ state, release }, zone) {
  const kind = state === "gone" || state === "unreached" ? "warning" : "info";
  return message(kind, t(`results.${state}`, { time: release ? clock(release, zone) : "" }), t(`results.${state}.do`));
}

function own(device, { station, at }) {
  const heading = h("h2", {}, device.election.station.name);
  if (!station) return h("section", {}, heading, message("info", t("results.station.none"), t("results.station.none.do")));
  return h("section", {}, heading,
    h("p", { class: "note" }, t("results.station.since", { version: station.version, time: clock(station.since, device.zone), at: clock(at, device.zone) })),
    proof(device, station), table(station, t("results.station.caption")));
}

// Whether what is public is what this device sent: its code is made anew from the published numbers.
function proof({ outbox, election }, { code, version }) {
  if (!code) return null;
  const sent = outbox.facts.find((each) => each.kind === "count.sent" && each.election === election.id && each.code && each.facts.version === version && each.state === "taken");
  if (!sent) return message("info", t("results.code", { code }), t("results.code.do"));
  return sent.code === code ? message("ok", t("results.same"), t("results.same.do", { code })) : message("error", t("results.differs"), t("results.differs.do", { code, sent: sent.code }));
}

function town({ municipality }, { town, kinds }) {
  return h("section", {}, h("h2", {}, municipality.name),
    h("p", {}, t("results.counted", { counted: number(town.counted), stations: number(town.stations) })),
    h("ul", { class: "tips" }, ...kinds.map((each) => h("li", {}, t(`results.kind.${each.kind}`, { counted: number(each.counted), stations: number(each.stations) })))),
    table(town, t("results.town.caption")));
}

function table({ lists, blank, invalid, cast }, caption) {
  const row = (what, votes, share) => h("tr", {}, h("th", { scope: "row" }, what), h("td", { class: "num" }, number(votes)), h("td", { class: "num" }, share));
  return h("table", { class: "reports" }, h("caption", { class: "visually-hidden" }, caption),
    h("thead", {}, h("tr", {}, ...["list", "votes", "share"].map((each, at) => h("th", { scope: "col", class: at ? "num" : null }, t(`results.${each}`))))),
    h("tbody", {}, ...lists.map((each) => row(`${each.number}. ${each.name || t("results.unnamed", { number: each.number })}`, each.votes, percent(each.share)))),
    h("tfoot", {}, row(t("results.blank"), blank, ""), row(t("results.invalid"), invalid, ""), row(t("results.cast"), cast, "")));
}

const percent = (share) => (share === null ? "" : new Intl.NumberFormat(chosen(), { style: "percent", minimumFractionDigits: 1, maximumFractionDigits: 1 }).format(share));
