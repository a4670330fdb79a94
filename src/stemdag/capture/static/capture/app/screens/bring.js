// Another device's sealed export: its file, or the texts of its codes; kept here and sent on. This device cannot read it.
import { Series } from "../carry.js";
import { button, h, message } from "../dom.js";
import { t } from "../texts.js";
import { wordsOf } from "./codes.js";

export const name = "bring";

export function screen(device) {
  const said = h("div", { role: "alert" });
  const progress = h("div", { role: "status" });
  const file = h("input", { id: "file", type: "file", accept: ".stemdag", "aria-describedby": "file-hint", on: { change: read } });
  const box = h("textarea", { id: "texts", rows: "5", spellcheck: "false", autocomplete: "off", autocapitalize: "characters", "aria-describedby": "texts-hint" });
  let series = null;

  const complain = (error) => said.replaceChildren(message("error", t(...wordsOf(error))));

  async function carry(bytes) {
    const { station } = await device.carry(bytes);
    said.replaceChildren(message("ok", t("export.brought", { station }), t("export.brought.do")));
    progress.replaceChildren();
  }

  async function read() {
    said.replaceChildren();
    try {
      if (file.files.length) await carry(new Uint8Array(await file.files[0].arrayBuffer()));
    } catch (error) {
      complain(error);
    }
    file.value = "";
  }

  // One text or several: pasted, or one by one from a camera.
  async function take(text) {
    said.replaceChildren();
    try {
      series ??= new Series();
      const { all, missing, bytes } = await series.take(text);
      box.value = "";
      if (bytes) return await carry(bytes);
      progress.replaceChildren(message("info", t("export.so_far", { read: all - missing.length, all }), t("export.missing", { missing: missing.join(", "), all })), again());
    } catch (error) {
      complain(error);
    }
  }

  const again = () =>
    h("div", { class: "actions" }, button(t("export.anew"), () => {
      series.forget();
      said.replaceChildren();
      progress.replaceChildren();
      box.focus();
    }, "secondary"));

  const content = [
    h("h1", {}, t("frame.to.bring")),
    h("p", { class: "lead" }, t("export.bring.lead")),
    said,
    progress,
    h("form", {}, h("div", { class: "field" }, h("label", { for: "file" }, t("export.file")), h("p", { class: "field__hint", id: "file-hint" }, t("export.file.hint")), file)),
    h("form", { on: { submit: (event) => { event.preventDefault(); take(box.value); } } },
      h("div", { class: "field" }, h("label", { for: "texts" }, t("export.texts")), h("p", { class: "field__hint", id: "texts-hint" }, t("export.texts.hint")), box),
      h("div", { class: "actions" }, h("button", { type: "submit", class: "nl-button nl-button--primary" }, t("export.take")))),
  ];
  return { title: t("frame.to.bring"), content, redraw: () => {}, take };
}
