// Answers a page with the shell when the network does not; stores this release's files and the shell, and nothing else.
const CACHE = `cabinet-${RELEASE}`;

self.addEventListener("install", (event) => {
  const fresh = [STORED.shell, ...STORED.files].map((url) => new Request(url, { cache: "reload", credentials: "omit" }));
  event.waitUntil(caches.open(CACHE).then((cache) => cache.addAll(fresh)).then(() => self.skipWaiting()));
});

self.addEventListener("activate", (event) => {
  const former = (names) => Promise.all(names.filter((name) => name !== CACHE).map((name) => caches.delete(name)));
  event.waitUntil(caches.keys().then(former).then(() => self.clients.claim()));
});

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const path = new URL(request.url).pathname;
  if (request.mode === "navigate" && request.method === "GET") {
    event.respondWith(fetch(request).catch(() => caches.match(STORED.shell)));
  } else if (STORED.files.includes(path)) {
    event.respondWith(caches.match(path).then((stored) => stored ?? fetch(request)));
  }
});
