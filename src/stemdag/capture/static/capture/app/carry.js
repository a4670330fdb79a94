// Another device's export, carried on by this one: its parts joined, its outside looked at. It stays sealed.
import { joinParts, pasted } from "./parts.js";
import { Problem } from "./problem.js";

const MAGIC = "SDX1";
/** What fits into one request to the office; a larger one goes there as a file. */
const LARGEST = 600_000;

/** Where an export is of, as it says on its outside: {election, municipality, station}. */
export function placeOf(bytes) {
  const form = new Problem("export.form");
  if (new TextDecoder().decode(bytes.subarray(0, 4)) !== MAGIC || bytes.length < 6) throw form;
  const size = bytes[4] * 256 + bytes[5];
  let place;
  try {
    place = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes.subarray(6, 6 + size)));
  } catch {
    throw form;
  }
  const right = typeof place?.election === "string" && typeof place.municipality === "string" && Number.isInteger(place.station);
  if (!right || bytes.length <= 6 + size) throw form;
  return place;
}

/** The place of an export that this device may carry; `elections` are those of its pack. */
export function judge(bytes, elections) {
  const place = placeOf(bytes);
  const ours = elections.some((each) => each.id === place.election && each.municipality.code === place.municipality);
  if (!ours) throw new Problem("export.elsewhere");
  if (bytes.length > LARGEST) throw new Problem("export.heavy");
  return place;
}

/** The bytes as text for the wire. */
export function base64(bytes) {
  let text = "";
  for (let at = 0; at < bytes.length; at += 8192) text += String.fromCharCode(...bytes.subarray(at, at + 8192));
  return btoa(text);
}

/** A series as it is read, code by code or pasted at once. */
export class Series {
  #texts = [];

  get begun() {
    return this.#texts.length > 0;
  }

  /**
   * Takes what was scanned or pasted: {all, missing, bytes} as `joinParts`. Once it is whole the next series may
   * begin. What cannot be right is not kept, so that a bad scan costs nothing.
   */
  async take(text) {
    const texts = [...this.#texts, ...pasted(text)];
    const joined = await joinParts(texts);
    this.#texts = joined.bytes ? [] : texts;
    return joined;
  }

  forget() {
    this.#texts = [];
  }
}
