// Elements in few words, and nothing as HTML: what people typed is text.

// h("p", { class: "lead", on: { click } }, "text", child): null and false children are left out.
export function h(tag, given = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(given)) {
    if (value === null || value === undefined || value === false) continue;
    if (name === "on") for (const [event, act] of Object.entries(value)) made.addEventListener(event, act);
    else if (name === "value") made.value = value;
    else if (name === "data") for (const [key, each] of Object.entries(value)) made.dataset[key] = each;
    else made.setAttribute(name, value === true ? "" : value);
  }
  made.append(...children.flat().filter((each) => each !== null && each !== undefined && each !== false));
  return made;
}

export const button = (text, act, kind = "") =>
  h("button", { type: "button", class: `nl-button ${kind && `nl-button--${kind}`}`, on: { click: act } }, text);

// A message as on the other pages; `kind` is error, warning, ok or info.
export const message = (kind, title, ...rest) =>
  h("div", { class: "message", data: { kind }, role: kind === "error" ? "alert" : "status" },
    h("p", { class: "message__title" }, title), ...rest.filter(Boolean).map((each) => (typeof each === "string" ? h("p", {}, each) : each)));

// Files to where this browser puts what is downloaded.
export function download(files) {
  for (const { name, bytes } of files) {
    const address = URL.createObjectURL(new Blob([bytes], { type: "application/octet-stream" }));
    h("a", { href: address, download: name }).click();
    setTimeout(() => URL.revokeObjectURL(address), 60_000);
  }
}

// The way on: one large link to another screen.
export const next = (to, text) => h("p", { class: "actions" }, h("a", { class: "nl-button nl-button--primary", href: `#/${to}` }, text));
