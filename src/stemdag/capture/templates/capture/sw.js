// Keeps the app's shell on the device: explicit lists of files with their hashes, one version at a time.
const SHELL = {{ shell|safe }};
// What is neither of one version: which one is held for the day (the page says so), which one runs.
const PIN = "stemdag-pin";
const RUNNING = `${SHELL.page}running`;
const LATER = `${SHELL.page}later`;
const name = (version) => `stemdag-shell-${version}`;

// All files or none: half a shell would not start at a station without a connection.
async function fill() {
  const cache = await caches.open(name(SHELL.version));
  for (const each of SHELL.files) await take(cache, each);
  await cache.put(LATER, new Response(JSON.stringify(SHELL.later)));
  const page = await whole(fetch(SHELL.page, { cache: "reload" }));
  if (!(await page.clone().text()).includes(SHELL.version)) throw new Error("the page is of another version");
  // Last: a shell with its page is whole.
  await cache.put(SHELL.page, page);
}

const take = async (cache, [address, integrity]) =>
  cache.put(address, await whole(fetch(address, { integrity, cache: "reload" })));

// What comes after the shell of a version. The page asks for it at each start, since a worker may be stopped halfway.
async function fillLater(version) {
  const cache = await caches.open(name(version));
  for (const each of await later(cache)) if (!(await cache.match(each[0]))) await take(cache, each);
}

async function later(cache) {
  const list = await cache.match(LATER);
  return list ? list.json() : [];
}

async function whole(fetched) {
  const response = await fetched;
  if (!response.ok) throw new Error(`${response.url} gave ${response.status}`);
  return response;
}

async function said(where) {
  const found = await (await caches.open(PIN)).match(where);
  const version = found ? await found.text() : "";
  return version && (await caches.has(name(version))) && (await (await caches.open(name(version))).match(SHELL.page)) ? version : "";
}

// The version that this device starts with: the one that it holds for the day, else ours.
async function chosen() {
  const version = (await said(SHELL.page)) || SHELL.version;
  await (await caches.open(PIN)).put(RUNNING, new Response(version));
  return version;
}

// The version that runs: what is loaded late must be of the version that started.
const version = async () => (await said(RUNNING)) || chosen();

async function tidy() {
  const kept = new Set([PIN, name(SHELL.version), name(await version()), name(await said(SHELL.page))]);
  for (const each of await caches.keys()) if (!kept.has(each)) await caches.delete(each);
}

async function answer(request, address) {
  const cache = await caches.open(name(await (request.mode === "navigate" ? chosen() : version())));
  const kept = await cache.match(address);
  if (kept) return kept;
  // Asked for before it was kept: of this version, or not at all.
  const late = (await later(cache)).find(([each]) => each === address);
  if (!late) return fetch(request);
  await take(cache, late);
  return cache.match(address);
}

// A first start is to be short. An update has time, and is whole before a start without a connection may take it.
self.addEventListener("install", (event) => event.waitUntil(fill().then(() => self.registration.active && fillLater(SHELL.version)).then(() => self.skipWaiting())));
self.addEventListener("activate", (event) => event.waitUntil(tidy().then(() => self.clients.claim())));
// Answers on the port whether all of the version is kept now.
self.addEventListener("message", (event) => {
  const [port] = event.ports;
  const say = (kept) => port.postMessage(kept);
  event.waitUntil(fillLater(event.data).then(() => say(true), () => say(false)));
});
self.addEventListener("fetch", (event) => {
  const { method, url } = event.request;
  const { origin, pathname } = new URL(url);
  if (method !== "GET" || origin !== self.location.origin) return;
  const listed = pathname === SHELL.page || pathname.startsWith("/static/");
  if (listed) event.respondWith(answer(event.request, pathname));
});
