// Answers for the server while there is no network: the door's pages and what they load, nothing else.
const CACHE = "uketsuke-check-in";
const PATIENCE = 4000;
const PAGE = /\/check-in\/[0-9a-f-]{36}$/;

addEventListener("install", () => skipWaiting());
addEventListener("activate", (event) => event.waitUntil(clients.claim()));

const keep = async (address) => {
  const cache = await caches.open(CACHE);
  const { pathname } = new URL(address, location);
  if (pathname.startsWith("/assets/") && (await cache.match(pathname))) return;
  const response = await fetch(pathname);
  if (response.ok && !response.redirected) await cache.put(pathname, response);
};
addEventListener("message", (event) => {
  const all = (event.data?.keep ?? []).filter((address) => new URL(address, location).origin === location.origin);
  event.waitUntil(Promise.allSettled(all.map(keep)));
});

// A page as the server has it now; where the server is away, as it was last.
const page = async (request, path) => {
  const cache = await caches.open(CACHE);
  try {
    const response = await fetch(request, { signal: AbortSignal.timeout(PATIENCE) });
    if (response.status < 500) return response;
  } catch {}
  return (await cache.match(path)) ?? Response.error();
};
const file = async (request, path) => (await (await caches.open(CACHE)).match(path)) ?? fetch(request);
addEventListener("fetch", (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (request.method !== "GET" || origin !== location.origin) return;
  if (request.mode === "navigate" && PAGE.test(pathname)) event.respondWith(page(request, pathname));
  else if (pathname.startsWith("/assets/")) event.respondWith(file(request, pathname));
});
