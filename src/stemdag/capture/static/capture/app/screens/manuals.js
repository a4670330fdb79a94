// The manual and the station's hours: to look things up, without a connection.
import { h } from "../dom.js";
import { closesAt } from "../hours.js";
import { find } from "../manual.js";
import { momentOn, localDay, readClock } from "../times.js";
import { chosen, clock, date, t } from "../texts.js";

export const name = "manuals";

export function screen(device) {
  const title = t("frame.to.manuals");
  const pages = device.tailoring.manuals.map((each) => ({ key: each.key, ...each[chosen()] }));
  const [count, found] = [h("p", { class: "note", role: "status" }), h("div", { class: "manual" })];
  const input = h("input", { id: "find", type: "search", autocomplete: "off", on: { input: show } });

  function show() {
    const some = find(pages, input.value);
    const searching = Boolean(input.value.trim());
    count.textContent = some.length ? (searching ? t("manuals.found", { n: some.length }) : "") : t("manuals.nothing");
    found.replaceChildren(...some.map((page, turn) => h("details", { id: `page-${page.key}`, open: searching && turn === 0 }, h("summary", {}, h("h3", {}, page.title)), ...page.text.map(block))));
  }

  show();
  return {
    title,
    content: [
      h("h1", {}, t("manuals.title")),
      h("p", { class: "lead" }, t("manuals.lead")),
      pages.length ? h("section", { "aria-label": t("manuals.title") }, h("div", { class: "field" }, h("label", { for: "find" }, t("manuals.find")), input), count, found) : null,
      h("section", { "aria-labelledby": "hours-title" }, h("h2", { id: "hours-title" }, t("manuals.hours")), facts(device)),
    ],
    redraw: () => {},
  };
}

// A paragraph, or the steps of a numbered list; as it is written.
const block = (text) => (Array.isArray(text) ? h("ol", { class: "list" }, ...text.map((each) => h("li", {}, each))) : h("p", {}, text));

function facts(device) {
  const { election, tailoring, zone } = device;
  const { station, municipality } = election;
  const time = (moment) => clock(moment, zone);
  const hours = station.hours.map(([opens, closes]) => t("day.hours", { date: date(opens, zone), from: time(opens), to: time(closes) }));
  const today = localDay(device.now(), zone);
  const asked = closesAt(station) === null ? [] : tailoring.turnout_hours.map((each) => time(momentOn(today, readClock(each), zone)));
  const rows = [
    [t("manuals.station"), [`${station.number} · ${station.name}`]],
    [t("manuals.municipality"), [municipality.name]],
    [t("manuals.open"), hours.length ? hours : [t("manuals.none")]],
    [t("manuals.counting"), [`${date(station.counts_from, zone)} ${time(station.counts_from)}`]],
    asked.length ? [t("manuals.asked"), [asked.join(", ")]] : null,
    station.must_open ? [t("manuals.least"), [t("manuals.least.is", { n: tailoring.least_members })]] : null,
  ].filter(Boolean);
  return h("dl", { class: "facts" }, ...rows.map(([term, lines]) => h("div", {}, h("dt", {}, term), ...lines.map((each) => h("dd", {}, each)))));
}
