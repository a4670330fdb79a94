// Keeps the app's shell on the device: explicit lists of files with their hashes, one version at a time.
const SHELL = {{ shell|safe }};
const PIN = "stemdag-pin";
const name = (version) => `stemdag-shell-${version}`;

// All files or none: half a shell would not start at a station without a connection.
async function fill() {
  const cache = await caches.open(name(SHELL.version));
  for (const each of SHELL.files) await take(cache, each);
  const page = await whole(fetch(SHELL.page, { cache: "reload" }));
  if (!(await page.clone().text()).includes(SHELL.version)) throw new Error("the page is of another version");
  await cache.put(SHELL.page, page);
}

const take = async (cache, [address, integrity]) =>
  cache.put(address, await whole(fetch(address, { integrity, cache: "reload" })));

// What comes after the shell. The page asks for it at each start, since a worker may be stopped halfway.
async function fillLater() {
  if ((await version()) !== SHELL.version) return;
  const cache = await caches.open(name(SHELL.version));
  for (const each of SHELL.later) if (!(await cache.match(each[0]))) await take(cache, each);
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
  const wanted = await version();
  const cache = await caches.open(name(wanted));
  const kept = await cache.match(address);
  if (kept) return kept;
  // Asked for before it was kept: of this version, or not at all.
  const late = wanted === SHELL.version && SHELL.later.find(([each]) => each === address);
  if (!late) return fetch(request);
  await take(cache, late);
  return cache.match(address);
}

self.addEventListener("install", (event) => event.waitUntil(fill().then(() => self.skipWaiting())));
self.addEventListener("activate", (event) => event.waitUntil(tidy().then(() => self.clients.claim())));
// Answers on the port whether all of it is kept now.
self.addEventListener("message", (event) => {
  const [port] = event.ports;
  const say = (kept) => port.postMessage(kept);
  event.waitUntil(fillLater().then(() => say(true), () => say(false)));
});
self.addEventListener("fetch", (event) => {
  const { method, url } = event.request;
  const { origin, pathname } = new URL(url);
  if (method !== "GET" || origin !== self.location.origin) return;
  const listed = pathname === SHELL.page || pathname.startsWith("/static/");
  if (listed) event.respondWith(answer(event.request, pathname));
});
