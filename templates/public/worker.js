/* Answers for the page that checks certificates when there is no network, and for nothing else. */
"use strict";
const NAMES = "brandcert-check-";
const CACHE = NAMES + "{{ version }}";
const SHELL = "{{ shell }}";
const LISTS = "{{ lists }}";
const STATIC = "{{ static }}";
const MOST_LISTS = 20;

/* Kept as anybody sees it, without who is signed in. The page names its own files; what is not the page is never kept. */
async function keep() {
  const answer = await fetch(SHELL, { credentials: "omit", cache: "no-store", redirect: "manual" });
  if (!answer.ok || answer.headers.get("X-Offline-Shell") !== "1") throw new Error("not the page");
  const text = await answer.clone().text();
  const cache = await caches.open(CACHE);
  const files = [...text.matchAll(/(?:href|src|data-part)="([^"]+)"/g)].map((found) => found[1]).filter((place) => place.startsWith(STATIC));
  for (const place of new Set(files)) if (!await cache.match(place, { ignoreVary: true })) await cache.add(new Request(place, { cache: "no-cache" }));
  await cache.put(SHELL, answer);
}

async function keepLists() {
  const told = await (await fetch(LISTS, { credentials: "omit", cache: "no-store" })).json();
  for (const each of told.lists.slice(-MOST_LISTS)) await list(new Request(new URL(each.url).pathname, { credentials: "omit", cache: "no-store" }));
}

async function shell(event) {
  const kept = await (await caches.open(CACHE)).match(SHELL, { ignoreVary: true });
  if (!kept) return fetch(event.request);
  event.waitUntil(keep().then(keepLists).catch(() => {}));
  return kept;
}

/* A list is asked for anew each time; the one that was kept answers while the register cannot. */
async function list(request) {
  const cache = await caches.open(CACHE);
  try {
    const answer = await fetch(request);
    if (answer.ok) await cache.put(request.url, answer.clone());
    return answer;
  } catch (fault) {
    const kept = await cache.match(request.url, { ignoreVary: true });
    if (!kept) throw fault;
    return kept;
  }
}

const stored = async (request) => (await (await caches.open(CACHE)).match(request, { ignoreVary: true })) || fetch(request);

self.addEventListener("install", (event) => event.waitUntil(keep().then(() => keepLists().catch(() => {})).then(() => self.skipWaiting())));
self.addEventListener("activate", (event) => event.waitUntil((async () => {
  for (const name of await caches.keys()) if (name.startsWith(NAMES) && name !== CACHE) await caches.delete(name);
  await self.clients.claim();
})()));
self.addEventListener("fetch", (event) => {
  const place = new URL(event.request.url);
  if (event.request.method !== "GET" || place.origin !== self.location.origin) return;
  if (event.request.mode === "navigate" && place.pathname.startsWith(SHELL)) event.respondWith(shell(event));
  else if (place.pathname.startsWith(LISTS)) event.respondWith(list(event.request));
  else if (place.pathname.startsWith(STATIC)) event.respondWith(stored(event.request));
});
