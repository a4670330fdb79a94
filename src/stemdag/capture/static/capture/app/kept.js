// Keeps the app on the device: the worker and its shell, then what is loaded late; and which version the device holds.
const AGAIN = 15_000;
// A worker may be stopped before it answers.
const PATIENCE = 120_000;
const PAGE = "/station/app/";
const PINS = "stemdag-pin";

const workers = () => navigator.serviceWorker;

/** The worker, which brings the shell. Calls `failed` where it cannot be installed: a first start needs it whole. */
export async function register(failed) {
  try {
    const registration = await workers().register("sw.js");
    const worker = registration.installing;
    worker?.addEventListener("statechange", () => worker.state === "redundant" && !registration.active && failed());
  } catch (error) {
    // Without a connection this is the ordinary case, once the app was kept.
    console.warn("no worker:", error.message);
    if (!workers()?.controller) failed();
  }
}

/** Calls `done` once everything of this version lies on the device; asks again until it does. */
export async function keepAll(version, done) {
  const registration = await workers()?.ready;
  if (!registration) return;
  if (await ask(registration.active, version)) done();
  else setTimeout(() => keepAll(version, done), AGAIN);
}

const ask = (worker, version) =>
  new Promise((found) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = (event) => found(event.data);
    setTimeout(() => found(false), PATIENCE);
    worker.postMessage(version, [port2]);
  });

/** From now on the app starts with this version, whatever else there is. */
export const hold = async (version) => (await caches.open(PINS)).put(PAGE, new Response(version));

/** The newest version may be taken at the next start. */
export const free = async () => (await caches.open(PINS)).delete(PAGE);

/** Whether this version lies here whole; asks the office for it where it does not. */
export async function has(version) {
  const registration = await workers()?.getRegistration();
  if (await caches.match(PAGE, { cacheName: `stemdag-shell-${version}` })) return ask(registration.active, version);
  registration?.update().catch((error) => console.warn("no update now:", error.message));
  return false;
}
