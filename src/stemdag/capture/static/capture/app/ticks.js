// A checklist of the municipality's: large rows to tick, which all devices of the station share.
import { h } from "./dom.js";
import { chosen, t } from "./texts.js";

// {done, all, open}: how many are ticked, of how many, and the items that are not.
export function progress(items, ticks, list) {
  const open = items.filter((each) => !ticks[`${list}.${each.key}`]);
  return { done: items.length - open.length, all: items.length, open };
}

export const progressOf = (device, list) => progress(device.tailoring[list], device.day.ticks, list);

// Whether another election's list has this item too.
const has = (list, key) => (election) => election.tailoring[list].some((each) => each.key === key);

// The rows, and how to bring them up to what other devices ticked.
export function checklist(device, list) {
  const count = h("p", { class: "strong", id: `${list}-count`, role: "status" });
  // What was ticked here and is not on the disk yet: it stays as the hand left it while others are redrawn.
  const underway = new Map();
  async function tick(item, ticked) {
    const turn = {};
    underway.set(item.key, turn);
    try {
      await device.everywhere("checklist.ticked", { list, item: item.key, ticked }, {}, has(list, item.key));
    } finally {
      if (underway.get(item.key) === turn) underway.delete(item.key);
      redraw();
    }
  }
  const rows = device.tailoring[list].map((item) => {
    const box = h("input", { type: "checkbox", id: `tick-${list}-${item.key}`, on: { change: () => tick(item, box.checked) } });
    return { key: item.key, box, row: h("li", {}, h("label", {}, box, h("span", {}, item[chosen()]))) };
  });
  function redraw() {
    const { ticks } = device.day;
    for (const { key, box } of rows) if (!underway.has(key)) box.checked = Boolean(ticks[`${list}.${key}`]);
    const { done, all } = progressOf(device, list);
    count.textContent = t("ticks.count", { done, all });
  }
  redraw();
  return { content: rows.length ? [count, h("ul", { class: "checklist" }, ...rows.map(({ row }) => row))] : [], redraw };
}
