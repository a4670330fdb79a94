// Keeps the app on the device: the worker and its shell, then what is loaded late.
const AGAIN = 15_000;
// A worker may be stopped before it answers.
const PATIENCE = 120_000;

export function register() {
  navigator.serviceWorker?.register("sw.js").catch((error) => console.warn("not kept for offline use yet:", error.message));
}

// Calls `done` once everything lies on the device; asks again until it does.
export async function keepAll(done) {
  const registration = await navigator.serviceWorker?.ready;
  if (!registration) return;
  if (await ask(registration.active)) done();
  else setTimeout(() => keepAll(done), AGAIN);
}

const ask = (worker) =>
  new Promise((found) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = (event) => found(event.data);
    setTimeout(() => found(false), PATIENCE);
    worker.postMessage("keep", [port2]);
  });
