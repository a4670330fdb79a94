// Sealing on the device: what `stemdag.seal.open` opens (envelope.py, binding.py). It cannot open.

const FORM = 1;
/** ML-KEM-768's encapsulation key, then X25519's. */
const PUBLIC_SIZE = 1184 + 32;
const LABEL = "stemdag sealed 1";

const utf8 = (text) => new TextEncoder().encode(text);

/** The bytes of the parts, one after the other. */
export function joined(...parts) {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

/** A whole number in so many bytes, big-endian; negative ones in two's complement. */
export function bigEndian(number, bytes) {
  const view = new DataView(new ArrayBuffer(8));
  view.setBigInt64(0, BigInt(number));
  return new Uint8Array(view.buffer).slice(8 - bytes);
}

/** HPKE's info: what the sealed part is tied to, every field behind its length. */
export function info({ purpose, election, municipality, station, source, version }) {
  const fields = [
    utf8(purpose),
    utf8(election),
    utf8(municipality),
    bigEndian(station, 8),
    utf8(source),
    bigEndian(version, 8),
  ];
  return joined(utf8(LABEL), ...fields.flatMap((field) => [bigEndian(field.length, 4), field]));
}

/** One sealed part. Throws where `publicKey` is no public key. */
export async function close(plain, publicKey, binding) {
  if (publicKey.length !== PUBLIC_SIZE) {
    throw new RangeError(`a public key has ${PUBLIC_SIZE} bytes, not ${publicKey.length}`);
  }
  // Loaded late: needed in an emergency only, and a quarter of all that the app would be with it.
  const { Chacha20Poly1305, CipherSuite, HkdfSha256, XWing } = await import("../lib/hpke.js");
  const suite = new CipherSuite({
    kem: new XWing(),
    kdf: new HkdfSha256(),
    aead: new Chacha20Poly1305(),
  });
  const recipientPublicKey = await suite.kem.deserializePublicKey(publicKey);
  const sender = await suite.createSenderContext({ recipientPublicKey, info: info(binding) });
  const sealed = await sender.seal(plain);
  return joined(Uint8Array.of(FORM), new Uint8Array(sender.enc), new Uint8Array(sealed));
}
