// Finds municipalities and stations by name: a field, and under it a list of links. Names are fetched once they are wanted.
const MOST = 12;
const { lang } = document.documentElement;

// Capitals, accents and signs do not matter: 's-Gravenhage, Súdwest-Fryslân.
const plain = (text) => text.normalize("NFKD").toLowerCase().replace(/[^a-z0-9]+/g, " ").trim();

let places = null;

async function fetched(addresses) {
  const found = await Promise.all(addresses.map(async (address) => {
    const answer = await fetch(address);
    if (!answer.ok) throw new Error(`${address}: ${answer.status}`);
    return entries(await answer.json(), addresses.length > 1);
  }));
  return found.flat();
}

function entries({ election, name: of, municipalities }, several) {
  const place = (name, inside, path, names) => ({ name, inside: several ? [...inside, of] : inside, link: `/${lang}/${[election, ...path].join("/")}/`, names: names.map(plain) });
  return municipalities.flatMap(({ name, folder, also = [], stations }) => [
    place(name, also, [folder], [name, ...also]),
    ...stations.map(([number, station, postcode]) => place(station, [String(number), postcode, name].filter(Boolean), [folder, number], [station, postcode ?? "", `${name} ${number}`])),
  ]);
}

// How well a name fits what was typed: its begin, the begin of a word in it, anywhere; or not at all.
const fit = (name, typed) => (name.startsWith(typed) ? 0 : name.includes(` ${typed}`) ? 1 : name.includes(typed) ? 2 : 9);

/** The places that fit best; municipalities come before stations, since they stand so. */
export function search(all, text) {
  const typed = plain(text);
  if (typed.length < 2) return [];
  const found = [];
  for (const place of all) {
    const best = Math.min(...place.names.map((name) => fit(name, typed)));
    if (best < 9) found.push([best, place]);
  }
  return found.sort(([one], [other]) => one - other).map(([, place]) => place);
}

export function offerSearch() {
  const form = document.querySelector(".search");
  if (!form) return;
  const [input, list, said] = [form.querySelector("input"), form.querySelector("ul"), form.querySelector("[role=status]")];
  const addresses = form.dataset.places.split(" ");
  form.hidden = false;

  async function ready() {
    places ??= fetched(addresses).catch((problem) => {
      console.info("stemdag: no names to search in;", problem.message);
      places = null;
      return [];
    });
    return places;
  }

  async function show() {
    const found = search(await ready(), input.value);
    list.replaceChildren(...found.slice(0, MOST).map(({ name, inside, link }) => {
      const item = document.createElement("li");
      const anchor = Object.assign(document.createElement("a"), { href: link, textContent: name });
      const more = Object.assign(document.createElement("span"), { className: "votes", textContent: inside.join(" · ") });
      item.append(anchor, " ", more);
      return item;
    }));
    said.textContent = input.value.trim().length < 2 ? "" : form.dataset[found.length ? "found" : "none"].replace("{number}", found.length);
  }

  input.addEventListener("focus", ready, { once: true });
  input.addEventListener("input", show);
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const [first] = search(await ready(), input.value);
    if (first) location.assign(first.link);
  });
  form.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    input.value = "";
    show();
    input.focus();
  });
}
