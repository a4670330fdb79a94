// The site's beat: what the manifest says, and how far the site's clock is from this device's.
const MANIFEST = "/manifest.json";
// A device clock is put right only where it is clearly wrong: the beat itself is some seconds old.
const CLEARLY = 60_000;

let ahead = 0;

/** How many milliseconds the site's clock is ahead of this device's. */
export const siteAhead = () => ahead;

/** The manifest; fails where the site is out of reach. */
export async function readManifest() {
  const asked = Date.now();
  const answer = await fetch(MANIFEST, { cache: "no-cache" });
  if (!answer.ok) throw new Error(`manifest: ${answer.status}`);
  const manifest = await answer.json();
  const age = Number(answer.headers.get("Age") ?? 0) * 1000;
  const shift = Date.parse(manifest.as_of) + age - asked;
  ahead = Math.abs(shift) > CLEARLY ? shift : 0;
  return manifest;
}
