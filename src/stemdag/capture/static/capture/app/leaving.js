// Signing out: what was not sent comes first, and then everything is wiped.
import { t } from "./texts.js";

export function leave(device, wipe) {
  if (device.outbox.waiting.length) device.dispatchEvent(Object.assign(new Event("go"), { to: "outbox" }));
  else if (confirm(t("frame.leave.sure"))) wipe();
}
