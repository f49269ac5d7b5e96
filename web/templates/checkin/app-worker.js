// Keeps the door's page and its files on the device, all of one version: what was kept whole is used whole.
const VERSION = "phien.door.{{ version }}";
const PAGE = "{{ page }}";
const FILES = [{% for file in files %}"{{ file|escapejs }}",{% endfor %}];

self.addEventListener("install", (event) => {
  const keep = async () => {
    const cache = await caches.open(VERSION);
    await cache.addAll([new Request(PAGE, { cache: "reload", credentials: "omit" }), ...FILES]);
    await self.skipWaiting();
  };
  event.waitUntil(keep());
});

self.addEventListener("activate", (event) => {
  const tidy = async () => {
    for (const name of await caches.keys()) {
      const cache = name !== VERSION && name.startsWith("phien.door.") && (await caches.open(name));
      if (cache && (await cache.match(PAGE))) await caches.delete(name); // another language's page has its own
    }
    await self.clients.claim();
  };
  event.waitUntil(tidy());
});

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const address = new URL(request.url);
  if (request.method !== "GET" || address.origin !== location.origin || address.pathname.startsWith("/api/")) return;
  const kept = async () => {
    const cache = await caches.open(VERSION);
    return (await cache.match(request.mode === "navigate" ? PAGE : request, { ignoreSearch: request.mode === "navigate", ignoreVary: true })) ?? fetch(request);
  };
  event.respondWith(kept());
});
