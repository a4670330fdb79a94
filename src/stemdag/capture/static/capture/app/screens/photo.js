// A photo of the signed record, page by page: taken or chosen, looked at, and sent sealed to the office.
import { button, h, message } from "../dom.js";
import { base64, drawn, jpeg } from "../picture.js";
import { clock, t } from "../texts.js";

export const name = "photo";
export const shown = (device) => device.tailoring.photo_of_record;

export function screen(device) {
  const title = t("frame.to.photo");
  const refused = !shown(device) ? "photo.unwanted" : device.notCounting() ? "photo.early" : null;
  if (refused) return { title, content: [h("h1", {}, title), message("info", t(`day.refusal.${refused}`))] };
  const said = h("div", { role: "alert" });
  const look = h("div", {});
  const sent = h("div", {});

  async function take(event) {
    const [file] = event.target.files;
    // The same picture chosen again is a change, too.
    event.target.value = "";
    if (!file) return;
    said.replaceChildren();
    try {
      preview(await drawn(file));
    } catch (error) {
      complain(error);
    }
  }

  function preview(canvas) {
    canvas.setAttribute("role", "img");
    canvas.setAttribute("aria-label", t("photo.preview"));
    const clear = () => look.replaceChildren();
    const send = async ({ target }) => {
      target.disabled = true;
      target.textContent = t("photo.busy");
      try {
        await device.photograph(base64(await jpeg(canvas)));
        clear();
        said.replaceChildren(message("ok", t("photo.kept"), t("photo.kept.do")));
        document.getElementById("photo-take").focus();
      } catch (error) {
        target.disabled = false;
        target.textContent = t("photo.send");
        complain(error);
      }
    };
    const heading = h("h2", { tabindex: "-1" }, t("photo.check"));
    look.replaceChildren(heading, h("p", {}, t("photo.check.do")), h("div", { class: "photo" }, canvas),
      h("div", { class: "actions" }, button(t("photo.send"), send, "primary"), button(t("photo.drop"), clear, "secondary")));
    heading.focus();
  }

  function complain(error) {
    if (error.code?.startsWith("photo.")) return said.replaceChildren(message("error", t(error.code)));
    reportError(error);
    said.replaceChildren(message("error", t("day.store.failed"), t("day.store.failed.do")));
  }

  function redraw() {
    const { photos } = device.day;
    const state = (each) => t(each.state === "waiting" ? "day.waits" : "day.delivered");
    sent.replaceChildren(...(photos.length ? [h("h2", {}, t("photo.sent")), h("ul", { class: "outbox" }, ...photos.map((each, index) =>
      h("li", { data: { state: each.state === "waiting" ? "waiting" : "sent" } }, h("span", {}, t(each.mine ? "photo.mine" : "photo.other", { number: index + 1 })), h("time", {}, clock(each.time, device.zone)), h("span", {}, state(each)))))] : []));
  }

  redraw();
  const pick = (id, text, kind, capture) => [
    h("input", { type: "file", id, accept: "image/*", capture, on: { change: take } }),
    h("label", { for: id, class: `nl-button nl-button--${kind}` }, text),
  ];
  const content = [
    h("h1", {}, title),
    h("p", { class: "lead" }, t("photo.lead")),
    h("ul", { class: "tips" }, ...["page", "light", "signed"].map((each) => h("li", {}, t(`photo.tip.${each}`)))),
    h("div", { class: "actions photo-take" }, ...pick("photo-take", t("photo.take"), "primary", "environment"), ...pick("photo-choose", t("photo.choose"), "secondary", null)),
    said, look, sent,
    h("p", { class: "note" }, t("photo.sealed")),
  ];
  return { title, content, redraw };
}
