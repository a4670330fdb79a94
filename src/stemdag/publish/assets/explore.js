// Pictures to explore: a button under each, whose place is kept in the page. What draws them (a tenth of a megabyte)
// is fetched when the first button is pressed, and never by who only reads.
const { explore, unexplored, plots } = document.querySelector("main").dataset;
let drawing = null;

/** A button at each picture that has none; what is open shows what the tables say now. */
export function offerExploring() {
  if (!plots) return;
  for (const place of document.querySelectorAll("explore-picture:empty")) place.append(button(place));
  drawing?.then(({ refresh }) => refresh(), () => {});
}

function button(place) {
  const made = Object.assign(document.createElement("button"), { type: "button", textContent: explore });
  const about = [...place.parentElement.querySelectorAll("h2, h3")].filter((each) => each.compareDocumentPosition(place) & Node.DOCUMENT_POSITION_FOLLOWING).at(-1);
  if (about) made.setAttribute("aria-label", `${explore}: ${about.textContent}`);
  made.setAttribute("aria-expanded", "false");
  made.addEventListener("click", () => (place.querySelector(".explored") ? close(place) : open(place, made)));
  return made;
}

async function open(place, made) {
  const box = Object.assign(document.createElement("div"), { className: "explored" });
  place.append(box);
  made.setAttribute("aria-expanded", "true");
  try {
    const { show } = await (drawing ??= import(plots));
    if (box.isConnected) show(place, box);
  } catch (problem) {
    console.info("stemdag: nothing to explore this time;", problem.message);
    box.replaceChildren(Object.assign(document.createElement("p"), { className: "note", role: "status", textContent: unexplored }));
  }
}

function close(place) {
  place.querySelector(".explored").remove();
  place.querySelector("button").setAttribute("aria-expanded", "false");
}
