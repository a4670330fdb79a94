// The camera on the screen of passes: asked for by hand once, then on whenever the screen is.
import { button, h, message } from "../dom.js";
import { trouble, watch } from "../scanner.js";
import { t } from "../texts.js";

let wanted = false;

/** The place of the camera: a button, the picture, or why there is none. `read(text)` gets what it reads. */
export function camera(read) {
  const box = h("div", { class: "camera" });
  let stop = null;

  async function start() {
    wanted = true;
    const video = h("video", { muted: true, playsinline: true, "aria-label": t("passes.camera.picture") });
    const picture = h("div", { class: "scanner" }, video);
    box.replaceChildren(picture, button(t("passes.camera.off"), off, "secondary"));
    try {
      stop = await watch(video, read);
    } catch (error) {
      wanted = false;
      const why = trouble(error);
      box.replaceChildren(message("warning", t(`passes.camera.${why}`), t(`passes.camera.${why}.do`)), button(t("passes.camera.again"), start, "secondary"));
    }
  }

  function off() {
    wanted = false;
    stop?.();
    stop = null;
    box.replaceChildren(button(t("passes.camera.on"), start, "secondary"));
  }

  if (wanted) queueMicrotask(start);
  else off();
  return box;
}
