// Keeps the app's shell on the device: an explicit list of files with their hashes, one version at a time.
const SHELL = {{ shell|safe }};
const PIN = "stemdag-pin";
const name = (version) => `stemdag-shell-${version}`;

// All files or none: half a shell would not start at a station without a connection.
async function fill() {
  const cache = await caches.open(name(SHELL.version));
  for (const [address, integrity] of SHELL.files) {
    await cache.put(address, await whole(fetch(address, { integrity, cache: "reload" })));
  }
  const page = await whole(fetch(SHELL.page, { cache: "reload" }));
  if (!(await page.clone().text()).includes(SHELL.version)) throw new Error("the page is of another version");
  await cache.put(SHELL.page, page);
}

async function whole(fetched) {
  const response = await fetched;
  if (!response.ok) throw new Error(`${response.url} gave ${response.status}`);
  return response;
}

// The version that this device is on for the day, where it holds one; else ours.
async function version() {
  const pinned = await (await caches.open(PIN)).match(SHELL.page);
  const held = pinned ? await pinned.text() : "";
  return held && (await caches.has(name(held))) ? held : SHELL.version;
}

async function tidy() {
  const kept = new Set([PIN, name(SHELL.version), name(await version())]);
  for (const each of await caches.keys()) if (!kept.has(each)) await caches.delete(each);
}

async function answer(request, address) {
  const cache = await caches.open(name(await version()));
  return (await cache.match(address)) ?? fetch(request);
}

self.addEventListener("install", (event) => event.waitUntil(fill().then(() => self.skipWaiting())));
self.addEventListener("activate", (event) => event.waitUntil(tidy().then(() => self.clients.claim())));
self.addEventListener("fetch", (event) => {
  const { method, url } = event.request;
  const { origin, pathname } = new URL(url);
  if (method !== "GET" || origin !== self.location.origin) return;
  const listed = pathname === SHELL.page || pathname.startsWith("/static/");
  if (listed) event.respondWith(answer(event.request, pathname));
});
