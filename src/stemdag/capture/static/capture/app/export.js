// The emergency export: the device's facts, sealed on the spot to the municipality's intake key.
// The one way besides the POST in which a count leaves the device, and never readable. `parts.js` makes QR
// texts of the file.
import { Problem } from "./problem.js";
import { bigEndian, close, joined } from "./seal.js";

const MAGIC = "SDX1";
const LABEL = "stemdag export 1";
const SMALLEST = 8 * 1024;
const LARGEST = 2 * 1024 * 1024;
/** Room for each typed number, and for what else may differ in a count: ticks and a reason. */
const NUMBER = 12;
const REST = 2048;
const ROUND = 1024;

const utf8 = (text) => new TextEncoder().encode(text);
const size = (value) => utf8(JSON.stringify(value)).length;

/** The size to which an export is padded: 8, 12, 16, 24, … KiB. */
export function bucket(bytes) {
  for (let step = SMALLEST; step <= LARGEST; step *= 2) {
    for (const each of [step, step * 1.5]) if (bytes <= each && each <= LARGEST) return each;
  }
  throw new Problem("export.large");
}

/** Spaces behind a count, so that its size is that of its ballot, whatever was counted. */
function room(fact) {
  if (fact.kind !== "count.sent") return 0;
  const numbers = {};
  for (const mark in fact.facts.numbers) numbers[mark] = "0".repeat(NUMBER);
  const bare = { ...fact, facts: { ...fact.facts, numbers, boxes: [], explained: [] }, texts: {} };
  const left = size(bare) + REST - size(fact);
  return left >= 0 ? left : ((left % ROUND) + ROUND) % ROUND;
}

/** The facts and what is said of the device, as JSON of one size per bucket. */
function padded(facts, device) {
  const written = facts.map((fact) => JSON.stringify(fact) + " ".repeat(room(fact)));
  const data = utf8(`{"device":${JSON.stringify(device)},"facts":[${written.join(",")}]}`);
  const whole = new Uint8Array(bucket(LABEL.length + 4 + data.length));
  whole.set(joined(utf8(LABEL), bigEndian(data.length, 4), data));
  return whole;
}

/**
 * The file (`.stemdag`) of these facts, each as on the wire.
 * `device` is what the door asks of a device: its token among it, so that an export is as good as a POST and
 * one of a device that was withdrawn is refused. It lies inside the seal.
 * Throws a Problem: export.large, export.no-key.
 */
export async function sealExport(facts, { intakePublic, election, municipality, station, device }) {
  if (!intakePublic?.length) throw new Problem("export.no-key");
  const sealed = await close(padded(facts, device), intakePublic, {
    purpose: "intake",
    election,
    municipality,
    station,
    source: "station",
    version: 1,
  });
  const place = utf8(JSON.stringify({ election, municipality, station }));
  return joined(utf8(MAGIC), bigEndian(place.length, 2), place, sealed);
}

/** A name for the file that says whose it is and nothing of what is in it. */
export const exportName = ({ election, municipality, station }) =>
  `${election}-${municipality}-${station}.stemdag`.replace(/[^\w.-]/g, "_");
