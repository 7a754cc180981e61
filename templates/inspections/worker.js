/* Answers for the page of visits when there is no network, and for nothing else: neither data nor any other page is kept here. */
"use strict";
const NAMES = "brandcert-field-";
const CACHE = NAMES + "{{ version }}";
const SHELL = "{{ shell }}";
const STATIC = "{{ static }}";

/* The page names its own files; an answer that is not the page (somebody has to sign in) is never kept. */
async function keep() {
  const answer = await fetch(SHELL, { credentials: "same-origin", cache: "no-store", redirect: "manual" });
  if (!answer.ok || answer.headers.get("X-Field-Shell") !== "1") throw new Error("not the page");
  const text = await answer.clone().text();
  const cache = await caches.open(CACHE);
  const old = await cache.match(SHELL);
  if (old && await old.text() === text) return;
  const files = [...text.matchAll(/(?:href|src)="([^"]+)"/g)].map((found) => found[1]).filter((place) => place.startsWith(STATIC));
  await cache.addAll([...new Set(files)].map((place) => new Request(place, { cache: "no-cache" })));
  await cache.put(SHELL, answer);
}

async function shell(event) {
  const kept = await (await caches.open(CACHE)).match(SHELL);
  if (!kept) return fetch(event.request);
  event.waitUntil(keep().catch(() => {}));
  return kept;
}

const stored = async (request) => (await (await caches.open(CACHE)).match(request, { ignoreVary: true })) || fetch(request);

self.addEventListener("install", (event) => event.waitUntil(keep().then(() => self.skipWaiting())));
self.addEventListener("activate", (event) => event.waitUntil((async () => {
  for (const name of await caches.keys()) if (name.startsWith(NAMES) && name !== CACHE) await caches.delete(name);
  await self.clients.claim();
})()));
self.addEventListener("fetch", (event) => {
  const place = new URL(event.request.url);
  if (event.request.method !== "GET" || place.origin !== self.location.origin) return;
  if (event.request.mode === "navigate" && place.pathname === SHELL) event.respondWith(shell(event));
  else if (place.pathname.startsWith(STATIC)) event.respondWith(stored(event.request));
});
