// What lies on the device is unreadable without the PIN: one random key, wrapped by what the PIN gives.
//
// The PIN is short, so PBKDF2 (SHA-256) makes each try slow, and tries in the app are counted and wait. Who copies
// the storage can try all PINs elsewhere: this guards a tablet that is found, not one that is taken apart.
const ROUNDS = 600_000;
const SHORTEST = 5;
// Tries that cost no waiting; then each next one doubles it, from half a minute to a quarter of an hour.
const FREE_TRIES = 4;
const FIRST_WAIT = 30_000;
const LONGEST_WAIT = 15 * 60_000;

const encode = (text) => new TextEncoder().encode(text);

export const goodPin = (pin) => new RegExp(`^[0-9]{${SHORTEST},12}$`).test(pin);

// A new key and the record that keeps it: {salt, iv, wrapped, tries, until}.
export async function make(pin) {
  const salt = crypto.getRandomValues(new Uint8Array(16));
  const iv = crypto.getRandomValues(new Uint8Array(12));
  const key = await crypto.subtle.generateKey({ name: "AES-GCM", length: 256 }, true, ["encrypt", "decrypt"]);
  const wrapped = await crypto.subtle.wrapKey("raw", key, await fromPin(pin, salt), { name: "AES-GCM", iv });
  return { key: await kept(await crypto.subtle.exportKey("raw", key)), record: { salt, iv, wrapped, tries: 0, until: 0 } };
}

// The key, or null where the PIN is another.
export async function unlock(record, pin) {
  try {
    const raw = await crypto.subtle.decrypt({ name: "AES-GCM", iv: record.iv }, await fromPin(pin, record.salt), record.wrapped);
    return await kept(raw);
  } catch (error) {
    if (error.name === "OperationError") return null;
    throw error;
  }
}

// The record after one more try, written before the PIN is tried, so that closing the app wins nothing.
export function tried(record, now) {
  const tries = record.tries + 1;
  const over = tries - FREE_TRIES;
  return { ...record, tries, until: over > 0 ? now + Math.min(FIRST_WAIT * 2 ** (over - 1), LONGEST_WAIT) : 0 };
}

export const forgiven = (record) => ({ ...record, tries: 0, until: 0 });

// A value under the key, tied to the place where it lies.
export const seal = (key, place, value) => sealBytes(key, place, encode(JSON.stringify(value)));

export const open = async (key, place, sealed) => JSON.parse(new TextDecoder().decode(await openBytes(key, place, sealed)));

export async function sealBytes(key, place, bytes) {
  const iv = crypto.getRandomValues(new Uint8Array(12));
  return { iv, data: await crypto.subtle.encrypt({ name: "AES-GCM", iv, additionalData: encode(place) }, key, bytes) };
}

export const openBytes = async (key, place, { iv, data }) =>
  new Uint8Array(await crypto.subtle.decrypt({ name: "AES-GCM", iv, additionalData: encode(place) }, key, data));

async function fromPin(pin, salt) {
  const material = await crypto.subtle.importKey("raw", encode(pin), "PBKDF2", false, ["deriveKey"]);
  return crypto.subtle.deriveKey({ name: "PBKDF2", hash: "SHA-256", salt, iterations: ROUNDS }, material,
    { name: "AES-GCM", length: 256 }, false, ["decrypt", "wrapKey"]);
}

const kept = (raw) => crypto.subtle.importKey("raw", raw, "AES-GCM", false, ["encrypt", "decrypt"]);
