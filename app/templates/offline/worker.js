// What a tablet shows when a page cannot be fetched. It keeps the list below and nothing else, ever: what is fetched
// while somebody is here is passed on and not looked at (docs/decisions/0019).
const VERSION = {{ kept.version|tojson }};
const PAGES = {{ kept.pages|tojson }}; // address: what must be in it
const FILES = new Set({{ kept.files|tojson }});
const LANGUAGE = {{ language|tojson }};
const PREFIX = "samvaro-";
const CACHE = PREFIX + VERSION;
const HOME = "/utan-nat";

self.addEventListener("install", (event) => {
  // The new one takes over at once, also while somebody writes: it holds nothing that an open page leans on, and reloads
  // none. To wait until every page is closed would be to wait for weeks on a tablet that is never switched off.
  self.skipWaiting();
  event.waitUntil(keep());
});

self.addEventListener("activate", (event) => event.waitUntil(forgetOlder()));

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (request.method !== "GET" || origin !== self.location.origin) return;
  if (request.mode === "navigate") event.respondWith(fetch(request).catch(() => keptPage(pathname)));
  else if (FILES.has(pathname)) event.respondWith(keptFile(request, pathname));
});

self.addEventListener("push", (event) => event.waitUntil(tell(event.data)));

self.addEventListener("notificationclick", (event) => {
  event.notification.close();
  event.waitUntil(open(event.notification.data));
});

/** A push that cannot be read must show something all the same, or the browser takes the leave to push away. */
async function tell(data) {
  let said = {};
  try {
    said = data.json();
  } catch {
    // said stays empty
  }
  const { title = "Samvaro", body = "", path = "/", tag = "samvaro" } = said;
  await self.registration.showNotification(title, { body, tag, lang: LANGUAGE, data: path });
}

/** Only a page of ours, in the window that is open already if there is one. */
async function open(path) {
  const target = new URL(path, self.location.origin);
  const address = target.origin === self.location.origin ? target.href : self.location.origin;
  const [first] = await self.clients.matchAll({ type: "window" });
  if (!first) return self.clients.openWindow(address);
  await first.focus();
  return first.navigate(address);
}

/** All or nothing: a page that differs from what is expected, a sign-in page of the Wi-Fi too, ends it until next time. */
async function keep() {
  const cache = await caches.open(CACHE);
  const headers = { "Accept-Language": LANGUAGE };
  const pages = Object.entries(PAGES).map(([path, integrity]) => new Request(path, { integrity, headers, cache: "no-store" }));
  await cache.addAll([...pages, ...FILES]);
}

async function forgetOlder() {
  const names = await caches.keys();
  await Promise.all(names.filter((name) => name.startsWith(PREFIX) && name !== CACHE).map((name) => caches.delete(name)));
}

async function keptPage(pathname) {
  return (await kept(pathname in PAGES ? pathname : HOME)) || Response.error();
}

async function keptFile(request, pathname) {
  return (await kept(pathname)) || fetch(request);
}

async function kept(path) {
  return caches.match(path, { cacheName: CACHE, ignoreVary: true });
}
