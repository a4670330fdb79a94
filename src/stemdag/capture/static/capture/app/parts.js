// An export as a series of QR texts and back, the same as domain/export.py.
// `SDX1:<id>:<n>/<all>:<base32>`: the id is of the whole file's hash, so that parts of two exports are told
// apart and the joined file is checked.
import { Problem } from "./problem.js";

/** Bytes in one QR code: a version 21 that a tablet's camera reads from another's screen. */
export const PART = 800;
const TEXT = /^SDX1:([A-Z2-7]{16}):([1-9]\d{0,3})\/([1-9]\d{0,3}):([A-Z2-7]+)$/;
const ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

function base32(bytes) {
  let text = "";
  let bits = 0;
  let held = 0;
  for (const byte of bytes) {
    held = (held << 8) | byte;
    for (bits += 8; bits >= 5; bits -= 5) text += ALPHABET[(held >> (bits - 5)) & 31];
    held &= (1 << bits) - 1;
  }
  return bits ? text + ALPHABET[(held << (5 - bits)) & 31] : text;
}

/** The bytes, or null where no bytes are written so. */
function fromBase32(text) {
  const bytes = [];
  let bits = 0;
  let held = 0;
  for (const letter of text) {
    held = (held << 5) | ALPHABET.indexOf(letter);
    bits += 5;
    if (bits >= 8) {
      bits -= 8;
      bytes.push(held >> bits);
      held &= (1 << bits) - 1;
    }
  }
  return bits < 5 && [0, 2, 4, 5, 7].includes(text.length % 8) ? Uint8Array.from(bytes) : null;
}

async function name(bytes) {
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
  return base32(digest.slice(0, 10));
}

/** The texts of a file, in order. */
export async function splitParts(bytes) {
  const id = await name(bytes);
  const all = Math.ceil(bytes.length / PART);
  return Array.from({ length: all }, (_, turn) => {
    const part = bytes.subarray(turn * PART, (turn + 1) * PART);
    return `SDX1:${id}:${turn + 1}/${all}:${base32(part)}`;
  });
}

/** The texts in what was pasted or scanned, however its lines were broken; the first may be none of ours. */
export function pasted(text) {
  // The mark cannot stand inside a part: base32 has no 1 and no colon.
  const [first, ...rest] = text.replace(/\s/g, "").toUpperCase().split("SDX1:");
  return [...(first ? [first] : []), ...rest.map((each) => `SDX1:${each}`)];
}

const same = (one, other) =>
  one.length === other.length && one.every((byte, at) => byte === other[at]);

/**
 * How far these texts are, in any order, some perhaps twice: {all, missing: [n, …], bytes}, where `bytes` is
 * the file once none is missing, else null.
 * Throws a Problem: export.none, export.not-ours {n}, export.mixed {n}, export.damaged {n}.
 */
export async function joinParts(texts) {
  const found = new Map();
  let first = null;
  for (const [turn, text] of texts.entries()) {
    const match = TEXT.exec(text.replace(/\s/g, "").toUpperCase());
    if (!match) throw new Problem("export.not-ours", { n: turn + 1 });
    const [id, n, all] = [match[1], Number(match[2]), Number(match[3])];
    first ??= { id, all };
    if (first.id !== id || first.all !== all) throw new Problem("export.mixed", { n: turn + 1 });
    const part = fromBase32(match[4]);
    const whole = part && n <= all && part.length <= PART && (n === all || part.length === PART);
    if (!whole || (found.has(n) && !same(found.get(n), part))) {
      throw new Problem("export.damaged", { n });
    }
    found.set(n, part);
  }
  if (!first) throw new Problem("export.none");
  const order = Array.from({ length: first.all }, (_, turn) => turn + 1);
  const missing = order.filter((n) => !found.has(n));
  if (missing.length) return { all: first.all, missing, bytes: null };
  const bytes = new Uint8Array(await new Blob(order.map((n) => found.get(n))).arrayBuffer());
  if ((await name(bytes)) !== first.id) throw new Problem("export.damaged", { n: 0 });
  return { all: first.all, missing, bytes };
}
