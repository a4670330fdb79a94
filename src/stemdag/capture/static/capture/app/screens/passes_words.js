// What a verdict says, in big words and a line or two: its look (`state`), `title`, `text` and `extra`.
import { clock, t } from "../texts.js";

const LOOK = {
  accepted: "ok", admitted: "ok", again: "same", used_here: "unknown", used_elsewhere: "unknown", checking: "checking",
  slow: "unknown", unreached: "unknown", invalid: "stop", refused: "idle", undone: "idle", idle: "idle",
};

export function words(name, judgement = {}, device = null) {
  // Something else was scanned while this one waits for the chair.
  if (name === "waiting") return { ...words(judgement.verdict === "perhaps_invalid" ? "slow" : judgement.verdict, judgement, device), extra: t("passes.say.waiting") };
  const { kind, reason, here, elsewhere } = judgement;
  const at = (use) => clock(use.at, device.zone);
  const said = { state: LOOK[name], title: t(`passes.say.${name}`), text: null, extra: null };
  if (name === "idle") said.text = t("passes.say.idle.do");
  else if (name === "accepted") said.text = t(`passes.counted.${kind}`);
  else if (name === "admitted" || name === "refused" || name === "undone") said.text = t(`passes.say.${name}.do`, { kind: t(`passes.kind.${kind}`) });
  else if (name === "again") said.text = here.mine === false ? t("passes.say.again.other", { time: at(here) }) : t("passes.say.again.do");
  else if (name === "used_here") Object.assign(said, { text: t(here.mine === false ? "passes.say.used_here.other" : "passes.say.used_here.at", { time: at(here) }), extra: t("passes.say.decide") });
  else if (name === "used_elsewhere") Object.assign(said, { text: elsewhereText(elsewhere, device.zone), extra: t("passes.say.decide") });
  else if (name === "invalid") Object.assign(said, { text: t(`passes.reason.${reason}`), extra: t("passes.say.invalid.do") });
  else Object.assign(said, { text: t(`passes.say.${name}.do`), extra: name === "checking" ? null : t("passes.say.perhaps") });
  return said;
}

/** Where and when a pass was used at another station. */
export const elsewhereText = (use, zone) =>
  t("passes.elsewhere", { name: use.station_name, number: use.station, town: use.municipality_name, time: clock(use.at, zone) });
