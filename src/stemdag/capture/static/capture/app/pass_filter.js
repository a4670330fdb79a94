// The filter of invalid passes on the device; `stemdag.domain.pass_filter` makes it and says what it is.
const HEADER = 24;
const KEY_BYTES = 32;
const LOW = 0xffffffffn;

/** What cannot be read as a filter or a key; `code` as the domain's `Refused` has it. */
export class Refused extends Error {
  constructor(code, text) {
    super(text);
    this.code = code;
  }
}

function header(bytes) {
  if (bytes.length < HEADER) throw new Refused("pass.filter", "the filter of invalid passes is cut off in its header");
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  // "SDPF"
  if (view.getUint32(0) !== 0x53445046) throw new Refused("pass.filter", "this is not a filter of invalid passes");
  const version = bytes[4];
  if (version !== 1) throw new Refused("pass.filter-version", `version ${version} of the filter is not known`);
  const logLength = bytes[5];
  const members = view.getUint32(8);
  const segments = view.getUint32(12);
  const slots = bytes.length - HEADER;
  // Not shifted: a shift would wrap at 32 bits and let a false header through.
  if (view.getUint16(6) || !segments || slots !== (segments + 2) * 2 ** logLength)
    throw new Refused("pass.filter", "the filter of invalid passes is not as long as its header says");
  if (members > slots)
    throw new Refused("pass.filter", "the filter of invalid passes says that it holds more than it can");
  return { length: 2 ** logLength, reach: segments * 2 ** logLength, members, seed: view.getBigUint64(16) };
}

function mix(value) {
  value ^= value >> 33n;
  value = BigInt.asUintN(64, value * 0xff51afd7ed558ccdn);
  value ^= value >> 33n;
  value = BigInt.asUintN(64, value * 0xc4ceb9fe1a85ec53n);
  return value ^ (value >> 33n);
}

/** False: surely not a member. True: a member, or one of the strangers in 256. `fingerprint` is a BigInt. */
export function holds(bytes, fingerprint) {
  const { length, reach, members, seed } = header(bytes);
  if (!members) return false;
  const mixed = mix(BigInt.asUintN(64, fingerprint + seed));
  const low = Number(mixed & LOW);
  const high = Number(mixed >> 32n);
  const middle = Number((mixed >> 18n) & LOW);
  const first = Number((mixed * BigInt(reach)) >> 64n);
  const second = (first + length) ^ (middle & (length - 1));
  const third = (first + 2 * length) ^ (low & (length - 1));
  return (bytes[HEADER + first] ^ bytes[HEADER + second] ^ bytes[HEADER + third]) === ((low ^ high) & 0xff);
}

/** How many members a filter was made of. */
export const count = (bytes) => header(bytes).members;

/** The election's key for passes, made ready once; it cannot be read back. Needs a secure context. */
export async function passKey(bytes) {
  if (bytes.length !== KEY_BYTES)
    throw new Refused("pass.key", `the election's key for passes has ${bytes.length} bytes, not ${KEY_BYTES}`);
  return crypto.subtle.importKey("raw", bytes, { name: "HMAC", hash: "SHA-256" }, false, ["sign"]);
}

/** What is kept of a pass number, as a BigInt; `key` from `passKey`. */
export async function fingerprint(key, number) {
  const mac = await crypto.subtle.sign("HMAC", key, new TextEncoder().encode(number));
  return new DataView(mac).getBigUint64(0);
}
