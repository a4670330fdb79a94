// Signing out: what was not sent comes first, and then everything is wiped.
import { t } from "./texts.js";

export async function leave(device, wipe) {
  await device.flow.settle();
  if (device.outbox.waiting.length) device.dispatchEvent(Object.assign(new Event("go"), { to: "outbox" }));
  else if (confirm(t("frame.leave.sure"))) wipe();
}
